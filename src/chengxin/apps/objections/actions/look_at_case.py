"""Open a case: the official sees what was said and held, and the person sees that they looked. [law:pipl/第四十四条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.objections import selectors
from chengxin.apps.officials.models import Official
from chengxin.apps.people.oneself import require_somebody_else
from chengxin.core.permissions import Act, Role, require
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import Lawbook


@transaction.atomic
def look_at_case(ref: str, *, lawbook: Lawbook, by: Official, at: datetime) -> None:
    """Enter that an official opens a case that is theirs to work on: once for each official, case and day.

    :raises Refusal: ROLE_MAY_NOT, SAME_NAME_AS_YOURS, OBJECTION_MISSING: a case of another office does not exist here.
    """
    require(Role(by.role), Act.EXAMINE_OBJECTION)
    hold("objection", ref)
    opened = selectors.get_for_official(by, ref, lawbook=lawbook, at=at)
    if opened is None:
        raise Refusal(Reason.OBJECTION_MISSING)
    require_somebody_else(opened.objection.version.record.person, lawbook=lawbook, by=by)
    if selectors.is_looked_at(opened, by=by, at=at):
        return
    objection = opened.objection
    shown = [objection.record.item]
    if selectors.may_split(opened, by=by):
        shown += [held.record.item for held in selectors.joined_with(objection, lawbook=lawbook, at=at)]
    writer = Writer(at)
    writer.add(
        "person_looked_at",
        AccessEntry(
            number_index=bytes(objection.number_index),
            name_index=bytes(objection.name_index),
            outcome="case_read",
            unit=by.unit,
            role=by.role,
            seat=by.seat,
            purpose="",
            case=objection.ref,
            shown=shown,
            reasons=[],
            at=writer.at,
            by=by,
        ),
    )
    writer.flush()
