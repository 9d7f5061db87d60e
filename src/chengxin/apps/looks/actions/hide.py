"""Have the looks of one matter shown to the person later, on a ground of the closed list. [law:pipl/第三十五条]"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.adopted_law import require_adopted_law
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.matters.models import Hiding, Matter
from chengxin.apps.officials.models import Official
from chengxin.core.calendar import day_of, start_of
from chengxin.core.hiding import may_hide
from chengxin.core.permissions import Act, Role, require
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import Lawbook


@transaction.atomic
def hide(
    ref: str, *, category: str, shown_from: date, words: str, lawbook: Lawbook, by: Official, at: datetime
) -> Hiding:
    """Order, as a superior of the unit whose matter it is and before anything is asked in it, that its looks are shown from
    a day on. The release needs nobody.

    :raises Refusal: ROLE_MAY_NOT, LAW_NOT_ADOPTED, MATTER_MISSING, and the reasons of `core.hiding.may_hide`.
    """
    require(Role(by.role), Act.HIDE_LOOKS)
    require_adopted_law()
    found = Matter.objects.filter(ref=ref, unit=by.unit).first()
    if found is None:
        raise Refusal(Reason.MATTER_MISSING)
    hold("matter", found.ref)
    writer = Writer(at)
    today = day_of(writer.at)
    may_hide(
        lawbook.hiding.get(category),
        words=words,
        ordered_on=today,
        shown_from=shown_from,
        longest=lawbook.period("hiding_longest", on=today),
        is_asked=Hiding.objects.filter(matter=found).exists()
        or AccessEntry.objects.filter(number_index=bytes(found.number_index), matter=found).exists(),
    )
    hiding = writer.add(
        "looks_hidden",
        Hiding(matter=found, category=category, until=start_of(shown_from), at=writer.at, by=by),
        content={"words": words.strip()},
    )
    writer.flush()
    return hiding
