"""A restraint as it is written down: whole or not at all, told to the person, ended by its record, and by nobody started."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from chengxin.apps import letters
from chengxin.apps.destruction.content import destroy_cases
from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.verify import verify
from chengxin.apps.notices import selectors as notices
from chengxin.apps.objections.actions.lodge import lodge
from chengxin.apps.people import selectors as people
from chengxin.apps.records.evidence import opened as file_of
from chengxin.apps.repairs.actions.decide import decide
from chengxin.apps.repairs.actions.request import request
from chengxin.apps.restraints import selectors
from chengxin.apps.restraints.actions.lift import lift
from chengxin.apps.restraints.actions.look import look
from chengxin.apps.restraints.models import Restraint, RestraintPaper
from chengxin.apps.restraints.rules import natural_key
from chengxin.core.calendar import end_of, start_of
from chengxin.core.facts import RowState
from chengxin.core.objections import Ground
from chengxin.core.permissions import MAY, Act, Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.repairs import Outcome
from chengxin.core.restraints import Paper, State
from chengxin.core.watching import Sign
from chengxin.web.law import lawbook
from tests.apps.restrained import AT, DRAFT, FILES, RECORD_NO, WHO, documented, held, officer, record
from tests.proves import proves
from tests.web import filled

pytestmark = pytest.mark.django_db
STARTS = start_of(date(2026, 11, 25))
DAY = timedelta(days=1)
TRIES = next(rule.values[0] for rule in lawbook().watching if rule.sign is Sign.UNMATCHED)


def mine(at=AT):
    return selectors.list_for_person(people.indexes(WHO), lawbook=lawbook(), at=at)


def letters_of(who=WHO):
    indexes = people.indexes(who)
    return [letter.template for letter in notices.list_for_person(indexes.number, indexes.name)]


class TestDocumented:
    @proves("R12", "E3")
    def test_is_one_row_three_papers_a_letter_and_a_look(self):
        record()
        restraint = documented().restraint
        assert restraint is not None
        (opened,) = mine()
        assert (opened.restraint, opened.state) == (restraint, State.TO_COME)
        assert mine(STARTS)[0].state is State.HOLDS
        assert [paper.role for paper in opened.papers] == ["decision", "notice", "hearing"]
        assert file_of(opened.papers[0]) == FILES["decision"]
        assert letters_of()[0] == "restraint_documented"
        entry = inquiries.list_for_person(people.indexes(WHO), at=AT).first()
        assert (entry.outcome, entry.case, entry.shown) == ("case_read", restraint.ref, ["accountant_bar"])
        seal(at=AT, force_checkpoint=True)
        assert verify().findings == ()

    @proves("R12", "R14")
    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"decider": "黑河市财政局"}, Reason.RESTRAINT_NEEDS_DECIDER),
            ({"decider": "薄从简"}, Reason.RESTRAINT_DRAFTER_DECIDES),
            ({"notice": Paper()}, Reason.RESTRAINT_NEEDS_NOTICE),
            ({"hearing": Paper()}, Reason.RESTRAINT_NEEDS_HEARING),
            ({"relevance": " "}, Reason.RESTRAINT_NEEDS_RELEVANCE),
            ({"appeal": ""}, Reason.RESTRAINT_NEEDS_APPEAL),
            ({"ends_on": None}, Reason.RESTRAINT_NEEDS_TERM),
            ({"ends_on": date(2031, 11, 26)}, Reason.RESTRAINT_TOO_LONG),
            ({"ends_on": date(2031, 8, 21)}, Reason.RESTRAINT_OUTLIVES_RECORD),
            ({"notice": replace(DRAFT.notice, on=date(2026, 8, 19))}, Reason.RESTRAINT_BEFORE_RECORD),
            ({"notice": replace(DRAFT.notice, number=DRAFT.decision.number)}, Reason.RESTRAINT_PAPERS_ALIKE),
        ],
    )
    def test_is_not_written_while_something_is_missing_and_the_try_is_entered(self, changes, reason):
        record()
        tried = documented(draft=replace(DRAFT, **changes))
        assert reason in tried.reasons
        assert tried.restraint is None
        assert not Restraint.objects.exists()
        assert not RestraintPaper.objects.exists()
        entry = inquiries.list_for_person(people.indexes(WHO), at=AT).first()
        assert (entry.outcome, entry.shown) == ("refused", [])
        assert "restraint_documented" not in letters_of()

    @proves("R12", "E3")
    @pytest.mark.parametrize("paper", FILES)
    def test_is_not_written_without_one_of_its_files(self, paper):
        record()
        assert documented(files={name: file for name, file in FILES.items() if name != paper}).reasons

    @proves("R13", "E2")
    def test_rests_on_nobody_elses_record_and_on_none_that_is_not_in_effect(self):
        record(at=AT - DAY, proof=None)
        assert documented().reasons == (Reason.RESTRAINT_WITHOUT_RECORD,)
        assert documented(filled.person("宗政䶮", 62)).reasons == (Reason.RESTRAINT_WITHOUT_RECORD,)
        assert documented(filled.person("别人", 61)).reasons == (Reason.RESTRAINT_WITHOUT_RECORD,)

    @proves("R13", "E2")
    def test_rests_on_no_record_of_another_field(self):
        filled.submit([filled.penalty(WHO, proof=filled.enclosed(date(2026, 9, 18)))])
        """And is told as if there were none: whoever counts up numbers learns nothing of what others decided."""
        for number in ("黑交罚〔2026〕0417号", "黑交罚〔2026〕9999号"):
            assert documented(record_no=number).reasons == (Reason.RESTRAINT_WITHOUT_RECORD,)

    @proves("R13", "B12")
    def test_finds_its_record_however_its_number_is_spelt_and_once(self):
        record()
        spelt = RECORD_NO.replace("〔", "字（").replace("〕", "）第").removesuffix("号")
        assert documented(record_no=spelt).restraint is not None
        keys = {natural_key(1, "accountant_bar", number) for number in ("黑财限〔2026〕3号", "黑财限字2026-03")}
        assert len(keys) == 1
        assert DRAFT.decision.is_like(replace(DRAFT.notice, number=DRAFT.decision.number.replace("〕", "〕第0")))

    @proves("R13")
    def test_has_its_record_looked_for_when_nothing_else_is_missing(self, monkeypatch):
        """Not even the time of the reply tells a number that is there from one that is not."""

        def looked(*_, **__):
            raise AssertionError

        record()
        monkeypatch.setattr("chengxin.apps.restraints.actions.document.held_by", looked)
        for place in range(TRIES + 1):
            tried = documented(files={}, at=AT + place * timedelta(minutes=1))
            assert Reason.RESTRAINT_WITHOUT_RECORD not in tried.reasons, "and does not count as a try in vain"

    @proves("C4")
    def test_is_looked_for_only_so_often_in_vain(self):
        """By whomever and for whomever: the next form finds not even what is there, until a day has passed."""
        record()
        for number in range(TRIES):
            who = WHO if number % 2 else filled.person("宗政䶮", 62)
            tried = documented(who, record_no=f"黑财罚〔2026〕{100 + number}号", at=AT + timedelta(minutes=number))
            assert tried.reasons == (Reason.RESTRAINT_WITHOUT_RECORD,)
        with pytest.raises(Refusal) as refused:
            documented(at=AT + DAY - timedelta(seconds=1))
        assert refused.value.reason is Reason.RESTRAINT_TRIED_OFTEN
        assert documented(at=AT + DAY + timedelta(hours=1)).restraint is not None

    @proves("E1")
    def test_is_of_no_measure_that_the_list_does_not_name(self):
        record()
        assert Reason.RESTRAINT_NOT_LISTED in documented(measure="no_train_tickets").reasons
        assert Reason.RESTRAINT_IS_CONVENIENCE in documented(measure="green_channel").reasons
        assert Reason.RESTRAINT_UNCONFIRMED in documented(measure="consumption_restriction").reasons

    def test_is_written_once(self):
        record()
        first = documented().restraint
        assert documented(at=AT + timedelta(seconds=5)).restraint == first
        again = replace(DRAFT, decision=replace(DRAFT.decision, number="黑财限[2026] 3号"))
        assert documented(draft=again, at=AT + DAY).reasons == (Reason.RESTRAINT_KNOWN,)
        assert Restraint.objects.count() == 1

    @proves("R12", "E3")
    def test_is_not_written_on_one_file_for_three_papers(self):
        record()
        one = dict.fromkeys(FILES, FILES["notice"])
        assert documented(files=one).reasons == (Reason.RESTRAINT_PAPERS_ALIKE,)

    @proves("R13", "E2")
    def test_is_not_decided_before_its_record_had_effect(self):
        """What waits can be used against nobody, here or elsewhere."""
        record(at=AT - 13 * DAY, proof=filled.enclosed(date(2026, 11, 9)))
        assert documented().reasons == (Reason.RESTRAINT_BEFORE_RECORD,)

    @proves("R12", "E3")
    def test_is_the_only_open_one_of_its_measure_on_its_record(self):
        """Whatever numbers the decisions have; after the end of the first another one may be decided."""
        record()
        first = documented().restraint
        another = replace(DRAFT, decision=replace(DRAFT.decision, number="黑财限〔2026〕4号"))
        assert documented(draft=another, at=AT + DAY).reasons == (Reason.RESTRAINT_KNOWN,)
        at = STARTS + 2 * DAY
        end = {"document_no": "黑财解〔2026〕1号", "decider": "尉迟明远", "words": "已经改正"}
        lift(first.ref, **end, stops_on=date(2026, 11, 26), lawbook=lawbook(), by=officer(), at=at)
        later = replace(another, starts_on=date(2026, 12, 1))
        assert documented(draft=later, at=at + DAY).restraint is not None

    @proves("R14", "E3")
    def test_is_written_by_a_case_officer_of_the_unit_that_the_list_names(self):
        record()
        for role in Role:
            by = filled.official(role, "finance_bureau", name="薄从简")
            if Act.DOCUMENT_RESTRAINT in MAY[role]:
                continue
            with pytest.raises(Refusal) as refused:
                documented(by=by)
            assert refused.value.reason is Reason.ROLE_MAY_NOT
        assert Reason.RESTRAINT_UNIT_MAY_NOT in documented(by=officer("transport")).reasons
        assert {role for role in Role if Act.DOCUMENT_RESTRAINT in MAY[role]} == {Role.CASE_OFFICER}


class TestHolding:
    @proves("R15", "E5")
    def test_ends_in_the_second_in_which_its_last_day_ends(self):
        record()
        documented()
        last = end_of(DRAFT.ends_on)
        assert mine(STARTS - timedelta(seconds=1))[0].state is State.TO_COME
        assert mine(STARTS)[0].state is State.HOLDS
        assert mine(last)[0].state is State.OVER

    @proves("R15", "E5", "E7", "G17")
    def test_ends_with_the_repair_of_its_record_and_does_not_come_back(self):
        record()
        documented()
        at = start_of(date(2027, 8, 24)) + timedelta(hours=9)
        asked = request(
            held().record.ref,
            commitment="不再犯",
            words="",
            files=[("证明.pdf", FILES["decision"][1])],
            lawbook=lawbook(),
            by=people.indexes(WHO),
            at=at,
        )
        decide(asked.ref, outcome=Outcome.GRANTED, words="已改正", lawbook=lawbook(), by=officer(), at=at + DAY)
        assert mine(at + DAY)[0].state is State.GROUND_GONE
        assert mine(at + 100 * DAY)[0].state is State.GROUND_GONE

    @proves("R15")
    def test_stops_with_an_objection_to_its_record(self):
        record()
        documented()
        at = STARTS + DAY
        lodge(
            held().record.ref,
            ground=Ground.WRONG_FACT,
            words="不是我做的账",
            lawbook=lawbook(),
            by=people.indexes(WHO),
            at=at,
        )
        assert mine(at)[0].state is State.SUSPENDED
        assert mine(at - DAY)[0].state is State.HOLDS

    @proves("R15")
    def test_rests_on_what_the_record_said_and_on_no_later_version(self):
        record()
        documented()
        record(at=STARTS + DAY, state=RowState.CHANGED, decided_on=date(2026, 8, 19))
        assert mine(STARTS + 30 * DAY)[0].state is State.GROUND_CHANGED

    @proves("R15", "E5")
    def test_ends_on_the_day_on_which_its_decider_ended_it_and_the_person_is_told(self):
        record()
        restraint = documented().restraint
        at = STARTS + 40 * DAY
        lift(
            restraint.ref,
            document_no="黑财解〔2027〕1号",
            decider="尉迟明远",
            words="已经改正",
            stops_on=date(2026, 12, 20),
            lawbook=lawbook(),
            by=officer(),
            at=at,
        )
        assert mine(at)[0].state is State.LIFTED
        assert mine(at - DAY)[0].state is State.HOLDS, "what was noted later was not known before"
        assert letters_of()[0] == "restraint_ended"
        with pytest.raises(Refusal) as refused:
            lift(
                restraint.ref,
                document_no="2",
                decider="尉迟明远",
                words="又一次",
                stops_on=date(2026, 12, 20),
                lawbook=lawbook(),
                by=officer(),
                at=at + DAY,
            )
        assert refused.value.reason is Reason.RESTRAINT_ENDED

    def test_of_another_unit_does_not_exist_here(self):
        record()
        restraint = documented().restraint
        end = {"document_no": "1", "decider": "甲乙", "words": "改正", "stops_on": date(2026, 11, 24)}
        for act in (look, partial(lift, **end)):
            with pytest.raises(Refusal) as refused:
                act(restraint.ref, lawbook=lawbook(), by=officer("transport"), at=AT)
            assert refused.value.reason is Reason.RESTRAINT_MISSING
        assert selectors.list_for_unit("transport", at=AT) == []


class TestLooks:
    def test_are_entered_once_a_day(self):
        record()
        ref = documented(at=AT).restraint.ref
        before = inquiries.list_for_person(people.indexes(WHO), at=AT + 9 * DAY).count()
        look(ref, lawbook=lawbook(), by=officer(), at=AT + DAY)
        look(ref, lawbook=lawbook(), by=officer(), at=AT + DAY + timedelta(hours=2))
        assert inquiries.list_for_person(people.indexes(WHO), at=AT + 9 * DAY).count() == before + 1


class TestLetters:
    def test_say_what_by_whom_on_what_until_when_and_how_to_appeal(self):
        record()
        documented()
        indexes = people.indexes(WHO)
        letter = notices.list_for_person(indexes.number, indexes.name)[0]
        told = letters.render(letter, lawbook=lawbook())
        said = str(told)
        numbers = ("黑财限〔2026〕3号", "黑财告〔2026〕3号", "2031年7月31日")
        for words in (*numbers, "尉迟明远", "黑河市人民政府", "五年内不得从事会计工作", DRAFT.relevance, "会计法"):
            assert words in said


class TestDestruction:
    def test_takes_what_was_written_and_the_papers_with_the_record(self):
        record()
        restraint = documented().restraint
        who = people.indexes(WHO)
        letter = notices.list_for_person(who.number, who.name)[0]
        with transaction.atomic():
            destroy_cases([held().record.pk], numbers={who.number})
        restraint.refresh_from_db()
        assert restraint.is_destroyed
        assert all(paper.is_destroyed for paper in RestraintPaper.objects.all())
        assert letters.render(letter, lawbook=lawbook()) is None
        assert mine(STARTS)[0].state is State.GROUND_GONE


#: Columns of the row that say something; the database takes none of them empty.
COLUMNS = [
    field.column
    for field in Restraint._meta.concrete_fields
    if field.column not in ("salt", "content", "data_key", "id")
]


def _insert(table: str, row: dict) -> None:
    names = ", ".join(row)
    marks = ", ".join(["%s"] * len(row))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values()))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE") if connection.vendor == "postgresql" else None


def _row_of(restraint: Restraint) -> dict:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM restraints_restraint WHERE id = %s", [restraint.pk])
        return dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))


class TestDatabase:
    @proves("R12", "E3")
    @pytest.mark.parametrize("column", COLUMNS)
    def test_takes_no_row_that_lacks_something(self, column):
        record()
        row = _row_of(documented().restraint)
        with pytest.raises(IntegrityError):
            _insert("restraints_restraint", {**row, "id": row["id"] + 1, column: None})

    @proves("R12", "E4")
    @pytest.mark.parametrize(
        "changes",
        [
            {"measure": ""},
            {"unit": ""},
            {"edition": ""},
            {"heard": "not_at_all"},
            {"heard_on": date(2026, 10, 8)},
            {"decided_on": date(2026, 10, 14)},
            {"starts_on": date(2026, 11, 11)},
            {"ends_on": date(2026, 11, 24)},
            {"noticed_on": date(2026, 10, 16)},
        ],
        ids=str,
    )
    def test_takes_no_row_that_is_out_of_order(self, changes):
        record()
        row = _row_of(documented().restraint)
        others = {
            name: row["id"] + place for place, name in enumerate(("id", "decision_id", "notice_id", "hearing_id"))
        }
        with pytest.raises(IntegrityError, match=r"restraint_(is_listed|was_heard|in_order)"):
            _insert("restraints_restraint", {**row, **others, "ref": "X", "natural_key": b"x" * 32, **changes})

    @proves("E3")
    def test_takes_no_second_restraint_on_the_same_papers(self):
        record()
        row = _row_of(documented().restraint)
        with pytest.raises(IntegrityError):
            _insert("restraints_restraint", {**row, "id": row["id"] + 1, "ref": "X", "natural_key": b"x" * 32})

    @proves("E3")
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE restraints_restraint SET ends_on = '2099-01-01'",
            "UPDATE restraints_restraint SET measure = 'food_bar'",
            "UPDATE restraints_restraintpaper SET role = 'decision'",
            "DELETE FROM restraints_restraint",
        ],
    )
    def test_changes_and_deletes_none(self, statement):
        record()
        documented()
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
