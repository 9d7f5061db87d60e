"""The lawbook's periods and the stored rows in the form that `core.whys` takes."""

from __future__ import annotations

from datetime import datetime

from chengxin.apps.looks.models import WhyCase
from chengxin.core.calendar import day_of
from chengxin.core.whys import Periods, Step, Taken, Why
from chengxin.lawbook import Lawbook


def periods(lawbook: Lawbook, *, at: datetime) -> Periods:
    """The periods that hold for a question asked at an instant."""
    day = day_of(at)
    return Periods(lawbook.working_days, lawbook.period("why_answer", on=day), lawbook.period("why_judge", on=day))


def why_of(case: WhyCase, *, at: datetime) -> Why:
    """A question as it stood at an instant."""
    steps = sorted((step for step in case.steps.all() if step.at <= at), key=lambda step: step.pk)
    return Why(
        asked_at=case.at,
        looked=case.entry.by_id,
        steps=tuple(Taken(Step(step.step), step.at, step.by_id, step.result) for step in steps),
    )
