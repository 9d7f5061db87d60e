"""Register a chunk of a file's rows, set-wise: recognise, compare, write, owe the letters, account.

[law:pipl/第六条] [law:pipl/第八条] [law:pipl/第十七条]
One call is one transaction and one chunk. Until the submission is closed nobody sees what it wrote.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import Max

from chengxin.apps.ledger.batch import Writer, read_content
from chengxin.apps.ledger.hold import hold, let_flush_later
from chengxin.apps.ledger.journal import ending, note_on_commit
from chengxin.apps.ledger.load import find
from chengxin.apps.ledger.refs import new_ref
from chengxin.apps.notices.actions.owe import Owed, owe
from chengxin.apps.people import selectors as people
from chengxin.apps.people.actions.recognise import Recognised, recognise
from chengxin.apps.people.models import Person
from chengxin.apps.records import rules
from chengxin.apps.records.layout import Prepared
from chengxin.apps.records.models import Record, RecordEvent, Tombstone, Version
from chengxin.apps.records.new_records import NewRecords, bearers_of, facts_of
from chengxin.apps.records.selectors import decided, ended_decisions, holders
from chengxin.apps.submissions.actions.account import RowFate, account_chunk
from chengxin.apps.submissions.models import Chunk, HeldRow, RowOutcome, Submission
from chengxin.core import document_number
from chengxin.core.calendar import day_of
from chengxin.core.canonical import canonical
from chengxin.core.facts import Facts, ProofMode, RowState, compared
from chengxin.core.issues import IssueCode, issue
from chengxin.core.law import Item
from chengxin.core.matching import Recognition, Waits
from chengxin.core.records import (
    ENDINGS,
    Arrival,
    Event,
    Parameters,
    accept_proof,
    arrival,
    is_open_ended,
    repair_of_next,
    term,
    until_of_next,
)
from chengxin.core.rows import Fate
from chengxin.intake.words import worded
from chengxin.lawbook import Lawbook

_AT_ONCE = 400
#: What is not taken, and what its source reads about it.
_REFUSED = {
    Arrival.AFTER_WITHDRAWAL: IssueCode.WITHDRAWN_BEFORE,
    Arrival.AFTER_VOID: IssueCode.VOIDED_BEFORE,
    Arrival.AFTER_REPAIR: IssueCode.REPAIRED_BEFORE,
    Arrival.AFTER_DESTRUCTION: IssueCode.DESTROYED_BEFORE,
    Arrival.FOUND_WRONG: IssueCode.FOUND_WRONG_BEFORE,
}
_WAITING = {
    Waits.OTHER_NAME: IssueCode.NUMBER_HAS_OTHER_NAME,
    Waits.LIKE_ENDED: IssueCode.LIKE_ENDED,
}
#: What opens a case about a record, in which somebody decides.
_OPENING = (Event.FROZEN.value, Event.MARKED.value, Event.REPAIR_ASKED.value)


@dataclass(slots=True)
class _Known:
    """A record held under a natural key: its newest version, whether it was withdrawn, voided or repaired, and what a
    decision on an objection found wrong, as canonical bodies."""

    record: Record
    newest: Version
    is_withdrawn: bool = False
    is_voided: bool = False
    is_repaired: bool = False
    found_wrong: frozenset[bytes] = frozenset()


@transaction.atomic
def register(
    submission: Submission,
    number: int,
    accepted: Prepared,
    others: Sequence[RowFate],
    *,
    lawbook: Lawbook,
    at: datetime,
) -> Chunk:
    """Work through chunk `number` of a submission; a chunk already worked through is returned as it is.

    `others` are the chunk's rows that were not accepted.
    """
    hold("rows to register")
    done = submission.chunks.filter(number=number).first()
    if done is not None:
        return done
    bearers = bearers_of(accepted.numbers)
    held = _hold_contested(accepted, {number for _, number, _ in bearers})
    writer = Writer(at)
    left, entered = NewRecords(writer, submission, lawbook).take(accepted, bearers=bearers, held=held)
    if not left:
        # The receipt waits for the disk, and until then the file is kept: a chunk that the power took is worked through again.
        # Where something ended it waits itself, for the journal beside the database says so at once.
        let_flush_later()
    fates = _Registrar(writer, submission, lawbook).take(left)
    writer.flush()
    return account_chunk(submission, number, [*others, *fates], entered=entered, at=at)


def register_one(
    facts: Facts, person: Person, *, writer: Writer, submission: Submission, sheet: str, row: int, lawbook: Lawbook
) -> RowFate:
    """Register one row about a person whom an official has recognised; runs inside the calling act's transaction."""
    registrar = _Registrar(writer, submission, lawbook)
    who = people.indexes(facts.identity)
    return registrar.register(sheet, row, facts, Recognised(Recognition.SAME, who, person), is_settled=True)


def _hold_contested(accepted: Prepared, borne: Collection[bytes]) -> set[bytes]:
    """Wait for whoever decides in a case about a record that this chunk speaks of: what a decision found wrong does not
    come back beside it. Before anything is read of a record or gets an id; in one order, so that two chunks never wait in a
    ring. `borne` are the numbers that somebody has: about any other there is no record.

    The natural keys of this chunk under which a record is held: nobody but who registers rows makes one.
    """
    told = zip(accepted.natural_keys, accepted.numbers, strict=True)
    numbers = {key: number for key, number in told if number in borne}
    found = find(Record, "natural_key", sorted(numbers), ("id", "natural_key"))
    held = {pk: bytes(key) for pk, key in found}
    contested = set()
    for start in range(0, len(held), _AT_ONCE):
        some = list(held)[start : start + _AT_ONCE]
        opened = RecordEvent.objects.filter(record__in=some, event__in=_OPENING)
        contested |= {numbers[held[pk]] for pk in opened.values_list("record_id", flat=True)}
    for number in sorted(contested):
        hold("number", number)
    return set(held.values())


class _Registrar:
    """The steps of registering rows into one batch."""

    def __init__(self, writer: Writer, submission: Submission, lawbook: Lawbook) -> None:
        self._writer = writer
        self._submission = submission
        self._lawbook = lawbook
        self._parameters: Parameters = rules.parameters(lawbook, on=day_of(submission.at))
        self._known: dict[bytes, _Known] = {}
        self._tombstones: dict[bytes, set[Event]] = {}
        self._ended: dict[tuple[int, str], set[tuple[str, str]]] = {}
        self._just_ended: dict[tuple[int | None, str], set[tuple[str, str]]] = defaultdict(set)

    def take(self, rows: Sequence[dict[str, Any]]) -> list[RowFate]:
        """Register rows of an accepted frame, one at a time."""
        facts = [facts_of(row) for row in rows]
        whose = [people.indexes(one.identity) for one in facts]
        keys = [_natural_key(one, who.number, who.name) for one, who in zip(facts, whose, strict=True)]
        self._look_up(keys)
        # Of somebody about whom a row makes no record, nothing is kept.
        strangers = {place for place, one in enumerate(facts) if self._makes_none(one, keys[place])}
        recognised = recognise(
            [one.identity for one in facts], strangers=strangers, standing=holders, writer=self._writer
        )
        return [
            self._one(row["sheet"], row["row"], one, how) for row, one, how in zip(rows, facts, recognised, strict=True)
        ]

    def _one(self, sheet: str, row: int, facts: Facts, how: Recognised) -> RowFate:
        if how.how is Recognition.HUMAN_MUST_LOOK and self._speaks_of_somebody(facts, how):
            return self._hold(sheet, row, facts, how, Waits.OTHER_NAME)
        return self.register(sheet, row, facts, how)

    def _speaks_of_somebody(self, facts: Facts, how: Recognised) -> bool:
        """Whether a row under a name that is not held here has to wait for a human: not what makes no record, or whoever sends
        such rows reads off which numbers are held. A withdrawal does where that very decision is held under another name."""
        if not self._makes_none(facts, _natural_key(facts, how.who.number, how.who.name)):
            return True
        if facts.state is not RowState.WITHDRAWN:
            return False
        keys = [_natural_key(facts, how.who.number, name) for name in how.other_names]
        self._look_up(keys)
        return any(key in self._known for key in keys)

    def _makes_none(self, facts: Facts, key: bytes) -> bool:
        """Whether a row makes no record whoever it is about: it withdraws, speaks of what was ended before it came, or of what
        has run out."""
        if facts.state is RowState.WITHDRAWN:
            return True
        known = self._known.get(key)
        if known is not None:
            is_ended = known.is_withdrawn or known.is_voided or known.is_repaired
            return is_ended or known.newest.until <= self._writer.at
        item = self._lawbook.items.at(facts.item, facts.decided_on)
        born = term(item, facts, confirmed_on=day_of(self._submission.as_of), parameters=self._parameters)
        return bool(self._tombstones.get(key)) or born.until <= self._writer.at

    def register(self, sheet: str, row: int, facts: Facts, how: Recognised, *, is_settled: bool = False) -> RowFate:
        """Do what a row does; what an official has settled waits for nobody."""
        item = self._lawbook.items.at(facts.item, facts.decided_on)
        key = _natural_key(facts, how.who.number, how.who.name)
        if key not in self._known:
            self._look_up([key])
        known, buried = self._known.get(key), self._tombstones.get(key, set())
        if known is None and buried:
            return self._forgotten(sheet, row, facts, buried)
        digest = _digest(facts)
        arrived = arrival(
            state=facts.state,
            as_of=self._submission.as_of,
            digest=digest,
            known=(self._said_last(known.newest, digest), bytes(known.newest.digest)) if known else None,
            is_withdrawn=known is not None and known.is_withdrawn,
            is_voided=known is not None and known.is_voided,
            is_repaired=known is not None and known.is_repaired,
            is_destroyed=known is not None and known.newest.is_destroyed,
            is_found_wrong=known is not None and canonical(compared(facts.body())) in known.found_wrong,
            is_open_ended=is_open_ended(item, facts),
        )
        match arrived:
            case Arrival.NEW | Arrival.NEWER | Arrival.CONFIRMATION:
                return self._write(sheet, row, facts, item, how, key, known, arrived, is_settled=is_settled)
            case Arrival.WITHDRAWAL_FIRST:
                return self._withdraw_first(sheet, row, key)
            case Arrival.WITHDRAWAL:
                assert known is not None  # noqa: S101 - a withdrawal of nothing is another arrival
                self._withdraw(known, how)
                return self._fate(sheet, row, Fate.ACCEPTED)
            case Arrival.STILL_SO:
                assert known is not None  # noqa: S101 - only what is held can be still so
                return RowFate(sheet, row, Fate.DUPLICATE, repeats=known.newest.pk)
            case Arrival.DUPLICATE:
                return self._fate(sheet, row, Fate.DUPLICATE)
            case Arrival.OLDER:
                return self._fate(sheet, row, Fate.DUPLICATE, IssueCode.OLDER_VERSION)
            case _:
                return self._fate(sheet, row, Fate.REFUSED, _REFUSED[arrived])

    def _forgotten(self, sheet: str, row: int, facts: Facts, buried: set[Event]) -> RowFate:
        """A decision of which only a tombstone is known: it was withdrawn before it came, or had ended before this database,
        an older one, was restored."""
        arrived = arrival(
            state=facts.state,
            as_of=self._submission.as_of,
            digest=b"",
            known=(self._submission.as_of, b""),
            is_withdrawn=True,
            is_voided=Event.VOIDED in buried,
            is_repaired=Event.REPAIRED in buried,
            is_destroyed=Event.DESTROYED in buried,
        )
        if arrived is Arrival.DUPLICATE:
            return self._fate(sheet, row, Fate.DUPLICATE)
        return self._fate(sheet, row, Fate.REFUSED, _REFUSED[arrived])

    def _write(
        self,
        sheet: str,
        row: int,
        facts: Facts,
        item: Item,
        how: Recognised,
        key: bytes,
        known: _Known | None,
        arrived: Arrival,
        *,
        is_settled: bool,
    ) -> RowFate:
        told_before = known.newest if known is not None else None
        born = term(item, facts, confirmed_on=day_of(self._submission.as_of), parameters=self._parameters)
        until = until_of_next(item, held=known.newest.until, computed=born.until) if known else born.until
        repair_from = (
            repair_of_next(held=known.newest.repair_from, computed=born.repair_from) if known else born.repair_from
        )
        if until <= self._writer.at:
            return self._fate(sheet, row, Fate.REFUSED, IssueCode.ALREADY_ENDED)
        if arrived is Arrival.NEW and not is_settled and self._is_like_ended(facts, how):
            return self._hold(sheet, row, facts, how, Waits.LIKE_ENDED)
        event = {Arrival.NEW: Event.REGISTERED, Arrival.NEWER: Event.SUPERSEDED}.get(arrived, Event.CONFIRMED)
        version = self._writer.add(
            "record_version",
            Version(
                event=event.value,
                as_of=self._submission.as_of,
                digest=_digest(facts),
                until=until,
                repair_from=repair_from,
                counted_from=born.counted_from,
                edition=self._lawbook.edition,
                submission=self._submission,
                sheet=sheet,
                row=row,
                at=self._writer.at,
            ),
            content=facts.body(),
        )
        if known is None:
            record = self._new_record(version.pk, item, how, key)
            known = self._known[key] = _Known(record, version)
        version.record = known.record
        known.newest = version
        if event is not Event.CONFIRMED:
            self._owe(rules.first_letter(item) if event is Event.REGISTERED else "record_changed", how, version)
            self._prove(item, facts, version, told_before)
        is_new = event is Event.REGISTERED
        return RowFate(sheet, row, Fate.ACCEPTED, decided_on=facts.decided_on if is_new else None)

    def _new_record(self, pk: int, item: Item, how: Recognised, key: bytes) -> Record:
        record = Record(
            id=pk,
            ref=new_ref(),
            natural_key=key,
            item=item.slug,
            unit=self._submission.unit,
            person=how.person,
            at=self._writer.at,
        )
        self._writer.beside(Record, record)
        return record

    def _prove(self, item: Item, facts: Facts, version: Version, told_before: Version | None) -> None:
        """Take the notice that was enclosed with the decision as proof; only what has to wait needs one, and what has no
        effect yet tells of none: once its item is confirmed, the person is told anew.

        A change repeats the day of service of what was there before: that told the person of something else.
        """
        if facts.proof is None or not rules.needs_proof(item, on=day_of(self._writer.at)):
            return
        if told_before is not None and facts.proof.served_on <= day_of(told_before.at):
            return
        proof = accept_proof(ProofMode.ENCLOSED_WITH_DECISION, facts.proof.served_on, at=self._writer.at)
        self._event(version, Event.NOTICE_PROVED, proof_mode=proof.mode.value, proof_on=proof.on)

    def _withdraw_first(self, sheet: str, row: int, key: bytes) -> RowFate:
        """Keep that the decision was withdrawn, and nothing about the person: nobody was told of it, and nobody will be."""
        at = self._writer.at
        stone = Tombstone(natural_key=key, event=Event.WITHDRAWN.value, ended_at=at, submission=self._submission, at=at)
        self._writer.add("withdrawn_first", stone)
        note_on_commit([ending(stone.event, key, at)])
        self._tombstones[key] = {Event.WITHDRAWN}
        return self._fate(sheet, row, Fate.ACCEPTED, IssueCode.NOTHING_TO_WITHDRAW)

    def _withdraw(self, known: _Known, how: Recognised) -> None:
        self._event(known.newest, Event.WITHDRAWN)
        known.is_withdrawn = True
        self._just_ended[known.record.person_id, known.record.item] |= decided([known.newest])
        self._owe("record_withdrawn", how, known.newest)

    def _event(self, version: Version, event: Event, **proof: Any) -> None:
        if event in ENDINGS:
            note_on_commit([ending(event.value, version.record.natural_key, self._writer.at)])
        self._writer.add(
            "record_event",
            RecordEvent(
                record_id=version.record_id,
                version=version,
                event=event.value,
                submission=self._submission,
                at=self._writer.at,
                **proof,
            ),
        )

    def _owe(self, template: str, how: Recognised, version: Version) -> None:
        letter = self._lawbook.letter(template)
        owe(
            self._writer,
            Owed(how.who.number, how.who.name, letter.template, letter.edition, version.pk),
            held_under=self._submission.pk,
        )

    def _is_like_ended(self, facts: Facts, how: Recognised) -> bool:
        """Whether a record of the same person, item, authority and day has ended for good: what was taken out comes back under
        a number that nobody can see to be the same."""
        if how.person is None:
            return False
        place = how.person.pk, facts.item
        if place not in self._ended:
            self._ended[place] = ended_decisions(*place)
        return (facts.authority, facts.decided_on.isoformat()) in self._ended[place] | self._just_ended[place]

    def _hold(self, sheet: str, row: int, facts: Facts, how: Recognised, why: Waits) -> RowFate:
        self._writer.add(
            "row_held",
            HeldRow(
                ref=new_ref(),
                submission=self._submission,
                sheet=sheet,
                row=row,
                number_index=how.who.number,
                name_index=how.who.name,
                why=why.value,
                at=self._writer.at,
            ),
            content={"identity": people.seal_identity(facts.identity).hex(), "facts": facts.to_json()},
        )
        return self._fate(sheet, row, Fate.WAITING, _WAITING[why])

    def _fate(self, sheet: str, row: int, fate: Fate, code: IssueCode | None = None) -> RowFate:
        issues = () if code is None else (worded(issue(code, sheet=sheet, row=row)),)
        return RowFate(sheet, row, fate, issues)

    def _look_up(self, natural_keys: Sequence[bytes]) -> None:
        for start in range(0, len(natural_keys), _AT_ONCE):
            wanted = natural_keys[start : start + _AT_ONCE]
            for row in Tombstone.objects.filter(natural_key__in=wanted):
                self._tombstones.setdefault(bytes(row.natural_key), set()).add(Event(row.event))
            records = {record.pk: record for record in Record.objects.filter(natural_key__in=wanted)}
            versions: dict[int, list[Version]] = {pk: [] for pk in records}
            for version in Version.objects.filter(record__in=records).order_by("as_of", "pk"):
                version.record = records[version.record_id]
                versions[version.record_id].append(version)
            ended: dict[Event, set[int]] = {event: set() for event in ENDINGS}
            found = RecordEvent.objects.filter(record__in=records, event__in=[event.value for event in ENDINGS])
            for event, pk in found.values_list("event", "record_id"):
                ended[Event(event)].add(pk)
            for pk, record in records.items():
                self._known[bytes(record.natural_key)] = _Known(
                    record,
                    versions[pk][-1],
                    is_withdrawn=pk in ended[Event.WITHDRAWN],
                    is_voided=pk in ended[Event.VOIDED],
                    is_repaired=pk in ended[Event.REPAIRED],
                    found_wrong=_found_wrong(versions[pk]),
                )

    def _said_last(self, newest: Version, digest: bytes) -> datetime:
        """The latest day of which a file said what the newest version says; asked of the rows said again only where it
        decides, for other content that would be newer than the version."""
        as_of = self._submission.as_of
        if digest == bytes(newest.digest) or as_of <= newest.as_of or not self._is_late:
            return newest.as_of
        again = RowOutcome.objects.filter(repeats=newest.pk).aggregate(last=Max("submission__as_of"))["last"]
        return max(newest.as_of, again or newest.as_of)

    @cached_property
    def _is_late(self) -> bool:
        """Whether another file speaks of a day no earlier than this one's: else there is nothing that it could come after."""
        others = Submission.objects.exclude(pk=self._submission.pk)
        return others.filter(as_of__gte=self._submission.as_of).exists()


def _found_wrong(versions: Sequence[Version]) -> frozenset[bytes]:
    """What stood here before it was corrected: a source whose own system was not mended sends it again."""
    corrected = max((version.pk for version in versions if version.event == Event.CORRECTED), default=None)
    if corrected is None:
        return frozenset()
    opened = {version.pk: read_content(version) for version in versions}
    bodies = {pk: canonical(compared(body)) for pk, body in opened.items() if body is not None}
    return frozenset(body for pk, body in bodies.items() if pk < corrected) - {bodies.get(corrected, b"")}


def _natural_key(facts: Facts, number: bytes, name: bytes) -> bytes:
    return rules.natural_keys([(facts.authority, document_number.key(facts.decision_no), facts.item, number, name)])[0]


def _digest(facts: Facts) -> bytes:
    return rules.content_digests([canonical(facts.said())])[0]
