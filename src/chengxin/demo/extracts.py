"""The extracts of the demo, one in each state: one has expired, one was superseded by the one made after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from chengxin.apps.extracts.actions.check_extract import check_extract
from chengxin.apps.extracts.actions.make_extract import digest, make_extract
from chengxin.apps.extracts.selectors import list_for_person
from chengxin.apps.inquiries.preview import preview
from chengxin.apps.people import selectors as people
from chengxin.core.feeds import Feed
from chengxin.demo import cast
from chengxin.lawbook import Lawbook

#: How many days ago, at what hour, what happened.
Happening = tuple[int, time, Callable[[datetime], Any]]
_PURPOSE, _UNIT = "road_transport_licence", "transport"


def plan(lawbook: Lawbook, feeds: Mapping[str, Feed]) -> list[Happening]:
    """Three extracts of one person for one purpose; the second was checked before the third took its place."""
    take = partial(_take, lawbook, feeds)
    return [
        (30, time(18, 20), take),
        (2, time(12, 5), partial(take, is_checked=True)),
        (1, time(19, 30), take),
    ]


def _take(lawbook: Lawbook, feeds: Mapping[str, Feed], at: datetime, *, is_checked: bool = False) -> None:
    who = people.indexes(cast.IN_EFFECT)
    found = preview(who, lawbook.purpose(_PURPOSE), lawbook=lawbook, feeds=feeds, at=at)
    make_extract(
        purpose=_PURPOSE,
        unit=_UNIT,
        seen=digest(found),
        lawbook=lawbook,
        feeds=feeds,
        by=cast.IN_EFFECT,
        at=at,
    )
    if is_checked:
        later = at + timedelta(hours=3)
        newest = list_for_person(who, lawbook=lawbook, at=later)[0]
        check_extract(newest.content["code"], lawbook=lawbook, at=later)
