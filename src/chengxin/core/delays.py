"""How long decisions took to arrive: whole days from a decision to the receipt of its row. Figures about a source, never
about a person, and shown to that source alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Delays:
    """Rows that registered something new; a change or a repetition of what is held is not among them."""

    rows: Mapping[int, int]
    """Days -> rows, of decisions taken since something was agreed."""
    late: int
    """Those of them that took more days than were agreed for their decision's day."""
    older: int
    """Rows of decisions from before anything was agreed: a stock that is entered later is not late."""

    @property
    def total(self) -> int:
        return sum(self.rows.values())

    @property
    def half_within(self) -> int | None:
        """The days within which half of the rows came (the median); `None` without rows."""
        return self.within(50)

    @property
    def most_within(self) -> int | None:
        """The days within which nine in ten rows came."""
        return self.within(90)

    def within(self, share: int) -> int | None:
        """The fewest days within which at least `share` in a hundred of the rows came."""
        seen, total = 0, self.total
        for days in sorted(self.rows):
            seen += self.rows[days]
            if seen * 100 >= total * share:
                return days
        return None


def delay(decided_on: date, received_on: date) -> int:
    """Whole days from a decision to the receipt of its row; the same day is 0."""
    return (received_on - decided_on).days


def delays(parts: Iterable[tuple[date, Mapping[int, int]]], agreed_on: Callable[[date], int | None]) -> Delays:
    """Add up what came on different days, each with its rows by days.

    `agreed_on` says within how many days a decision of a day should come, `None` where nothing was agreed.
    """
    rows: Counter[int] = Counter()
    late = older = 0
    for received_on, counted in parts:
        for days, count in counted.items():
            agreed = agreed_on(received_on - timedelta(days=days))
            if agreed is None:
                older += count
                continue
            rows[days] += count
            late += count if days > agreed else 0
    return Delays(dict(rows), late, older)
