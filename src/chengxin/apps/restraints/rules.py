"""The lawbook and the stored rows in the form that `core.restraints` takes."""

from __future__ import annotations

from datetime import date, datetime

from chengxin.apps.ledger.keyring import keys
from chengxin.apps.officials.models import Official
from chengxin.apps.records.selectors import HeldRecord
from chengxin.apps.restraints.models import Restraint
from chengxin.core import document_number
from chengxin.core.calendar import day_of
from chengxin.core.records import VERSIONS, Event, Standing, repair_class_of
from chengxin.core.restraints import OPEN, Draft, Ground, Setting, State, state
from chengxin.lawbook import Lawbook


def natural_key(record: int, measure: str, decision_no: str) -> bytes:
    """One decision on one record under one measure, as a keyed index."""
    return keys().index(b"restraint", str(record).encode(), measure.encode(), document_number.key(decision_no).encode())


def window(lawbook: Lawbook, *, on: date) -> int:
    """How many working days a person has for saying something after the notice."""
    return lawbook.period("statement_window", on=on)


def setting(
    measure: str, draft: Draft, held: HeldRecord | None, *, lawbook: Lawbook, by: Official, at: datetime
) -> Setting:
    """What a draft is judged under at an instant."""
    today = day_of(at)
    decided_on = draft.decision.on or today
    return Setting(
        measure=lawbook.measures.find(measure, today),
        was_listed=lawbook.measures.is_unbroken(measure, min(decided_on, today), today),
        ground=None if held is None else ground(held, measure, draft, lawbook=lawbook, at=at),
        unit=by.unit,
        drafter=by.name,
        on=today,
        working_days=lawbook.working_days,
        window=window(lawbook, on=today),
    )


def ground(held: HeldRecord, measure: str, draft: Draft, *, lawbook: Lawbook, at: datetime) -> Ground:
    """A held record as something to rest on."""
    known = Restraint.objects.filter(record=held.record, measure=measure, at__lte=at)
    key = natural_key(held.record.pk, measure, draft.decision.number)
    return Ground(
        item=held.item,
        standing=held.standing,
        until=held.until,
        repair_class=repair_class_of(held.item, held.body.get("penalty_classes", ())),
        decided_on=date.fromisoformat(held.body["decided_on"]),
        in_effect_on=date.max if held.effect_from is None else day_of(held.effect_from),
        is_objected_to=bool(held.flags),
        is_restrained=any(
            bytes(one.natural_key) == key or state_of(one, held, lawbook=lawbook, at=at) in OPEN for one in known
        ),
    )


def state_of(restraint: Restraint, held: HeldRecord | None, *, lawbook: Lawbook, at: datetime) -> State:
    """What a stored restraint is at an instant; without its record, or without what it says, it holds no more."""
    today = day_of(at)
    known = lawbook.measures.find(restraint.measure, today)
    if held is None or restraint.is_destroyed or known is None:
        return State.GROUND_GONE
    ended = getattr(restraint, "ended", None)
    newer = [version for version in held.versions if version.pk > restraint.version_id]
    return state(
        known,
        starts_on=restraint.starts_on,
        ends_on=restraint.ends_on,
        stops_on=ended.stops_on if ended is not None and ended.at <= at else None,
        standing=Standing(held.standing),
        is_objected_to=bool(held.flags),
        is_same_version=not any(Event(version.event) in VERSIONS for version in newer),
        has_basis=lawbook.measures.is_unbroken(restraint.measure, restraint.decided_on, today),
        at=at,
    )
