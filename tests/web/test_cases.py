"""The desk's cases: the list by clock, one page for each, the step that is due, and what the person sees of it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.objections.actions.escalate import escalate
from chengxin.apps.objections.actions.lodge import lodge
from chengxin.apps.objections.models import CaseStep, Objection
from chengxin.apps.officials.models import Official
from chengxin.apps.people import selectors as people
from chengxin.apps.records.selectors import held_by
from chengxin.apps.submissions.actions.destroy_uploads import destroy_uploads
from chengxin.apps.submissions.actions.receive_file import receive_file
from chengxin.core.objections import WAITS_FOR, Actor, Check, Ground, Outcome, Phase, Step, Verdict
from chengxin.core.permissions import Role
from chengxin.core.records import Standing
from chengxin.core.repairs import Outcome as RepairOutcome
from chengxin.demo import sheets
from chengxin.demo.decisions import Penalty
from chengxin.jobs.queue import work_through
from chengxin.web.desk import case_words
from chengxin.web.law import feeds, lawbook
from tests.apps import test_repairs as repairs
from tests.apps.test_objections import checked, decided, found, keeper
from tests.proves import proves
from tests.web import filled

AT, WHO, DAY = filled.AT, filled.person(), timedelta(days=1)
SERVED = filled.enclosed(date(2026, 9, 18))
PDF = ("缴款书.pdf", b"%PDF-1.7\n...\n%%EOF\n")
pytestmark = pytest.mark.django_db


class Clock:
    at = AT


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr("chengxin.clock.now", lambda: moved.at)
    return moved


@pytest.fixture
def who():
    filled.submit([filled.penalty(WHO, proof=SERVED)], at=AT - 30 * DAY)
    filled.nothing_new()
    return people.indexes(WHO)


def held(who, at=AT):
    return held_by(who, lawbook=lawbook(), at=at)[-1]


def lodged(who, ground=Ground.WRONG_FACT, at=AT, **more) -> Objection:
    given = {"words": "金额写错了，\n应当是500元", "files": [PDF], "lawbook": lawbook(), "by": who, "at": at} | more
    return lodge(held(who, at).record.ref, ground=ground, **given)


def at_desk(of: Official | None = None) -> Client:
    client = Client()
    client.force_login(of or keeper())
    return client


def source() -> Official:
    return filled.official(Role.CASE_OFFICER, "transport", name="魏立志", seat="法制科")


def words(response) -> str:
    main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)
    assert main is not None, response.status_code
    return unescape(re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", main.group())))


def opened(desk: Client, ref: str) -> str:
    """The page of a case after its button was pressed."""
    assert desk.post(f"/desk/cases/{ref}/open/").status_code == 303
    return words(desk.get(f"/desk/cases/{ref}/"))


class TestWords:
    def test_are_there_for_everything_in_the_core(self) -> None:
        assert set(case_words.PHASES) == set(Phase)
        assert set(case_words.STEPS) == set(Step)
        assert set(case_words.CHECKS) == set(Check)
        assert set(case_words.OUTCOMES) == set(Outcome)
        assert set(case_words.ASKS) == set(Ground)
        assert set(WAITS_FOR) == set(Phase) - {Phase.CLOSED}
        assert {*case_words.ACTORS, Actor.KEEPER, Actor.SOURCE} == set(Actor)


class TestList:
    @proves("R24")
    def test_shows_number_ground_and_last_day_and_no_person(self, who) -> None:
        ref = lodged(who).ref
        page = words(at_desk().get("/desk/cases/"))
        assert "有1件异议等您的单位办" in page
        for part in (
            ref,
            "道路运输",
            "写的内容不对",
            "平台自查",
            "等黑河市公共信用中心",
            "2026年12月3日",
            "7个工作日",
        ):
            assert part in page, part
        assert WHO.name not in page
        assert WHO.number not in page
        assert not AccessEntry.objects.exists()

    def test_puts_the_nearest_last_day_first_and_what_has_none_last(self, who) -> None:
        late = lodged(who, Ground.WRONG_ITEM).ref
        waiting = lodged(who, Ground.UNDER_APPEAL).ref
        early = lodged(who, at=AT - 3 * DAY).ref
        page = words(at_desk().get("/desk/cases/"))
        assert page.index(early) < page.index(late) < page.index(waiting)
        assert "没有期限，等文书" in page

    def test_marks_what_is_overdue_by_word_and_shape(self, who, clock: Clock) -> None:
        lodged(who)
        clock.at = AT + 20 * DAY
        response = at_desk().get("/desk/cases/")
        assert "1件已经逾期" in words(response)
        assert '<strong class="govuk-tag cx-tag--overdue">逾期11天</strong>' in response.content.decode()

    @proves("R24")
    def test_shows_a_source_only_what_was_passed_on_to_it(self, who) -> None:
        ref = lodged(who).ref
        theirs = at_desk(source())
        assert ref not in words(theirs.get("/desk/cases/"))
        assert theirs.get(f"/desk/cases/{ref}/").status_code == 404
        assert theirs.post(f"/desk/cases/{ref}/open/").status_code == 404
        checked(ref)
        assert ref in words(theirs.get("/desk/cases/"))
        other = at_desk(filled.official(Role.CASE_OFFICER, "samr", name="仇晚晴"))
        assert ref not in words(other.get("/desk/cases/"))
        assert other.get(f"/desk/cases/{ref}/").status_code == 404
        assert not AccessEntry.objects.exists()

    def test_says_who_has_what_is_not_ours_to_do(self, who) -> None:
        checked(lodged(who).ref)
        page = words(at_desk().get("/desk/cases/"))
        assert "现在没有等您的单位办的异议" in page
        assert "在别人那里的" in page
        assert "等黑河市交通运输局" in page


class TestOpening:
    @proves("R11")
    def test_is_a_button_and_a_look_that_the_person_sees(self, who) -> None:
        ref, desk = lodged(who).ref, at_desk()
        page = words(desk.get(f"/desk/cases/{ref}/"))
        assert "打开这件异议" in page
        assert "金额写错了" not in page
        assert WHO.name not in page
        assert not AccessEntry.objects.exists()
        assert "金额写错了" in opened(desk, ref)
        entry = AccessEntry.objects.get()
        assert (entry.outcome, entry.case, entry.by) == ("case_read", ref, keeper())
        person = Client()
        filled.sign_in(person, WHO)
        told = words(person.get("/me/looks/"))
        assert f"办理您的异议，受理号{ref}" in told
        assert "您写的话和交的材料" in told

    def test_is_entered_once_for_each_official_and_day(self, who, clock: Clock) -> None:
        ref, desk = lodged(who).ref, at_desk()
        for _ in range(3):
            opened(desk, ref)
        assert AccessEntry.objects.count() == 1
        clock.at = AT + DAY
        assert "打开这件异议" in words(desk.get(f"/desk/cases/{ref}/"))
        opened(desk, ref)
        assert AccessEntry.objects.count() == 2

    @proves("R11")
    def test_comes_before_anything_else_can_be_done_or_read(self, who) -> None:
        objection, desk = lodged(who), at_desk()
        (file,) = objection.evidence.all()
        assert desk.get(f"/desk/cases/{objection.ref}/files/{file.ref}/").status_code == 404
        form = {"result": "no_own_error", "words": "和文件一致"}
        assert desk.post(f"/desk/cases/{objection.ref}/check/", form).status_code == 303
        assert not CaseStep.objects.exists()

    def test_shows_nobody_who_shares_the_number_that_it_was_opened(self, who) -> None:
        opened(at_desk(), lodged(who).ref)
        entry = AccessEntry.objects.get()
        assert bytes(entry.name_index) == who.name

    @pytest.mark.parametrize("role", [Role.CLERK, Role.DATA_OFFICER, Role.AUDITOR, Role.SUPERVISOR])
    def test_is_for_case_officers(self, who, role: Role) -> None:
        ref = lodged(who).ref
        client = at_desk(filled.official(role))
        assert client.post(f"/desk/cases/{ref}/open/").status_code == 403
        assert not AccessEntry.objects.exists()


class TestPage:
    def test_holds_words_evidence_law_history_clock_and_form(self, who) -> None:
        objection = lodged(who)
        page = opened(at_desk(), objection.ref)
        for part in (
            "写的内容不对：平台自查，等您的单位办",
            "应当是500元",
            WHO.name,
            "2311****001",
            "缴款书.pdf",
            "金额2,000元",
            "黑交罚〔2026〕0417号",
            "事项",
            "依据",
            "个人信息保护法》第四十六条",
            "登记了这条记录",
            "7个工作日",
            "跳过2026年11月28日（周末）",
            "自查的结果",
        ):
            assert part in page, part
        assert WHO.number not in page

    @pytest.mark.parametrize(
        ("outcome", "said"),
        [(RepairOutcome.REFUSED, "不再等修复申请的决定"), (RepairOutcome.GRANTED, "准予修复，这条记录停止")],
    )
    def test_tells_of_a_request_for_repair_about_the_same_record(self, who, clock: Clock, outcome, said) -> None:
        clock.at = repairs.FIRST
        asked = repairs.requested(who).ref
        ref, desk = lodged(who, at=clock.at).ref, at_desk()
        page = opened(desk, ref)
        assert "本人申请了信用修复" in page
        repairs.decided(asked, outcome, article="第三条")
        page = opened(desk, ref)
        assert said in page
        assert "因为另一件异议" not in page

    def test_gives_a_file_to_be_saved_and_never_shown(self, who) -> None:
        objection, desk = lodged(who), at_desk()
        opened(desk, objection.ref)
        (file,) = objection.evidence.all()
        response = desk.get(f"/desk/cases/{objection.ref}/files/{file.ref}/")
        assert response.content == PDF[1]
        assert response["Content-Disposition"].startswith("attachment;")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        assert desk.get(f"/desk/cases/{objection.ref}/files/none/").status_code == 404

    def test_shows_the_source_the_whole_evidence(self, who) -> None:
        ref = lodged(who).ref
        checked(ref)
        page = opened(at_desk(source()), ref)
        assert "缴款书.pdf" in page
        assert "应当是500元" in page
        assert "提出核查结论" in page

    def test_compares_versions(self, who) -> None:
        objection = lodged(who)
        checked(objection.ref)
        found(objection.ref)
        decided(objection.ref, Outcome.CORRECTED, changes={"amount_fen": 50_000})
        page = opened(at_desk(), objection.ref)
        assert "金额从2,000元改为500元" in page
        assert "现在等本人知道" in page
        assert "记录已经暂停使用" not in page

    def test_holds_the_record_against_the_row_that_was_sent(self, who) -> None:
        row = Penalty(WHO, 418, date(2026, 9, 16), date(2026, 8, 19), wan="0.15").row(lawbook())
        data = sheets.as_csv(sheets.table(feeds()[filled.PENALTIES], [row]))
        by = filled.official(Role.DATA_OFFICER, "transport", name="葛德鸿", seat="法制科")
        file = receive_file(
            lawbook=lawbook(), data=data, filename="九月.csv", feed=feeds()[filled.PENALTIES], by=by, at=AT
        )
        assert work_through(file, lawbook=lawbook(), feeds=feeds(), at=AT).accepted == 1
        new = next(one for one in held_by(who, lawbook=lawbook(), at=AT) if one.body["amount_fen"] == 150_000)
        ref = lodge(new.record.ref, ground=Ground.WRONG_FACT, words="少了", lawbook=lawbook(), by=who, at=AT).ref
        desk, url = at_desk(), f"/desk/cases/{ref}/row/"
        assert desk.get(url).status_code == 404  # not before the case was opened
        opened(desk, ref)
        assert url in desk.get(f"/desk/cases/{ref}/").content.decode()
        page = words(desk.get(url))
        assert all(text in page for text in ("0.15", "1,500元", "第2行", file.ref))
        assert WHO.number not in page
        checked(ref)
        theirs = at_desk(source())
        opened(theirs, ref)
        assert url not in theirs.get(f"/desk/cases/{ref}/").content.decode()
        assert theirs.get(url).status_code == 404
        destroy_uploads(lawbook=lawbook(), at=AT + 4000 * DAY)
        assert "原件按期限已经销毁" in words(at_desk().get(url))

    @pytest.mark.parametrize("step", ["check", "find", "extend", "decide", "split"])
    def test_is_where_one_comes_back_to_from_the_address_of_a_form(self, who, step: str) -> None:
        ref = lodged(who).ref
        response = at_desk().get(f"/desk/cases/{ref}/{step}/")
        assert (response.status_code, response["Location"]) == (303, f"/desk/cases/{ref}/")

    def test_says_in_words_why_somebody_may_not_decide(self, who) -> None:
        objection = lodged(who, through=keeper())
        checked(objection.ref)
        found(objection.ref)
        page = opened(at_desk(), objection.ref)
        assert "这一步您不能办" in page
        assert "作出决定，并写信告诉本人" not in page
        assert "作出决定，并写信告诉本人" in opened(at_desk(keeper("路遥")), objection.ref)


class TestSteps:
    def post(self, desk: Client, ref: str, step: str, **form: object):
        opened(desk, ref)
        return desk.post(f"/desk/cases/{ref}/{step}/", form)

    def test_go_from_check_to_findings_to_decision(self, who) -> None:
        ref = lodged(who).ref
        desk, theirs = at_desk(), at_desk(source())
        assert self.post(desk, ref, "check", result="no_own_error", words="和收到的文件一致").status_code == 303
        copy = SimpleUploadedFile("卷宗.pdf", PDF[1])
        given = {"verdict": "wrong", "words": "原卷是500元", "proof": "第14页", "copies": copy}
        assert self.post(theirs, ref, "find", **given).status_code == 303
        page = opened(desk, ref)
        assert "卷宗.pdf" in page
        assert "确实有错" in page
        assert "所以不能选“不改”" in page
        body = held(who).body
        form = {
            "outcome": "corrected",
            "words": "按原卷更正",
            "decided_on": body["decided_on"],
            "conduct_end_on": body["conduct_end_on"],
            "penalty_classes": body["penalty_classes"],
            "amount": "500",
        }
        assert self.post(desk, ref, "decide", **form).status_code == 303
        step = CaseStep.objects.get(step="decided")
        assert step.told()["content"]["changes"] == {"amount_fen": 50_000}
        assert held(who).body["amount_fen"] == 50_000
        assert "已经决定" in opened(desk, ref)

    def test_of_a_source_that_confirms_need_its_own_document(self, who) -> None:
        ref = lodged(who).ref
        checked(ref)
        response = self.post(at_desk(source()), ref, "find", verdict="confirmed", words="一致")
        assert response.status_code == 422
        assert "要写明是哪份材料" in words(response)
        assert not CaseStep.objects.filter(step="found").exists()

    @proves("R30")
    def test_keep_only_what_was_confirmed_and_by_an_article_of_the_item(self, who) -> None:
        ref = lodged(who).ref
        checked(ref)
        found(ref, Verdict.CONFIRMED)
        desk = at_desk()
        assert self.post(desk, ref, "decide", outcome="kept", words="一致").status_code == 422
        invented = self.post(desk, ref, "decide", outcome="kept", words="一致", article="《没有这部法》第一条")
        assert invented.status_code == 422
        article = held(who).item_then.bases[0].cite()
        assert self.post(desk, ref, "decide", outcome="kept", words="一致", article=article).status_code == 303
        assert CaseStep.objects.get(step="decided").told()["content"]["article"] == article

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({}, "更正的，请在下面改至少一项"),
            ({"decided_on": ""}, "期限从这一天算起，不能空着"),
            ({"conduct_end_on": ""}, "期限从这一天算起，不能空着"),
            ({"decided_on": "2027-01-01"}, "这一天还没有到"),
            ({"conduct_end_on": "2026-11-20"}, "行为结束不能晚于决定"),
            ({"amount": "五百"}, "金额要写成数字"),
        ],
    )
    def test_refuse_a_correction_that_cannot_be_right(self, who, typed: dict[str, str], said: str) -> None:
        ref = lodged(who).ref
        checked(ref)
        found(ref)
        body = held(who).body
        form = {name: body[name] for name in ("decided_on", "conduct_end_on", "penalty_classes")}
        form |= {"outcome": "corrected", "words": "更正", "amount": "2000"} | typed
        response = self.post(at_desk(), ref, "decide", **form)
        assert response.status_code == 422
        assert said in words(response)
        assert held(who).body == body

    def test_extend_once_with_a_reason(self, who) -> None:
        ref, desk = lodged(who).ref, at_desk()
        assert self.post(desk, ref, "extend", **{"extend-reason": ""}).status_code == 422
        assert self.post(desk, ref, "extend", **{"extend-reason": "卷宗调阅要时间"}).status_code == 303
        page = opened(desk, ref)
        assert "办不完，要延长一次" not in page
        assert "卷宗调阅要时间" in page

    def test_review_is_by_somebody_else(self, who) -> None:
        from chengxin.apps.objections.actions.ask_review import ask_review

        ref = lodged(who).ref
        checked(ref)
        found(ref, Verdict.CONFIRMED)
        decided(ref, Outcome.KEPT, article="《道路运输条例》第七十五条")
        ask_review(ref, words="请再看一次", lawbook=lawbook(), by=who, at=AT)
        assert "复核要由一个没有参与过的人办" in opened(at_desk(), ref)
        other = at_desk(keeper("路遥"))
        assert self.post(other, ref, "decide", outcome="removed", words="证据不够").status_code == 303
        assert held(who).standing is Standing.VOIDED

    def test_split_takes_the_other_records_of_the_join_out(self, who) -> None:
        filled.submit([filled.penalty(WHO, "黑交罚〔2026〕0500号", proof=SERVED)], at=AT - 20 * DAY)
        objection, desk = lodged(who, Ground.NOT_ME), at_desk()
        page = opened(desk, objection.ref)
        assert "还有同样弄错的吗" in page
        assert "黑交罚〔2026〕0500号" in page
        assert AccessEntry.objects.get().shown == ["road_transport_violation"] * 2
        other = next(one for one in held_by(who, lawbook=lawbook(), at=AT) if one.record.pk != objection.record_id)
        assert self.post(desk, objection.ref, "split", **{"split-words": "是别人的"}).status_code == 422
        form = {"split-records": [other.record.ref], "split-words": "卷里的身份证是另一个人"}
        assert self.post(desk, objection.ref, "split", **form).status_code == 303
        standings = {one.record.ref: one.standing for one in held_by(who, lawbook=lawbook(), at=AT)}
        assert standings[other.record.ref] is Standing.VOIDED
        assert "还有同样弄错的吗" not in opened(desk, objection.ref)

    def test_show_other_records_on_no_other_ground(self, who) -> None:
        filled.submit([filled.penalty(WHO, "黑交罚〔2026〕0500号", proof=SERVED)], at=AT - 20 * DAY)
        page = opened(at_desk(), lodged(who).ref)
        assert "0500号" not in page
        assert AccessEntry.objects.get().shown == ["road_transport_violation"]


class TestOverdue:
    @proves("R24")
    def test_tells_the_superior_who_is_late_since_when_and_no_person(self, who, clock: Clock) -> None:
        ref = lodged(who).ref
        checked(ref)
        keepers = at_desk(filled.official(Role.SUPERVISOR, "credit_centre", name="戴明远"))
        theirs = at_desk(filled.official(Role.SUPERVISOR, "transport", name="佟岱"))
        assert "没有逾期的异议" in words(keepers.get("/desk/overdue/"))
        clock.at = AT + 20 * DAY
        escalate(lawbook=lawbook(), at=clock.at)
        for desk in (keepers, theirs):
            page = words(desk.get("/desk/overdue/"))
            for part in (ref, "黑河市交通运输局", "2026年12月3日", "逾期11天", "佟岱"):
                assert part in page, part
            assert WHO.name not in page
            assert desk.get(f"/desk/cases/{ref}/").status_code == 403
        other = at_desk(filled.official(Role.SUPERVISOR, "samr", name="相里川"))
        assert ref not in words(other.get("/desk/overdue/"))

    def test_is_where_a_superior_lands(self) -> None:
        response = at_desk(filled.official(Role.SUPERVISOR, "transport", name="佟岱")).get("/desk/overdue/")
        assert "逾期的异议" in response.content.decode()
        assert 'href="/desk/overdue/">我的页面' in response.content.decode()
