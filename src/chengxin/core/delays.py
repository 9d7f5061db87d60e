"""How long decisions took to arrive: whole days from a decision to the receipt of its row. Figures about a source, never
about a person, and shown to that source alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Delays:
    """Rows that registered something new, by days; a change or a repetition of what is held is not among them."""

    rows: Mapping[int, int]
    late: int
    """Rows that took more days than were agreed for the day on which they came."""

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


def delays(parts: Iterable[tuple[Mapping[int, int], int | None]]) -> Delays:
    """Add up what came at different times; each part with the days agreed when it came, `None` where none were."""
    rows: Counter[int] = Counter()
    late = 0
    for counted, agreed in parts:
        rows.update(counted)
        if agreed is not None:
            late += sum(count for days, count in counted.items() if days > agreed)
    return Delays(dict(rows), late)
