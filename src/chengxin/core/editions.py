"""Dated rows of one kind: what the lawbook says on a day, and every day on which it says something else. [law:pipl/第七条]

A row holds from `in_force_from` until the day before `in_force_until` (half-open; `None` is open). Rows of one slug never
overlap (`floors.overlapping`); between them there may be gaps, and a basis that ended does not come back for what was
recorded before the gap (`is_unbroken`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Protocol, TypeVar


class Dated(Protocol):
    """One edition of something that keeps its slug."""

    @property
    def slug(self) -> str: ...

    @property
    def in_force_from(self) -> date | None: ...

    @property
    def in_force_until(self) -> date | None: ...


Row = TypeVar("Row", bound=Dated)


def is_in_force(row: Dated, on: date) -> bool:
    return first_day(row) <= on and (row.in_force_until is None or on < row.in_force_until)


def first_day(row: Dated) -> date:
    return row.in_force_from or date.min


class Editions(Mapping[str, Row]):
    """Every edition of every slug. As a mapping it gives the newest edition of each slug, in force or not; what holds on a
    day is `on(day)`."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._rows: dict[str, tuple[Row, ...]] = {}
        for row in sorted(rows, key=first_day):
            self._rows[row.slug] = (*self._rows.get(row.slug, ()), row)
        self._days = sorted({day for row in self.rows for day in (first_day(row), row.in_force_until) if day})
        self._on: dict[int, Mapping[str, Row]] = {}

    def __reduce__(self) -> tuple[type[Editions[Row]], tuple[tuple[Row, ...]]]:
        """It travels to another process as its rows, without what was made of them for single days."""
        return type(self), (tuple(self.rows),)

    @property
    def rows(self) -> Iterator[Row]:
        """Every edition, of each slug the oldest first."""
        return (row for rows in self._rows.values() for row in rows)

    @property
    def change_days(self) -> tuple[date, ...]:
        """The days from which something else holds, in order."""
        return tuple(day for day in self._days if day > date.min)

    def on(self, day: date) -> Mapping[str, Row]:
        """Slug -> the edition in force on a day. The same days give the same mapping, made once."""
        place = bisect_right(self._days, day)
        if place not in self._on:
            self._on[place] = MappingProxyType({row.slug: row for row in self.rows if is_in_force(row, day)})
        return self._on[place]

    def of(self, slug: str) -> tuple[Row, ...]:
        """Every edition of a slug, the oldest first.

        :raises KeyError: for an unknown slug.
        """
        return self._rows[slug]

    def at(self, slug: str, day: date) -> Row:
        """The edition in force on a day; else the last one before it, else the first one there ever was.

        :raises KeyError: for an unknown slug.
        """
        rows = self._rows[slug]
        return next((row for row in reversed(rows) if first_day(row) <= day), rows[0])

    def find(self, slug: str, day: date) -> Row | None:
        """What `at` gives, or `None` for an unknown slug."""
        return self.at(slug, day) if slug in self._rows else None

    def unbroken_since(self, slug: str, day: date) -> date | None:
        """The first day from which some edition of the slug was in force on every day up to `day`; `None` where none is
        in force on it."""
        since: date | None = None
        for row in reversed(self._rows.get(slug, ())):
            if is_in_force(row, day) or (since is not None and row.in_force_until == since):
                since = first_day(row)
        return since

    def is_unbroken(self, slug: str, since: date, day: date) -> bool:
        """Whether some edition of the slug was in force on every day from `since` to `day`, both included."""
        held = self.unbroken_since(slug, day)
        return held is not None and held <= since

    def gaps(self, slug: str) -> tuple[date, ...]:
        """The first day of each time in which no edition of the slug was in force any more, the oldest first."""
        rows = self._rows.get(slug, ())
        return tuple(
            row.in_force_until
            for row, after in zip(rows, (*rows[1:], None), strict=True)
            if row.in_force_until is not None and (after is None or first_day(after) > row.in_force_until)
        )

    def __getitem__(self, slug: str) -> Row:
        return self._rows[slug][-1]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)
