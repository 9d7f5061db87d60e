"""Working days and legal periods. [law:civil_code/第二百零一条] [law:civil_code/第二百零二条] [law:civil_code/第二百零三条]

Rules of order: the first day is not counted; a period ends with its last day; a last day on a rest day moves to the next
working day; months end on the same day of the month, or on the month's last. Whether a day is a working day comes from
the State Council's yearly notice; a year without a notice is *provisional*: weekends only, and to be counted again.
"""

from __future__ import annotations

import calendar as _gregorian
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def day_of(at: datetime) -> date:
    """The civil date in Asia/Shanghai of an aware instant.

    :raises ValueError: for a naive datetime.
    """
    if at.tzinfo is None:
        raise ValueError("an instant must be aware")
    return at.astimezone(SHANGHAI).date()


def utc_text(at: datetime) -> str:
    """2026-11-24T01:00:00Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def start_of(day: date) -> datetime:
    """The instant at which a civil day begins in Asia/Shanghai."""
    return datetime.combine(day, time(), SHANGHAI)


def end_of(day: date) -> datetime:
    """The first instant after a legal last day."""
    return start_of(day + timedelta(days=1))


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months later, or that month's last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, _gregorian.monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class YearNotice:
    """One year's State Council notice: weekdays that are off, weekend days that are worked."""

    year: int
    notice: str
    days_off: frozenset[date]
    days_worked: frozenset[date]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A legal last day and how it was found."""

    last_day: date
    is_provisional: bool

    @property
    def until(self) -> datetime:
        return end_of(self.last_day)


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The working-day calendar; `years` holds only the years with a notice."""

    years: Mapping[int, YearNotice]

    def is_working(self, day: date) -> bool:
        notice = self.years.get(day.year)
        if notice is None:
            return day.weekday() < 5
        return day in notice.days_worked or (day.weekday() < 5 and day not in notice.days_off)

    def days_later(self, day: date, days: int) -> Deadline:
        """The last day of a period of calendar days, moved off rest days."""
        return self._moved(day + timedelta(days=days))

    def months_later(self, day: date, months: int) -> Deadline:
        """The last day of a period of months, moved off rest days."""
        return self._moved(add_months(day, months))

    def working_days_later(self, day: date, days: int) -> Deadline:
        """The last day of a period of working days."""
        last, provisional = day, False
        while days > 0:
            last += timedelta(days=1)
            provisional |= last.year not in self.years
            days -= self.is_working(last)
        return Deadline(last, provisional)

    def _moved(self, last: date) -> Deadline:
        provisional = last.year not in self.years
        while not self.is_working(last):
            last += timedelta(days=1)
            provisional |= last.year not in self.years
        return Deadline(last, provisional)
