"""An official leaves: from the next request on they are nobody here; what they did keeps their name."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.batch import write
from chengxin.apps.ledger.hold import hold
from chengxin.apps.officials import selectors
from chengxin.apps.officials.models import Official, SeatEvent
from chengxin.apps.officials.who import written_down
from chengxin.core.permissions import Act
from chengxin.core.reasons import Reason, Refusal


@transaction.atomic
def remove(*, username: str, by: Official | str, at: datetime) -> Official:
    """Close the official's seat, by one person and at once: it takes rights away and gives none. The row stays, for every
    look and act that points at it. `by` is a security administrator, or the account on the machine.

    :raises Refusal: ROLE_MAY_NOT, OFFICIAL_UNKNOWN, also for one who has left already.
    """
    who = written_down(by, Act.REMOVE_OFFICIAL)
    hold("seats")
    hold("official", username)
    official = selectors.get_active(username)
    if official is None:
        raise Refusal(Reason.OFFICIAL_UNKNOWN)
    official.is_active = False
    official.save()
    write(at, [("official_seated", SeatEvent.of(official, "removed", by=who, at=at))])
    return official
