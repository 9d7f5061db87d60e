"""Rows that bring a decision nobody held before, written as columns: the common case of a large file.

[law:pipl/第六条] [law:pipl/第十七条]
What is not the common case (a record that is held already, a number with two names, a term that has passed, a withdrawal) is
left to `register`, row by row. Both write the same rows; `ledger verify` and a differential test hold them to it.

The committed forms are written out as text here, key by key in canonical order, because a million of them are made.
"""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, TypeVar

import polars as pl

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.ciphers import cipher, nonces
from chengxin.apps.ledger.keyring import keys
from chengxin.apps.ledger.load import find, load_rows
from chengxin.apps.ledger.refs import new_refs
from chengxin.apps.notices.models import Letter
from chengxin.apps.people import selectors as people
from chengxin.apps.people.models import Person
from chengxin.apps.records import rules
from chengxin.apps.records.models import Record, RecordEvent, Tombstone, Version
from chengxin.apps.submissions.models import Submission
from chengxin.core.calendar import day_of
from chengxin.core.facts import DocumentType, Facts, Identity, ProofMode, RowState
from chengxin.core.records import COUNTED_FROM, Event, Proof, Term, accept_proof, end, repair_from
from chengxin.lawbook import Lawbook

T = TypeVar("T")
#: The body of a record, and what its digest covers, in the order in which canonical JSON has them.
_BODY = sorted(Facts.BODY)
_CONTENT = sorted((*Facts.BODY, "proof", "state"))
_DAYS = ("decided_on", "conduct_end_on", "starts_on", "ends_on")
_SALT = 32
_VERSION_TABLE = Version._meta.db_table.encode() + b":"
_RECORD_COLUMNS = ("id", "ref", "natural_key", "item", "unit", "person_id", "at")
_VERSION_COLUMNS = (
    *("id", "salt", "content", "data_key", "record_id", "event", "as_of", "digest", "until", "repair_from"),
    *("counted_from", "edition", "submission_id", "sheet", "row", "at"),
)
_LETTER_COLUMNS = (
    "id",
    "salt",
    "ref",
    "number_index",
    "name_index",
    "template",
    "edition",
    "subject",
    "held_under",
    "at",
)
_EVENT_COLUMNS = ("id", "salt", "record_id", "version_id", "event", "proof_mode", "proof_on", "submission_id", "at")


@dataclass(slots=True)
class Prepared:
    """The accepted rows of a chunk with everything that can be computed without the database: lists of equal length."""

    rows: pl.DataFrame
    """A frame of `chengxin.intake.setwise.SCHEMA`."""
    numbers: list[bytes]
    names: list[bytes]
    natural_keys: list[bytes]
    digests: list[bytes]
    bodies: list[str]
    salts: list[bytes]
    contents: list[bytes]
    """Ciphertexts of the bodies, each under a key of its own."""
    data_keys: list[bytes]
    """Those keys, wrapped."""

    def __len__(self) -> int:
        return len(self.numbers)


def prepare(rows: pl.DataFrame) -> Prepared:
    """Compute indexes, digests and bodies of accepted rows."""
    texts = rows.with_columns(state=pl.lit("")).select(
        body=pl.struct(_BODY).struct.json_encode(), content=pl.struct(_CONTENT).struct.json_encode()
    )
    who = people.many_indexes(*(rows[name].to_list() for name in ("document_type", "number", "name")))
    numbers, names = [one.number for one in who], [one.name for one in who]
    columns = (rows[name].to_list() for name in ("authority", "decision_no", "item"))
    bodies, digests = (
        texts["body"].to_list(),
        rules.content_digests(text.encode() for text in texts["content"].to_list()),
    )
    contents, data_keys = _encrypted(bodies, digests)
    salts = os.urandom(_SALT * rows.height)
    return Prepared(
        rows=rows,
        numbers=numbers,
        names=names,
        natural_keys=rules.natural_keys(zip(*columns, numbers, names, strict=True)),
        digests=digests,
        bodies=bodies,
        salts=[salts[start : start + _SALT] for start in range(0, len(salts), _SALT)],
        contents=contents,
        data_keys=data_keys,
    )


def _encrypted(bodies: list[str], digests: list[bytes]) -> tuple[list[bytes], list[bytes]]:
    """What `write_content` does to a version, for many: the ciphertexts, and their wrapped keys."""
    data_keys = keys().new_data_keys(len(bodies))
    contents = [
        nonce + cipher(data_key).encrypt(nonce, body.encode(), _VERSION_TABLE + digest)
        for body, digest, data_key, nonce in zip(bodies, digests, data_keys, nonces(len(bodies)), strict=True)
    ]
    return contents, keys().wrap_many(data_keys)


class NewRecords:
    """Writes what is new among the accepted rows of a chunk into one batch."""

    def __init__(self, writer: Writer, submission: Submission, lawbook: Lawbook) -> None:
        self._writer, self._submission, self._lawbook = writer, submission, lawbook
        self._parameters = rules.parameters(lawbook, on=day_of(submission.at))
        # Asked for every row, answered once per item and day.
        self._edition = lru_cache(maxsize=None)(self._edition_of)
        self._end = lru_cache(maxsize=None)(self._end_of)
        self._letter_of = lru_cache(maxsize=None)(self._first_letter)
        self._needs_proof = lru_cache(maxsize=None)(self._waits_for_proof)
        self._accepted = lru_cache(maxsize=None)(self._proof)

    def take(self, chunk: Prepared, *, held: Collection[bytes]) -> tuple[list[dict[str, Any]], Counter[date]]:
        """Write the records that are new; give back the other rows, in order, and count the new ones by decision day. `held`
        are the natural keys of the chunk under which there is a record."""
        persons = self._persons(chunk)
        terms = self._terms_of(chunk.rows)
        ended = find(Tombstone, "natural_key", chunk.natural_keys, ("natural_key",))
        known = {*held, *(bytes(key) for (key,) in ended)}
        at = self._writer.at
        new = [
            place
            for place, (key, number, until, state) in enumerate(
                zip(chunk.natural_keys, chunk.numbers, terms, chunk.rows["state"].to_list(), strict=True)
            )
            if number in persons and key not in known and until.until > at and state != RowState.WITHDRAWN
        ]
        if len(new) == len(chunk):
            left: list[dict[str, Any]] = []
        else:
            left = chunk.rows[sorted(set(range(len(chunk))) - set(new))].rows(named=True)
            chunk, terms = _only(chunk, new), [terms[place] for place in new]
        self._write(chunk, terms, persons)
        return left, Counter(map(date.fromisoformat, chunk.rows["decided_on"].to_list()))

    def _persons(self, chunk: Prepared) -> dict[bytes, int | None]:
        """Number index -> id of its person, `None` for a new one: only numbers that have one name, here and in what is held."""
        names: dict[bytes, dict[bytes, int | None]] = defaultdict(dict)
        for number, name in zip(chunk.numbers, chunk.names, strict=True):
            names[number][name] = None
        for pk, number, name in find(Person, "number_index", list(names), ("id", "number_index", "name_index")):
            names[bytes(number)][bytes(name)] = pk
        return {number: next(iter(under.values())) for number, under in names.items() if len(under) == 1}

    def _terms_of(self, rows: pl.DataFrame) -> list[Term]:
        """When each record ends; each part of a term is reckoned once per different dates."""
        made = []
        decided = rows["penalty_classes"].to_list()
        for row, classes in zip(rows.select("item", *_DAYS).iter_rows(), decided, strict=True):
            since, counted_in, repairable = self._edition(row[0], row[1], tuple(classes))
            until, counted_from = self._end(row[0], since, row[counted_in], row[2])
            made.append(Term(until, repairable, counted_from))
        return made

    def _edition_of(self, slug: str, decided_on: str, classes: tuple[str, ...]) -> tuple[date, int, date | None]:
        """Since when the item's edition holds, the place of the date its retention counts from, and when repair may be asked."""
        day = date.fromisoformat(decided_on)
        item = self._lawbook.items.at(slug, day)
        place = 1 + _DAYS.index(COUNTED_FROM[item.retention.start])
        return item.in_force_from, place, repair_from(item, day, self._parameters, classes)

    def _end_of(
        self, slug: str, since: date, counted_from: str | None, conduct_end_on: str | None
    ) -> tuple[datetime, date]:
        counted = date.fromisoformat(counted_from) if counted_from else None
        conduct = date.fromisoformat(conduct_end_on) if conduct_end_on else None
        item, confirmed_on = self._lawbook.items.at(slug, since), day_of(self._submission.as_of)
        return end(item, counted, conduct, confirmed_on=confirmed_on, parameters=self._parameters)

    def _write(self, chunk: Prepared, terms: list[Term], persons: dict[bytes, int | None]) -> None:
        self._write_persons(chunk, persons)
        writer, at, unit = self._writer, self._writer.at, self._submission.unit
        refs = new_refs(2 * len(chunk))
        version_ids, letter_ids = writer.next_ids(len(chunk)), writer.next_ids(len(chunk))
        items = chunk.rows["item"].to_list()
        load_rows(
            Record,
            _RECORD_COLUMNS,
            (
                (pk, ref, key, item, unit, persons[number], at)
                for pk, ref, key, item, number in zip(
                    version_ids, refs, chunk.natural_keys, items, chunk.numbers, strict=False
                )
            ),
        )
        commitments: list[bytes] = []
        versions = self._versions(chunk, terms, version_ids, refs, items, commitments)
        writer.add_many("record_version", Version, _VERSION_COLUMNS, versions, commitments=commitments)
        commitments = []
        letters = self._letters(chunk, letter_ids, version_ids, refs[len(chunk) :], items, commitments)
        writer.add_many("letter_owed", Letter, _LETTER_COLUMNS, letters, commitments=commitments)
        self._write_proofs(chunk, version_ids, items)

    def _write_persons(self, chunk: Prepared, persons: dict[bytes, int | None]) -> None:
        fresh: dict[bytes, int] = {}
        for place, number in enumerate(chunk.numbers):
            if persons[number] is None:
                fresh.setdefault(number, place)
        persons.update(zip(fresh, self._writer.side_ids(len(fresh)), strict=True))
        places = list(fresh.values())
        who = chunk.rows[places]
        identities = people.seal_identities(*(who[name].to_list() for name in ("document_type", "number", "name")))
        at = self._writer.at
        load_rows(
            Person,
            ("id", "number_index", "name_index", "identity", "at"),
            (
                (persons[number], number, chunk.names[place], identity, at)
                for (number, place), identity in zip(fresh.items(), identities, strict=True)
            ),
        )

    def _versions(
        self,
        chunk: Prepared,
        terms: Sequence[Term],
        ids: range,
        refs: Sequence[str],
        items: Sequence[str],
        commitments: list[bytes],
    ) -> Iterator[tuple[Any, ...]]:
        """The stored values of versions; the commitments to what `Version.told` says of them go to `commitments`."""
        submission, at, edition = self._submission, self._writer.at, self._lawbook.edition
        begins = f'{{"as_of":{_seconds(submission.as_of)},"at":{_seconds(at)},"content":'
        event, unit, digits = (
            f'"edition":{_quoted(edition)},"event":"registered","item":',
            _quoted(submission.unit),
            bytes.hex,
        )
        registered, as_of, file = Event.REGISTERED.value, submission.as_of, submission.pk
        columns = (chunk.natural_keys, chunk.digests, chunk.numbers, chunk.names, chunk.bodies, terms, items)
        hidden = (chunk.salts, chunk.contents, chunk.data_keys)
        places = (chunk.rows["sheet"].to_list(), chunk.rows["row"].to_list())
        for pk, ref, sheet, row, salt, content, data_key, key, digest, number, name, body, born, item in zip(
            ids, refs, *places, *hidden, *columns, strict=False
        ):
            until, repair_from, counted_from = born.until, born.repair_from, born.counted_from
            told = (
                f'{begins}{body},"counted_from":"{counted_from}","digest":"{digits(digest)}",{event}{_quoted(item)},'
                f'"natural_key":"{digits(key)}","person":["{digits(number)}","{digits(name)}"],"record":{pk},"ref":"{ref}",'
                f'"repair_from":{_day(repair_from)},"row":{row},"sheet":{_quoted(sheet)},"submission":{file},"unit":{unit},'
                f'"until":{_seconds(until)}}}'
            )
            commitments.append(sha256(salt + told.encode()).digest())
            yield (
                *(pk, salt, content, data_key, pk, registered, as_of, digest, until, repair_from),
                *(counted_from, edition, file, sheet, row, at),
            )

    def _letters(
        self,
        chunk: Prepared,
        ids: range,
        version_ids: range,
        refs: Sequence[str],
        items: Sequence[str],
        commitments: list[bytes],
    ) -> Iterator[tuple[Any, ...]]:
        """The stored values of the first letters; their commitments go to `commitments`."""
        at, file, digits = self._writer.at, self._submission.pk, bytes.hex
        salts = os.urandom(len(chunk) * _SALT)
        decided = chunk.rows["decided_on"].to_list()
        place = 0
        for pk, version, ref, number, name, item, day in zip(
            ids, version_ids, refs, chunk.numbers, chunk.names, items, decided, strict=True
        ):
            template, edition = self._letter_of(item, day)
            salt = salts[place : place + _SALT]
            place += _SALT
            told = (
                f'{{"at":{_seconds(at)},"edition":{_quoted(edition)},"held_under":{file},"name_index":"{digits(name)}",'
                f'"number_index":"{digits(number)}","ref":"{ref}","subject":{version},"template":{_quoted(template)}}}'
            )
            commitments.append(sha256(salt + told.encode()).digest())
            yield (pk, salt, ref, number, name, template, edition, version, file, at)

    def _write_proofs(self, chunk: Prepared, version_ids: range, items: Sequence[str]) -> None:
        """Take the notice that was enclosed with a decision as proof, where a record has to wait for one."""
        writer, file, at, event = self._writer, self._submission.pk, self._writer.at, Event.NOTICE_PROVED.value
        decided = chunk.rows["decided_on"].to_list()
        proved = [
            (version, proof[0])
            for version, proof, item, day in zip(
                version_ids, chunk.rows["proof"].to_list(), items, decided, strict=True
            )
            if proof and self._needs_proof(item, day)
        ]
        rows, commitments = [], []
        for (version, served_on), pk in zip(proved, writer.next_ids(len(proved)), strict=True):
            proof, salt = self._accepted(served_on), os.urandom(_SALT)
            told = (
                f'{{"at":{_seconds(at)},"event":"{event}","proof_mode":"{proof.mode.value}","proof_on":"{proof.on}",'
                f'"record":{version},"submission":{file},"version":{version}}}'
            )
            rows.append((pk, salt, version, version, event, proof.mode.value, proof.on, file, at))
            commitments.append(sha256(salt + told.encode()).digest())
        writer.add_many("record_event", RecordEvent, _EVENT_COLUMNS, rows, commitments=commitments)

    def _first_letter(self, item: str, decided_on: str) -> tuple[str, str]:
        edition = self._lawbook.items.at(item, date.fromisoformat(decided_on))
        letter = self._lawbook.letter(rules.first_letter(edition))
        return letter.template, letter.edition

    def _waits_for_proof(self, item: str, decided_on: str) -> bool:
        edition = self._lawbook.items.at(item, date.fromisoformat(decided_on))
        return rules.needs_proof(edition, on=day_of(self._writer.at))

    def _proof(self, served_on: str) -> Proof:
        return accept_proof(ProofMode.ENCLOSED_WITH_DECISION, date.fromisoformat(served_on), at=self._writer.at)


def facts_of(row: dict[str, Any]) -> Facts:
    """A row of an accepted frame as the value `core` knows."""
    return Facts.from_json(row, Identity(DocumentType(row["document_type"]), row["number"], row["name"]))


def _only(chunk: Prepared, places: list[int]) -> Prepared:
    def some(values: list[T]) -> list[T]:
        return [values[place] for place in places]

    return Prepared(
        chunk.rows[places],
        some(chunk.numbers),
        some(chunk.names),
        some(chunk.natural_keys),
        some(chunk.digests),
        some(chunk.bodies),
        some(chunk.salts),
        some(chunk.contents),
        some(chunk.data_keys),
    )


@lru_cache(maxsize=4096)
def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


@lru_cache(maxsize=16_384)
def _seconds(at: datetime) -> int:
    return int(at.timestamp())


@lru_cache(maxsize=16_384)
def _day(day: date | None) -> str:
    return f'"{day}"' if day else "null"
