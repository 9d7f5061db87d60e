"""How a last day was counted, day by day, so that everybody can count it again. [law:civil_code/第二百零一条]"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from chengxin.core.calendar import Deadline, WorkingDays
from chengxin.core.words import day_zh

_WEEKEND, _HOLIDAY, _MOVED = "周末", "放假", "顺延"


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
    is_in_working_days: bool

    @property
    def unit(self) -> str:
        return "个工作日" if self.is_in_working_days else "天"

    @property
    def skipped(self) -> tuple[CountedDay, ...]:
        """Rest days among the working days of a term; a term of calendar days skips none."""
        return tuple(day for day in self.days if self.is_in_working_days and day.number is None)

    def is_counted(self, on: date) -> bool:
        """Whether a day is one of the term: in calendar days, those to which its end moved are."""
        return any(day.on == on and (day.number is not None or not self.is_in_working_days) for day in self.days)

    def left(self, today: date) -> int:
        """Days of the term from today on, today included; 0 once it is over."""
        return sum(day.on >= today and self.is_counted(day.on) for day in self.days)

    @property
    def sentence(self) -> str:
        """The count in one sentence; a year without a notice is said to be provisional."""
        numbered = [day for day in self.days if day.number is not None]
        parts = [f"从{day_zh(self.counted_from)}的第二天起数{len(numbered)}{self.unit}"]
        if self.skipped:
            parts.append(f"跳过{'、'.join(f'{day_zh(day.on)}（{day.why}）' for day in self.skipped)}")
        if not self.is_in_working_days and self.days[-1].number is None:
            parts.append(f"数到的{day_zh(numbered[-1].on)}不上班")
            parts.append(f"顺延到{day_zh(self.deadline.last_day)}")
        else:
            parts.append(f"最后一天是{day_zh(self.deadline.last_day)}")
        if self.deadline.is_provisional:
            parts.append("这一年的放假安排还没有公布，公布以后会重新计算")
        return "，".join(parts) + "。"


def count_working_days(calendar: WorkingDays, counted_from: date, deadline: Deadline) -> Counted:
    """Explain a term of working days that ends with `deadline`."""
    days, number = [], 0
    for on in _days(counted_from, deadline):
        is_counted = calendar.is_working(on)
        number += is_counted
        days.append(CountedDay(on, number if is_counted else None, "" if is_counted else why_off(calendar, on)))
    return _counted(calendar, counted_from, deadline, days, is_in_working_days=True)


def count_days(calendar: WorkingDays, counted_from: date, days: int, deadline: Deadline) -> Counted:
    """Explain a term of so many calendar days, whose last day `deadline` may have moved off rest days."""
    counted = [
        CountedDay(on, number, "")
        if number <= days
        else CountedDay(on, None, _MOVED if calendar.is_working(on) else why_off(calendar, on))
        for number, on in enumerate(_days(counted_from, deadline), 1)
    ]
    return _counted(calendar, counted_from, deadline, counted, is_in_working_days=False)


def _days(counted_from: date, deadline: Deadline) -> list[date]:
    return [counted_from + timedelta(days=place + 1) for place in range((deadline.last_day - counted_from).days)]


def _counted(
    calendar: WorkingDays,
    counted_from: date,
    deadline: Deadline,
    days: Sequence[CountedDay],
    *,
    is_in_working_days: bool,
) -> Counted:
    years = sorted({counted_from.year, deadline.last_day.year})
    notices = tuple(calendar.years[year].notice for year in years if year in calendar.years)
    return Counted(counted_from, tuple(days), deadline, notices, is_in_working_days)


def why_off(calendar: WorkingDays, on: date) -> str:
    """Why a day is not worked."""
    notice = calendar.years.get(on.year)
    return _HOLIDAY if notice is not None and on in notice.days_off and on.weekday() < 5 else _WEEKEND
