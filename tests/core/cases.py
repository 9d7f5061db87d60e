"""Made-up calendars and random cases, taken step by step through the rules, for the properties of objections."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from chengxin.core.calendar import WorkingDays, YearNotice
from chengxin.core.objections import (
    STEPS,
    Case,
    Check,
    Ground,
    Outcome,
    Periods,
    Step,
    Taken,
    Verdict,
    may_take,
    phase,
)
from chengxin.core.reasons import Refusal

LODGED = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
OFFICIALS = range(1, 6)
RESULTS: dict[Step, list[str]] = {
    Step.CHECKED: [check.value for check in Check],
    Step.FOUND: [verdict.value for verdict in Verdict],
    Step.DECIDED: [outcome.value for outcome in Outcome],
    Step.REVIEWED: [outcome.value for outcome in Outcome],
}
_YEAR = [date(2026, 1, 1) + timedelta(days=day) for day in range(365)]
#: Steps that the person or the clock takes: no official stands beside them.
WITHOUT_NAME = frozenset({Step.ESCALATED, Step.OUTCOME_FILED, Step.ADDED, Step.REVIEW_ASKED, Step.WITHDRAWN})


@st.composite
def calendars(draw: st.DrawFn) -> WorkingDays:
    """2026 with any holidays and make-up days; later years have no notice yet."""
    off = draw(st.sets(st.sampled_from([day for day in _YEAR if day.weekday() < 5]), max_size=12))
    worked = draw(st.sets(st.sampled_from([day for day in _YEAR if day.weekday() >= 5]), max_size=4))
    return WorkingDays({2026: YearNotice(2026, "国办发明电〔2025〕1号", frozenset(off), frozenset(worked))})


@st.composite
def periods(draw: st.DrawFn) -> Periods:
    return Periods(working_days=draw(calendars()), answer=7, extended=20, review=7, ask_review=60)


instants = st.integers(0, 300 * 24 * 3600).map(lambda seconds: LODGED + timedelta(seconds=seconds))


@st.composite
def cases(draw: st.DrawFn, known: Periods) -> Case:
    """A case to which anybody tried anything at any time, mostly what may come next, and what was allowed was done."""
    lodged_at = draw(instants)
    case = Case(draw(st.sampled_from(Ground)), lodged_at, involved=frozenset(draw(st.sets(st.sampled_from(OFFICIALS)))))
    at = lodged_at
    for days, is_any in draw(st.lists(st.tuples(st.sampled_from([0, 0, 1, 9, 40]), st.booleans()), max_size=8)):
        at += timedelta(days=days, hours=1)
        fitting = sorted(STEPS[phase(case, known, at=at)] - {Step.WITHDRAWN, Step.ESCALATED, Step.ADDED})
        step = draw(st.sampled_from(Step if is_any or not fitting else fitting))
        try:
            may_take(case, step, known, at=at)
        except Refusal:
            continue
        by = None if step in WITHOUT_NAME else draw(st.sampled_from(OFFICIALS))
        result = draw(st.sampled_from(RESULTS[step])) if step in RESULTS else ""
        case = Case(case.ground, lodged_at, (*case.steps, Taken(step, at, by, result)), case.involved)
    return case
