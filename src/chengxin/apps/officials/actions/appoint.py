"""Appoint an official, or give one another seat. Done from the command line of the deployment. [law:pipl/第五十一条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.batch import write
from chengxin.apps.ledger.hold import hold
from chengxin.apps.officials.models import Official, SeatEvent
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason, Refusal


@transaction.atomic
def appoint(
    *, username: str, name: str, unit: str, seat: str, role: Role, password: str, by: str, at: datetime
) -> Official:
    """Create an official, or give the one of this username a new seat and password, also after they had left.

    A username stays one human's: looks of years ago are read under the name it has today. `by` is the account on the
    machine that asked for it.
    :raises Refusal: USERNAME_IS_ANOTHERS.
    """
    hold("official", username)
    official = Official.objects.filter(username=username).first()
    if official is not None and official.name != name:
        raise Refusal(Reason.USERNAME_IS_ANOTHERS)
    event = "changed" if official is not None and official.is_active else "appointed"
    official = official or Official(username=username, name=name)
    official.unit, official.seat, official.role, official.is_active = unit, seat, role, True
    official.set_password(password)
    official.save()
    write(at, [("official_seated", SeatEvent.of(official, event, by=by, at=at))])
    return official
