"""What one department sends: a feed's columns, who may send for whom, how its words map to the catalogue, limits."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final

from chengxin.core.facts import DocumentType
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.writing import compact


@dataclass(frozen=True, slots=True)
class Room:
    """How many more files may be handed over today: by one unit, and by all together."""

    of_unit: int
    in_all: int


def require_room(room: Room, files: int = 1) -> None:
    """Check that so many files still find room.

    :raises Refusal: TOO_MANY_FILES, TOO_MANY_FILES_IN_ALL.
    """
    if room.of_unit < files:
        raise Refusal(Reason.TOO_MANY_FILES)
    if room.in_all < files:
        raise Refusal(Reason.TOO_MANY_FILES_IN_ALL)


class Field(StrEnum):
    """What a column can mean. Nothing else is read."""

    NAME = "name"
    SUBJECT_KIND = "subject_kind"
    DOCUMENT_TYPE = "document_type"
    NUMBER = "number"
    DECISION_NO = "decision_no"
    CONDUCT = "conduct"
    LEGAL_BASIS = "legal_basis"
    PENALTY_CLASS = "penalty_class"
    AMOUNT = "amount"
    LICENCE_NAME = "licence_name"
    LICENCE_STATE = "licence_state"
    HONOUR_CATEGORY = "honour_category"
    DECIDED_ON = "decided_on"
    STARTS_ON = "starts_on"
    ENDS_ON = "ends_on"
    AUTHORITY_NAME = "authority_name"
    AUTHORITY_CODE = "authority_code"
    SENDER_NAME = "sender_name"
    SENDER_CODE = "sender_code"
    CONDUCT_END_ON = "conduct_end_on"
    PROCEDURE = "procedure"
    SERVED_ON = "served_on"
    SERVICE_MODE = "service_mode"
    SERVICE_PROOF_NO = "service_proof_no"
    NOTICE_EDITION = "notice_edition"
    ROW_STATE = "row_state"


#: Read as dates.
DATE_FIELDS: Final = frozenset(
    {Field.DECIDED_ON, Field.STARTS_ON, Field.ENDS_ON, Field.CONDUCT_END_ON, Field.SERVED_ON}
)
#: Names of public bodies: matched against the closed list of units, never kept; a bureau may have a word in its name
#: that would be forbidden about a person.
BODY_FIELDS: Final = frozenset({Field.AUTHORITY_NAME, Field.AUTHORITY_CODE, Field.SENDER_NAME, Field.SENDER_CODE})


#: Sheets of ours in a department's workbook: what came back to it, and what a template explains. Neither is read.
ISSUES_SHEET: Final = "问题清单"
NOTES_SHEET: Final = "填写说明"


def plain(text: str) -> str:
    """A heading or a listed word as it is compared: half-width, without white space and the marks around a heading."""
    return compact(text).strip("*:").replace("[", "(").replace("]", ")")


@lru_cache(maxsize=4096)
def plain_word(text: str) -> str:
    """`plain` for the words that nearly every row repeats."""
    return plain(text)


@dataclass(frozen=True, slots=True)
class Column:
    """One column that is read: its meaning, its official heading first, then other headings seen in the wild."""

    field: Field
    headings: tuple[str, ...]
    is_required: bool = False
    """Whether the file must have the column and every row a value in it."""
    headings_in_yuan: tuple[str, ...] = ()
    """Of a column of money: headings under which it stands in yuan and not in 万元."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """For decisions from a day on: within how many days the source has agreed to send them."""

    since: date
    days: int


@dataclass(frozen=True, slots=True)
class Feed:
    """One department's one kind of file."""

    key: str
    """heihe/<department>/<feed>, which is also its folder."""
    title: str
    sender: str
    """Code of the unit that sends."""
    may_send_for: tuple[str, ...]
    """Codes of the deciding units it may send for, itself included where it decides."""
    layout: str
    columns: tuple[Column, ...]
    dropped: tuple[str, ...]
    """Headings the layout knows and that are never read."""
    item_field: Field
    """The column whose words name the item, by `lookups`."""
    lookups: Mapping[Field, Mapping[str, str]]
    """Per column: a plain word of the department -> the item's slug, or the unit's code."""
    cadence: str
    max_age_days: int
    """How old the newest file may be before an answer says that this source is too old."""
    min_rows: int
    max_rows: int
    max_bytes: int
    document_types: tuple[DocumentType, ...] = (DocumentType.CITIZEN_ID,)
    amount_limit_fen: int | None = None
    """More than this in one decision about one person is a slip of the unit, not a penalty."""
    ignored_sheets: tuple[str, ...] = ()
    agreed: tuple[Agreed, ...] = ()
    """Dated; empty where nothing was agreed, and then nothing is late."""
    how_to: str = ""
    _by_heading: Mapping[str, Column] = field(init=False, repr=False, compare=False)
    _by_field: Mapping[Field, Column] = field(init=False, repr=False, compare=False)
    _dropped: frozenset[str] = field(init=False, repr=False, compare=False)
    _items: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_heading = {
            plain(heading): column
            for column in self.columns
            for heading in (*column.headings, *column.headings_in_yuan)
        }
        object.__setattr__(self, "_by_heading", by_heading)
        object.__setattr__(self, "_by_field", {column.field: column for column in self.columns})
        object.__setattr__(self, "_dropped", frozenset(map(plain, self.dropped)))
        object.__setattr__(self, "_items", frozenset(self.lookups.get(self.item_field, {}).values()))

    @property
    def items(self) -> frozenset[str]:
        """Slugs of the items this feed can carry."""
        return self._items

    def agreed_days(self, on: date) -> int | None:
        """Within how many days a decision of a day should come; `None` where nothing was agreed yet."""
        known = [agreed for agreed in self.agreed if agreed.since <= on]
        return max(known, key=lambda agreed: agreed.since).days if known else None

    @property
    def fields(self) -> Container[Field]:
        """What the columns that are read mean."""
        return self._by_field

    def column_for(self, heading: str) -> Column | None:
        return self._by_heading.get(plain(heading))

    def column(self, field: Field) -> Column | None:
        return self._by_field.get(field)

    def heading(self, field: Field) -> str:
        """The official heading of a column, to name it to a person."""
        column = self._by_field.get(field)
        return column.headings[0] if column else field.value

    def is_in_yuan(self, heading: str) -> bool:
        """Whether a heading says that its money stands in yuan."""
        column = self.column_for(heading)
        return column is not None and plain(heading) in map(plain, column.headings_in_yuan)

    def is_dropped(self, heading: str) -> bool:
        return plain(heading) in self._dropped

    def looked_up(self, field: Field, word: str) -> str | None:
        return self.lookups.get(field, {}).get(plain_word(word))
