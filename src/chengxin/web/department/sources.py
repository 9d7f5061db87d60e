"""How each of a unit's own feeds is doing: how old its newest data are, and how long its decisions took to arrive.

Figures about a process, shown to the unit that they are about, and to nobody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chengxin.apps.submissions import selectors as own
from chengxin.core.calendar import day_of
from chengxin.core.delays import Delays
from chengxin.core.feeds import Feed

#: Days that the figures look back.
LOOKED_BACK = 90


@dataclass(frozen=True, slots=True)
class Source:
    """One feed as its sender sees it."""

    feed: Feed
    as_of: datetime | None
    """Up to when its newest complete submission speaks; `None` before the first."""
    age_days: int | None
    delays: Delays
    agreed_days: int | None
    """Within how many days of a decision it was agreed to come, as of today."""

    @property
    def is_too_old(self) -> bool:
        """Whether an inquiry is answered "cannot tell" because of it."""
        return self.age_days is None or self.age_days > self.feed.max_age_days


def sources(mine: Sequence[Feed], at: datetime) -> list[Source]:
    """The state of some feeds at an instant."""
    newest, since = own.freshness([feed.key for feed in mine]), at - timedelta(days=LOOKED_BACK)
    return [_source(feed, newest.get(feed.key), since, at) for feed in mine]


def _source(feed: Feed, as_of: datetime | None, since: datetime, at: datetime) -> Source:
    age = None if as_of is None else (day_of(at) - day_of(as_of)).days
    return Source(feed, as_of, age, own.delays_of(feed, since), feed.agreed_days(day_of(at)))
