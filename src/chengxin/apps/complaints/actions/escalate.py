"""A report that its keeper did not answer in time climbs to the head of that unit; whoever has the number reads it.

[law:pipl/第五十条] [law:pipl/第六十五条]
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.complaints import selectors
from chengxin.apps.complaints.models import ComplaintOverdue
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.officials import selectors as officials
from chengxin.core.permissions import KEEPER, Role
from chengxin.lawbook import Lawbook


def escalate(*, lawbook: Lawbook, at: datetime) -> int:
    """Note each report whose last day passed without an answer, once; how many were."""
    late = [one.complaint.ref for one in selectors.overdue(lawbook=lawbook, at=at) if one.told is None]
    return sum(_escalate(ref, lawbook=lawbook, at=at) for ref in late)


@transaction.atomic
def _escalate(ref: str, *, lawbook: Lawbook, at: datetime) -> int:
    hold("complaint", ref)
    case = selectors.get(ref, lawbook=lawbook, at=at)
    # Somebody answered it, or noted it, while we waited.
    if case is None or case.answer is not None or case.told is not None or not case.is_overdue:
        return 0
    writer = Writer(at)
    superior = officials.in_seat(KEEPER, Role.SUPERVISOR)
    writer.add("complaint_overdue", ComplaintOverdue(complaint=case.complaint, superior=superior, at=writer.at))
    writer.flush()
    return 1
