"""Take a consent back: one step, from the next request on. [law:pipl/第十三条] [law:pipl/第四十七条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.consents.models import ConsentWithdrawn
from chengxin.apps.consents.selectors import list_for_person
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.notices.actions.owe import Owed, owe
from chengxin.apps.officials.models import Official
from chengxin.apps.people.selectors import Indexes
from chengxin.core.permissions import Act, Role, require, require_keeper
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import Lawbook


@transaction.atomic
def withdraw(
    ref: str, *, lawbook: Lawbook, by: Indexes, through: Official | None = None, at: datetime
) -> ConsentWithdrawn:
    """Withdraw one's own consent; used or ended, it can be withdrawn too, so that what it showed is shown no more.

    Whoever answers about this person waits for this, or was first. At a window of the unit that it was given to, or the keeper's;
    then the person is written to.
    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT, CONSENT_UNKNOWN, also when it was withdrawn before.
    """
    if through is not None:
        require(Role(through.role), Act.ACT_FOR_PERSON)
    hold("number", by.number)
    given = list_for_person(by, at=at).filter(ref=ref, withdrawn=None).first()
    if given is None:
        raise Refusal(Reason.CONSENT_UNKNOWN)
    if through is not None and through.unit != given.unit:
        require_keeper(through.unit)
    writer = Writer(at)
    withdrawn = writer.add("consent_withdrawn", ConsentWithdrawn(consent=given, through=through, at=writer.at))
    if through is not None:
        letter = lawbook.letter("consent_taken_back")
        owe(writer, Owed(by.number, by.name, letter.template, letter.edition, withdrawn.pk))
    writer.flush()
    return withdrawn
