"""Several statements as one message to PostgreSQL: what each finds, and what is left when one of them fails."""

from __future__ import annotations

import pytest
from django.db import DataError, IntegrityError, NotSupportedError, OperationalError, connection, transaction
from django.test import TransactionTestCase

from chengxin.apps.ledger.statement import Asked, together
from tests.proves import proves

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite gets one statement after the other"),
]


@pytest.fixture(autouse=True, scope="module")
def _leaves_nothing():
    """Nothing is committed but a temporary table: no table has to be emptied past its triggers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: connection.close())
        yield


def asked(sql, *values):
    return Asked(sql, values, list)


def one(sql="SELECT 1"):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


@proves("I7")
class TestWhenOneFails:
    def test_it_is_told_and_none_after_it_is_done(self):
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE held (n int PRIMARY KEY)")
        for _ in range(2):  # prepared, and prepared before
            insert = "INSERT INTO held VALUES (%s)"
            with pytest.raises(IntegrityError), transaction.atomic():
                together(asked(insert, 1), asked(insert, 1), asked(insert, 2))
            assert one("SELECT count(*) FROM held") == 0
            with transaction.atomic():
                together(asked(insert, 1), asked("DELETE FROM held WHERE n = %s", 1))
        assert one() == 1

    def test_what_fails_only_at_the_end_is_told_too(self):
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE kept (n int UNIQUE DEFERRABLE INITIALLY DEFERRED)")
        insert = "INSERT INTO kept VALUES (%s)"
        with pytest.raises(IntegrityError):
            together(asked(insert, 1), asked(insert, 1))
        assert one("SELECT count(*) FROM kept") == 0
        assert together(asked("SELECT %s + 1", 1)) == [[(2,)]]

    def test_a_table_that_changed_under_a_prepared_statement_is_met_anew(self):
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE grown (n int)")
            assert together(asked("SELECT * FROM grown WHERE n = %s", 1)) == [[]]
            cursor.execute("ALTER TABLE grown ADD COLUMN m int")
        with pytest.raises(NotSupportedError):
            together(asked("SELECT * FROM grown WHERE n = %s", 1))
        assert together(asked("SELECT * FROM grown WHERE n = %s", 1)) == [[]]

    def test_a_value_that_no_text_may_hold_sends_nothing(self):
        with pytest.raises(DataError), transaction.atomic():
            together(asked("SELECT %s::text", "a\0b"))
        assert one() == 1

    def test_half_a_message_closes_the_connection(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            backend = cursor.fetchone()[0]
        with pytest.raises(OperationalError):
            together(asked("SELECT pg_terminate_backend(%s)", backend), asked("SELECT pg_sleep(1)"))
        assert connection.connection.closed
        connection.close()
        assert together(asked("SELECT %s + 1", 1)) == [[(2,)]]


@proves("I7")
class TestTheLastMessage:
    """An act that says it ends is committed with its last message, and only where nothing else would be."""

    def status(self):
        return connection.connection.info.transaction_status.name

    def table(self, name, column="n int"):
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY TABLE {name} ({column})")
        return f"INSERT INTO {name} VALUES (%s)"

    def put_twice(self, insert):
        """The same row twice, as the last thing of an act."""
        with transaction.atomic():
            together(asked(insert, 1), asked(insert, 1), ends=True)

    def test_is_committed_before_the_block_is_left(self):
        insert = self.table("ended")
        with transaction.atomic():
            together(asked("SELECT pg_advisory_xact_lock(%s)", 1))
            assert self.status() == "INTRANS"
            together(asked(insert, 1), ends=True)
            assert self.status() == "IDLE"
        assert one("SELECT count(*) FROM ended") == 1

    def test_a_block_within_another_ends_with_that_one(self):
        insert = self.table("within")
        with transaction.atomic():
            with transaction.atomic():
                together(asked(insert, 1), ends=True)
            assert self.status() == "INTRANS"
            transaction.set_rollback(True)
        assert one("SELECT count(*) FROM within") == 0

    def test_what_fails_at_the_commit_is_told_and_nothing_is_left(self):
        insert = self.table("late", "n int UNIQUE DEFERRABLE INITIALLY DEFERRED")
        with pytest.raises(IntegrityError):
            self.put_twice(insert)
        assert one("SELECT count(*) FROM late") == 0
        with transaction.atomic():
            together(asked(insert, 1), ends=True)
        assert one("SELECT count(*) FROM late") == 1

    def test_one_that_fails_commits_none_of_them(self):
        insert = self.table("half", "n int PRIMARY KEY")
        with pytest.raises(IntegrityError):
            self.put_twice(insert)
        assert one("SELECT count(*) FROM half") == 0


@proves("I7")
class TestPrepared:
    def names(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM pg_prepared_statements")
            return {name for (name,) in cursor.fetchall()}

    def test_a_rollback_forgets_none(self):
        together(asked("SELECT 41 + %s", 1))
        before = self.names()
        assert before
        with transaction.atomic():
            together(asked("SELECT 41 + %s", 1))
            transaction.set_rollback(True)
        assert self.names() == before
        assert together(asked("SELECT 41 + %s", 1)) == [[(42,)]]

    def test_no_connection_keeps_more_than_so_many(self):
        for more in range(250):
            assert together(asked(f"SELECT {more} + %s", 1)) == [[(more + 1,)]]
        assert len(self.names()) <= 201
        assert together(asked("SELECT 0 + %s", 1)) == [[(1,)]]


@proves("I7")
def test_large_values_pass_both_ways_at_once():
    large = "王" * 400_000
    found = together(*[asked("SELECT %s::text", large)] * 20)
    assert found == [[(large,)]] * 20


@proves("I7")
def test_percent_signs_and_places():
    assert together(asked("SELECT 'a%%b' LIKE 'a%%', %s::text, %s::int", "%s", 3)) == [[(True, "%s", 3)]]
