"""The first two security administrators of a deployment, from the command line: everybody else is seated by two of them.

[law:cybersecurity_law/第二十三条]
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.hold import hold
from chengxin.apps.officials import selectors
from chengxin.apps.officials.actions.appoint import appoint
from chengxin.apps.officials.models import Official
from chengxin.core.permissions import KEEPER, Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.seats import TWO, require_name


@transaction.atomic
def begin(*, username: str, name: str, seat: str, password: str, by: str, at: datetime) -> Official:
    """Seat a security administrator where fewer than two are left; `by` is the account on the machine.

    :raises Refusal: SEAT_IS_NOBODYS, SEATS_ARE_FOR_TWO, USERNAME_IS_ANOTHERS.
    """
    require_name(name)
    hold("seats")
    if selectors.count_in_role(Role.SECURITY_ADMIN) >= TWO:
        raise Refusal(Reason.SEATS_ARE_FOR_TWO)
    seated = {"unit": KEEPER, "seat": seat, "role": Role.SECURITY_ADMIN, "course_on": None}
    return appoint(username=username, name=name, **seated, password=password, by=by, at=at)  # type: ignore[arg-type]
