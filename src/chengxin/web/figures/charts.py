"""The rows of a published table with a bar each: what is shown is what the file says, and nothing is counted here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

#: A bar's length is told in so many parts.
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a chart's table."""

    name: str
    code: str
    count: int
    bar: int
    """Its length, of a hundred; the longest of the table has them all."""
    beside: str = ""
    """What it belongs to."""


@dataclass(frozen=True, slots=True)
class Chart:
    """The rows that are published, in the order of the law, and the names of those that are not."""

    rows: tuple[Row, ...]
    left_out: tuple[str, ...]


def chart(rows: Iterable[Mapping[str, Any]], key: str, beside: str = "") -> Chart:
    """A chart of the rows of one level. `key` names the column whose names stand in front, `beside` another one."""
    found = list(rows)
    largest = max((row["count"] for row in found if row["count"] is not None), default=0)
    return Chart(
        tuple(
            Row(
                name=row[f"{key}_name"],
                code=row[key],
                count=row["count"],
                bar=max(1, row["count"] * _WHOLE // largest),
                beside=row[f"{beside}_name"] if beside else "",
            )
            for row in found
            if row["count"] is not None
        ),
        tuple(row[f"{key}_name"] for row in found if row["count"] is None),
    )
