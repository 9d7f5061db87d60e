"""The clock of an office as a page draws it: what is left, the count, and a small calendar that anybody can recount."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from chengxin.core.counting import Counted
from chengxin.core.words import day_zh

_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar; `kind` is the class by which it is drawn, "" for a day outside the term."""

    number: int
    note: str
    kind: str


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the calendar, as far as the term touches it; `None` is an empty place in a week."""

    name: str
    weeks: tuple[tuple[Day | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Countdown:
    """What the clock says."""

    left: str
    last_day: str
    is_over: bool
    sentence: str
    notices: tuple[str, ...]
    months: tuple[Month, ...]


def countdown(counted: Counted, *, today: date) -> Countdown:
    """Draw a counted term as it stands on a day."""
    last = counted.deadline.last_day
    is_over = today > last
    return Countdown(
        left=f"逾期{(today - last).days}天" if is_over else _left(counted, today),
        last_day=f"{day_zh(last)}（周{_WEEKDAYS[last.weekday()]}）",
        is_over=is_over,
        sentence=counted.sentence,
        notices=counted.notices,
        months=_months(counted, today),
    )


def _left(counted: Counted, today: date) -> str:
    """今天是最后一天, or how many days are left after today; working days only where they alone count."""
    if today == counted.deadline.last_day:
        return "今天是最后一天"
    what = "个工作日" if counted.skipped else "天"
    return f"还剩{counted.left(today)}{what}"


def _months(counted: Counted, today: date) -> tuple[Month, ...]:
    first, last = counted.counted_from, max(counted.deadline.last_day, counted.counted_from)
    days = {day.on: day for day in counted.days}
    months = []
    on = first
    while on <= last:
        end = min(last, (on.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1))
        cells: list[Day | None] = [None] * on.weekday()
        while on <= end:
            found = days.get(on)
            cells.append(_day(on, found.number if found else None, counted, today))
            on += timedelta(days=1)
        cells += [None] * (-len(cells) % 7)
        weeks = tuple(tuple(cells[at : at + 7]) for at in range(0, len(cells), 7))
        months.append(Month(f"{end.year}年{end.month}月", weeks))
    return tuple(months)


def _day(on: date, number: int | None, counted: Counted, today: date) -> Day:
    if on == counted.deadline.last_day:
        return Day(on.day, "期满", "is-today" if on == today else "is-due")
    if on == today:
        return Day(on.day, "今天", "is-today")
    if on == counted.counted_from:
        return Day(on.day, "起", "")
    if number is None:
        return Day(on.day, "休", "is-off")
    return Day(on.day, str(number), "is-used" if on < today else "is-left")
