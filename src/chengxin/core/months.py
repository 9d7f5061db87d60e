"""Months, by the civil days of Asia/Shanghai: what officials do is counted by them for the auditor. Nothing public is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from chengxin.core.calendar import add_months, day_of, start_of

_CODE = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One month of a year."""

    year: int
    number: int

    @property
    def code(self) -> str:
        """2026-11: in addresses and files."""
        return f"{self.year:04}-{self.number:02}"

    @property
    def name(self) -> str:
        return f"{self.year}年{self.number}月"

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def begin(self) -> datetime:
        return start_of(self.first_day)

    @property
    def end(self) -> datetime:
        """The first instant after it."""
        return start_of(add_months(self.first_day, 1))


def month_of(at: datetime) -> Month:
    """The month of an instant."""
    day = day_of(at)
    return Month(day.year, day.month)


def months_back(newest: Month, oldest: Month) -> list[Month]:
    """From one month back to another, both of them in it; the newest first."""
    count = (newest.year - oldest.year) * 12 + newest.number - oldest.number
    return [Month(day.year, day.month) for day in (add_months(newest.first_day, -back) for back in range(count + 1))]


def parse_month(code: str) -> Month | None:
    """The month under a code, or `None` for what is none."""
    found = _CODE.fullmatch(code)
    return Month(int(found[1]), int(found[2])) if found and int(found[1]) else None
