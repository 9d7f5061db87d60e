"""What is published, quarter by quarter, and what departments say beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chengxin.apps.ledger.batch import read_content
from chengxin.apps.statistics import process
from chengxin.apps.statistics.files import build
from chengxin.apps.statistics.models import FigureNote, FrozenQuarter
from chengxin.apps.submissions.models import Submission
from chengxin.core.feeds import Feed
from chengxin.core.figures import Figure
from chengxin.core.names import fold
from chengxin.core.quarters import Quarter, parse_quarter
from chengxin.lawbook import Lawbook


@dataclass(frozen=True, slots=True)
class Note:
    """What stands beside a figure: of whom, since when."""

    unit: str
    figure: str
    words: str
    at: datetime
    by: str
    """The names of the officials."""


def list_frozen(*, at: datetime) -> list[FrozenQuarter]:
    """The quarters that are published, the newest first."""
    return sorted(FrozenQuarter.objects.filter(at__lte=at), key=lambda one: one.quarter, reverse=True)


def get_frozen(code: str, *, at: datetime) -> FrozenQuarter | None:
    return FrozenQuarter.objects.filter(quarter=code, at__lte=at).first()


def told(frozen: FrozenQuarter) -> dict[str, Any]:
    """What the file of a quarter says: the pages show this, and count nothing themselves."""
    return dict(json.loads(bytes(frozen.as_json)))


def has_figures(frozen: FrozenQuarter, unit: str) -> bool:
    return any(row["unit"] == unit for row in told(frozen)["departments"])


def notes_of(frozen: FrozenQuarter, *, at: datetime) -> dict[tuple[str, str], Note]:
    """(unit, figure) -> what the unit says beside it now, in the words that two of its officials have written."""
    return _notes(frozen, at)[0]


def notes_waiting(frozen: FrozenQuarter, unit: str, *, at: datetime) -> dict[str, Note]:
    """Figure -> what one official of the unit wrote beside it and nobody else there has yet: for the unit alone."""
    return {figure: one for (of, figure), one in _notes(frozen, at)[1].items() if of == unit}


_Notes = dict[tuple[str, str], Note]


def _notes(frozen: FrozenQuarter, at: datetime) -> tuple[_Notes, _Notes]:
    """What stands, and what waits for a second official; what was taken back does neither."""
    stand: _Notes = {}
    wait: _Notes = {}
    for row in FigureNote.objects.filter(frozen=frozen, at__lte=at).select_related("by").order_by("pk"):
        key = row.unit, row.figure
        note = Note(*key, (read_content(row) or {}).get("words", ""), row.at, row.by.name)
        first = wait.pop(key, None)
        if not note.words:
            stand.pop(key, None)
        elif first is not None and first.words == note.words and fold(first.by) != fold(note.by):
            stand[key] = replace(note, by=f"{first.by}、{note.by}")
        else:
            wait[key] = note
    return stand, wait


def is_rebuilt(frozen: FrozenQuarter, *, lawbook: Lawbook, feeds: Mapping[str, Feed]) -> bool:
    """Whether counting the quarter anew, by the same law, gives the bytes that were published."""
    quarter = parse_quarter(frozen.quarter)
    if quarter is None:
        return False
    files = build(quarter, lawbook=lawbook, feeds=feeds)
    return (files.as_json, files.as_csv) == (bytes(frozen.as_json), bytes(frozen.as_csv))


@dataclass(frozen=True, slots=True)
class OwnFigure:
    """One figure as the unit itself sees it: exactly, with what is behind it."""

    figure: Figure
    count: int
    files: tuple[tuple[Submission, int], ...] = ()
    """The unit's files with rows that came back, and how many."""
    feeds: tuple[tuple[Feed, int], ...] = ()
    """The unit's feeds with rows that came late, and how many."""
    cases: tuple[str, ...] = ()
    """The numbers of the cases; they name nobody."""


def own_figures(quarter: Quarter, unit: str, *, feeds: Mapping[str, Feed]) -> list[OwnFigure]:
    """A unit's own figures of a quarter, with the rows that they count."""
    late = tuple((feed, process.late_of(quarter, feed)) for feed in feeds.values() if feed.sender == unit)
    files = tuple((one.submission, one.refused) for one in process.receipts_behind(quarter, unit))
    upheld = tuple(process.upheld_of(quarter, unit))
    overdue = tuple(process.overdue_of(quarter, unit))
    return [
        OwnFigure(Figure.LATE, sum(rows for _, rows in late), feeds=tuple(pair for pair in late if pair[1])),
        OwnFigure(Figure.REFUSED, sum(rows for _, rows in files), files=files),
        OwnFigure(Figure.UPHELD, len(upheld), cases=upheld),
        OwnFigure(Figure.OVERDUE, len(overdue), cases=overdue),
    ]
