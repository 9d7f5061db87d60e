"""Stop, at a window, every way in that a person had: the code on paper and the accounts. [law:pipl/第四十七条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.notices.actions.owe import Owed, owe
from chengxin.apps.officials.models import Official
from chengxin.apps.people import selectors as people
from chengxin.apps.sign_ins import open_sessions
from chengxin.apps.sign_ins.models import SignInStopped, Subject
from chengxin.core.calendar import day_of
from chengxin.core.errands import Errand, may_run
from chengxin.core.facts import Identity
from chengxin.core.permissions import Role
from chengxin.lawbook import Lawbook


@transaction.atomic
def stop(identity: Identity, *, lawbook: Lawbook, by: Official, at: datetime) -> None:
    """From now on no code given before is taken, whoever is in is out, and the next account that comes with this number is
    bound anew: by number and name, so that another name over the number ends nothing, and nobody is told nothing.

    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT, WINDOW_NOT_YOURS.
    """
    may_run(Errand.UNCODE, role=Role(by.role), unit=by.unit, askers=lawbook.askers(day_of(at)))
    who = people.indexes(identity)
    hold("subjects of a number", who.number)
    hold("sign-in codes of a number", who.number)
    writer = Writer(at)
    open_sessions.end_others(open_sessions.of_resident(who), but="")
    Subject.objects.filter(people.exactly(who.number, who.name)).delete()
    row = SignInStopped(number_index=who.number, name_index=who.name, at=writer.at, by=by)
    stopped = writer.add("sign_in_stopped", row)
    letter = lawbook.letter("sign_in_stopped")
    owe(writer, Owed(who.number, who.name, letter.template, letter.edition, stopped.pk))
    writer.flush()
