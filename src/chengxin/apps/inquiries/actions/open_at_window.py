"""Open one person's own file at a window, for the person who stands there; the person sees that it was opened.

[law:pipl/第四十四条] [law:pipl/第五十条]
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count

from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.officials.models import Official
from chengxin.apps.people import selectors as people
from chengxin.apps.records.selectors import HeldRecord, held_by
from chengxin.core.calendar import day_of
from chengxin.core.errands import Errand, may_run
from chengxin.core.facts import Identity
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.watching import most_matters
from chengxin.lawbook import Lawbook

AT_WINDOW = "at_window"
ONE_DAY = timedelta(days=1)


@transaction.atomic
def open_at_window(
    identity: Identity, *, errand: Errand, lawbook: Lawbook, mandate: str = "", by: Official, at: datetime
) -> list[HeldRecord]:
    """Enter that an official opens the file of whoever stands at the window, and give what the errand shows of it. With
    `mandate`, its number, a representative stands there.

    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT, WINDOW_NOT_YOURS, TOO_MANY_MATTERS.
    """
    may_run(errand, role=Role(by.role), unit=by.unit, askers=lawbook.askers(day_of(at)))
    _require_few(lawbook, by=by, at=at)
    who = people.indexes(identity)
    writer = Writer(at)
    held = held_by(who, lawbook=lawbook, at=writer.at) if errand.shows_records else []
    writer.add(
        "person_looked_at",
        AccessEntry(
            number_index=who.number,
            name_index=who.name,
            outcome=AT_WINDOW,
            unit=by.unit,
            role=by.role,
            seat=by.seat,
            purpose=errand.value,
            case=mandate,
            shown=[record.item.slug for record in held],
            reasons=[],
            at=writer.at,
            by=by,
        ),
    )
    writer.flush()
    return held


def _require_few(lawbook: Lawbook, *, by: Official, at: datetime) -> None:
    """As many files in a day as matters: nobody goes through the town one identity card after the other."""
    most = most_matters(lawbook.watching)
    if most is None:
        return
    hold("official", by.username)
    within = {"by": by, "outcome": AT_WINDOW, "at__gt": at - ONE_DAY}
    opened = AccessEntry.objects.filter(**within).values("by").annotate(count=Count("pk"))
    if sum(row["count"] for row in opened) >= most:
        raise Refusal(Reason.TOO_MANY_MATTERS)
