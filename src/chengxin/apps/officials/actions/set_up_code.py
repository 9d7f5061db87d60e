"""An official sets up what they sign in with besides the password. [law:pipl/第五十一条]"""

from __future__ import annotations

import os
from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.batch import write
from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.keyring import keys
from chengxin.apps.officials.codes import PAPER_BYTES, PAPER_CODES, kept_of, paper_codes, step_taken
from chengxin.apps.officials.models import Official, SeatEvent, SecondFactor
from chengxin.core.reasons import Reason, Refusal


@transaction.atomic
def set_up_code(secret: bytes, code: str, *, phone_at: datetime, by: Official, at: datetime) -> list[str]:
    """Begin to ask this official for codes of this secret, once they have shown one; the codes on paper, to be seen once.

    `phone_at` is the time of the machine: phones know no other.
    :raises Refusal: CODE_WRONG, CODE_SET_BEFORE.
    """
    hold("official", by.username)
    last = SeatEvent.last_of(by)
    # A row that somebody deleted by hand makes no room for another: the administrator's act alone does.
    if SecondFactor.objects.filter(official=by).exists() or (last is not None and last.code_index):
        raise Refusal(Reason.CODE_SET_BEFORE)
    step = step_taken(secret, code, at=phone_at, after=-1)
    if step is None:
        raise Refusal(Reason.CODE_WRONG)
    shown = paper_codes(os.urandom(PAPER_BYTES) for _ in range(PAPER_CODES))
    kept = [kept_of(one, by.username) for one in shown]
    SecondFactor.objects.create(official=by, secret=keys().wrap(secret), last_step=step, paper=kept)
    write(at, [("official_seated", SeatEvent.of(by, "code_set", by=by.username, at=at))])
    return shown
