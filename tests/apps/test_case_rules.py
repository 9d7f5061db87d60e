"""What a case does to its record beyond the common road: marks that freeze, records that are gone, who had a part in it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from chengxin.apps.inquiries.actions.answer import replay
from chengxin.apps.ledger.statement import together
from chengxin.apps.notices.models import Letter
from chengxin.apps.objections import selectors
from chengxin.apps.objections.actions.ask_review import ask_review
from chengxin.apps.objections.actions.check import check
from chengxin.apps.objections.actions.decide import decide
from chengxin.apps.objections.actions.escalate import escalate
from chengxin.apps.objections.actions.extend import extend
from chengxin.apps.objections.actions.file_outcome import file_outcome
from chengxin.apps.objections.actions.find import find
from chengxin.apps.objections.actions.lodge import lodge
from chengxin.apps.objections.evidence import opened
from chengxin.apps.objections.rules import counted
from chengxin.apps.people import selectors as people
from chengxin.apps.records.actions.make_statement import make_statement
from chengxin.apps.records.selectors import asking_holding, held_by, holding
from chengxin.core.calendar import day_of
from chengxin.core.facts import RowState
from chengxin.core.objections import Check, Ground, Outcome, Verdict
from chengxin.core.permissions import KEEPER, Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.records import Standing
from chengxin.web.law import lawbook
from tests.marked import marked
from tests.proves import proves
from tests.web import filled

AT, DAY = filled.AT, timedelta(days=1)
WHO = filled.person()
PDF = ("文书.pdf", b"%PDF-1.7\n...\n%%EOF\n")
pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    filled.submit([filled.penalty(WHO, proof=filled.enclosed(date(2026, 9, 18)))], at=AT - 30 * DAY)
    return people.indexes(WHO)


@pytest.fixture
def law():
    return marked(lawbook(), "road_transport_violation")


def the_record(who, law, at=AT):
    (held,) = held_by(who, lawbook=law, at=at)
    return held


def lodged(who, law, ground=Ground.WRONG_FACT, **more):
    ref = the_record(who, law).record.ref
    return lodge(ref, ground=ground, **{"words": "不对", "lawbook": law, "by": who, "at": AT} | more).ref


def keeper(seat="异议科"):
    return filled.official(Role.CASE_OFFICER, "credit_centre", name="戚望舒", seat=seat)


def confirmed(ref, law):
    check(ref, result=Check.NO_OWN_ERROR, words="没有改动过", lawbook=law, by=keeper(), at=AT)
    source = filled.official(Role.CASE_OFFICER, "transport", name="魏立志", seat="法制科")
    find(ref, verdict=Verdict.CONFIRMED, words="一致", proof="卷宗第3页", lawbook=law, by=source, at=AT)


def decided(ref, law, outcome=Outcome.KEPT, at=AT, **more):
    return decide(ref, outcome=outcome, words="按卷宗", article="第七十五条", lawbook=law, by=keeper(), at=at, **more)


class TestMark:
    @proves("R03", "R04")
    def test_is_shown_until_the_last_day_and_then_hides(self, who, law):
        ref = lodged(who, law)
        until = selectors.get(ref, lawbook=law, at=AT).due.until
        before, after = the_record(who, law, until - timedelta(seconds=1)), the_record(who, law, until)
        assert (before.standing, len(before.flags)) == (Standing.IN_EFFECT, 1)
        assert after.standing is Standing.FROZEN

    @proves("R04")
    def test_hides_with_the_last_day_that_an_extension_gave(self, who, law):
        ref = lodged(who, law)
        extend(ref, reason="要调档", lawbook=law, by=keeper(), at=AT)
        until = selectors.get(ref, lawbook=law, at=AT).due.until
        assert the_record(who, law, until - timedelta(seconds=1)).standing is Standing.IN_EFFECT
        assert the_record(who, law, until).standing is Standing.FROZEN

    @proves("R04", "R05")
    def test_of_a_lawsuit_stays_until_its_outcome_and_hides_when_nobody_decides_then(self, who, law):
        ref = lodged(who, law, Ground.UNDER_APPEAL, files=[PDF])
        much_later = AT + 200 * DAY
        pending = the_record(who, law, much_later)
        assert (pending.standing, len(pending.flags)) == (Standing.IN_EFFECT, 1)
        file_outcome(ref, words="维持", files=[PDF], lawbook=law, by=who, at=much_later)
        until = selectors.get(ref, lawbook=law, at=much_later).due.until
        assert the_record(who, law, until - timedelta(seconds=1)).standing is Standing.IN_EFFECT
        assert the_record(who, law, until).standing is Standing.FROZEN

    @proves("R04", "G18")
    def test_comes_back_with_a_review_and_hides_when_it_is_overdue(self, who, law):
        ref = lodged(who, law)
        confirmed(ref, law)
        decided(ref, law)
        assert the_record(who, law).flags == ()
        ask_review(ref, words="再看看", lawbook=law, by=who, at=AT)
        until = selectors.get(ref, lawbook=law, at=AT).due.until
        before = the_record(who, law, until - timedelta(seconds=1))
        assert (before.standing, len(before.flags)) == (Standing.IN_EFFECT, 1)
        assert the_record(who, law, until).standing is Standing.FROZEN

    @proves("R03", "G8")
    def test_is_not_for_who_says_that_it_is_somebody_else(self, who, law):
        lodged(who, law, Ground.NOT_ME)
        assert the_record(who, law).standing is Standing.FROZEN


class TestGone:
    @pytest.mark.parametrize("outcome", [Outcome.KEPT, Outcome.CORRECTED])
    def test_is_not_said_to_be_kept(self, who, law, outcome):
        ref = lodged(who, law)
        confirmed(ref, law)
        filled.submit([filled.penalty(WHO, state=RowState.WITHDRAWN)], at=AT)
        with pytest.raises(Refusal, match=Reason.RECORD_WITHDRAWN):
            decided(ref, law, outcome, changes={"amount_fen": 1})
        decided(ref, law, Outcome.REMOVED)
        after = the_record(who, law)
        assert (after.standing, after.flags) == (Standing.WITHDRAWN, ())

    def test_lets_an_outcome_still_be_filed(self, who, law):
        ref = lodged(who, law, Ground.UNDER_APPEAL, files=[PDF])
        filled.submit([filled.penalty(WHO, state=RowState.WITHDRAWN)], at=AT)
        file_outcome(ref, words="撤销", files=[PDF], lawbook=law, by=who, at=AT)
        decided(ref, law, Outcome.REMOVED)
        assert the_record(who, law).standing is Standing.WITHDRAWN

    def test_of_a_removal_has_no_flag_left(self, who, law):
        ref = lodged(who, law)
        confirmed(ref, law)
        decided(ref, law, Outcome.REMOVED)
        after = the_record(who, law)
        assert (after.standing, after.flags) == (Standing.VOIDED, ())


class TestCount:
    @proves("G11")
    def test_of_an_extension_after_a_lawsuit_is_in_days_from_its_outcome(self, who, law):
        ref = lodged(who, law, Ground.UNDER_APPEAL, files=[PDF])
        file_outcome(ref, words="维持", files=[PDF], lawbook=law, by=who, at=AT + 100 * DAY)
        extend(ref, reason="要调档", lawbook=law, by=keeper(), at=AT + 100 * DAY)
        case = selectors.get(ref, lawbook=law, at=AT + 100 * DAY)
        explained = counted(case.case, case.periods)
        assert case.due.last_day - day_of(AT + 100 * DAY) >= timedelta(days=20)
        assert (explained.deadline, explained.skipped) == (case.due, ())


class TestFindings:
    @proves("G10")
    def test_that_confirm_name_the_document(self, who, law):
        ref = lodged(who, law)
        check(ref, result=Check.NO_OWN_ERROR, words="没有改动过", lawbook=law, by=keeper(), at=AT)
        source = filled.official(Role.CASE_OFFICER, "transport", name="魏立志", seat="法制科")
        say = {"words": "一致", "lawbook": law, "by": source, "at": AT}
        with pytest.raises(Refusal, match=Reason.OBJECTION_NEEDS_PROOF):
            find(ref, verdict=Verdict.CONFIRMED, proof=" ", **say)
        find(ref, verdict=Verdict.WRONG, proof="", **say)

    @proves("G10")
    def test_reach_the_source_with_everything_that_was_given(self, who, law):
        ref = lodged(who, law, files=[PDF])
        check(ref, result=Check.NO_OWN_ERROR, words="没有改动过", lawbook=law, by=keeper(), at=AT)
        (case,) = selectors.open_cases(lawbook=law, at=AT, unit="transport")
        assert [opened(one)[1] for one in case.evidence] == [PDF[1]]
        assert case.words["words"] == "不对"


class TestStatement:
    @proves("R32", "G14")
    def test_is_at_most_four_thousand_characters(self, who, law):
        ref = the_record(who, law).record.ref
        make_statement(ref, "长" * 4_000, lawbook=law, by=who, at=AT)
        with pytest.raises(Refusal, match=Reason.STATEMENT_TOO_LONG):
            make_statement(ref, "长" * 4_001, lawbook=law, by=who, at=AT)

    @proves("R32", "C4")
    def test_is_looked_for_only_where_it_is_shown(self, who, law, django_assert_num_queries):
        """Whoever asks about something else is not told by the time it takes that there is one; the last one counts."""
        for said in ("我当天就交了。", "我第二天交的。"):
            make_statement(the_record(who, law).record.ref, said, lawbook=law, by=who, at=AT)
        (held,) = holding(together(*asking_holding(who, at=AT)), who, lawbook=law, at=AT).records
        with django_assert_num_queries(0):
            assert held.standing is Standing.IN_EFFECT
        with django_assert_num_queries(1):
            assert held.statement == held.statement == "我第二天交的。"

    @proves("R32", "G14", "G9", "R03")
    def test_and_mark_are_in_every_answer_also_in_one_that_is_read_again(self, who, law, monkeypatch):
        monkeypatch.setattr(filled, "lawbook", lambda: law)
        filled.nothing_new()
        matter = filled.matter(WHO)
        assert filled.ask(matter, WHO).answer is not None
        make_statement(the_record(who, law).record.ref, "我当天就交了。", lawbook=law, by=who, at=AT)
        assert filled.ask(matter, WHO).reasons == (Reason.ANSWER_OUTDATED,)
        second = filled.matter(WHO, request_no="黑政服〔2026〕2", reason="换证")
        (shown,) = replay(filled.ask(second, WHO).answer).fragments
        assert (shown["statement"], shown["is_objected_to"]) == ("我当天就交了。", False)
        lodged(who, law)
        assert filled.ask(second, WHO).reasons == (Reason.ANSWER_OUTDATED,)
        third = filled.matter(WHO, request_no="黑政服〔2026〕3", reason="换证")
        (shown,) = replay(filled.ask(third, WHO).answer).fragments
        assert shown["is_objected_to"]


class TestOverdue:
    @proves("R04", "G11")
    def test_climbs_once_and_stays_hidden(self, who, law):
        lodged(who, law)
        late = AT + 20 * DAY
        assert (escalate(lawbook=law, at=AT), escalate(lawbook=law, at=late)) == (0, 1)
        assert Letter.objects.filter(template="objection_overdue").count() == 1
        much_later = the_record(who, law, AT + 400 * DAY)
        assert much_later.standing is Standing.FROZEN


class TestPart:
    @proves("G18")
    def test_in_a_case_has_who_wrote_the_wish_for_a_review_down(self, who, law):
        ref = lodged(who, law)
        confirmed(ref, law)
        decided(ref, law)
        writer = filled.official(Role.CLERK, KEEPER, name="路遥", seat="窗口")
        ask_review(ref, words="再看看", lawbook=law, by=who, through=writer, at=AT)
        case = selectors.get(ref, lawbook=law, at=AT).case
        assert writer.pk in case.involved


class TestDates:
    @proves("R07")
    def test_of_repair_never_move_later_by_what_the_source_changes(self, who, law):
        before = the_record(who, law)
        later = filled.penalty(WHO, decided_on=date(2026, 10, 20), proof=filled.enclosed(date(2026, 10, 21)))
        filled.submit([later], at=AT)
        after = the_record(who, law)
        assert after.body["decided_on"] == "2026-10-20"
        assert (after.until, after.repair_from) == (before.until, before.repair_from)


def test_the_letters_of_a_case_are_owed_once_each(who, law):
    before = set(Letter.objects.values_list("pk", flat=True))
    ref = lodged(who, law)
    extend(ref, reason="要调档", lawbook=law, by=keeper(), at=AT)
    confirmed(ref, law)
    decided(ref, law)
    ask_review(ref, words="再看看", lawbook=law, by=who, at=AT)
    told = Letter.objects.exclude(pk__in=before).order_by("pk").values_list("template", flat=True)
    assert list(told) == ["objection_lodged", "objection_extended", "objection_kept", "objection_in_review"]
