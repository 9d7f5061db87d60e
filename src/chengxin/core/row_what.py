"""What a row says was decided: item, document, dates, procedure, classes, money."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from chengxin.core import dates, document_number, money, names
from chengxin.core.facts import RowState
from chengxin.core.feeds import Field, plain
from chengxin.core.issues import IssueCode
from chengxin.core.law import Item
from chengxin.core.official_words import ENDED_LICENCE, PENALTY_CLASSES, PROCEDURES, ROW_STATES, VALID_LICENCE
from chengxin.core.row_values import MAX_TEXT, TEXT_ISSUES, Reading

#: What a spreadsheet program shows in place of a value that it could not make.
_ERRORS = frozenset("#N/A #REF! #VALUE! #NAME? #DIV/0! #NULL! #NUM! #SPILL! #CALC! #FIELD! #GETTING_DATA".split())


def require_values(reading: Reading) -> None:
    for column in reading.feed.columns:
        if column.is_required and not reading.text(column.field):
            reading.found(IssueCode.VALUE_MISSING, column.field)


def require_texts(reading: Reading) -> None:
    """Every cell that is read holds text a person can read; one that does not is told once and not looked at again."""
    for column in reading.feed.columns:
        text = reading.text(column.field)
        if not text:
            continue
        fault = None if column.field is Field.NAME else names.line_fault(text)
        if _is_error(text):
            reading.breaks(IssueCode.CELL_ERROR, column.field)
        elif text[0] == "=":
            reading.breaks(IssueCode.CELL_FORMULA, column.field)
        elif len(text) > MAX_TEXT and column.field is not Field.NAME:
            reading.breaks(IssueCode.TEXT_TOO_LONG, column.field, limit=str(MAX_TEXT))
        elif fault:
            reading.breaks(TEXT_ISSUES[fault], column.field)


def _is_error(text: str) -> bool:
    """What a spreadsheet program shows in place of a value: #N/A, or ##### in a narrow column."""
    return text[0] == "#" and (text.upper() in _ERRORS or set(text) == {"#"})


def state_of(reading: Reading) -> RowState | None:
    text = reading.word(Field.ROW_STATE)
    if not text:
        return RowState.VALID
    state = ROW_STATES.get(text)
    if state is None:
        reading.found(IssueCode.ROW_STATE_UNKNOWN, Field.ROW_STATE)
    return state


def item_of(reading: Reading) -> Item | None:
    """The newest edition of the item that the row's word stands for; which edition counts, the days decide."""
    column = reading.feed.item_field
    word = reading.text(column)
    item = reading.items.get(reading.feed.looked_up(column, word) or "")
    if word and item is None:
        reading.found(IssueCode.ITEM_UNKNOWN, column)
    return item


def decision_no_of(reading: Reading) -> str | None:
    written = reading.text(Field.DECISION_NO)
    number = document_number.normalise(written)
    if not written:
        return None
    if document_number.is_acceptable(number):
        return number
    reading.found(IssueCode.DECISION_NO_WRONG, Field.DECISION_NO)
    return None


def day_of(reading: Reading, column: Field) -> date | None:
    value = reading.value(column)
    if not reading.text(column):
        return None
    if column is Field.ENDS_ON and dates.is_open_end(value):
        return None
    day = dates.parse(value)
    if day is None:
        reading.found(IssueCode.DATE_UNREADABLE, column)
    return day


def require_order(reading: Reading, days: Mapping[Field, date | None]) -> None:
    decided, conduct = days[Field.DECIDED_ON], days[Field.CONDUCT_END_ON]
    starts, ends = days[Field.STARTS_ON], days[Field.ENDS_ON]
    if decided and decided > reading.received_on:
        reading.found(IssueCode.DECISION_IN_FUTURE, Field.DECIDED_ON)
    if decided and conduct and conduct > decided:
        reading.found(IssueCode.CONDUCT_AFTER_DECISION, Field.CONDUCT_END_ON)
    first = starts or decided
    if first and ends and ends < first:
        reading.found(IssueCode.ENDS_BEFORE_START, Field.ENDS_ON)


def require_in_force(reading: Reading, item: Item | None, decided_on: date | None) -> Item | None:
    """The edition of the item on the decision's day. It must be in the catalogue of that day and of the day of receipt;
    taking a record back is always possible. [law:pipl/第六条]"""
    if item is None or decided_on is None:
        return item
    item = reading.items.at(item.slug, decided_on)
    if decided_on > reading.received_on or reading.is_withdrawal:
        return item
    if decided_on < item.decisions_from:
        reading.found(IssueCode.DECISION_TOO_OLD, Field.DECIDED_ON, earliest=item.decisions_from.isoformat())
        return item
    absent = [day for day in (decided_on, reading.received_on) if item.slug not in reading.items.on(day)]
    if absent:
        reading.found(
            IssueCode.ITEM_NOT_IN_FORCE,
            reading.feed.item_field,
            item=item.name,
            on=absent[0].isoformat(),
            edition=reading.edition,
        )
    return item


def procedure_of(reading: Reading) -> str | None:
    text = reading.word(Field.PROCEDURE)
    if text and text not in PROCEDURES:
        reading.found(IssueCode.PROCEDURE_UNKNOWN, Field.PROCEDURE)
    return PROCEDURES.get(text)


def penalty_classes_of(reading: Reading) -> tuple[str, ...]:
    classes = _classes_in(reading.text(Field.PENALTY_CLASS))
    if classes is None:
        reading.found(IssueCode.PENALTY_CLASS_UNKNOWN, Field.PENALTY_CLASS)
    return classes or ()


@lru_cache(maxsize=1024)
def _classes_in(written: str) -> tuple[str, ...] | None:
    """The classes named in a cell, each once; `None` where one of them is unknown."""
    text = plain("、".join(written.splitlines()))
    for mark in "、,;；，/|+":
        text = text.replace(mark, " ")
    known = [PENALTY_CLASSES.get(word) for word in text.split()]
    return None if None in known else tuple(sorted({word for word in known if word}))


def amount_of(reading: Reading) -> int | None:
    if not reading.text(Field.AMOUNT):
        return None
    fen = money.fen_from_wan(reading.value(Field.AMOUNT))
    limit = reading.feed.amount_limit_fen
    if fen is None:
        reading.found(IssueCode.AMOUNT_UNREADABLE, Field.AMOUNT)
    elif limit is not None and fen > limit:
        reading.found(IssueCode.AMOUNT_TOO_LARGE, Field.AMOUNT, limit=str(limit // 1_000_000))
    return fen


def require_valid_licence(reading: Reading) -> None:
    text = reading.word(Field.LICENCE_STATE)
    if text and text not in VALID_LICENCE and not reading.is_withdrawal:
        code = IssueCode.LICENCE_NOT_VALID if text in ENDED_LICENCE else IssueCode.ROW_STATE_UNKNOWN
        reading.found(code, Field.LICENCE_STATE)
