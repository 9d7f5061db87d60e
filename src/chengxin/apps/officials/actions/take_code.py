"""Take the code of an official who signs in. [law:pipl/第五十一条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.keyring import keys
from chengxin.apps.officials.codes import step_taken, without
from chengxin.apps.officials.models import Official, SecondFactor
from chengxin.core.reasons import Reason, Refusal


@transaction.atomic
def take_code(code: str, *, by: Official, at: datetime) -> None:
    """Take a code, of the phone or on paper, once. `at` is the time of the machine: phones know no other.

    :raises Refusal: CODE_WRONG, also for one that was taken before.
    """
    hold("official", by.username)
    factor = SecondFactor.objects.filter(official=by).first()
    if factor is None:
        raise Refusal(Reason.CODE_WRONG)
    step = step_taken(keys().unwrap(bytes(factor.secret)), code, at=at, after=factor.last_step)
    left = without(factor.paper, code, by.username)
    if step is None and left is None:
        raise Refusal(Reason.CODE_WRONG)
    factor.last_step = factor.last_step if step is None else step
    factor.paper = factor.paper if left is None else left
    factor.save()
