"""Forget what an official signs in with besides the password. [law:pipl/第五十一条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.batch import write
from chengxin.apps.ledger.hold import hold
from chengxin.apps.officials import selectors
from chengxin.apps.officials.models import Official, SeatEvent, SecondFactor
from chengxin.apps.officials.who import written_down
from chengxin.core.permissions import Act
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.seats import require_another


@transaction.atomic
def forget_code(*, username: str, by: Official | str, at: datetime) -> Official:
    """Somebody lost phone and paper: everything they have open ends, and at the next sign-in they set up anew. Their password stays, and only they know it, so
    one person may do this. `by` is a security administrator, or the account on the machine.

    :raises Refusal: ROLE_MAY_NOT, SEAT_TOOK_PART for one's own, OFFICIAL_UNKNOWN.
    """
    who = written_down(by, Act.FORGET_CODE)
    if isinstance(by, Official):
        require_another(by.username, username)
    hold("official", username)
    official = selectors.get_active(username)
    if official is None:
        raise Refusal(Reason.OFFICIAL_UNKNOWN)
    last = SeatEvent.last_of(official)
    if SecondFactor.objects.filter(official=official).delete()[0] or (last is not None and last.code_index):
        official.sessions_ended += 1
        official.save(update_fields=["sessions_ended"])
        write(at, [("official_seated", SeatEvent.of(official, "code_forgotten", by=who, at=at))])
    return official
