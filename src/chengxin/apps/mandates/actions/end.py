"""End a mandate before its day: a lawyer's by the person in one step, any by an official. [law:pipl/第四十九条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.mandates.models import MandateEnded
from chengxin.apps.mandates.selectors import list_for_person, mandate_of
from chengxin.apps.notices.actions.owe import Owed, owe
from chengxin.apps.officials.models import Official
from chengxin.apps.people.selectors import Indexes
from chengxin.core.mandates import may_end
from chengxin.core.permissions import Act, Role, require, require_keeper
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import Lawbook


@transaction.atomic
def end(ref: str, *, lawbook: Lawbook, by: Indexes, through: Official | None = None, at: datetime) -> MandateEnded:
    """End who acts for `by`; from this instant on the representative is refused.

    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT, MANDATE_UNKNOWN, MANDATE_ENDED, MANDATE_NOT_YOURS_TO_END.
    """
    if through is not None:
        require(Role(through.role), Act.ACT_FOR_PERSON)
        require_keeper(through.unit)
    hold("mandate", ref)
    noted = list_for_person(by, at=at).filter(ref=ref).first()
    if noted is None:
        raise Refusal(Reason.MANDATE_UNKNOWN)
    writer = Writer(at)
    may_end(mandate_of(noted), by_official=through is not None, at=writer.at)
    ended = writer.add("mandate_ended", MandateEnded(mandate=noted, through=through, at=writer.at))
    letter = lawbook.letter("mandate_ended")
    owe(writer, Owed(by.number, by.name, letter.template, letter.edition, ended.pk))
    writer.flush()
    return ended
