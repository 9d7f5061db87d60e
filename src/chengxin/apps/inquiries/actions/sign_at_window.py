"""The person signed the slip of a letter at a window: that is proof of notice. [law:pipl/第十七条] [law:pipl/第三十五条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.inquiries.paper_looks import addressed, enter, letter_in_hand, paper_under_way
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.notices.models import AttemptOutcome, Letter
from chengxin.apps.officials.models import Official
from chengxin.apps.people.oneself import require_somebody_else
from chengxin.apps.records.letters import addressee
from chengxin.apps.records.notice import prove_by_letter
from chengxin.core.calendar import day_of
from chengxin.core.delivery import TryState
from chengxin.core.facts import ProofMode
from chengxin.core.permissions import Act, Role, require, require_keeper
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import Lawbook


@transaction.atomic
def sign_at_window(ref: str, *, lawbook: Lawbook, by: Official, at: datetime) -> Letter:
    """Note today's signature under a letter that this unit has printed; the clerk's name stays beside it. The keeper's window
    alone: an office that wants a record to have an effect proves nothing of what was told.

    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT, LETTER_UNKNOWN, SAME_NAME_AS_YOURS, LETTER_NOT_PRINTED, also when it was
        signed for before.
    """
    require(Role(by.role), Act.HAND_OVER_LETTER)
    require_keeper(by.unit)
    hold("letter", ref)
    letter = letter_in_hand(ref)
    require_somebody_else(addressee(letter), lawbook=lawbook, by=by)
    paper = paper_under_way(letter, by.unit)
    if paper is None:
        raise Refusal(Reason.LETTER_NOT_PRINTED)
    writer = Writer(at)
    writer.add("letter_try_ended", AttemptOutcome(attempt=paper, state=TryState.DELIVERED.value, at=writer.at, by=by))
    prove_by_letter(writer, letter, ProofMode.SIGNED_AT_WINDOW, day_of(writer.at), lawbook)
    enter(writer, "letter_signed", addressed(letter), letter=letter, by=by)
    writer.flush()
    return letter
