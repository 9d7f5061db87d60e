"""Who may act for somebody else: on what proof, for which acts, until when. [law:pipl/第四十九条] [law:pipl/第五十条]

Rules of order: an official at a window sees the proof first and notes its number; the acts are named out of a closed list,
and the list of each kind says which. Out of scope, past the end, ended, or somebody else at the window: refused. Whatever a
representative does is told to the represented person. A lawyer is dismissed in one step by whoever sent them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from chengxin.core.errands import Errand
from chengxin.core.reasons import Reason, Refusal


class Kind(StrEnum):
    """By what right somebody acts for another."""

    LAWYER = "lawyer"
    GUARDIAN = "guardian"
    HEIR = "heir"


_CASES = frozenset(
    {
        Errand.READ,
        Errand.OBJECT,
        Errand.STATE,
        Errand.REVIEW,
        Errand.WITHDRAW,
        Errand.OUTCOME,
        Errand.ADD,
        Errand.REPAIR,
        Errand.SUPPLY,
        Errand.UNREPAIR,
        Errand.WHY,
        Errand.DOUBT,
    }
)
#: Which acts a kind may be given at most. Consent is the person's own, or the guardian's; of the deceased, near relatives read,
#: and have corrected and removed.
ACTS: Mapping[Kind, frozenset[Errand]] = {
    Kind.LAWYER: _CASES,
    Kind.GUARDIAN: _CASES | {Errand.CONSENT, Errand.UNCONSENT},
    Kind.HEIR: frozenset(
        {
            Errand.READ,
            Errand.OBJECT,
            Errand.REVIEW,
            Errand.WITHDRAW,
            Errand.OUTCOME,
            Errand.ADD,
            Errand.WHY,
            Errand.DOUBT,
        }
    ),
}
#: What any kind may be given, in the order of the list.
GIVEN = tuple(errand for errand in Errand if any(errand in acts for acts in ACTS.values()))


@dataclass(frozen=True, slots=True)
class Mandate:
    """A right to act for another, as its rows tell it."""

    kind: Kind
    acts: frozenset[Errand]
    until: datetime
    """The first instant at which it is none any more."""
    ended_at: datetime | None = None

    def is_over(self, at: datetime) -> bool:
        return at >= self.until or (self.ended_at is not None and at >= self.ended_at)


def may_register(
    kind: Kind,
    acts: Collection[Errand],
    *,
    document_no: str,
    is_same_person: bool,
    noted_on: date,
    last_day: date,
    longest: int,
) -> None:
    """Check what an official notes about a proof. `longest` is how many days law in force lets it hold at most.

    :raises Refusal: MANDATE_NEEDS_PROOF, MANDATE_OUT_OF_SCOPE, MANDATE_TOO_LONG, MANDATE_OF_ONESELF.
    """
    if not document_no.strip():
        raise Refusal(Reason.MANDATE_NEEDS_PROOF)
    if is_same_person:
        raise Refusal(Reason.MANDATE_OF_ONESELF)
    if not acts or not set(acts) <= ACTS[kind]:
        raise Refusal(Reason.MANDATE_OUT_OF_SCOPE)
    if not noted_on <= last_day <= noted_on + timedelta(days=longest - 1):
        raise Refusal(Reason.MANDATE_TOO_LONG)


def may_act(mandate: Mandate, act: Errand, *, at: datetime) -> None:
    """Check that a representative may do this now.

    :raises Refusal: MANDATE_ENDED, MANDATE_OUT_OF_SCOPE.
    """
    if mandate.is_over(at):
        raise Refusal(Reason.MANDATE_ENDED)
    if act not in mandate.acts or act not in ACTS[mandate.kind]:
        raise Refusal(Reason.MANDATE_OUT_OF_SCOPE)


def may_end(mandate: Mandate, *, by_official: bool, at: datetime) -> None:
    """Check that a mandate may be ended: a lawyer's by the person alone, any by an official to whom it was shown.

    :raises Refusal: MANDATE_ENDED, MANDATE_NOT_YOURS_TO_END.
    """
    if mandate.is_over(at):
        raise Refusal(Reason.MANDATE_ENDED)
    if mandate.kind is not Kind.LAWYER and not by_official:
        raise Refusal(Reason.MANDATE_NOT_YOURS_TO_END)
