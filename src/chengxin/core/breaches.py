"""Data that was seen by whom it was not for: from where, in what span, and who may let the letters leave. [law:pipl/第五十七条]

Whose data it was is counted from the access log; nobody reads a list of persons. The letters leave once a second official,
who neither proposed it nor is the one it is about, has read what they say.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum

from chengxin.core.permissions import KEEPER, Act, Role, require
from chengxin.core.reasons import Reason, Refusal


class Source(StrEnum):
    """Through whom or what it was seen."""

    OFFICIAL = "official"
    PROGRAM = "program"
    SUBMISSION = "submission"


#: What article 57 wants in the letter, each in words of the proposer's own.
SAID = ("what", "consequences", "done", "remedies", "contact")
#: Characters of each.
WORDS_MOST = 1_000


def may_report(role: Role, unit: str) -> bool:
    """Whether an official has to do with this at all: a superior of the unit that keeps the platform, or an auditor."""
    return role is Role.AUDITOR or (role is Role.SUPERVISOR and unit == KEEPER)


def require_reporter(role: Role, unit: str, act: Act) -> None:
    """:raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT."""
    require(role, act)
    if not may_report(role, unit):
        raise Refusal(Reason.UNIT_MAY_NOT)


def may_propose(said: Mapping[str, str], *, since: datetime, until: datetime, at: datetime) -> None:
    """Check what is proposed: a span that lies in the past, and each thing that the letter has to say.

    :raises Refusal: BREACH_SPAN_WRONG, BREACH_INCOMPLETE.
    """
    if not since < until <= at:
        raise Refusal(Reason.BREACH_SPAN_WRONG)
    if any(not said.get(name, "").strip() or len(said[name]) > WORDS_MOST for name in SAID):
        raise Refusal(Reason.BREACH_INCOMPLETE)


def may_tell(*, by: int, part_taken: Collection[int], is_told: bool) -> None:
    """Check that the letters may leave by this official's word.

    :raises Refusal: BREACH_TOLD_BEFORE, BREACH_TOOK_PART.
    """
    if is_told:
        raise Refusal(Reason.BREACH_TOLD_BEFORE)
    if by in part_taken:
        raise Refusal(Reason.BREACH_TOOK_PART)
