"""Open one person's own file at a window, for the person who stands there; the person sees that it was opened.

[law:pipl/第四十四条] [law:pipl/第五十条]
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.inquiries.few import require_few
from chengxin.apps.inquiries.models import AT_WINDOW, AccessEntry
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.officials.models import Official
from chengxin.apps.people import selectors as people
from chengxin.apps.people.oneself import require_somebody_else
from chengxin.apps.records.selectors import HeldRecord, held_by
from chengxin.core.calendar import day_of
from chengxin.core.errands import Errand, may_run
from chengxin.core.facts import Identity
from chengxin.core.permissions import Role
from chengxin.lawbook import Lawbook


@transaction.atomic
def open_at_window(
    identity: Identity,
    *,
    errand: Errand,
    lawbook: Lawbook,
    mandate: str = "",
    agent: Identity | None = None,
    by: Official,
    at: datetime,
) -> list[HeldRecord]:
    """Enter that an official opens the file of whoever stands at the window, and give what the errand shows of it. With
    `mandate`, its number, and `agent`, a representative stands there.

    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT, WINDOW_NOT_YOURS, SAME_NAME_AS_YOURS, TOO_MANY_MATTERS.
    """
    may_run(errand, role=Role(by.role), unit=by.unit, askers=lawbook.askers(day_of(at)))
    for either in (identity, agent):
        require_somebody_else(either, lawbook=lawbook, by=by)
    require_few(lawbook, by=by, at=at)
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
