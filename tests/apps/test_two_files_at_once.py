"""Two files about one decision, worked through at the same moment by two workers: the end is that of one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase

from chengxin.apps.people import selectors as people
from chengxin.apps.records.actions.register import register
from chengxin.apps.records.layout import prepare
from chengxin.apps.records.selectors import held_by
from chengxin.apps.submissions.actions.account import close_submission
from chengxin.apps.submissions.actions.receive_file import receive_file
from chengxin.apps.submissions.models import Submission
from chengxin.core.facts import Identity, RowState
from chengxin.core.permissions import Role
from chengxin.core.records import Standing
from chengxin.core.rows import Fate, Outcome
from chengxin.intake.setwise import frame_of
from chengxin.web.law import feeds, lawbook
from tests.apps.sessions import RAN, Act, races
from tests.apps.test_double_clicks import _empty
from tests.proves import proves
from tests.web import filled
from tests.web.filled import AT

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite who writes is alone from the beginning"),
]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True, scope="module")
def committed() -> Iterator[None]:
    """What a test writes is committed, for the other connection to see; then its tables are emptied past their triggers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", _empty)
        yield
    print(f"{RAN['orders']:,} orders")  # noqa: T201 - shown by `pytest -s`


def decision(serial: int) -> tuple[Identity, str]:
    return filled.person(serial=serial), f"黑交罚〔2026〕{serial:04d}号"


def working(serial: int, day: int, **changes: Any) -> tuple[Submission, Act]:
    """A file that speaks of a day, received and not worked through, and the work."""
    feed = feeds()[filled.PENALTIES]
    by = filled.official(Role.DATA_OFFICER, feed.sender, name="葛德鸿", seat="法制科")
    name = f"{serial} {day}"
    as_of = AT - (10 - day) * DAY
    file = receive_file(
        lawbook=lawbook(), data=name.encode(), filename="九月.csv", feed=feed, as_of=as_of, by=by, at=AT
    )
    facts = filled.penalty(*decision(serial), proof=filled.enclosed(date(2026, 9, 18)), **changes)
    accepted = prepare(frame_of([Outcome("处罚", 2, Fate.ACCEPTED, facts)]))
    return file, lambda: register(file, 0, accepted, [], lawbook=lawbook(), at=AT)


def stands(serial: int, *files: Submission) -> list[Any]:
    for file in files:
        close_submission(file, at=AT)
    held = held_by(people.indexes(decision(serial)[0]), lawbook=lawbook(), at=AT + 60 * DAY)
    return [one.standing if one.standing is Standing.WITHDRAWN else one.body["amount_fen"] for one in held]


@proves("B12")
class TestTwoFiles:
    def test_of_which_one_withdraws_what_the_other_brings(self) -> None:
        files: dict[int, list[Submission]] = {}

        def pair(serial: int) -> tuple[Act, Act]:
            one, first = working(serial, 1)
            other, second = working(serial, 2, state=RowState.WITHDRAWN)
            files[serial] = [one, other]
            return first, second

        for serial, race in enumerate(races(pair, is_fine=False), 1):
            expected = [Standing.WITHDRAWN] if race.ended == [0, 1] else []
            assert stands(serial, *files[serial]) == expected

    def test_of_which_one_says_again_what_the_other_would_change(self) -> None:
        files: dict[int, list[Submission]] = {}

        def pair(serial: int) -> tuple[Act, Act]:
            held, register_it = working(serial, 1, amount_fen=1)
            register_it()
            late, first = working(serial, 2, amount_fen=2)
            again, second = working(serial, 3, amount_fen=1)
            files[serial] = [held, late, again]
            return first, second

        for serial, _ in enumerate(races(pair, is_fine=False), 1):
            assert stands(serial, *files[serial]) == [1]
