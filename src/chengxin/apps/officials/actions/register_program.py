"""Register a unit's program and make its token, which is shown once. [law:pipl/第五十一条]"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.refs import new_ref
from chengxin.apps.officials.models import Official, Program
from chengxin.apps.officials.selectors import hash_of
from chengxin.core.calendar import day_of, end_of
from chengxin.core.feeds import Feed
from chengxin.core.law import Purpose
from chengxin.core.permissions import Role
from chengxin.core.programs import bind
from chengxin.core.reasons import Reason, Refusal

#: So that whoever finds one in a file or a log knows what it is.
PREFIX = "chengxin_"


@dataclass(frozen=True, slots=True)
class Registered:
    """A new program, and its token: nothing can show it again."""

    program: Program
    token: str


def new_token() -> str:
    """256 random bits, of which nothing is kept."""
    return PREFIX + secrets.token_urlsafe(32)


@transaction.atomic
def register_program(
    *,
    name: str,
    official: Official,
    feeds: Sequence[Feed],
    purposes: Sequence[Purpose],
    last_day: date,
    by: str,
    at: datetime,
) -> Registered:
    """Register a program of the unit of the official who answers for it. `by` is the account on the machine that asked.

    :raises Refusal: PROGRAM_ENDS_IN_PAST, PROGRAM_WITHOUT_TASK, ROLE_MAY_NOT, FEED_NOT_YOURS, PURPOSE_NOT_YOURS,
        PURPOSE_NOT_IN_FORCE.
    """
    if end_of(last_day) <= at:
        raise Refusal(Reason.PROGRAM_ENDS_IN_PAST)
    binding = bind(unit=official.unit, role=Role(official.role), feeds=feeds, purposes=purposes, on=day_of(at))
    token = new_token()
    writer = Writer(at)
    program = writer.add(
        "program_registered",
        Program(
            ref=new_ref(),
            unit=official.unit,
            name=name,
            official=official,
            token_hash=hash_of(token),
            feeds=sorted(binding.feeds),
            purposes=sorted(binding.purposes),
            items=sorted(binding.items),
            until=end_of(last_day),
            at=writer.at,
            by=by,
        ),
    )
    writer.flush()
    return Registered(program, token)
