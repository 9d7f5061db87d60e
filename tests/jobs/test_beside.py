"""What a large file brings is written out beside the process that registers, under ids that were reserved for it."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction

from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.batch import reserve_batches
from chengxin.apps.ledger.models import PLACE_BITS, Batch, Entry
from chengxin.apps.ledger.verify import verify
from chengxin.apps.notices.models import Letter
from chengxin.apps.people.models import Person
from chengxin.apps.records.layout import Layout
from chengxin.apps.records.models import Record, RecordEvent, Version
from chengxin.apps.submissions import selectors as submissions
from chengxin.core.facts import Identity
from chengxin.core.feeds import Feed
from chengxin.demo.decisions import Penalty
from chengxin.demo.numbers import invented
from chengxin.jobs import prepare
from chengxin.lawbook import load
from tests.apps import databases
from tests.jobs.test_queue import AT, WHO, counts, penalties, sent, work
from tests.proves import proves
from tests.seated import seat

OTHER = invented("夹谷望川", "231123", date(1888, 3, 4), 73)
DAY = timedelta(days=1)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    seat("gedehong")
    monkeypatch.setattr(prepare, "CHUNK_ROWS", 3)


class Beside:
    """Does in this process what `chengxin.jobs.beside` does in its own, and keeps what was written out where."""

    def __init__(self, batches: int, at: datetime | None = None) -> None:
        self.reserved: list[int] = []
        self._count, self._at = batches, at

    def __call__(self, submission, feed: Feed, at: datetime) -> Iterator[prepare.Ready]:
        law = load()
        done = submissions.chunks_done(submission)
        self.reserved = reserve_batches(self._count)
        text = pickle.loads(pickle.dumps(prepare.text_of(submission, feed)))
        judged = prepare.judged_here(submission, text, feed=feed, lawbook=law, done=done)
        told = prepare.laid_out(judged, submission, lawbook=law, batches=self.reserved, at=self._at or at)
        return (pickle.loads(pickle.dumps(one)) for one in told)


def large(monkeypatch: pytest.MonkeyPatch, rows: list[dict], *, batches: int = 9, at: datetime | None = None, **when):
    """The receipt of a file that is taken for a large one, and the ids that were reserved for it."""
    beside = Beside(batches, at)
    monkeypatch.setattr(prepare, "LARGE_BYTES", 0)
    monkeypatch.setattr(prepare, "_judged_beside", beside)
    try:
        return work(sent(rows, **when), **when), beside.reserved
    finally:
        monkeypatch.undo()
        monkeypatch.setattr(prepare, "CHUNK_ROWS", 3)


def batches_of(model) -> list[int]:
    return sorted({pk >> PLACE_BITS for pk in model.objects.values_list("pk", flat=True)})


def is_sound() -> bool:
    """Each row is what its entry commits to, and none is missing between two entries of a batch."""
    seal(at=AT + 400 * DAY, force_checkpoint=True)
    ids = Entry.objects.order_by("pk").values_list("pk", flat=True)
    places = {
        batch: [pk & ((1 << PLACE_BITS) - 1) for pk in ids if pk >> PLACE_BITS == batch] for batch in batches_of(Entry)
    }
    assert all(each == list(range(len(each))) for each in places.values())
    return verify().findings == ()


def written_rows(model, *but: str) -> list[tuple]:
    names = [
        f.attname for f in model._meta.concrete_fields if f.attname not in {"id", "salt", "ref", "submission_id", *but}
    ]
    return sorted(map(repr, model.objects.values_list(*names)))


@pytest.mark.django_db
@pytest.mark.usefixtures("small")
class TestLarge:
    def test_is_written_under_the_ids_reserved_for_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        receipt, reserved = large(monkeypatch, penalties(7))
        assert counts(receipt) == (7, 7, 0, 0, 0)
        assert batches_of(Record) == batches_of(Version) == batches_of(Letter) == reserved[:3]
        assert is_sound()

    @proves("B8")
    def test_leaves_what_one_row_at_a_time_leaves(self, monkeypatch: pytest.MonkeyPatch) -> None:
        told = [(WHO, 1, None), (OTHER, 2, date(2026, 10, 3)), (WHO, 3, date(2026, 10, 4)), (OTHER, 4, None)]
        rows = [
            dict(Penalty(who, number, date(2026, 10, 1), date(2026, 9, 1), served_on=served).row(load()))
            for who, number, served in told
        ]
        left = {}
        for way in ("one at a time", "large"):
            with transaction.atomic():
                if way == "large":
                    large(monkeypatch, rows)
                else:
                    with monkeypatch.context() as patched:
                        patched.setattr(Layout, "possible", lambda self, rows: {})
                        work(sent(rows))
                left[way] = [
                    written_rows(Record, "person_id"),
                    written_rows(Version, "content", "data_key", "record_id"),
                    written_rows(Letter, "subject", "held_under"),
                    written_rows(RecordEvent, "record_id", "version_id"),
                    written_rows(Person, "identity"),
                ]
                transaction.set_rollback(True)
        assert left["large"] == left["one at a time"]
        assert list(map(len, left["large"])) == [4, 4, 4, 2, 2]

    @proves("B8")
    def test_is_written_anew_where_a_record_of_the_chunk_is_held(self, monkeypatch: pytest.MonkeyPatch) -> None:
        work(sent(penalties(1)))
        receipt, reserved = large(monkeypatch, penalties(4))
        assert counts(receipt) == (4, 3, 0, 0, 1)
        # The second chunk held nothing that was known.
        assert reserved[0] not in batches_of(Record)
        assert reserved[1] in batches_of(Record)
        assert is_sound()

    @proves("B8")
    def test_is_written_anew_for_another_instant(self, monkeypatch: pytest.MonkeyPatch) -> None:
        receipt, reserved = large(monkeypatch, penalties(2), at=AT + DAY)
        assert counts(receipt) == (2, 2, 0, 0, 0)
        assert not set(reserved) & set(batches_of(Record))
        assert {version.at for version in Version.objects.all()} == {AT}
        assert is_sound()

    def test_is_written_here_where_ids_do_not_suffice(self, monkeypatch: pytest.MonkeyPatch) -> None:
        receipt, reserved = large(monkeypatch, penalties(7), batches=1)
        assert counts(receipt) == (7, 7, 0, 0, 0)
        assert len(batches_of(Record)) == 3
        assert reserved[0] in batches_of(Record)
        assert is_sound()

    @proves("B8")
    def test_leaves_a_second_name_under_a_number_to_an_official(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(prepare, "CHUNK_ROWS", 8)  # the first of a quarter
        namesake = Identity(WHO.document_type, WHO.number, "夹谷望溪")
        work(sent(penalties(1, first=50)))
        receipt, reserved = large(monkeypatch, [*penalties(1, who=OTHER), *penalties(1, who=namesake)])
        assert counts(receipt) == (2, 1, 0, 1, 0)
        assert not set(reserved) & set(batches_of(Record))
        assert is_sound()


@pytest.mark.django_db
class TestReserved:
    def test_ids_are_given_to_nobody_else(self) -> None:
        Batch.objects.create(at=AT)
        reserved = reserve_batches(3)
        before = [Batch.objects.create(at=AT).pk for _ in range(2)]
        again = reserve_batches(2)
        ids = [*reserved, *before, *again]
        assert len(set(ids)) == 7
        assert ids == sorted(ids)


SCRIPT = """
import json
import django
django.setup()
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.verify import verify
from chengxin.apps.records.models import Record
from chengxin.jobs import prepare
from tests.jobs.test_queue import AT, counts, penalties, sent, work
from tests.seated import seat
seat("gedehong")
prepare.LARGE_BYTES = 0
receipt = work(sent(penalties(40)))
seal(at=AT, force_checkpoint=True)
print(json.dumps([counts(receipt), Record.objects.count(), len(verify().findings)]))
"""


@pytest.mark.slow
@pytest.mark.django_db
def test_a_process_of_its_own_does_so(tmp_path) -> None:
    with databases.empty(connection.vendor, tmp_path / "beside") as place:
        place.chengxin("migrate")
        assert json.loads(place.run("-c", SCRIPT).splitlines()[-1]) == [[40, 40, 0, 0, 0], 40, 0]
