"""The disk fails at any statement of a question: nothing is answered that is not entered, nothing is half-written. [row 10]"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from chengxin.apps.ledger.backup.dump import counts
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
