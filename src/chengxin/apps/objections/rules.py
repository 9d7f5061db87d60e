"""The lawbook's periods and the stored rows in the form that `core.objections` takes."""

from __future__ import annotations

from datetime import datetime

from chengxin.apps.objections.models import Objection
from chengxin.core.calendar import day_of
from chengxin.core.counting import Counted, count_days, count_working_days
from chengxin.core.objections import Case, Ground, Periods, Step, Taken, due
from chengxin.lawbook import Lawbook


def periods(lawbook: Lawbook, *, at: datetime) -> Periods:
    """The periods that hold for a case lodged at an instant."""
    known = lawbook.on(day_of(at))
    return Periods(
        working_days=lawbook.working_days,
        answer=known.period("objection_source"),
        extended=known.period("objection_extended"),
        review=known.period("objection_review"),
        ask_review=known.period("objection_review_asked"),
    )


def case_of(objection: Objection, *, at: datetime) -> Case:
    """A case as it stood at an instant. Whoever handed over what is objected to, or wrote it down, had a part in it."""
    steps = sorted((step for step in objection.steps.all() if step.at <= at), key=lambda step: step.pk)
    file = objection.version.submission
    involved = {file.by_id if file is not None else None, objection.through_id, *(step.through_id for step in steps)}
    return Case(
        ground=Ground(objection.ground),
        lodged_at=objection.at,
        steps=tuple(Taken(Step(step.step), step.at, step.by_id, step.result) for step in steps),
        involved=frozenset(pk for pk in involved if pk is not None),
    )


def counted(case: Case, known: Periods) -> Counted | None:
    """The last day of what is going on, day by day; `None` where nothing has one."""
    last = due(case, known)
    if last is None:
        return None
    asked, filed = case.last(Step.REVIEW_ASKED), case.last(Step.OUTCOME_FILED)
    begun = asked or filed
    counted_from = day_of(begun.at if begun is not None else case.lodged_at)
    is_extended = case.last(Step.EXTENDED) is not None and asked is None
    if is_extended:
        return count_days(known.working_days, counted_from, known.extended, last)
    return count_working_days(known.working_days, counted_from, last)
