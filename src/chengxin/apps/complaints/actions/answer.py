"""Answer a report about a body's handling of data, for the unit that keeps the platform. [law:pipl/第六十五条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.complaints.models import Complaint, ComplaintAnswer
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.officials.models import Official
from chengxin.core.complaints import Result, may_answer
from chengxin.core.permissions import Act, Role, require, require_keeper
from chengxin.core.reasons import Reason, Refusal


@transaction.atomic
def answer(ref: str, *, result: Result, words: str, by: Official, at: datetime) -> ComplaintAnswer:
    """Say what was found, once; whoever has the number reads it verbatim.

    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT, COMPLAINT_MISSING, COMPLAINT_ANSWERED, COMPLAINT_NEEDS_WORDS,
        COMPLAINT_TOO_LONG.
    """
    require(Role(by.role), Act.ANSWER_COMPLAINT)
    require_keeper(by.unit)
    hold("complaint", ref)
    complaint = Complaint.objects.filter(ref=ref).first()
    if complaint is None:
        raise Refusal(Reason.COMPLAINT_MISSING)
    if ComplaintAnswer.objects.filter(complaint=complaint).exists():
        raise Refusal(Reason.COMPLAINT_ANSWERED)
    may_answer(words)
    writer = Writer(at)
    row = writer.add(
        "complaint_answered",
        ComplaintAnswer(complaint=complaint, result=result.value, at=writer.at, by=by),
        content={"words": words.strip().replace("\r\n", "\n")},
    )
    writer.flush()
    return row
