"""Open a matter: the act that must come before any question. [law:pipl/第六条] [law:pipl/第十七条]"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.refs import new_ref
from chengxin.apps.matters.models import Matter
from chengxin.apps.officials.models import Official, Program
from chengxin.apps.people import selectors as people
from chengxin.core.calendar import day_of
from chengxin.core.facts import Identity
from chengxin.core.permissions import Act, Role, require
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import Lawbook


@transaction.atomic
def open_matter(
    *,
    identity: Identity,
    service: str,
    request_no: str,
    reason: str = "",
    lawbook: Lawbook,
    program: Program | None = None,
    by: Official,
    at: datetime,
) -> Matter:
    """Open a matter for one service, with the applicant's request number or the inspection order.

    A second matter of the same unit on the same person within the lawbook's period needs a reason, which the person
    sees. It makes no person: a matter about someone unknown is a matter all the same. `program` opens it in the name of
    `by`, for what it is bound to.
    :raises Refusal: ROLE_MAY_NOT, PROGRAM_NOT_FOR_PURPOSE, PURPOSE_NOT_FOR_SERVICE, REQUEST_NUMBER_MISSING,
        SECOND_MATTER_NEEDS_REASON.
    """
    require(Role(by.role), Act.OPEN_MATTER)
    purposes = lawbook.on(day_of(at)).purposes.values()
    unbound = program.binding.about_service(service, purposes) if program else None
    if unbound is not None:
        raise Refusal(unbound)
    if not any(by.unit in p.askers and service in p.services for p in purposes):
        raise Refusal(Reason.PURPOSE_NOT_FOR_SERVICE)
    if not request_no.strip():
        raise Refusal(Reason.REQUEST_NUMBER_MISSING)
    who = people.indexes(identity)
    recent = at - timedelta(days=lawbook.period("second_matter", on=day_of(at)))
    again = Matter.objects.filter(unit=by.unit, number_index=who.number, at__gt=recent).exists()
    if again and not reason.strip():
        raise Refusal(Reason.SECOND_MATTER_NEEDS_REASON)
    writer = Writer(at)
    matter = writer.add(
        "matter_opened",
        Matter(
            ref=new_ref(),
            number_index=who.number,
            name_index=who.name,
            unit=by.unit,
            service=service,
            at=writer.at,
            by=by,
        ),
        content={
            "request_no": request_no.strip(),
            "reason": reason.strip(),
            "identity": people.seal_identity(identity).hex(),
            **({"program": program.ref} if program else {}),
        },
    )
    writer.flush()
    return matter
