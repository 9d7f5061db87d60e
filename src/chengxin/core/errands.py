"""What somebody without a phone comes to a window for: a closed list, one errand at a time. [law:pipl/第五十条]

Rules of order: the window sees one person's own file, for one errand that this person came for, and the person sees
later that it did. Whoever files a document that annuls a decision sees no record at all: the document names it.
"""

from __future__ import annotations

from enum import StrEnum

from chengxin.core.permissions import Act, Role, require, require_keeper


class Errand(StrEnum):
    """Why a window opens one person's own file."""

    READ = "read"
    OBJECT = "object"
    STATE = "state"
    REVIEW = "review"
    WITHDRAW = "withdraw"
    OUTCOME = "outcome"
    ADD = "add"
    ANNUL = "annul"
    REPAIR = "repair"
    SUPPLY = "supply"
    UNREPAIR = "unrepair"
    EXTRACT = "extract"
    WHY = "why"
    DOUBT = "doubt"
    CONSENT = "consent"
    UNCONSENT = "unconsent"
    DISMISS = "dismiss"

    @property
    def shows_records(self) -> bool:
        """Whether the official at the window sees what is held."""
        return self is not Errand.ANNUL


def may_run(errand: Errand, *, role: Role, unit: str) -> None:
    """Check that an official may do an errand for a person: a clerk of any unit; a case officer of the unit that keeps the
    platform, and of every unit where a document annuls a decision.

    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT.
    """
    require(role, Act.ACT_FOR_PERSON)
    if role is Role.CASE_OFFICER and errand is not Errand.ANNUL:
        require_keeper(unit)
