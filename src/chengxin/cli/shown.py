"""Print a result: JSON where a program reads it, lines where a person does."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any


def show(plain: Any, lines: Iterable[str], *, form: str) -> None:
    """Print `plain` as one JSON document, or the lines."""
    if form == "json":
        print(json.dumps(plain, ensure_ascii=False, indent=2))
    else:
        for line in lines:
            print(line)
