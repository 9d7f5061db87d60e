"""Two requests at the same moment: the second waits for the first and finds what it wrote; no fault, nothing twice.

Each test runs the act on two connections. The first holds its transaction open until the second waits for it (or got past
it, where nothing makes it wait), so that what is tested does not depend on luck.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client, TransactionTestCase

from chengxin import clock, sessions
from chengxin.apps.inquiries.actions.tell_looks import tell_looks
from chengxin.apps.inquiries.models import AccessEntry, Answer
from chengxin.apps.matters.actions.note_overdue import note_overdue
from chengxin.apps.matters.models import Closing, Matter, OverdueNote
from chengxin.apps.notices.actions.contact import give_contact
from chengxin.apps.notices.models import Letter, Reading
from chengxin.apps.officials.models import Official, SeatEvent
from chengxin.apps.people import selectors as people
from chengxin.apps.people.models import ConflictEvent
from chengxin.apps.records.actions.read_letter import read_letter
from chengxin.apps.records.actions.settle_row import Finding, resolve_shared_number, settle_row
from chengxin.apps.records.models import Record, RecordEvent
from chengxin.apps.restraints.actions.close_matter import close_matter
from chengxin.apps.sign_ins.actions.give_code import give_code
from chengxin.apps.sign_ins.actions.stop import stop
from chengxin.apps.sign_ins.models import OpenSession
from chengxin.apps.submissions.models import Handover, HeldRow, RowSettled, Submission
from chengxin.core.delivery import Channel
from chengxin.core.facts import RowState
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.web.law import lawbook
from tests.apps.test_programs import handed_over, registered
from tests.proves import proves
from tests.web import filled
from tests.web.filled import AT

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite who writes is alone from the beginning"),
]
WHO, NAMESAKE = filled.person("王䶮", 7), filled.person("赵㐱", 7)
Act = Callable[[], Any]


@pytest.fixture(autouse=True, scope="module")
def committed() -> Iterator[None]:
    """What a test writes is committed, for other connections to see; then its tables are emptied past their triggers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", _empty)
        yield


def _empty(case: TransactionTestCase) -> None:
    tables = [model._meta.db_table for model in apps.get_models() if model.__module__.startswith("chengxin.apps.")]
    with transaction.atomic(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def at_once(first: Act, second: Act | None = None) -> list[Any]:
    """What two transactions at the same time came to, a refusal for one that was refused."""
    is_inside, is_past = Event(), Event()

    def leading() -> Any:
        try:
            with transaction.atomic():
                found = _done(first)
                is_inside.set()
                while not (is_past.is_set() or _somebody_waits()):
                    pass
                return found
        finally:
            is_inside.set()
            connection.close()

    def following() -> Any:
        is_inside.wait()
        try:
            return _done(second or first)
        finally:
            is_past.set()
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(leading), pool.submit(following)]
        return [one.result() for one in running]


def _done(act: Act) -> Any:
    try:
        with transaction.atomic():
            return act()
    except Refusal as refusal:
        return refusal.reason


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock')"
        )
        return bool(cursor.fetchone()[0])


def officer() -> Official:
    return filled.official(Role.CASE_OFFICER, "credit_centre")


def hold_row(decision_no: str = "黑交罚〔2026〕0900号") -> HeldRow:
    return filled.submit([filled.penalty(NAMESAKE, decision_no)]).held_rows.get()


def settle(row: HeldRow, finding: Finding = Finding.NUMBER_IS_SHARED) -> Act:
    by = officer()
    return lambda: settle_row(row, finding=finding, reason="公安机关来函", lawbook=lawbook(), by=by, at=AT)


class TestTwice:
    @proves("G5")
    def test_a_look_is_told_of_once(self) -> None:
        who = people.indexes(WHO)
        give_contact(Channel.EMAIL, "me@example.cn", number_index=who.number, name_index=who.name, at=AT)
        filled.ask(filled.matter(WHO), WHO)
        assert sorted(at_once(lambda: tell_looks(lawbook=lawbook(), at=AT + timedelta(days=1)))) == [0, 1]
        assert Letter.objects.count() == 1

    def test_a_letter_is_read_once(self) -> None:
        filled.submit([filled.penalty(WHO)])
        letter, who = Letter.objects.get(), people.indexes(WHO)
        both = at_once(lambda: read_letter(letter.ref, lawbook=lawbook(), by=who, at=AT + timedelta(hours=1)))
        assert both == [letter, letter]
        assert Reading.objects.count() == RecordEvent.objects.count() == 1

    @pytest.mark.parametrize("finding", list(Finding))
    def test_a_held_row_is_settled_once(self, finding: Finding) -> None:
        filled.submit([filled.penalty(WHO)])
        row = hold_row()
        if finding is Finding.ROW_IS_RIGHT:
            filled.submit([filled.penalty(WHO, state=RowState.WITHDRAWN)])
        both = at_once(settle(row, finding))
        assert both == [RowSettled.objects.get(), Reason.ROW_ALREADY_SETTLED]
        assert Record.objects.count() == 1 + (finding is not Finding.ROW_IS_WRONG)

    def test_two_rows_of_one_number_are_settled_one_after_the_other(self) -> None:
        filled.submit([filled.penalty(WHO)])
        rows = [hold_row(), hold_row()]
        both = at_once(settle(rows[0]), settle(rows[1]))
        assert [settled.held_row for settled in both] == rows
        assert Record.objects.count() == 2

    def test_a_conflict_is_resolved_once(self) -> None:
        filled.submit([filled.penalty(WHO)])
        settle(hold_row())()
        number, by = people.indexes(WHO).number, officer()
        both = at_once(lambda: resolve_shared_number(number, reason="更正函", lawbook=lawbook(), by=by, at=AT))
        assert both == [ConflictEvent.objects.get(is_confirmed=False), Reason.ROW_ALREADY_SETTLED]

    def test_a_program_hands_over_one_file_under_one_key(self) -> None:
        program = registered(Role.DATA_OFFICER).program
        both = at_once(lambda: handed_over(program))
        assert both == [Submission.objects.get()] * 2
        assert Handover.objects.count() == 1

    def test_a_key_brings_the_file_that_came_first(self) -> None:
        program = registered(Role.DATA_OFFICER).program
        both = at_once(lambda: handed_over(program), lambda: handed_over(program, b"another file"))
        assert both == [Submission.objects.get(), Reason.KEY_USED_BEFORE]

    def test_a_matter_is_opened_once(self) -> None:
        filled.official(Role.CLERK)
        both = at_once(lambda: filled.matter(WHO))
        assert both == [Matter.objects.get()] * 2

    def test_another_matter_at_the_same_moment_needs_its_reason(self) -> None:
        filled.official(Role.CLERK)
        both = at_once(lambda: filled.matter(WHO), lambda: filled.matter(WHO, request_no="黑政服〔2026〕11821"))
        assert both == [Matter.objects.get(), Reason.SECOND_MATTER_NEEDS_REASON]

    @proves("C4")
    def test_two_matters_do_not_share_the_last_place_of_a_day(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("chengxin.apps.matters.actions.open_matter.most_matters", lambda rules: 1)
        filled.official(Role.CLERK)
        both = at_once(lambda: filled.matter(WHO), lambda: filled.matter(filled.person(serial=900)))
        assert both == [Matter.objects.get(), Reason.TOO_MANY_MATTERS]

    def test_a_matter_is_closed_once(self) -> None:
        matter, by = filled.matter(WHO), filled.official(Role.CLERK)
        both = at_once(lambda: close_matter(matter, outcome="granted", lawbook=lawbook(), by=by, at=AT))
        assert both == [Closing.objects.get(), Reason.MATTER_CLOSED]

    def test_whoever_comes_in_while_the_ways_in_are_stopped_is_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        by, lets_in = filled.official(Role.CLERK), sessions.sign_in_resident
        code = give_code(WHO, lawbook=lawbook(), by=by, at=clock.now()).code
        with ThreadPoolExecutor(1) as pool:

            def while_stopped(*arguments: Any, **named: Any) -> None:
                stopping.append(pool.submit(stopped))
                while not (_somebody_waits() or stopping[0].done()):
                    pass
                lets_in(*arguments, **named)

            def stopped() -> None:
                try:
                    stop(WHO, lawbook=lawbook(), by=by, at=clock.now())
                finally:
                    connection.close()

            stopping: list[Any] = []
            monkeypatch.setattr(sessions, "sign_in_resident", while_stopped)
            client = Client()
            client.post("/sign-in/", {"name": WHO.name, "number": WHO.number, "code": code})
            stopping[0].result()
        assert client.get("/me/records/").status_code == 302
        assert not OpenSession.objects.exists()

    def test_a_question_has_one_answer_and_two_looks(self) -> None:
        filled.nothing_new()
        matter = filled.matter(WHO)
        both = at_once(lambda: filled.ask(matter, WHO))
        assert [given.answer for given in both] == [Answer.objects.get()] * 2
        assert sorted(AccessEntry.objects.values_list("outcome", flat=True)) == ["answered", "read_again"]

    def test_no_question_is_answered_in_a_matter_that_was_just_closed(self) -> None:
        filled.nothing_new()
        matter, by = filled.matter(WHO), filled.official(Role.CLERK)
        closed, given = at_once(
            lambda: close_matter(matter, outcome="granted", lawbook=lawbook(), by=by, at=AT),
            lambda: filled.ask(matter, WHO),
        )
        assert closed == Closing.objects.get()
        assert given.reasons == (Reason.MATTER_CLOSED,)

    def test_a_matter_without_outcome_is_told_once(self) -> None:
        filled.matter(WHO)
        both = at_once(lambda: note_overdue(lawbook=lawbook(), at=AT + timedelta(days=40)))
        assert both == [1, 0]
        assert OverdueNote.objects.count() == 1

    def test_an_official_is_appointed_once(self) -> None:
        both = at_once(lambda: filled.official(Role.AUDITOR))
        assert both == [Official.objects.get()] * 2
        assert SeatEvent.objects.count() == 2
