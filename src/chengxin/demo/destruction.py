"""What was due to be destroyed in the demo's year: one record held by a document, one destroyed, a list that wants a second
look."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from chengxin.apps.destruction import selectors
from chengxin.apps.destruction.actions.keep import keep
from chengxin.apps.destruction.actions.review import review
from chengxin.apps.people import selectors as people
from chengxin.apps.records.selectors import held_by
from chengxin.core.calendar import day_of
from chengxin.core.destruction import Order
from chengxin.core.facts import Identity
from chengxin.demo import cast
from chengxin.lawbook import Lawbook

#: How many days ago, at what hour, what happened.
Happening = tuple[int, time, Callable[[datetime], Any]]
_LISTS = 50


def plan(lawbook: Lawbook, official: Callable[[str], Any]) -> list[Happening]:
    """Everything that was done; `official` gives an official of the cast by username."""
    look = partial(_look, lawbook, official)
    return [
        (33, time(10, 12), partial(_hold, lawbook, official, cast.HELD)),
        (32, time(9, 48), partial(look, "juyanqiu", cast.DESTROYED)),
        (31, time(15, 20), partial(look, "yinboan", cast.DESTROYED)),
        (5, time(11, 5), partial(look, "juyanqiu", cast.EXPIRED)),
    ]


def _hold(lawbook: Lawbook, official: Callable[[str], Any], who: Identity, at: datetime) -> None:
    ref, record = _place(lawbook, who, at)
    keep(
        ref,
        record,
        order=Order.LEGAL_HOLD,
        words="正在审理的案件要用这份许可的档案，审结以前保全。",
        document="黑河市爱辉区人民法院，（2026）黑1102财保3号",
        last_day=day_of(at) + timedelta(days=180),
        lawbook=lawbook,
        by=official("juyanqiu"),
        at=at,
    )


def _look(lawbook: Lawbook, official: Callable[[str], Any], by: str, who: Identity, at: datetime) -> None:
    ref, _ = _place(lawbook, who, at)
    review(ref, lawbook=lawbook, by=official(by), at=at)


def _place(lawbook: Lawbook, who: Identity, at: datetime) -> tuple[str, str]:
    """The list that holds this person's record, and the record's reference."""
    (record,) = held_by(people.indexes(who), lawbook=lawbook, at=at)
    for opened in selectors.open_lists(lawbook=lawbook, at=at, limit=_LISTS):
        if any(one.record.pk == record.record.pk for one in opened.places):
            return opened.due_list.ref, record.record.ref
    raise LookupError(f"{who.name} is on no list at {at}")
