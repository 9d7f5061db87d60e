"""The one byte form of a value: JSON with sorted keys, no spaces, UTF-8. What is committed to and signed is these bytes."""

from __future__ import annotations

import json
from typing import Any

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical(value: Any) -> bytes:
    """Serialise plain JSON values (str, int, bool, None, list, dict with str keys).

    :raises TypeError: for anything else, floats included: two machines may print a float differently.
    """
    _refuse_floats(value)
    return _ENCODER.encode(value).encode()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, (str, int)) or value is None:
        return
    if isinstance(value, float):
        raise TypeError("a float has no single byte form")
    if isinstance(value, dict):
        for member in value.values():
            _refuse_floats(member)
    elif isinstance(value, (list, tuple)):
        for member in value:
            _refuse_floats(member)
