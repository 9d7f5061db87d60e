"""A case that is overdue climbs to a named superior of the office that is late, and the person is told. [law:pipl/第五十条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.objections.selectors import open_cases
from chengxin.apps.objections.steps import hold_case
from chengxin.apps.officials import selectors as officials
from chengxin.core.objections import Actor, Step, is_overdue, late_actor
from chengxin.core.permissions import KEEPER, Role
from chengxin.lawbook import Lawbook


def escalate(*, lawbook: Lawbook, at: datetime) -> int:
    """Escalate every overdue case once for each last day that was missed; how many were."""
    late = [
        case.objection.ref for case in open_cases(lawbook=lawbook, at=at) if case.is_overdue and not case.is_escalated
    ]
    return sum(_escalate(ref, lawbook=lawbook, at=at) for ref in late)


@transaction.atomic
def _escalate(ref: str, *, lawbook: Lawbook, at: datetime) -> int:
    held = hold_case(ref, Step.ESCALATED, lawbook=lawbook, at=at)
    if not is_overdue(held.case, held.periods, at=held.writer.at):
        return 0
    unit = held.objection.record.unit if late_actor(held.case) is Actor.SOURCE else KEEPER
    superior = officials.in_seat(unit, Role.SUPERVISOR) or officials.in_seat(KEEPER, Role.SUPERVISOR)
    said = {"late": unit, "superior": superior.pk if superior else None}
    step = held.add(Step.ESCALATED, said)
    held.tell("objection_overdue", step.pk)
    held.writer.flush()
    return 1
