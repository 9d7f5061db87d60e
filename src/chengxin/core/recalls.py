"""Who received what no longer stands: whoever was answered with it in the years before has to be told, and to confirm.

[law:pipl/第四十六条]

Rules of order: what was shown stands until the first thing after it that changes or ends the record. That thing is the
cause, and each answer is recalled once for it. A record that only ended by the clock was not wrong, and recalls nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from chengxin.core.calendar import add_months, day_of
from chengxin.core.records import ENDINGS, Event

#: What makes a version stand no more. Confirming it again says the same.
STOPS = frozenset({Event.SUPERSEDED, Event.CORRECTED, *ENDINGS})


@dataclass(frozen=True, slots=True)
class Stop:
    """Something that ended or changed what a record said: the id of its row, what it was, when."""

    cause: int
    event: Event
    at: datetime


def stop_of(version: int, stops: Iterable[Stop]) -> Stop | None:
    """By what a version stands no more, the first of all; `None` while it stands. Ids grow as rows are written."""
    after = [stop for stop in stops if stop.event in STOPS and stop.cause > version]
    return min(after, key=lambda stop: stop.cause, default=None)


def is_within_reach(given_at: datetime, stop: Stop, *, months: int) -> bool:
    """Whether an answer was given so lately before a stop that it is recalled; the first day of the period counts."""
    return day_of(given_at) >= add_months(day_of(stop.at), -months)
