"""Whom an identity provider vouches for: a level of proof that is enough, a number and a name that can be read, an adult. And
whom a code on paper shows.

[law:pipl/第五十一条]
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chengxin.core.facts import DocumentType, Identity
from chengxin.core.identity_number import fault, is_adult_on, normalise
from chengxin.core.names import check_name, standard
from chengxin.core.permissions import KEEPER
from chengxin.core.reasons import Reason, Refusal


@dataclass(frozen=True, slots=True)
class Asked:
    """What a deployment asks of its provider: the claims that hold number and name, the levels of proof that are enough."""

    number: str
    name: str
    levels: Collection[str]


def vouched_for(claims: Mapping[str, object], asked: Asked, *, on: date) -> Identity:
    """The person of whom a provider says this, in claims that it signed. Nothing is held on minors, so none comes in.

    :raises Refusal: SIGN_IN_LEVEL_TOO_LOW, SIGN_IN_IDENTITY_UNREADABLE, SIGN_IN_MINOR.
    """
    if claims.get("acr") not in asked.levels:
        raise Refusal(Reason.SIGN_IN_LEVEL_TOO_LOW)
    number, name = claims.get(asked.number), claims.get(asked.name)
    if not isinstance(number, str) or not isinstance(name, str):
        raise Refusal(Reason.SIGN_IN_IDENTITY_UNREADABLE)
    identity = Identity(DocumentType.CITIZEN_ID, normalise(number), standard(name))
    if fault(identity.number) is not None or check_name(identity.name) is not None:
        raise Refusal(Reason.SIGN_IN_IDENTITY_UNREADABLE)
    require_adult(identity, on=on)
    return identity


def require_adult(identity: Identity, *, on: date) -> None:
    """Check that somebody is of age. [law:pipl/第三十一条]

    :raises Refusal: SIGN_IN_MINOR.
    """
    if not is_adult_on(identity.number, on):
        raise Refusal(Reason.SIGN_IN_MINOR)


def proves_from(given_at: datetime, *, unit: str, days: int) -> datetime | None:
    """From when a code on paper shows that it is the person who came in with it: whoever printed it could have. After so many
    `days`, in which the person could have learnt of it; never where another unit gave it than the one that keeps the platform,
    since that unit may want what a letter opened, or a protection given up, would bring.
    """
    return given_at + timedelta(days=days) if unit == KEEPER else None
