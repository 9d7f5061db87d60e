"""End everything that an official has open, without taking the seat. [law:pipl/第五十一条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.batch import write
from chengxin.apps.ledger.hold import hold
from chengxin.apps.officials import selectors
from chengxin.apps.officials.models import Official, SeatEvent
from chengxin.core.reasons import Reason, Refusal


@transaction.atomic
def end_sessions(*, username: str, by: str, at: datetime) -> Official:
    """Whoever is in under this username is out with their next request, and may sign in again. `by` is the account on the
    machine.

    :raises Refusal: OFFICIAL_UNKNOWN.
    """
    hold("official", username)
    official = selectors.get_active(username)
    if official is None:
        raise Refusal(Reason.OFFICIAL_UNKNOWN)
    official.sessions_ended += 1
    official.save(update_fields=["sessions_ended"])
    write(at, [("official_seated", SeatEvent.of(official, "sessions_ended", by=by, at=at))])
    return official
