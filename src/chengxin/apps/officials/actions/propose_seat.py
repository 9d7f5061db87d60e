"""One security administrator proposes a seat; it is none until another approves it. [law:pipl/第五十一条]"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from chengxin.apps.ledger.batch import write
from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.refs import new_ref
from chengxin.apps.officials.models import Official, SeatProposal
from chengxin.core.calendar import day_of
from chengxin.core.permissions import Act, Role, require
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.seats import require_another, require_day, require_name, require_place


@transaction.atomic
def propose_seat(
    *, username: str, name: str, unit: str, seat: str, role: Role, course_on: date | None, by: Official, at: datetime
) -> SeatProposal:
    """Propose a seat for somebody new, or a new seat and password for somebody known. The newest proposal for a username is
    the one that can be approved.

    :raises Refusal: ROLE_MAY_NOT, SEAT_TOOK_PART for one's own seat, UNIT_MAY_NOT, COURSE_IN_FUTURE,
        SEAT_IS_NOBODYS, USERNAME_IS_ANOTHERS.
    """
    require(Role(by.role), Act.PROPOSE_SEAT)
    require_another(by.username, username)
    require_place(role, unit)
    require_day(course_on, on=day_of(at))
    require_name(name)
    hold("seats")
    known = Official.objects.filter(username=username).first()
    if known is not None and known.name != name:
        raise Refusal(Reason.USERNAME_IS_ANOTHERS)
    proposal = SeatProposal(
        ref=new_ref(),
        username=username,
        name=name,
        unit=unit,
        seat=seat,
        role=role.value,
        course_on=course_on,
        at=at.replace(microsecond=0),
        by=by,
    )
    write(at, [("seat_proposed", proposal)])
    return proposal
