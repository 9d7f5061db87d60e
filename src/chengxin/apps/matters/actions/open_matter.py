"""Open a matter: the act that must come before any question. [law:pipl/第六条] [law:pipl/第十七条]"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from chengxin.apps.ledger.adopted_law import require_adopted_law
from chengxin.apps.ledger.batch import Writer, read_content
from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.refs import new_ref
from chengxin.apps.matters.models import Matter
from chengxin.apps.officials.models import Official, Program
from chengxin.apps.people import selectors as people
from chengxin.apps.people.oneself import require_somebody_else
from chengxin.core.calendar import day_of
from chengxin.core.facts import Identity
from chengxin.core.permissions import Act, Role, require
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.watching import most_matters, require_seldom
from chengxin.lawbook import Lawbook

#: The same form from the same official within this time is one form sent twice.
ONE_CLICK = timedelta(seconds=10)
ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(days=7)


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
    sees. It makes no person: a matter about someone unknown is a matter all the same. The same form sent twice in one
    go opens one matter. `program` opens it in the name of `by`, for what it is bound to; what both open within a day has a
    published limit, so that nobody goes through the town by guessing.
    :raises Refusal: ROLE_MAY_NOT, LAW_NOT_ADOPTED, PROGRAM_NOT_FOR_PURPOSE, PURPOSE_NOT_FOR_SERVICE, AGREEMENT_NOT_IN_FORCE,
        PURPOSE_NOT_ASSESSED, REQUEST_NUMBER_MISSING, SECOND_MATTER_NEEDS_REASON, PERSON_TOO_OFTEN, TOO_MANY_MATTERS;
        SAME_NAME_AS_YOURS where a human being opens it: a program knows nobody's name.
    """
    require(Role(by.role), Act.OPEN_MATTER)
    require_adopted_law()
    purposes = lawbook.on(day_of(at)).purposes.values()
    unbound = program.binding.about_service(service, purposes) if program else None
    if unbound is not None:
        raise Refusal(unbound)
    against = [p.reason_against(by.unit, day_of(at)) for p in purposes if service in p.services]
    if None not in against:
        theirs = [reason for reason in against if reason is not None and reason is not Reason.PURPOSE_NOT_YOURS]
        raise Refusal(theirs[0] if theirs else Reason.PURPOSE_NOT_FOR_SERVICE)
    if not request_no.strip():
        raise Refusal(Reason.REQUEST_NUMBER_MISSING)
    if program is None:
        require_somebody_else(identity, lawbook=lawbook, by=by)
    who = people.indexes(identity)
    hold("matters of a number", f"{who.number.hex()} in {by.unit}")
    hold("matters of an official", by.username)
    recent = at - timedelta(days=lawbook.period("second_matter", on=day_of(at)))
    earlier = Matter.objects.filter(unit=by.unit, number_index=who.number, at__gt=recent).order_by("-pk")
    said = {"request_no": request_no.strip(), "reason": reason.strip(), **({"program": program.ref} if program else {})}
    for known in earlier.filter(by=by, service=service, name_index=who.name, at__gt=at - ONE_CLICK, closing=None):
        if _said(known) == said:
            return known
    if earlier.exists() and not reason.strip():
        raise Refusal(Reason.SECOND_MATTER_NEEDS_REASON)
    require_seldom(lawbook.watching, earlier.filter(name_index=who.name, at__gt=at - ONE_WEEK).count())
    most = most_matters(lawbook.watching)
    if most is not None and Matter.objects.filter(by=by, at__gt=at - ONE_DAY).count() >= most:
        raise Refusal(Reason.TOO_MANY_MATTERS)
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
        content={**said, "identity": people.seal_identity(identity).hex()},
    )
    writer.flush()
    return matter


def _said(matter: Matter) -> dict[str, str]:
    """What was typed when a matter was opened, but for whom it is about."""
    return {key: text for key, text in (read_content(matter) or {}).items() if key != "identity"}
