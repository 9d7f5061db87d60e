"""The conveniences of one service within one matter: may this application be handled first, may papers follow?

[law:pipl/第六条] [law:pipl/第八条] [law:pipl/第二十四条]

Rules of order: the applicant brings the ground, nobody looks for it; without one nothing is looked at. Then only records of the
items that the service's row names are looked at, and each must be bound to the matter's purpose too. A record excludes only
while it is in effect, no case is open about it, it is not of the minor class, its article is verified and was confirmed
lately, and what it tells of happened within the row's months. A source not searched or stale, a conflict of identity, and a
ledger that no witness has seen for too long, are *cannot tell*, never *no*. What comes of it is told and kept nowhere: no state of a person follows from it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from chengxin.core.calendar import add_months
from chengxin.core.inquiries import SourceState, gaps_in
from chengxin.core.law import Exclusion, Item, OfferGround, Purpose, RepairClass, Service
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.records import Standing, repair_class_of


class Offer(StrEnum):
    """What can be offered; there is no third."""

    GREEN_CHANNEL = "green_channel"
    TOLERANT = "tolerant"


class Verdict(StrEnum):
    """What comes of one check; it belongs to this one application and to nobody."""

    YES = "yes"
    NO = "no"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Brought:
    """What the applicant brought: which papers of the row are missing, whether another is, whether they showed a proof."""

    missing: frozenset[str] = frozenset()
    is_another_missing: bool = False
    has_own_proof: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One record held about the applicant, by a reference the caller chose."""

    ref: int
    item: Item
    standing: Standing
    decided_on: date
    conduct_end_on: date | None = None
    penalty_classes: tuple[str, ...] = ()
    is_objected_to: bool = False

    @property
    def happened_on(self) -> date:
        """The day from which it is counted: the earlier one, for it lapses sooner."""
        return min(self.decided_on, self.conduct_end_on or self.decided_on)


@dataclass(frozen=True, slots=True)
class Excluding:
    """One record that excludes: article, parameter and data of the chain."""

    ref: int
    exclusion: Exclusion
    months: int
    happened_on: date
    last_day: date
    """The last day on which it counts here; the record itself may last longer."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of one check: what was asked for, whether it may be given, and why."""

    verdict: Verdict
    offers: tuple[Offer, ...]
    reasons: tuple[Reason, ...]
    excluding: tuple[Excluding, ...] = ()


def offers(service: Service, brought: Brought) -> tuple[Offer, ...]:
    """What could be offered for what was brought, before anything is looked at; empty where nothing could."""
    listed = {paper.code for paper in service.papers}
    if brought.is_another_missing or not brought.missing <= listed:
        return ()
    met = {
        OfferGround.COMPLETE_PAPERS: not brought.missing,
        OfferGround.OWN_PROOF: brought.has_own_proof,
    }
    is_green = any(met[ground] for ground, _ in service.grounds)
    possible = ((Offer.GREEN_CHANNEL, is_green), (Offer.TOLERANT, bool(brought.missing)))
    return tuple(offer for offer, is_possible in possible if is_possible)


def offered_by(service: Service | None, purposes: Mapping[str, Purpose], *, unit: str, on: date) -> Service:
    """The service, where this unit decides about it and the register lets it ask for its purpose on that day: only then may it
    offer anything of it, a look or a paper that follows.

    :raises Refusal: SERVICE_OFFERS_NOTHING, and the reasons of the register.
    """
    if service is None or unit not in service.deciders:
        raise Refusal(Reason.SERVICE_OFFERS_NOTHING)
    against = purposes[service.purpose].reason_against(unit, on)
    if against is not None:
        raise Refusal(against)
    return service


def may_check(service: Service, brought: Brought, *, is_agreed: bool) -> tuple[Offer, ...]:
    """What a check would be about. Nothing is looked at without the applicant's yes, or where nothing could come of it.

    :raises Refusal: SERVICE_NEEDS_AGREEMENT, SERVICE_WITHOUT_GROUND.
    """
    if not is_agreed:
        raise Refusal(Reason.SERVICE_NEEDS_AGREEMENT)
    found = offers(service, brought)
    if not found:
        raise Refusal(Reason.SERVICE_WITHOUT_GROUND)
    return found


def check(
    service: Service,
    purpose: Purpose,
    wanted: Sequence[Offer],
    *,
    found: Collection[Found],
    sources: Collection[SourceState],
    is_identity_in_conflict: bool,
    is_witnessed: bool = True,
    on: date,
    at: datetime,
) -> Checked:
    """Check one application. `found` may be everything about the person: what excludes nobody stays unsaid."""
    gaps = gaps_in(sources, is_identity_in_conflict=is_identity_in_conflict, at=at)
    gaps = gaps if is_witnessed else (Reason.NOT_WITNESSED, *gaps)
    if gaps:
        return Checked(Verdict.CANNOT_TELL, tuple(wanted), gaps)
    excluding = tuple(one for record in found if (one := excluded_by(service, purpose, record, on=on)) is not None)
    if excluding:
        return Checked(Verdict.NO, tuple(wanted), (Reason.SERVICE_EXCLUDED,), excluding)
    return Checked(Verdict.YES, tuple(wanted), (Reason.SERVICE_OFFERED,))


def excluded_by(service: Service, purpose: Purpose, record: Found, *, on: date) -> Excluding | None:
    """How a record excludes from the conveniences of a service on a day; `None` where it does not."""
    exclusion = next((one for one in service.exclusions if one.item == record.item.slug), None)
    if exclusion is None or not purpose.may_tell(record.item, on):
        return None
    if record.standing is not Standing.IN_EFFECT or record.is_objected_to or not record.item.is_adverse:
        return None
    if not record.item.may_have_effect_on(on) or not exclusion.basis.is_verified or exclusion.basis.is_stale(on):
        return None
    if repair_class_of(record.item, record.penalty_classes) is RepairClass.MINOR:
        return None
    last_day = add_months(record.happened_on, service.look_back_months)
    if on > last_day:
        return None
    return Excluding(record.ref, exclusion, service.look_back_months, record.happened_on, last_day)
