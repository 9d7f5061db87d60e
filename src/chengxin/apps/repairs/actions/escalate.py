"""A case that is overdue climbs to a named superior of the source unit, and the person is told. [law:pipl/第五十条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.officials import selectors as officials
from chengxin.apps.repairs.selectors import open_cases
from chengxin.apps.repairs.steps import hold_case
from chengxin.core.permissions import KEEPER, Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.repairs import Step
from chengxin.lawbook import Lawbook


def escalate(*, lawbook: Lawbook, at: datetime) -> int:
    """Escalate every overdue case once for each last day that was missed; how many were."""
    late = [one.request.ref for one in open_cases(lawbook=lawbook, at=at) if one.is_overdue and not one.is_escalated]
    return sum(_escalate(ref, lawbook=lawbook, at=at) for ref in late)


@transaction.atomic
def _escalate(ref: str, *, lawbook: Lawbook, at: datetime) -> int:
    try:
        held = hold_case(ref, Step.ESCALATED, lawbook=lawbook, at=at)
    except Refusal as refusal:
        if refusal.reason is Reason.REPAIR_NOT_NOW:
            return 0  # decided or withdrawn since it was found
        raise
    unit = held.request.record.unit
    superior = officials.in_seat(unit, Role.SUPERVISOR) or officials.in_seat(KEEPER, Role.SUPERVISOR)
    said = {"late": unit, "superior": superior.pk if superior else None}
    step = held.add(Step.ESCALATED, said)
    held.tell("repair_overdue", step.pk)
    held.writer.flush()
    return 1
