"""Objection against effect and against a running inquiry: all interleavings on PostgreSQL. [rights R03]

Each pair of acts is run in every order of its steps, each time about another person, on two connections.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase

from chengxin.apps.inquiries.actions.answer import Given, replay
from chengxin.apps.notices import selectors as notices
from chengxin.apps.objections.actions.check import check
from chengxin.apps.objections.actions.decide import decide
from chengxin.apps.objections.actions.lodge import lodge
from chengxin.apps.objections.actions.withdraw import withdraw
from chengxin.apps.objections.models import CaseStep, Objection
from chengxin.apps.people import selectors as people
from chengxin.apps.records.actions.read_letter import read_letter
from chengxin.apps.records.actions.register import register
from chengxin.apps.records.layout import prepare
from chengxin.apps.records.selectors import HeldRecord, held_by
from chengxin.apps.repairs.actions.decide import decide as decide_repair
from chengxin.apps.repairs.actions.request import request
from chengxin.apps.submissions.actions.account import close_submission
from chengxin.apps.submissions.actions.receive_file import receive_file
from chengxin.core.facts import Facts, Identity, RowState
from chengxin.core.objections import Check, Ground, Outcome
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason
from chengxin.core.records import Standing
from chengxin.core.repairs import Outcome as RepairOutcome
from chengxin.core.rows import Fate
from chengxin.core.rows import Outcome as RowOutcome
from chengxin.intake.setwise import frame_of
from chengxin.web.law import feeds, lawbook
from tests.apps.sessions import RAN, Act, orders, races
from tests.apps.test_double_clicks import _empty
from tests.marked import marked
from tests.proves import proves
from tests.web import filled
from tests.web.filled import AT

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite who writes is alone from the beginning"),
]
DAY = timedelta(days=1)
#: What only marks takes the same steps, and what is decided holds what an objection holds: their orders are tried, their
#: single statements in `make torture`.
IS_TORTURE = os.environ.get("CHENGXIN_TORTURE") == "1"
FREEZING, MARKING = lawbook(), marked(lawbook(), "road_transport_violation")


@pytest.fixture(autouse=True, scope="module")
def committed() -> Iterator[None]:
    """What a test writes is committed, for the other connection to see; then its tables are emptied past their triggers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", _empty)
        yield
    print(f"{RAN['orders']:,} orders")  # noqa: T201 - shown by `pytest -s`


@pytest.fixture(params=[FREEZING, MARKING], ids=["freeze", "mark"])
def law(request, monkeypatch):
    monkeypatch.setattr(filled, "lawbook", lambda: request.param)
    filled.official(Role.CLERK)
    filled.official(Role.CASE_OFFICER, "credit_centre", name="戚望舒", seat="异议科")
    filled.nothing_new()
    return request.param


def born(serial: int, *, is_told: bool = True) -> Identity:
    """A person with one penalty: in effect, or waiting for its letter to be opened."""
    who = filled.person(serial=serial)
    proof = filled.enclosed(date(2026, 9, 18)) if is_told else None
    filled.submit([filled.penalty(who, number(serial), proof=proof)], at=AT - 30 * DAY)
    return who


def number(serial: int) -> str:
    return f"黑交罚〔2026〕{serial:04d}号"


def held(who: Identity, law: Any, at: Any = AT) -> HeldRecord:
    (one,) = held_by(people.indexes(who), lawbook=law, at=at)
    return one


def lodging(who: Identity, law: Any, ground: Ground = Ground.WRONG_FACT) -> Act:
    ref, by = held(who, law).record.ref, people.indexes(who)
    return lambda: lodge(ref, ground=ground, words="不对", lawbook=law, by=by, at=AT)


def asking(who: Identity, request_no: str = "黑政服〔2026〕1") -> Act:
    matter = filled.matter(who, request_no=request_no, reason="换证")
    return lambda: filled.ask(matter, who)


def deciding(who: Identity, law: Any, outcome: Outcome, **more: Any) -> tuple[str, Act]:
    """A case that waits for its decision, and the decision."""
    ref = lodging(who, law)().ref
    by = filled.official(Role.CASE_OFFICER, "credit_centre")
    check(ref, result=Check.OWN_ERROR, words="平台导入时错了", lawbook=law, by=by, at=AT)
    return ref, lambda: decide(ref, outcome=outcome, words="已经更正", lawbook=law, by=by, at=AT, **more)


def registering(facts: Facts, law: Any) -> tuple[Any, Act]:
    """A file with one row, received but not worked through, and the work."""
    feed = feeds()[filled.PENALTIES]
    by = filled.official(Role.DATA_OFFICER, feed.sender, name="葛德鸿", seat="法制科")
    file = receive_file(
        lawbook=lawbook(),
        data=facts.decision_no.encode(),
        filename="九月.csv",
        feed=feed,
        as_of=None,
        by=by,
        at=AT + DAY,
    )
    accepted = prepare(frame_of([RowOutcome("处罚", 2, Fate.ACCEPTED, facts)]))
    return file, lambda: register(file, 0, accepted, [], lawbook=law, at=AT + DAY)


def penalties(given: Given) -> list[dict[str, Any]]:
    assert given.answer is not None
    return [one for one in replay(given.answer).fragments if one is not None]


@proves("R03", "G9")
class TestObjection:
    def test_against_a_running_inquiry(self, law):
        """What is answered after the objection was committed shows nothing, or shows the mark."""
        who: dict[int, Identity] = {}

        def pair(serial):
            who[serial] = born(serial)
            return lodging(who[serial], law), asking(who[serial])

        for serial, race in enumerate(races(pair, is_fine=law is FREEZING or IS_TORTURE), 1):
            _, given = race.found
            if race.ended == [0, 1]:
                _hides_or_marks(given, law)
            _hides_or_marks(asking(who[serial], "黑政服〔2026〕2")(), law)
        assert serial >= len(list(orders())) + (10 if law is FREEZING else 0)

    def test_against_the_start_of_its_effect(self, law):
        """The letter is read at the very moment of the objection: the record is told, and stays out of every answer."""
        who: dict[int, Identity] = {}

        def pair(serial):
            who[serial] = born(serial, is_told=False)
            mine = people.indexes(who[serial])
            letter = notices.list_for_person(mine.number, mine.name).get()
            return lodging(who[serial], law), lambda: read_letter(letter.ref, lawbook=law, by=mine, at=AT)

        later = AT + 9 * DAY  # the last day of the case is not over yet
        for serial, race in enumerate(races(pair, is_fine=law is FREEZING or IS_TORTURE), 1):
            objection, letter = race.found
            assert isinstance(objection, Objection), letter
            after = held(who[serial], law, later)
            assert after.effect_from is not None
            assert after.effect_from <= later
            assert len(after.flags) == 1
            assert after.standing is (Standing.FROZEN if law is FREEZING else Standing.IN_EFFECT)

    def test_against_the_same_objection(self, law):
        """Exactly one of two is taken."""
        who: dict[int, Identity] = {}

        def pair(serial):
            who[serial] = born(serial)
            return lodging(who[serial], law), lodging(who[serial], law)

        for serial, race in enumerate(races(pair, is_fine=law is FREEZING or IS_TORTURE), 1):
            refused = [found for found in race.found if found is Reason.OBJECTION_OPEN]
            taken = [found for found in race.found if isinstance(found, Objection)]
            assert (len(refused), len(taken)) == (1, 1)
            assert Objection.objects.filter(number_index=people.indexes(who[serial]).number).count() == 1


@proves("R03", "G13")
class TestDecision:
    def test_against_a_running_inquiry(self, law):
        """What is answered after a removal was committed shows nothing."""
        who: dict[int, Identity] = {}

        def pair(serial):
            who[serial] = born(serial)
            return deciding(who[serial], law, Outcome.REMOVED)[1], asking(who[serial])

        for serial, race in enumerate(races(pair, is_fine=IS_TORTURE), 1):
            _, given = race.found
            shown = penalties(given)
            assert shown == [] or (race.ended == [1, 0] and law is MARKING and shown[0]["is_objected_to"])
            assert penalties(asking(who[serial], "黑政服〔2026〕2")()) == []

    def test_against_a_withdrawal_by_the_source(self, law):
        """The record ends once, whoever comes first, and the person is told of both."""
        who: dict[int, tuple[Identity, Any]] = {}

        def pair(serial):
            one = born(serial)
            _, act = deciding(one, law, Outcome.REMOVED)
            file, working = registering(filled.penalty(one, number(serial), state=RowState.WITHDRAWN), law)
            who[serial] = one, file
            return act, working

        for serial, race in enumerate(races(pair, is_fine=IS_TORTURE), 1):
            one, file = who[serial]
            assert isinstance(race.found[0], CaseStep)
            close_submission(file, at=AT + DAY)
            after = held(one, law, AT + DAY)
            assert after.flags == ()
            endings = [event.event for event in after.events if event.event in {"withdrawn", "voided"}]
            assert len(endings) == 1, race.ended
            assert after.standing is Standing(endings[0])

    def test_against_the_wrong_content_sent_again(self, law):
        """What a decision corrected is what stands, also when its source sends the wrong content in that moment."""
        who: dict[int, tuple[Identity, Any]] = {}

        def pair(serial):
            one = born(serial)
            _, act = deciding(one, law, Outcome.CORRECTED, changes={"amount_fen": 50_000})
            file, working = registering(
                filled.penalty(one, number(serial), proof=filled.enclosed(date(2026, 11, 20))), law
            )
            who[serial] = one, file
            return act, working

        for serial, race in enumerate(races(pair, is_fine=IS_TORTURE), 1):
            one, file = who[serial]
            assert isinstance(race.found[0], CaseStep)
            close_submission(file, at=AT + DAY)
            assert held(one, law, AT + DAY).body["amount_fen"] == 50_000, race.ended

    def test_against_the_person_who_takes_the_case_back(self, law):
        """One of the two is the end of the case; the other comes too late."""

        def pair(serial):
            one = born(serial)
            ref, act = deciding(one, law, Outcome.REMOVED)
            return act, lambda: withdraw(ref, lawbook=law, by=people.indexes(one), at=AT)

        for race in races(pair, is_fine=IS_TORTURE):
            refused = [found for found in race.found if found is Reason.OBJECTION_NOT_NOW]
            done = [found for found in race.found if isinstance(found, CaseStep)]
            assert (len(refused), len(done)) == (1, 1)


@proves("G13")
class TestRepair:
    def test_against_a_withdrawal_by_the_source(self, law):
        """The record ends once, whoever comes first: a granted repair, or a withdrawal that the repair finds."""
        who: dict[int, tuple[Identity, Any]] = {}
        old = {"decided_on": date(2026, 6, 16), "conduct_end_on": date(2026, 5, 19)}
        source = filled.official(Role.CASE_OFFICER, "transport", name="魏立志", seat="法制科")

        def pair(serial):
            one = filled.person(serial=serial)
            facts = filled.penalty(one, number(serial), proof=filled.enclosed(date(2026, 9, 18)), **old)
            filled.submit([facts], at=AT - 30 * DAY)
            mine = people.indexes(one)
            ref = request(held(one, law).record.ref, commitment="罚款已经缴清。", lawbook=law, by=mine, at=AT).ref
            file, working = registering(replace(facts, state=RowState.WITHDRAWN), law)
            who[serial] = one, file
            words = "罚款9月20日缴清"
            return (
                lambda: decide_repair(ref, outcome=RepairOutcome.GRANTED, words=words, lawbook=law, by=source, at=AT),
                working,
            )

        for serial, race in enumerate(races(pair, is_fine=IS_TORTURE), 1):
            one, file = who[serial]
            close_submission(file, at=AT + DAY)
            after = held(one, law, AT + DAY)
            endings = [event.event for event in after.events if event.event in {"withdrawn", "repaired"}]
            assert len(endings) == 1, race.ended
            assert after.standing is Standing(endings[0])


def _hides_or_marks(given: Given, law: Any) -> None:
    shown = penalties(given)
    if law is FREEZING:
        assert shown == []
    else:
        assert [one["is_objected_to"] for one in shown] == [True]
