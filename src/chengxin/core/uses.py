"""What an office must tell whoever it refuses or restricts. [law:pipl/第二十四条] [law:pipl/第四十四条]

Rules of order: where the outcome is against the applicant, the matter cannot be closed without the notice, whatever was or
was not looked at: nobody has to find out what somebody read, when, or through whom, and an office that refuses owes reasons
and remedies anyway. The notice names every record that was used, or says that none was and why else; it carries a name, a
law, a reason and where to complain. It rests on no record but those that its writer was shown in that matter: whoever
remembers another one asks again, and that is entered; nor on one that has ended, changed or been frozen since. Where the
outcome is for the applicant, there is none.
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


def may_close(*, is_against: bool, shown: Collection[int], usable: Collection[int], notice: UseNotice | None) -> None:
    """Check that a matter may be closed with an outcome. `shown` are the adverse fragments of its answers that whoever closes
    it was shown, `usable` those whose record is in effect as it was shown, at this moment.

    :raises Refusal: USE_NOTICE_MISSING, USE_NOTICE_WITHOUT_USE, USE_NOTICE_INCOMPLETE, USE_NOTICE_NOT_SHOWN,
        USE_NOTICE_OUTDATED.
    """
    if notice is None:
        if is_against:
            raise Refusal(Reason.USE_NOTICE_MISSING)
        return
    if not is_against:
        raise Refusal(Reason.USE_NOTICE_WITHOUT_USE)
    if not notice.is_whole:
        raise Refusal(Reason.USE_NOTICE_INCOMPLETE)
    if not notice.used <= set(shown):
        raise Refusal(Reason.USE_NOTICE_NOT_SHOWN)
    if not notice.used <= set(usable):
        raise Refusal(Reason.USE_NOTICE_OUTDATED)
