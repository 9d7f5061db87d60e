"""Two restraints of the demo's year, decided elsewhere: one that holds, and one whose record its source withdrew since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from chengxin.apps.people import selectors as people
from chengxin.apps.records.selectors import held_by
from chengxin.apps.restraints.actions.document import PAPERS, document
from chengxin.core.calendar import day_of
from chengxin.core.facts import Identity
from chengxin.core.records import last_day_of
from chengxin.core.restraints import Draft, Heard, Paper
from chengxin.demo import cast
from chengxin.demo.cases import picture
from chengxin.lawbook import Lawbook

#: How many days ago, at what hour, what happened.
Happening = tuple[int, time, Callable[[datetime], Any]]
MEASURE = "accountant_bar"


def plan(lawbook: Lawbook, official: Callable[[str], Any]) -> list[Happening]:
    """Everything that was written down; `official` gives an official of the cast by username."""
    written = partial(_written, lawbook=lawbook, by=official("bocongjian"))
    return [
        (41, time(10, 20), partial(written, cast.RESTRAINED, number=3)),
        (48, time(9, 40), partial(written, cast.RESTRAINT_GONE, number=2)),
    ]


def _written(who: Identity, at: datetime, *, number: int, lawbook: Lawbook, by: Any) -> None:
    (held,) = held_by(people.indexes(who), lawbook=lawbook, at=at)
    today = day_of(at)
    draft = Draft(
        decision=Paper(f"黑财限〔{today.year}〕{number}号", today - timedelta(days=4)),
        decider="尉迟明远",
        seat="黑河市财政局副局长",
        notice=Paper(f"黑财告〔{today.year}〕{number}号", today - timedelta(days=30)),
        heard=Heard.STATED,
        hearing=Paper(f"陈述申辩笔录第{number}号", today - timedelta(days=22)),
        relevance="处罚决定写明的行为发生在会计工作里，限制的也只是会计工作。",
        proportionality="法律对这种行为写明五年；只限制会计工作，别的工作不受影响。",
        appeal="60日以内向黑河市人民政府申请行政复议，6个月以内向黑河市爱辉区人民法院起诉。",
        starts_on=today + timedelta(days=3),
        ends_on=last_day_of(held.until),
    )
    done = document(
        identity=who,
        record_no=held.body["decision_no"],
        measure=MEASURE,
        draft=draft,
        files={name: (f"{paper}.jpg", picture(paper)) for name, paper in zip(PAPERS, _NAMES, strict=True)},
        lawbook=lawbook,
        by=by,
        at=at,
    )
    if done.restraint is None:
        raise LookupError(f"{who.name} has no record to rest on at {at}: {done.reasons}")


_NAMES = ("决定书", "送达回证", "陈述申辩笔录")
