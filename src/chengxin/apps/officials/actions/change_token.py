"""Give a program another token; the one it has is taken for a while beside it. [law:pipl/第五十一条]"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from chengxin.apps.ledger.batch import write
from chengxin.apps.ledger.hold import hold
from chengxin.apps.officials import selectors
from chengxin.apps.officials.actions.register_program import Registered, new_token
from chengxin.apps.officials.models import TokenChange
from chengxin.core.reasons import Reason, Refusal


@transaction.atomic
def change_token(ref: str, *, overlap: timedelta, by: str, at: datetime) -> Registered:
    """The program with its new token, in force at once; every older one ends after `overlap`, at once where it is none.

    :raises Refusal: PROGRAM_UNKNOWN, also for one that is revoked; PROGRAM_ENDS_IN_PAST.
    """
    hold("program", ref)
    program = selectors.get_program(ref)
    if program is None or hasattr(program, "revocation"):
        raise Refusal(Reason.PROGRAM_UNKNOWN)
    if program.until <= at:
        raise Refusal(Reason.PROGRAM_ENDS_IN_PAST)
    token, at = new_token(), at.replace(microsecond=0)
    change = TokenChange(program=program, token_hash=selectors.hash_of(token), older_until=at + overlap, at=at, by=by)
    write(at, [("program_token_changed", change)])
    return Registered(program, token)
