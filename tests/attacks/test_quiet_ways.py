"""Quiet ways round a rule, each found by somebody with the source in hand: what a file tells its sender, what a refusal rests
on, who gives up a protection in whose name, which looks nobody looks at again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from chengxin.apps import letters as written
from chengxin.apps.inquiries import selectors as looks
from chengxin.apps.inquiries.actions.answer import answer
from chengxin.apps.inquiries.actions.check_service import check_service
from chengxin.apps.inquiries.actions.find_letters import find_letters
from chengxin.apps.inquiries.actions.look_at_held_row import look_at_held_row
from chengxin.apps.inquiries.actions.note_return import note_letter_returned
from chengxin.apps.inquiries.actions.open_at_window import open_at_window
from chengxin.apps.inquiries.actions.print_letter import print_letter
from chengxin.apps.inquiries.actions.stop_probing import stop_probing
from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.batch import Writer, write
from chengxin.apps.ledger.statement import together
from chengxin.apps.looks.actions.draw import draw, shown_by_rules
from chengxin.apps.looks.actions.hide import hide
from chengxin.apps.looks.actions.note_lapsed import note_lapsed
from chengxin.apps.looks.actions.release_hidden import release_hidden
from chengxin.apps.looks.actions.review import review
from chengxin.apps.looks.models import DrawnLook, Sample
from chengxin.apps.mandates.actions.end import end as dismiss
from chengxin.apps.mandates.actions.note import note as note_mandate
from chengxin.apps.matters import selectors as matters
from chengxin.apps.matters.actions.open_matter import open_matter
from chengxin.apps.notices import selectors as notices
from chengxin.apps.notices.actions.contact import give_contact
from chengxin.apps.notices.models import Letter
from chengxin.apps.objections.actions.add import add
from chengxin.apps.objections.actions.ask_review import ask_review
from chengxin.apps.objections.actions.check import check
from chengxin.apps.objections.actions.decide import decide
from chengxin.apps.objections.actions.file_outcome import file_outcome
from chengxin.apps.objections.actions.find import find as examine
from chengxin.apps.objections.actions.lodge import lodge
from chengxin.apps.objections.actions.withdraw import withdraw
from chengxin.apps.officials import selectors as officials
from chengxin.apps.officials.actions.begin import begin
from chengxin.apps.officials.actions.propose_seat import propose_seat
from chengxin.apps.people import selectors as people
from chengxin.apps.people.models import Person
from chengxin.apps.records.actions.correct import correct
from chengxin.apps.records.actions.make_statement import make_statement
from chengxin.apps.records.actions.settle_row import Finding, resolve_shared_number, settle_row
from chengxin.apps.records.layout import Layout
from chengxin.apps.records.models import Record
from chengxin.apps.records.selectors import asking_holding, held_by, holding
from chengxin.apps.repairs.actions.decide import decide as decide_repair
from chengxin.apps.repairs.actions.request import request
from chengxin.apps.repairs.actions.withdraw import withdraw as withdraw_repair
from chengxin.apps.restraints.actions.close_matter import close_matter
from chengxin.apps.restraints.actions.look import look as look_at_restraint
from chengxin.apps.submissions.actions.receive_file import receive_file
from chengxin.apps.submissions.models import HeldRow, RowOutcome
from chengxin.core.calendar import SHANGHAI, day_of, start_of
from chengxin.core.delivery import Channel
from chengxin.core.errands import GIVES_UP, Errand
from chengxin.core.facts import RowState
from chengxin.core.mandates import ACTS, Kind
from chengxin.core.objections import Check, Ground, Outcome, Verdict
from chengxin.core.permissions import KEEPER, Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.records import Standing
from chengxin.core.repairs import Outcome as Repaired
from chengxin.core.samples import Review
from chengxin.core.services import Brought
from chengxin.core.uses import UseNotice
from chengxin.core.watching import Sign
from chengxin.demo.decisions import PENALTIES
from chengxin.demo.numbers import citizen_number
from chengxin.intake.feeds import load_feeds
from chengxin.jobs.duties import run_due
from chengxin.jobs.queue import work_through
from chengxin.web.law import feeds, lawbook
from chengxin.web.looks import sent_under
from tests.apps import restrained
from tests.apps import test_consents as consents
from tests.apps.test_own_name import namesake
from tests.apps.test_programs import registered
from tests.proves import proves
from tests.seated import seat
from tests.web import filled
from tests.web.filled import AT

pytestmark = pytest.mark.django_db
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
WHO = filled.person("王䶮", 7)
SAID = UseNotice(frozenset(), "慕容知远", "科长", "《行政许可法》第三十八条", "记录说明不符合条件", "市人民政府")
SERVED = filled.enclosed((AT - 30 * DAY).date())
#: After what a test of an ended record has done to it.
LATER = AT + 200 * DAY
SENT_AT = datetime(2026, 11, 30, 9, 20, tzinfo=SHANGHAI)
GIVEN = Path(__file__).parents[2] / "feeds/heihe/transport/penalties/should_pass/撤销只填认得出的.csv"


def week_of(at):
    return day_of(at) - timedelta(days=day_of(at).weekday())


def signs_of(at=AT):
    return [rule for _, rule in shown_by_rules(week_of(at), lawbook=lawbook())]


def shown_in_matter():
    """A matter whose clerk was shown a penalty."""
    filled.submit([filled.penalty(WHO, proof=SERVED)], at=AT - 20 * DAY)
    filled.nothing_new_anywhere(at=AT)
    matter = filled.matter(WHO, at=AT)
    given = filled.ask(matter, WHO, at=AT)
    assert given.entry.shown
    return matter, given.answer.fragments.get()


def refused(matter, *used, at):
    notice = replace(SAID, used=frozenset(one.pk for one in used))
    clerk = filled.official(Role.CLERK)
    return close_matter(matter, outcome="not_granted", notice=notice, lawbook=lawbook(), by=clerk, at=at)


def sent(numbers, *, name="无此人", is_bare=False, decision=""):
    """A penalties file of withdrawals as a department makes it, through the queue; its receipt."""
    seat("gedehong")
    head, row = GIVEN.read_text("utf-8-sig").strip().splitlines()
    if not is_bare:
        row = row.replace(",,,,,,,撤销", ",2026-08-20,普通程序,,,,,撤销")
    rows = [
        row.replace("葛长河", name).replace("231102188806120319", number).replace("0391", decision or f"9{place:03d}")
        for place, number in enumerate(numbers)
    ]
    data = ("\r\n".join([head, *rows]) + "\r\n").encode("utf-8-sig")
    by = officials.get_active("gedehong")
    submission = receive_file(
        lawbook=lawbook(), data=data, filename="a.csv", feed=load_feeds()[PENALTIES], by=by, at=SENT_AT
    )
    return work_through(submission, lawbook=lawbook(), feeds=load_feeds(), at=SENT_AT)


@proves("R24", "B12")
class TestAFileOfWithdrawals:
    def test_does_not_sort_a_town_into_held_and_not_held(self):
        """Rows that take back decisions that never were, under a name that nobody bears."""
        restrained.record()  # held through another source
        town = [citizen_number("231102", date(1889, 5, 1), place) for place in range(20)]
        receipt = sent([*town[:7], restrained.WHO.number, *town[7:]])
        assert (receipt.accepted, receipt.waiting) == (21, 0)
        assert Person.objects.count() == 1, "no stranger is kept"
        assert not RowOutcome.objects.filter(fate="waiting").exists()

    def test_tells_no_source_whose_number_is_held(self):
        restrained.record(WHO)
        rows = [
            filled.penalty(replace(one, name="无此人"), f"黑交罚〔2026〕999{place}号", state=RowState.WITHDRAWN)
            for place, one in enumerate((WHO, filled.person("李氏", 8)))
        ]
        filled.submit(rows, at=AT)
        assert set(RowOutcome.objects.filter(row__gt=0).values_list("fate", flat=True)) == {"accepted"}

    def test_waits_for_a_human_where_the_very_decision_is_held_under_another_name(self):
        row = filled.penalty(WHO, proof=SERVED)
        filled.submit([row], at=AT - 20 * DAY)
        filled.submit([replace(row, identity=replace(WHO, name="王龙"), state=RowState.WITHDRAWN)], at=AT)
        assert HeldRow.objects.count() == 1
        (held,) = held_by(people.indexes(WHO), lawbook=lawbook(), at=AT)
        assert held.standing is Standing.IN_EFFECT

    def test_ends_a_record_though_it_gives_only_what_tells_the_decision(self):
        who = filled.person("王䶮", 7)
        row = filled.penalty(
            who, "黑交罚〔2026〕0391号", decided_on=date(2026, 9, 1), proof=filled.enclosed(date(2026, 9, 18))
        )
        filled.submit([row], at=SENT_AT - timedelta(days=40))
        assert sent([who.number], name=who.name, is_bare=True, decision="0391").accepted == 1
        (held,) = held_by(people.indexes(who), lawbook=lawbook(), at=SENT_AT)
        assert held.standing is Standing.WITHDRAWN


@proves("R24", "D2")
class TestWhoseNumberWasSentUnderAnotherName:
    def test_reads_which_source_sent_it(self):
        restrained.record(WHO)
        filled.submit([filled.penalty(replace(WHO, name="无此人"))], at=AT)
        (told,) = sent_under(people.indexes(WHO), lawbook(), at=AT + DAY)
        assert told["unit"] == lawbook().unit("transport").name
        assert "还没有核对完" in told["became"]
        row, keeper = HeldRow.objects.get(), filled.official(Role.CASE_OFFICER, KEEPER)
        said = {"reason": "写错了", "lawbook": lawbook(), "by": keeper, "at": AT + DAY}
        settle_row(row, finding=Finding.ROW_IS_WRONG, **said)
        (told,) = sent_under(people.indexes(WHO), lawbook(), at=AT + DAY)
        assert "退了回去" in told["became"]

    def test_nobody_else_does(self):
        restrained.record(WHO)
        filled.submit([filled.penalty(replace(WHO, name="无此人"))], at=AT)
        for other in (replace(WHO, name="王龙"), filled.person("李氏", 8)):
            assert sent_under(people.indexes(other), lawbook(), at=AT + DAY) == []
        assert sent_under(people.indexes(WHO), lawbook(), at=AT - MINUTE) == []


@proves("R43", "E6")
class TestARefusal:
    def test_rests_on_no_record_that_has_ended_since_it_was_shown(self):
        matter, fragment = shown_in_matter()
        (held,) = held_by(people.indexes(WHO), lawbook=lawbook(), at=AT)
        with pytest.raises(Refusal) as refusal:
            refused(matter, fragment, at=held.until + DAY)
        assert refusal.value.reason is Reason.USE_NOTICE_OUTDATED
        assert refused(matter, at=held.until + DAY).outcome == "not_granted"

    def test_rests_on_no_record_that_is_frozen_since_it_was_shown(self):
        matter, fragment = shown_in_matter()
        who = people.indexes(WHO)
        (held,) = held_by(who, lawbook=lawbook(), at=AT)
        lodge(held.record.ref, ground=Ground.NOT_ME, words="不是我", lawbook=lawbook(), by=who, at=AT + HOUR)
        with pytest.raises(Refusal) as refusal:
            refused(matter, fragment, at=AT + 2 * HOUR)
        assert refusal.value.reason is Reason.USE_NOTICE_OUTDATED

    def test_rests_on_no_record_of_which_its_person_said_something_since(self):
        matter, fragment = shown_in_matter()
        who = people.indexes(WHO)
        (held,) = held_by(who, lawbook=lawbook(), at=AT)
        make_statement(held.record.ref, "已经起诉", lawbook=lawbook(), by=who, at=AT + HOUR)
        with pytest.raises(Refusal) as refusal:
            refused(matter, fragment, at=AT + 2 * HOUR)
        assert refusal.value.reason is Reason.USE_NOTICE_OUTDATED

    def test_that_learns_that_something_changed_is_seen_by_the_person(self):
        matter, fragment = shown_in_matter()
        who = people.indexes(WHO)
        (held,) = held_by(who, lawbook=lawbook(), at=AT)
        lodge(held.record.ref, ground=Ground.NOT_ME, words="不是我", lawbook=lawbook(), by=who, at=AT + HOUR)
        before = looks.list_for_person(who, at=AT + DAY).count()
        with pytest.raises(Refusal):
            refused(matter, fragment, at=AT + 2 * HOUR)
        assert looks.list_for_person(who, at=AT + DAY).count() == before + 1
        assert looks.list_for_person(who, at=AT + DAY)[0].reasons == ["use_notice_outdated"]

    def test_finds_out_nothing_once_the_matter_is_too_old(self):
        matter, fragment = shown_in_matter()
        with pytest.raises(Refusal) as refusal:
            refused(matter, fragment, at=AT + 40 * DAY)
        assert refusal.value.reason is Reason.USE_NOTICE_OUTDATED

    def test_rests_on_no_version_that_was_changed_since_it_was_shown(self):
        matter, fragment = shown_in_matter()
        filled.submit([filled.penalty(WHO, proof=SERVED, amount_fen=100)], at=AT + HOUR)
        with pytest.raises(Refusal) as refusal:
            refused(matter, fragment, at=AT + 2 * HOUR)
        assert refusal.value.reason is Reason.USE_NOTICE_OUTDATED


@proves("C2")
class TestAMatter:
    def test_is_asked_in_until_its_person_is_told_that_no_outcome_followed(self):
        matter = filled.matter(WHO, at=AT)
        days = lawbook().period("matter_without_outcome", on=day_of(AT))
        last, after = AT + days * DAY, AT + (days + 1) * DAY
        filled.nothing_new_anywhere(at=last)
        assert filled.ask(matter, WHO, at=last).answer is not None
        assert filled.ask(matter, WHO, at=after).reasons == (Reason.MATTER_TOO_OLD,)

    def test_of_which_an_answer_was_outdated_once_tells_not_when_that_ends(self):
        matter, _ = shown_in_matter()
        who = people.indexes(WHO)
        (held,) = held_by(who, lawbook=lawbook(), at=AT)
        said = {"lawbook": lawbook(), "by": who}
        ref = lodge(held.record.ref, ground=Ground.NOT_ME, words="不是我", **said, at=AT + HOUR).ref
        assert filled.ask(matter, WHO, at=AT + 2 * HOUR).reasons == (Reason.ANSWER_OUTDATED,)
        withdraw(ref, **said, at=AT + 3 * HOUR)
        assert filled.ask(matter, WHO, at=AT + 4 * HOUR).reasons == (Reason.ANSWER_OUTDATED,)

    def test_is_closed_on_nothing_that_was_frozen_once(self):
        matter, fragment = shown_in_matter()
        who = people.indexes(WHO)
        (held,) = held_by(who, lawbook=lawbook(), at=AT)
        said = {"lawbook": lawbook(), "by": who}
        ref = lodge(held.record.ref, ground=Ground.NOT_ME, words="不是我", **said, at=AT + HOUR).ref
        with pytest.raises(Refusal):
            refused(matter, fragment, at=AT + 2 * HOUR)
        withdraw(ref, **said, at=AT + 3 * HOUR)
        with pytest.raises(Refusal) as refusal:
            refused(matter, fragment, at=AT + 4 * HOUR)
        assert refusal.value.reason is Reason.USE_NOTICE_OUTDATED

    def test_is_on_the_desk_of_the_unit_where_it_was_opened(self):
        matter = filled.matter(WHO, at=AT)
        clerk = filled.official(Role.CLERK)
        assert list(matters.open_of(clerk, AT - DAY)) == [matter]
        clerk.unit = "samr"
        assert list(matters.open_of(clerk, AT - DAY)) == []

    def test_refused_for_what_calls_itself_a_restraint_is_a_question_all_the_same(self):
        matter = filled.matter(WHO, at=AT)
        assert filled.ask(matter, WHO, purpose="restraint").reasons == (Reason.PURPOSE_MISSING,)
        assert AccessEntry.objects.get().purpose == ""

    def test_of_months_ago_shows_no_conveniences(self):
        matter = filled.matter(WHO, at=AT)
        with pytest.raises(Refusal) as refusal:
            checked(matter, at=AT + 100 * DAY)
        assert refusal.value.reason is Reason.MATTER_TOO_OLD


def checked(matter, *, at=AT):
    clerk = filled.official(Role.CLERK)
    return check_service(matter, Brought(), is_agreed=True, lawbook=lawbook(), feeds=feeds(), by=clerk, at=at)


@proves("C5")
class TestAReviewerIsGiven:
    @pytest.mark.parametrize("ending", ["applicant_withdrew", "opened_by_mistake"])
    def test_who_was_shown_as_barred_and_is_said_to_have_gone_away(self, ending):
        matter, _ = shown_in_matter()
        close_matter(matter, outcome=ending, lawbook=lawbook(), by=filled.official(Role.CLERK), at=AT + HOUR)
        assert signs_of() == [Sign.SHOWN_UNUSED]

    def test_a_refusal_that_names_nothing_of_what_was_shown(self):
        matter, _ = shown_in_matter()
        refused(matter, at=AT + HOUR)
        assert signs_of() == [Sign.SHOWN_UNUSED]

    def test_no_refusal_that_names_what_it_rests_on(self):
        matter, fragment = shown_in_matter()
        refused(matter, fragment, at=AT + HOUR)
        assert signs_of() == []

    def test_a_look_at_conveniences_after_which_nothing_is_named(self):
        filled.submit([filled.penalty(WHO, proof=SERVED)], at=AT - 20 * DAY)
        filled.nothing_new_anywhere(at=AT)
        matter = filled.matter(WHO, at=AT)
        assert checked(matter, at=AT).records
        refused(matter, at=AT + HOUR)
        assert signs_of() == [Sign.SHOWN_UNUSED]

    def test_how_a_matter_ended_though_its_look_was_drawn_before(self):
        matter, _ = shown_in_matter()
        look = AccessEntry.objects.get(outcome="answered")
        sample = Sample(week_from=week_of(AT), size=1, root=b"r" * 32, looks=1, drawn=1, at=AT)
        with transaction.atomic():
            write(AT, [("looks_drawn", sample)])
        drawn = {"sample": sample, "entry": look, "at": AT}
        with transaction.atomic():
            write(AT, [("look_drawn", DrawnLook(ref="2222222222", rule=Sign.ODD_HOURS.value, **drawn))])
        assert signs_of() == []
        said = {"lawbook": lawbook(), "by": filled.official(Role.CLERK)}
        close_matter(matter, outcome="applicant_withdrew", **said, at=AT + HOUR)
        assert signs_of() == [Sign.SHOWN_UNUSED]

    def test_nobody_who_got_what_they_came_for_or_of_whom_nothing_was_shown(self):
        matter, _ = shown_in_matter()
        close_matter(matter, outcome="granted", lawbook=lawbook(), by=filled.official(Role.CLERK), at=AT + HOUR)
        other = filled.person("李氏", 8)
        empty = filled.matter(other, at=AT)
        assert filled.ask(empty, other, at=AT).answer is not None
        refused(empty, at=AT + HOUR)
        assert signs_of() == []

    def test_a_look_that_its_person_sees_only_later(self):
        superior = filled.official(Role.SUPERVISOR, name="佟岱", seat="分管负责人")
        matter = filled.matter(WHO, at=AT)
        said = {"category": "obstructs_duty", "words": "案件正在调查", "shown_from": day_of(AT) + 90 * DAY}
        hide(matter.ref, **said, lawbook=lawbook(), by=superior, at=AT)
        filled.nothing_new_anywhere(at=AT)
        assert filled.ask(matter, WHO, at=AT + HOUR).answer is not None
        assert signs_of() == [Sign.HIDDEN]

    def test_a_look_at_conveniences_like_any_other(self):
        """It shows the same penalty in the same words."""
        filled.submit([filled.penalty(WHO, proof=SERVED)], at=AT - 20 * DAY)
        at = AT.astimezone(SHANGHAI).replace(hour=5)
        filled.nothing_new_anywhere(at=at)
        assert checked(filled.matter(WHO, at=at), at=at).records, "the penalty is shown"
        assert signs_of(at) == [Sign.ODD_HOURS]


@proves("C5", "R10")
class TestALookThatIsPutOff:
    UNTIL = day_of(AT) + 60 * DAY

    def test_is_told_on_its_day_by_no_letter_before(self):
        superior = filled.official(Role.SUPERVISOR, name="佟岱", seat="分管负责人")
        matter = filled.matter(WHO, at=AT)
        said = {"category": "obstructs_duty", "words": "案件正在调查", "shown_from": self.UNTIL}
        hide(matter.ref, **said, lawbook=lawbook(), by=superior, at=AT)
        filled.nothing_new_anywhere(at=AT)
        assert filled.ask(matter, WHO, at=AT + HOUR).answer is not None
        seal(at=AT + 2 * HOUR, force_checkpoint=True)
        week = AT + 7 * DAY
        assert draw(lawbook=lawbook(), at=week)
        reviewer = filled.official(Role.AUDITOR, "samr", name="尉迟白", seat="审计岗")
        ref = DrawnLook.objects.get(rule=Sign.HIDDEN.value).ref
        review(ref, result=Review.DOUBTFUL, words="对不上", by=reviewer, at=week)
        assert note_lapsed(lawbook=lawbook(), at=AT + 40 * DAY) == 1
        who = people.indexes(WHO)
        assert [one.template for one in notices.list_for_person(who.number, who.name)] == []
        assert release_hidden(at=start_of(self.UNTIL) - MINUTE) == 0
        assert release_hidden(at=start_of(self.UNTIL)) == 1
        assert [one.template for one in notices.list_for_person(who.number, who.name)] == ["why_unanswered"]
        assert release_hidden(at=start_of(self.UNTIL) + DAY) == 0


@proves("C5", "R44")
class TestOfOnesOwnName:
    def test_nobody_notes_a_letter_as_returned(self):
        filled.submit([filled.penalty(WHO)], at=AT - 30 * DAY)
        ref = Letter.objects.get().ref
        poster = filled.official(Role.CASE_OFFICER, KEEPER, name="戚望舒")
        print_letter(ref, render=written.render, site="x", lawbook=lawbook(), by=poster, at=AT)
        by = namesake(Role.CASE_OFFICER, KEEPER, of=WHO)
        with pytest.raises(Refusal) as refusal:
            note_letter_returned(ref, lawbook=lawbook(), by=by, at=AT + HOUR)
        assert refusal.value.reason is Reason.SAME_NAME_AS_YOURS

    @pytest.mark.parametrize("own", [WHO, replace(WHO, name="王龙")], ids=["sent", "held"])
    def test_nobody_looks_at_a_held_row_settles_it_or_ends_its_conflict(self, own):
        filled.submit([filled.penalty(replace(WHO, name="王龙"))], at=AT - 30 * DAY)
        filled.submit([filled.penalty(WHO, "黑交罚〔2026〕0418号")], at=AT - 20 * DAY)
        row, by = HeldRow.objects.get(), namesake(Role.CASE_OFFICER, KEEPER, of=own)
        said = {"reason": "核对过了", "lawbook": lawbook(), "at": AT}
        for act in (
            lambda: look_at_held_row(row, lawbook=lawbook(), by=by, at=AT),
            lambda: settle_row(row, finding=Finding.ROW_IS_WRONG, by=by, **said),
        ):
            with pytest.raises(Refusal) as refusal:
                act()
            assert refusal.value.reason is Reason.SAME_NAME_AS_YOURS
        somebody_else = filled.official(Role.CASE_OFFICER, KEEPER)
        settle_row(row, finding=Finding.NUMBER_IS_SHARED, by=somebody_else, **said)
        with pytest.raises(Refusal) as refusal:
            resolve_shared_number(bytes(row.number_index), by=by, **said)
        assert refusal.value.reason is Reason.SAME_NAME_AS_YOURS
        assert resolve_shared_number(bytes(row.number_index), by=somebody_else, **said)

    def test_nobody_opens_a_restraint(self):
        restrained.record()
        ref = restrained.documented().restraint.ref
        by = namesake(Role.CASE_OFFICER, "finance_bureau", of=restrained.WHO)
        with pytest.raises(Refusal) as refusal:
            look_at_restraint(ref, lawbook=lawbook(), by=by, at=AT)
        assert refusal.value.reason is Reason.SAME_NAME_AS_YOURS

    def test_a_seat_is_somebodys_whatever_form_it_comes_by(self):
        asked = {"username": "x1", "unit": "transport", "seat": "窗口", "role": Role.CLERK, "course_on": None}
        with pytest.raises(Refusal) as refusal:
            propose_seat(name="信用系统", **asked, by=filled.official(Role.SECURITY_ADMIN), at=AT)
        assert refusal.value.reason is Reason.SEAT_IS_NOBODYS
        with pytest.raises(Refusal) as refusal:
            begin(username="x2", name="安全管理员", seat="机房", password="correct-horse-42", by="tests", at=AT)
        assert refusal.value.reason is Reason.SEAT_IS_NOBODYS


@proves("C4")
def test_the_last_day_of_a_record_is_not_found_by_halving():
    restrained.record()
    for minute in range(10):
        ends = replace(restrained.DRAFT, starts_on=date(2031, 8, 1), ends_on=date(2036, 1, 1) - minute * DAY)
        assert restrained.documented(draft=ends, at=AT + minute * MINUTE).restraint is None
    with pytest.raises(Refusal) as refusal:
        restrained.documented(draft=ends, at=AT + 11 * MINUTE)
    assert refusal.value.reason is Reason.RESTRAINT_TRIED_OFTEN


@proves("R12")
def test_papers_have_numbers():
    restrained.record()
    drawn = restrained.DRAFT
    without = {name: replace(getattr(drawn, name), number="无") for name in ("decision", "notice", "hearing")}
    for name, paper in without.items():
        assert restrained.documented(draft=replace(drawn, **{name: paper})).restraint is None


@proves("C3")
def test_a_program_does_not_lose_its_key_for_what_is_not_its_fault():
    matter, _ = shown_in_matter()
    program = registered(official=filled.official(Role.CLERK)).program
    asked = {"matter": matter.ref, "purpose": "road_transport_licence", "identity": WHO, "lawbook": lawbook()}
    asked |= {"feeds": feeds(), "program": program, "by": program.official}
    who = people.indexes(WHO)
    (held,) = held_by(who, lawbook=lawbook(), at=AT)
    lodge(held.record.ref, ground=Ground.NOT_ME, words="不是我", lawbook=lawbook(), by=who, at=AT + HOUR)
    for place in range(25):
        at = AT + 2 * HOUR + place * MINUTE
        assert answer(**asked, at=at).reasons == (Reason.ANSWER_OUTDATED,)
        assert not stop_probing(program, lawbook=lawbook(), at=at)
    assert signs_of(AT + 2 * HOUR) == []


@proves("R03", "E8")
class TestWhoAsks:
    def test_does_not_end_a_freeze_for_the_person(self):
        filled.submit([filled.penalty(WHO, proof=SERVED)], at=AT - 20 * DAY)
        who, clerk = people.indexes(WHO), filled.official(Role.CLERK)
        (held,) = held_by(who, lawbook=lawbook(), at=AT)
        ref = lodge(held.record.ref, ground=Ground.NOT_ME, words="不是我", lawbook=lawbook(), by=who, at=AT).ref
        for errand in GIVES_UP:
            with pytest.raises(Refusal) as refusal:
                open_at_window(WHO, errand=errand, lawbook=lawbook(), by=clerk, at=AT + MINUTE)
            assert refusal.value.reason is Reason.UNIT_MAY_NOT
        for act in (withdraw, withdraw_repair):
            with pytest.raises(Refusal) as refusal:
                act(ref, lawbook=lawbook(), by=who, through=clerk, at=AT + 2 * MINUTE)
            assert refusal.value.reason is Reason.UNIT_MAY_NOT
        keeper = filled.official(Role.CLERK, KEEPER)
        open_at_window(WHO, errand=Errand.WITHDRAW, lawbook=lawbook(), by=keeper, at=AT + 3 * MINUTE)
        assert withdraw(ref, lawbook=lawbook(), by=who, through=keeper, at=AT + 4 * MINUTE)

    def test_does_not_say_for_the_person_how_a_court_decided(self):
        filled.submit([filled.penalty(WHO, proof=SERVED)], at=AT - 20 * DAY)
        who, clerk = people.indexes(WHO), filled.official(Role.CLERK)
        (held,) = held_by(who, lawbook=lawbook(), at=AT)
        said = {"lawbook": lawbook(), "by": who}
        paper = [("立案.pdf", b"%PDF-1.7\n...\n%%EOF\n")]
        case = lodge(held.record.ref, ground=Ground.UNDER_APPEAL, words="起诉了", files=paper, **said, at=AT)
        outcome = {"words": "法院维持", "files": [("判决.pdf", b"%PDF-1.7\n..\n%%EOF\n")], **said}
        with pytest.raises(Refusal) as refusal:
            file_outcome(case.ref, **outcome, through=clerk, at=AT + HOUR)
        assert refusal.value.reason is Reason.UNIT_MAY_NOT
        assert file_outcome(case.ref, **outcome, through=filled.official(Role.CLERK, KEEPER), at=AT + HOUR)

    def test_neither_names_who_may_give_up_nor_dismisses_who_helps(self):
        clerk, keeper = filled.official(Role.CLERK), filled.official(Role.CLERK, KEEPER)
        agent = filled.person("尼古拉·彼得罗维奇", 9)
        given = {"person": WHO, "agent": agent, "kind": Kind.LAWYER, "document_no": "12号", "lawbook": lawbook()}
        given["last_day"] = day_of(AT + 10 * DAY)
        for errand in sorted(GIVES_UP & ACTS[Kind.LAWYER]):
            with pytest.raises(Refusal) as refusal:
                note_mandate(**given, acts=[Errand.READ, errand], by=clerk, at=AT)
            assert refusal.value.reason is Reason.UNIT_MAY_NOT
        assert note_mandate(**given, acts=sorted(GIVES_UP & ACTS[Kind.LAWYER]), by=keeper, at=AT)
        noted = note_mandate(**given, acts=[Errand.READ, Errand.OBJECT], by=clerk, at=AT)
        ends = {"lawbook": lawbook(), "by": people.indexes(WHO), "at": AT + HOUR}
        with pytest.raises(Refusal) as refusal:
            dismiss(noted.ref, **ends, through=clerk)
        assert refusal.value.reason is Reason.UNIT_MAY_NOT
        assert dismiss(noted.ref, **ends, through=keeper)

    def test_does_not_use_up_the_one_review(self):
        who, clerk = people.indexes(WHO), filled.official(Role.CLERK)
        with pytest.raises(Refusal) as refusal:
            ask_review("22222222", words="没有错", lawbook=lawbook(), by=who, through=clerk, at=AT)
        assert refusal.value.reason is Reason.UNIT_MAY_NOT

    def test_does_not_write_over_the_persons_own_words(self):
        filled.submit([filled.penalty(WHO, proof=SERVED)], at=AT - 20 * DAY)
        who, clerk = people.indexes(WHO), filled.official(Role.CLERK)
        (held,) = held_by(who, lawbook=lawbook(), at=AT)
        said = {"lawbook": lawbook(), "by": who}
        make_statement(held.record.ref, "处罚错了，正在起诉", **said, at=AT)
        for words in ("本人认可处罚", ""):
            with pytest.raises(Refusal) as refusal:
                make_statement(held.record.ref, words, **said, through=clerk, at=AT + HOUR)
            assert refusal.value.reason is Reason.UNIT_MAY_NOT
        keeper = filled.official(Role.CLERK, KEEPER)
        assert make_statement(held.record.ref, "", **said, through=keeper, at=AT + HOUR)

    def test_writes_nothing_in_the_persons_name_that_the_person_is_not_written_to_about(self):
        filled.submit([filled.penalty(WHO, proof=SERVED)], at=AT - 20 * DAY)
        who, clerk = people.indexes(WHO), filled.official(Role.CLERK)
        (held,) = held_by(who, lawbook=lawbook(), at=AT)
        said = {"lawbook": lawbook(), "by": who}
        case = lodge(held.record.ref, ground=Ground.NOT_ME, words="不是我", **said, at=AT)
        before = set(Letter.objects.values_list("pk", flat=True))
        make_statement(held.record.ref, "当天就交了", **said, through=clerk, at=AT + HOUR)
        add(case.ref, words="收据", **said, through=clerk, at=AT + HOUR)
        fresh = Letter.objects.exclude(pk__in=before).order_by("pk")
        assert [one.template for one in fresh] == ["statement_noted", "objection_added"]
        for letter in fresh:
            told = str(written.render(letter, lawbook=lawbook()))
            assert clerk.name in told
            assert held.body["decision_no"] in told
        client = Client()
        filled.sign_in(client, WHO)
        assert client.get("/me/letters/").status_code == 200
        for letter in fresh:
            assert client.post(f"/me/letters/{letter.ref}/open/", follow=True).status_code == 200
        assert client.get("/me/letters/").status_code == 200
        make_statement(held.record.ref, "我自己写的", **said, at=AT + DAY)
        add(case.ref, words="我自己补的", **said, at=AT + DAY)
        assert Letter.objects.exclude(pk__in=before).count() == 2

    def test_does_not_write_down_a_consent_to_themselves_that_the_person_never_hears_of(self):
        filled.submit([consents.honour(WHO)], feed=filled.HONOURS, at=AT - 30 * DAY)
        clerk = filled.official(Role.CLERK, consents.UNIT, name="晏如", seat="评选科")
        before = set(Letter.objects.values_list("pk", flat=True))
        consents.consent(WHO, through=clerk)
        letter = Letter.objects.exclude(pk__in=before).get()
        assert (letter.template, bytes(letter.number_index)) == ("consent_noted", people.indexes(WHO).number)
        told = str(written.render(letter, lawbook=lawbook()))
        assert "晏如" in told
        client = Client()
        filled.sign_in(client, WHO)
        assert client.post(f"/me/letters/{letter.ref}/open/", follow=True).status_code == 200
        assert client.get("/me/letters/").status_code == 200
        assert lawbook().unit(consents.UNIT).name in told

    def test_a_consent_given_by_oneself_needs_no_letter(self):
        filled.submit([consents.honour(WHO)], feed=filled.HONOURS, at=AT - 30 * DAY)
        before = Letter.objects.count()
        consents.consent(WHO)
        assert Letter.objects.count() == before


RESPELT = (
    "黑交罚〔2026〕417号",
    "黑交罚〔2026〕第0417号",
    "黑交罚2026-0417号",
    "黑交罚字〔2026〕0417号",
    "黑交罚〔2026〕0417",
    "黑交罚（２０２６）０４１７号",
)


def standings(who=WHO, at=AT):
    return [held.standing for held in held_by(people.indexes(who), lawbook=lawbook(), at=at)]


def removed(row, *, at):
    """A record that an objection took out: it was about somebody else."""
    filled.submit([row], at=at)
    (held,) = held_by(people.indexes(row.identity), lawbook=lawbook(), at=at + MINUTE)
    who = people.indexes(row.identity)
    case = lodge(held.record.ref, ground=Ground.NOT_ME, words="不是我", lawbook=lawbook(), by=who, at=at + DAY)
    by = filled.official(Role.CASE_OFFICER, KEEPER, name="苗青禾", seat="异议科")
    check(case.ref, result=Check.OWN_ERROR, words="查了平台自己", lawbook=lawbook(), by=by, at=at + 2 * DAY)
    said = {"words": "移出", "article": "", "changes": {}, "lawbook": lawbook(), "by": by}
    decide(case.ref, outcome=Outcome.REMOVED, at=at + 3 * DAY, **said)


def withdrawn(row, *, at):
    filled.submit([row], at=at)
    filled.submit([replace(row, state=RowState.WITHDRAWN)], at=at + DAY)


def repaired(row, *, at):
    filled.submit([row], at=at)
    (held,) = held_by(people.indexes(row.identity), lawbook=lawbook(), at=at + MINUTE)
    asked_at = start_of(held.repair_from) + HOUR
    said = {"lawbook": lawbook(), "at": asked_at}
    asked = request(
        held.record.ref,
        commitment="我承诺",
        words="改了",
        files=[("a.pdf", PDF)],
        by=people.indexes(row.identity),
        **said,
    )
    by = filled.official(Role.CASE_OFFICER, name="魏立志")
    said = {"words": "准予", "article": "", "lawbook": lawbook(), "by": by}
    decide_repair(asked.ref, outcome=Repaired.GRANTED, at=asked_at + HOUR, **said)


PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@proves("B12")
class TestAnotherSpellingOfADecision:
    @pytest.mark.parametrize("number", RESPELT)
    @pytest.mark.parametrize(
        ("end", "ended"),
        [(removed, Standing.VOIDED), (withdrawn, Standing.WITHDRAWN), (repaired, Standing.REPAIRED)],
    )
    def test_brings_nothing_back(self, number, end, ended):
        row = filled.penalty(WHO, proof=filled.enclosed(day_of(AT - 70 * DAY)), decided_on=day_of(AT - 75 * DAY))
        end(row, at=AT - 60 * DAY)
        filled.submit([replace(row, decision_no=number)], at=LATER)
        assert standings(at=LATER + DAY) == [ended]
        assert RowOutcome.objects.order_by("pk").last().fate == "refused"

    @pytest.mark.parametrize("number", RESPELT)
    def test_is_the_same_record(self, number):
        row = filled.penalty(WHO, proof=SERVED)
        filled.submit([row, replace(row, decision_no=number)], at=AT - 20 * DAY)
        filled.submit([replace(row, decision_no=number)], at=AT - 10 * DAY)
        (held,) = held_by(people.indexes(WHO), lawbook=lawbook(), at=AT)
        assert len(held.versions) == 1, "nothing was changed, and nobody is told that it was"
        assert held.body["decision_no"] == row.decision_no, "shown as its source wrote it first"

    def test_brings_back_nothing_that_was_found_wrong(self):
        row = filled.penalty(WHO, proof=SERVED, amount_fen=900_000)
        filled.submit([row], at=AT - 20 * DAY)
        (held,) = held_by(people.indexes(WHO), lawbook=lawbook(), at=AT)
        writer = Writer(AT - 10 * DAY)
        with transaction.atomic():
            correct(held.version, {"amount_fen": 200_000}, lawbook=lawbook(), writer=writer)
            writer.flush()
        filled.submit([replace(row, decision_no=RESPELT[0])], at=AT - 5 * DAY)
        (held,) = held_by(people.indexes(WHO), lawbook=lawbook(), at=AT)
        assert held.body["amount_fen"] == 200_000


def poisoned(**changes):
    """A row with WHO's number under a name that nobody bears, taken back in the next file."""
    row = filled.penalty(GHOST, proof=filled.enclosed(day_of(AT - 60 * DAY)), **changes)
    filled.submit([row], at=AT - 40 * DAY)
    return row


def taken_back(row, *, at=AT - 39 * DAY):
    filled.submit([replace(row, state=RowState.WITHDRAWN)], at=at)


def settled(finding, *, at=AT):
    keeper = filled.official(Role.CASE_OFFICER, KEEPER)
    return settle_row(HeldRow.objects.get(), finding=finding, reason="查过", lawbook=lawbook(), by=keeper, at=at)


def verdict(who=WHO, at=AT):
    filled.nothing_new_anywhere(at=at)
    matter, by = filled.matter(who, at=at), filled.official(Role.CLERK)
    asked = {"is_agreed": True, "lawbook": lawbook(), "feeds": feeds(), "by": by, "at": at + HOUR}
    return check_service(matter, Brought(), **asked).checked.verdict.value


GHOST = replace(WHO, name="无此人")
#: When everything that this file registers has run out.
AGES = AT + 9 * 365 * DAY
#: The two ways of registering: rows as columns, and one by one.
WAYS = pytest.mark.parametrize("is_bulk", [True, False])


@pytest.fixture
def way(request, monkeypatch):
    if not request.getfixturevalue("is_bulk"):
        monkeypatch.setattr(Layout, "possible", lambda self, rows: {})


@proves("R24", "B12")
@pytest.mark.usefixtures("way")
class TestANumberSentUnderAnInventedName:
    @WAYS
    def test_is_free_again_once_that_was_taken_back(self, is_bulk):
        taken_back(poisoned())
        filled.submit([filled.licence(WHO)], feed=filled.LICENCES, at=AT - 30 * DAY)
        assert not HeldRow.objects.exists()
        assert standings() == [Standing.IN_EFFECT]
        assert verdict() == "yes"

    @WAYS
    def test_is_free_again_once_a_decision_took_that_out(self, is_bulk):
        removed(filled.penalty(GHOST), at=AT - 60 * DAY)
        filled.submit([filled.licence(WHO)], feed=filled.LICENCES, at=AT - 30 * DAY)
        assert not HeldRow.objects.exists()

    @WAYS
    def test_is_free_where_nothing_of_that_was_ever_registered(self, is_bulk):
        filled.submit([filled.penalty(GHOST, decided_on=date(2020, 3, 2), conduct_end_on=date(2020, 3, 1))], at=AT)
        assert not Record.objects.exists()
        filled.submit([filled.licence(WHO)], feed=filled.LICENCES, at=AT)
        assert not HeldRow.objects.exists()

    @WAYS
    @pytest.mark.parametrize("end", [None, repaired])
    def test_is_held_by_whoever_has_a_record_though_it_ran_out(self, is_bulk, end):
        row = filled.penalty(GHOST, proof=filled.enclosed(day_of(AT - 70 * DAY)), decided_on=day_of(AT - 75 * DAY))
        if end is None:
            filled.submit([row], at=AT - 60 * DAY)
        else:
            end(row, at=AT - 60 * DAY)
        then = {"decided_on": day_of(AGES), "conduct_end_on": day_of(AGES)}
        filled.submit([filled.penalty(WHO, "黑交罚〔2030〕1号", **then)], at=AGES)
        assert HeldRow.objects.get().why == "other_name"

    @WAYS
    def test_is_the_owners_and_the_invented_name_waits_in_its_turn(self, is_bulk):
        row = poisoned()
        taken_back(row)
        filled.submit([filled.licence(WHO)], feed=filled.LICENCES, at=AT - 30 * DAY)
        filled.submit([replace(row, decision_no="黑交罚〔2026〕9号")], at=AT - 20 * DAY)
        assert bytes(HeldRow.objects.get().name_index) == people.indexes(GHOST).name
        filled.submit([filled.penalty(WHO, "黑交罚〔2026〕8号")], at=AT - 10 * DAY)
        assert len(standings()) == 2

    @WAYS
    def test_both_ways_leave_the_same_in_one_file(self, is_bulk):
        """A name of which nothing stands, its owner, and a third: whoever comes first holds the number."""
        taken_back(poisoned())
        third = replace(WHO, name="王龙")
        filled.submit([filled.licence(WHO), filled.licence(third, "黑交许〔2024〕2号")], feed=filled.LICENCES, at=AT)
        assert bytes(HeldRow.objects.get().name_index) == people.indexes(third).name
        assert standings() == [Standing.IN_EFFECT]


@proves("R24")
class TestAConflictWithNobody:
    def waiting(self):
        """The licence waits while the invented name still holds the number; then that is taken back."""
        row = poisoned()
        filled.submit([filled.licence(WHO)], feed=filled.LICENCES, at=AT - 30 * DAY)
        assert HeldRow.objects.get().why == "other_name"
        return row

    def test_freezes_nobody(self):
        row = self.waiting()
        settled(Finding.NUMBER_IS_SHARED, at=AT - 20 * DAY)
        assert standings(at=AT - 15 * DAY) == [Standing.FROZEN]
        taken_back(row, at=AT - 10 * DAY)
        assert standings(at=AT - 15 * DAY) == [Standing.FROZEN], "as it was then"
        assert standings() == [Standing.IN_EFFECT]
        assert [self.is_told_a_conflict(who) for who in (WHO, GHOST)] == [False, False], "nor is any told of"
        assert verdict() == "yes"

    def is_told_a_conflict(self, who, at=AT):
        named = people.indexes(who)
        return holding(together(*asking_holding(named, at=at)), named, lawbook=lawbook(), at=at).is_in_conflict

    def test_is_not_found(self):
        taken_back(self.waiting(), at=AT - 20 * DAY)
        with pytest.raises(Refusal) as refusal:
            settled(Finding.NUMBER_IS_SHARED)
        assert refusal.value.reason is Reason.FINDING_DOES_NOT_FIT
        settled(Finding.ROW_IS_RIGHT, at=AT - DAY)
        assert standings() == [Standing.IN_EFFECT]
        who = people.indexes(WHO)
        assert not people.conflicted([who.number])
        assert [one.template for one in notices.list_for_person(who.number, who.name)] == ["registered_basic"]

    def test_is_one_while_both_hold_the_number(self):
        self.waiting()
        with pytest.raises(Refusal) as refusal:
            settled(Finding.ROW_IS_RIGHT)
        assert refusal.value.reason is Reason.FINDING_DOES_NOT_FIT
        settled(Finding.NUMBER_IS_SHARED, at=AT - DAY)
        assert standings() == [Standing.FROZEN]


@proves("R24", "D2")
class TestWhoseRowWaits:
    def entry_of_a_look(self):
        keeper = filled.official(Role.CASE_OFFICER, KEEPER)
        look_at_held_row(HeldRow.objects.get(), lawbook=lawbook(), by=keeper, at=AT)
        return AccessEntry.objects.get(outcome="identity_check")

    def seen_by(self, who, at=AT):
        return list(looks.list_for_person(people.indexes(who), at=at))

    def test_reads_the_look_like_who_holds_the_number(self):
        poisoned()
        filled.submit([filled.licence(WHO)], feed=filled.LICENCES, at=AT - 30 * DAY)
        entry = self.entry_of_a_look()
        assert self.seen_by(WHO) == self.seen_by(GHOST) == [entry]
        assert self.seen_by(replace(WHO, name="王龙")) == [], "a third name reads nothing"
        settled(Finding.NUMBER_IS_SHARED)
        assert self.seen_by(WHO) == self.seen_by(GHOST) == [entry], "nor does either lose it once both are known"

    def test_reads_that_it_waits_and_why(self):
        poisoned()
        filled.submit([filled.licence(WHO)], feed=filled.LICENCES, at=AT - 30 * DAY)
        (told,) = sent_under(people.indexes(WHO), lawbook(), at=AT)
        assert "写的是您的姓名" in told["became"]
        (other,) = sent_under(people.indexes(GHOST), lawbook(), at=AT)
        assert "写的是别的姓名" in other["became"]

    def test_is_told_what_became_of_it(self):
        row = poisoned()
        filled.submit([filled.licence(WHO)], feed=filled.LICENCES, at=AT - 30 * DAY)
        taken_back(row)
        settled(Finding.ROW_IS_RIGHT)
        (told,) = sent_under(people.indexes(WHO), lawbook(), at=AT)
        assert "已经记到您名下" in told["became"]
        (other,) = sent_under(people.indexes(GHOST), lawbook(), at=AT)
        assert "是别人的" in other["became"]


@proves("B12")
@pytest.mark.usefixtures("way")
class TestADecisionLikeOneThatEnded:
    """What no spelling tells: the number is another one, the person, item, authority and day are the same."""

    NUMBERS = ("黑交罚〔2026〕0417号（补）", "黑交罚〔2026〕9001号")

    def row(self):
        return filled.penalty(WHO, proof=filled.enclosed(day_of(AT - 70 * DAY)), decided_on=day_of(AT - 75 * DAY))

    @WAYS
    @pytest.mark.parametrize("number", NUMBERS)
    @pytest.mark.parametrize("end", [removed, withdrawn, repaired])
    def test_waits_for_a_human(self, is_bulk, number, end):
        end(self.row(), at=AT - 60 * DAY)
        before = standings(at=LATER)
        filled.submit([replace(self.row(), decision_no=number)], at=LATER)
        assert standings(at=LATER + DAY) == before
        assert HeldRow.objects.get().why == "like_ended"
        (told,) = sent_under(people.indexes(WHO), lawbook(), at=LATER + DAY)
        assert "像是同一个决定" in told["became"]

    @WAYS
    def test_waits_in_the_very_file_that_takes_the_other_back(self, is_bulk):
        filled.submit([self.row()], at=AT - 60 * DAY)
        back = replace(self.row(), state=RowState.WITHDRAWN)
        filled.submit([back, replace(self.row(), decision_no=self.NUMBERS[1])], at=AT - 50 * DAY)
        assert standings() == [Standing.WITHDRAWN]
        assert HeldRow.objects.get().why == "like_ended"

    @WAYS
    @pytest.mark.parametrize(
        "changes",
        [
            {"decided_on": day_of(AT - 74 * DAY)},
            {"item": "work_safety_violation"},
            {"identity": filled.person("李氏", 8)},
        ],
    )
    def test_another_day_item_or_person_does_not(self, is_bulk, changes):
        withdrawn(self.row(), at=AT - 60 * DAY)
        filled.submit([replace(self.row(), decision_no=self.NUMBERS[1], **changes)], at=AT - 50 * DAY)
        assert not HeldRow.objects.exists()

    @WAYS
    def test_two_that_stand_do_not(self, is_bulk):
        filled.submit([self.row()], at=AT - 60 * DAY)
        filled.submit([replace(self.row(), decision_no=self.NUMBERS[1])], at=AT - 50 * DAY)
        assert len(standings()) == 2

    @WAYS
    def test_enters_once_a_human_found_it_right(self, is_bulk):
        withdrawn(self.row(), at=AT - 60 * DAY)
        filled.submit([replace(self.row(), decision_no=self.NUMBERS[1])], at=AT - 50 * DAY)
        with pytest.raises(Refusal):
            settled(Finding.NUMBER_IS_SHARED)
        settled(Finding.ROW_IS_RIGHT, at=AT - 40 * DAY)
        assert len(standings()) == 2
        (told,) = sent_under(people.indexes(WHO), lawbook(), at=AT)
        assert "已经记到您名下" in told["became"]

    @WAYS
    def test_that_has_run_out_is_refused_and_enters_by_no_finding(self, is_bulk):
        withdrawn(self.row(), at=AT - 60 * DAY)
        again = replace(self.row(), decision_no=self.NUMBERS[1])
        filled.submit([again], at=AT - 50 * DAY)
        filled.submit([replace(again, decision_no="黑交罚〔2026〕9002号")], at=AGES)
        assert RowOutcome.objects.order_by("pk").last().fate == "refused"
        with pytest.raises(Refusal) as refusal:
            settled(Finding.ROW_IS_RIGHT, at=AGES)
        assert refusal.value.reason is Reason.FINDING_DOES_NOT_FIT
        settled(Finding.ROW_IS_WRONG, at=AGES)

    @proves("D2")
    @WAYS
    def test_tells_nobody_else_of_the_same_number(self, is_bulk):
        """The row says that something of WHO ended; whoever shares the number reads nothing of it."""
        withdrawn(self.row(), at=AT - 60 * DAY)
        filled.submit([replace(self.row(), decision_no=self.NUMBERS[1])], at=AT - 50 * DAY)
        filled.submit([filled.licence(GHOST)], feed=filled.LICENCES, at=AT - 45 * DAY)
        assert held_by(people.indexes(GHOST), lawbook=lawbook(), at=AT)
        assert sent_under(people.indexes(GHOST), lawbook(), at=AT) == []
        keeper = filled.official(Role.CASE_OFFICER, KEEPER)
        compared = look_at_held_row(HeldRow.objects.get(), lawbook=lawbook(), by=keeper, at=AT)
        assert compared.held_names == (WHO.name,)
        assert not looks.list_for_person(people.indexes(GHOST), at=AT).exists()
        (entry,) = looks.list_for_person(people.indexes(WHO), at=AT)
        assert entry.shown == ["road_transport_violation"]


def size_in_public() -> int:
    return int(Client().get("/ledger/checkpoint").content.decode().splitlines()[1])


def grown_by(act, *, at) -> int:
    """By how many leaves the ledger grows with what somebody does, as anybody can read it before and after."""
    seal(at=at, force_checkpoint=True)
    before = size_in_public()
    act()
    seal(at=at + MINUTE, force_checkpoint=True)
    return size_in_public() - before


def adverse_held():
    filled.submit([filled.penalty(consents.NOBODY)], at=AT - 2 * DAY)
    return consents.NOBODY


def consented_and_shown():
    consents.consent()
    return consents.WHO


_SITUATIONS = [
    consents.nothing_held,
    consents.nothing_held_and_consented,
    consents.never_asked,
    consents.withdrawn,
    consents.ended,
    consents.used,
    consented_and_shown,
    adverse_held,
]


@proves("R33")
class TestTheSizeOfTheLedger:
    """Anybody reads it, each minute; whoever asks reads it before and after."""

    @pytest.fixture(autouse=True)
    def _held(self):
        filled.submit([consents.honour(consents.WHO)], feed=filled.HONOURS, at=AT - 60 * DAY)
        filled.nothing_new()

    @pytest.mark.parametrize("situation", _SITUATIONS)
    def test_tells_whoever_asks_nothing_of_a_consent(self, situation):
        who = situation()
        of = consents.matter(who, at=AT + HOUR)
        assert grown_by(lambda: consents.ask(who, at=AT + HOUR, of=of), at=AT + HOUR) == 2

    def test_nor_do_the_places_in_two_of_their_receipts(self, client, monkeypatch):
        consents.consent(consents.NOBODY_ELSE)
        who = [consents.WHO, consents.NOBODY, consents.NOBODY_ELSE, WHO]
        opened = [consents.matter(one, at=AT + HOUR, number=str(place)) for place, one in enumerate(who)]
        given = [consents.ask(one, at=AT + HOUR + MINUTE, of=of) for one, of in zip(who, opened, strict=True)]
        seal(at=AT + 2 * HOUR, force_checkpoint=True)
        monkeypatch.setattr("chengxin.clock.now", lambda: AT + 2 * HOUR)
        client.force_login(filled.official(Role.CLERK, consents.UNIT))
        files = [client.get(f"/window/answers/{one.answer.ref}/receipt.json").json() for one in given]
        places = [one["entries"][0]["index"] for one in files]
        assert [b - a for a, b in pairwise(places)] == [2, 2, 2]
        assert len({(len(one["entries"]), *one["entries"][0].keys()) for one in files}) == 1

    @pytest.mark.parametrize("is_held", [False, True])
    def test_nothing_of_what_is_held_or_was_answered_before(self, is_held):
        if is_held:
            filled.submit([filled.penalty(WHO, proof=filled.enclosed((AT - 30 * DAY).date()))], at=AT - 20 * DAY)
        filled.nothing_new_anywhere(at=AT)
        of = filled.matter(WHO, at=AT)
        grown = [
            grown_by(lambda at=AT + minutes * MINUTE: filled.ask(of, WHO, at=at), at=AT + minutes * MINUTE)
            for minutes in (1, 5)
        ]
        assert grown == [2, 1]

    @proves("G5")
    def test_nor_whether_who_was_looked_at_left_a_contact(self):
        mine = people.indexes(WHO)
        give_contact(Channel.EMAIL, "me@example.cn", number_index=mine.number, name_index=mine.name, at=AT)
        run_due(AT)
        grown = []
        for hour, who in enumerate([filled.person("赵青", 12), WHO], start=1):
            at = AT + hour * HOUR
            of = filled.matter(who, at=at, request_no=f"{hour}")

            def asked(of=of, who=who, at=at):
                filled.ask(of, who, at=at)
                run_due(at + MINUTE)

            grown.append(grown_by(asked, at=at))
        assert grown == [2, 2]
        assert run_due(start_of(day_of(AT) + DAY)).told == 1


@proves("R44", "R24")
def test_a_row_under_an_officers_own_name_holds_up_none_behind_it(client, monkeypatch):
    """A source sends a number under each officer's name and takes it back; the next name waits, and so does all behind it."""
    from tests.web.world import official

    officers = [
        official(f"keeper{place}", Role.CASE_OFFICER, KEEPER, name=name, seat="核对岗")
        for place, name in enumerate(["孟乌娜", "戚望舒", "路遥之"])
    ]
    invented, before = filled.person("某甲", 99), AT - 3 * DAY
    for place, by in enumerate(officers):
        row = filled.penalty(replace(invented, name=by.name), decision_no=f"黑交罚〔2026〕90{place}号")
        filled.submit([row], at=before + place * HOUR)
        if by is not officers[-1]:
            filled.submit([replace(row, state=RowState.WITHDRAWN)], at=before + place * HOUR + MINUTE)
    filled.submit([filled.penalty(invented, decision_no="黑交罚〔2026〕909号")], at=before + 5 * HOUR)
    filled.submit([filled.penalty(WHO, proof=SERVED)], at=AT - 20 * DAY)
    filled.submit([replace(filled.penalty(replace(WHO, name="王䶮䶮")), state=RowState.WITHDRAWN)], at=AT - DAY)
    monkeypatch.setattr("chengxin.clock.now", lambda: AT)
    shown = []
    for by in officers:
        client.force_login(by)
        page = client.post("/desk/").content.decode()
        shown.append(("某甲" in page, "王䶮䶮" in page))
    # Of two names nothing stands; the third holds the number still, and its officer is offered the row behind.
    assert shown == [(True, False), (True, False), (False, True)]


@proves("C2", "G5")
def test_printing_the_whole_report_is_entered_with_what_it_holds(client, monkeypatch):
    monkeypatch.setattr("chengxin.clock.now", lambda: AT + 2 * HOUR)
    filled.nothing_new()
    client.force_login(filled.official(Role.CLERK))
    card = {"errand": "read", "name": WHO.name, "number": WHO.number, "is_checked": "on"}
    assert client.post("/window/person/", card).status_code == 303
    for _ in range(2):
        assert client.get("/window/person/report/").status_code == 200
    entries = AccessEntry.objects.filter(unit="transport").order_by("pk")
    assert [one.outcome for one in entries] == ["at_window", "report_printed", "report_printed"]
    me = Client()
    filled.sign_in(me, WHO)
    page = me.get("/me/looks/").content.decode()
    assert page.count("别的单位哪天为什么看过您") == 2
    assert "您的异议和修复申请走到哪一步" in page


@proves("C2", "R44")
def test_who_answers_for_a_program_reads_nothing_of_what_it_was_shown(client, monkeypatch):
    filled.submit([filled.penalty(WHO, proof=SERVED)], at=AT - 20 * DAY)
    filled.nothing_new_anywhere(at=AT)
    program = registered().program
    purpose = lawbook().purposes["road_transport_licence"]
    saying = {"identity": WHO, "lawbook": lawbook(), "program": program, "by": program.official, "at": AT + HOUR}
    of = open_matter(service=purpose.services[0], request_no="程-1", **saying)
    given = answer(matter=of.ref, purpose=purpose.slug, feeds=feeds(), **saying)
    assert given.entry.shown
    monkeypatch.setattr("chengxin.clock.now", lambda: AT + 3 * HOUR)
    client.force_login(program.official)
    page = client.get(f"/window/matters/{of.ref}/").content.decode()
    assert f"答复{given.answer.ref}的第1条" not in page
    notice = replace(SAID, used=frozenset({given.answer.fragments.get().pk}))
    closing = {"outcome": "not_granted", "notice": notice, "lawbook": lawbook(), "by": program.official}
    with pytest.raises(Refusal) as refusal:
        close_matter(of, **closing, at=AT + 3 * HOUR)
    assert refusal.value.reason is Reason.USE_NOTICE_NOT_SHOWN
    # The program closes on what it was shown.
    assert close_matter(of, **closing, program=program, at=AT + 4 * HOUR)


@proves("C4")
def test_a_restraint_opened_again_shows_no_freeze_without_an_entry():
    restrained.record()
    ref = restrained.documented().restraint.ref
    by, morning = restrained.officer(), AT + DAY
    how = {"lawbook": lawbook(), "by": by}
    before = AccessEntry.objects.count()
    look_at_restraint(ref, **how, at=morning)
    look_at_restraint(ref, **how, at=morning + MINUTE)
    assert AccessEntry.objects.count() == before + 1
    held = restrained.held(at=morning)
    lodging = {"ground": Ground.NOT_ME, "words": "不是我", "lawbook": lawbook(), "by": people.indexes(restrained.WHO)}
    lodge(held.record.ref, **lodging, at=morning + HOUR)
    for _ in range(2):
        look_at_restraint(ref, **how, at=morning + 2 * HOUR)
    assert AccessEntry.objects.count() == before + 2


def examined(words, *, through=None, at=AT):
    """An objection on one ground that is examined by the source's own desk and decided: the record is kept."""
    who = people.indexes(WHO)
    (held,) = held_by(who, lawbook=lawbook(), at=at)
    how = {"lawbook": lawbook()}
    case = lodge(held.record.ref, ground=Ground.WRONG_FACT, words=words, by=who, through=through, at=at, **how)
    keeper, desk = filled.official(Role.CASE_OFFICER, KEEPER), filled.official(Role.CASE_OFFICER, held.record.unit)
    check(case.ref, result=Check.NO_OWN_ERROR, words="平台没有错", by=keeper, at=at + MINUTE, **how)
    examine(
        case.ref, verdict=Verdict.CONFIRMED, words="和原卷一致", proof="卷宗7号", by=desk, at=at + 2 * MINUTE, **how
    )
    said = {"outcome": Outcome.KEPT, "words": "核对一致", "article": "《道路运输条例》第七十五条"}
    decide(case.ref, **said, by=keeper, at=at + 3 * MINUTE, **how)


class TestAWindowThatMayAsk:
    @proves("C5")
    def test_that_finds_letters_beside_its_own_matter_goes_to_a_reviewer(self):
        filled.submit([filled.penalty(WHO)], at=AT - 10 * DAY)
        clerk = filled.official(Role.CLERK)
        filled.matter(WHO, at=AT)
        find_letters(WHO, lawbook=lawbook(), by=clerk, at=AT + HOUR)
        seal(at=AT + 2 * DAY, force_checkpoint=True)
        assert [rule for _, rule in shown_by_rules(week_of(AT), lawbook=lawbook())] == ["file_and_matter"]

    @proves("G2")
    def test_uses_up_no_examination_that_the_person_has(self):
        filled.submit([filled.penalty(WHO, proof=SERVED)], at=AT - 20 * DAY)
        clerk, who = filled.official(Role.CLERK), people.indexes(WHO)
        examined("不服", through=clerk)
        (held,) = held_by(who, lawbook=lawbook(), at=AT + HOUR)
        how = {"ground": Ground.WRONG_FACT, "words": "金额不对，有票据", "lawbook": lawbook(), "by": who}
        with pytest.raises(Refusal) as refused:
            lodge(held.record.ref, **how, through=clerk, at=AT + HOUR)
        assert refused.value.reason is Reason.OBJECTION_DECIDED_BEFORE
        examined("金额不对，有票据", at=AT + HOUR)
        # Their own they used up themselves, and the keeper's window writes down their own words.
        for through in (None, filled.official(Role.CLERK, KEEPER)):
            with pytest.raises(Refusal) as refused:
                lodge(held.record.ref, **how, through=through, at=AT + DAY)
            assert refused.value.reason is Reason.OBJECTION_DECIDED_BEFORE

    @proves("C2")
    def test_does_not_read_on_the_list_of_recalls_what_its_program_was_shown(self, client, monkeypatch):
        filled.submit([filled.penalty(WHO, proof=SERVED)], at=AT - 20 * DAY)
        filled.nothing_new_anywhere(at=AT)
        program, who = registered().program, people.indexes(WHO)
        purpose = lawbook().purposes["road_transport_licence"]
        how = {"identity": WHO, "lawbook": lawbook(), "by": program.official}
        for request_no, by_program in (("程-1", {"program": program}), ("人-1", {})):
            of = open_matter(
                service=purpose.services[0], request_no=request_no, reason="另一件", at=AT + HOUR, **by_program, **how
            )
            answer(matter=of.ref, purpose=purpose.slug, feeds=feeds(), at=AT + HOUR, **by_program, **how)
        (held,) = held_by(who, lawbook=lawbook(), at=AT + HOUR)
        case = lodge(held.record.ref, ground=Ground.NOT_ME, words="不是我", by=who, lawbook=lawbook(), at=AT + 2 * HOUR)
        keeper = filled.official(Role.CASE_OFFICER, KEEPER)
        check(case.ref, result=Check.OWN_ERROR, words="错了", by=keeper, lawbook=lawbook(), at=AT + 3 * HOUR)
        decide(
            case.ref, outcome=Outcome.REMOVED, words="移出", article="", by=keeper, lawbook=lawbook(), at=AT + 4 * HOUR
        )
        monkeypatch.setattr("chengxin.clock.now", lambda: AT + 5 * HOUR)
        client.force_login(program.official)
        cards = client.get("/window/recalls/").content.decode().split('<section class="cx-card"')[1:]
        by_program, in_person = sorted(cards, key=lambda card: "人-1" in card)
        item = lawbook().item(held.record.item).name
        assert item in in_person
        assert item not in by_program
        assert "程-1" in by_program
        assert "只有程序知道" in by_program
