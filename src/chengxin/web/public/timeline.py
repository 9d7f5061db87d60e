"""A time line drawn on the server: one bar, its days as numbered marks, the words beside it as text.

The days of the first weeks lie close together, so the line is stretched there: the picture shows the order and what is so
between two days, and the days themselves are read from the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

from chengxin.core.words import day_zh

_LEFT, _RIGHT, _GAP = 18.0, 342.0, 30.0


@dataclass(frozen=True, slots=True)
class Mark:
    """One day on the line: its number, where it is drawn, what it is."""

    number: int
    x: str
    on: date
    text: str
    is_end: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """The marks, and from where to where the record can be answered about."""

    marks: tuple[Mark, ...]
    effect_x: str
    end_x: str

    @property
    def sentence(self) -> str:
        """The picture in words, for whoever cannot see it."""
        return "；".join(f"{day_zh(mark.on)}，{mark.text}" for mark in self.marks) + "。"


def draw(days: Sequence[tuple[date, str]], *, effect: date | None, last_day: date) -> Timeline:
    """Place the days of a record on a line, each at least a finger's width from the next."""
    ordered = sorted(days)
    first = ordered[0][0]
    span = max((ordered[-1][0] - first).days, 1)
    places = [_LEFT + (_RIGHT - _LEFT) * sqrt((on - first).days / span) for on, _ in ordered]
    for place in range(1, len(places)):
        places[place] = max(places[place], places[place - 1] + _GAP)
    limit = _RIGHT
    for place in reversed(range(len(places))):
        places[place] = min(places[place], limit)
        limit = places[place] - _GAP
    marks = tuple(
        Mark(number, f"{x:.1f}", on, text, is_end=on == last_day)
        for number, (x, (on, text)) in enumerate(zip(places, ordered, strict=True), 1)
    )
    effect_x = next((mark.x for mark in marks if mark.on == effect), "")
    end_x = next((mark.x for mark in marks if mark.on == last_day), str(_RIGHT))
    return Timeline(marks, effect_x, end_x)
