"""What two editions say differently, row by row: added, changed, removed. [law:pipl/第七条]

A comparison is of two days, in one lawbook or in two. It tells what the rules would do differently, and nothing of who is
concerned: that is counted elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from chengxin.core.assessments import Assessment
from chengxin.core.calendar import add_months
from chengxin.lawbook import tables
from chengxin.lawbook.book import Lawbook
from chengxin.lawbook.load import law_files
from chengxin.lawbook.tables import Row, Table, shown


class Turn(StrEnum):
    """What becomes of a row from one side to the other."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


TURNS: dict[Turn, str] = {Turn.ADDED: "新增", Turn.CHANGED: "改变", Turn.REMOVED: "停止"}
#: Where the two sides are compared, and by which columns a row is recognised on both.
_COMPARED: tuple[tuple[Table, tuple[str, ...]], ...] = (
    (tables.ITEMS, ("slug",)),
    (tables.PURPOSES, ("slug",)),
    (tables.AGREEMENTS, ("unit", "entitlement")),
    (tables.ASSESSMENTS, ("purpose",)),
    (tables.CELLS, ("purpose", "item")),
    (tables.MEASURES, ("slug",)),
    (tables.SERVICES, ("slug",)),
    (tables.SERVICE_PAPERS, ("service", "paper")),
    (tables.SERVICE_EXCLUSIONS, ("service", "item")),
    (tables.PERIODS, ("slug",)),
    (tables.SOURCES, ("slug",)),
    (tables.ARTICLES, ("source", "article")),
    (tables.NEVER, ("name",)),
    (tables.UNITS, ("code",)),
    (tables.LISTS, ("slug",)),
)
#: Follow from the day on which one looks, and are no change of the law.
_OF_THE_DAY = frozenset({"is_stale"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One column of a changed row, on both sides, as it is shown."""

    key: str
    heading: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One row that stands on one side only, or differs."""

    turn: Turn
    table: Table
    key: tuple[str, ...]
    name: str
    """How a reader knows it: code and name, or its key."""
    differences: tuple[Difference, ...] = ()

    @property
    def word(self) -> str:
        return TURNS[self.turn]


def compare(before: Row, after: Row, table: Table) -> tuple[Difference, ...]:
    """The columns in which one row differs."""
    return tuple(
        Difference(key, heading, shown(before.get(key)), shown(after.get(key)))
        for key, heading in table.columns
        if key not in _OF_THE_DAY and before.get(key) != after.get(key)
    )


def changes(before: tuple[Lawbook, date], after: tuple[Lawbook, date]) -> list[Change]:
    """Everything that differs between two days, table by table, in the order of the later side."""
    return [change for table, by in _COMPARED for change in _of_table(table, by, before, after)]


def _of_table(
    table: Table, by: tuple[str, ...], before: tuple[Lawbook, date], after: tuple[Lawbook, date]
) -> Iterator[Change]:
    old, new = (
        {tuple(str(row[key]) for key in by): row for row in table.rows(book, book.on(day))}
        for book, day in (before, after)
    )
    for key, row in new.items():
        if key not in old:
            yield Change(Turn.ADDED, table, key, _name(row, key))
        elif found := compare(old[key], row, table):
            yield Change(Turn.CHANGED, table, key, _name(row, key), found)
    for key, row in old.items():
        if key not in new:
            yield Change(Turn.REMOVED, table, key, _name(row, key))


def _name(row: Row, key: tuple[str, ...]) -> str:
    return " ".join(str(row[part]) for part in ("code", "name") if row.get(part)) or " ".join(key)


def rewritten_letters(before: Lawbook, after: Lawbook) -> list[tuple[str, str]]:
    """Template and edition of each letter text that the later law does not hold word for word: people were written to
    in it, and it is what they read again. [law:pipl/第十七条]"""
    return [key for key, text in before.letters_then.items() if after.letters_then.get(key) != text]


def dropped_assessments(before: Lawbook, after: Lawbook, *, on: date) -> list[Assessment]:
    """The impact assessments that the later law does not hold word for word, although they must be kept still: from the
    last day on which somebody could ask by them, or from the second signature. [law:pipl/第五十六条]"""
    months = after.period("impact_assessment_kept", on=on)
    dropped = []
    for one in before.assessments:
        ends = [held.until for purpose in before.purposes.rows for held in purpose.assessed if held.by == one]
        last = max((one.approved_on, *filter(None, ends)))
        if one not in after.assessments and (None in ends or on < add_months(last, months)):
            dropped.append(one)
    return dropped


def changed_files(before: Path, after: Path) -> list[tuple[Turn, str]]:
    """Every file that differs between two law directories, texts and examples included."""
    old, new = (
        {name: sha256(path.read_bytes()).digest() for name, path in law_files(root)} for root in (before, after)
    )
    turns = {
        name: Turn.ADDED if name not in old else Turn.REMOVED if name not in new else Turn.CHANGED
        for name in old.keys() | new.keys()
        if old.get(name) != new.get(name)
    }
    return [(turns[name], name) for name in sorted(turns)]
