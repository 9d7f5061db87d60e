"""Lists of what is due, as they stand at one instant; what was destroyed of one person. Nothing here searches persons."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Exists, OuterRef

from chengxin.apps.destruction.models import Certificate, DueList, DueRecord, KeepOrder, Review
from chengxin.apps.destruction.rules import due_of, looked, ordered
from chengxin.apps.inquiries.models import Fragment
from chengxin.apps.ledger.batch import read_content
from chengxin.apps.notices import selectors as notices
from chengxin.apps.objections import recalls
from chengxin.apps.objections.models import CaseStep, Objection
from chengxin.apps.officials.models import Official
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.records.models import Record, RecordEvent, Version
from chengxin.apps.records.rules import happenings
from chengxin.apps.records.selectors import told_of
from chengxin.apps.repairs.models import RepairRequest, RepairStep
from chengxin.core.destruction import Due, Ground, Looked, Stay, stays
from chengxin.core.records import Event, flags, repairs_asked
from chengxin.lawbook import Lawbook


@dataclass(frozen=True, slots=True)
class Listed:
    """One place on a list: since when it is due and by what, what keeps it now, who has looked at it."""

    place: DueRecord
    newest: Version
    due: Due
    stays: tuple[Stay, ...]
    orders: tuple[KeepOrder, ...]
    destroyed: RecordEvent | None
    seen_by: tuple[Official, ...]

    @property
    def record(self) -> Record:
        return self.newest.record

    @property
    def is_free(self) -> bool:
        """Whether it may go now."""
        return self.destroyed is None and not self.stays


@dataclass(frozen=True)
class OpenedList:
    """A list with everything that is derived from its rows at one instant."""

    due_list: DueList
    places: tuple[Listed, ...]
    reviews: tuple[Review, ...]
    certificates: tuple[Certificate, ...]
    at: datetime

    @cached_property
    def free(self) -> frozenset[int]:
        """The ids of the places that may go now."""
        return frozenset(one.place.pk for one in self.places if one.is_free)

    @property
    def looks(self) -> list[Looked]:
        return looked(self.reviews)

    @property
    def kept(self) -> tuple[Listed, ...]:
        return tuple(one for one in self.places if one.destroyed is None and one.stays)

    @property
    def destroyed(self) -> tuple[Listed, ...]:
        return tuple(one for one in self.places if one.destroyed is not None)

    @property
    def is_open(self) -> bool:
        return any(one.destroyed is None for one in self.places)


@dataclass(frozen=True, slots=True)
class Gone:
    """What remains to be told of a record that was destroyed: of what kind it was, from whom, when. Nothing of its content."""

    item: str
    unit: str
    at: datetime
    letter: str
    """The reference of the letter that tells of it."""


def open_lists(*, lawbook: Lawbook, at: datetime, limit: int) -> list[OpenedList]:
    """The lists with records that are not destroyed, the oldest first, some of them."""
    gone = RecordEvent.objects.filter(record=OuterRef("record_id"), event=Event.DESTROYED.value)
    waiting = DueRecord.objects.filter(~Exists(gone), due_list=OuterRef("pk"))
    found = DueList.objects.filter(Exists(waiting), at__lte=at).select_related("by").order_by("pk")[:limit]
    return [_opened(one, lawbook, at) for one in found]


def closed_lists(*, lawbook: Lawbook, at: datetime, limit: int) -> list[OpenedList]:
    """The lists of which something was destroyed, the newest first, some of them."""
    certified = Certificate.objects.filter(due_list=OuterRef("pk"), at__lte=at)
    found = DueList.objects.filter(Exists(certified)).select_related("by").order_by("-pk")[:limit]
    return [_opened(one, lawbook, at) for one in found]


def get(ref: str, *, lawbook: Lawbook, at: datetime) -> OpenedList | None:
    """One list by its number."""
    found = DueList.objects.select_related("by").filter(ref=ref, at__lte=at).first()
    return None if found is None else _opened(found, lawbook, at)


def pdf_of(certificate: Certificate) -> bytes:
    """The certificate as it was made."""
    return b64decode((read_content(certificate) or {}).get("pdf", ""))


def destroyed_for_person(who: Indexes, *, at: datetime) -> list[Gone]:
    """What was destroyed about one person, newest first: from the letters that told them of it."""
    told = notices.list_for_person(who.number, who.name).filter(template="record_destroyed", at__lte=at)
    refs = {letter.subject: letter.ref for letter in told}
    events = RecordEvent.objects.filter(pk__in=refs).select_related("record").order_by("-pk")
    return [Gone(event.record.item, event.record.unit, event.at, refs[event.pk]) for event in events]


def gone_from(answer: int) -> dict[int, tuple[datetime, Ground | None]]:
    """Of what an answer showed, by its place: when it was destroyed, and by what; the ground is not known of one that was
    told again after a restore."""
    shown = {
        fragment.version.record_id: fragment.place
        for fragment in Fragment.objects.filter(answer=answer).select_related("version")
    }
    grounds = dict(DueRecord.objects.filter(record__in=shown).values_list("record_id", "ground"))
    events = RecordEvent.objects.filter(record__in=shown, event=Event.DESTROYED.value)
    return {
        shown[event.record_id]: (
            event.at,
            Ground(grounds[event.record_id]) if event.record_id in grounds else None,
        )
        for event in events
    }


def took_part(places: Iterable[Listed]) -> dict[int, frozenset[int]]:
    """Place -> the officials who handed over its file or did anything in a case about it."""
    of = {one.record.pk: one.place.pk for one in places}
    found: dict[int, set[int]] = {place: set() for place in of.values()}
    versions = Version.objects.filter(record__in=of).exclude(submission=None)
    rows = [*versions.values_list("record_id", "submission__by")]
    for cases in (Objection, RepairRequest):
        rows += cases.objects.filter(record__in=of).values_list("record_id", "through")
    for steps, way in ((CaseStep, "objection__record"), (RepairStep, "request__record")):
        done = steps.objects.filter(**{f"{way}__in": of})
        rows += [*done.values_list(way, "by"), *done.values_list(way, "through")]
    for record, official in rows:
        if official is not None:
            found[of[record]].add(official)
    return {place: frozenset(officials) for place, officials in found.items()}


def _opened(due_list: DueList, lawbook: Lawbook, at: datetime) -> OpenedList:
    rows = list(due_list.records.prefetch_related("orders__by").order_by("pk"))
    told = told_of([row.record_id for row in rows], at=at)
    recalled = recalls.open_among([pk for pk, (_, events) in told.items() if not _gone(events)], lawbook=lawbook, at=at)
    reviews = tuple(due_list.reviews.filter(at__lte=at).select_related("by").order_by("pk"))
    places = []
    for row in rows:
        versions, events = told[row.record_id]
        orders = tuple(one for one in sorted(row.orders.all(), key=lambda one: one.pk) if one.at <= at)
        destroyed = _gone(events)
        since = Due(Ground(row.ground), row.since) if destroyed else due_of(versions, events, lawbook=lawbook, at=at)
        happened = happenings(versions, events)
        kept = stays(
            since,
            has_open_case=bool(flags(happened, at) or repairs_asked(happened, at)),
            has_open_recall=row.record_id in recalled,
            orders=ordered(orders),
            at=at,
        )
        seen = tuple({one.by_id: one.by for one in reviews if row.pk in one.covers}.values())
        places.append(Listed(row, versions[-1], since, () if destroyed else kept, orders, destroyed, seen))
    certificates = tuple(due_list.certificates.filter(at__lte=at).select_related("by").order_by("pk"))
    return OpenedList(due_list, tuple(places), reviews, certificates, at)


def _gone(events: Sequence[RecordEvent]) -> RecordEvent | None:
    return next((event for event in events if event.event == Event.DESTROYED), None)
