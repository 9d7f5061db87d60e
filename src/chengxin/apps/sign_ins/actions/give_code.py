"""Give the person at a window a code on paper with which they sign in once. [law:pipl/第五十条]"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.notices.actions.owe import Owed, owe
from chengxin.apps.officials.models import Official
from chengxin.apps.people import selectors as people
from chengxin.apps.sign_ins.codes import index_of, new_code
from chengxin.apps.sign_ins.models import SignInCode
from chengxin.core.calendar import day_of, end_of
from chengxin.core.errands import Errand, may_run
from chengxin.core.facts import Identity
from chengxin.core.permissions import Role
from chengxin.core.sign_ins import require_adult
from chengxin.lawbook import Lawbook


@dataclass(frozen=True, slots=True)
class Given:
    """The code, to be seen once, and the last day on which it is taken."""

    code: str
    last_day: date


@transaction.atomic
def give_code(identity: Identity, *, lawbook: Lawbook, by: Official, at: datetime) -> Given:
    """Make a code for the person who stands there, and tell them by letter; one that they had before is taken no more,
    unless the keeper gave it and this is another unit's: what proves less puts an end to nothing that proves more.

    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT, WINDOW_NOT_YOURS, SIGN_IN_MINOR.
    """
    may_run(Errand.CODE, role=Role(by.role), unit=by.unit, askers=lawbook.askers(day_of(at)))
    writer = Writer(at)
    today = day_of(writer.at)
    require_adult(identity, on=today)
    who, code = people.indexes(identity), new_code()
    hold("sign-in codes of a number", who.number)
    last_day = today + timedelta(days=lawbook.period("sign_in_code", on=today))
    given = writer.add(
        "sign_in_code_given",
        SignInCode(
            number_index=who.number,
            name_index=who.name,
            code_index=index_of(who, code),
            until=end_of(last_day),
            unit=by.unit,
            seat=by.seat,
            at=writer.at,
            by=by,
        ),
    )
    letter = lawbook.letter("sign_in_code_given")
    owe(writer, Owed(who.number, who.name, letter.template, letter.edition, given.pk))
    writer.flush()
    return Given(code, last_day)
