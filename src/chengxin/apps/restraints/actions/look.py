"""Open one restraint of one's own unit: the person sees that somebody looked. [law:pipl/第四十四条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.officials.models import Official
from chengxin.apps.people.oneself import require_somebody_else
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.restraints.looks import enter
from chengxin.apps.restraints.selectors import OpenedRestraint, get_for_unit
from chengxin.core.calendar import day_of, start_of
from chengxin.core.permissions import Act, Role, require
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.records import Standing
from chengxin.core.restraints import State
from chengxin.lawbook import Lawbook


@transaction.atomic
def look(ref: str, *, lawbook: Lawbook, by: Official, at: datetime) -> OpenedRestraint:
    """Show one restraint, and enter the look: once for each official, restraint and day, and again where something has changed
    since: who opens it each hour sees a freeze begin.

    :raises Refusal: ROLE_MAY_NOT, RESTRAINT_MISSING, SAME_NAME_AS_YOURS.
    """
    require(Role(by.role), Act.DOCUMENT_RESTRAINT)
    hold("restraint", ref)
    opened = get_for_unit(by.unit, ref, lawbook=lawbook, at=at)
    if opened is None or opened.restraint.is_destroyed:
        raise Refusal(Reason.RESTRAINT_MISSING)
    restraint = opened.restraint
    who = Indexes(bytes(restraint.number_index), bytes(restraint.name_index))
    require_somebody_else(restraint.record.person, lawbook=lawbook, by=by)
    seen = AccessEntry.objects.filter(
        number_index=who.number, case=ref, by=by, at__gte=start_of(day_of(at)), at__lte=at
    )
    last = seen.order_by("pk").last()
    if last is not None and _said(opened) == _said(get_for_unit(by.unit, ref, lawbook=lawbook, at=last.at)):
        return opened
    writer = Writer(at)
    enter(writer, who, case=ref, shown=[restraint.record.item], by=by)
    writer.flush()
    return opened


def _said(opened: OpenedRestraint | None) -> tuple[State, Standing | None] | None:
    """What the page says of a restraint and of its record that changes by itself."""
    if opened is None:
        return None
    return opened.state, opened.held.standing if opened.held is not None else None
