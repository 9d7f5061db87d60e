"""Papers that follow: each with its day, reminded once, closed on arrival, lapsed after the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.calendar import WorkingDays
from chengxin.core.promises import State, is_near, outstanding, promised, state
from chengxin.core.reasons import Reason, Refusal
from tests.core.cases import calendars
from tests.core.test_services import SERVICE
from tests.proves import proves

ON = date(2026, 3, 2)
codes = st.sets(st.sampled_from(["photo", "copy"]), min_size=1)


@proves("E8")
@given(calendars(), codes, st.integers(0, 200))
def test_each_paper_has_as_many_working_days_as_the_row_says(days, papers, later) -> None:
    on = ON + timedelta(days=later)
    due = promised(SERVICE, papers, on=on, working_days=days)
    assert {one.code for one in due} == papers
    for one in due:
        between = [on + timedelta(days=step) for step in range(1, (one.last_day - on).days + 1)]
        assert sum(days.is_working(day) for day in between) == SERVICE.paper(one.code).working_days
        assert days.is_working(one.last_day)


@pytest.mark.parametrize("papers", [[], ["photo", "unlisted"]])
@proves("E8")
def test_only_what_the_row_lists_may_follow(papers) -> None:
    with pytest.raises(Refusal) as refusal:
        promised(SERVICE, papers, on=ON, working_days=WorkingDays({}))
    assert refusal.value.reason is Reason.PROMISE_WITHOUT_PAPERS


@given(calendars(), codes, st.sets(st.sampled_from(["photo", "copy"])), st.integers(0, 30), st.integers(0, 5))
def test_is_open_until_the_day_kept_once_all_came_and_lapsed_after(days, papers, came, later, before) -> None:
    due = promised(SERVICE, papers, on=ON, working_days=days)
    on = ON + timedelta(days=later)
    waiting = outstanding(due, came)
    now = state(due, came, on=on)
    assert (now is State.KEPT) == (papers <= came)
    assert (now is State.LAPSED) == any(one.last_day < on for one in waiting)
    if is_near(due, came, on=on, days=before, working_days=days):
        assert now is State.OPEN
        first = min(one.last_day for one in waiting)
        between = [on + timedelta(days=step) for step in range(1, (first - on).days + 1)]
        assert sum(days.is_working(day) for day in between) <= before
