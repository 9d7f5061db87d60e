"""Working days of each year with a notice."""

from __future__ import annotations

from datetime import date

import pytest

from chengxin.lawbook import load
from tests.law.conftest import LAW

BOOK = load(LAW)


class TestWorkingDays:
    @pytest.mark.parametrize(
        ("day", "is_working"),
        [
            ("2024-02-09", True), ("2024-02-12", False), ("2024-02-18", True), ("2024-05-11", True), ("2024-10-07", False),
            ("2025-01-26", True), ("2025-01-27", True), ("2025-01-28", False), ("2025-02-04", False), ("2025-02-05", True),
            ("2025-10-08", False), ("2025-10-09", True), ("2025-10-11", True), ("2026-01-02", False), ("2026-01-04", True),
            ("2026-02-14", True), ("2026-02-23", False), ("2026-02-24", True), ("2026-02-28", True), ("2026-09-20", True),
            ("2026-09-25", False), ("2026-10-01", False), ("2026-10-07", False), ("2026-10-08", True), ("2026-10-10", True),
            ("2026-11-21", False), ("2026-11-24", True),
        ],
    )  # fmt: skip
    def test_follow_the_notice(self, day: str, is_working: bool) -> None:
        assert BOOK.working_days.is_working(date.fromisoformat(day)) is is_working

    def test_are_known_for_three_years_and_provisional_after(self) -> None:
        assert set(BOOK.working_days.years) == {2024, 2025, 2026}
        assert not BOOK.working_days.days_later(date(2026, 12, 20), 7).is_provisional
        assert BOOK.working_days.days_later(date(2026, 12, 28), 7).is_provisional
