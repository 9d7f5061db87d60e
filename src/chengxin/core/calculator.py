"""What anybody can count for themselves, by the very functions that count for a record: no person, nothing stored.

[law:pipl/第七条] [law:repair_order_36/第二条]
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from chengxin.core.calendar import Deadline, WorkingDays, day_of, start_of
from chengxin.core.facts import ProofMode
from chengxin.core.law import Item, RepairClass
from chengxin.core.records import (
    COUNTED_FROM,
    Event,
    Happening,
    Parameters,
    Proof,
    effect_from,
    end,
    last_day_of,
    repair_class_of,
    repair_from,
)
from chengxin.core.repairs import Case, Periods, due


@dataclass(frozen=True, slots=True)
class Given:
    """The dates that stand in a decision, and when the person learnt of it and asks for repair, where known."""

    decided_on: date
    conduct_end_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    penalty_classes: tuple[str, ...] = ()
    told_on: date | None = None
    asked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """Every date of one record, with what each is counted from."""

    counted_from: date
    last_day: date
    is_ceiling: bool
    """Whether five years from the end of the conduct came before the item's own term."""
    repair_class: RepairClass
    repair_from: date | None
    waits_until: Deadline | None
    """The last day of the waiting period; `None` while nothing proves that the person was told, or nothing waits."""
    effect_from: datetime | None
    decide_by: Deadline | None


def missing(item: Item, given: Given) -> Collection[str]:
    """The dates that this item counts from and that are not given."""
    return [key for key in {COUNTED_FROM[item.retention.start]: None} if getattr(given, key) is None]


def count(item: Item, given: Given, *, parameters: Parameters, decide: int) -> Counted:
    """Count all dates of a record of this item; `decide` are the working days for a decision on repair.

    :raises ValueError: when the date is missing from which the item counts.
    """
    counted = getattr(given, COUNTED_FROM[item.retention.start])
    until, counted_from = end(item, counted, given.conduct_end_on, confirmed_on=given.decided_on, parameters=parameters)
    own, _ = end(item, counted, counted, confirmed_on=given.decided_on, parameters=parameters)
    opens = repair_from(item, given.decided_on, parameters, given.penalty_classes)
    return Counted(
        counted_from=counted_from,
        last_day=last_day_of(until),
        is_ceiling=until < own,
        repair_class=repair_class_of(item, given.penalty_classes),
        repair_from=opens,
        waits_until=_waits_until(item, given, parameters),
        effect_from=_effect_from(item, given, parameters),
        decide_by=_decide_by(given.asked_on, opens, parameters.working_days, decide),
    )


def _waits_until(item: Item, given: Given, parameters: Parameters) -> Deadline | None:
    if not item.is_adverse or given.told_on is None:
        return None
    return parameters.working_days.days_later(given.told_on, parameters.waiting_days)


def _effect_from(item: Item, given: Given, parameters: Parameters) -> datetime | None:
    life = [Happening(Event.REGISTERED, start_of(given.decided_on))]
    if given.told_on is not None:
        proof = Proof(ProofMode.ENCLOSED_WITH_DECISION, given.told_on)
        life.append(Happening(Event.NOTICE_PROVED, start_of(given.told_on), proof))
    return effect_from(item, life, parameters)


def _decide_by(asked_on: date | None, opens: date | None, calendar: WorkingDays, decide: int) -> Deadline | None:
    """The last day for a decision; nothing is asked for before its first day."""
    if asked_on is None or opens is None or asked_on < opens:
        return None
    return due(Case(start_of(asked_on)), Periods(calendar, decide))


def day_of_effect(counted: Counted) -> date | None:
    """The first day on which a record of this kind can have an effect."""
    return day_of(counted.effect_from) if counted.effect_from is not None else None
