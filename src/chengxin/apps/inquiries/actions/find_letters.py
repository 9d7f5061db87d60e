"""A clerk finds the letters that wait for the person who stands at the window. [law:pipl/第十七条] [law:pipl/第四十四条]"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from chengxin.apps.inquiries.few import require_few
from chengxin.apps.inquiries.models import LETTERS_FOUND
from chengxin.apps.inquiries.paper_looks import addressed, enter, letter_in_hand, require_paper
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.notices import selectors as notices
from chengxin.apps.notices.models import Letter
from chengxin.apps.officials.models import Official
from chengxin.apps.people import selectors as people
from chengxin.apps.people.oneself import require_somebody_else
from chengxin.apps.records.letters import addressee, is_by_name
from chengxin.core.calendar import day_of
from chengxin.core.facts import Identity
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import Lawbook


@dataclass(frozen=True, slots=True)
class Found:
    """Whose letters they are, to compare with the identity card shown, and the letters: neither title nor content."""

    identity: Identity
    letters: tuple[Letter, ...]


@transaction.atomic
def find_letters(
    who: Identity | str,
    *,
    to_whom: Callable[[Letter], Identity | None] = addressee,
    lawbook: Lawbook,
    by: Official,
    at: datetime,
) -> Found:
    """By full number and name, every letter of that person that waits; by the reference on a letter, that letter.

    The look is entered whatever is found; a wrong name finds nothing, as if there was nothing. It counts like a file opened.
    `to_whom` says whose a letter is by what it is about: that of the last stage that owes letters.
    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT, WINDOW_NOT_YOURS, SAME_NAME_AS_YOURS, TOO_MANY_MATTERS, LETTER_UNKNOWN,
        LETTER_BY_NAME, LETTER_GONE.
    """
    require_paper(by, lawbook.askers(day_of(at)))
    require_few(lawbook, by=by, at=at)
    if isinstance(who, str):
        letter = letter_in_hand(who)
        identity, letters = to_whom(letter), [letter]
        if is_by_name(letter):
            raise Refusal(Reason.LETTER_BY_NAME)
        if identity is None:
            raise Refusal(Reason.LETTER_GONE)
        theirs = addressed(letter)
    else:
        identity, theirs = who, people.indexes(who)
        letters = notices.to_hand_over(theirs.number, theirs.name)
    require_somebody_else(identity, lawbook=lawbook, by=by)
    writer = Writer(at)
    enter(writer, LETTERS_FOUND, theirs, letter=letters[0] if len(letters) == 1 else None, by=by)
    writer.flush()
    return Found(identity, tuple(letters))
