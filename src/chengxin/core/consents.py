"""What a consent is: one recipient, one purpose, named items, an end, one answer. [law:pipl/第十三条] [law:pipl/第二十三条]

Rules of order: the person sees first exactly what would be answered, and consents to just that. It carries one answer, ends
on its day, and is withdrawn in one step, from the next request on. Nothing is written where somebody does not consent:
refused, withdrawn, ended, used, never asked and nothing held are one and the same to the asker.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from chengxin.core.law import Purpose
from chengxin.core.reasons import Reason, Refusal


class State(StrEnum):
    """What a consent is at an instant; always derived."""

    OPEN = "open"
    USED = "used"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent as its rows tell it."""

    unit: str
    purpose: str
    items: frozenset[str]
    until: datetime
    """The first instant at which it is none any more."""
    withdrawn_at: datetime | None = None
    used_at: datetime | None = None


def state(consent: Consent, *, at: datetime) -> State:
    """What a consent is at `at`; withdrawn is stronger than used: what it showed is shown no more."""
    if consent.withdrawn_at is not None and consent.withdrawn_at <= at:
        return State.WITHDRAWN
    if at >= consent.until:
        return State.ENDED
    return State.USED if consent.used_at is not None and consent.used_at <= at else State.OPEN


def carries(consent: Consent, *, unit: str, purpose: str, at: datetime) -> bool:
    """Whether a consent carries an answer to this unit for this purpose now."""
    return (consent.unit, consent.purpose) == (unit, purpose) and state(consent, at=at) is State.OPEN


def may_give(
    purpose: Purpose | None, *, unit: str, items: Collection[str], given_on: date, last_day: date, longest: int
) -> None:
    """Check a consent. `longest` is how many days, the first included, law in force lets it hold at most.

    :raises Refusal: CONSENT_NOT_FOR_PURPOSE, CONSENT_WITHOUT_ITEMS, CONSENT_TOO_LONG.
    """
    if purpose is None or not purpose.needs_consent or not purpose.is_in_force(given_on):
        raise Refusal(Reason.CONSENT_NOT_FOR_PURPOSE)
    if unit not in purpose.askers(given_on):
        raise Refusal(Reason.CONSENT_NOT_FOR_PURPOSE)
    if not items or not set(items) <= set(purpose.items):
        raise Refusal(Reason.CONSENT_WITHOUT_ITEMS)
    if not given_on <= last_day <= given_on + timedelta(days=longest - 1):
        raise Refusal(Reason.CONSENT_TOO_LONG)
