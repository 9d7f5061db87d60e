"""Values as a letter or a page prints them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.words import span_zh

DAY = date(2026, 11, 30)


class TestSpan:
    @pytest.mark.parametrize(
        ("last", "said"),
        [
            (DAY, "0天"),
            (date(2026, 12, 1), "1天"),
            (date(2026, 12, 30), "1个月"),
            (date(2027, 2, 28), "3个月"),
            (date(2027, 3, 1), "3个月零1天"),
            (date(2027, 11, 30), "1年"),
            (date(2027, 12, 3), "1年零3天"),
            (date(2031, 6, 30), "4年7个月"),
            (date(2031, 7, 2), "4年7个月零2天"),
        ],
    )
    def test_is_whole_months_and_then_days(self, last: date, said: str) -> None:
        assert span_zh(DAY, last) == said

    @given(st.dates(date(2000, 1, 1), date(2080, 1, 1)), st.integers(0, 8000))
    def test_never_holds_a_month_of_days(self, first: date, days: int) -> None:
        said = span_zh(first, first + timedelta(days=days))
        rest = said.rpartition("月")[2].rpartition("年")[2].strip("零天")
        assert int(rest or 0) <= 30
