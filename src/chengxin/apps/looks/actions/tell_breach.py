"""Let the letters about a breach leave, as a second official: one to each person, to be found by nobody else.

[law:pipl/第五十七条]
"""

from __future__ import annotations

from datetime import datetime
from itertools import islice

from django.db import transaction

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.looks.affected import affected_of, persons
from chengxin.apps.looks.breaches import concerned, get
from chengxin.apps.looks.models import BreachTold
from chengxin.apps.notices.actions.owe import Owed, owe
from chengxin.apps.officials.models import Official
from chengxin.core.breaches import Source, may_tell, require_reporter
from chengxin.core.permissions import Act, Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import Lawbook

#: Letters of one batch of the ledger, which holds no more than 131,072 rows.
_IN_A_BATCH = 20_000


@transaction.atomic
def tell_breach(ref: str, *, lawbook: Lawbook, by: Official, at: datetime) -> BreachTold:
    """Owe a letter to everybody who is counted now; all of them, or none.

    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT, BREACH_MISSING, and the reasons of `core.breaches.may_tell`.
    """
    require_reporter(Role(by.role), by.unit, Act.TELL_BREACH)
    hold("breach", ref)
    opened = get(ref)
    if opened is None:
        raise Refusal(Reason.BREACH_MISSING)
    breach = opened.breach
    part = concerned(Source(breach.source), breach.subject) | {breach.by_id}
    may_tell(by=by.pk, part_taken=part, is_told=opened.told is not None)
    found = list(persons(affected_of(breach)))
    writer = Writer(at)
    told = writer.add("breach_told", BreachTold(breach=breach, persons=len(found), at=writer.at, by=by))
    writer.flush()
    letter, rest = lawbook.letter("data_breach"), iter(found)
    while some := list(islice(rest, _IN_A_BATCH)):
        writer = Writer(at)
        for who in some:
            owe(writer, Owed(who.number, who.name, letter.template, letter.edition, told.pk))
        writer.flush()
    return told
