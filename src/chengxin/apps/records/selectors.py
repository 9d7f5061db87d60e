"""What is held about one person, as it stands at one instant. [law:pipl/第十九条] [law:pipl/第四十五条]

Every path to a record goes through `held_by`: standing is derived here, at read, from what happened and the instant, so
that a record that ended a second ago is ended on every page. Nothing here lists persons.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from chengxin.apps.ledger.batch import read_content
from chengxin.apps.notices.models import Release
from chengxin.apps.people import selectors as people
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.records.models import Record, RecordEvent, Version
from chengxin.apps.records.rules import happenings, parameters
from chengxin.apps.submissions import selectors as submissions
from chengxin.apps.submissions.models import HeldRow
from chengxin.core.calendar import day_of
from chengxin.core.editions import Editions
from chengxin.core.law import Item
from chengxin.core.recalls import STOPS, Stop
from chengxin.core.records import Event, Flag, Happening, Standing, effect_from, flags, standing
from chengxin.lawbook import Lawbook


@dataclass(frozen=True)
class HeldRecord:
    """One record with its version that stands, and everything derived from it at `at`."""

    record: Record
    version: Version
    versions: tuple[Version, ...]
    """Every version told so far, oldest first; what an incomplete file brought is not among them."""
    events: tuple[RecordEvent, ...]
    item: Item
    """The edition in force at `at`; the last one where none is any more."""
    editions: tuple[Item, ...]
    happened: tuple[Happening, ...]
    standing: Standing
    flags: tuple[Flag, ...]
    """The cases that are open about it; a flag travels with every output."""
    statement: str
    """The person's own words about it, "" where there are none; they travel as well."""
    effect_from: datetime | None
    at: datetime

    @cached_property
    def body(self) -> dict[str, Any]:
        """The plain content, opened on first use; empty once destroyed."""
        return read_content(self.version) or {}

    @cached_property
    def item_then(self) -> Item:
        """The edition by which it was registered: that of the day of the decision."""
        if not self.body:
            return self.item
        return edition_of(self.editions, self.body)

    @property
    def until(self) -> datetime:
        return self.version.until

    @property
    def repair_from(self) -> date | None:
        return self.version.repair_from


def held_by(who: Indexes, *, lawbook: Lawbook, at: datetime) -> list[HeldRecord]:
    """Everything held about one person by `at`, newest first; a file not yet complete does not exist."""
    person = people.find(who)
    if person is None:
        return []
    in_conflict = bool(people.conflicted([who.number], at=at))
    records = list(
        Record.objects.filter(person=person, at__lte=at)
        .prefetch_related("versions", "events", "statements")
        .order_by("-pk")
    )
    released = _released(_files_of(records), at)
    held = [_held(record, released, lawbook, in_conflict=in_conflict, at=at) for record in records]
    return [record for record in held if record is not None]


def get_for_person(who: Indexes, ref: str, *, lawbook: Lawbook, at: datetime) -> HeldRecord | None:
    """One of this person's records by its reference, or `None`: another person's record does not exist here."""
    return next((held for held in held_by(who, lawbook=lawbook, at=at) if held.record.ref == ref), None)


def version_with_item(version_id: int, lawbook: Lawbook) -> tuple[Version, Item] | None:
    """A version by id, for the letter that tells of it, with the edition of its item on the day of the decision."""
    version = Version.objects.select_related("record", "submission").filter(pk=version_id).first()
    if version is None:
        return None
    body = read_content(version)
    editions = lawbook.items.of(version.record.item)
    return version, edition_of(editions, body) if body else editions[-1]


def edition_of(editions: tuple[Item, ...], body: dict[str, Any]) -> Item:
    """The edition of an item that was in force when a decision was taken."""
    return Editions(editions).at(editions[0].slug, date.fromisoformat(body["decided_on"]))


def stops_of(records: Collection[int], *, at: datetime) -> dict[int, list[Stop]]:
    """What changed or ended each of these records by `at`, by record; what an incomplete file brought is not told yet."""
    versions = Version.objects.filter(record__in=records, event__in=STOPS, at__lte=at)
    events = RecordEvent.objects.filter(record__in=records, event__in=STOPS, at__lte=at)
    rows: list[Version | RecordEvent] = [*versions, *events]
    released = _released({row.submission_id for row in rows if row.submission_id is not None}, at)
    stops: dict[int, list[Stop]] = {}
    for row in rows:
        if _is_told(row, released, at):
            stops.setdefault(row.record_id, []).append(Stop(row.pk, Event(row.event), row.at))
    return stops


def _released(files: set[int], at: datetime) -> set[int]:
    """Which of these files were complete at an instant."""
    return set(Release.objects.filter(pk__in=files, at__lte=at).values_list("pk", flat=True))


def _files_of(records: list[Record]) -> set[int]:
    """The files that say anything about these records: a withdrawal comes in a file that brings no version."""
    said = [version.submission_id for record in records for version in record.versions.all()]
    said += [event.submission_id for record in records for event in record.events.all()]
    return {file for file in said if file is not None}


def _is_told(row: Version | RecordEvent, released: set[int], at: datetime) -> bool:
    """Whether a row exists for a reader: what a file brought, only once that file is complete."""
    return row.at <= at and (row.submission_id is None or row.submission_id in released)


def _held(
    record: Record, released: set[int], lawbook: Lawbook, *, in_conflict: bool, at: datetime
) -> HeldRecord | None:
    versions = [version for version in record.versions.all() if _is_told(version, released, at)]
    if not versions:
        return None
    events = [event for event in record.events.all() if _is_told(event, released, at)]
    words = max((said for said in record.statements.all() if said.at <= at), key=lambda said: said.pk, default=None)
    today = day_of(at)
    rules = parameters(lawbook, on=today)
    item = lawbook.items.at(record.item, today)
    happened = happenings(versions, events)
    newest = max(versions, key=lambda version: version.pk)
    return HeldRecord(
        record=record,
        version=newest,
        versions=tuple(sorted(versions, key=lambda version: version.pk)),
        events=tuple(sorted(events, key=lambda event: event.pk)),
        item=item,
        editions=lawbook.items.of(record.item),
        happened=tuple(happened),
        standing=standing(
            item,
            happened,
            until=newest.until,
            at=at,
            parameters=rules,
            is_identity_in_conflict=in_conflict,
            has_basis=lawbook.items.is_unbroken(record.item, day_of(record.at), today),
        ),
        flags=flags(happened, at),
        statement=(read_content(words) or {}).get("text", "") if words is not None else "",
        effect_from=effect_from(item, happened, rules),
        at=at,
    )


def rows_of_open_conflicts() -> list[HeldRow]:
    """The settled rows whose number is still found to be shared by two people: cases to end, not persons to see."""
    rows = submissions.rows_settled_as("number_is_shared")
    open_numbers = people.conflicted({bytes(row.number_index) for row in rows})
    return [row for row in rows if bytes(row.number_index) in open_numbers]


def is_conflict_open(row: HeldRow) -> bool:
    """Whether the number of a held row is still found to be shared."""
    return bool(people.conflicted([bytes(row.number_index)]))
