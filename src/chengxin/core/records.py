"""The life of a record, as a table; when it ends; when it may have an effect.

[law:pipl/第六条] [law:pipl/第十七条] [law:pipl/第十九条] [law:pipl/第四十七条]

Rules of order, before any code:
- A record is registered first, with its end and its earliest repair date; nothing else may happen before.
- Proof of notice is taken once. Effect begins after the waiting period that follows the proof, never before, and never
  on silence.
- What a source says of a decision ends alike in whatever order its files arrive: what it says of the latest day stands, also
  where that repeats what was held already, and what it withdrew on any day is withdrawn, also before there was a record.
- A withdrawal ends the record for good, and so does a void: the source's own act, and a decision taken on an objection.
  A superseding or corrected version starts its own proof and waiting period, and never ends later than the one before it.
- A repair that was granted ends the record for good too. One that was asked for and is not decided by its last day takes
  the record out of every answer from then on, until it is decided; nobody is told that it was asked for.
- A flag opens with a case and closes with it. It freezes at once (`frozen`), or lets the record be answered with the flag
  beside it until the case is overdue (`marked`). Freezing stops no clock: neither the end nor the day of repair moves.
- Its source may confirm an open-ended basic record again; that alone moves its end, and changes nothing else.
- A record whose item's law ends has lost its basis, for good: another edition later does not bring it back.
- A law that nobody has confirmed for a year, and a period likewise, carries nothing adverse until it is confirmed again.
- The end is reached by the clock alone: `standing` is asked with an instant, nothing has to run for a record to expire.
- Some time after its end a record is destroyed (`core.destruction`); nothing follows, and it does not come back.
- What favours the person never waits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from chengxin.core.calendar import WorkingDays, add_months, day_of, end_of
from chengxin.core.facts import Facts, ProofMode, RowState
from chengxin.core.law import Item, RepairClass, RetentionStart
from chengxin.core.reasons import Reason, Refusal


class Event(StrEnum):
    """What can happen to a record; each is a row that is added, never a column that is overwritten."""

    REGISTERED = "registered"
    CONFIRMED = "confirmed"
    SUPERSEDED = "superseded"
    CORRECTED = "corrected"
    NOTICE_PROVED = "notice_proved"
    FROZEN = "frozen"
    MARKED = "marked"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"
    VOIDED = "voided"
    REPAIR_ASKED = "repair_asked"
    REPAIRED = "repaired"
    DESTROYED = "destroyed"


class Standing(StrEnum):
    """What a record is at one instant; always derived, never stored."""

    AWAITING_NOTICE = "awaiting_notice"
    WAITING = "waiting"
    IN_EFFECT = "in_effect"
    BASIS_ENDED = "basis_ended"
    PERSON_ONLY = "person_only"
    NEEDS_CONSENT = "needs_consent"
    FROZEN = "frozen"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    VOIDED = "voided"
    REPAIRED = "repaired"


#: Events that end a record for good, whichever came first, and what it is from then on.
ENDINGS = {
    Event.WITHDRAWN: Standing.WITHDRAWN,
    Event.VOIDED: Standing.VOIDED,
    Event.REPAIRED: Standing.REPAIRED,
}
#: Events that tell of a new version of what was decided.
VERSIONS = frozenset({Event.REGISTERED, Event.SUPERSEDED, Event.CORRECTED})
#: Events that leave the order of a life as it is.
_ASIDE = frozenset({Event.CONFIRMED, Event.FROZEN, Event.MARKED, Event.RELEASED, Event.REPAIR_ASKED})
#: Events that open a case which an objection flags, and one which only its own overdue day shows.
_FLAGGING, _ASKING = frozenset({Event.FROZEN, Event.MARKED}), frozenset({Event.REPAIR_ASKED})
_ALIVE: dict[Event, Reason | None] = {**dict.fromkeys(Event), Event.REGISTERED: Reason.VERSION_NOT_NEWER}


def _over(reason: Reason) -> dict[Event, Reason | None]:
    """What may follow once a record has ended: that it is destroyed, and nothing else."""
    return {**dict.fromkeys(Event, reason), Event.DESTROYED: None}


#: Which event may follow which (the last one that counts): `None` = it may, else the reason why not.
LIFE: dict[Event | None, dict[Event, Reason | None]] = {
    None: {**dict.fromkeys(Event, Reason.RECORD_MISSING), Event.REGISTERED: None},
    Event.REGISTERED: _ALIVE,
    Event.SUPERSEDED: _ALIVE,
    Event.CORRECTED: _ALIVE,
    Event.NOTICE_PROVED: {**_ALIVE, Event.NOTICE_PROVED: Reason.NOTICE_ALREADY_PROVED},
    Event.WITHDRAWN: _over(Reason.RECORD_WITHDRAWN),
    Event.VOIDED: _over(Reason.RECORD_VOIDED),
    Event.REPAIRED: _over(Reason.RECORD_REPAIRED),
    Event.DESTROYED: dict.fromkeys(Event, Reason.RECORD_DESTROYED),
}


#: The fact from whose date a retention is counted.
COUNTED_FROM: dict[RetentionStart, str] = {
    RetentionStart.CONDUCT_END: "conduct_end_on",
    RetentionStart.DECISION_DATE: "decided_on",
    RetentionStart.BAR_START: "starts_on",
    RetentionStart.LICENCE_END: "ends_on",
    RetentionStart.SERVICE_DATE: "decided_on",
}


@dataclass(frozen=True, slots=True)
class Proof:
    """An accepted proof that the person was told: by which mode, and on which civil day."""

    mode: ProofMode
    on: date


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of one record, as stored: when; for a proof of notice which proof; for a flag of which case."""

    event: Event
    at: datetime
    proof: Proof | None = None
    cause: int = 0
    """The case that opened or closed a flag, or removed the record; 0 where there is none."""
    freezes_from: datetime | None = None
    """For a mark or a repair that was asked for, the first instant at which it freezes: the case is overdue."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A case that is open about a record: which, since when, and from when the record is frozen by it."""

    cause: int
    since: datetime
    freezes_from: datetime

    def is_freezing(self, at: datetime) -> bool:
        return at >= self.freezes_from


@dataclass(frozen=True, slots=True)
class Term:
    """The dates with which a record is born."""

    until: datetime
    """First instant at which the record has ended."""
    repair_from: date | None
    """First day on which repair may be asked; `None` for what is not adverse."""
    counted_from: date


@dataclass(frozen=True, slots=True)
class Parameters:
    """The dated periods that the life of a record needs, read from the lawbook."""

    working_days: WorkingDays
    waiting_days: int
    repair_months: dict[RepairClass, int]
    adverse_ceiling_months: int
    confirmation_months: int
    stale_from: date = date.max
    """The first day on which one of them was confirmed too long ago to count against a person."""


def may_follow(happened: Sequence[Happening], event: Event) -> None:
    """Check that `event` may happen next.

    :raises Refusal: with the table's reason when it may not.
    """
    counting = [h.event for h in happened if h.event not in _ASIDE]
    reason = LIFE[counting[-1] if counting else None][event]
    if reason is not None:
        raise Refusal(reason)


def term(item: Item, facts: Facts, *, confirmed_on: date, parameters: Parameters) -> Term:
    """Compute the end and the earliest repair date at registration. Nothing later can move the end outwards.

    An event-tied basic record (no end of the licence given) ends some months after its source last confirmed it.
    :raises ValueError: when an adverse row lacks the date its item counts from; intake lets no such row through.
    """
    counted: date | None = getattr(facts, COUNTED_FROM[item.retention.start])
    until, counted_from = end(item, counted, facts.conduct_end_on, confirmed_on=confirmed_on, parameters=parameters)
    return Term(until, repair_from(item, facts.decided_on, parameters, facts.penalty_classes), counted_from)


def end(
    item: Item,
    counted_from: date | None,
    conduct_end_on: date | None,
    *,
    confirmed_on: date,
    parameters: Parameters,
) -> tuple[datetime, date]:
    """The first instant after an item's retention, and the day from which it is counted."""
    if counted_from is None:
        if item.is_adverse:
            raise ValueError(f"{item.slug} counts from {item.retention.start}, which the row does not give")
        return end_of(add_months(confirmed_on, parameters.confirmation_months)), confirmed_on
    last_day = add_months(counted_from, item.retention.months)
    if item.is_adverse and item.longer_bar is None:
        ceiling_from = min(counted_from, conduct_end_on or counted_from)
        last_day = min(last_day, add_months(ceiling_from, parameters.adverse_ceiling_months))
    return end_of(last_day), counted_from


def repair_from(
    item: Item, decided_on: date, parameters: Parameters, penalty_classes: Collection[str] = ()
) -> date | None:
    """The day after the minimum period that runs from the document of finding. [law:repair_order_36/第二条]"""
    repair_class = repair_class_of(item, penalty_classes)
    if repair_class is RepairClass.NONE:
        return None
    return add_months(decided_on, parameters.repair_months[repair_class]) + timedelta(days=1)


def repair_class_of(item: Item, penalty_classes: Collection[str]) -> RepairClass:
    """The class of one decision: that of its item, or minor where the item says so of what was decided. Never heavier."""
    if item.repair_class is RepairClass.GENERAL and penalty_classes and set(penalty_classes) <= set(item.minor_when):
        return RepairClass.MINOR
    return item.repair_class


def effect_from(item: Item, happened: Iterable[Happening], parameters: Parameters) -> datetime | None:
    """The first instant of effect, or `None` while nothing proves that the person was told.

    Adverse records wait: the day of proof is not counted, a last day on a rest day moves, effect begins the day after.
    Only proof of the version that now stands counts; an older version's proof told the person something else. Basic and
    neutral records have effect from registration.
    """
    if not item.is_adverse:
        return next((h.at for h in happened if h.event is Event.REGISTERED), None)
    proved: datetime | None = None
    for happening in happened:
        if happening.event in VERSIONS:
            proved = None
        elif happening.event is Event.NOTICE_PROVED and happening.proof is not None:
            waited = parameters.working_days.days_later(happening.proof.on, parameters.waiting_days)
            proved = max(waited.until, happening.at)
    return proved


def standing(
    item: Item,
    happened: Sequence[Happening],
    *,
    until: datetime,
    at: datetime,
    parameters: Parameters,
    has_basis: bool,
    is_identity_in_conflict: bool = False,
) -> Standing:
    """What the record is at the instant `at`; the strongest reason against effect comes first.

    `has_basis`: whether the item was in force on every day since the record was registered.
    """
    ended = next((ENDINGS[h.event] for h in happened if h.event in ENDINGS and h.at <= at), None)
    if ended is not None:
        return ended
    if at >= until:
        return Standing.EXPIRED
    if not has_basis:
        return Standing.BASIS_ENDED
    open_cases = (*flags(happened, at), *repairs_asked(happened, at))
    if is_identity_in_conflict or any(case.is_freezing(at) for case in open_cases):
        return Standing.FROZEN
    if item.requires_consent:
        return Standing.NEEDS_CONSENT
    today = day_of(at)
    if not item.may_have_effect_on(today) or (item.is_adverse and today >= parameters.stale_from):
        return Standing.PERSON_ONLY
    begins = effect_from(item, [h for h in happened if h.at <= at], parameters)
    if begins is None:
        return Standing.AWAITING_NOTICE
    return Standing.IN_EFFECT if at >= begins else Standing.WAITING


def flags(happened: Iterable[Happening], at: datetime) -> tuple[Flag, ...]:
    """The flags that are open at an instant, oldest first. A case that is extended moves when its mark freezes; one that
    removes the record ends with it."""
    return _open(happened, at, _FLAGGING)


def repairs_asked(happened: Iterable[Happening], at: datetime) -> tuple[Flag, ...]:
    """The repair that was asked for and is not decided: nobody else is told, but overdue it freezes the record."""
    return _open(happened, at, _ASKING)


def _open(happened: Iterable[Happening], at: datetime, opening: frozenset[Event]) -> tuple[Flag, ...]:
    opened: dict[int, Flag] = {}
    for happening in happened:
        if happening.at > at:
            continue
        if happening.event in (Event.RELEASED, Event.VOIDED):
            opened.pop(happening.cause, None)
        elif happening.event in opening:
            since = opened[happening.cause].since if happening.cause in opened else happening.at
            freezes = happening.at if happening.event is Event.FROZEN else happening.freezes_from or happening.at
            opened[happening.cause] = Flag(happening.cause, since, freezes)
    return tuple(opened.values())


def accept_proof(mode: ProofMode, on: date, *, at: datetime) -> Proof:
    """Make a proof of notice out of one of the closed list of modes.

    :raises Refusal: when the day of proof lies in the future.
    """
    if on > day_of(at):
        raise Refusal(Reason.PROOF_IN_FUTURE)
    return Proof(mode, on)


class Arrival(StrEnum):
    """What a row is to the record it belongs to."""

    NEW = "new"
    DUPLICATE = "duplicate"
    STILL_SO = "still_so"
    NEWER = "newer"
    OLDER = "older"
    CONFIRMATION = "confirmation"
    WITHDRAWAL = "withdrawal"
    WITHDRAWAL_FIRST = "withdrawal_first"
    AFTER_WITHDRAWAL = "after_withdrawal"
    AFTER_VOID = "after_void"
    AFTER_REPAIR = "after_repair"
    AFTER_DESTRUCTION = "after_destruction"
    FOUND_WRONG = "found_wrong"


def arrival(
    *,
    state: RowState,
    as_of: datetime,
    digest: bytes,
    known: tuple[datetime, bytes] | None,
    is_withdrawn: bool,
    is_voided: bool = False,
    is_repaired: bool = False,
    is_destroyed: bool = False,
    is_found_wrong: bool = False,
    is_open_ended: bool = False,
) -> Arrival:
    """Tell what a row does, by the time its sender states (`as_of`) and the digest of its content.

    `known` is the newest version held: the latest day of which its source said so, and its digest. Equal content is a
    duplicate whatever its time, and of a later day it says that it was still so then; older content is superseded and never
    applied; absence is never withdrawal; a withdrawal counts whatever its time, and before there is a record; a withdrawn,
    voided, repaired or destroyed record does not come back, and neither does what a decision on an objection found wrong and
    corrected (`is_found_wrong`).
    """
    withdraws = state is RowState.WITHDRAWN
    if is_destroyed:
        return Arrival.DUPLICATE if withdraws else Arrival.AFTER_DESTRUCTION
    if known is None:
        return Arrival.WITHDRAWAL_FIRST if withdraws else Arrival.NEW
    if is_withdrawn or is_voided or is_repaired:
        if withdraws:
            return Arrival.DUPLICATE
        if is_repaired:
            return Arrival.AFTER_REPAIR
        return Arrival.AFTER_VOID if is_voided else Arrival.AFTER_WITHDRAWAL
    if withdraws:
        return Arrival.WITHDRAWAL
    if digest == known[1]:
        if as_of <= known[0]:
            return Arrival.DUPLICATE
        return Arrival.CONFIRMATION if is_open_ended else Arrival.STILL_SO
    if as_of <= known[0]:
        return Arrival.OLDER
    return Arrival.FOUND_WRONG if is_found_wrong else Arrival.NEWER


def is_open_ended(item: Item, facts: Facts) -> bool:
    """Whether the record is tied to an event that has no date yet, such as the end of a licence without one."""
    return not item.is_adverse and getattr(facts, COUNTED_FROM[item.retention.start]) is None


def until_of_next(item: Item, *, held: datetime, computed: datetime) -> datetime:
    """The end of a newer version: for an adverse record never later than the end already promised to the person."""
    return min(held, computed) if item.is_adverse else computed


def repair_of_next(*, held: date | None, computed: date | None) -> date | None:
    """The earliest repair date of a newer version: never later than the one already promised to the person."""
    return min((day for day in (held, computed) if day is not None), default=None)


def last_day_of(until: datetime) -> date:
    """The legal last day of a term given by its exclusive end."""
    return day_of(until - timedelta(seconds=1))
