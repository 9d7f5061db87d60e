"""Nobody explained a look in time: the person is told that there is no answer, and who judges it. [law:pipl/第五十条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.looks.selectors import lapsed_untold
from chengxin.apps.looks.steps import hold_case
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.whys import Step
from chengxin.lawbook import Lawbook


def note_lapsed(*, lawbook: Lawbook, at: datetime) -> int:
    """Tell of every question whose last day passed without an answer, once; how many were told of. Whether one counts as
    unanswered does not wait for this: it follows from its rows."""
    return sum(_note(ref, lawbook=lawbook, at=at) for ref in lapsed_untold(lawbook=lawbook, at=at))


@transaction.atomic
def _note(ref: str, *, lawbook: Lawbook, at: datetime) -> int:
    try:
        held = hold_case(ref, Step.LAPSED, lawbook=lawbook, at=at)
    except Refusal as refusal:
        if refusal.reason is Reason.WHY_NOT_NOW:
            return 0  # answered, or told of, since it was found
        raise
    step = held.add(Step.LAPSED, "")
    held.tell("why_unanswered", step.pk)
    held.writer.flush()
    return 1
