"""One row before, during and after it is judged: what was read, what is being found, what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, Protocol

from chengxin.core import dates, identity_number
from chengxin.core.editions import Editions
from chengxin.core.facts import Facts, RowState
from chengxin.core.feeds import BODY_FIELDS, Feed, Field, plain_word
from chengxin.core.identity_number import NumberFault
from chengxin.core.issues import Issue, IssueCode, issue
from chengxin.core.law import Item, Unit
from chengxin.core.names import NameFault
from chengxin.core.official_words import ROW_STATES

CellValue = str | int | float | bool | date | datetime | time | timedelta | None

MAX_TEXT = 2000
#: What is wrong with a text, by what was found in it.
TEXT_ISSUES: Final = {
    NameFault.DAMAGED: IssueCode.TEXT_UNREADABLE,
    NameFault.CONTROL: IssueCode.TEXT_CONTROL,
    NameFault.DIRECTION: IssueCode.TEXT_DIRECTION,
    NameFault.PRIVATE_USE: IssueCode.TEXT_PRIVATE_USE,
}
_LARGEST_FIGURE = 10**20


class NoticeEdition(Protocol):
    """One edition of the notice that departments enclose with a decision."""

    @property
    def in_force_from(self) -> date: ...

    @property
    def in_force_until(self) -> date | None: ...


class Fate(StrEnum):
    """What became of a row; the four add up to the file's rows."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    WAITING = "waiting"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as read: what stood in the columns that are read, untouched."""

    sheet: str
    """Its sheet's name; "" in a text file."""
    row: int
    cells: Mapping[Field, CellValue]
    is_shifted: bool = False
    """Whether the row has more or fewer cells than the heading."""
    faults: tuple[tuple[Field | None, IssueCode], ...] = ()
    """What its reader saw that no value shows: a formula, a merged cell, a hidden row. Such a row goes back."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row; `facts` only where it was accepted."""

    sheet: str
    row: int
    fate: Fate
    facts: Facts | None = None
    issues: tuple[Issue, ...] = ()


@dataclass(slots=True)
class Reading:
    """One row while it is judged."""

    raw: RawRow
    feed: Feed
    items: Editions[Item]
    edition: str
    """The lawbook's edition, which a refusal for want of an item names."""
    units: Mapping[str, Unit]
    notice_editions: Mapping[str, NoticeEdition]
    received_on: date
    issues: list[Issue] = field(default_factory=list)
    broken: set[Field] = field(default_factory=set)
    """Columns whose cell holds no readable text; said once, and then read as empty."""
    _texts: dict[Field, str] = field(init=False, repr=False)
    _number: str | None = field(init=False, repr=False, default=None)
    _fault: tuple[NumberFault | None] | None = field(init=False, repr=False, default=None)

    def __post_init__(self) -> None:
        here = self.feed.fields
        self._texts = {column: text_of(value) for column, value in self.raw.cells.items() if column in here}

    def found(self, code: IssueCode, column: Field | None = None, **details: str) -> None:
        self.issues.append(self.issue(code, column, **details))

    def issue(self, code: IssueCode, column: Field | None = None, **details: str) -> Issue:
        heading = self.feed.heading(column) if column else None
        return issue(code, sheet=self.raw.sheet or None, row=self.raw.row, column=heading, **details)

    def value(self, column: Field) -> CellValue:
        if column in self.broken or column not in self._texts:
            return None
        return self.raw.cells[column]

    def breaks(self, code: IssueCode, column: Field, **details: str) -> None:
        """Note an issue after which a cell is not looked at again."""
        self.found(code, column, **details)
        self.broken.add(column)
        self._texts[column] = ""

    def text(self, column: Field) -> str:
        """What stands in a cell, as text: 1.0 of an Excel code column reads as 1."""
        return self._texts.get(column, "")

    def word(self, column: Field) -> str:
        """What stands in a column with a closed list of words, as it is compared."""
        text = self._texts.get(column)
        return plain_word(text[:MAX_TEXT]) if text else ""

    def date(self, column: Field) -> date | None:
        return dates.parse(self.value(column))

    @property
    def number(self) -> str:
        """The normalised citizen number, or "" where a figure stands in its place."""
        if self._number is None:
            value = self.value(Field.NUMBER)
            self._number = identity_number.normalise(value[:MAX_TEXT]) if isinstance(value, str) else ""
        return self._number

    @property
    def number_fault(self) -> NumberFault | None:
        """What is wrong with the number, if anything."""
        if self._fault is None:
            self._fault = (identity_number.fault(self.number),)
        return self._fault[0]

    @property
    def is_withdrawal(self) -> bool:
        return ROW_STATES.get(self.word(Field.ROW_STATE)) is RowState.WITHDRAWN

    @property
    def kept_texts(self) -> list[tuple[Field, str]]:
        """Every text cell that is read, but for the names of public bodies."""
        cells = self.raw.cells.items()
        return [(column, value) for column, value in cells if column not in BODY_FIELDS and isinstance(value, str)]


def text_of(value: CellValue) -> str:
    """A cell as text; a figure that no cell holds is an ellipsis."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not -_LARGEST_FIGURE <= value <= _LARGEST_FIGURE:
        return "…"  # no cell holds such a figure, and printing one could fail
    return "" if value is None else str(value)
