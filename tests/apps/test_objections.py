"""Objections through their acts: who does what, what the asker reads meanwhile, what cannot be skipped."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from PIL import Image

from chengxin.apps import letters
from chengxin.apps.inquiries.actions.answer import replay
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.models import Entry
from chengxin.apps.ledger.verify import verify
from chengxin.apps.notices import selectors as notices
from chengxin.apps.objections import selectors
from chengxin.apps.objections.actions.add import add
from chengxin.apps.objections.actions.ask_review import ask_review
from chengxin.apps.objections.actions.check import check
from chengxin.apps.objections.actions.decide import decide
from chengxin.apps.objections.actions.escalate import escalate
from chengxin.apps.objections.actions.extend import extend
from chengxin.apps.objections.actions.file_outcome import file_outcome
from chengxin.apps.objections.actions.find import find
from chengxin.apps.objections.actions.lodge import lodge
from chengxin.apps.objections.actions.withdraw import withdraw
from chengxin.apps.objections.evidence import clean, opened
from chengxin.apps.people import selectors as people
from chengxin.apps.records.actions.make_statement import make_statement
from chengxin.apps.records.actions.read_letter import read_letter
from chengxin.apps.records.selectors import held_by
from chengxin.apps.submissions import selectors as submissions
from chengxin.core.objections import Check, Ground, Outcome, Phase, Verdict
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.records import Standing
from chengxin.web.law import lawbook
from tests.proves import proves
from tests.web import filled

AT = filled.AT
WHO = filled.person()
PDF = ("判决书.pdf", b"%PDF-1.7\n...\n%%EOF\n")
DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    """A person with one penalty in effect, and a register that was asked."""
    filled.submit([filled.penalty(WHO, proof=filled.enclosed(date(2026, 9, 18)))], at=AT - 30 * DAY)
    filled.nothing_new()
    return people.indexes(WHO)


def the_record(who, at=AT):
    (held,) = held_by(who, lawbook=lawbook(), at=at)
    return held


def lodged(who, ground=Ground.WRONG_FACT, at=AT, **more):
    given = {"words": "金额写错了", "lawbook": lawbook(), "by": who, "at": at} | more
    return lodge(the_record(who).record.ref, ground=ground, **given)


def keeper(name="戚望舒"):
    username = {"戚望舒": "credit_centre", "路遥": "credit_centre"}[name]
    official = filled.official(Role.CASE_OFFICER, username)
    if name == official.name:
        return official
    from chengxin.apps.officials.actions.appoint import appoint

    return appoint(
        username=f"keeper-{name}",
        name=name,
        unit="credit_centre",
        seat="异议科",
        role=Role.CASE_OFFICER,
        course_on=filled.LEARNED,
        password="correct-horse-42",
        by="tests",
        at=AT,
    )


def checked(ref, at=AT, result=Check.NO_OWN_ERROR):
    return check(ref, result=result, words="平台没有改动过内容", lawbook=lawbook(), by=keeper(), at=at)


def found(ref, verdict=Verdict.WRONG, at=AT):
    examiner = filled.official(Role.CASE_OFFICER, "transport", name="魏立志", seat="法制科")
    return find(
        ref, verdict=verdict, words="原卷写的是500元", proof="卷宗第14页", lawbook=lawbook(), by=examiner, at=at
    )


def decided(ref, outcome, at=AT, by=None, **more):
    given = {"words": "按卷宗更正", "lawbook": lawbook(), "by": by or keeper(), "at": at} | more
    return decide(ref, outcome=outcome, **given)


def asked(at=AT):
    matter = filled.matter(WHO, at=at, reason="换证", request_no=f"黑政服〔2026〕{at:%j%H}")
    given = filled.ask(matter, WHO, at=at)
    return [fragment for fragment in replay(given.answer).fragments if fragment is not None]


class TestLodging:
    def test_freezes_at_once_and_tells_the_person(self, who):
        assert asked()
        objection = lodged(who)
        assert the_record(who).standing is Standing.FROZEN
        assert asked(AT + timedelta(hours=1)) == []
        letter = notices.list_for_person(who.number, who.name).first()
        assert letter.template == "objection_lodged"
        text = letters.render(letter, lawbook=lawbook())
        facts = dict(fact for section in text.sections for fact in section.facts)
        assert facts["受理号"] == objection.ref
        assert facts["最迟办完"] == "2026年12月3日"
        assert "跳过2026年11月28日（周末）" in facts["怎么算的"]

    def test_moves_no_clock_of_the_record(self, who):
        before = the_record(who)
        lodged(who)
        after = the_record(who)
        assert (after.until, after.repair_from) == (before.until, before.repair_from)

    def test_examines_the_same_ground_once_at_a_time(self, who):
        lodged(who)
        with pytest.raises(Refusal, match=Reason.OBJECTION_OPEN):
            lodged(who)
        lodged(who, Ground.NOT_ME)

    def test_of_an_annulment_needs_the_document(self, who):
        with pytest.raises(Refusal, match=Reason.OBJECTION_NEEDS_PROOF):
            lodged(who, Ground.ANNULLED)
        lodged(who, Ground.ANNULLED, files=[PDF])
        assert the_record(who).standing is Standing.FROZEN

    def test_knows_only_ones_own_records(self, who):
        stranger = people.indexes(filled.person("赵㐱", 2))
        with pytest.raises(Refusal, match=Reason.RECORD_MISSING):
            lodge(
                the_record(who).record.ref, ground=Ground.NOT_ME, words="不是我", lawbook=lawbook(), by=stranger, at=AT
            )


class TestDeciding:
    @proves("B12")
    def test_goes_from_check_to_source_to_decision(self, who):
        ref = lodged(who).ref
        case = lambda: selectors.get(ref, lawbook=lawbook(), at=AT)  # noqa: E731
        assert case().phase is Phase.CHECKING
        with pytest.raises(Refusal, match=Reason.OBJECTION_NOT_NOW):
            found(ref)
        checked(ref)
        assert case().phase is Phase.AT_SOURCE
        with pytest.raises(Refusal, match=Reason.OBJECTION_NOT_NOW):
            decided(ref, Outcome.REMOVED)
        found(ref)
        assert case().phase is Phase.TO_DECIDE
        decided(ref, Outcome.CORRECTED, changes={"amount_fen": 50_000})
        held = the_record(who)
        assert held.body["amount_fen"] == 50_000
        assert held.standing is Standing.AWAITING_NOTICE
        assert held.flags == ()
        assert [version.event for version in held.versions] == ["registered", "corrected"]
        told = [letter.template for letter in notices.list_for_person(who.number, who.name)][:2]
        assert set(told) == {"record_changed", "objection_corrected"}

    @proves("B12")
    def test_corrected_content_has_effect_again_after_it_was_told(self, who):
        ref = lodged(who).ref
        checked(ref)
        found(ref)
        decided(ref, Outcome.CORRECTED, changes={"amount_fen": 50_000})
        letter = next(one for one in notices.list_for_person(who.number, who.name) if one.template == "record_changed")
        read_letter(letter.ref, lawbook=lawbook(), by=who, at=AT)
        filled.nothing_new(at=AT + 20 * DAY)
        (shown,) = asked(AT + 20 * DAY)
        assert shown["amount_fen"] == 50_000

    @proves("G13")
    def test_does_not_let_the_wrong_content_come_back(self, who):
        ref = lodged(who).ref
        checked(ref)
        found(ref)
        decided(ref, Outcome.CORRECTED, changes={"amount_fen": 50_000})
        again = filled.submit([filled.penalty(WHO, proof=filled.enclosed(date(2026, 11, 1)))], at=AT + DAY)
        assert (again.receipt.accepted, again.receipt.refused) == (0, 1)
        assert the_record(who, AT + DAY).body["amount_fen"] == 50_000

    @proves("G13")
    def test_removed_is_for_good(self, who):
        ref = lodged(who, Ground.NOT_ME).ref
        checked(ref)
        found(ref, Verdict.UNVERIFIABLE)
        decided(ref, Outcome.REMOVED)
        assert the_record(who).standing is Standing.VOIDED
        again = filled.submit([filled.penalty(WHO, proof=filled.enclosed(date(2026, 11, 1)))], at=AT + DAY)
        assert (again.receipt.accepted, again.receipt.refused) == (0, 1)
        assert [issue["code"] for issue in submissions.issues_of(again.outcomes.get())] == ["voided_before"]

    @proves("G12")
    @pytest.mark.parametrize(
        ("outcome", "verdict", "more"),
        [
            (Outcome.KEPT, Verdict.CONFIRMED, {"article": "道路运输条例第六十三条"}),
            (Outcome.CORRECTED, Verdict.WRONG, {"changes": {"amount_fen": 50_000}}),
            (Outcome.REMOVED, Verdict.WRONG, {}),
        ],
    )
    def test_its_letter_says_what_was_checked_by_whom_and_on_what_proof(self, who, outcome, verdict, more):
        ref = lodged(who).ref
        checked(ref)
        step = found(ref, verdict)
        decided(ref, outcome, **more)
        told = [one for one in notices.list_for_person(who.number, who.name) if one.template.startswith("objection_")]
        letter = letters.render(max(told, key=lambda one: one.pk), lawbook=lawbook())
        facts = dict(fact for section in letter.sections for fact in section.facts)
        content = selectors.said(step)
        assert content["proof"]
        assert facts["依据的材料"] == content["proof"]
        assert content["words"] in facts["核查的结论"]
        assert step.by.name in facts["核查的单位和人"]

    @proves("R30")
    def test_its_letter_offers_only_the_remedies_that_are_still_open(self, who):
        """Served on 18 September: reconsideration was open until 17 November, a lawsuit is until 18 March."""
        ref = lodged(who).ref
        checked(ref)
        found(ref, Verdict.CONFIRMED)
        decided(ref, Outcome.KEPT, article="道路运输条例第六十三条")
        letter = notices.list_for_person(who.number, who.name).first()
        assert letter.template == "objection_kept"
        told = [text for part in letters.render(letter, lawbook=lawbook()).sections for text in part.paragraphs]
        assert "不服原来那个决定的，2027年3月18日以前可以向人民法院起诉。" in told
        assert [text for text in told if "行政复议" in text] == []

    @proves("G10", "G12")
    def test_keeps_only_what_the_source_confirmed(self, who):
        ref = lodged(who).ref
        checked(ref)
        found(ref, Verdict.UNVERIFIABLE)
        with pytest.raises(Refusal, match=Reason.OBJECTION_NEEDS_FINDINGS):
            decided(ref, Outcome.KEPT, article="道路运输条例第六十三条")

    @proves("G12")
    def test_keeping_needs_an_article(self, who):
        ref = lodged(who).ref
        checked(ref)
        found(ref, Verdict.CONFIRMED)
        with pytest.raises(Refusal, match=Reason.OBJECTION_NEEDS_ARTICLE):
            decided(ref, Outcome.KEPT)
        decided(ref, Outcome.KEPT, article="道路运输条例第六十三条")
        assert the_record(who).standing is Standing.IN_EFFECT

    def test_what_is_silent_past_the_last_day_cannot_be_kept(self, who):
        ref = lodged(who).ref
        checked(ref)
        late = AT + 20 * DAY
        with pytest.raises(Refusal, match=Reason.OBJECTION_NOT_NOW):
            found(ref, Verdict.CONFIRMED, at=late)
        with pytest.raises(Refusal, match=Reason.OBJECTION_NEEDS_FINDINGS):
            decided(ref, Outcome.KEPT, at=late, article="x")
        decided(ref, Outcome.REMOVED, at=late)
        assert the_record(who, late).standing is Standing.VOIDED

    def test_is_not_for_who_examined_it(self, who):
        ref = lodged(who).ref
        checked(ref)
        found(ref, Verdict.CONFIRMED)
        examiner = filled.official(Role.CASE_OFFICER, "transport")
        with pytest.raises(Refusal, match=Reason.OBJECTION_NOT_YOURS):
            decided(ref, Outcome.KEPT, by=examiner, article="x")

    def test_a_review_is_by_somebody_else_and_flags_again(self, who):
        ref = lodged(who).ref
        checked(ref)
        found(ref, Verdict.CONFIRMED)
        decided(ref, Outcome.KEPT, article="道路运输条例第六十三条")
        ask_review(ref, words="卷宗不是我的", lawbook=lawbook(), by=who, at=AT + DAY)
        assert the_record(who, AT + DAY).standing is Standing.FROZEN
        with pytest.raises(Refusal, match=Reason.OBJECTION_TOOK_PART):
            decided(ref, Outcome.REMOVED, is_review=True, at=AT + DAY)
        decided(ref, Outcome.REMOVED, is_review=True, at=AT + DAY, by=keeper("路遥"))
        assert the_record(who, AT + DAY).standing is Standing.VOIDED

    def test_the_same_ground_again_needs_new_facts(self, who):
        ref = lodged(who).ref
        checked(ref)
        found(ref, Verdict.CONFIRMED)
        decided(ref, Outcome.KEPT, article="道路运输条例第六十三条")
        with pytest.raises(Refusal, match=Reason.OBJECTION_DECIDED_BEFORE):
            lodged(who, at=AT + DAY)
        lodged(who, at=AT + DAY, new_facts="找到了收据")


class TestTime:
    def test_extends_once(self, who):
        ref = lodged(who).ref
        extend(ref, reason="要调档", lawbook=lawbook(), by=keeper(), at=AT)
        assert selectors.get(ref, lawbook=lawbook(), at=AT).due.last_day == date(2026, 12, 14)
        with pytest.raises(Refusal, match=Reason.EXTENSION_NOT_AGAIN):
            extend(ref, reason="再要调档", lawbook=lawbook(), by=keeper(), at=AT)

    def test_climbs_once_to_a_named_superior(self, who):
        ref = lodged(who).ref
        checked(ref)
        filled.official(Role.SUPERVISOR, "transport", name="佟岱", seat="分管副局长")
        assert escalate(lawbook=lawbook(), at=AT) == 0
        late = AT + 20 * DAY
        assert escalate(lawbook=lawbook(), at=late) == 1
        assert escalate(lawbook=lawbook(), at=late + DAY) == 0
        letter = notices.list_for_person(who.number, who.name).first()
        facts = dict(fact for s in letters.render(letter, lawbook=lawbook()).sections for fact in s.facts)
        assert facts["已经报告的负责人"].endswith("分管副局长，佟岱")

    def test_of_a_court_case_waits_for_the_court(self, who):
        ref = lodged(who, Ground.UNDER_APPEAL, files=[PDF], words="已经起诉").ref
        much_later = AT + 300 * DAY
        assert selectors.get(ref, lawbook=lawbook(), at=much_later).phase is Phase.AT_COURT
        assert the_record(who, much_later).standing is Standing.FROZEN
        file_outcome(ref, words="法院撤销了处罚", files=[PDF], lawbook=lawbook(), by=who, at=much_later)
        decided(ref, Outcome.REMOVED, at=much_later)
        assert the_record(who, much_later).standing is Standing.VOIDED


class TestAdding:
    """What comes to mind later, or turns up in a drawer, reaches whoever decides."""

    def test_is_in_the_case_with_its_papers_and_moves_nothing(self, who):
        ref = lodged(who).ref
        checked(ref)
        before = selectors.get(ref, lawbook=lawbook(), at=AT)
        step = add(ref, words="还有一张收据", files=[PDF], lawbook=lawbook(), by=who, at=AT + DAY)
        case = selectors.get(ref, lawbook=lawbook(), at=AT + DAY)
        assert case.additions == [(step.at, "还有一张收据")]
        (paper,) = case.evidence
        assert selectors.is_own(paper, case)
        assert (case.phase, case.due, case.case.involved) == (before.phase, before.due, before.case.involved)
        assert the_record(who).standing is Standing.FROZEN

    def test_at_a_window_is_the_persons_own_and_has_both_names(self, who):
        ref, clerk = lodged(who).ref, filled.official(Role.CLERK)
        add(ref, words="收据", files=[PDF], lawbook=lawbook(), by=who, through=clerk, at=AT)
        case = selectors.get(ref, lawbook=lawbook(), at=AT)
        assert selectors.is_own(case.evidence[0], case)
        assert clerk.pk in case.case.involved

    @pytest.mark.parametrize(
        ("words", "files", "reason"),
        [
            ("", [PDF], Reason.OBJECTION_NEEDS_WORDS),
            ("收据", [("收据.doc", b"\xd0\xcf\x11\xe0")], Reason.EVIDENCE_NOT_TAKEN),
        ],
    )
    def test_half_done_leaves_nothing(self, who, words, files, reason):
        ref, entries = lodged(who).ref, Entry.objects.count()
        with pytest.raises(Refusal, match=reason):
            add(ref, words=words, files=files, lawbook=lawbook(), by=who, at=AT)
        assert Entry.objects.count() == entries

    def test_is_for_the_person_and_while_it_is_open(self, who):
        ref = lodged(who).ref
        with pytest.raises(Refusal, match=Reason.OBJECTION_MISSING):
            add(ref, words="收据", lawbook=lawbook(), by=people.indexes(filled.person("赵㐱", 2)), at=AT)
        withdraw(ref, lawbook=lawbook(), by=who, at=AT)
        with pytest.raises(Refusal, match=Reason.OBJECTION_NOT_NOW):
            add(ref, words="收据", lawbook=lawbook(), by=who, at=AT)

    def test_is_for_no_official_of_another_role(self, who):
        ref = lodged(who).ref
        with pytest.raises(Refusal, match=Reason.ROLE_MAY_NOT):
            add(ref, words="收据", lawbook=lawbook(), by=who, through=filled.official(Role.AUDITOR), at=AT)


class TestWithdrawing:
    def test_ends_the_flag_of_this_case_only(self, who):
        first, second = lodged(who).ref, lodged(who, Ground.NOT_ME).ref
        withdraw(first, lawbook=lawbook(), by=who, at=AT)
        assert the_record(who).standing is Standing.FROZEN
        withdraw(second, lawbook=lawbook(), by=who, at=AT)
        assert the_record(who).standing is Standing.IN_EFFECT


class TestStatement:
    def test_travels_with_every_answer(self, who):
        make_statement(the_record(who).record.ref, "罚款我当天就交了。", lawbook=lawbook(), by=who, at=AT)
        (shown,) = asked()
        assert shown["statement"] == "罚款我当天就交了。"
        make_statement(the_record(who).record.ref, "", lawbook=lawbook(), by=who, at=AT + timedelta(minutes=1))
        assert the_record(who, AT + DAY).statement == ""

    def test_has_a_limit(self, who):
        with pytest.raises(Refusal, match=Reason.STATEMENT_TOO_LONG):
            make_statement(the_record(who).record.ref, "长" * 4001, lawbook=lawbook(), by=who, at=AT)


class TestEvidence:
    def test_is_drawn_anew_without_what_a_camera_wrote(self, who):
        picture, exif = io.BytesIO(), Image.Exif()
        exif[0x010F] = "SECRETCAM"
        Image.new("RGB", (40, 20), "red").save(picture, "JPEG", exif=exif)
        assert b"SECRETCAM" in picture.getvalue()
        objection = lodged(who, files=[("C:\\我\\照片.jpg", picture.getvalue())])
        name, data = opened(objection.evidence.get())
        assert name == "照片.jpg"
        assert b"SECRETCAM" not in data
        assert Image.open(io.BytesIO(data)).size == (40, 20)

    @pytest.mark.parametrize(
        "data", [b"", b"MZ...", b"<svg/>", b"%PDF-1.7 no end", b"\xff\xd8\xff broken", b"%PDF-1 /Encrypt %%EOF"]
    )
    def test_refuses_what_is_neither_picture_nor_pdf(self, data):
        with pytest.raises(Refusal, match=Reason.EVIDENCE_NOT_TAKEN):
            clean([("x", data)])

    def test_has_caps(self):
        with pytest.raises(Refusal, match=Reason.EVIDENCE_TOO_MUCH):
            clean([PDF] * 6)
        with pytest.raises(Refusal, match=Reason.EVIDENCE_TOO_MUCH):
            clean([("x.pdf", b"%PDF-" + b"0" * (5 << 20))])


def test_a_whole_case_is_in_the_ledger(who):
    ref = lodged(who, files=[PDF]).ref
    checked(ref)
    found(ref)
    decided(ref, Outcome.CORRECTED, changes={"amount_fen": 50_000})
    seal(at=AT, force_checkpoint=True)
    assert verify().findings == ()


class TestAnOldAnswer:
    def test_is_not_read_again_without_what_was_said_since(self, who):
        matter = filled.matter(WHO, at=AT, reason="换证")
        assert filled.ask(matter, WHO, at=AT).answer is not None
        make_statement(the_record(who).record.ref, "罚款我当天就交了。", lawbook=lawbook(), by=who, at=AT)
        again = filled.ask(matter, WHO, at=AT + timedelta(minutes=1))
        assert again.answer is None
        assert again.reasons == (Reason.ANSWER_OUTDATED,)
