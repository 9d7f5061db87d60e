"""Rows that bring a decision nobody held before, written as columns: the common case of a large file.

[law:pipl/第六条] [law:pipl/第十七条]
What is not the common case (a record that is held already or said twice, a number with two names, a term that has passed, a withdrawal) is
left to `register`, row by row. Both write the same rows; `ledger verify` and a differential test hold them to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Any

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.load import Columns, Same, find, load_columns, written
from chengxin.apps.people import selectors as people
from chengxin.apps.people.models import Person
from chengxin.apps.records.layout import Laid, Layout, Prepared
from chengxin.apps.records.models import Record, RecordEvent, Tombstone
from chengxin.apps.records.selectors import holders
from chengxin.apps.submissions.models import Submission
from chengxin.core.facts import DocumentType, Facts, Identity, RowState
from chengxin.core.records import ENDINGS
from chengxin.lawbook import Lawbook

_ENDINGS = frozenset(event.value for event in ENDINGS)


class NewRecords:
    """Writes what is new among the accepted rows of a chunk into one batch."""

    def __init__(self, writer: Writer, submission: Submission, lawbook: Lawbook) -> None:
        self._writer, self._submission = writer, submission
        self._layout = Layout(submission, lawbook, writer.at)

    def take(self, chunk: Prepared, *, held: Collection[bytes]) -> tuple[list[dict[str, Any]], Counter[date]]:
        """Write the records that are new; give back the other rows, in order, and count the new ones by decision day. `held`
        are the natural keys of the chunk under which there is a record."""
        persons = _persons(chunk)
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
        ended = _with_ended({(persons[chunk.numbers[place]], items[place]) for place in may_be_new})

        def is_new(place: int) -> bool:
            return place in may_be_new and (persons[chunk.numbers[place]], items[place]) not in ended

        laid = chunk.laid
        if laid is not None and self._layout.fits(laid) and all(map(is_new, laid.places)):
            self._writer.open(laid.batch)
        else:
            terms = {place: term for place, term in self._layout.possible(chunk.rows).items() if is_new(place)}
            laid = self._layout.lay(chunk, terms, self._writer.open()) if terms else None
        new = laid.places if laid is not None else []
        if laid is not None:
            self._write(chunk.only(new), laid, persons)
        left = chunk.rows[sorted(set(range(len(chunk))) - set(new))] if len(new) < len(chunk) else chunk.rows[:0]
        entered = chunk.rows["decided_on"].gather(new).value_counts().rows()
        return left.rows(named=True), Counter({date.fromisoformat(day): count for day, count in entered})

    def _write(self, new: Prepared, laid: Laid, persons: dict[bytes, int | None]) -> None:
        writer, ids = self._writer, self._writer.next_ids(laid.count)
        self._write_persons(new, persons)
        records = Columns(
            Record,
            len(new),
            {
                "id": ids[: len(new)],
                "ref": laid.refs,
                "natural_key": new.natural_keys,
                "item": new.rows["item"].to_list(),
                "unit": Same(self._submission.unit),
                "person_id": [persons[number] for number in new.numbers],
                "at": Same(writer.at),
            },
        )
        for rows in (written(records), *laid.tables):
            load_columns(rows)

    def _write_persons(self, new: Prepared, persons: dict[bytes, int | None]) -> None:
        # Backwards, so that of two rows about one person the first is left.
        places_of = dict(zip(reversed(new.numbers), reversed(range(len(new))), strict=True))
        fresh = {number: places_of[number] for number, pk in persons.items() if pk is None and number in places_of}
        if not fresh:
            return
        persons.update(zip(fresh, self._writer.side_ids(len(fresh)), strict=True))
        places = list(fresh.values())
        who = new.rows[places]
        identities = people.seal_identities(*(who[name].to_list() for name in ("document_type", "number", "name")))
        told: dict[str, Any] = {
            "id": [persons[number] for number in fresh],
            "number_index": list(fresh),
            "identity": identities,
            "name_index": [new.names[place] for place in places],
            "at": Same(self._writer.at),
        }
        load_columns(written(Columns(Person, len(fresh), told)))


def _with_ended(wanted: Collection[tuple[int | None, str]]) -> set[tuple[int | None, str]]:
    """Those among (person, item) of which a record has ended for good: a row like it waits for a human."""
    persons = sorted({person for person, _ in wanted if person is not None})
    found = find(Record, "person_id", persons, ("id", "person_id", "item"))
    records = {pk: (person, item) for pk, person, item in found if (person, item) in wanted}
    events = find(RecordEvent, "record_id", sorted(records), ("record_id", "event"))
    return {records[record] for record, event in events if event in _ENDINGS}


def _persons(chunk: Prepared) -> dict[bytes, int | None]:
    """Number index -> id of its person, `None` for a new one, by ascending number: only numbers that have one name, here and
    among those who hold it."""
    names = dict(zip(chunk.numbers, chunk.names, strict=True))
    shared = {number for number, name in zip(chunk.numbers, chunk.names, strict=True) if names[number] != name}
    ids = dict[bytes, int | None].fromkeys(sorted(names))
    others: dict[int, bytes] = {}
    for pk, number, name in find(Person, "number_index", list(ids), ("id", "number_index", "name_index")):
        if names[bytes(number)] == bytes(name):
            ids[bytes(number)] = pk
        else:
            others[pk] = bytes(number)
    shared |= {others[pk] for pk in holders(others)}
    for number in shared:
        del ids[number]
    return ids


def facts_of(row: dict[str, Any]) -> Facts:
    """A row of an accepted frame as the value `core` knows."""
    return Facts.from_json(row, Identity(DocumentType(row["document_type"]), row["number"], row["name"]))
