"""A consent that waits to be used, one that was used, and somebody for whom a lawyer acts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from chengxin.apps.inquiries.actions.answer import answer
from chengxin.apps.inquiries.actions.give_consent import give_consent
from chengxin.apps.inquiries.actions.open_at_window import open_at_window
from chengxin.apps.inquiries.consented import digest_of, would_tell
from chengxin.apps.mandates.actions.act import act
from chengxin.apps.mandates.actions.note import note
from chengxin.apps.matters.actions.open_matter import open_matter
from chengxin.apps.people import selectors as people
from chengxin.core.calendar import day_of
from chengxin.core.errands import Errand
from chengxin.core.feeds import Feed
from chengxin.core.mandates import Kind
from chengxin.demo import cast
from chengxin.lawbook import Lawbook

#: How many days ago, at what hour, what happened.
Happening = tuple[int, time, Callable[[datetime], Any]]
_UNIT, _PURPOSE, _ITEM = "civility_office", "civic_honour_selection", "civic_honour"


def plan(lawbook: Lawbook, feeds: dict[str, Feed], official: Callable[[str], Any]) -> list[Happening]:
    """Everything that was consented to and done by a representative; `official` gives one of the cast by username."""
    consent = partial(_consent, lawbook=lawbook)
    asked = partial(_ask, lawbook=lawbook, feeds=feeds, by=official("shiqingcheng"))
    acted = partial(_represent, lawbook=lawbook, by=official("jiqingyuan"))
    return [
        (5, time(20, 2), consent),
        (4, time(10, 40), asked),
        (2, time(20, 30), consent),
        (3, time(9, 30), acted),
    ]


def _consent(at: datetime, *, lawbook: Lawbook) -> None:
    """The person sees what would be answered, and says yes."""
    who = people.indexes(cast.LICENSED)
    seen = would_tell(who, lawbook.purpose(_PURPOSE), lawbook=lawbook, at=at)
    last_day = day_of(at) + timedelta(days=29)
    items, digest = [_ITEM], digest_of(seen)
    give_consent(
        unit=_UNIT, purpose=_PURPOSE, items=items, last_day=last_day, seen=digest, lawbook=lawbook, by=who, at=at
    )


def _ask(at: datetime, *, lawbook: Lawbook, feeds: dict[str, Feed], by: Any) -> None:
    """The one answer that the first consent carries."""
    matter = open_matter(
        identity=cast.LICENSED,
        service=lawbook.purpose(_PURPOSE).services[0],
        request_no=f"黑文明评〔{at.year}〕17",
        lawbook=lawbook,
        by=by,
        at=at,
    )
    asked_at = at + timedelta(minutes=1)
    answer(
        matter=matter.ref, purpose=_PURPOSE, identity=cast.LICENSED, lawbook=lawbook, feeds=feeds, by=by, at=asked_at
    )


def _represent(at: datetime, *, lawbook: Lawbook, by: Any) -> None:
    """A lawyer shows the document, and reads the file for the person."""
    noted = note(
        person=cast.REPRESENTED,
        agent=cast.LAWYER,
        kind=Kind.LAWYER,
        document_no="（2026）黑北律委字第46号",
        acts=[Errand.READ, Errand.OBJECT, Errand.REVIEW, Errand.WHY],
        last_day=day_of(at) + timedelta(days=90),
        lawbook=lawbook,
        by=by,
        at=at,
    )
    then = at + timedelta(minutes=4)
    act(
        noted.ref,
        Errand.READ,
        lambda: open_at_window(
            cast.REPRESENTED, errand=Errand.READ, lawbook=lawbook, mandate=noted.ref, by=by, at=then
        ),
        case_of=lambda held: "",
        agent=people.indexes(cast.LAWYER),
        lawbook=lawbook,
        by=by,
        at=then,
    )
