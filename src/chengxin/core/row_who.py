"""Who a row is about, which body decided, which body sends. [law:pipl/第六条]"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from chengxin.core import identity_number, names, uscc
from chengxin.core.facts import DocumentType, Identity
from chengxin.core.feeds import Field
from chengxin.core.identity_number import NumberFault
from chengxin.core.issues import IssueCode
from chengxin.core.law import Unit
from chengxin.core.names import NameFault
from chengxin.core.official_words import DOCUMENT_TYPES
from chengxin.core.row_values import TEXT_ISSUES, Reading


def identity_of(reading: Reading) -> Identity | None:
    document_type = _document_type(reading)
    name = _name(reading)
    number = _number(reading)
    return Identity(document_type, number, name) if document_type and name and number else None


def _document_type(reading: Reading) -> DocumentType | None:
    if reading.feed.column(Field.DOCUMENT_TYPE) is None:
        return DocumentType.CITIZEN_ID
    text = reading.text(Field.DOCUMENT_TYPE)
    known = DOCUMENT_TYPES.get(reading.word(Field.DOCUMENT_TYPE))
    if text and known not in reading.feed.document_types:
        reading.found(IssueCode.DOCUMENT_TYPE_NOT_TAKEN, Field.DOCUMENT_TYPE)
    return known


def _name(reading: Reading) -> str | None:
    name = names.standard(reading.text(Field.NAME))
    fault = names.check_name(name)
    if fault is NameFault.TOO_LONG:
        reading.found(IssueCode.NAME_TOO_LONG, Field.NAME, limit=str(names.MAX_LENGTH))
    elif fault is NameFault.DAMAGED:
        reading.found(IssueCode.NAME_UNREADABLE, Field.NAME)
    elif fault in TEXT_ISSUES:
        reading.found(TEXT_ISSUES[fault], Field.NAME)
    return name if fault is None else None


_NUMBER_ISSUES: Mapping[NumberFault, IssueCode] = {
    NumberFault.SHAPE: IssueCode.NUMBER_WRONG_SHAPE,
    NumberFault.FIFTEEN_DIGITS: IssueCode.NUMBER_FIFTEEN_DIGITS,
    NumberFault.FIGURE: IssueCode.NUMBER_AS_FIGURE,
    NumberFault.BIRTH_DATE: IssueCode.NUMBER_WRONG_BIRTH_DATE,
    NumberFault.CHECK: IssueCode.NUMBER_WRONG_CHECK,
}


def _number(reading: Reading) -> str | None:
    value = reading.value(Field.NUMBER)
    if not reading.text(Field.NUMBER):
        return None
    if not isinstance(value, str):
        # Excel holds 15 significant digits: the last three are gone, and nobody may guess them.
        reading.found(IssueCode.NUMBER_AS_FIGURE, Field.NUMBER)
        return None
    number = reading.number
    fault = reading.number_fault
    if fault:
        reading.found(_NUMBER_ISSUES[fault], Field.NUMBER, masked=identity_number.mask(number))
    elif identity_number.birth_date(number) > reading.received_on:
        reading.found(IssueCode.NUMBER_WRONG_BIRTH_DATE, Field.NUMBER, masked=identity_number.mask(number))
    return number


def authority_of(reading: Reading) -> str | None:
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


def _unit_by_name(reading: Reading) -> Unit | None:
    name = reading.text(Field.AUTHORITY_NAME)
    unit = reading.units.get(reading.feed.looked_up(Field.AUTHORITY_NAME, name) or "")
    if name and unit is None:
        reading.found(IssueCode.AUTHORITY_UNKNOWN, Field.AUTHORITY_NAME)
    return unit


def _unit_by_code(reading: Reading) -> Unit | None:
    code = uscc.normalise(reading.text(Field.AUTHORITY_CODE))
    if not code:
        return None
    if not uscc.is_valid(code):
        reading.found(IssueCode.AUTHORITY_CODE_WRONG, Field.AUTHORITY_CODE)
        return None
    unit = next((unit for unit in _those_asked_first(reading) if unit.uscc == code), None)
    if unit is None:
        reading.found(IssueCode.AUTHORITY_UNKNOWN, Field.AUTHORITY_CODE)
    return unit


def _those_asked_first(reading: Reading) -> Iterator[Unit]:
    """Every unit, those that the sender may send for before all others."""
    yield from (reading.units[code] for code in reading.feed.may_send_for if code in reading.units)
    yield from reading.units.values()


def require_sender(reading: Reading) -> None:
    code = uscc.normalise(reading.text(Field.SENDER_CODE))
    sender = reading.units.get(reading.feed.sender)
    if code and (sender is None or sender.uscc != code):
        reading.found(IssueCode.SENDER_NOT_YOURS, Field.SENDER_CODE)
