from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.calendar import SHANGHAI, WorkingDays, YearNotice, add_months, day_of, end_of, start_of

NOTICE = YearNotice(
    2026,
    "",
    days_off=frozenset(date(2026, 10, day) for day in (1, 2, 5, 6, 7)),
    days_worked=frozenset({date(2026, 10, 10)}),
)
CALENDAR = WorkingDays({2026: NOTICE})
dates = st.dates(date(2020, 1, 1), date(2040, 12, 31))


class TestMonths:
    @pytest.mark.parametrize(
        ("day", "months", "expected"),
        [
            (date(2026, 1, 31), 1, date(2026, 2, 28)),
            (date(2024, 1, 31), 1, date(2024, 2, 29)),
            (date(2024, 2, 29), 12, date(2025, 2, 28)),
            (date(2026, 8, 19), 36, date(2029, 8, 19)),
            (date(2026, 12, 1), 1, date(2027, 1, 1)),
        ],
    )
    def test_end_on_the_same_day_or_the_last_of_the_month(self, day, months, expected):
        assert add_months(day, months) == expected

    @given(dates, st.integers(0, 60))
    def test_land_in_the_right_month(self, day, months):
        later = add_months(day, months)
        assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
        assert later.day == day.day or (later + timedelta(days=1)).day == 1


class TestWorkingDays:
    def test_follow_the_notice(self):
        assert not CALENDAR.is_working(date(2026, 10, 1))
        assert CALENDAR.is_working(date(2026, 10, 10))
        assert not CALENDAR.is_working(date(2026, 10, 11))

    def test_do_not_count_the_first_day(self):
        assert CALENDAR.working_days_later(date(2026, 9, 29), 2).last_day == date(2026, 10, 8)

    def test_move_a_last_day_off_a_holiday(self):
        assert CALENDAR.days_later(date(2026, 9, 25), 7).last_day == date(2026, 10, 8)
        assert CALENDAR.months_later(date(2026, 9, 1), 1).last_day == date(2026, 10, 8)

    def test_are_provisional_in_a_year_without_notice(self):
        assert CALENDAR.working_days_later(date(2026, 12, 30), 3).is_provisional
        assert not CALENDAR.working_days_later(date(2026, 12, 1), 3).is_provisional
        assert CALENDAR.days_later(date(2026, 12, 30), 7).is_provisional

    @given(dates, st.integers(1, 40))
    def test_count_as_by_hand(self, day, days):
        last = CALENDAR.working_days_later(day, days).last_day
        between = [day + timedelta(days=n) for n in range(1, (last - day).days + 1)]
        assert sum(map(CALENDAR.is_working, between)) == days
        assert CALENDAR.is_working(last)


class TestInstants:
    @given(dates)
    def test_a_day_ends_where_the_next_begins(self, day):
        assert end_of(day) == start_of(day + timedelta(days=1))
        assert day_of(start_of(day)) == day
        assert day_of(end_of(day) - timedelta(seconds=1)) == day

    def test_civil_days_are_those_of_shanghai(self):
        assert day_of(datetime(2026, 11, 23, 16, 0, tzinfo=UTC)) == date(2026, 11, 24)
        assert start_of(date(2026, 11, 24)) == datetime(2026, 11, 24, tzinfo=SHANGHAI)

    def test_a_naive_instant_is_refused(self):
        with pytest.raises(ValueError, match="aware"):
            day_of(datetime(2026, 11, 24))
