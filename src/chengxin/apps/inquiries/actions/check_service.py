"""Check the conveniences of one service within one matter, and enter the look; what came of it is kept nowhere.

[law:pipl/第六条] [law:pipl/第十三条] [law:pipl/第四十四条]
The applicant says yes first and reads the outcome first. No row, no session and no leaf holds it: the person finds that the
check was made, by whom and for what, and nobody finds its outcome.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from chengxin.apps.inquiries.actions.answer import feeds_bringing, source_json, sources_of
from chengxin.apps.inquiries.models import SERVICE_CHECKED, AccessEntry
from chengxin.apps.inquiries.told import told
from chengxin.apps.ledger.adopted_law import require_adopted_law
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.statement import together
from chengxin.apps.ledger.witnessed import is_stopped
from chengxin.apps.matters import selectors as matters
from chengxin.apps.matters.models import Closing, Matter
from chengxin.apps.officials.models import Official
from chengxin.apps.people.oneself import require_somebody_else
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.records.selectors import HeldRecord, asking_holding, holding
from chengxin.apps.submissions.selectors import asking_freshness
from chengxin.core.calendar import day_of
from chengxin.core.feeds import Feed
from chengxin.core.law import Service
from chengxin.core.permissions import Act, Role, require
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.services import Brought, Checked, Found, check, may_check, offered_by
from chengxin.core.watching import require_unseen
from chengxin.lawbook import Lawbook


@dataclass(frozen=True, slots=True)
class ServiceCheck:
    """One outcome, in the hands of whoever asked, and gone with them."""

    service: Service
    checked: Checked
    records: tuple[dict[str, Any], ...]
    """What is told of each record that excludes, in the words of an answer."""
    sources: tuple[dict[str, Any], ...]
    at: datetime


@transaction.atomic
def check_service(
    matter: Matter,
    brought: Brought,
    *,
    is_agreed: bool,
    lawbook: Lawbook,
    feeds: Mapping[str, Feed],
    by: Official,
    at: datetime,
) -> ServiceCheck:
    """Check one application at the window. Refused, nothing was looked at and nothing is entered.

    :raises Refusal: ROLE_MAY_NOT, LAW_NOT_ADOPTED, MATTER_NOT_YOURS, SAME_NAME_AS_YOURS, MATTER_CLOSED, MATTER_TOO_OLD,
        SERVICE_SEEN_OFTEN, and the
        reasons of `core.services.offered_by` and `may_check`: past its agreement a unit looks at nothing here either.
    """
    require(Role(by.role), Act.ASK)
    require_adopted_law()
    if matter.unit != by.unit:
        raise Refusal(Reason.MATTER_NOT_YOURS)
    require_somebody_else(matters.identity_of(matter), lawbook=lawbook, by=by)
    writer = Writer(at)
    at, on = writer.at, day_of(writer.at)
    law = lawbook.on(on)
    service = offered_by(law.service_named(matter.service), law.purposes, unit=by.unit, on=on)
    wanted = may_check(service, brought, is_agreed=is_agreed)
    who = Indexes(bytes(matter.number_index), bytes(matter.name_index))
    hold("matter", matter.ref)
    hold("number", who.number)
    if Closing.objects.filter(matter=matter).exists():
        raise Refusal(Reason.MATTER_CLOSED)
    if on > matters.last_day_of(matter, lawbook=lawbook):
        raise Refusal(Reason.MATTER_TOO_OLD)
    looks = AccessEntry.objects.filter(number_index=who.number, matter=matter, outcome=SERVICE_CHECKED)
    require_unseen(lawbook.watching, looks.count())
    bringing = feeds_bringing(service, feeds)
    *found, newest = together(
        *asking_holding(who, at=at), asking_freshness([feed.key for some in bringing.values() for feed in some])
    )
    all_held = holding(found, who, lawbook=lawbook, at=at)
    held = {one.record.pk: one for one in all_held.records if one.item.slug in service.items and one.body}
    sources = sources_of(bringing, dict(newest))
    checked = check(
        service,
        law.purposes[service.purpose],
        wanted,
        found=[_found(pk, one) for pk, one in held.items()],
        sources=sources,
        is_identity_in_conflict=all_held.is_in_conflict,
        is_witnessed=not is_stopped(lawbook, at=at),
        on=on,
        at=at,
    )
    writer.add(
        "person_looked_at",
        AccessEntry(
            number_index=who.number,
            outcome=SERVICE_CHECKED,
            unit=by.unit,
            role=by.role,
            seat=by.seat,
            purpose=service.purpose,
            matter=matter,
            shown=[],
            reasons=[],
            at=at,
            by=by,
        ),
    )
    writer.flush()
    return ServiceCheck(
        service,
        checked,
        tuple(told(held[one.ref], lawbook) for one in checked.excluding),
        tuple(source_json(source, at) for source in sources),
        at,
    )


def _found(ref: int, held: HeldRecord) -> Found:
    body = held.body
    return Found(
        ref,
        held.item,
        held.standing,
        date.fromisoformat(body["decided_on"]),
        date.fromisoformat(body["conduct_end_on"]) if body["conduct_end_on"] else None,
        tuple(body["penalty_classes"]),
        is_objected_to=bool(held.flags),
    )
