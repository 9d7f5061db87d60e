"""Papers that follow: which, until which working day, and what becomes of the promise. [law:pipl/第六条] [law:civil_code/第二百零三条]

Rules of order: only papers that the service's row lists, each with its own days, counted from the day after. The person is
reminded once before the first day. Everything there closes it, late or not, while the matter is open. A day that passes lets it
lapse: then the matter goes on as one whose papers are not complete, and nothing else follows, here or anywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from chengxin.core.calendar import WorkingDays
from chengxin.core.law import Service
from chengxin.core.reasons import Reason, Refusal


class State(StrEnum):
    """What a promise is on a day; always derived."""

    OPEN = "open"
    KEPT = "kept"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Due:
    """One paper that may follow, and the last day."""

    code: str
    name: str
    last_day: date


def promised(service: Service, papers: Collection[str], *, on: date, working_days: WorkingDays) -> tuple[Due, ...]:
    """The promise that these papers of the row follow, in its order.

    :raises Refusal: PROMISE_WITHOUT_PAPERS, also where one is not on the row.
    """
    if not papers or not all(service.paper(code) for code in papers):
        raise Refusal(Reason.PROMISE_WITHOUT_PAPERS)
    return tuple(
        Due(paper.code, paper.name, working_days.working_days_later(on, paper.working_days).last_day)
        for paper in service.papers
        if paper.code in papers
    )


def outstanding(due: Sequence[Due], arrived: Collection[str]) -> tuple[Due, ...]:
    return tuple(one for one in due if one.code not in arrived)


def state(due: Sequence[Due], arrived: Collection[str], *, on: date) -> State:
    """What a promise is on a day. What came late came: a promise of which nothing is outstanding is kept."""
    waiting = outstanding(due, arrived)
    if not waiting:
        return State.KEPT
    return State.LAPSED if any(on > one.last_day for one in waiting) else State.OPEN


def is_near(due: Sequence[Due], arrived: Collection[str], *, on: date, days: int, working_days: WorkingDays) -> bool:
    """Whether the first day that is still waited for is at most so many working days away, or today."""
    waiting = outstanding(due, arrived)
    if not waiting or state(due, arrived, on=on) is not State.OPEN:
        return False
    return working_days.working_days_later(on, days).last_day >= min(one.last_day for one in waiting)
