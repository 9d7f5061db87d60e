"""A last day as everybody can count it again: what is left, and a small calendar of the days. [law:civil_code/第二百零一条]"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from chengxin.apps.objections.selectors import OpenedCase
from chengxin.core.calendar import day_of
from chengxin.core.counting import Counted, CountedDay
from chengxin.core.words import day_zh


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the calendar: what stands under it, and how it is drawn."""

    on: date
    text: str
    state: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the calendar in weeks from Monday; a day that the term does not touch is `None`."""

    name: str
    weeks: tuple[tuple[Cell | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Clock:
    """An office's last day, how many days are left, and how it was counted."""

    left: str
    last_day: str
    sentence: str
    is_overdue: bool
    is_provisional: bool
    notices: tuple[str, ...]
    months: tuple[Month, ...]


def clock_of(case: OpenedCase) -> Clock | None:
    """The clock of a case; `None` where nothing has a last day."""
    return None if case.counted is None else drawn(case.counted, is_overdue=case.is_overdue, at=case.at)


def drawn(counted: Counted, *, is_overdue: bool, at: datetime) -> Clock:
    """The clock of a term at an instant."""
    today = day_of(at)
    return Clock(
        left=_left(counted, today, is_overdue=is_overdue),
        last_day=day_zh(counted.deadline.last_day),
        sentence=counted.sentence,
        is_overdue=is_overdue,
        is_provisional=counted.deadline.is_provisional,
        notices=counted.notices,
        months=_months(counted, today),
    )


def _left(counted: Counted, today: date, *, is_overdue: bool) -> str:
    if is_overdue:
        return "最后一天已经过了"
    if today == counted.deadline.last_day:
        return "今天是最后一天"
    # From tomorrow on, whether or not today is a day of the term: two rows of one list are counted alike.
    left = counted.left(today) - counted.is_counted(today)
    return f"今天以后还剩{left}{counted.unit}"


def _months(counted: Counted, today: date) -> tuple[Month, ...]:
    cells = [Cell(counted.counted_from, "今天" if counted.counted_from == today else "起点", "is-from")]
    cells += [_cell(day, counted.deadline.last_day, today) for day in counted.days]
    by_month = groupby(cells, key=lambda cell: (cell.on.year, cell.on.month))
    return tuple(Month(f"{year}年{month}月", _weeks(list(of_month))) for (year, month), of_month in by_month)


def _cell(day: CountedDay, last_day: date, today: date) -> Cell:
    number = "" if day.number is None else str(day.number)
    if day.on == last_day:
        return Cell(day.on, "今天期满" if day.on == today else "期满", "is-due", number)
    if day.on == today:
        return Cell(day.on, "今天", "is-today", number or day.why)
    if day.number is None:
        return Cell(day.on, "休", "is-off", day.why)
    return Cell(day.on, number, "is-used" if day.on < today else "is-left")


def _weeks(cells: list[Cell]) -> tuple[tuple[Cell | None, ...], ...]:
    known = {cell.on: cell for cell in cells}
    monday = cells[0].on - timedelta(days=cells[0].on.weekday())
    weeks = []
    while monday <= cells[-1].on:
        weeks.append(tuple(known.get(monday + timedelta(days=place)) for place in range(7)))
        monday += timedelta(weeks=1)
    return tuple(weeks)
