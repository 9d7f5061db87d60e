"""Revoke a program: its token is taken no more from the next request on. [law:pipl/第五十一条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.batch import write
from chengxin.apps.ledger.hold import hold
from chengxin.apps.officials import selectors
from chengxin.apps.officials.models import Program, Revocation
from chengxin.core.reasons import Reason, Refusal


@transaction.atomic
def revoke_program(ref: str, *, by: str, at: datetime) -> Program:
    """Revoke the program of this reference; what it did keeps its name. `by` is the account on the machine that asked.

    :raises Refusal: PROGRAM_UNKNOWN, also for one that is revoked already.
    """
    hold("program", ref)
    program = selectors.get_program(ref)
    if program is None or hasattr(program, "revocation"):
        raise Refusal(Reason.PROGRAM_UNKNOWN)
    write(at, [("program_revoked", Revocation(program=program, at=at.replace(microsecond=0), by=by))])
    return program
