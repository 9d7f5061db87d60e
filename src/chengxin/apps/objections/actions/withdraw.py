"""The person takes an objection back: its flag ends, nothing else changes. [law:pipl/第五十条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.objections.models import CaseStep
from chengxin.apps.objections.steps import hold_case, require_person
from chengxin.apps.officials.models import Official
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.records.actions.flag import release
from chengxin.core.objections import Step
from chengxin.core.permissions import Act, Role, require, require_keeper
from chengxin.lawbook import Lawbook


@transaction.atomic
def withdraw(ref: str, *, lawbook: Lawbook, by: Indexes, through: Official | None = None, at: datetime) -> CaseStep:
    """End a case because the person no longer wants a finding.

    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT, OBJECTION_MISSING, OBJECTION_NOT_NOW.
    """
    if through is not None:
        require(Role(through.role), Act.ACT_FOR_PERSON)
        require_keeper(through.unit)
    held = hold_case(ref, Step.WITHDRAWN, lawbook=lawbook, at=at)
    require_person(held, by)
    step = held.add(Step.WITHDRAWN, {}, through=through)
    newest = max(held.objection.record.versions.all(), key=lambda version: version.pk)
    release(newest, cause=held.objection.pk, writer=held.writer)
    held.tell("objection_withdrawn", step.pk)
    held.writer.flush()
    return step
