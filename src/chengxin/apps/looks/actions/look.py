"""Open a question why to work on it: the official sees what was looked at and asked, and the person sees that they did.

[law:pipl/第四十四条] [law:credit_reporting_regulation/第二十二条]
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.looks.selectors import OpenedWhy, get
from chengxin.apps.looks.steps import require_answerer, require_judge
from chengxin.apps.officials.models import Official
from chengxin.core.calendar import day_of, start_of
from chengxin.core.permissions import KEEPER
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import Lawbook

WHY = "why"


@transaction.atomic
def look(ref: str, *, lawbook: Lawbook, by: Official, at: datetime) -> OpenedWhy:
    """Show one question to an official who answers or judges it, and enter the look: once for each official, question and
    day. Neither name nor number is shown.

    :raises Refusal: WHY_MISSING, ROLE_MAY_NOT, WHY_NOT_YOURS.
    """
    hold("why", ref)
    opened = get(ref, lawbook=lawbook, at=at)
    if opened is None:
        raise Refusal(Reason.WHY_MISSING)
    if by.unit == KEEPER:
        require_judge(by)
    else:
        require_answerer(by, opened.case.entry.unit)
    number = bytes(opened.case.number_index)
    seen = AccessEntry.objects.filter(number_index=number, case=ref, by=by, at__gte=start_of(day_of(at)), at__lte=at)
    if seen.exists():
        return opened
    writer = Writer(at)
    writer.add(
        "person_looked_at",
        AccessEntry(
            number_index=number,
            name_index=bytes(opened.case.name_index),
            outcome="case_read",
            unit=by.unit,
            role=by.role,
            seat=by.seat,
            purpose=WHY,
            case=ref,
            shown=opened.case.entry.shown,
            reasons=[],
            at=writer.at,
            by=by,
        ),
    )
    writer.flush()
    return opened
