"""Rows that bring a decision nobody held before, written as columns: the common case of a large file.

[law:pipl/第六条] [law:pipl/第十七条]
What is not the common case (a record that is held already or said twice, a number with two names, a term that has passed, a withdrawal) is
left to `register`, row by row. Both write the same rows; `ledger verify` and a differential test hold them to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, TypeAlias

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.load import Columns, Having, Same, find, load_columns, written
from chengxin.apps.people.models import Person
from chengxin.apps.records.layout import Laid, Layout, Prepared
from chengxin.apps.records.models import Record, RecordEvent, Tombstone
from chengxin.apps.records.selectors import holders
from chengxin.apps.submissions.models import Submission
from chengxin.core.facts import DocumentType, Facts, Identity, RowState
from chengxin.core.records import ENDINGS
from chengxin.lawbook import Lawbook

_ENDED = Having(RecordEvent, "record_id", "event", tuple(event.value for event in ENDINGS))

#: (id, number index, name index) of persons.
Bearers: TypeAlias = Sequence[tuple[int, bytes, bytes]]


class NewRecords:
    """Writes what is new among the accepted rows of a chunk into one batch."""

    def __init__(self, writer: Writer, submission: Submission, lawbook: Lawbook) -> None:
        self._writer, self._submission = writer, submission
        self._layout = Layout(submission, lawbook, writer.at)

    def take(
        self, chunk: Prepared, *, bearers: Bearers, held: Collection[bytes]
    ) -> tuple[list[dict[str, Any]], Counter[date]]:
        """Write the records that are new; give back the other rows, in order, and count the new ones by decision day. `held`
        are the natural keys of the chunk under which there is a record."""
        persons = _persons(chunk, bearers)
        buried = find(Tombstone, "natural_key", chunk.natural_keys, ("natural_key",))
        known = {*held, *(bytes(key) for (key,) in buried)}
        if len(set(chunk.natural_keys)) < len(chunk):
            known |= {key for key, times in Counter(chunk.natural_keys).items() if times > 1}

        items, states = chunk.rows["item"].to_list(), chunk.rows["state"].to_list()
        # What the chunk itself takes back is gone through in its order.
        taken_back = {
            number for number, state in zip(chunk.numbers, states, strict=True) if state == RowState.WITHDRAWN
        }
        may_be_new = {
            place
            for place, (number, key) in enumerate(zip(chunk.numbers, chunk.natural_keys, strict=True))
            if number in persons and key not in known and number not in taken_back
        }
        told = ((place, persons[chunk.numbers[place]], items[place]) for place in may_be_new)
        like = {place: (person, item) for place, person, item in told if person is not None}
        ended = _with_ended(set(like.values()))
        may_be_new -= {place for place, one in like.items() if one in ended}
        laid = chunk.laid
        if laid is not None and self._layout.fits(laid) and may_be_new.issuperset(laid.places):
            self._writer.open(laid.batch)
        else:
            terms = {place: term for place, term in self._layout.possible(chunk.rows).items() if place in may_be_new}
            laid = self._layout.lay(chunk, terms, self._writer.open()) if terms else None
        new = laid.places if laid is not None else []
        if laid is not None:
            self._write(chunk, laid, persons)
        left = chunk.rows[sorted(set(range(len(chunk))) - set(new))] if len(new) < len(chunk) else chunk.rows[:0]
        entered = chunk.rows["decided_on"].gather(new).value_counts().rows()
        return left.rows(named=True), Counter({date.fromisoformat(day): count for day, count in entered})

    def _write(self, chunk: Prepared, laid: Laid, persons: dict[bytes, int | None]) -> None:
        writer, ids, count = self._writer, self._writer.next_ids(laid.count), len(laid.places)
        numbers = [chunk.numbers[place] for place in laid.places]
        self._write_persons(dict(zip(chunk.numbers, chunk.names, strict=True)), laid, persons)
        records = Columns(
            Record,
            count,
            {
                "id": ids[:count],
                "ref": laid.refs,
                "natural_key": [chunk.natural_keys[place] for place in laid.places],
                "item": chunk.rows["item"].gather(laid.places).to_list(),
                "unit": Same(self._submission.unit),
                "person_id": [persons[number] for number in numbers],
                "at": Same(writer.at),
            },
        )
        for rows in (written(records), *laid.tables):
            load_columns(rows)

    def _write_persons(self, names: dict[bytes, bytes], laid: Laid, persons: dict[bytes, int | None]) -> None:
        fresh = [number for number, pk in persons.items() if pk is None and number in laid.identities]
        if not fresh:
            return
        persons.update(zip(fresh, self._writer.side_ids(len(fresh)), strict=True))
        told: dict[str, Any] = {
            "id": [persons[number] for number in fresh],
            "number_index": fresh,
            "identity": [laid.identities[number] for number in fresh],
            "name_index": [names[number] for number in fresh],
            "at": Same(self._writer.at),
        }
        load_columns(written(Columns(Person, len(fresh), told)))


def _with_ended(wanted: Collection[tuple[int, str]]) -> set[tuple[int, str]]:
    """Those among (person, item) of which a record has ended for good: a row like it waits for a human."""
    persons = sorted({person for person, _ in wanted})
    return {one for one in find(Record, "person_id", persons, ("person_id", "item"), having=_ENDED) if one in wanted}


def bearers_of(numbers: Collection[bytes]) -> Bearers:
    """Everybody who has one of some numbers."""
    found = find(Person, "number_index", sorted(set(numbers)), ("id", "number_index", "name_index"))
    return [(pk, bytes(number), bytes(name)) for pk, number, name in found]


def _persons(chunk: Prepared, bearers: Bearers) -> dict[bytes, int | None]:
    """Number index -> id of its person, `None` for a new one, by ascending number: only numbers that have one name, here and
    among those who hold it."""
    names = dict(zip(chunk.numbers, chunk.names, strict=True))
    shared = {number for number, name in zip(chunk.numbers, chunk.names, strict=True) if names[number] != name}
    ids = dict[bytes, int | None].fromkeys(sorted(names))
    others: dict[int, bytes] = {}
    for pk, number, name in bearers:
        if names[number] == name:
            ids[number] = pk
        else:
            others[pk] = number
    shared |= {others[pk] for pk in holders(others)}
    for number in shared:
        del ids[number]
    return ids


def facts_of(row: dict[str, Any]) -> Facts:
    """A row of an accepted frame as the value `core` knows."""
    return Facts.from_json(row, Identity(DocumentType(row["document_type"]), row["number"], row["name"]))
