"""The person takes a request back: nothing changes, and it can be made again. [law:pipl/第五十条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.officials.models import Official
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.records.actions.flag import release
from chengxin.apps.repairs.models import RepairStep
from chengxin.apps.repairs.steps import hold_case, require_person
from chengxin.core.permissions import Act, Role, require, require_keeper
from chengxin.core.repairs import Step
from chengxin.lawbook import Lawbook


@transaction.atomic
def withdraw(ref: str, *, lawbook: Lawbook, by: Indexes, through: Official | None = None, at: datetime) -> RepairStep:
    """End a case because the person no longer asks.

    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT, REPAIR_MISSING, REPAIR_NOT_NOW.
    """
    if through is not None:
        require(Role(through.role), Act.ACT_FOR_PERSON)
        require_keeper(through.unit)
    held = hold_case(ref, Step.WITHDRAWN, lawbook=lawbook, at=at)
    require_person(held, by)
    step = held.add(Step.WITHDRAWN, {}, through=through)
    release(held.newest, cause=held.request.pk, writer=held.writer)
    held.tell("repair_withdrawn", step.pk)
    held.writer.flush()
    return step
