"""Rows that bring a decision nobody held before, written as columns: the common case of a large file.

[law:pipl/第六条] [law:pipl/第十七条]
What is not the common case (a record that is held already, a number with two names, a term that has passed) is left to
`register`, row by row. Both write the same rows; `ledger verify` and a differential test hold them to it.
"""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import polars as pl

from chengxin.apps.ledger.batch import Writer, sealed_under_new_key
from chengxin.apps.ledger.load import find, load_rows
from chengxin.apps.ledger.models import commit_bytes
from chengxin.apps.ledger.refs import new_refs
from chengxin.apps.notices.models import Letter
from chengxin.apps.people import selectors as people
from chengxin.apps.people.models import Person
from chengxin.apps.records import rules
from chengxin.apps.records.models import Record, RecordEvent, Version
from chengxin.apps.submissions.models import Submission
from chengxin.core.calendar import day_of
from chengxin.core.facts import DocumentType, Facts, Identity, ProofMode
from chengxin.core.records import Event, Term, accept_proof, term
from chengxin.lawbook import Lawbook

#: The body of a record and the content of a row, in the order in which canonical JSON has them.
_BODY = sorted(Facts.BODY)
_CONTENT = sorted((*Facts.BODY, "proof", "state"))


class _Columns:
    """The accepted rows of a chunk with everything that can be computed without the database, in their order."""

    def __init__(self, accepted: pl.DataFrame) -> None:
        self.rows = accepted.rows(named=True)
        texts = accepted.with_columns(state=pl.lit("")).select(
            body=pl.struct(_BODY).struct.json_encode(), content=pl.struct(_CONTENT).struct.json_encode()
        )
        self.bodies = [text.encode() for text in texts["body"]]
        self.digests = [rules.content_digest(text.encode()) for text in texts["content"]]
        self.who = [people.indexes(_identity(row)) for row in self.rows]
        self.natural_keys = [
            rules.natural_key(row["authority"], row["decision_no"], row["item"], who)
            for row, who in zip(self.rows, self.who, strict=True)
        ]


class NewRecords:
    """Writes what is new among the accepted rows of a chunk into one batch."""

    def __init__(self, writer: Writer, submission: Submission, lawbook: Lawbook) -> None:
        self._writer, self._submission, self._lawbook = writer, submission, lawbook
        self._parameters = rules.parameters(lawbook)
        self._terms: dict[tuple[str, ...], Term] = {}

    def take(self, accepted: pl.DataFrame) -> tuple[list[dict[str, Any]], Counter[date]]:
        """Write the records that are new; give back the other rows, in order, and count the new ones by decision day.

        `accepted` is a frame of `chengxin.intake.setwise.SCHEMA`.
        """
        columns = _Columns(accepted)
        persons = self._persons(columns)
        known = {bytes(key) for (key,) in find(Record, "natural_key", columns.natural_keys, ("natural_key",))}
        new: list[int] = []
        other: list[int] = []
        for place, (row, key) in enumerate(zip(columns.rows, columns.natural_keys, strict=True)):
            is_new = key not in known and columns.who[place] in persons and self._term(row).until > self._writer.at
            known.add(key)
            (new if is_new else other).append(place)
        self._write(columns, new, persons)
        entered = Counter(date.fromisoformat(columns.rows[place]["decided_on"]) for place in new)
        return [columns.rows[place] for place in other], entered

    def _persons(self, columns: _Columns) -> dict[people.Indexes, int | None]:
        """Those whose number has one name, in this chunk and in what is held: the id, or `None` for a new person."""
        names: dict[bytes, dict[bytes, int | None]] = defaultdict(dict)
        for who in columns.who:
            names[who.number][who.name] = None
        for pk, number, name in find(Person, "number_index", list(names), ("id", "number_index", "name_index")):
            names[bytes(number)][bytes(name)] = pk
        return {
            people.Indexes(number, name): pk
            for number, under in names.items()
            if len(under) == 1
            for name, pk in under.items()
        }

    def _term(self, row: dict[str, Any]) -> Term:
        dates = (row["item"], row["decided_on"], row["conduct_end_on"], row["starts_on"], row["ends_on"])
        found = self._terms.get(dates)
        if found is None:
            found = self._terms[dates] = term(
                self._lawbook.item(row["item"]),
                facts_of(row),
                confirmed_on=day_of(self._submission.as_of),
                parameters=self._parameters,
            )
        return found

    def _write(self, columns: _Columns, new: list[int], persons: dict[people.Indexes, int | None]) -> None:
        self._write_persons(columns, new, persons)
        writer, submission, refs = self._writer, self._submission, new_refs(2 * len(new))
        version_ids, letter_ids = writer.next_ids(len(new)), writer.next_ids(len(new))
        load_rows(
            Record,
            ("id", "ref", "natural_key", "item", "unit", "person_id", "at"),
            (
                (
                    pk,
                    ref,
                    columns.natural_keys[n],
                    columns.rows[n]["item"],
                    submission.unit,
                    persons[columns.who[n]],
                    writer.at,
                )
                for n, pk, ref in zip(new, version_ids, refs, strict=False)
            ),
        )
        versions = [self._version(columns, n, pk, ref) for n, pk, ref in zip(new, version_ids, refs, strict=False)]
        writer.add_many(
            "record_version",
            Version,
            _VERSION,
            [row for row, _ in versions],
            commitments=[commitment for _, commitment in versions],
        )
        letters = [
            self._letter(columns.rows[n]["item"], columns.who[n], pk, version, ref)
            for n, pk, version, ref in zip(new, letter_ids, version_ids, refs[len(new) :], strict=True)
        ]
        writer.add_many(
            "letter_owed", Letter, _LETTER, [row for row, _ in letters], commitments=[told for _, told in letters]
        )
        self._write_proofs([(columns.rows[n], pk) for n, pk in zip(new, version_ids, strict=True)])

    def _write_persons(self, columns: _Columns, new: list[int], persons: dict[people.Indexes, int | None]) -> None:
        fresh = {columns.who[n]: columns.rows[n] for n in reversed(new) if persons[columns.who[n]] is None}
        persons.update(zip(fresh, self._writer.side_ids(len(fresh)), strict=True))
        load_rows(
            Person,
            ("id", "number_index", "name_index", "identity", "at"),
            (
                (persons[who], who.number, who.name, people.seal_identity(_identity(row)), self._writer.at)
                for who, row in fresh.items()
            ),
        )

    def _version(self, columns: _Columns, n: int, pk: int, ref: str) -> tuple[tuple[Any, ...], bytes]:
        """The stored values of a version, and the commitment to what `Version.told` says of them."""
        row, who, born, body = columns.rows[n], columns.who[n], self._term(columns.rows[n]), columns.bodies[n]
        submission, at = self._submission, self._writer.at
        content, data_key = sealed_under_new_key(body, b"%s:%d" % (_VERSION_TABLE, pk))
        salt, digest = os.urandom(32), columns.digests[n]
        repair_from = f'"{born.repair_from.isoformat()}"' if born.repair_from else "null"
        told = (
            f'{{"as_of":{_seconds(submission.as_of)},"at":{_seconds(at)},"content":{body.decode()},'
            f'"counted_from":"{born.counted_from.isoformat()}","digest":"{digest.hex()}",'
            f'"edition":{_quoted(self._lawbook.edition)},"event":"registered","item":{_quoted(row["item"])},'
            f'"natural_key":"{columns.natural_keys[n].hex()}","person":["{who.number.hex()}","{who.name.hex()}"],'
            f'"record":{pk},"ref":"{ref}","repair_from":{repair_from},"row":{row["row"]},"sheet":{_quoted(row["sheet"])},'
            f'"submission":{submission.pk},"unit":{_quoted(submission.unit)},"until":{_seconds(born.until)}}}'
        )
        stored = (
            *(pk, salt, content, data_key, pk, Event.REGISTERED.value, submission.as_of, digest),
            *(born.until, born.repair_from, born.counted_from, self._lawbook.edition),
            *(submission.pk, row["sheet"], row["row"], at),
        )
        return stored, commit_bytes(salt, told.encode())

    def _letter(self, item: str, who: people.Indexes, pk: int, version: int, ref: str) -> tuple[tuple[Any, ...], bytes]:
        template, edition = self._letter_of(item)
        salt, at, held_under = os.urandom(32), self._writer.at, self._submission.pk
        told = (
            f'{{"at":{_seconds(at)},"edition":{_quoted(edition)},"held_under":{held_under},"name_index":"{who.name.hex()}",'
            f'"number_index":"{who.number.hex()}","ref":"{ref}","subject":{version},"template":"{template}"}}'
        )
        stored = (pk, salt, ref, who.number, who.name, template, edition, version, held_under, at)
        return stored, commit_bytes(salt, told.encode())

    def _letter_of(self, slug: str) -> tuple[str, str]:
        letter = self._lawbook.letter(rules.first_letter(self._lawbook.item(slug)))
        return letter.template, letter.edition

    def _write_proofs(self, versions: Sequence[tuple[dict[str, Any], int]]) -> None:
        """Take the notice that was enclosed with a decision as proof, where a record has to wait for one."""
        proved = [
            (row["proof"][0], version)
            for row, version in versions
            if row["proof"] and rules.needs_proof(self._lawbook.item(row["item"]))
        ]
        writer, submission, mode = self._writer, self._submission, ProofMode.ENCLOSED_WITH_DECISION
        rows, commitments = [], []
        for (served_on, version), pk in zip(proved, writer.next_ids(len(proved)), strict=True):
            proof, salt = accept_proof(mode, date.fromisoformat(served_on), at=writer.at), os.urandom(32)
            told = (
                f'{{"at":{_seconds(writer.at)},"event":"notice_proved","proof_mode":"{proof.mode.value}",'
                f'"proof_on":"{served_on}","record":{version},"submission":{submission.pk},"version":{version}}}'
            )
            rows.append(
                (
                    pk,
                    salt,
                    version,
                    version,
                    Event.NOTICE_PROVED.value,
                    proof.mode.value,
                    proof.on,
                    submission.pk,
                    writer.at,
                )
            )
            commitments.append(commit_bytes(salt, told.encode()))
        writer.add_many("record_event", RecordEvent, _EVENT, rows, commitments=commitments)


_VERSION_TABLE = Version._meta.db_table.encode()
_VERSION = (
    *("id", "salt", "content", "data_key", "record_id", "event", "as_of", "digest", "until", "repair_from"),
    *("counted_from", "edition", "submission_id", "sheet", "row", "at"),
)
_LETTER = ("id", "salt", "ref", "number_index", "name_index", "template", "edition", "subject", "held_under", "at")
_EVENT = ("id", "salt", "record_id", "version_id", "event", "proof_mode", "proof_on", "submission_id", "at")


def facts_of(row: dict[str, Any]) -> Facts:
    """A row of an accepted frame as the value `core` knows."""
    return Facts.from_json(row, _identity(row))


def _identity(row: dict[str, Any]) -> Identity:
    return Identity(DocumentType(row["document_type"]), row["number"], row["name"])


@lru_cache(maxsize=4096)
def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


@lru_cache(maxsize=16_384)
def _seconds(at: datetime) -> int:
    return int(at.timestamp())
