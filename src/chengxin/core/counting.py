"""How a last day was counted, day by day, so that everybody can count it again. [law:civil_code/第二百零一条]"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from chengxin.core.calendar import Deadline, WorkingDays
from chengxin.core.words import day_zh

_WEEKEND, _HOLIDAY = "周末", "放假"


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One day of a term: its number where it counts, else why it does not."""

    on: date
    number: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A term from the day it is counted from (not counted itself) to its last day."""

    counted_from: date
    days: tuple[CountedDay, ...]
    deadline: Deadline
    notices: tuple[str, ...]
    """The notices that say which days are worked, one for each year the term touches."""

    @property
    def skipped(self) -> tuple[CountedDay, ...]:
        return tuple(day for day in self.days if day.number is None)

    def left(self, today: date) -> int:
        """Days that count from today on, today included; 0 once the term is over."""
        return sum(day.number is not None and day.on >= today for day in self.days)

    @property
    def sentence(self) -> str:
        """The count in one sentence; a year without a notice is said to be provisional."""
        counted = sum(day.number is not None for day in self.days)
        parts = [f"从{day_zh(self.counted_from)}的第二天起数{counted}天"]
        if self.skipped:
            parts.append(f"跳过{'、'.join(f'{day_zh(day.on)}（{day.why}）' for day in self.skipped)}")
        parts.append(f"最后一天是{day_zh(self.deadline.last_day)}")
        if self.deadline.is_provisional:
            parts.append("这一年的放假安排还没有公布，公布以后会重新计算")
        return "，".join(parts) + "。"


def count_working_days(calendar: WorkingDays, counted_from: date, deadline: Deadline) -> Counted:
    """Explain a term of working days that ends with `deadline`."""
    return _counted(calendar, counted_from, deadline, only_working=True)


def count_days(calendar: WorkingDays, counted_from: date, deadline: Deadline) -> Counted:
    """Explain a term of calendar days, whose last day may have moved off rest days."""
    return _counted(calendar, counted_from, deadline, only_working=False)


def _counted(calendar: WorkingDays, counted_from: date, deadline: Deadline, *, only_working: bool) -> Counted:
    days, number, on = [], 0, counted_from
    while on < deadline.last_day:
        on += timedelta(days=1)
        counts = not only_working or calendar.is_working(on)
        number += counts
        days.append(CountedDay(on, number if counts else None, "" if counts else why_off(calendar, on)))
    years = sorted({counted_from.year, deadline.last_day.year})
    notices = tuple(calendar.years[year].notice for year in years if year in calendar.years)
    return Counted(counted_from, tuple(days), deadline, notices)


def why_off(calendar: WorkingDays, on: date) -> str:
    """Why a day is not worked."""
    notice = calendar.years.get(on.year)
    return _HOLIDAY if notice is not None and on in notice.days_off and on.weekday() < 5 else _WEEKEND
