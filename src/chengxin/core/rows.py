"""The judge of one row: accepted facts, issues that send it back, or issues that let it wait. [law:pipl/第六条]
[law:credit_reporting_regulation/第十四条] [law:public_security_penalties_law/第一百三十六条]

Order: first the floors. Each of them ends the judgement with exactly one issue, and nothing of such a row is kept. Then
every cell is read, so that a department learns all that is wrong with a row at once. Only a row with nothing to refuse
can wait. Nothing here raises, whatever the cells hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

from chengxin.core import dates, document_number, identity_number, money, names, never_kept, uscc
from chengxin.core.facts import DocumentType, EnclosedProof, Facts, Identity, RowState
from chengxin.core.feeds import BODY_FIELDS, DATE_FIELDS, Feed, Field, plain
from chengxin.core.identity_number import NumberFault
from chengxin.core.issues import Issue, IssueCode, Severity, issue
from chengxin.core.law import Demand, Item, Unit
from chengxin.core.names import NameFault

CellValue = str | int | float | bool | date | datetime | time | timedelta | None

MAX_TEXT = 2000
_LARGEST_FIGURE = 10**20

DOCUMENT_TYPES: Mapping[str, DocumentType] = {
    **dict.fromkeys(("身份证", "居民身份证", "中华人民共和国居民身份证", "01", "1"), DocumentType.CITIZEN_ID),
    **dict.fromkeys(("护照", "护照号", "02", "2"), DocumentType.PASSPORT),
    **dict.fromkeys(("港澳居民来往内地通行证", "03", "3"), DocumentType.HK_MACAU_PERMIT),
    **dict.fromkeys(("台湾居民来往大陆通行证", "04", "4"), DocumentType.TAIWAN_PERMIT),
    **dict.fromkeys(("外国人永久居留身份证", "05", "5"), DocumentType.PERMANENT_RESIDENCE),
}
NATURAL_PERSON = frozenset({"自然人", "01", "1"})
PROCEDURES: Mapping[str, str] = {
    **dict.fromkeys(("普通程序", "一般程序"), "ordinary"),
    "听证程序": "hearing",
    **dict.fromkeys(("简易程序", "当场处罚"), "summary"),
}
ROW_STATES: Mapping[str, RowState] = {
    **dict.fromkeys(("有效", "正常"), RowState.VALID),
    "变更": RowState.CHANGED,
    **dict.fromkeys(("撤销", "撤回"), RowState.WITHDRAWN),
}
#: The nine classes of article 9 of the Administrative Penalty Law, as officials write them.
PENALTY_CLASSES: Mapping[str, str] = {
    "警告": "warning",
    "通报批评": "public_criticism",
    "罚款": "fine",
    "没收违法所得": "confiscation_of_gains",
    "没收非法财物": "confiscation_of_goods",
    **dict.fromkeys(("暂扣许可证件", "暂扣许可证"), "permit_suspended"),
    "降低资质等级": "qualification_reduced",
    **dict.fromkeys(("吊销许可证件", "吊销许可证"), "permit_revoked"),
    "限制开展生产经营活动": "business_restricted",
    "责令停产停业": "business_stopped",
    "责令关闭": "business_closed",
    "限制从业": "occupation_barred",
    "行政拘留": "detention",
}
#: How a decision can be served so that this platform's notice, enclosed with it, is proved. 公告送达 never proves it.
PROVING_MODES: Mapping[str, str] = {
    "直接送达": "direct",
    "留置送达": "left_with",
    "委托送达": "entrusted",
    "邮寄送达": "postal",
    "电子送达(经本人同意)": "electronic_with_consent",
}
ANNOUNCED_MODE = "公告送达"
_VALID_LICENCE = frozenset({"1", "有效"})
_ENDED_LICENCE = frozenset({"2", "无效"})


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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row; `facts` only where it was accepted."""

    sheet: str
    row: int
    fate: Fate
    facts: Facts | None = None
    issues: tuple[Issue, ...] = ()


@dataclass(slots=True)
class _Reading:
    """One row while it is judged."""

    raw: RawRow
    feed: Feed
    items: Mapping[str, Item]
    units: Mapping[str, Unit]
    notice_editions: Mapping[str, NoticeEdition]
    received_on: date
    issues: list[Issue] = field(default_factory=list)

    def found(self, code: IssueCode, column: Field | None = None, **details: str) -> None:
        self.issues.append(self.issue(code, column, **details))

    def issue(self, code: IssueCode, column: Field | None = None, **details: str) -> Issue:
        heading = self.feed.heading(column) if column else None
        return issue(code, sheet=self.raw.sheet or None, row=self.raw.row, column=heading, **details)

    def value(self, column: Field) -> CellValue:
        return self.raw.cells.get(column) if self.feed.column(column) else None

    def text(self, column: Field) -> str:
        """What stands in a cell, as text: 1.0 of an Excel code column reads as 1."""
        value = self.value(column)
        if isinstance(value, str):
            return value.strip()
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, int) and not -_LARGEST_FIGURE <= value <= _LARGEST_FIGURE:
            return "…"  # no cell holds such a figure, and printing one could fail
        return "" if value is None else str(value)

    def date(self, column: Field) -> date | None:
        return dates.parse(self.value(column))

    @property
    def number(self) -> str:
        """The normalised citizen number, or "" where a figure stands in its place."""
        value = self.value(Field.NUMBER)
        return identity_number.normalise(value[:MAX_TEXT]) if isinstance(value, str) else ""

    @property
    def is_withdrawal(self) -> bool:
        return ROW_STATES.get(plain(self.text(Field.ROW_STATE))) is RowState.WITHDRAWN

    @property
    def kept_texts(self) -> Iterator[str]:
        """Every text cell that is read, but for the names of public bodies."""
        for column, value in self.raw.cells.items():
            if column not in BODY_FIELDS and isinstance(value, str):
                yield value


def judge(
    row: RawRow,
    *,
    feed: Feed,
    items: Mapping[str, Item],
    units: Mapping[str, Unit],
    notice_editions: Mapping[str, NoticeEdition],
    received_on: date,
) -> Outcome:
    """Judge one row of a feed as of the day it was received."""
    reading = _Reading(row, feed, items, units, notice_editions, received_on)
    for floor in NEVER_ENTERS:
        code = floor(reading)
        if code is not None:
            # No column: which cell held it would already say something.
            return Outcome(row.sheet, row.row, Fate.REFUSED, issues=(reading.issue(code),))
    facts = _read(reading)
    return Outcome(row.sheet, row.row, _fate(reading.issues), facts, tuple(reading.issues))


def _fate(issues: list[Issue]) -> Fate:
    if any(found.severity is not Severity.WAITING for found in issues):
        return Fate.REFUSED
    return Fate.WAITING if issues else Fate.ACCEPTED


# Floors


def _special_content(reading: _Reading) -> IssueCode | None:
    return IssueCode.FORBIDDEN_CONTENT if any(map(never_kept.is_special, reading.kept_texts)) else None


def _wealth_content(reading: _Reading) -> IssueCode | None:
    return IssueCode.WEALTH_CONTENT if any(map(never_kept.is_wealth, reading.kept_texts)) else None


def _sealed(reading: _Reading) -> IssueCode | None:
    columns = (Field.LEGAL_BASIS, Field.CONDUCT, Field.PENALTY_CLASS)
    return IssueCode.SEALED_CLASS if any(never_kept.is_sealed(reading.text(column)) for column in columns) else None


def _not_a_natural_person(reading: _Reading) -> IssueCode | None:
    kind = plain(reading.text(Field.SUBJECT_KIND))
    return IssueCode.NOT_A_NATURAL_PERSON if kind and kind not in NATURAL_PERSON else None


def _summary_procedure(reading: _Reading) -> IssueCode | None:
    is_summary = PROCEDURES.get(plain(reading.text(Field.PROCEDURE))) == "summary"
    return IssueCode.SUMMARY_PROCEDURE if is_summary else None


def _minor(reading: _Reading) -> IssueCode | None:
    """Under 18 on the last day of the conduct, or on the decision's where no conduct is told. [law:pipl/第三十一条]"""
    number = reading.number
    if identity_number.fault(number) in {NumberFault.SHAPE, NumberFault.FIFTEEN_DIGITS, NumberFault.FIGURE}:
        return _unknown_age(reading)
    if identity_number.fault(number) is NumberFault.BIRTH_DATE:
        return None  # refused below as a wrong number, which says more
    days = [day for day in (reading.date(Field.CONDUCT_END_ON), reading.date(Field.DECIDED_ON)) if day]
    is_minor = bool(days) and not identity_number.is_adult_on(number, min(days))
    return IssueCode.MINOR_AT_CONDUCT if is_minor else None


def _unknown_age(reading: _Reading) -> IssueCode | None:
    """Only the citizen number tells an age; a document that tells none never enters."""
    kind = DOCUMENT_TYPES.get(plain(reading.text(Field.DOCUMENT_TYPE)))
    return None if kind in {None, DocumentType.CITIZEN_ID} else IssueCode.AGE_UNKNOWN


#: Each ends the judgement; the first that speaks is the only one heard.
NEVER_ENTERS: tuple[Callable[[_Reading], IssueCode | None], ...] = (
    _special_content,
    _wealth_content,
    _sealed,
    _not_a_natural_person,
    _minor,
    _summary_procedure,
)


# Cells


def _read(reading: _Reading) -> Facts | None:
    """The facts of a row, with every issue on the way; `None` where there is any."""
    if reading.raw.is_shifted:
        reading.found(IssueCode.CELLS_SHIFTED)
        return None
    _require_values(reading)
    _require_texts(reading)
    identity = _identity(reading)
    state = _state(reading)
    authority = _authority(reading)
    _require_sender(reading)
    item = _item(reading)
    decision_no = _decision_no(reading)
    days = {column: _day(reading, column) for column in Field if column in DATE_FIELDS}
    decided_on = days[Field.DECIDED_ON]
    _require_order(reading, days)
    _require_in_force(reading, item, decided_on)
    procedure = _procedure(reading)
    classes = _penalty_classes(reading)
    amount = _amount(reading)
    _require_valid_licence(reading)
    proof = _proof(reading, days)
    _require_demands(reading, item, days, procedure)
    if reading.issues or not (identity and authority and item and decision_no and decided_on and state):
        return None
    return Facts(
        item=item.slug,
        identity=identity,
        authority=authority,
        decision_no=decision_no,
        decided_on=decided_on,
        state=state,
        conduct_end_on=days[Field.CONDUCT_END_ON],
        procedure=procedure,
        penalty_classes=classes,
        amount_fen=amount,
        starts_on=days[Field.STARTS_ON],
        ends_on=days[Field.ENDS_ON],
        proof=proof,
    )


def _require_values(reading: _Reading) -> None:
    for column in reading.feed.columns:
        if column.is_required and not reading.text(column.field):
            reading.found(IssueCode.VALUE_MISSING, column.field)


def _require_texts(reading: _Reading) -> None:
    """The name has its own check, and the number its own shape."""
    for column in reading.feed.columns:
        text = reading.text(column.field)
        if column.field in {Field.NAME, Field.NUMBER} or not text:
            continue
        if len(text) > MAX_TEXT:
            reading.found(IssueCode.TEXT_TOO_LONG, column.field, limit=str(MAX_TEXT))
        elif names.text_fault(names.standard(" ".join(text.split()))):
            reading.found(IssueCode.TEXT_UNREADABLE, column.field)


def _identity(reading: _Reading) -> Identity | None:
    document_type = _document_type(reading)
    name = _name(reading)
    number = _number(reading)
    return Identity(document_type, number, name) if document_type and name and number else None


def _document_type(reading: _Reading) -> DocumentType | None:
    if reading.feed.column(Field.DOCUMENT_TYPE) is None:
        return DocumentType.CITIZEN_ID
    text = reading.text(Field.DOCUMENT_TYPE)
    known = DOCUMENT_TYPES.get(plain(text))
    if text and known not in reading.feed.document_types:
        reading.found(IssueCode.DOCUMENT_TYPE_NOT_TAKEN, Field.DOCUMENT_TYPE)
    return known


def _name(reading: _Reading) -> str | None:
    name = names.standard(reading.text(Field.NAME))
    fault = names.check_name(name)
    if fault is NameFault.TOO_LONG:
        reading.found(IssueCode.NAME_TOO_LONG, Field.NAME, limit=str(names.MAX_LENGTH))
    elif fault not in {None, NameFault.EMPTY}:
        reading.found(IssueCode.NAME_UNREADABLE, Field.NAME)
    return name if fault is None else None


_NUMBER_ISSUES: Mapping[NumberFault, IssueCode] = {
    NumberFault.SHAPE: IssueCode.NUMBER_WRONG_SHAPE,
    NumberFault.FIFTEEN_DIGITS: IssueCode.NUMBER_FIFTEEN_DIGITS,
    NumberFault.FIGURE: IssueCode.NUMBER_AS_FIGURE,
    NumberFault.BIRTH_DATE: IssueCode.NUMBER_WRONG_BIRTH_DATE,
    NumberFault.CHECK: IssueCode.NUMBER_WRONG_CHECK,
}


def _number(reading: _Reading) -> str | None:
    value = reading.value(Field.NUMBER)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        # Excel holds 15 significant digits: the last three are gone, and nobody may guess them.
        reading.found(IssueCode.NUMBER_AS_FIGURE, Field.NUMBER)
        return None
    number = reading.number
    fault = identity_number.fault(number) if number else None
    if fault:
        reading.found(_NUMBER_ISSUES[fault], Field.NUMBER, masked=identity_number.mask(number))
    elif number and identity_number.birth_date(number) > reading.received_on:
        reading.found(IssueCode.NUMBER_WRONG_BIRTH_DATE, Field.NUMBER, masked=identity_number.mask(number))
    return number or None


def _state(reading: _Reading) -> RowState | None:
    text = plain(reading.text(Field.ROW_STATE))
    if not text:
        return RowState.VALID
    state = ROW_STATES.get(text)
    if state is None:
        reading.found(IssueCode.ROW_STATE_UNKNOWN, Field.ROW_STATE)
    return state


def _authority(reading: _Reading) -> str | None:
    """USCC of the deciding body, which must be one the sender may send for."""
    if reading.feed.column(Field.AUTHORITY_CODE) is None:
        column, unit = Field.AUTHORITY_NAME, _unit_by_name(reading)
    else:
        column, unit = Field.AUTHORITY_CODE, _unit_by_code(reading)
    if unit is None:
        return None
    if unit.code not in reading.feed.may_send_for:
        reading.found(IssueCode.AUTHORITY_NOT_YOURS, column)
        return None
    return unit.uscc


def _unit_by_name(reading: _Reading) -> Unit | None:
    name = reading.text(Field.AUTHORITY_NAME)
    unit = reading.units.get(reading.feed.looked_up(Field.AUTHORITY_NAME, name) or "")
    if name and unit is None:
        reading.found(IssueCode.AUTHORITY_UNKNOWN, Field.AUTHORITY_NAME)
    return unit


def _unit_by_code(reading: _Reading) -> Unit | None:
    code = uscc.normalise(reading.text(Field.AUTHORITY_CODE))
    if not code:
        return None
    if not uscc.is_valid(code):
        reading.found(IssueCode.AUTHORITY_CODE_WRONG, Field.AUTHORITY_CODE)
        return None
    unit = next((unit for unit in reading.units.values() if unit.uscc == code), None)
    if unit is None:
        reading.found(IssueCode.AUTHORITY_UNKNOWN, Field.AUTHORITY_CODE)
    return unit


def _require_sender(reading: _Reading) -> None:
    code = uscc.normalise(reading.text(Field.SENDER_CODE))
    sender = reading.units.get(reading.feed.sender)
    if code and (sender is None or sender.uscc != code):
        reading.found(IssueCode.SENDER_NOT_YOURS, Field.SENDER_CODE)


def _item(reading: _Reading) -> Item | None:
    column = reading.feed.item_field
    word = reading.text(column)
    item = reading.items.get(reading.feed.looked_up(column, word) or "")
    if word and item is None:
        reading.found(IssueCode.ITEM_UNKNOWN, column)
    return item


def _decision_no(reading: _Reading) -> str | None:
    written = reading.text(Field.DECISION_NO)
    number = document_number.normalise(written)
    if not written:
        return None
    if document_number.is_acceptable(number):
        return number
    if not names.text_fault(names.standard(" ".join(written.split()))):  # which is told already
        reading.found(IssueCode.DECISION_NO_WRONG, Field.DECISION_NO)
    return None


def _day(reading: _Reading, column: Field) -> date | None:
    value = reading.value(column)
    if not reading.text(column):
        return None
    if column is Field.ENDS_ON and dates.is_open_end(value):
        return None
    day = dates.parse(value)
    if day is None:
        reading.found(IssueCode.DATE_UNREADABLE, column)
    return day


def _require_order(reading: _Reading, days: Mapping[Field, date | None]) -> None:
    decided, conduct = days[Field.DECIDED_ON], days[Field.CONDUCT_END_ON]
    starts, ends = days[Field.STARTS_ON], days[Field.ENDS_ON]
    if decided and decided > reading.received_on:
        reading.found(IssueCode.DECISION_IN_FUTURE, Field.DECIDED_ON)
    if decided and conduct and conduct > decided:
        reading.found(IssueCode.CONDUCT_AFTER_DECISION, Field.CONDUCT_END_ON)
    first = starts or decided
    if first and ends and ends < first:
        reading.found(IssueCode.ENDS_BEFORE_START, Field.ENDS_ON)


def _require_in_force(reading: _Reading, item: Item | None, decided_on: date | None) -> None:
    """An item must be in force on the decision's day and on receipt. Taking a record back is always possible."""
    if item is None or decided_on is None or decided_on > reading.received_on or reading.is_withdrawal:
        return
    if decided_on < item.decisions_from:
        reading.found(IssueCode.DECISION_TOO_OLD, Field.DECIDED_ON, earliest=item.decisions_from.isoformat())
    elif not (item.is_in_force(decided_on) and item.is_in_force(reading.received_on)):
        reading.found(IssueCode.ITEM_NOT_IN_FORCE, reading.feed.item_field, item=item.name)


def _procedure(reading: _Reading) -> str | None:
    text = plain(reading.text(Field.PROCEDURE))
    if text and text not in PROCEDURES:
        reading.found(IssueCode.PROCEDURE_UNKNOWN, Field.PROCEDURE)
    return PROCEDURES.get(text)


def _penalty_classes(reading: _Reading) -> tuple[str, ...]:
    text = plain(reading.text(Field.PENALTY_CLASS))
    for mark in "、,;；，/|+":
        text = text.replace(mark, " ")
    classes: list[str] = []
    for word in text.split():
        known = PENALTY_CLASSES.get(word)
        if known is None:
            reading.found(IssueCode.PENALTY_CLASS_UNKNOWN, Field.PENALTY_CLASS)
            return ()
        if known not in classes:
            classes.append(known)
    return tuple(sorted(classes))


def _amount(reading: _Reading) -> int | None:
    if not reading.text(Field.AMOUNT):
        return None
    fen = money.fen_from_wan(reading.value(Field.AMOUNT))
    limit = reading.feed.amount_limit_fen
    if fen is None:
        reading.found(IssueCode.AMOUNT_UNREADABLE, Field.AMOUNT)
    elif limit is not None and fen > limit:
        reading.found(IssueCode.AMOUNT_TOO_LARGE, Field.AMOUNT, limit=str(limit // 1_000_000))
    return fen


def _require_valid_licence(reading: _Reading) -> None:
    text = plain(reading.text(Field.LICENCE_STATE))
    if text and text not in _VALID_LICENCE and not reading.is_withdrawal:
        code = IssueCode.LICENCE_NOT_VALID if text in _ENDED_LICENCE else IssueCode.ROW_STATE_UNKNOWN
        reading.found(code, Field.LICENCE_STATE)


# Proof of notice, and what an item demands

_PROOF_FIELDS = (Field.SERVED_ON, Field.SERVICE_MODE, Field.SERVICE_PROOF_NO, Field.NOTICE_EDITION)


def _proof(reading: _Reading, days: Mapping[Field, date | None]) -> EnclosedProof | None:
    """Proof that this platform's notice was served with the decision, where the row holds all of it."""
    mode = plain(reading.text(Field.SERVICE_MODE))
    served_on = days[Field.SERVED_ON]
    _require_served(reading, served_on, days[Field.DECIDED_ON])
    if mode and mode != ANNOUNCED_MODE and mode not in PROVING_MODES:
        reading.found(IssueCode.SERVICE_MODE_UNKNOWN, Field.SERVICE_MODE)
        return None
    if mode == ANNOUNCED_MODE or reading.is_withdrawal:
        return None
    missing = [column for column in _PROOF_FIELDS if not reading.text(column)]
    if len(missing) == len(_PROOF_FIELDS):
        return None
    if missing:
        reading.found(IssueCode.PROOF_INCOMPLETE, missing[0])
        return None
    edition = plain(reading.text(Field.NOTICE_EDITION))
    if served_on is None or not _is_notice(reading, edition, served_on):
        return None
    number = document_number.normalise(reading.text(Field.SERVICE_PROOF_NO))
    return EnclosedProof(served_on, PROVING_MODES[mode], number, edition)


def _require_served(reading: _Reading, served_on: date | None, decided_on: date | None) -> None:
    if served_on and served_on > reading.received_on:
        reading.found(IssueCode.SERVED_IN_FUTURE, Field.SERVED_ON)
    elif served_on and decided_on and served_on < decided_on:
        reading.found(IssueCode.SERVED_BEFORE_DECISION, Field.SERVED_ON)


def _is_notice(reading: _Reading, code: str, served_on: date) -> bool:
    edition = reading.notice_editions.get(code)
    if (
        edition is not None
        and edition.in_force_from <= served_on
        and (edition.in_force_until is None or served_on < edition.in_force_until)
    ):
        return True
    reading.found(IssueCode.NOTICE_EDITION_UNKNOWN, Field.NOTICE_EDITION)
    return False


def _require_demands(
    reading: _Reading, item: Item | None, days: Mapping[Field, date | None], procedure: str | None
) -> None:
    """A row without what its item demands waits for its source. Taking a record back demands nothing."""
    if item is None or reading.is_withdrawal:
        return
    held: dict[Demand, tuple[bool, Field, IssueCode]] = {
        Demand.CONDUCT_END_ON: (
            days[Field.CONDUCT_END_ON] is not None,
            Field.CONDUCT_END_ON,
            IssueCode.CONDUCT_END_MISSING,
        ),
        Demand.PROCEDURE: (procedure is not None, Field.PROCEDURE, IssueCode.PROCEDURE_MISSING),
        Demand.BAR_STARTS_ON: (days[Field.STARTS_ON] is not None, Field.STARTS_ON, IssueCode.BAR_START_MISSING),
        Demand.LICENCE_ENDS_ON: (days[Field.ENDS_ON] is not None, Field.ENDS_ON, IssueCode.LICENCE_END_MISSING),
        Demand.SERVED_ON: (days[Field.SERVED_ON] is not None, Field.SERVED_ON, IssueCode.SERVED_ON_MISSING),
    }
    # An adverse record needs the day of the conduct whatever its item says: without it nobody knows the age at it.
    demands = {*item.demands, Demand.CONDUCT_END_ON} if item.is_adverse else set(item.demands)
    for demand in Demand:
        is_held, column, code = held[demand]
        if demand in demands and not is_held and not reading.text(column):
            reading.found(code, column)
