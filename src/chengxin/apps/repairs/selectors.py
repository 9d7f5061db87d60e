"""Drafts and cases: one person's own, one unit's to decide. Nothing here searches persons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from chengxin.apps.ledger.batch import read_content
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.records.models import RecordEvent
from chengxin.apps.repairs.models import Draft, RepairProof, RepairRequest, RepairStep
from chengxin.apps.repairs.rules import case_of, periods
from chengxin.core.calendar import Deadline
from chengxin.core.records import ENDINGS
from chengxin.core.repairs import OPEN, Case, Periods, Phase, Step, due, is_overdue, phase
from chengxin.lawbook import Lawbook


@dataclass(frozen=True)
class OpenedRepair:
    """A case with everything that is derived from its rows at one instant."""

    request: RepairRequest
    case: Case
    periods: Periods
    phase: Phase
    due: Deadline | None
    is_overdue: bool
    at: datetime

    @property
    def is_open(self) -> bool:
        return self.phase in OPEN

    @property
    def is_escalated(self) -> bool:
        """Whether the last day that was missed has been told to a superior already."""
        told = self.case.last(Step.ESCALATED)
        return told is not None and self.due is not None and told.at >= self.due.until

    @property
    def words(self) -> dict[str, Any]:
        """The person's commitment and words; empty once destroyed."""
        return read_content(self.request) or {}

    @property
    def steps(self) -> list[RepairStep]:
        """The steps so far, oldest first."""
        return sorted((step for step in self.request.steps.all() if step.at <= self.at), key=lambda step: step.pk)

    @property
    def proofs(self) -> list[RepairProof]:
        return sorted((one for one in self.request.proofs.all() if one.at <= self.at), key=lambda one: one.pk)


@dataclass(frozen=True, slots=True)
class Counted:
    """What became of the records that could be repaired. No figure is about a person, and none is better when more adverse
    records exist."""

    drafts: int
    """Drafts that opened by themselves."""
    asked: int
    """Records for which somebody asked."""
    from_draft: int
    """Of these, those whose draft had opened before: nobody had to find out."""
    granted: int
    ended_unasked: int
    """Records whose draft had opened and that ended on their last day, without anybody having asked."""


def said(step: RepairStep) -> dict[str, Any]:
    """What a step says; empty once destroyed."""
    return read_content(step) or {}


def missing_of(opened: OpenedRepair) -> str:
    """What the office named as missing, "" where it named nothing."""
    named = next((said(step) for step in opened.steps if step.step == Step.MISSING_NAMED), {})
    return "、".join(named.get("missing", []))


def list_for_person(who: Indexes, *, lawbook: Lawbook, at: datetime) -> list[OpenedRepair]:
    """One person's own cases, newest first."""
    mine = _with_all().filter(number_index=who.number, name_index=who.name, at__lte=at).order_by("-pk")
    return _opened(mine, lawbook, at)


def get_for_person(who: Indexes, ref: str, *, lawbook: Lawbook, at: datetime) -> OpenedRepair | None:
    """One of this person's cases by its number, or `None`: another person's case does not exist here."""
    return next((one for one in list_for_person(who, lawbook=lawbook, at=at) if one.request.ref == ref), None)


def open_cases(*, lawbook: Lawbook, at: datetime, unit: str | None = None) -> list[OpenedRepair]:
    """The cases that somebody has to decide, oldest first: cases to work on, not persons to see. With `unit`, its own."""
    found = _with_all().filter(at__lte=at).exclude(steps__step__in=[Step.WITHDRAWN.value, Step.DECIDED.value])
    if unit is not None:
        found = found.filter(record__unit=unit)
    return _opened(found.order_by("pk"), lawbook, at)


def get(ref: str, *, lawbook: Lawbook, at: datetime) -> OpenedRepair | None:
    """One case by its number, for the office that works on it."""
    return next(iter(_opened(_with_all().filter(ref=ref, at__lte=at), lawbook, at)), None)


def about_record(record_id: int, *, lawbook: Lawbook, at: datetime) -> list[OpenedRepair]:
    """Every case there has been about one record, oldest first."""
    return _opened(_with_all().filter(record_id=record_id, at__lte=at).order_by("pk"), lawbook, at)


def draft_of(record_id: int, *, at: datetime) -> Draft | None:
    """The draft that opened for a record by itself, or `None`."""
    return Draft.objects.filter(record_id=record_id, at__lte=at).first()


def get_proof(request: RepairRequest, ref: str) -> RepairProof | None:
    return next((one for one in request.proofs.all() if one.ref == ref), None)


def count(*, at: datetime, unit: str | None = None) -> Counted:
    """How many never had to ask, and what became of those who did; with `unit`, of what that unit handed over."""
    requests = RepairRequest.objects.filter(at__lte=at)
    drafts = Draft.objects.filter(at__lte=at)
    granted = RepairStep.objects.filter(at__lte=at, step=Step.DECIDED.value, result="granted")
    if unit is not None:
        requests, drafts = requests.filter(record__unit=unit), drafts.filter(record__unit=unit)
        granted = granted.filter(request__record__unit=unit)
    earlier_draft = Draft.objects.filter(record=OuterRef("record_id"), at__lte=OuterRef("at"))
    endings = RecordEvent.objects.filter(record=OuterRef("record_id"), event__in=[event.value for event in ENDINGS])
    asked = RepairRequest.objects.filter(record=OuterRef("record_id"))
    by_itself = drafts.filter(~Exists(endings), ~Exists(asked), version__until__lte=at)
    return Counted(
        drafts=drafts.count(),
        asked=requests.values("record").distinct().count(),
        from_draft=requests.filter(Exists(earlier_draft)).values("record").distinct().count(),
        granted=granted.count(),
        ended_unasked=by_itself.count(),
    )


def _with_all() -> QuerySet[RepairRequest]:
    # Each by its key: one join over all of them is planned badly while a new database has no statistics.
    return RepairRequest.objects.select_related("through").prefetch_related(
        "record__person", "version__submission", "version__record__person", "steps__by", "steps__through", "proofs"
    )


def _opened(requests: Iterable[RepairRequest], lawbook: Lawbook, at: datetime) -> list[OpenedRepair]:
    opened = []
    for request in requests:
        case, known = case_of(request, at=at), periods(lawbook, at=request.at)
        opened.append(
            OpenedRepair(
                request=request,
                case=case,
                periods=known,
                phase=phase(case),
                due=due(case, known),
                is_overdue=is_overdue(case, known, at=at),
                at=at,
            )
        )
    return opened
