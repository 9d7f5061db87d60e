"""When a record that has ended is destroyed, what keeps it for now, and who must have looked first.

[law:pipl/第十九条] [law:pipl/第四十七条] [law:public_security_penalties_law/第一百三十六条]

Rules of order, before any code:
- A record has one day of destruction: at the latest its own end, the day that stood in the first letter. What ended before
  (withdrawn, voided, repaired, its law ended) is kept for the person alone some months longer, as proof of what was done to
  them, and never beyond that end. A period that nobody confirmed, or not lately, shortens nothing: then the own end counts.
- What law sealed is due from the instant of sealing, whatever else holds.
- Being due destroys nothing. While a case about the record is open, while somebody who was answered with it has not
  confirmed that they use it no more, while a decision to keep it or a legal hold runs, it stays: also where a whole list is
  approved at once. A decision to keep cannot hold what law sealed; a legal hold can.
- A decision to keep has words and an end within the period of the lawbook; a legal hold has a document's number and an end.
- Two different officials look, neither of whom had a part in the decision, the file or a case about the record. Each look
  covers what was free to go at that instant, and nothing that came free later. The second look destroys.
- Destroyed is for good: the same decision cannot be registered again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from chengxin.core.calendar import add_months, day_of, end_of
from chengxin.core.law import Certainty, Period
from chengxin.core.reasons import Reason, Refusal

#: How many different officials must have looked.
REVIEWERS = 2


class Ground(StrEnum):
    """By what a record is due to be destroyed."""

    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    VOIDED = "voided"
    REPAIRED = "repaired"
    BASIS_ENDED = "basis_ended"
    SEALED = "sealed"


class Stay(StrEnum):
    """What keeps a record that is due."""

    NOT_DUE = "not_due"
    """Its source confirmed it again after it was listed, so that its end moved."""
    OPEN_CASE = "open_case"
    OPEN_RECALL = "open_recall"
    KEPT = "kept"
    HELD = "held"


class Order(StrEnum):
    """By what an official can keep a record for now."""

    KEEP = "keep"
    LEGAL_HOLD = "legal_hold"


#: The period of the lawbook that says how long what ended early is kept for the person.
KEPT_BY: Mapping[Ground, str] = {
    Ground.WITHDRAWN: "kept_after_removal",
    Ground.VOIDED: "kept_after_removal",
    Ground.REPAIRED: "kept_after_repair",
    Ground.BASIS_ENDED: "kept_after_basis_ended",
}


@dataclass(frozen=True, slots=True)
class Due:
    """By what a record is to be destroyed, and the first instant at which it is."""

    ground: Ground
    at: datetime


@dataclass(frozen=True, slots=True)
class Ordered:
    """A decision to keep a record, or a legal hold on it, in force until an instant."""

    order: Order
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Looked:
    """One official's look at a list: which of its records were free to go then."""

    by: int
    records: frozenset[int]


def months_kept(period: Period, *, on: date) -> int | None:
    """How long a period keeps what ended early; `None` where nobody confirmed it, or too long ago: it then shortens nothing,
    for what stands in doubt is the person's proof, and nobody else can see it."""
    is_sure = period.certainty is Certainty.VERIFIED and all(basis.is_verified for basis in period.basis)
    return period.value if is_sure and on < period.stale_from else None


def due(ended: Mapping[Ground, datetime], *, until: datetime, months: Mapping[Ground, int | None]) -> Due:
    """When a record is to be destroyed. `ended` says when each of the other grounds came; `months` how long each is kept
    after it, `None` where that is not confirmed. Never later than its own end."""
    candidates = [Due(Ground.EXPIRED, until)]
    for ground, at in ended.items():
        if ground is Ground.SEALED:
            candidates.append(Due(ground, at))
        elif (kept := months[ground]) is not None:
            candidates.append(Due(ground, end_of(add_months(day_of(at), kept))))
    return min(candidates, key=lambda one: one.at)


def last_day_ended(months: int, *, today: date) -> date:
    """The last day on which something may have ended so that it is due today, after so many months for the person."""
    day = add_months(today, -months) + timedelta(days=3)
    while add_months(day, months) >= today:
        day -= timedelta(days=1)
    return day


def stays(
    listed: Due, *, has_open_case: bool, has_open_recall: bool, orders: Iterable[Ordered], at: datetime
) -> tuple[Stay, ...]:
    """Everything that keeps a record at an instant; nothing where it is free to go."""
    running = {one.order for one in orders if one.at <= at < one.until}
    found = {
        Stay.NOT_DUE: at < listed.at,
        Stay.OPEN_CASE: has_open_case,
        Stay.OPEN_RECALL: has_open_recall,
        Stay.KEPT: Order.KEEP in running and listed.ground is not Ground.SEALED,
        Stay.HELD: Order.LEGAL_HOLD in running,
    }
    return tuple(stay for stay, holds in found.items() if holds)


def may_order(
    order: Order, listed: Due, *, words: str, document: str, until: datetime, at: datetime, longest: int
) -> None:
    """Check that a record may be kept like this. `longest` is in months, for a decision to keep.

    :raises Refusal: KEEP_NOT_SEALED, KEEP_NEEDS_WORDS, KEEP_NEEDS_DOCUMENT, KEEP_NEEDS_END.
    """
    if order is Order.KEEP and listed.ground is Ground.SEALED:
        raise Refusal(Reason.KEEP_NOT_SEALED)
    if not words.strip():
        raise Refusal(Reason.KEEP_NEEDS_WORDS)
    if order is Order.LEGAL_HOLD and not document.strip():
        raise Refusal(Reason.KEEP_NEEDS_DOCUMENT)
    if until <= at or (order is Order.KEEP and until > end_of(add_months(day_of(at), longest))):
        raise Refusal(Reason.KEEP_NEEDS_END)


def may_look(
    free: Collection[int], looks: Sequence[Looked], *, by: int, took_part: Mapping[int, Collection[int]]
) -> frozenset[int]:
    """Which of the records that are free to go this official's look covers. `took_part`: record -> who had a part in it.

    :raises Refusal: DESTRUCTION_TOOK_PART, DESTRUCTION_NOTHING_LEFT.
    """
    seen = frozenset[int]().union(*(look.records for look in looks if look.by == by))
    new = frozenset(free) - seen
    if not new:
        raise Refusal(Reason.DESTRUCTION_NOTHING_LEFT)
    covered = frozenset(record for record in new if by not in took_part.get(record, ()))
    if not covered:
        raise Refusal(Reason.DESTRUCTION_TOOK_PART)
    return covered


def to_destroy(free: Collection[int], looks: Iterable[Looked]) -> frozenset[int]:
    """The records that are free to go and that two different officials have looked at."""
    seen_by: dict[int, set[int]] = {record: set() for record in free}
    for look in looks:
        for record in look.records & seen_by.keys():
            seen_by[record].add(look.by)
    return frozenset(record for record, by in seen_by.items() if len(by) >= REVIEWERS)
