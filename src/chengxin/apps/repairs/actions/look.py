"""Open a request to decide on it: the official sees what the person wrote, and the person sees that they looked.

[law:pipl/第四十四条] [law:credit_reporting_regulation/第二十二条]
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.officials.models import Official
from chengxin.apps.people.oneself import require_somebody_else
from chengxin.apps.repairs.selectors import OpenedRepair, get
from chengxin.apps.repairs.steps import require_source
from chengxin.core.calendar import day_of, start_of
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import Lawbook


@transaction.atomic
def look(ref: str, *, lawbook: Lawbook, by: Official, at: datetime) -> OpenedRepair:
    """Show one request to an official of the unit that decides on it, and enter the look: once for each official, case
    and day.

    :raises Refusal: REPAIR_MISSING, ROLE_MAY_NOT, REPAIR_NOT_YOURS, SAME_NAME_AS_YOURS.
    """
    hold("repair", ref)
    opened = get(ref, lawbook=lawbook, at=at)
    if opened is None:
        raise Refusal(Reason.REPAIR_MISSING)
    require_source(by, opened.request.record.unit)
    require_somebody_else(opened.request.record.person, lawbook=lawbook, by=by)
    seen = AccessEntry.objects.filter(
        number_index=bytes(opened.request.number_index), case=ref, by=by, at__gte=start_of(day_of(at)), at__lte=at
    )
    if seen.exists():
        return opened
    writer = Writer(at)
    writer.add(
        "person_looked_at",
        AccessEntry(
            number_index=bytes(opened.request.number_index),
            name_index=bytes(opened.request.name_index),
            outcome="case_read",
            unit=by.unit,
            role=by.role,
            seat=by.seat,
            purpose="",
            case=opened.request.ref,
            shown=[opened.request.record.item],
            reasons=[],
            at=writer.at,
            by=by,
        ),
    )
    writer.flush()
    return opened
