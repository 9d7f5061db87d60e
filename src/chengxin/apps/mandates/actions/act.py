"""Let a representative do one thing: scope and end are asked first, both names are written, the person is told.

[law:pipl/第四十九条] [law:pipl/第五十条]
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.mandates.models import MandateAct, MandateNoted
from chengxin.apps.mandates.selectors import held_by, mandate_of
from chengxin.apps.notices.actions.owe import Owed, owe
from chengxin.apps.officials.models import Official
from chengxin.apps.people.selectors import Indexes
from chengxin.core.errands import Errand
from chengxin.core.mandates import may_act
from chengxin.core.permissions import Act, Role, require
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import Lawbook

Done = TypeVar("Done")


def check(ref: str, errand: Errand, *, agent: Indexes, at: datetime) -> MandateNoted:
    """The mandate in the hand of this representative, which lets them do this now.

    :raises Refusal: MANDATE_UNKNOWN, and the reasons of `core.mandates.may_act`.
    """
    noted = held_by(agent, ref)
    if noted is None:
        raise Refusal(Reason.MANDATE_UNKNOWN)
    may_act(mandate_of(noted), errand, at=at)
    return noted


@transaction.atomic
def act(
    ref: str,
    errand: Errand,
    does: Callable[[], Done],
    *,
    case_of: Callable[[Done], str] = str,
    agent: Indexes,
    lawbook: Lawbook,
    by: Official,
    at: datetime,
) -> Done:
    """Do `does` for the represented person, in this very transaction; `case_of` is the number of what came of it, and where
    that is "" nothing was done and nothing is written. Refused before `does` is called, or not at all.

    :raises Refusal: ROLE_MAY_NOT, MANDATE_UNKNOWN, the reasons of `core.mandates.may_act`, and those of what is done.
    """
    require(Role(by.role), Act.ACT_FOR_PERSON)
    hold("mandate", ref)
    writer = Writer(at)
    noted = check(ref, errand, agent=agent, at=writer.at)
    done = does()
    case = case_of(done)
    if not case and errand is not Errand.READ:
        return done
    acted = writer.add("mandate_act", MandateAct(mandate=noted, act=errand.value, case=case, at=writer.at, by=by))
    letter = lawbook.letter("mandate_act")
    whose = (bytes(noted.number_index), bytes(noted.name_index))
    owe(writer, Owed(*whose, letter.template, letter.edition, acted.pk))
    writer.flush()
    return done
