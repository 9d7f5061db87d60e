"""What is held about one person, as it stands at one instant. [law:pipl/第十九条] [law:pipl/第四十五条]

Every path to a record goes through `held_by`: standing is derived here, at read, from what happened and the instant, so
that a record that ended a second ago is ended on every page. Nothing here lists persons.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import BinaryField, DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery

from chengxin.apps.ledger.batch import read_content
from chengxin.apps.ledger.load import Having, find
from chengxin.apps.ledger.statement import Asked, Statement, together
from chengxin.apps.notices.models import Release
from chengxin.apps.people import selectors as people
from chengxin.apps.people.models import ConflictEvent, Person
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.records.models import Record, RecordEvent, Version
from chengxin.apps.records.models import Statement as OwnWords
from chengxin.apps.records.rules import happenings, parameters
from chengxin.apps.submissions import selectors as submissions
from chengxin.apps.submissions.models import HeldRow
from chengxin.core.calendar import day_of
from chengxin.core.editions import Editions
from chengxin.core.law import Item
from chengxin.core.recalls import STOPS, Stop
from chengxin.core.records import ENDINGS, Event, Flag, Happening, Parameters, Standing, effect_from, flags, standing
from chengxin.lawbook import Lawbook


def was_told(at: Any) -> Q:
    """What a file brought exists only once that file is complete; a decision, or a reading, comes in none."""
    return Q(submission=None) | Q(Exists(Release.objects.filter(pk=OuterRef("submission_id"), at__lte=at)))


def _last_finding(number: Any, at: Any) -> QuerySet[ConflictEvent]:
    """The last finding about a number, whoever holds it."""
    return ConflictEvent.objects.filter(number_index=number, at__lte=at).order_by("-pk")


#: The versions of which something is told. Each comes with the id of what the person said last about its record, and with whether
#: their number was last found to be shared: mostly there is neither, and only where there is one is more asked.
_VERSIONS: Statement[Any] = Statement(
    lambda number, name, at: (
        Version.objects.filter(
            people.exactly(number, name, of="record__person__"), was_told(at), record__at__lte=at, at__lte=at
        )
        .select_related("record")
        .annotate(
            is_found=Subquery(_last_finding(number, at).values("is_confirmed")[:1]),
            said=Subquery(
                OwnWords.objects.filter(record=OuterRef("record"), at__lte=at).order_by("-pk").values("pk")[:1]
            ),
        )
        .order_by("pk")
    ),
    BinaryField(),
    BinaryField(),
    DateTimeField(),
)
_EVENTS = Statement(
    lambda number, name, at: RecordEvent.objects.filter(
        people.exactly(number, name, of="record__person__"), was_told(at), at__lte=at
    ).order_by("pk"),
    BinaryField(),
    BinaryField(),
    DateTimeField(),
)


#: What says that a record never was this person's, or is not any more what its source says: withdrawn by the source, or taken
#: out by a decision. What only ran out, or was repaired, was theirs. What is destroyed leads to nobody.
_GONE = (Event.WITHDRAWN.value, Event.VOIDED.value)
_WENT = Having(RecordEvent, "record_id", "event", _GONE)


def holders(persons: Collection[int]) -> set[int]:
    """Which of some persons hold their number: those of whom one record stands, for whoever recognises a row.

    A number that was sent once under a wrong name, and taken back, would else keep out its owner for good.
    """
    records = dict(find(Record, "person_id", sorted(persons), ("id", "person_id")))
    gone = {pk for (pk,) in find(Record, "person_id", sorted(persons), ("id",), having=_WENT)}
    return {person for record, person in records.items() if record not in gone}


def ended_decisions(person: int, item: str) -> set[tuple[str, str]]:
    """(authority, day) of every decision of one item about one person whose record has ended for good, in each version."""
    ended = RecordEvent.objects.filter(record=OuterRef("record"), event__in=[event.value for event in ENDINGS])
    return decided(Version.objects.filter(Exists(ended), record__person=person, record__item=item))


def decided(versions: Iterable[Version]) -> set[tuple[str, str]]:
    """Who decided, and on which day, as versions say it; what is destroyed says nothing."""
    bodies = filter(None, map(read_content, versions))
    return {(body["authority"], body["decided_on"]) for body in bodies}


def names_holding(number_index: bytes) -> set[bytes]:
    """The names under which a number is held."""
    names = dict(Person.objects.filter(number_index=number_index).values_list("pk", "name_index"))
    return {bytes(names[pk]) for pk in holders(names)}


def _stood(at: Any) -> Q:
    """Whether a record stood at an instant, in the sense of `holders`."""
    gone = RecordEvent.objects.filter(record=OuterRef("pk"), event__in=_GONE, at__lte=at)
    return Q(~Exists(gone), at__lte=at)


#: Whether that last finding holds somebody's file while somebody else's is under the number: a finding that stands against
#: somebody of whom nothing stands any more freezes nobody. To plan this takes longer than all else that is asked about a person.
_LAST_FINDING: Statement[Any] = Statement(
    lambda number, name, at: (
        _last_finding(number, at)
        .filter(
            Exists(Record.objects.filter(people.exactly(number, name, of="person__"), _stood(at))),
            Exists(Record.objects.filter(_stood(at), person__number_index=number).exclude(person__name_index=name)),
        )
        .values_list("is_confirmed")[:1]
    ),
    BinaryField(),
    BinaryField(),
    DateTimeField(),
)


class _Words:
    """What a person said about their records, read together when some of it is wanted: the time that takes tells nothing to
    whoever is shown none of those records."""

    def __init__(self, ids: Collection[int]) -> None:
        self._ids = ids

    def read(self) -> None:
        """Read them at once; of none the same is asked as of some."""
        self._texts  # noqa: B018 - it asks, and keeps what is found

    def text(self, said: int | None) -> str:
        return "" if said is None else self._texts[said]

    @cached_property
    def _texts(self) -> dict[int, str]:
        found = OwnWords.objects.filter(pk__in=self._ids or [0])
        return {said.pk: (read_content(said) or {}).get("text", "") for said in found}


@dataclass(frozen=True)
class HeldRecord:
    """One record with its version that stands; what is derived from it at `at` is derived where it is wanted."""

    record: Record
    version: Version
    versions: tuple[Version, ...]
    """Every version told so far, oldest first; what an incomplete file brought is not among them."""
    events: tuple[RecordEvent, ...]
    said: int | None
    """The id of what the person said about it last."""
    words: _Words
    item: Item
    """The edition in force at `at`; the last one where none is any more."""
    is_in_conflict: bool
    """Whether the person's number is found to be shared."""
    lawbook: Lawbook
    parameters: Parameters
    at: datetime

    @cached_property
    def happened(self) -> tuple[Happening, ...]:
        return tuple(happenings(self.versions, self.events))

    @cached_property
    def standing(self) -> Standing:
        items, slug = self.lawbook.items, self.record.item
        return standing(
            self.item,
            self.happened,
            until=self.version.until,
            at=self.at,
            parameters=self.parameters,
            is_identity_in_conflict=self.is_in_conflict,
            has_basis=items.is_unbroken(slug, day_of(self.record.at), day_of(self.at)),
        )

    @cached_property
    def flags(self) -> tuple[Flag, ...]:
        """The cases that are open about it; a flag travels with every output."""
        return flags(self.happened, self.at)

    @cached_property
    def statement(self) -> str:
        """The person's own words about it, "" where there are none; they travel as well."""
        return self.words.text(self.said)

    @cached_property
    def effect_from(self) -> datetime | None:
        """The instant from which it has, or had, effect; `None` where it has none."""
        return effect_from(self.item, self.happened, self.parameters)

    @cached_property
    def body(self) -> dict[str, Any]:
        """The plain content, opened on first use; empty once destroyed."""
        return read_content(self.version) or {}

    @cached_property
    def item_then(self) -> Item:
        """The edition by which it was registered: that of the day of the decision."""
        return edition_of(self.lawbook.items.of(self.record.item), self.body) if self.body else self.item

    @property
    def until(self) -> datetime:
        return self.version.until

    @property
    def repair_from(self) -> date | None:
        return self.version.repair_from


@dataclass(frozen=True, slots=True)
class Holding:
    """All that is held about one person, newest first, and whether their number is found to be shared."""

    records: tuple[HeldRecord, ...]
    is_in_conflict: bool
    words: _Words


def held_by(who: Indexes, *, lawbook: Lawbook, at: datetime) -> list[HeldRecord]:
    """Everything held about one person by `at`, newest first; a file not yet complete does not exist. The same is asked of the
    database whatever is held."""
    held = holding(together(*asking_holding(who, at=at)), who, lawbook=lawbook, at=at)
    held.words.read()
    return list(held.records)


def asking_holding(who: Indexes, *, at: datetime) -> tuple[Asked, ...]:
    """What `holding` needs to be found, to be asked together with something else."""
    return (
        _VERSIONS.of(who.number, who.name, at),
        _EVENTS.of(who.number, who.name, at),
    )


def holding(found: Sequence[list[Any]], who: Indexes, *, lawbook: Lawbook, at: datetime) -> Holding:
    """All that is held about one person; of a name that nobody holds, not even a conflict is told. What the person said about a
    record is asked for only where it is read."""
    found_versions, found_events = found
    # A name of which nothing is told is looked for no further: the time that takes would tell of the finding.
    is_found = any(version.is_found for version in found_versions)
    in_conflict = is_found and any(is_shared for (is_shared,) in _LAST_FINDING.all(who.number, who.name, at))
    versions: dict[int, list[Any]] = defaultdict(list)
    for version in found_versions:
        versions[version.record_id].append(version)
    events: dict[int, list[RecordEvent]] = defaultdict(list)
    for event in found_events:
        events[event.record_id].append(event)
    words = _Words([version.said for version in found_versions if version.said is not None])
    today = day_of(at)
    rules = parameters(lawbook, on=today)
    return Holding(
        tuple(
            HeldRecord(
                record=(newest := versions[pk][-1]).record,
                version=newest,
                versions=tuple(versions[pk]),
                events=tuple(events.get(pk, ())),
                said=newest.said,
                words=words,
                item=lawbook.items.at(newest.record.item, today),
                is_in_conflict=in_conflict,
                lawbook=lawbook,
                parameters=rules,
                at=at,
            )
            for pk in sorted(versions, reverse=True)
        ),
        in_conflict,
        words,
    )


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


def told_of(records: Collection[int], *, at: datetime) -> dict[int, tuple[list[Version], list[RecordEvent]]]:
    """The versions and events of these records that are told by `at`, oldest first, each version with its record: for acts
    on records that the caller holds already."""
    found: dict[int, tuple[list[Version], list[RecordEvent]]] = {pk: ([], []) for pk in records}
    versions = Version.objects.filter(was_told(at), record__in=records, at__lte=at)
    for version in versions.select_related("record__person", "submission").order_by("pk"):
        found[version.record_id][0].append(version)
    for event in RecordEvent.objects.filter(was_told(at), record__in=records, at__lte=at).order_by("pk"):
        found[event.record_id][1].append(event)
    return found


def stops_of(records: Collection[int], *, at: datetime) -> dict[int, list[Stop]]:
    """What changed or ended each of these records by `at`, by record; what an incomplete file brought is not told yet."""
    stops: dict[int, list[Stop]] = {}
    for model in (Version, RecordEvent):
        for row in model.objects.filter(was_told(at), record__in=records, event__in=STOPS, at__lte=at):
            stops.setdefault(row.record_id, []).append(Stop(row.pk, Event(row.event), row.at))
    return stops


def rows_of_open_conflicts() -> list[HeldRow]:
    """The settled rows whose number is still found to be shared by two people: cases to end, not persons to see."""
    rows = submissions.rows_settled_as("number_is_shared")
    open_numbers = people.conflicted({bytes(row.number_index) for row in rows})
    return [row for row in rows if bytes(row.number_index) in open_numbers]


def is_conflict_open(row: HeldRow) -> bool:
    """Whether the number of a held row is still found to be shared."""
    return bool(people.conflicted([bytes(row.number_index)]))


def freezes(row: HeldRow) -> bool:
    """Whether that finding freezes two files now: where fewer than two hold the number, it freezes nobody."""
    return is_conflict_open(row) and len(names_holding(bytes(row.number_index))) > 1
