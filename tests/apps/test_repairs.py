"""Repairs through their acts: who may ask from when, who decides by when, what ends in the same instant."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction

from chengxin.apps import letters
from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.inquiries.actions.answer import is_outdated, replay
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.verify import verify
from chengxin.apps.notices import selectors as notices
from chengxin.apps.objections.actions.lodge import lodge
from chengxin.apps.objections.actions.withdraw import withdraw as take_objection_back
from chengxin.apps.people import selectors as people
from chengxin.apps.records.actions.correct import correct
from chengxin.apps.records.models import Version
from chengxin.apps.records.selectors import held_by
from chengxin.apps.repairs import selectors
from chengxin.apps.repairs.actions.decide import decide
from chengxin.apps.repairs.actions.escalate import escalate
from chengxin.apps.repairs.actions.look import look
from chengxin.apps.repairs.actions.name_missing import name_missing
from chengxin.apps.repairs.actions.open_drafts import open_drafts
from chengxin.apps.repairs.actions.request import request
from chengxin.apps.repairs.actions.supply import supply
from chengxin.apps.repairs.actions.withdraw import withdraw
from chengxin.apps.repairs.models import Draft, RepairStep
from chengxin.apps.submissions import selectors as submissions
from chengxin.core.calendar import day_of, start_of
from chengxin.core.objections import Ground
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.records import Standing
from chengxin.core.repairs import Outcome, Phase
from chengxin.web.law import lawbook
from tests.apps.test_inquiries import log_broken
from tests.proves import proves
from tests.web import filled

WHO = filled.person()
PDF = ("凭证.pdf", b"%PDF-1.7\n...\n%%EOF\n")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
#: 决定2026年9月16日，满3个月以后的第一天。星期四。
FIRST = start_of(date(2026, 12, 17)) + 9 * HOUR
pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    """A person with one penalty in effect whose day of repair has come."""
    filled.submit([filled.penalty(WHO, proof=filled.enclosed(date(2026, 9, 18)))], at=filled.AT - 30 * DAY)
    filled.nothing_new(at=FIRST)
    return people.indexes(WHO)


def the_record(who, at=FIRST):
    (held,) = held_by(who, lawbook=lawbook(), at=at)
    return held


def requested(who, at=FIRST, **more):
    given = {"commitment": "罚款已经缴清，以后按规定经营。", "lawbook": lawbook(), "by": who, "at": at} | more
    return request(the_record(who, at).record.ref, **given)


def officer(unit="transport", name="魏立志"):
    return filled.official(Role.CASE_OFFICER, unit, name=name, seat="法制科")


def decided(ref, outcome=Outcome.GRANTED, at=FIRST, by=None, **more):
    given = {"words": "罚款9月20日缴清，查到缴款记录", "lawbook": lawbook(), "by": by or officer(), "at": at} | more
    return decide(ref, outcome=outcome, **given)


def asked(at=FIRST, number="1"):
    matter = filled.matter(WHO, at=at, reason="换证", request_no=f"黑政服〔2026〕{number}")
    return filled.ask(matter, WHO, at=at).answer


def shown(answer):
    return [fragment for fragment in replay(answer).fragments if fragment is not None]


def newest_letter(who):
    letter = notices.list_for_person(who.number, who.name).first()
    text = letters.render(letter, lawbook=lawbook())
    return letter, dict(fact for section in text.sections for fact in section.facts), str(text)


class TestDraft:
    @proves("G16")
    def test_opens_on_the_first_day_and_tells_the_person_once(self, who):
        assert open_drafts(lawbook=lawbook(), at=FIRST - DAY) == 0
        assert open_drafts(lawbook=lawbook(), at=FIRST) == 1
        assert open_drafts(lawbook=lawbook(), at=FIRST) == 0
        assert open_drafts(lawbook=lawbook(), at=FIRST + DAY) == 0
        letter, facts, text = newest_letter(who)
        assert letter.template == "repair_can_be_asked"
        assert facts["最早修复"] == "2026年12月17日"
        assert facts["怎么算的"] == "一般失信信息，从决定那天起满3个月"
        assert facts["由谁决定修复"] == "黑河市交通运输局"
        assert "在3个工作日里决定" in text

    @proves("R29")
    def test_decides_nothing(self, who):
        before = the_record(who)
        open_drafts(lawbook=lawbook(), at=FIRST)
        after = the_record(who)
        assert (after.standing, after.until, after.events) == (before.standing, before.until, before.events)
        assert RepairStep.objects.count() == 0

    @proves("G16")
    def test_is_not_opened_for_what_was_asked_for_or_has_ended(self, who):
        ref = requested(who).ref
        assert open_drafts(lawbook=lawbook(), at=FIRST) == 0
        decided(ref)
        assert open_drafts(lawbook=lawbook(), at=FIRST + DAY) == 0
        assert open_drafts(lawbook=lawbook(), at=FIRST + 3000 * DAY) == 0

    @proves("G16")
    def test_of_a_file_that_is_not_complete_waits_for_it(self, who):
        open_drafts(lawbook=lawbook(), at=FIRST)
        late = filled.penalty(WHO, "黑交罚〔2026〕0099号", decided_on=date(2026, 7, 1), conduct_end_on=date(2026, 6, 1))
        file = filled.submit([late], at=FIRST + HOUR, close=False)
        assert open_drafts(lawbook=lawbook(), at=FIRST + 2 * HOUR) == 0
        assert open_drafts(lawbook=lawbook(), at=FIRST + DAY) == 0, "nor on a walk along everything"
        from chengxin.apps.submissions.actions.account import close_submission

        close_submission(file, at=FIRST + DAY + HOUR)
        assert open_drafts(lawbook=lawbook(), at=FIRST + DAY + 2 * HOUR) == 1

    @proves("G16")
    @pytest.mark.parametrize("at_once", [1, 2, 3, 5])
    def test_each_record_has_one_however_few_are_opened_at_once(self, at_once, monkeypatch):
        monkeypatch.setattr("chengxin.apps.repairs.actions.open_drafts._AT_ONCE", at_once)
        for file in range(3):
            numbers = [f"黑交罚〔2026〕0{file}{row}号" for row in range(3)]
            some = [
                filled.penalty(WHO, number, conduct_end_on=date(2026, 6, 1 + row)) for row, number in enumerate(numbers)
            ]
            filled.submit(some, at=filled.AT - 30 * DAY + file * HOUR)
        opened = []
        while not opened or opened[-1]:
            opened.append(open_drafts(lawbook=lawbook(), at=FIRST))
        assert max(opened) <= at_once
        assert sum(opened) == 9 == Draft.objects.values("record").distinct().count()

    @proves("G16")
    def test_of_what_was_corrected_opens_the_next_day(self, who):
        late = filled.penalty(
            WHO, "黑交罚〔2026〕0099号", decided_on=date(2026, 10, 16), conduct_end_on=date(2026, 10, 1)
        )
        filled.submit([late], at=FIRST - 20 * DAY)
        assert [open_drafts(lawbook=lawbook(), at=FIRST) for _ in range(2)] == [1, 0]
        (newest,) = Version.objects.filter(repair_from__gt=day_of(FIRST))
        with transaction.atomic():
            writer = Writer(FIRST)
            correct(newest, {"decided_on": "2026-09-01"}, lawbook=lawbook(), writer=writer)
            writer.flush()
        assert open_drafts(lawbook=lawbook(), at=FIRST) == 0
        assert open_drafts(lawbook=lawbook(), at=FIRST + DAY) == 1

    @proves("G16")
    def test_of_a_warning_opens_as_for_a_minor_one(self):
        warned = filled.penalty(
            WHO,
            decided_on=date(2026, 11, 20),
            conduct_end_on=date(2026, 11, 1),
            penalty_classes=("warning",),
            amount_fen=None,
        )
        filled.submit([warned], at=filled.AT)
        assert the_record(people.indexes(WHO), filled.AT).repair_from == date(2026, 11, 21)
        assert open_drafts(lawbook=lawbook(), at=filled.AT) == 1
        assert newest_letter(people.indexes(WHO))[1]["怎么算的"] == "轻微失信信息，决定以后就可以申请"


class TestAsking:
    def test_is_taken_on_the_spot_and_stops_no_clock(self, who):
        before = the_record(who)
        case = requested(who)
        after = the_record(who)
        assert (after.standing, after.until, after.flags) == (Standing.IN_EFFECT, before.until, ())
        letter, facts, _ = newest_letter(who)
        assert (letter.template, facts["受理号"]) == ("repair_asked", case.ref)
        assert facts["最迟决定"] == "2026年12月22日"
        assert "跳过2026年12月19日（周末）、2026年12月20日（周末）" in facts["怎么算的"]

    @proves("R29")
    def test_is_seen_by_nobody_else(self, who):
        requested(who)
        (fragment,) = shown(asked())
        assert fragment["is_objected_to"] is False
        assert not [key for key in fragment if "repair" in key]

    def test_has_a_first_day(self, who):
        with pytest.raises(Refusal, match=Reason.REPAIR_TOO_EARLY):
            requested(who, at=FIRST - DAY)

    @proves("G17")
    def test_needs_a_commitment_and_nothing_that_an_authority_can_fetch(self, who):
        with pytest.raises(Refusal, match=Reason.REPAIR_INCOMPLETE):
            requested(who, commitment="  ")
        assert requested(who, files=()).proofs.count() == 0

    def test_is_done_once_at_a_time(self, who):
        ref = requested(who).ref
        with pytest.raises(Refusal, match=Reason.REPAIR_OPEN):
            requested(who)
        withdraw(ref, lawbook=lawbook(), by=who, at=FIRST)
        requested(who, at=FIRST + HOUR)

    def test_of_a_licence_is_not_needed(self):
        filled.submit([filled.licence(WHO)], feed=filled.LICENCES)
        with pytest.raises(Refusal, match=Reason.REPAIR_NOT_NEEDED):
            requested(people.indexes(WHO), at=filled.AT)

    def test_knows_only_ones_own(self, who):
        stranger = people.indexes(filled.person("赵㐱", 2))
        with pytest.raises(Refusal, match=Reason.RECORD_MISSING):
            request(the_record(who).record.ref, commitment="是", lawbook=lawbook(), by=stranger, at=FIRST)
        ref = requested(who).ref
        with pytest.raises(Refusal, match=Reason.REPAIR_MISSING):
            withdraw(ref, lawbook=lawbook(), by=stranger, at=FIRST)
        assert selectors.get_for_person(stranger, ref, lawbook=lawbook(), at=FIRST) is None

    @proves("G20")
    def test_at_a_window_has_the_same_clock(self, who):
        clerk = filled.official(Role.CLERK)
        case = requested(who, through=clerk)
        assert case.through == clerk
        assert selectors.get(case.ref, lawbook=lawbook(), at=FIRST).due.last_day == date(2026, 12, 22)
        with pytest.raises(Refusal, match=Reason.ROLE_MAY_NOT):
            requested(who, through=filled.official(Role.AUDITOR), at=FIRST + HOUR)


class TestGranting:
    @proves("R29", "G17")
    def test_ends_sharing_use_and_statistics_in_the_same_instant(self, who):
        before = asked(FIRST - HOUR, "1")
        assert shown(before)
        ref = requested(who).ref
        decided(ref)
        assert the_record(who).standing is Standing.REPAIRED
        assert shown(asked(FIRST, "2")) == []
        assert is_outdated(before, lawbook=lawbook(), at=FIRST)
        letter, facts, text = newest_letter(who)
        assert letter.template == "repair_granted"
        assert facts["决定的人"] == "黑河市交通运输局法制科，魏立志"
        assert facts["理由"] == "罚款9月20日缴清，查到缴款记录"
        assert "异议" not in text
        assert "以前看过它的单位，会收到通知" in text

    @proves("G17")
    def test_speaks_of_those_who_saw_it_only_where_somebody_did(self, who):
        decided(requested(who).ref)
        assert "以前看过它的单位" not in newest_letter(who)[2]
        assert "请把这封信给它看" in newest_letter(who)[2]

    @proves("R29", "G17")
    def test_is_whole_or_not_at_all(self, who, monkeypatch):
        ref = requested(who).ref

        def broken(*_args, **_more):
            raise RuntimeError("the disk is full")

        monkeypatch.setattr("chengxin.apps.repairs.steps.owe", broken)
        with pytest.raises(RuntimeError):
            decided(ref)
        assert the_record(who).standing is Standing.IN_EFFECT
        assert selectors.get(ref, lawbook=lawbook(), at=FIRST).phase is Phase.TO_DECIDE

    @proves("G17")
    @pytest.mark.parametrize("table", ["repairs_repairstep", "records_recordevent", "notices_letter", "ledger_entry"])
    def test_leaves_nothing_behind_when_the_database_refuses_any_part_of_it(self, who, table):
        """The step, the end of the record, the letter, their entries: whichever the disk refuses, none of them is there."""
        before = asked(FIRST - HOUR, "1")
        ref = requested(who).ref
        letter = newest_letter(who)[0]
        with log_broken(table), pytest.raises(DatabaseError):
            decided(ref)
        assert RepairStep.objects.count() == 0
        assert the_record(who).standing is Standing.IN_EFFECT
        assert not is_outdated(before, lawbook=lawbook(), at=FIRST)
        assert selectors.get(ref, lawbook=lawbook(), at=FIRST).phase is Phase.TO_DECIDE
        assert newest_letter(who)[0] == letter
        seal(at=FIRST, force_checkpoint=True)
        assert verify().findings == ()
        decided(ref)
        assert the_record(who).standing is Standing.REPAIRED

    def test_lets_the_same_decision_never_come_back(self, who):
        decided(requested(who).ref)
        row = filled.penalty(WHO, proof=filled.enclosed(date(2026, 12, 1)))
        again = filled.submit([row], at=FIRST + DAY)
        assert (again.receipt.accepted, again.receipt.refused) == (0, 1)
        assert [issue["code"] for issue in submissions.issues_of(again.outcomes.get())] == ["repaired_before"]
        assert the_record(who, FIRST + DAY).standing is Standing.REPAIRED

    def test_ends_a_frozen_record_and_the_objection_goes_on_as_the_person_wishes(self, who):
        objection = lodge(
            the_record(who).record.ref, ground=Ground.WRONG_FACT, words="金额不对", lawbook=lawbook(), by=who, at=FIRST
        )
        ref = requested(who, at=FIRST + HOUR).ref
        decided(ref, at=FIRST + 2 * HOUR)
        assert the_record(who, FIRST + 2 * HOUR).standing is Standing.REPAIRED
        assert "会照样办下去" in newest_letter(who)[2]
        take_objection_back(objection.ref, lawbook=lawbook(), by=who, at=FIRST + 3 * HOUR)
        assert the_record(who, FIRST + 3 * HOUR).standing is Standing.REPAIRED

    def test_is_for_a_named_official_of_the_source_unit(self, who):
        ref = requested(who).ref
        with pytest.raises(Refusal, match=Reason.REPAIR_NOT_YOURS):
            decided(ref, by=officer("credit_centre", "戚望舒"))
        with pytest.raises(Refusal, match=Reason.ROLE_MAY_NOT):
            decided(ref, by=filled.official(Role.SUPERVISOR))
        with pytest.raises(Refusal, match=Reason.REPAIR_NEEDS_WORDS):
            decided(ref, words=" ")

    def test_is_not_for_who_wrote_it_down(self, who):
        ref = requested(who, through=officer()).ref
        with pytest.raises(Refusal, match=Reason.REPAIR_TOOK_PART):
            decided(ref)


class TestRefusing:
    def test_has_reason_article_and_what_is_still_open(self, who):
        ref = requested(who).ref
        with pytest.raises(Refusal, match=Reason.REPAIR_NEEDS_ARTICLE):
            decided(ref, Outcome.REFUSED, words="罚款还没有缴")
        before = the_record(who)
        decided(ref, Outcome.REFUSED, words="罚款还没有缴", article="信用修复管理办法第三条")
        after = the_record(who)
        assert (after.standing, after.until) == (Standing.IN_EFFECT, before.until)
        letter, facts, text = newest_letter(who)
        assert letter.template == "repair_refused"
        assert (facts["理由"], facts["依据的条文"]) == ("罚款还没有缴", "信用修复管理办法第三条")
        assert "2027年2月15日以前可以申请行政复议" in text
        assert "2027年6月17日以前可以向人民法院起诉" in text
        requested(who, at=FIRST + HOUR)


class TestMissing:
    @pytest.fixture
    def owing(self):
        """A person on the list of wage arrears, whose item names a proof that only the person can have."""
        row = filled.penalty(
            WHO,
            item="wage_arrears_list",
            authority=lawbook().unit("hrss").uscc,
            decided_on=date(2026, 2, 2),
            conduct_end_on=date(2026, 1, 20),
            penalty_classes=(),
            amount_fen=None,
        )
        filled.submit([row])
        return people.indexes(WHO)

    LATER = start_of(date(2027, 2, 3)) + 9 * HOUR

    @proves("G17")
    def test_is_named_once_and_only_what_the_item_lets_ask(self, owing):
        at, proof = self.LATER, lawbook().item("wage_arrears_list").repair_proofs[0]
        with pytest.raises(Refusal, match=Reason.REPAIR_INCOMPLETE):
            requested(owing, at=at)
        ref = requested(owing, at=at, files=[PDF]).ref
        given = {"words": "看不清金额", "lawbook": lawbook(), "by": officer(), "at": at}
        with pytest.raises(Refusal, match=Reason.REPAIR_MAY_NOT_ASK):
            name_missing(ref, missing=["缴款书"], **given)
        with pytest.raises(Refusal, match=Reason.REPAIR_MAY_NOT_ASK):
            name_missing(ref, missing=[], **given)
        name_missing(ref, missing=[proof], **given)
        case = selectors.get(ref, lawbook=lawbook(), at=at)
        assert (case.phase, case.due) == (Phase.TO_SUPPLY, None)
        with pytest.raises(Refusal, match=Reason.REPAIR_NOT_NOW):
            decided(ref, at=at)
        letter, facts, _ = newest_letter(owing)
        assert (letter.template, facts["缺的材料"], facts["为什么"]) == ("repair_missing", proof, "看不清金额")
        much_later = at + 40 * DAY
        assert escalate(lawbook=lawbook(), at=much_later) == 0
        supply(ref, files=[PDF], lawbook=lawbook(), by=owing, at=much_later)
        case = selectors.get(ref, lawbook=lawbook(), at=much_later)
        assert (case.phase, case.due.last_day) == (Phase.TO_DECIDE, date(2027, 3, 18))
        with pytest.raises(Refusal, match=Reason.REPAIR_NOT_NOW):
            name_missing(ref, missing=[proof], **given | {"at": much_later})
        decided(ref, at=much_later)
        assert the_record(owing, much_later).standing is Standing.REPAIRED

    @proves("R29", "G17")
    def test_of_most_items_is_nothing_that_may_be_named(self, who):
        ref = requested(who).ref
        with pytest.raises(Refusal, match=Reason.REPAIR_MAY_NOT_ASK):
            name_missing(ref, missing=["缴款书"], words="没有缴款书", lawbook=lawbook(), by=officer(), at=FIRST)


class TestOverdue:
    LAST = start_of(date(2026, 12, 23))

    @proves("R29")
    def test_freezes_to_the_second_and_never_grants(self, who):
        ref = requested(who).ref
        assert the_record(who, self.LAST - timedelta(seconds=1)).standing is Standing.IN_EFFECT
        assert the_record(who, self.LAST).standing is Standing.FROZEN
        assert the_record(who, self.LAST + 60 * DAY).standing is Standing.FROZEN
        filled.nothing_new(at=self.LAST)
        assert shown(asked(self.LAST)) == []
        decided(ref, Outcome.REFUSED, at=self.LAST + DAY, words="没有缴", article="第三条")
        assert the_record(who, self.LAST + DAY).standing is Standing.IN_EFFECT

    def test_climbs_once_to_a_named_superior(self, who):
        requested(who)
        filled.official(Role.SUPERVISOR, "transport", name="佟岱", seat="分管副局长")
        assert escalate(lawbook=lawbook(), at=self.LAST - timedelta(seconds=1)) == 0
        assert escalate(lawbook=lawbook(), at=self.LAST) == 1
        assert escalate(lawbook=lawbook(), at=self.LAST + DAY) == 0
        letter, facts, _ = newest_letter(who)
        assert letter.template == "repair_overdue"
        assert facts["已经报告的负责人"].endswith("分管副局长，佟岱")

    def test_asks_for_nothing_more(self, who):
        ref = requested(who).ref
        with pytest.raises(Refusal, match=Reason.REPAIR_NOT_NOW):
            name_missing(ref, missing=["x"], words="y", lawbook=lawbook(), by=officer(), at=self.LAST)


class TestLooking:
    @proves("R10", "G4")
    def test_at_a_request_is_entered_and_the_person_sees_it(self, who):
        ref = requested(who).ref
        with pytest.raises(Refusal, match=Reason.REPAIR_NOT_YOURS):
            look(ref, lawbook=lawbook(), by=officer("credit_centre", "戚望舒"), at=FIRST)
        assert look(ref, lawbook=lawbook(), by=officer(), at=FIRST).words["commitment"].startswith("罚款已经缴清")
        (entry,) = inquiries.list_for_person(who, at=FIRST)
        assert (entry.outcome, entry.by.name, entry.shown) == ("case_read", "魏立志", ["road_transport_violation"])


@proves("G16")
def test_counts_how_many_never_had_to_ask(who):
    open_drafts(lawbook=lawbook(), at=FIRST)
    decided(requested(who).ref)
    filled.submit([filled.penalty(WHO, "黑交罚〔2026〕0099号", decided_on=date(2026, 9, 17))], at=FIRST)
    open_drafts(lawbook=lawbook(), at=FIRST + DAY)
    end = start_of(date(2029, 8, 20))
    counted = selectors.count(at=end, unit="transport")
    assert (counted.drafts, counted.asked, counted.from_draft, counted.granted) == (2, 1, 1, 1)
    assert counted.ended_unasked == 1
    assert selectors.count(at=end, unit="samr") == selectors.Counted(0, 0, 0, 0, 0)
    assert selectors.count(at=end - DAY).ended_unasked == 0


def test_a_whole_case_is_in_the_ledger(who):
    open_drafts(lawbook=lawbook(), at=FIRST)
    ref = requested(who, files=[PDF]).ref
    look(ref, lawbook=lawbook(), by=officer(), at=FIRST)
    decided(ref)
    seal(at=FIRST, force_checkpoint=True)
    assert verify().findings == ()
    assert Draft.objects.count() == 1


@proves("R29", "G17")
def test_no_table_and_no_page_of_a_repair_knows_a_price():
    """Whoever adds a column or a field for money adds it to what is looked at here."""
    from chengxin.web.desk.repairs import DecideForm
    from chengxin.web.repairing import RepairForm, SupplyForm

    money = ("fee", "price", "charge", "cost", "amount", "paid", "fen", "yuan")
    columns = [f.name for model in apps.get_app_config("repairs").get_models() for f in model._meta.get_fields()]
    forms = (RepairForm(proofs=("凭证",)), SupplyForm(missing="凭证"), DecideForm())
    fields = [name for form in forms for name in form.fields]
    assert len(columns) > 20
    assert len(fields) >= 6
    assert [name for name in (*columns, *fields) if any(word in name for word in money)] == []
