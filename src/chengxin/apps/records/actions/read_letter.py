"""The person opens a letter: that is proof of notice for the version it tells of. [law:pipl/第十七条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.notices import selectors as notices
from chengxin.apps.notices.models import Letter, Reading
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.records.notice import prove_by_letter
from chengxin.core.calendar import day_of
from chengxin.core.facts import ProofMode
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import Lawbook


@transaction.atomic
def read_letter(ref: str, *, lawbook: Lawbook, by: Indexes, at: datetime) -> Letter:
    """Note the first reading of a letter by the person it was written to; reading again changes nothing.

    :raises Refusal: LETTER_NOT_YOURS, also for a letter that does not exist.
    """
    hold("letter", ref)
    letter = notices.get_for_person(by.number, by.name, ref)
    if letter is None:
        raise Refusal(Reason.LETTER_NOT_YOURS)
    if notices.is_read(letter):
        return letter
    writer = Writer(at)
    writer.add("letter_read", Reading(letter=letter, at=writer.at))
    prove_by_letter(writer, letter, ProofMode.READ_IN_PORTAL, day_of(writer.at), lawbook)
    writer.flush()
    return letter
