"""Tell a database again of the endings that it has forgotten, because an older backup was restored. Before the site opens.

[law:pipl/第十九条] [law:pipl/第四十七条]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from chengxin.apps.destruction.content import destroy_cases
from chengxin.apps.ledger import journal
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.journal import Ending
from chengxin.apps.notices.actions.owe import Owed, owe
from chengxin.apps.records.actions.destroy import destroy
from chengxin.apps.records.models import Record, RecordEvent, Tombstone, Version
from chengxin.core.records import ENDINGS, Event
from chengxin.lawbook import Lawbook

_AT_ONCE = 200
_KINDS = tuple(event.value for event in (*ENDINGS, Event.DESTROYED))


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many endings the database had forgotten and was told again, and how many the journal lacked."""

    told: int
    noted: int


def replay_endings(*, lawbook: Lawbook, at: datetime) -> Replayed:
    """Bring database and journal to the same endings; doing it twice does it once.

    :raises JournalTouched: when the journal holds a line that is not ours; nothing was changed then.
    """
    written = journal.read()
    known = {(one.event, one.natural_key): one for one in _held()}
    forgotten = [
        one for one in {(one.event, one.natural_key): one for one in written}.values() if _key(one) not in known
    ]
    for start in range(0, len(forgotten), _AT_ONCE):
        _tell(forgotten[start : start + _AT_ONCE], lawbook, at)
    noted = {_key(one) for one in written}
    missing = [one for key, one in known.items() if key not in noted]
    journal.write(missing)
    return Replayed(len(forgotten), len(missing))


def _key(one: Ending) -> tuple[str, bytes]:
    return one.event, one.natural_key


def _held() -> list[Ending]:
    """Every ending that the database knows, by the records' events or by a tombstone."""
    events = RecordEvent.objects.filter(event__in=_KINDS).values_list("event", "record__natural_key", "at")
    stones = Tombstone.objects.values_list("event", "natural_key", "ended_at")
    return [journal.ending(event, key, at) for event, key, at in (*stones.iterator(), *events.iterator())]


@transaction.atomic
def _tell(endings: Sequence[Ending], lawbook: Lawbook, at: datetime) -> None:
    hold("endings told again")
    writer = Writer(at)
    records = {
        bytes(record.natural_key): record
        for record in Record.objects.filter(natural_key__in=[one.natural_key for one in endings]).select_related(
            "person"
        )
    }
    for one in endings:
        stone = Tombstone(
            natural_key=one.natural_key, event=one.event, ended_at=datetime.fromtimestamp(one.at, UTC), at=writer.at
        )
        writer.add("ending_told_again", stone)
        record = records.get(one.natural_key)
        if record is not None:
            _end(record, Event(one.event), stone, lawbook, writer)
    writer.flush()


def _end(record: Record, event: Event, stone: Tombstone, lawbook: Lawbook, writer: Writer) -> None:
    """End one record that this database holds, as it had ended before, and tell its person."""
    newest = Version.objects.filter(record=record).select_related("record").order_by("-pk").first()
    person = record.person
    if newest is None or person is None:
        return
    number, name = bytes(person.number_index), bytes(person.name_index)
    if event is Event.DESTROYED:
        destroy_cases([record.pk], numbers=[number])
        (ended,) = destroy([newest], cause=stone.pk, writer=writer)
    else:
        cause = None if event is Event.WITHDRAWN else stone.pk
        ended = writer.add(
            "record_event", RecordEvent(record=record, version=newest, event=event.value, cause=cause, at=writer.at)
        )
    letter = lawbook.letter("record_destroyed" if event is Event.DESTROYED else "record_ended_again")
    owe(writer, Owed(number, name, letter.template, letter.edition, ended.pk))
