"""The person doubts the answer: somebody without a part in it judges. [law:pipl/第五十条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.looks.models import WhyStep
from chengxin.apps.looks.steps import hold_case
from chengxin.apps.officials.models import Official
from chengxin.apps.people.selectors import Indexes
from chengxin.core.permissions import Act, Role, require, require_keeper
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.whys import Step
from chengxin.lawbook import Lawbook


@transaction.atomic
def doubt(
    ref: str, *, words: str = "", lawbook: Lawbook, by: Indexes, through: Official | None = None, at: datetime
) -> WhyStep:
    """Ask for a judgement of the answer to one's own question; no reason is owed. `through` is who wrote it down at the
    keeper's window.

    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT; WHY_MISSING, also for another person's question; WHY_NOT_NOW.
    """
    if through is not None:
        require(Role(through.role), Act.ACT_FOR_PERSON)
        require_keeper(through.unit)
    held = hold_case(ref, Step.DOUBTED, lawbook=lawbook, at=at)
    if (bytes(held.case.number_index), bytes(held.case.name_index)) != (by.number, by.name):
        raise Refusal(Reason.WHY_MISSING)
    step = held.add(Step.DOUBTED, words, by=through)
    held.writer.flush()
    return step
