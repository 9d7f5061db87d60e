"""A second security administrator approves a seat, and from then on it is one. [law:pipl/第五十一条]"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.refs import new_refs
from chengxin.apps.officials import selectors
from chengxin.apps.officials.actions.appoint import appoint
from chengxin.apps.officials.models import Official
from chengxin.core.permissions import Act, Role, require
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.seats import require_another
from chengxin.lawbook import Lawbook


@dataclass(frozen=True, slots=True)
class Seated:
    """An official with a seat, and the password to hand over: nothing can show it again."""

    official: Official
    password: str


@transaction.atomic
def approve_seat(ref: str, *, lawbook: Lawbook, by: Official, at: datetime) -> Seated:
    """Seat whoever was proposed, with a first password, in the place of which they choose their own when they sign in.

    :raises Refusal: ROLE_MAY_NOT, SEAT_NOT_PROPOSED once it was approved, replaced or lapsed, SEAT_TOOK_PART for one's own
        proposal or seat, USERNAME_IS_ANOTHERS.
    """
    require(Role(by.role), Act.APPROVE_SEAT)
    hold("seats")
    proposal = selectors.open_proposal(ref, lawbook=lawbook, at=at)
    if proposal is None:
        raise Refusal(Reason.SEAT_NOT_PROPOSED)
    require_another(by.username, proposal.by.username, proposal.username)
    letters = "".join(new_refs(2))
    password = "-".join(letters[place : place + 5] for place in range(0, len(letters), 5))
    official = appoint(
        username=proposal.username,
        name=proposal.name,
        unit=proposal.unit,
        seat=proposal.seat,
        role=Role(proposal.role),
        course_on=proposal.course_on,
        password=password,
        by=by.username,
        at=at,
        proposal=proposal,
        approved_by=by,
    )
    return Seated(official, password)
