"""How long decisions took: nearest rank over counted days, late by what was agreed when the row came."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.delays import delay, delays
from chengxin.core.feeds import Agreed
from tests.intake.samples import feed
from tests.proves import proves

COUNTED = st.dictionaries(st.integers(0, 400), st.integers(1, 50), max_size=12)


RECEIVED = date(2026, 11, 24)


def always(days: int | None):
    return lambda decided_on: days


@proves("B13")
class TestDelays:
    def test_of_nothing_say_nothing(self) -> None:
        none = delays([], always(10))
        assert (none.total, none.half_within, none.most_within, none.late, none.older) == (0, None, None, 0, 0)

    def test_the_same_day_is_none(self) -> None:
        assert delay(date(2026, 9, 1), date(2026, 9, 1)) == 0
        assert delay(date(2026, 8, 31), date(2026, 9, 9)) == 9

    @given(st.lists(st.integers(0, 400), min_size=1, max_size=60))
    def test_half_and_nine_in_ten_are_those_of_the_sorted_rows(self, days: list[int]) -> None:
        found = delays([(RECEIVED, {day: days.count(day) for day in days})], always(10))
        days.sort()
        assert found.total == len(days)
        assert found.half_within == days[(len(days) + 1) // 2 - 1]
        assert found.most_within == days[-(-len(days) * 9 // 10) - 1]

    @given(st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2027, 1, 1)), COUNTED), max_size=6), st.integers(0, 60))
    def test_late_is_what_took_longer_than_agreed_for_its_decision(
        self, parts: list[tuple[date, dict[int, int]]], agreed: int
    ) -> None:
        since = date(2026, 3, 1)
        found = delays(parts, lambda decided_on: agreed if decided_on >= since else None)
        each = [(on - timedelta(days=day), day, count) for on, counted in parts for day, count in counted.items()]
        assert found.late == sum(count for decided, day, count in each if decided >= since and day > agreed)
        assert found.older == sum(count for decided, _, count in each if decided < since)
        assert found.total + found.older == sum(count for _, _, count in each)

    @given(st.integers(0, 60))
    def test_the_last_agreed_day_is_not_late_and_the_next_one_is(self, agreed: int) -> None:
        assert delays([(RECEIVED, {agreed: 1, agreed + 1: 1})], always(agreed)).late == 1

    @given(COUNTED, COUNTED, st.integers(0, 60))
    def test_adding_rows_never_takes_lateness_away(
        self, held: dict[int, int], more: dict[int, int], agreed: int
    ) -> None:
        both = delays([(RECEIVED, held), (RECEIVED, more)], always(agreed))
        assert both.late >= delays([(RECEIVED, held)], always(agreed)).late


@proves("B13")
class TestAgreed:
    @pytest.mark.parametrize(
        ("on", "days"),
        [(date(2025, 12, 31), None), (date(2026, 1, 1), 10), (date(2026, 6, 30), 10), (date(2026, 7, 1), 5)],
    )
    def test_is_what_was_in_force_on_the_day(self, on: date, days: int | None) -> None:
        dated = replace(feed(), agreed=(Agreed(date(2026, 7, 1), 5), Agreed(date(2026, 1, 1), 10)))
        assert dated.agreed_days(on) == days

    def test_is_stated_by_the_shipped_feed(self) -> None:
        assert feed().agreed_days(date(2026, 11, 24)) == 10
