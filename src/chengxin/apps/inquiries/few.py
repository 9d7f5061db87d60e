"""How many persons one official attends to at a window in a day. [law:pipl/第六条] [law:pipl/第五十一条]"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count

from chengxin.apps.inquiries.models import AT_WINDOW, LETTERS_FOUND, AccessEntry
from chengxin.apps.ledger.hold import hold
from chengxin.apps.officials.models import Official
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.watching import most_matters
from chengxin.lawbook import Lawbook

ONE_DAY = timedelta(days=1)


def require_few(lawbook: Lawbook, *, by: Official, at: datetime) -> None:
    """As many files opened and letters searched for in a day as matters: nobody goes through the town one identity card after
    the other. A letter is printed by a number that only such a search or the letter itself gives.

    :raises Refusal: TOO_MANY_MATTERS.
    """
    most = most_matters(lawbook.watching)
    if most is None:
        return
    attended = entered_in_a_day(by, at=at, outcome__in=(AT_WINDOW, LETTERS_FOUND))
    if sum(count for _, count in attended) >= most:
        raise Refusal(Reason.TOO_MANY_MATTERS)


def entered_in_a_day(by: Official, *, at: datetime, **which: Any) -> list[tuple[list[str], int]]:
    """How many entries of a kind an official made in the day before `at`, by their reasons; whoever makes one more waits for
    this count."""
    hold("official", by.username)
    within = {"by": by, "at__gt": at - ONE_DAY, **which}
    counted = AccessEntry.objects.filter(**within).values("by", "reasons").annotate(count=Count("pk"))
    return [(row["reasons"], row["count"]) for row in counted]
