"""Quiet ways round a rule, each found by somebody with the source in hand: what a file tells its sender, what a refusal rests
on, who gives up a protection in whose name, which looks nobody looks at again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from chengxin.apps import letters as written
from chengxin.apps.inquiries.actions.answer import answer
from chengxin.apps.inquiries.actions.check_service import check_service
from chengxin.apps.inquiries.actions.look_at_held_row import look_at_held_row
from chengxin.apps.inquiries.actions.note_return import note_letter_returned
from chengxin.apps.inquiries.actions.open_at_window import open_at_window
from chengxin.apps.inquiries.actions.print_letter import print_letter
from chengxin.apps.inquiries.actions.stop_probing import stop_probing
from chengxin.apps.looks.actions.draw import shown_by_rules
from chengxin.apps.looks.actions.hide import hide
from chengxin.apps.notices.models import Letter
from chengxin.apps.objections.actions.lodge import lodge
from chengxin.apps.objections.actions.withdraw import withdraw
from chengxin.apps.officials import selectors as officials
from chengxin.apps.officials.actions.appoint import appoint
from chengxin.apps.officials.actions.begin import begin
from chengxin.apps.officials.actions.propose_seat import propose_seat
from chengxin.apps.people import selectors as people
from chengxin.apps.people.models import Person
from chengxin.apps.records.actions.settle_row import Finding, resolve_shared_number, settle_row
from chengxin.apps.records.selectors import held_by
from chengxin.apps.repairs.actions.withdraw import withdraw as withdraw_repair
from chengxin.apps.restraints.actions.close_matter import close_matter
from chengxin.apps.restraints.actions.look import look as look_at_restraint
from chengxin.apps.submissions.actions.receive_file import receive_file
from chengxin.apps.submissions.models import HeldRow, RowOutcome
from chengxin.core.calendar import SHANGHAI, day_of
from chengxin.core.errands import GIVES_UP, Errand
from chengxin.core.facts import RowState
from chengxin.core.objections import Ground
from chengxin.core.permissions import KEEPER, Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.records import Standing
from chengxin.core.services import Brought
from chengxin.core.uses import UseNotice
from chengxin.core.watching import Sign
from chengxin.demo.decisions import PENALTIES
from chengxin.demo.numbers import citizen_number
from chengxin.intake.feeds import load_feeds
from chengxin.jobs.queue import work_through
from chengxin.web.law import feeds, lawbook
from chengxin.web.looks import sent_under
from tests.apps import restrained
from tests.apps import test_consents as consents
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
SENT_AT = datetime(2026, 11, 30, 9, 20, tzinfo=SHANGHAI)
GIVEN = Path(__file__).parents[2] / "feeds/heihe/transport/penalties/should_pass/撤销只填认得出的.csv"


def namesake(of, role, unit):
    """An official who bears a person's name."""
    return appoint(
        username=f"namesake-{role.value}",
        name=of.name,
        unit=unit,
        seat="5号",
        role=role,
        course_on=filled.LEARNED,
        password="correct-horse-42",
        by="tests",
        at=AT,
    )


def week_of(at):
    return day_of(at) - timedelta(days=day_of(at).weekday())


def signs_of(at=AT):
    return list(shown_by_rules(week_of(at), lawbook=lawbook()).values())


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
        for other in (replace(WHO, name="无此人"), filled.person("李氏", 8)):
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


@proves("C5", "R44")
class TestOfOnesOwnName:
    def test_nobody_notes_a_letter_as_returned(self):
        filled.submit([filled.penalty(WHO)], at=AT - 30 * DAY)
        ref = Letter.objects.get().ref
        print_letter(ref, render=written.render, site="x", lawbook=lawbook(), by=filled.official(Role.CLERK), at=AT)
        by = namesake(WHO, Role.CASE_OFFICER, KEEPER)
        with pytest.raises(Refusal) as refusal:
            note_letter_returned(ref, lawbook=lawbook(), by=by, at=AT + HOUR)
        assert refusal.value.reason is Reason.SAME_NAME_AS_YOURS

    @pytest.mark.parametrize("own", [WHO, replace(WHO, name="王龙")], ids=["sent", "held"])
    def test_nobody_looks_at_a_held_row_settles_it_or_ends_its_conflict(self, own):
        filled.submit([filled.penalty(replace(WHO, name="王龙"))], at=AT - 30 * DAY)
        filled.submit([filled.penalty(WHO, "黑交罚〔2026〕0418号")], at=AT - 20 * DAY)
        row, by = HeldRow.objects.get(), namesake(own, Role.CASE_OFFICER, KEEPER)
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
        by = namesake(restrained.WHO, Role.CASE_OFFICER, "finance_bureau")
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

    def test_does_not_write_down_a_consent_to_themselves_that_the_person_never_hears_of(self):
        filled.submit([consents.honour(WHO)], feed=filled.HONOURS, at=AT - 30 * DAY)
        clerk = filled.official(Role.CLERK, consents.UNIT, name="晏如", seat="评选科")
        before = set(Letter.objects.values_list("pk", flat=True))
        consents.consent(WHO, through=clerk)
        letter = Letter.objects.exclude(pk__in=before).get()
        assert (letter.template, bytes(letter.number_index)) == ("consent_noted", people.indexes(WHO).number)
        told = str(written.render(letter, lawbook=lawbook()))
        assert "晏如" in told
        assert lawbook().unit(consents.UNIT).name in told

    def test_a_consent_given_by_oneself_needs_no_letter(self):
        filled.submit([consents.honour(WHO)], feed=filled.HONOURS, at=AT - 30 * DAY)
        before = Letter.objects.count()
        consents.consent(WHO)
        assert Letter.objects.count() == before
