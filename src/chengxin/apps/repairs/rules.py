"""The lawbook's periods and the stored rows in the form that `core.repairs` takes."""

from __future__ import annotations

from datetime import datetime

from chengxin.apps.repairs.models import RepairRequest
from chengxin.core.calendar import day_of
from chengxin.core.repairs import Case, Periods, Step, Taken
from chengxin.lawbook import Lawbook


def periods(lawbook: Lawbook, *, at: datetime) -> Periods:
    """The periods that hold for a case asked for at an instant."""
    return Periods(lawbook.working_days, lawbook.period("repair_decide", on=day_of(at)))


def case_of(request: RepairRequest, *, at: datetime) -> Case:
    """A case as it stood at an instant."""
    steps = sorted((step for step in request.steps.all() if step.at <= at), key=lambda step: step.pk)
    return Case(
        asked_at=request.at,
        steps=tuple(Taken(Step(step.step), step.at, step.by_id, step.result) for step in steps),
        written_by=request.through_id,
    )
