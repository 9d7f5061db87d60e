"""Give an official a seat. Two acts do: the approval of a proposal by a second person, and the beginning of an empty
deployment; a guard looks that nothing else in the product does. [law:pipl/第五十一条]
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from chengxin.apps.ledger.batch import write
from chengxin.apps.ledger.hold import hold
from chengxin.apps.officials.models import Official, SeatEvent, SeatProposal
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.seats import require_place


@transaction.atomic
def appoint(
    *,
    username: str,
    name: str,
    unit: str,
    seat: str,
    role: Role,
    course_on: date | None,
    password: str,
    by: str,
    at: datetime,
    proposal: SeatProposal | None = None,
    approved_by: Official | None = None,
) -> Official:
    """Create an official, or give the one of this username a new seat and password, also after they had left.

    A username stays one human's: looks of years ago are read under the name it has today. `by` is the username of whoever
    approved, or the account on the machine.
    :raises Refusal: USERNAME_IS_ANOTHERS, UNIT_MAY_NOT for an administrator of another unit.
    """
    require_place(role, unit)
    hold("official", username)
    official = Official.objects.filter(username=username).first()
    if official is not None and official.name != name:
        raise Refusal(Reason.USERNAME_IS_ANOTHERS)
    event = "changed" if official is not None and official.is_active else "appointed"
    official = official or Official(username=username, name=name)
    official.unit, official.seat, official.role, official.is_active = unit, seat, role, True
    official.course_on, official.has_first_password = course_on, proposal is not None
    official.set_password(password)
    official.save()
    seated = SeatEvent.of(official, event, by=by, at=at, proposal=proposal, approved_by=approved_by)
    write(at, [("official_seated", seated)])
    return official
