"""Proof that the notice was served with the decision, and what an item demands of a row. [law:pipl/第十七条]

Proof is whole or it is none: a row with a part of it waits for its source. Announcing (公告送达) proves to nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from chengxin.core import document_number
from chengxin.core.facts import EnclosedProof
from chengxin.core.feeds import Field
from chengxin.core.issues import IssueCode
from chengxin.core.law import Demand, Item
from chengxin.core.official_words import ANNOUNCED_MODE, PROVING_MODES
from chengxin.core.row_values import Reading

#: Where each demand is met, and what is said where it is not; in the order in which it is said.
_DEMANDED: Mapping[Demand, tuple[Field, IssueCode]] = {
    Demand.CONDUCT_END_ON: (Field.CONDUCT_END_ON, IssueCode.CONDUCT_END_MISSING),
    Demand.PROCEDURE: (Field.PROCEDURE, IssueCode.PROCEDURE_MISSING),
    Demand.BAR_STARTS_ON: (Field.STARTS_ON, IssueCode.BAR_START_MISSING),
    Demand.LICENCE_ENDS_ON: (Field.ENDS_ON, IssueCode.LICENCE_END_MISSING),
    Demand.SERVED_ON: (Field.SERVED_ON, IssueCode.SERVED_ON_MISSING),
}
_PROOF_FIELDS = (Field.SERVED_ON, Field.SERVICE_MODE, Field.SERVICE_PROOF_NO, Field.NOTICE_EDITION)


def proof_of(reading: Reading, days: Mapping[Field, date | None]) -> EnclosedProof | None:
    """Proof that this platform's notice was served with the decision, where the row holds all of it."""
    mode = reading.word(Field.SERVICE_MODE)
    served_on = days[Field.SERVED_ON]
    _require_served(reading, served_on, days[Field.DECIDED_ON])
    if mode and mode != ANNOUNCED_MODE and mode not in PROVING_MODES:
        reading.found(IssueCode.SERVICE_MODE_UNKNOWN, Field.SERVICE_MODE)
        return None
    if mode == ANNOUNCED_MODE or reading.is_withdrawal:
        return None
    if not reading.broken.isdisjoint(_PROOF_FIELDS):
        return None
    missing = [column for column in _PROOF_FIELDS if not reading.text(column)]
    if len(missing) == len(_PROOF_FIELDS):
        return None
    if missing:
        reading.found(IssueCode.PROOF_INCOMPLETE, missing[0])
        return None
    edition = reading.word(Field.NOTICE_EDITION)
    if served_on is None or not _is_notice(reading, edition, served_on):
        return None
    number = document_number.normalise(reading.text(Field.SERVICE_PROOF_NO))
    return EnclosedProof(served_on, PROVING_MODES[mode], number, edition)


def _require_served(reading: Reading, served_on: date | None, decided_on: date | None) -> None:
    if served_on and served_on > reading.received_on:
        reading.found(IssueCode.SERVED_IN_FUTURE, Field.SERVED_ON)
    elif served_on and decided_on and served_on < decided_on:
        reading.found(IssueCode.SERVED_BEFORE_DECISION, Field.SERVED_ON)


def _is_notice(reading: Reading, code: str, served_on: date) -> bool:
    edition = reading.notice_editions.get(code)
    if (
        edition is not None
        and edition.in_force_from <= served_on
        and (edition.in_force_until is None or served_on < edition.in_force_until)
    ):
        return True
    reading.found(IssueCode.NOTICE_EDITION_UNKNOWN, Field.NOTICE_EDITION)
    return False


def require_demands(
    reading: Reading, item: Item | None, days: Mapping[Field, date | None], procedure: str | None
) -> None:
    """A row without what its item demands waits for its source. Taking a record back demands nothing."""
    if item is None or reading.is_withdrawal:
        return
    for demand, (column, code) in _DEMANDED.items():
        # An adverse record needs the day of the conduct whatever its item says: without it nobody knows the age at it.
        is_demanded = demand in item.demands or (item.is_adverse and demand is Demand.CONDUCT_END_ON)
        is_held = procedure is not None if demand is Demand.PROCEDURE else days[column] is not None
        if is_demanded and not is_held and not reading.text(column) and column not in reading.broken:
            reading.found(code, column)
