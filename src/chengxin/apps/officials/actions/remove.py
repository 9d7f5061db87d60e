"""An official leaves: from the next request on they are nobody here; what they did keeps their name."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.batch import write
from chengxin.apps.ledger.hold import hold
from chengxin.apps.officials import selectors
from chengxin.apps.officials.models import Official, SeatEvent
from chengxin.core.reasons import Reason, Refusal


@transaction.atomic
def remove(*, username: str, by: str, at: datetime) -> Official:
    """Close the official's seat. The row stays, for every look and act that points at it.

    :raises Refusal: OFFICIAL_UNKNOWN, also for one who has left already.
    """
    hold("official", username)
    official = selectors.get_active(username)
    if official is None:
        raise Refusal(Reason.OFFICIAL_UNKNOWN)
    official.is_active = False
    official.save()
    write(at, [("official_seated", SeatEvent.of(official, "removed", by=by, at=at))])
    return official
