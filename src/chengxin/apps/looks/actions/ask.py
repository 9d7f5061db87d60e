"""Ask why somebody looked. [law:pipl/第四十四条] [law:pipl/第五十条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.refs import new_ref
from chengxin.apps.looks.models import LookReview, WhyCase
from chengxin.apps.looks.selectors import look_of_person
from chengxin.apps.officials.models import Official
from chengxin.apps.people.selectors import Indexes
from chengxin.core.permissions import Act, Role, require, require_keeper
from chengxin.core.reasons import Reason, Refusal

#: Characters of what the person may add to the question.
WORDS_MOST = 1_000


@transaction.atomic
def ask(number: str, *, words: str = "", by: Indexes, through: Official | None = None, at: datetime) -> WhyCase:
    """Ask about the look with this random number in the access log of `by`; with `through`, an official writes it down for
    the person at the keeper's window: there is one question for each look. No reason is owed.

    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT, LOOK_MISSING, WHY_ASKED_BEFORE, STATEMENT_TOO_LONG.
    """
    if through is not None:
        require(Role(through.role), Act.ACT_FOR_PERSON)
        require_keeper(through.unit)
    if len(words.strip()) > WORDS_MOST:
        raise Refusal(Reason.STATEMENT_TOO_LONG)
    hold("number", by.number)
    entry = look_of_person(by, number, at=at)
    if entry is None:
        raise Refusal(Reason.LOOK_MISSING)
    if WhyCase.objects.filter(entry=entry).exists():
        raise Refusal(Reason.WHY_ASKED_BEFORE)
    writer = Writer(at)
    case = open_case(entry, by, words.strip().replace("\r\n", "\n"), writer=writer, through=through)
    writer.flush()
    return case


def open_case(
    entry: AccessEntry,
    who: Indexes,
    words: str,
    *,
    writer: Writer,
    review: LookReview | None = None,
    through: Official | None = None,
) -> WhyCase:
    """Add the question to the act's batch; from then on the unit's days run."""
    return writer.add(
        "why_asked",
        WhyCase(
            ref=new_ref(),
            entry=entry,
            number_index=who.number,
            name_index=who.name,
            review=review,
            through=through,
            at=writer.at,
        ),
        content={"words": words},
    )
