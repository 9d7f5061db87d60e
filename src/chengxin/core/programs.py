"""What a unit's program may do: bound to feeds, purposes and items, and never more than the official who answers for it.

[law:pipl/第六条] [law:pipl/第五十一条]

A program is bound when it is registered, to what is named and to the items that this holds on that day. Where an edition of
the law adds an item later, the program is refused until somebody registers it again: nobody learns of a new kind of
record unasked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from chengxin.core.feeds import Feed
from chengxin.core.law import Purpose
from chengxin.core.permissions import Act, Role, require
from chengxin.core.reasons import Reason, Refusal


@dataclass(frozen=True, slots=True)
class Binding:
    """The feeds a program may send, the purposes it may ask for, the items of both."""

    feeds: frozenset[str]
    purposes: frozenset[str]
    items: frozenset[str]

    def about_feed(self, feed: Feed) -> Reason | None:
        """Why the program may not send this feed, or `None` when it may."""
        if feed.key not in self.feeds:
            return Reason.PROGRAM_NOT_FOR_FEED
        return None if self.items.issuperset(feed.items) else Reason.PROGRAM_NOT_FOR_ITEM

    def about_purpose(self, purpose: Purpose) -> Reason | None:
        """Why the program may not ask for this purpose, or `None` when it may."""
        if purpose.slug not in self.purposes:
            return Reason.PROGRAM_NOT_FOR_PURPOSE
        return None if self.items.issuperset(purpose.items) else Reason.PROGRAM_NOT_FOR_ITEM

    def about_service(self, service: str, purposes: Iterable[Purpose]) -> Reason | None:
        """Why the program may open no matter of this service, or `None` when one of its purposes names it."""
        mine = (purpose for purpose in purposes if purpose.slug in self.purposes)
        return None if any(service in purpose.services for purpose in mine) else Reason.PROGRAM_NOT_FOR_PURPOSE


def bind(*, unit: str, role: Role, feeds: Sequence[Feed], purposes: Sequence[Purpose], on: date) -> Binding:
    """The binding of a new program of a unit, whose official has this role.

    :raises Refusal: PROGRAM_WITHOUT_TASK, ROLE_MAY_NOT, FEED_NOT_YOURS, PURPOSE_NOT_YOURS, AGREEMENT_NOT_IN_FORCE,
        PURPOSE_NOT_ASSESSED, PURPOSE_NOT_IN_FORCE.
    """
    if not feeds and not purposes:
        raise Refusal(Reason.PROGRAM_WITHOUT_TASK)
    if feeds:
        require(role, Act.SUBMIT)
    if purposes:
        require(role, Act.ASK)
    if any(feed.sender != unit for feed in feeds):
        raise Refusal(Reason.FEED_NOT_YOURS)
    for purpose in purposes:
        reason = purpose.reason_against(unit, on)
        if reason is not None:
            raise Refusal(reason)
    if not all(purpose.is_in_force(on) for purpose in purposes):
        raise Refusal(Reason.PURPOSE_NOT_IN_FORCE)
    items = {item for feed in feeds for item in feed.items} | {item for one in purposes for item in one.items}
    return Binding(
        frozenset(feed.key for feed in feeds), frozenset(purpose.slug for purpose in purposes), frozenset(items)
    )
