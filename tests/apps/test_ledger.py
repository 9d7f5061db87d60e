from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext

from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.batch import Writer, open_under, read_content, seal_under, write
from chengxin.apps.ledger.check_rows import _LAST_ID, told_models
from chengxin.apps.ledger.key_sources import FileKeys
from chengxin.apps.ledger.keys import NAME_BYTES
from chengxin.apps.ledger.models import PLACE_BITS, Batch, Checkpoint, Entry, SealedBatch, leaf_bytes
from chengxin.apps.ledger.protect import Protect
from chengxin.apps.ledger.selectors import unsealed
from chengxin.apps.ledger.verify import verify, verify_newest
from chengxin.apps.matters.models import Matter
from chengxin.apps.officials.models import Official
from chengxin.apps.people.models import ConflictEvent
from chengxin.core import merkle
from chengxin.core.permissions import Role
from tests.held import kept
from tests.proves import proves
from tests.web import filled

AT = datetime(2026, 11, 24, 1, 2, 3, 456, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def official():
    # Not appointed: here the ledger is empty until a test writes to it.
    return Official.objects.create(
        username="clerk", name="莫晓岚", unit="transport", seat="3号窗口", role=Role.CLERK, password="!"
    )


def _conflict(official, number=b"n" * 32, reason=b"r"):
    return ConflictEvent(number_index=number, is_confirmed=True, reason=reason, at=AT, by=official)


def _matter(writer, official, ref, content="黑政服〔2026〕1号"):
    return writer.add(
        "matter_opened",
        Matter(
            ref=ref, number_index=b"n" * 32, name_index=b"m" * 32, unit="transport", service="换证", at=AT, by=official
        ),
        content={"request_no": content, "reason": "", "identity": ""},
    )


def test_a_check_reads_no_table_beside_the_one_it_compares():
    """Django takes a `select_related` of nothing for all that a table points to, five tables deep."""
    seal(at=AT, force_checkpoint=True)
    with CaptureQueriesContext(connection) as asked:
        verify()
    joined = [query["sql"] for query in asked if " JOIN " in query["sql"]]
    named = [model._meta.db_table for model in told_models() if model.told_with]
    assert named
    assert [sql for sql in joined if not any(f'FROM "{table}"' in sql for table in named)] == []


def _as_intruder(statement, *params):
    """Write past the triggers, as someone with the whole database could."""
    with transaction.atomic(), connection.cursor() as cursor:
        table = statement.split()[2 if statement.startswith("DELETE") else 1]
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            for what in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{what}")
        cursor.execute(statement, params)
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@transaction.atomic
def _fail_after_writing(official):
    write(AT, [("identity_conflict", _conflict(official))])
    raise RuntimeError("no further")


class TestWriter:
    def test_gives_row_and_entry_one_number(self, official):
        with transaction.atomic():
            writer = Writer(AT)
            rows = [writer.add("identity_conflict", _conflict(official)) for _ in range(3)]
            writer.flush()
        batch = Batch.objects.get()
        assert [row.pk for row in rows] == [(batch.pk << PLACE_BITS) | place for place in range(3)]
        assert set(Entry.objects.values_list("pk", flat=True)) == {row.pk for row in rows}
        assert batch.at == AT.replace(microsecond=0)

    def test_refuses_to_write_outside_a_transaction(self, monkeypatch):
        monkeypatch.setattr(transaction, "get_connection", lambda: SimpleNamespace(in_atomic_block=False))
        with pytest.raises(RuntimeError, match="transaction"):
            Writer(AT)

    def test_leaves_nothing_when_the_act_fails(self, official):
        with pytest.raises(RuntimeError, match="no further"):
            _fail_after_writing(official)
        assert not Entry.objects.exists()
        assert not Batch.objects.exists()

    def test_keeps_content_as_ciphertext(self, official):
        with transaction.atomic():
            writer = Writer(AT)
            matter = _matter(writer, official, "REF1")
            writer.flush()
        stored = Matter.objects.get(pk=matter.pk)
        assert "黑政服".encode() not in bytes(stored.content)
        assert read_content(stored)["request_no"] == "黑政服〔2026〕1号"

    def test_what_is_sealed_under_a_row_dies_with_its_key(self, official):
        with transaction.atomic():
            writer = Writer(AT)
            matter = _matter(writer, official, "REF1")
            writer.flush()
        sealed = seal_under(matter, b"shown")
        assert open_under(matter, sealed) == b"shown"
        Matter.objects.filter(pk=matter.pk).update(content=None, salt=None, data_key=None)
        assert open_under(Matter.objects.get(pk=matter.pk), sealed) is None


class TestTables:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE ledger_entry SET kind = 'x'",
            "DELETE FROM ledger_entry",
            "UPDATE people_conflictevent SET is_confirmed = false",
            "DELETE FROM people_conflictevent",
            "DELETE FROM matters_matter",
            "UPDATE matters_matter SET unit = 'samr'",
            "UPDATE matters_matter SET content = NULL",
            "UPDATE matters_matter SET content = NULL, salt = NULL, data_key = NULL, unit = 'samr'",
        ],
    )
    def test_refuse_what_is_not_theirs(self, statement, official):
        with transaction.atomic():
            writer = Writer(AT)
            writer.add("identity_conflict", _conflict(official))
            _matter(writer, official, "REF1")
            writer.flush()
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has TRUNCATE")
    def test_keep_no_trigger_once_protection_is_taken_back(self):
        guard = Protect("matters_closing", ["id"])
        with connection.schema_editor() as editor:
            guard.database_backwards("matters", editor, None, None)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = 'matters_closing'::regclass AND NOT tgisinternal"
            )
            assert cursor.fetchall() == []

    def test_let_a_payload_be_destroyed_as_a_whole(self, official):
        with transaction.atomic():
            writer = Writer(AT)
            matter = _matter(writer, official, "REF1")
            writer.flush()
        assert Matter.objects.filter(pk=matter.pk).update(content=None, salt=None, data_key=None) == 1
        assert read_content(Matter.objects.get(pk=matter.pk)) is None

    @pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has INSERT OR REPLACE")
    def test_an_upsert_is_no_way_round(self, official):
        with transaction.atomic():
            write(AT, [("identity_conflict", _conflict(official))])
        with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
            cursor.execute("INSERT OR REPLACE INTO ledger_entry SELECT id, nonce, 'x', commitment FROM ledger_entry")


class TestSeal:
    def test_gives_the_root_of_all_leaves_in_order(self, official):
        for _ in range(3):
            with transaction.atomic():
                write(AT, [("identity_conflict", _conflict(official)) for _ in range(2)])
            seal(at=AT, force_checkpoint=True)
        leaves = [
            leaf_bytes(bytes(e.nonce), e.kind, AT.replace(microsecond=0), bytes(e.commitment))
            for e in Entry.objects.order_by("pk")
        ]
        checkpoint = Checkpoint.objects.get(size=6)
        assert bytes(checkpoint.root) == merkle.root(leaves) == verify().root

    def test_signs_a_checkpoint_each_minute_and_not_more_often(self, official):
        for seconds in (0, 1, 59, 60, 61):
            with transaction.atomic():
                write(AT, [("identity_conflict", _conflict(official))])
            seal(at=AT + timedelta(seconds=seconds))
        assert list(Checkpoint.objects.order_by("size").values_list("size", flat=True)) == [1, 4]

    @proves("I1")
    def test_signs_heads_in_between_where_very_many_leaves_came(self, official, monkeypatch):
        """A proof reads the leaves between two heads: a file of a million rows must not make it read them all."""
        monkeypatch.setattr("chengxin.apps.ledger.actions.seal._MOST_BETWEEN", 3)
        for _ in range(8):
            with transaction.atomic():
                write(AT, [("identity_conflict", _conflict(official))])
        seal(at=AT)
        assert list(Checkpoint.objects.order_by("size").values_list("size", flat=True)) == [3, 6, 8]
        assert verify().findings == ()

    def test_again_with_nothing_new_changes_nothing(self, official):
        with transaction.atomic():
            write(AT, [("identity_conflict", _conflict(official))])
        assert seal(at=AT, force_checkpoint=True) == 1
        assert seal(at=AT, force_checkpoint=True) == 0
        assert Checkpoint.objects.count() == SealedBatch.objects.count() == 1

    @proves("I1")
    def test_takes_a_batch_that_committed_after_a_later_one(self, official):
        with transaction.atomic():
            write(AT, [("identity_conflict", _conflict(official))])
        Batch.objects.bulk_create([Batch(pk=900, at=AT)])
        Entry.objects.bulk_create([Entry(pk=900 << PLACE_BITS, nonce=os.urandom(16), kind="x", commitment=b"c" * 32)])
        seal(at=AT, force_checkpoint=True)
        Batch.objects.bulk_create([Batch(pk=800, at=AT)])
        Entry.objects.bulk_create([Entry(pk=800 << PLACE_BITS, nonce=os.urandom(16), kind="x", commitment=b"c" * 32)])
        assert seal(at=AT, force_checkpoint=True) == 1
        assert Checkpoint.objects.order_by("-size").first().size == 3

    def test_looks_at_nothing_but_what_waits(self, official):
        for _ in range(3):
            with transaction.atomic():
                write(AT, [("identity_conflict", _conflict(official))])
            assert unsealed(at=AT).batches == 1
            seal(at=AT)
            assert unsealed(at=AT).batches == 0
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL enable_seqscan = off")  # three rows are not worth an index to it
        plan = Batch.objects.filter(waits=True).order_by("pk")[:500].explain()
        assert "batch_waits" in plan, plan

    def test_leaves_an_act_that_told_nothing_behind_for_good(self):
        Batch.objects.create(at=AT)
        assert seal(at=AT, force_checkpoint=True) == 0
        assert unsealed(at=AT).batches == SealedBatch.objects.count() == 0
        assert verify().findings == ()


class TestVerify:
    @pytest.fixture
    def ledger(self, official):
        with transaction.atomic():
            writer = Writer(AT)
            rows = [writer.add("identity_conflict", _conflict(official)) for _ in range(3)]
            rows += [_matter(writer, official, f"REF{n}") for n in range(2)]
            writer.flush()
        seal(at=AT, force_checkpoint=True)
        return [row.pk for row in rows]

    def test_finds_nothing_where_nothing_was_touched(self, ledger):
        verdict = verify()
        assert (verdict.findings, verdict.leaves, verdict.rows, verdict.checkpoints) == ((), 5, 5, 1)

    @pytest.mark.parametrize(
        ("statement", "table", "place"),
        [
            ("UPDATE people_conflictevent SET is_confirmed = false WHERE id = %s", "people_conflictevent", 1),
            ("UPDATE matters_matter SET unit = 'samr' WHERE id = %s", "matters_matter", 3),
            ("UPDATE ledger_entry SET kind = 'row_held' WHERE id = %s", "ledger_entry", 2),
            ("DELETE FROM people_conflictevent WHERE id = %s", "people_conflictevent", 0),
            ("DELETE FROM ledger_entry WHERE id = %s", "ledger_entry", 2),
        ],
    )
    def test_names_the_row_that_was_touched(self, ledger, statement, table, place):
        _as_intruder(statement, ledger[place])
        first = verify().findings[0]
        assert first.row == ledger[place]
        assert table in {finding.table for finding in verify().findings if finding.row == ledger[place]}

    def test_names_a_row_whose_ciphertext_was_touched(self, ledger):
        other = Matter.objects.get(pk=ledger[4])
        _as_intruder("UPDATE matters_matter SET content = %s WHERE id = %s", bytes(other.content), ledger[3])
        assert [f.row for f in verify().findings] == [ledger[3]]

    def test_names_the_first_of_several(self, ledger):
        for place in (4, 1):
            table = "matters_matter" if place > 2 else "people_conflictevent"
            _as_intruder(f"UPDATE {table} SET at = %s WHERE id = %s", AT + timedelta(days=1), ledger[place])
        assert [finding.row for finding in verify().findings] == [ledger[1], ledger[4]]

    def test_finds_a_row_and_entry_changed_together(self, ledger):
        _as_intruder("DELETE FROM people_conflictevent WHERE id = %s", ledger[2])
        _as_intruder("DELETE FROM ledger_entry WHERE id = %s", ledger[2])
        assert ledger[2] in {finding.row for finding in verify().findings}

    def test_finds_a_tree_cut_short(self, ledger):
        for table in ("ledger_sealedbatch", "ledger_entry", "people_conflictevent", "matters_matter", "ledger_batch"):
            _as_intruder(f"DELETE FROM {table}")
        assert verify().findings[0].table == "ledger_checkpoint"

    @proves("I1")
    def test_finds_an_act_that_was_kept_out_of_the_tree(self, ledger, official):
        with transaction.atomic():
            write(AT, [("identity_conflict", _conflict(official))])
        kept_out = Batch.objects.latest("pk").pk
        Batch.objects.filter(pk=kept_out).update(waits=None)
        seal(at=AT + timedelta(minutes=1), force_checkpoint=True)
        assert [(finding.table, finding.row) for finding in verify().findings] == [("ledger_batch", kept_out)]

    def test_finds_a_checkpoint_signed_by_someone_else(self, ledger):
        _as_intruder("UPDATE ledger_checkpoint SET signature = %s", os.urandom(64))
        assert [finding.table for finding in verify().findings] == ["ledger_checkpoint"]

    def test_names_a_row_whose_commitment_was_taken_away_while_it_stays_in_use(self, ledger):
        _as_intruder("UPDATE matters_matter SET salt = NULL WHERE id = %s", ledger[3])
        assert [finding.row for finding in verify().findings] == [ledger[3]]

    def test_leaves_destroyed_content_in_peace(self, ledger):
        Matter.objects.filter(pk=ledger[3]).update(content=None, salt=None, data_key=None)
        assert verify().findings == ()


@pytest.fixture
def long(official, monkeypatch):
    """Ten batches and ten signed heads, checked seven entries at a time."""
    monkeypatch.setattr("chengxin.apps.ledger.check_rows._AT_ONCE", 7)
    for number in range(10):
        with transaction.atomic():
            writer = Writer(AT)
            for place in range(3):
                _matter(writer, official, f"R{number}-{place}")
            writer.flush()
        seal(at=AT + timedelta(minutes=number), force_checkpoint=True)
    return list(Matter.objects.order_by("pk").values_list("pk", flat=True))


@pytest.mark.django_db
class TestVerifyInSets:
    def test_finds_nothing_where_nothing_was_touched(self, long):
        verdict = verify()
        assert (verdict.findings, verdict.leaves, verdict.rows, verdict.checkpoints) == ((), 30, 30, 10)

    @proves("I1")
    def test_names_each_row_that_was_touched_wherever_it_lies(self, long):
        for place in range(0, 30, 4):
            _as_intruder("UPDATE matters_matter SET unit = 'samr' WHERE id = %s", long[place])
        assert [finding.row for finding in verify().findings] == long[0:30:4]

    def test_asks_the_database_no_oftener_where_a_span_holds_more(
        self, long, monkeypatch, django_assert_max_num_queries
    ):
        monkeypatch.setattr("chengxin.apps.ledger.check_rows._AT_ONCE", 2000)
        with django_assert_max_num_queries(12 + len(told_models())):
            verify()

    @proves("I1")
    def test_sees_a_row_without_an_entry_beyond_all_entries(self, long):
        ghost = ConflictEvent(id=1 << 60, salt=b"s" * 32, number_index=b"n" * 32, is_confirmed=True, reason=b"r", at=AT)
        ghost.by_id = Matter.objects.first().by_id
        ConflictEvent.objects.bulk_create([ghost])
        assert [(f.table, f.row) for f in verify().findings] == [("people_conflictevent", 1 << 60)]

    def test_takes_no_act_of_the_meantime_for_a_forgery(self, long, official, monkeypatch):
        real = Entry.objects.filter

        def filtered(*args, **kwargs):
            if kwargs.get("pk__lte") != _LAST_ID:
                return real(*args, **kwargs)
            read = list(real(*args, **kwargs).order_by("pk"))
            with transaction.atomic():
                writer = Writer(AT)
                _matter(writer, official, "LATE")
                writer.flush()
            return SimpleNamespace(order_by=lambda field: read)

        monkeypatch.setattr(Entry.objects, "filter", filtered)
        assert verify().findings == ()
        assert Matter.objects.filter(ref="LATE").exists()

    @proves("I1")
    def test_finds_a_head_whose_edge_was_touched(self, long):
        _as_intruder("UPDATE ledger_checkpoint SET peaks = %s WHERE size = 12", os.urandom(64))
        assert [(f.table, f.row) for f in verify().findings] == [("ledger_checkpoint", 12)]

    @proves("I1")
    def test_finds_a_head_that_is_older_than_the_one_before(self, long):
        """A head's time is not signed, as C2SP has it; it may not leave its place."""
        _as_intruder("UPDATE ledger_checkpoint SET at = %s WHERE size = 12", AT - timedelta(days=7))
        assert [(f.table, f.row) for f in verify().findings] == [("ledger_checkpoint", 12)]


class TestVerifyNewest:
    def test_finds_nothing_where_nothing_was_touched(self, long):
        verdict = verify_newest(7)
        assert (verdict.findings, verdict.leaves, verdict.rows, verdict.is_whole) == ((), 30, 6, False)
        assert verdict.root == verify().root
        assert verify_newest(30).is_whole

    @proves("I1")
    def test_names_each_row_that_was_touched_wherever_it_lies(self, long):
        for place in (1, 25, 29):
            _as_intruder("UPDATE matters_matter SET unit = 'samr' WHERE id = %s", long[place])
        assert [finding.row for finding in verify_newest(7).findings] == [long[25], long[29]]

    @proves("I1")
    def test_finds_a_head_whose_edge_was_touched(self, long):
        _as_intruder("UPDATE ledger_checkpoint SET peaks = %s WHERE size = 24", os.urandom(64))
        assert ("ledger_checkpoint", 24) in {(f.table, f.row) for f in verify_newest(7).findings}


class TestKeys:
    def test_are_never_replaced_and_only_their_owner_reads_them(self, tmp_path):
        first = kept(tmp_path / "keys")
        again = kept(tmp_path / "keys")
        assert first.index(b"a") == again.index(b"a")
        assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "keys").iterdir())

    def test_wrap_many_as_one_and_each_under_a_nonce_of_its_own(self, tmp_path):
        keys = kept(tmp_path / "keys")
        wrapped = keys.wrap_many([b"same"] * 50 + [b"other"])
        assert [keys.unwrap(one) for one in wrapped] == [b"same"] * 50 + [b"other"]
        assert len({one[NAME_BYTES:][:12] for one in wrapped}) == len(wrapped)
        assert keys.wrap_many([]) == []

    def test_index_keeps_parts_apart(self, tmp_path):
        FileKeys.ensure(tmp_path / "keys", is_demo=False)
        assert not (tmp_path / "keys" / "demo").exists()
        keys = kept(tmp_path / "keys")
        assert keys.index(b"ab", b"c") != keys.index(b"a", b"bc")

    @proves("R37")
    def test_a_row_of_the_ledger_cannot_be_without_salt_and_entry(self, official):
        with pytest.raises(DatabaseError), transaction.atomic():
            ConflictEvent.objects.bulk_create([_conflict(official)])


@pytest.mark.django_db
class TestVerifySeats:
    @proves("I1")
    @pytest.mark.parametrize(
        "change", [{"role": "clerk"}, {"unit": "samr"}, {"name": "别人"}, {"is_active": False}, {"course_on": None}]
    )
    def test_names_a_seat_that_nobody_gave(self, change):
        one = filled.official(Role.SUPERVISOR)
        assert verify().findings == ()
        Official.objects.filter(pk=one.pk).update(**change)
        (finding,) = verify().findings
        assert (finding.table, one.username in finding.sentence) == ("officials_seatevent", True)

    @proves("I1")
    def test_names_whoever_was_never_given_one(self):
        filled.official(Role.SUPERVISOR)
        Official.objects.create(username="ghost", name="别人", unit="samr", seat="1号窗口", role=Role.CLERK)
        (finding,) = verify().findings
        assert (finding.table, "ghost" in finding.sentence) == ("officials_seatevent", True)
