"""The examples of `law/examples/`, counted by hand: what is given, what was counted, and how, in the counter's own words.

[law:civil_code/第二百零一条]
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from chengxin.lawbook.load import law_root

_BEGINS = "# 怎么数的"


@dataclass(frozen=True)
class Example:
    """One example; `counted` are the sentences that say how it was counted by hand."""

    name: str
    title: str
    counted: tuple[str, ...]
    given: dict[str, Any]
    when: dict[str, Any]
    then: dict[str, Any]


def examples(root: Path | None = None) -> tuple[Example, ...]:
    """Every example, in the order of their numbers; read once per directory."""
    return _read((root or law_root()) / "examples")


@cache
def _read(folder: Path) -> tuple[Example, ...]:
    return tuple(_one(path) for path in sorted(folder.glob("*.toml")))


def _one(path: Path) -> Example:
    text = path.read_text(encoding="utf-8")
    plain = tomllib.loads(text)
    return Example(path.stem, plain["title"], _sentences(text), plain["given"], plain["when"], plain["then"])


def _sentences(text: str) -> tuple[str, ...]:
    """The comment lines after 怎么数的; a line that does not end a sentence goes on in the next."""
    _, _, rest = text.partition(_BEGINS)
    told: list[str] = []
    for line in rest.splitlines()[1:]:
        if not line.startswith("#"):
            break
        words = line.removeprefix("#").strip()
        if told and not told[-1].endswith("。"):
            told[-1] += words
        else:
            told.append(words)
    return tuple(told)
