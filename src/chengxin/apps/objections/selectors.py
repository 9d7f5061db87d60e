"""Cases: one person's own, one unit's to examine, the keeper's to check and decide. Nothing here searches persons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.batch import read_content
from chengxin.apps.objections.models import CaseStep, Evidence, Objection
from chengxin.apps.objections.rules import case_of, counted, periods
from chengxin.apps.officials.models import Official
from chengxin.apps.officials.words import officer_zh
from chengxin.apps.people import selectors as people
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.records.selectors import HeldRecord, held_by
from chengxin.core.calendar import Deadline, day_of, start_of
from chengxin.core.counting import Counted
from chengxin.core.facts import Identity
from chengxin.core.objections import (
    FLAGGED,
    WAITS_FOR,
    Actor,
    Case,
    Check,
    Periods,
    Phase,
    Step,
    due,
    is_overdue,
    is_splitting,
    late_actor,
    part_taken,
    phase,
)
from chengxin.core.permissions import KEEPER
from chengxin.core.records import ENDINGS, Standing
from chengxin.lawbook import Lawbook

_ENDED = frozenset({*ENDINGS.values(), Standing.EXPIRED, Standing.BASIS_ENDED})


@dataclass(frozen=True)
class OpenedCase:
    """A case with everything that is derived from its rows at one instant."""

    objection: Objection
    case: Case
    periods: Periods
    phase: Phase
    due: Deadline | None
    is_overdue: bool
    at: datetime

    @property
    def is_open(self) -> bool:
        return self.phase in FLAGGED

    @property
    def is_escalated(self) -> bool:
        """Whether the last day that was missed has been told to a superior already."""
        told = self.case.last(Step.ESCALATED)
        return told is not None and self.due is not None and told.at >= self.due.until

    @property
    def counted(self) -> Counted | None:
        """How the last day of what is going on was counted, day by day; `None` where nothing is open or has one."""
        return counted(self.case, self.periods) if self.is_open else None

    @property
    def waits_for(self) -> Actor | None:
        """Who has to do the next thing, `None` where nothing is to be done."""
        return WAITS_FOR.get(self.phase)

    @property
    def late_unit(self) -> str:
        """The unit for which an overdue case waited on its last day."""
        return self.objection.record.unit if late_actor(self.case) is Actor.SOURCE else KEEPER

    @cached_property
    def words(self) -> dict[str, Any]:
        """The person's own words; empty once destroyed."""
        return read_content(self.objection) or {}

    @property
    def is_brought(self) -> bool:
        """Whether somebody else opened it, by a document that annuls the decision."""
        return bool(self.words.get("is_brought"))

    @property
    def additions(self) -> list[tuple[datetime, str]]:
        """What the person added since, oldest first; without what is destroyed."""
        added = [(step.at, said(step).get("words", "")) for step in self.steps if step.step == Step.ADDED]
        return [(at, words) for at, words in added if words]

    @property
    def steps(self) -> list[CaseStep]:
        """The steps so far, oldest first."""
        return sorted((step for step in self.objection.steps.all() if step.at <= self.at), key=lambda step: step.pk)

    @property
    def evidence(self) -> list[Evidence]:
        return sorted((one for one in self.objection.evidence.all() if one.at <= self.at), key=lambda one: one.pk)


def said(step: CaseStep) -> dict[str, Any]:
    """What a step says; empty once destroyed."""
    return read_content(step) or {}


def superior_told(case: OpenedCase, lawbook: Lawbook) -> str:
    """The superior to whom an overdue case climbed last, as they sat then; "" where none was told."""
    told = next((step for step in reversed(case.steps) if step.step == Step.ESCALATED), None)
    superior = Official.objects.filter(pk=said(told).get("superior") or 0).first() if told is not None else None
    return officer_zh(superior, lawbook, at=told.at) if told is not None and superior is not None else ""


def list_for_person(who: Indexes, *, lawbook: Lawbook, at: datetime) -> list[OpenedCase]:
    """One person's own cases, newest first."""
    mine = _with_all().filter(number_index=who.number, name_index=who.name, at__lte=at).order_by("-pk")
    return _opened(mine, lawbook, at)


def get_for_person(who: Indexes, ref: str, *, lawbook: Lawbook, at: datetime) -> OpenedCase | None:
    """One of this person's cases by its number, or `None`: another person's case does not exist here."""
    return next((case for case in list_for_person(who, lawbook=lawbook, at=at) if case.objection.ref == ref), None)


def open_cases(*, lawbook: Lawbook, at: datetime, unit: str | None = None) -> list[OpenedCase]:
    """The cases in which an office has something to do, oldest first: cases to work on, not persons to see. With `unit`,
    those about what that unit handed over."""
    steps = CaseStep.objects.values("objection")
    under_review = steps.filter(step=Step.REVIEW_ASKED.value)
    settled = steps.filter(step=Step.DECIDED.value).exclude(objection__in=under_review)
    over = steps.filter(step__in=[Step.WITHDRAWN.value, Step.REVIEWED.value])
    found = _with_all().filter(at__lte=at).exclude(pk__in=over).exclude(pk__in=settled)
    if unit is not None:
        found = found.filter(record__unit=unit)
    return [case for case in _opened(found.order_by("pk"), lawbook, at) if case.is_open]


def get(ref: str, *, lawbook: Lawbook, at: datetime) -> OpenedCase | None:
    """One case by its number, for the office that works on it."""
    return next(iter(_opened(_with_all().filter(ref=ref, at__lte=at), lawbook, at)), None)


def get_for_official(official: Official, ref: str, *, lawbook: Lawbook, at: datetime) -> OpenedCase | None:
    """A case that this official's office works on, or `None`: the unit that keeps the platform sees each, a source unit
    those about what it handed over, once they were passed on to it."""
    case = get(ref, lawbook=lawbook, at=at)
    return case if case is not None and is_theirs(case, official.unit) else None


def to_work_on(unit: str, *, lawbook: Lawbook, at: datetime) -> list[OpenedCase]:
    """The open cases of one office, the one whose last day is nearest first, then what has none."""
    found = open_cases(lawbook=lawbook, at=at, unit=None if unit == KEEPER else unit)
    return by_clock(case for case in found if is_theirs(case, unit))


def overdue(unit: str, *, lawbook: Lawbook, at: datetime) -> list[OpenedCase]:
    """The cases for which one unit is late; for the unit that keeps the platform, those of every unit."""
    late = (case for case in open_cases(lawbook=lawbook, at=at) if case.is_overdue)
    return by_clock(case for case in late if unit in (KEEPER, case.late_unit))


def by_clock(cases: Iterable[OpenedCase]) -> list[OpenedCase]:
    return sorted(
        cases, key=lambda case: (case.due is None, case.due.until if case.due else case.at, case.objection.pk)
    )


def is_theirs(case: OpenedCase, unit: str) -> bool:
    """Whether a unit works, or worked, on a case."""
    if unit == KEEPER:
        return True
    checked = case.case.last(Step.CHECKED)
    is_passed_on = checked is not None and checked.result == Check.NO_OWN_ERROR
    return unit == case.objection.record.unit and is_passed_on


def held_in(case: OpenedCase, *, lawbook: Lawbook) -> HeldRecord | None:
    """The record that a case is about, as it stands; `None` once nothing is held."""
    objection = case.objection
    mine = held_by(_who(objection), lawbook=lawbook, at=case.at)
    return next((held for held in mine if held.record.pk == objection.record_id), None)


def joined_with(objection: Objection, *, lawbook: Lawbook, at: datetime) -> list[HeldRecord]:
    """The other records in the same person's file that have not ended: what the same wrong join may have brought."""
    mine = held_by(_who(objection), lawbook=lawbook, at=at)
    return [held for held in mine if held.record.pk != objection.record_id and held.standing not in _ENDED]


def may_split(case: OpenedCase, *, by: Official) -> bool:
    """Whether an official may take other records of the same wrong join out in this case."""
    if by.unit != KEEPER or not is_splitting(case.case, case.phase):
        return False
    return by.pk not in part_taken(case.case, Step.DECIDED)


def identity_in(case: OpenedCase) -> Identity | None:
    """Whom a case is about, or `None` once destroyed."""
    person = case.objection.version.record.person
    return people.open_identity(bytes(person.identity)) if person is not None and person.identity else None


def is_looked_at(case: OpenedCase, *, by: Official, at: datetime) -> bool:
    """Whether this official's opening of a case was entered today."""
    return AccessEntry.objects.filter(
        number_index=bytes(case.objection.number_index), case=case.objection.ref, by=by, at__gte=start_of(day_of(at))
    ).exists()


def about_record(record_id: int, *, lawbook: Lawbook, at: datetime) -> list[OpenedCase]:
    """Every case there has been about one record, oldest first."""
    return _opened(_with_all().filter(record_id=record_id, at__lte=at).order_by("pk"), lawbook, at)


def is_own(evidence: Evidence, case: OpenedCase) -> bool:
    """Whether the person gave this file, alone or through an official at a window."""
    through = {case.objection.through_id, *(step.through_id for step in case.steps)} - {None}
    return not came_with(evidence, case) and (evidence.by_id is None or evidence.by_id in through)


def came_with(evidence: Evidence, case: OpenedCase) -> bool:
    """Whether this is the document by which somebody else opened the case."""
    objection = case.objection
    return case.is_brought and (evidence.by_id, evidence.at) == (objection.through_id, objection.at)


def get_evidence(objection: Objection, ref: str) -> Evidence | None:
    return next((one for one in objection.evidence.all() if one.ref == ref), None)


def _who(objection: Objection) -> Indexes:
    return Indexes(bytes(objection.number_index), bytes(objection.name_index))


def _with_all() -> QuerySet[Objection]:
    # Each by its key: one join over all of them is planned badly while a new database has no statistics.
    return Objection.objects.select_related("through").prefetch_related(
        "record", "version__submission", "version__record__person", "steps__by", "steps__through", "evidence__by"
    )


def _opened(objections: Iterable[Objection], lawbook: Lawbook, at: datetime) -> list[OpenedCase]:
    opened = []
    for objection in objections:
        case, known = case_of(objection, at=at), periods(lawbook, at=objection.at)
        opened.append(
            OpenedCase(
                objection=objection,
                case=case,
                periods=known,
                phase=phase(case, known, at=at),
                due=due(case, known),
                is_overdue=is_overdue(case, known, at=at),
                at=at,
            )
        )
    return opened
