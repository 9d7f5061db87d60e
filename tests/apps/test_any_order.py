"""What a source says of one decision ends in the same state in whatever order its files arrive, and however often. [row 3]"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest

from chengxin.apps.people import selectors as people
from chengxin.apps.records.models import Record
from chengxin.apps.records.selectors import held_by
from chengxin.core.facts import RowState
from chengxin.core.records import Standing
from chengxin.web.law import lawbook
from tests.web import filled

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
#: What is said on three days.
TWO_CHANGES: list[dict[str, Any]] = [{"amount_fen": 100_000}, {"amount_fen": 200_000}, {"amount_fen": 300_000}]
CHANGED_BACK: list[dict[str, Any]] = [{"amount_fen": 100_000}, {"amount_fen": 200_000}, {"amount_fen": 100_000}]
WITHDRAWN: list[dict[str, Any]] = [{"amount_fen": 100_000}, {"amount_fen": 200_000}, {"state": RowState.WITHDRAWN}]
ORDERS = [*permutations(range(3)), (0, 0, 1, 2), (2, 0, 2, 1), (0, 1, 2, 1, 0)]


def ended(serial: int, said: list[dict[str, Any]], order: tuple[int, ...]) -> Any:
    who = filled.person(serial=serial)
    for place in order:
        facts = filled.penalty(
            who, f"黑交罚〔2026〕{serial:04d}号", proof=filled.enclosed(date(2026, 9, 18)), **said[place]
        )
        as_of = filled.AT - (10 - place) * DAY
        filled.submit([facts], at=filled.AT, as_of=as_of)
    found = held_by(people.indexes(who), lawbook=lawbook(), at=filled.AT + 60 * DAY)
    assert Record.objects.filter(person__number_index=people.indexes(who).number).count() <= 1
    return [one.standing if one.standing is Standing.WITHDRAWN else one.body["amount_fen"] for one in found]


def all_ended(said: list[dict[str, Any]], orders: list[tuple[int, ...]]) -> list[Any]:
    return [ended(serial, said, order) for serial, order in enumerate(orders, start=700)]


def test_the_newest_statement_stands_in_whatever_order_they_come() -> None:
    assert all_ended(TWO_CHANGES, ORDERS) == [[300_000]] * len(ORDERS)


def test_a_withdrawal_stands_once_there_was_something_to_withdraw() -> None:
    known = [order for order in ORDERS if order[0] != 2]
    assert len(known) >= 5
    assert all_ended(WITHDRAWN, known) == [[Standing.WITHDRAWN]] * len(known)


@pytest.mark.xfail(strict=True, reason="a withdrawal of what is not held goes back to its sender and is not kept")
def test_a_withdrawal_that_comes_first_stands_too() -> None:
    assert all_ended(WITHDRAWN, ORDERS) == [[Standing.WITHDRAWN]] * len(ORDERS)


@pytest.mark.xfail(
    strict=True, reason="a row that repeats what is held does not say that it was still so on a later day"
)
def test_a_change_back_stands_in_whatever_order_they_come() -> None:
    assert all_ended(CHANGED_BACK, ORDERS) == [[100_000]] * len(ORDERS)
