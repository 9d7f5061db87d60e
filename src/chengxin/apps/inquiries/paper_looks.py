"""What bringing letters to a person on paper leaves in that person's access log. [law:pipl/第四十四条]"""

from __future__ import annotations

from collections.abc import Collection

from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.notices import selectors as notices
from chengxin.apps.notices.models import Attempt, Letter
from chengxin.apps.officials.models import Official
from chengxin.apps.people.selectors import Indexes
from chengxin.core.delivery import Channel, TryState
from chengxin.core.errands import require_window
from chengxin.core.permissions import Act, Role, require, require_keeper
from chengxin.core.reasons import Reason, Refusal


def enter(writer: Writer, outcome: str, who: Indexes, *, letter: Letter | None = None, by: Official) -> AccessEntry:
    """Add the look to the act's batch."""
    entry = AccessEntry(
        number_index=who.number,
        name_index=who.name,
        outcome=outcome,
        unit=by.unit,
        role=by.role,
        seat=by.seat,
        purpose="",
        letter=letter,
        shown=[],
        reasons=[],
        at=writer.at,
        by=by,
    )
    return writer.add("person_looked_at", entry)


def addressed(letter: Letter) -> Indexes:
    """Whom a letter is to."""
    return Indexes(bytes(letter.number_index), bytes(letter.name_index))


def require_paper(by: Official, askers: Collection[str]) -> None:
    """Check that the official may bring a letter on paper: a clerk at a window for persons, or a case officer of the keeper by
    post.

    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT, WINDOW_NOT_YOURS.
    """
    if Role(by.role) is Role.CASE_OFFICER:
        require(Role(by.role), Act.POST_LETTER)
        require_keeper(by.unit)
    else:
        require(Role(by.role), Act.HAND_OVER_LETTER)
        require_window(by.unit, askers)


def letter_in_hand(ref: str) -> Letter:
    """:raises Refusal: LETTER_UNKNOWN."""
    letter = notices.get_held_in_hand(ref)
    if letter is None:
        raise Refusal(Reason.LETTER_UNKNOWN)
    return letter


def paper_under_way(letter: Letter, unit: str) -> Attempt | None:
    """The paper of this letter that this unit handed over or posted last, if nothing came back of it yet. What another unit
    prints keeps nobody from noting a signature or a slip."""
    last = letter.attempts.filter(channel=Channel.PAPER.value, by__unit=unit).order_by("-pk").first()
    if last is None:
        return None
    states = [outcome.state for outcome in last.outcomes.order_by("pk")]
    return last if states == [TryState.SENT.value] else None
