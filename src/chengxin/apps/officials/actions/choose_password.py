"""An official chooses a password of their own, which nobody else knows. [law:pipl/第五十一条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.batch import write
from chengxin.apps.ledger.hold import hold
from chengxin.apps.officials import selectors
from chengxin.apps.officials.models import Official, SeatEvent
from chengxin.core.calendar import day_of
from chengxin.core.seats import require_first_password
from chengxin.lawbook import Lawbook


@transaction.atomic
def choose_password(password: str, *, lawbook: Lawbook, by: Official, at: datetime) -> None:
    """Take the place of the password that was handed over. Whoever is signed in with that one is out.

    :raises Refusal: FIRST_PASSWORD_LAPSED.
    :raises RuntimeError: where the password before was put there by no act: what a hand began is not made good by this.
    """
    hold("official", by.username)
    last = SeatEvent.last_of(by)
    if last is not None and not last.lets_in(by):
        raise RuntimeError("the password or the codes of an official are not those that an act set")
    require_first_password(selectors.first_password_until(by, lawbook=lawbook, at=at), on=day_of(at))
    by.set_password(password)
    by.has_first_password = False
    by.save(update_fields=["password", "has_first_password"])
    write(at, [("official_seated", SeatEvent.of(by, "password_chosen", by=by.username, at=at))])
