"""A slip came back by post, or the letter did: the one is proof of notice, the other is none.

[law:pipl/第十七条] [law:pipl/第三十五条]
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from chengxin.apps.inquiries.paper_looks import addressed, enter, letter_in_hand, paper_under_way
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.notices.models import Attempt, AttemptOutcome, Letter
from chengxin.apps.officials.models import Official
from chengxin.apps.people.oneself import require_somebody_else
from chengxin.apps.records.letters import addressee
from chengxin.apps.records.notice import prove_by_letter
from chengxin.core.calendar import day_of
from chengxin.core.delivery import TryState
from chengxin.core.facts import ProofMode
from chengxin.core.permissions import Act, Role, require, require_keeper
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.records import accept_proof
from chengxin.lawbook import Lawbook


@transaction.atomic
def note_slip(ref: str, *, signed_on: date, lawbook: Lawbook, by: Official, at: datetime) -> Letter:
    """Note a slip with the day that stands on it.

    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT, LETTER_UNKNOWN, LETTER_NOT_PRINTED, SAME_NAME_AS_YOURS,
        PROOF_IN_FUTURE, PROOF_BEFORE_LETTER.
    """
    letter, paper = _under_way(ref, lawbook, by)
    proof = accept_proof(ProofMode.POSTAL_RETURN_SLIP, signed_on, at=at)
    if proof.on < day_of(paper.at):
        raise Refusal(Reason.PROOF_BEFORE_LETTER)
    writer = Writer(at)
    _end(writer, letter, paper, TryState.DELIVERED, "slip_returned", by)
    prove_by_letter(writer, letter, proof.mode, proof.on, lawbook)
    writer.flush()
    return letter


@transaction.atomic
def note_letter_returned(ref: str, *, lawbook: Lawbook, by: Official, at: datetime) -> Letter:
    """Note that the letter itself came back: it did not arrive, and works for the person.

    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT, LETTER_UNKNOWN, LETTER_NOT_PRINTED, SAME_NAME_AS_YOURS.
    """
    letter, paper = _under_way(ref, lawbook, by)
    writer = Writer(at)
    _end(writer, letter, paper, TryState.RETURNED, "letter_returned", by)
    writer.flush()
    return letter


def _under_way(ref: str, lawbook: Lawbook, by: Official) -> tuple[Letter, Attempt]:
    require(Role(by.role), Act.POST_LETTER)
    require_keeper(by.unit)
    hold("letter", ref)
    letter = letter_in_hand(ref)
    paper = paper_under_way(letter, by.unit)
    if paper is None:
        raise Refusal(Reason.LETTER_NOT_PRINTED)
    require_somebody_else(addressee(letter), lawbook=lawbook, by=by)
    return letter, paper


def _end(writer: Writer, letter: Letter, paper: Attempt, state: TryState, outcome: str, by: Official) -> None:
    writer.add("letter_try_ended", AttemptOutcome(attempt=paper, state=state.value, at=writer.at, by=by))
    enter(writer, outcome, addressed(letter), letter=letter, by=by)
