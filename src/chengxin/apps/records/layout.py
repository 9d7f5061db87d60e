"""A chunk's new records written out before anybody looks at what is held: what each table takes, and the commitments to it.

[law:pipl/第六条] [law:pipl/第十七条]
It needs the row, the law and the id of a batch, and no table, so that it can be done beside the process that registers. The
committed forms are written out as text here, key by key in canonical order, because a million of them are made;
`ledger verify` and a differential test hold them to what `told()` says.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from itertools import chain
from typing import Any

import polars as pl

from chengxin.apps.ledger.ciphers import cipher, nonces
from chengxin.apps.ledger.keyring import keys
from chengxin.apps.ledger.load import Columns, Same, Written, written
from chengxin.apps.ledger.models import PLACE_BITS, Entry
from chengxin.apps.ledger.refs import new_refs
from chengxin.apps.notices.models import Letter
from chengxin.apps.people import selectors as people
from chengxin.apps.records import rules
from chengxin.apps.records.models import RecordEvent, Version
from chengxin.apps.submissions.models import Submission
from chengxin.core.calendar import day_of
from chengxin.core.facts import Facts, ProofMode, RowState
from chengxin.core.records import COUNTED_FROM, Event, Proof, Term, accept_proof, end, repair_from
from chengxin.lawbook import Lawbook

#: The body of a record, and what its digest covers, in the order in which canonical JSON has them.
_BODY = sorted(Facts.BODY)
_CONTENT = sorted((*Facts.BODY, "proof", "state"))
_DAYS = ("decided_on", "conduct_end_on", "starts_on", "ends_on")
_SALT, _NONCE = 32, 16
#: So few texts are together in a processor's own memory.
_AT_ONCE = 1_000
_VERSION_TABLE = Version._meta.db_table.encode() + b":"
#: What `told` says of each kind of row, in canonical form.
_VERSION_TOLD = (
    '{{"as_of":{as_of},"at":{at},"content":{content},"counted_from":{counted_from},"digest":"{digest}","edition":{edition},'
    '"event":{event},"item":{item},"natural_key":"{natural_key}","person":["{number}","{name}"],"record":{record},'
    '"ref":"{ref}","repair_from":{repair_from},"row":{row},"sheet":{sheet},"submission":{submission},"unit":{unit},'
    '"until":{until}}}'
)
_LETTER_TOLD = (
    '{{"at":{at},"edition":{edition},"held_under":{held_under},"name_index":"{name}","number_index":"{number}","ref":"{ref}",'
    '"subject":{subject},"template":{template}}}'
)
_PROOF_TOLD = (
    '{{"at":{at},"event":{event},"proof_mode":{proof_mode},"proof_on":{proof_on},"record":{record},"submission":{submission},'
    '"version":{record}}}'
)


@dataclass(slots=True)
class Prepared:
    """The accepted rows of a chunk with what they are looked up by: lists of equal length."""

    rows: pl.DataFrame
    """A frame of `chengxin.intake.setwise.SCHEMA`."""
    numbers: list[bytes]
    names: list[bytes]
    natural_keys: list[bytes]
    laid: Laid | None = None
    """Written out beforehand, where somebody did that."""

    def __len__(self) -> int:
        return len(self.numbers)

    def only(self, places: Sequence[int]) -> Prepared:
        """The rows at some places, in their order."""
        numbers, names, natural_keys = (
            [values[place] for place in places] for values in (self.numbers, self.names, self.natural_keys)
        )
        return Prepared(self.rows[list(places)], numbers, names, natural_keys)


@dataclass(frozen=True, slots=True)
class Laid:
    """The records at `places` of a chunk, written out under the ids of one batch, as of the edition and instant told."""

    places: list[int]
    batch: int
    edition: str
    at: datetime
    refs: list[str]
    """Of the records; their ids are those of the batch's first entries."""
    identities: dict[bytes, bytes]
    """Number index -> sealed identity of each person of these records, as the first row says it."""
    tables: tuple[Columns | Written, ...]
    """Versions, letters and proofs of notice, with the entries of all of them."""
    count: int
    """How many entries the batch has with them."""


def prepare(rows: pl.DataFrame) -> Prepared:
    """Compute what accepted rows are looked up by."""
    numbers, names = people.many_indexes(*(rows[name].to_list() for name in ("document_type", "number", "name")))
    decisions = (rows[name].to_list() for name in ("authority", "decision", "item"))
    return Prepared(rows, numbers, names, rules.natural_keys(zip(*decisions, numbers, names, strict=True)))


class Layout:
    """Writes out new records of one submission, for an act that happens at `at`."""

    def __init__(self, submission: Submission, lawbook: Lawbook, at: datetime) -> None:
        self._submission, self._lawbook, self._at = submission, lawbook, at.replace(microsecond=0)
        self._parameters = rules.parameters(lawbook, on=day_of(submission.at))
        # Asked for every row, answered once per item and day.
        self._edition = lru_cache(maxsize=None)(self._edition_of)
        self._end = lru_cache(maxsize=None)(self._end_of)
        self._letter_of = lru_cache(maxsize=None)(self._first_letter)
        self._needs_proof = lru_cache(maxsize=None)(self._waits_for_proof)
        self._accepted = lru_cache(maxsize=None)(self._proof)

    def fits(self, laid: Laid) -> bool:
        """Whether what was written out beforehand is what this would write now."""
        return (laid.edition, laid.at) == (self._lawbook.edition, self._at)

    def possible(self, rows: pl.DataFrame) -> dict[int, Term]:
        """The places of the rows that are new records if nobody holds them, each with its term: no withdrawals, nothing that
        has ended."""
        # A withdrawal need not give the days that a term is reckoned from.
        places = (rows["state"] != RowState.WITHDRAWN.value).arg_true().to_list()
        terms = self._terms_of(rows if len(places) == len(rows) else rows[places])
        return {place: term for place, term in zip(places, terms, strict=True) if term.until > self._at}

    def lay(self, chunk: Prepared, terms: Mapping[int, Term], batch: int) -> Laid:
        """Write out the records at the places of a chunk that have a term, as the first entries of a batch; by their keys, so
        that an index is filled from left to right."""
        places = sorted(terms, key=chunk.natural_keys.__getitem__)
        new, first = chunk.only(places), batch << PLACE_BITS
        refs, count = new_refs(2 * len(new)), len(new)
        commitments: list[bytes] = []
        items = new.rows["item"].to_list()
        versions = self._versions(new, first, refs[:count], items, [terms[place] for place in places], commitments)
        letters = self._letters(new, first, refs[count:], items, commitments)
        proofs = self._proofs(new, first, items, commitments)
        ids, done, entries = range(first, first + len(commitments)), 0, []
        for kind, rows in (("record_version", versions), ("letter_owed", letters), ("record_event", proofs)):
            made: dict[str, Any] = {
                "id": ids[done : done + rows.count],
                "nonce": _random(rows.count, _NONCE),
                "kind": Same(kind),
                "commitment": commitments[done : done + rows.count],
            }
            entries.append(Columns(Entry, rows.count, made))
            done += rows.count
        tables = tuple(written(rows) for rows in (versions, letters, proofs, *entries) if rows.count)
        identities = _identities(chunk, places)
        return Laid(places, batch, self._lawbook.edition, self._at, refs[:count], identities, tables, done)

    def _terms_of(self, rows: pl.DataFrame) -> list[Term]:
        """When each record ends; each part of a term is reckoned once per different dates."""
        made = []
        for row in rows.select("item", *_DAYS, pl.col("penalty_classes").list.join("|")).iter_rows():
            since, counted_in, repairable = self._edition(row[0], row[1], row[-1])
            until, counted_from = self._end(row[0], since, row[counted_in], row[2])
            made.append(Term(until, repairable, counted_from))
        return made

    def _edition_of(self, slug: str, decided_on: str, classes: str) -> tuple[date, int, date | None]:
        """Since when the item's edition holds, the place of the date its retention counts from, and when repair may be asked."""
        day = date.fromisoformat(decided_on)
        item = self._lawbook.items.at(slug, day)
        place = 1 + _DAYS.index(COUNTED_FROM[item.retention.start])
        return (
            item.in_force_from,
            place,
            repair_from(item, day, self._parameters, list(filter(None, classes.split("|")))),
        )

    def _end_of(
        self, slug: str, since: date, counted_from: str | None, conduct_end_on: str | None
    ) -> tuple[datetime, date]:
        counted = date.fromisoformat(counted_from) if counted_from else None
        conduct = date.fromisoformat(conduct_end_on) if conduct_end_on else None
        item, confirmed_on = self._lawbook.items.at(slug, since), day_of(self._submission.as_of)
        return end(item, counted, conduct, confirmed_on=confirmed_on, parameters=self._parameters)

    def _versions(
        self,
        new: Prepared,
        first: int,
        refs: list[str],
        items: list[str],
        terms: list[Term],
        commitments: list[bytes],
    ) -> Columns:
        """Versions, each the first of a record; the commitments to what `Version.told` says of them go to `commitments`."""
        submission, at, edition = self._submission, self._at, self._lawbook.edition
        said = new.rows.with_columns(decision_no=pl.col("decision"), state=pl.lit(""))
        body = new.rows.select(pl.struct(_BODY).struct.json_encode()).to_series()
        content = said.select(pl.struct(_CONTENT).struct.json_encode()).to_series()
        digests = rules.content_digests(content.cast(pl.Binary).to_list())
        salts, ids = _random(len(new), _SALT), range(first, first + len(new))
        sheets, places = new.rows["sheet"].to_list(), new.rows["row"].to_list()
        registered, file = Event.REGISTERED.value, submission.pk
        commitments += _committed(
            salts,
            _VERSION_TOLD,
            as_of=_seconds(submission.as_of),
            at=_seconds(at),
            content=body,
            counted_from=[_day(one.counted_from) for one in terms],
            digest=_hex(digests),
            edition=_quoted(edition),
            event=_quoted(registered),
            item=[_quoted(item) for item in items],
            natural_key=_hex(new.natural_keys),
            number=_hex(new.numbers),
            name=_hex(new.names),
            record=ids,
            ref=refs,
            repair_from=[_day(one.repair_from) for one in terms],
            row=places,
            sheet=[_quoted(sheet) for sheet in sheets],
            submission=file,
            unit=_quoted(submission.unit),
            until=[_seconds(one.until) for one in terms],
        )
        contents, data_keys = _encrypted(body.cast(pl.Binary).to_list(), digests)
        return Columns(
            Version,
            len(new),
            {
                "id": ids,
                "salt": salts,
                "content": contents,
                "data_key": data_keys,
                "record_id": ids,
                "event": Same(registered),
                "as_of": Same(submission.as_of),
                "digest": digests,
                "until": [one.until for one in terms],
                "repair_from": [one.repair_from for one in terms],
                "counted_from": [one.counted_from for one in terms],
                "edition": Same(edition),
                "submission_id": Same(file),
                "sheet": sheets,
                "row": places,
                "at": Same(at),
            },
        )

    def _letters(
        self, new: Prepared, first: int, refs: list[str], items: list[str], commitments: list[bytes]
    ) -> Columns:
        """The first letters; the commitments to them go to `commitments`."""
        at, file, count = self._at, self._submission.pk, len(new)
        places = sorted(range(count), key=new.numbers.__getitem__)
        decided, refs = new.rows["decided_on"].to_list(), sorted(refs)
        letters = [self._letter_of(items[place], decided[place]) for place in places]
        subjects, salts = [first + place for place in places], _random(count, _SALT)
        numbers, names = [new.numbers[place] for place in places], [new.names[place] for place in places]
        commitments += _committed(
            salts,
            _LETTER_TOLD,
            at=_seconds(at),
            edition=[_quoted(edition) for _, edition in letters],
            held_under=file,
            name=_hex(names),
            number=_hex(numbers),
            ref=refs,
            subject=subjects,
            template=[_quoted(template) for template, _ in letters],
        )
        return Columns(
            Letter,
            count,
            {
                "id": range(first + count, first + 2 * count),
                "salt": salts,
                "ref": refs,
                "number_index": numbers,
                "name_index": names,
                "subject": subjects,
                "template": [one for one, _ in letters],
                "edition": [one for _, one in letters],
                "held_under": Same(file),
                "at": Same(at),
            },
        )

    def _proofs(self, new: Prepared, first: int, items: list[str], commitments: list[bytes]) -> Columns:
        """The notice that was enclosed with a decision, taken as proof where a record has to wait for one."""
        file, at, event = self._submission.pk, self._at, Event.NOTICE_PROVED.value
        told = zip(new.rows["proof"].list.first().to_list(), items, new.rows["decided_on"].to_list(), strict=True)
        proved = [
            (first + place, self._accepted(served_on))
            for place, (served_on, item, day) in enumerate(told)
            if served_on and self._needs_proof(item, day)
        ]
        versions, salts = [version for version, _ in proved], _random(len(proved), _SALT)
        commitments += _committed(
            salts,
            _PROOF_TOLD,
            at=_seconds(at),
            event=_quoted(event),
            proof_mode=[_quoted(proof.mode) for _, proof in proved],
            proof_on=[_day(proof.on) for _, proof in proved],
            record=versions,
            submission=file,
        )
        place = first + 2 * len(new)
        return Columns(
            RecordEvent,
            len(proved),
            {
                "id": range(place, place + len(proved)),
                "salt": salts,
                "record_id": versions,
                "version_id": versions,
                "event": Same(event),
                "submission_id": Same(file),
                "at": Same(at),
                "proof_mode": [one.mode.value for _, one in proved],
                "proof_on": [one.on for _, one in proved],
            },
        )

    def _first_letter(self, item: str, decided_on: str) -> tuple[str, str]:
        edition = self._lawbook.items.at(item, date.fromisoformat(decided_on))
        letter = self._lawbook.letter(rules.first_letter(edition))
        return letter.template, letter.edition

    def _waits_for_proof(self, item: str, decided_on: str) -> bool:
        edition = self._lawbook.items.at(item, date.fromisoformat(decided_on))
        return rules.needs_proof(edition, on=day_of(self._at))

    def _proof(self, served_on: str) -> Proof:
        return accept_proof(ProofMode.ENCLOSED_WITH_DECISION, date.fromisoformat(served_on), at=self._at)


def _identities(chunk: Prepared, places: list[int]) -> dict[bytes, bytes]:
    # Backwards, so that of two rows about one person the first is left.
    first = {chunk.numbers[place]: place for place in sorted(places, reverse=True)}
    who = chunk.rows.select("document_type", "number", "name")[list(first.values())]
    return dict(zip(first, people.seal_identities(*(column.to_list() for column in who)), strict=True))


def _committed(salts: list[bytes], form: str, **told: Any) -> list[bytes]:
    """Commitments to a form, filled in with one value for all rows or with as many as there are salts."""
    some = pl.DataFrame(told).iter_slices(_AT_ONCE)
    texts = chain.from_iterable(one.select(pl.format(form).cast(pl.Binary)).to_series().to_list() for one in some)
    return [sha256(salt + text).digest() for salt, text in zip(salts, texts, strict=True)]


def _hex(values: list[bytes]) -> pl.Series:
    return pl.Series(values, dtype=pl.Binary).bin.encode("hex")


def _encrypted(bodies: list[bytes], digests: list[bytes]) -> tuple[list[bytes], list[bytes]]:
    """What `write_content` does to a version, for many: the ciphertexts, and their wrapped keys."""
    data_keys = keys().new_data_keys(len(bodies))
    contents = [
        nonce + cipher(data_key).encrypt(nonce, body, _VERSION_TABLE + digest)
        for body, digest, data_key, nonce in zip(bodies, digests, data_keys, nonces(len(bodies)), strict=True)
    ]
    return contents, keys().wrap_many(data_keys)


def _random(count: int, size: int) -> list[bytes]:
    drawn = os.urandom(count * size)
    return [drawn[start : start + size] for start in range(0, len(drawn), size)]


@lru_cache(maxsize=4096)
def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


@lru_cache(maxsize=16_384)
def _seconds(at: datetime) -> int:
    return int(at.timestamp())


@lru_cache(maxsize=16_384)
def _day(day: date | None) -> str:
    return f'"{day}"' if day else "null"
