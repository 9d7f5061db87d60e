"""Forget what an official signs in with besides the password; done from the command line. [law:pipl/第五十一条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.batch import write
from chengxin.apps.ledger.hold import hold
from chengxin.apps.officials import selectors
from chengxin.apps.officials.models import Official, SeatEvent, SecondFactor
from chengxin.core.reasons import Reason, Refusal


@transaction.atomic
def forget_code(*, username: str, by: str, at: datetime) -> Official:
    """Somebody lost phone and paper: at the next sign-in they set up anew. `by` is the account on the machine.

    :raises Refusal: OFFICIAL_UNKNOWN.
    """
    hold("official", username)
    official = selectors.get_active(username)
    if official is None:
        raise Refusal(Reason.OFFICIAL_UNKNOWN)
    if SecondFactor.objects.filter(official=official).delete()[0]:
        write(at, [("official_seated", SeatEvent.of(official, "code_forgotten", by=by, at=at))])
    return official
