"""Reports by the public: about a body they open a case, about a person they leave nothing.

[law:pipl/第十条] [law:pipl/第六十五条]

Rules of order, before any code:
- Anybody may report that a body of the register handles personal data wrongly, without a name; the unit that keeps the
  platform answers in its days, under a name, and whoever has the number reads the answer.
- A report about a private person is refused, whatever it says: it is for the authority that may look into it. Nothing of
  it is written, no row, no entry, no line.
- Neither is a number of a person taken in what is written about a body.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from chengxin.core.calendar import Deadline, WorkingDays, day_of
from chengxin.core.numbers import holds_number
from chengxin.core.reasons import Reason, Refusal


class About(StrEnum):
    """Whom a report is about."""

    BODY = "body"
    PERSON = "person"


class Result(StrEnum):
    """What was found about a body."""

    WRONG = "wrong"
    NOT_WRONG = "not_wrong"
    PASSED_ON = "passed_on"


#: Characters of a report, and of an answer.
WORDS_MOST = 2_000


def may_complain(about: About, words: str) -> None:
    """Check that a report may open a case.

    :raises Refusal: COMPLAINT_ABOUT_PERSON, COMPLAINT_NEEDS_WORDS, COMPLAINT_TOO_LONG, COMPLAINT_HOLDS_NUMBER.
    """
    if about is not About.BODY:
        raise Refusal(Reason.COMPLAINT_ABOUT_PERSON)
    may_answer(words)
    if holds_number(words):
        raise Refusal(Reason.COMPLAINT_HOLDS_NUMBER)


def may_answer(words: str) -> None:
    """Check what is said of a report.

    :raises Refusal: COMPLAINT_NEEDS_WORDS, COMPLAINT_TOO_LONG.
    """
    if not words.strip():
        raise Refusal(Reason.COMPLAINT_NEEDS_WORDS)
    if len(words) > WORDS_MOST:
        raise Refusal(Reason.COMPLAINT_TOO_LONG)


def answer_by(made_at: datetime, calendar: WorkingDays, days: int) -> Deadline:
    """The last day for the answer."""
    return calendar.working_days_later(day_of(made_at), days)


def is_overdue(due: Deadline, answered_at: datetime | None, *, at: datetime) -> bool:
    """Whether the last day is over without an answer; a late one does not mend it."""
    return (answered_at or at) >= due.until
