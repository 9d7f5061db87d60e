"""What an office must tell whoever it refused or restricted after an answer. [law:pipl/第二十四条] [law:pipl/第四十四条]

Rules of order: where an answer in the matter showed an adverse record, or the unit could read something of the person
besides it, and the outcome is against the applicant, the matter cannot be closed without the notice; it names every record
that was used, or says that none was and why else; it carries a name, a law, a reason and where to complain. Else, or where
the outcome is for the applicant, there is none: nothing may be told as if it had been used. A notice rests on no record but
those that the answers in its own matter showed: whoever remembers another one asks again, and that is entered.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from chengxin.core.names import says
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.restraints import is_somebody


@dataclass(frozen=True, slots=True)
class UseNotice:
    """What was used against somebody, by whom, on what law, why, and where they can complain."""

    used: frozenset[int]
    """Which of the fragments that the answers showed; empty says that the outcome has another reason."""
    decider: str
    seat: str
    article: str
    words: str
    remedy: str

    @property
    def is_whole(self) -> bool:
        # How many different letters or figures each needs; a law and its article have more than a reason.
        said = ((self.seat, 2), (self.article, 6), (self.words, 4), (self.remedy, 4))
        return is_somebody(self.decider) and all(says(text, least) for text, least in said)


def may_close(*, is_against: bool, shown: Collection[int], was_read_besides: bool, notice: UseNotice | None) -> None:
    """Check that a matter may be closed with an outcome. `shown` are the adverse fragments that its answers showed;
    `was_read_besides`, whether the unit could read something of the person elsewhere: as conveniences, in another matter, at a
    window.

    :raises Refusal: USE_NOTICE_MISSING, USE_NOTICE_WITHOUT_USE, USE_NOTICE_INCOMPLETE, USE_NOTICE_NOT_SHOWN.
    """
    is_needed = is_against and (bool(shown) or was_read_besides)
    if notice is None:
        if is_needed:
            raise Refusal(Reason.USE_NOTICE_MISSING)
        return
    if not is_needed:
        raise Refusal(Reason.USE_NOTICE_WITHOUT_USE)
    if not notice.is_whole:
        raise Refusal(Reason.USE_NOTICE_INCOMPLETE)
    if not notice.used <= set(shown):
        raise Refusal(Reason.USE_NOTICE_NOT_SHOWN)
