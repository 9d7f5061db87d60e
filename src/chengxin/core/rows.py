"""The judge of one row: accepted facts, issues that send it back, or issues that let it wait. [law:pipl/第六条]
[law:credit_reporting_regulation/第十四条] [law:public_security_penalties_law/第一百三十六条]

Order: first the floors. Each of them ends the judgement with exactly one issue, and nothing of such a row is kept. Then
every cell is read, so that a department learns all that is wrong with a row at once. Only a row with nothing to refuse
can wait. Nothing here raises, whatever the cells hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache

from chengxin.core import identity_number, never_kept
from chengxin.core.editions import Editions
from chengxin.core.facts import DocumentType, Facts
from chengxin.core.feeds import DATE_FIELDS, Feed, Field
from chengxin.core.identity_number import NumberFault
from chengxin.core.issues import Issue, IssueCode, Severity
from chengxin.core.law import Item, Unit
from chengxin.core.official_words import DOCUMENT_TYPES, NATURAL_PERSON, PENALTY_CLASSES, PROCEDURES
from chengxin.core.row_proof import proof_of, require_demands
from chengxin.core.row_values import CellValue, Fate, NoticeEdition, Outcome, RawRow, Reading
from chengxin.core.row_what import (
    amount_of,
    day_of,
    decision_no_of,
    item_of,
    penalty_classes_of,
    procedure_of,
    require_in_force,
    require_order,
    require_texts,
    require_valid_licence,
    require_values,
    state_of,
)
from chengxin.core.row_who import authority_of, identity_of, require_sender

__all__ = ["NEVER_ENTERS", "PENALTY_CLASSES", "CellValue", "Fate", "NoticeEdition", "Outcome", "RawRow", "judge"]


DATES = tuple(column for column in Field if column in DATE_FIELDS)
#: One person's own, in nearly every row another.
_OWN_WORDS = frozenset({Field.NAME, Field.NUMBER, Field.DECISION_NO, Field.SERVICE_PROOF_NO})
_MOST_SHARED = 200


def judge(
    row: RawRow,
    *,
    feed: Feed,
    items: Editions[Item],
    edition: str,
    units: Mapping[str, Unit],
    notice_editions: Mapping[str, NoticeEdition],
    received_on: date,
) -> Outcome:
    """Judge one row of a feed as of the day it was received, by the items of its decision's day; `edition` names the lawbook."""
    reading = Reading(row, feed, items, edition, units, notice_editions, received_on)
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


def _special_content(reading: Reading) -> IssueCode | None:
    return IssueCode.FORBIDDEN_CONTENT if any(map(_is_special, reading.kept_texts)) else None


def _wealth_content(reading: Reading) -> IssueCode | None:
    return IssueCode.WEALTH_CONTENT if any(map(_is_wealth, reading.kept_texts)) else None


def _is_special(kept: tuple[Field, str]) -> bool:
    column, text = kept
    return _shared_is_special(text) if _is_shared(column, text) else not text.isdigit() and never_kept.is_special(text)


def _is_wealth(kept: tuple[Field, str]) -> bool:
    column, text = kept
    return _shared_is_wealth(text) if _is_shared(column, text) else not text.isdigit() and never_kept.is_wealth(text)


def _is_shared(column: Field, text: str) -> bool:
    """Whether many rows say the same: judged once and remembered. What is one person's own is not remembered."""
    return column not in _OWN_WORDS and len(text) <= _MOST_SHARED


_shared_is_special = lru_cache(maxsize=4096)(never_kept.is_special)
_shared_is_wealth = lru_cache(maxsize=4096)(never_kept.is_wealth)
_shared_is_sealed = lru_cache(maxsize=4096)(never_kept.is_sealed)


def _sealed(reading: Reading) -> IssueCode | None:
    columns = (Field.LEGAL_BASIS, Field.CONDUCT, Field.PENALTY_CLASS)
    return IssueCode.SEALED_CLASS if any(_is_sealed(reading.text(column)) for column in columns) else None


def _is_sealed(text: str) -> bool:
    return _shared_is_sealed(text) if len(text) <= _MOST_SHARED else never_kept.is_sealed(text)


def _not_a_natural_person(reading: Reading) -> IssueCode | None:
    kind = reading.word(Field.SUBJECT_KIND)
    return IssueCode.NOT_A_NATURAL_PERSON if kind and kind not in NATURAL_PERSON else None


def _summary_procedure(reading: Reading) -> IssueCode | None:
    is_summary = PROCEDURES.get(reading.word(Field.PROCEDURE)) == "summary"
    return IssueCode.SUMMARY_PROCEDURE if is_summary else None


def _minor(reading: Reading) -> IssueCode | None:
    """Under 18 on the last day of the conduct, or on the decision's where no conduct is told. [law:pipl/第三十一条]"""
    number = reading.number
    fault = reading.number_fault
    if fault in {NumberFault.SHAPE, NumberFault.FIFTEEN_DIGITS, NumberFault.FIGURE}:
        return _unknown_age(reading)
    if fault is NumberFault.BIRTH_DATE:
        return None  # refused below as a wrong number, which says more
    days = [day for day in (reading.date(Field.CONDUCT_END_ON), reading.date(Field.DECIDED_ON)) if day]
    is_minor = bool(days) and not identity_number.is_adult_on(number, min(days))
    return IssueCode.MINOR_AT_CONDUCT if is_minor else None


def _unknown_age(reading: Reading) -> IssueCode | None:
    """Only the citizen number tells an age; a document that tells none never enters."""
    kind = DOCUMENT_TYPES.get(reading.word(Field.DOCUMENT_TYPE))
    return None if kind in {None, DocumentType.CITIZEN_ID} else IssueCode.AGE_UNKNOWN


#: Each ends the judgement; the first that speaks is the only one heard.
NEVER_ENTERS: tuple[Callable[[Reading], IssueCode | None], ...] = (
    _special_content,
    _wealth_content,
    _sealed,
    _not_a_natural_person,
    _minor,
    _summary_procedure,
)


def _read(reading: Reading) -> Facts | None:
    """The facts of a row, with every issue on the way; `None` where there is any."""
    if reading.raw.is_shifted:
        reading.found(IssueCode.CELLS_SHIFTED)
    for column, code in reading.raw.faults:
        reading.found(code, column)
    if reading.issues:
        return None
    require_values(reading)
    require_texts(reading)
    identity = identity_of(reading)
    state = state_of(reading)
    authority = authority_of(reading)
    require_sender(reading)
    known = item_of(reading)
    decision_no = decision_no_of(reading)
    days = {column: day_of(reading, column) for column in DATES}
    decided_on = days[Field.DECIDED_ON]
    require_order(reading, days)
    item = require_in_force(reading, known, decided_on)
    procedure = procedure_of(reading)
    classes = penalty_classes_of(reading)
    amount = amount_of(reading)
    require_valid_licence(reading)
    proof = proof_of(reading, days)
    require_demands(reading, item, days, procedure)
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
