"""Quarters, the smallest period that anything public is counted by. [law:pipl/第六条]"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from chengxin.core.calendar import add_months, day_of, start_of

_CODE = re.compile(r"([0-9]{4})-Q([1-4])")
_NUMBERS = "一二三四"


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """One quarter of a year, by the civil days of Asia/Shanghai."""

    year: int
    number: int

    @property
    def code(self) -> str:
        """2026-Q3: in addresses and files."""
        return f"{self.year}-Q{self.number}"

    @property
    def name(self) -> str:
        return f"{self.year}年第{_NUMBERS[self.number - 1]}季度"

    @property
    def first_day(self) -> date:
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def begin(self) -> datetime:
        return start_of(self.first_day)

    @property
    def end(self) -> datetime:
        """The first instant after it."""
        return self.next.begin

    @property
    def next(self) -> Quarter:
        return quarter_of_day(add_months(self.first_day, 3))


def quarter_of(at: datetime) -> Quarter:
    """The quarter of an instant."""
    return quarter_of_day(day_of(at))


def quarter_of_day(day: date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)


def parse_quarter(code: str) -> Quarter | None:
    """The quarter under a code, or `None` for what is none."""
    found = _CODE.fullmatch(code)
    return Quarter(int(found[1]), int(found[2])) if found else None
