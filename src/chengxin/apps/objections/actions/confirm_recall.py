"""Whoever received what no longer stands confirms that it is used no more; the person sees who did. [law:pipl/第四十六条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.objections import recalls
from chengxin.apps.objections.models import Recall
from chengxin.apps.officials.models import Official
from chengxin.core.permissions import Act, Role, require
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import Lawbook


@transaction.atomic
def confirm_recall(answer: str, cause: int, *, lawbook: Lawbook, by: Official, at: datetime) -> Recall:
    """Confirm for one's unit that an answer it was given is used no more. Confirming again changes nothing.

    :raises Refusal: ROLE_MAY_NOT, RECALL_MISSING: another unit's answer, or one that still stands.
    """
    require(Role(by.role), Act.CONFIRM_RECALL)
    hold("recall", answer)
    recalled = recalls.get_for_unit(by.unit, answer, cause, lawbook=lawbook, at=at)
    if recalled is None:
        raise Refusal(Reason.RECALL_MISSING)
    if recalled.confirmed is not None:
        return recalled.confirmed
    writer = Writer(at)
    confirmed = writer.add("recall_confirmed", Recall(answer=recalled.answer, cause=cause, at=writer.at, by=by))
    writer.flush()
    return confirmed
