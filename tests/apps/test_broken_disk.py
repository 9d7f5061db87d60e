"""The disk fails at any statement of a question: nothing is answered that is not entered, nothing is half-written. [row 10]"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction

from chengxin.apps.ledger.backup.dump import counts
from chengxin.jobs import faults
from tests.api import world
from tests.proves import proves
from tests.web import filled

pytestmark = pytest.mark.django_db
DECISION = "黑交罚〔2026〕0417号"


@contextmanager
def failing_at(place: int) -> Iterator[list[str]]:
    """The statement of this place, counted from 1, fails as it does where the disk is broken; what was sent until then."""
    sent: list[str] = []

    def fails(execute: Any, sql: str, *arguments: Any) -> Any:
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            sent.append(sql)
            if len(sent) == place:
                raise OperationalError("disk I/O error")
        return execute(sql, *arguments)

    with connection.execute_wrapper(fails):
        yield sent


@proves("N10")
def test_no_answer_leaves_where_any_statement_of_it_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chengxin.clock.now", lambda: filled.AT)
    monkeypatch.setattr("chengxin.api.pace.BEAT_SECONDS", 1e-6)
    facts = filled.penalty(world.WHO, DECISION, proof=filled.enclosed(date(2026, 9, 18)))
    filled.submit([facts], at=filled.AT - timedelta(days=30))
    filled.nothing_new()
    by = world.caller()
    matter = world.open_matter(by)
    before = counts()
    for _ in range(2):  # what a process reads only once is not counted
        with transaction.atomic(), failing_at(0) as every:
            told = world.ask(by, matter)
            assert DECISION in told.content.decode()
            transaction.set_rollback(True)
    assert len(every) >= 4
    for place in range(1, len(every) + 1):
        with transaction.atomic():
            with failing_at(place):
                reply = world.ask(by, matter)
            assert reply.status_code == 503, (place, every[place - 1])
            assert reply.json()["fault"]
            assert DECISION not in reply.content.decode()
        assert counts() == before, every[place - 1]
    assert DECISION in world.ask(by, matter).content.decode()
    assert counts() != before


@proves("N1")
class TestWhatPostgresqlSays:
    """Of its own files, under names that are else those of faults of ours."""

    @pytest.mark.parametrize(
        ("name", "sqlstate", "source", "is_machine"),
        [
            ("InsufficientPrivilege", "42501", "md.c", True),  # could not open file: Read-only file system
            ("InternalError_", "XX000", "fd.c", True),  # could not write file: Disk quota exceeded
            ("DataCorrupted", "XX001", "bufmgr.c", True),  # invalid page in block 3
            ("IndexCorrupted", "XX002", "nbtree.c", True),
            ("InsufficientPrivilege", "42501", "aclchk.c", False),  # permission denied for table
            ("UndefinedTable", "42P01", "parse_relation.c", False),
        ],
    )
    def test_is_a_broken_disk_and_nothing_else_is(self, name, sqlstate, source, is_machine):
        psycopg = pytest.importorskip("psycopg")
        fields = psycopg.pq.DiagnosticField
        said = {fields.SQLSTATE: sqlstate.encode(), fields.SOURCE_FILE: source.encode()}
        try:
            self.wrapped(getattr(psycopg.errors, name)("", info=said))
        except DatabaseError:
            assert faults.is_machine_broken() is is_machine

    def wrapped(self, error):
        raise DatabaseError from error
