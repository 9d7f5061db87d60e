"""Restraints at the desk of a unit that the list names, on the person's record, and the notice at the window, as they read."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.inquiries.usage import by_month, refusals
from chengxin.apps.looks.figures import figures
from chengxin.apps.notices import selectors as notices
from chengxin.apps.people import selectors as people
from chengxin.apps.restraints import selectors
from chengxin.apps.restraints.models import Restraint, UseNotice
from chengxin.core.calendar import start_of
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason
from chengxin.core.watching import Sign
from chengxin.web.law import lawbook
from tests.apps import restrained
from tests.apps.restrained import AT, DRAFT, PDF, RECORD_NO, WHO, documented, officer, record
from tests.proves import proves
from tests.web import filled

TRIES = next(rule.values[0] for rule in lawbook().watching if rule.sign is Sign.UNMATCHED)
STARTS = start_of(date(2026, 11, 25)) + timedelta(hours=9)
FORM = {
    "name": WHO.name,
    "number": WHO.number,
    "record_no": RECORD_NO,
    "measure": "accountant_bar",
    "decision_no": DRAFT.decision.number,
    "decision_on": "2026-11-12",
    "decider": DRAFT.decider,
    "seat": DRAFT.seat,
    "notice_no": DRAFT.notice.number,
    "notice_on": "2026-10-09",
    "heard": "stated",
    "hearing_no": DRAFT.hearing.number,
    "hearing_on": "2026-10-15",
    "relevance": DRAFT.relevance,
    "proportionality": DRAFT.proportionality,
    "appeal": DRAFT.appeal,
    "starts_on": "2026-11-25",
    "ends_on": "2031-07-31",
}


def files():
    return {
        paper: SimpleUploadedFile(f"{paper}.pdf", data, "application/pdf")
        for paper, (_, data) in restrained.FILES.items()
    }


def text(reply):
    return unescape(re.sub(r"<[^>]+>", "", reply.content.decode()))


@pytest.fixture
def now(db, monkeypatch):
    record()
    times = {"at": AT}
    monkeypatch.setattr("chengxin.clock.now", lambda: times["at"])
    return times


@pytest.fixture
def desk(now):
    client = Client()
    client.force_login(officer())
    return client


@pytest.fixture
def me(now):
    client = Client()
    filled.sign_in(client, WHO)
    return client


class TestDesk:
    @proves("R12", "E3")
    def test_writes_one_down_on_one_page_and_lists_it_without_a_name(self, desk):
        reply = desk.post("/desk/restraints/new/", {**FORM, **files()})
        assert reply.status_code == 303, text(reply)
        page = text(desk.get(reply["Location"]))
        for words in (DRAFT.decider, DRAFT.notice.number, "还没有开始", "1天以后开始", RECORD_NO, DRAFT.relevance):
            assert words in page
        listed = text(desk.get("/desk/restraints/"))
        assert DRAFT.decision.number in listed
        assert "登记过1份限制" in listed
        assert WHO.name not in listed
        assert WHO.number[-4:] not in listed
        (opened,) = selectors.list_for_unit("finance_bureau", at=AT)
        paper = desk.get(f"{reply['Location']}papers/{opened.decision.ref}/")
        assert (paper.status_code, paper.content) == (200, PDF)

    @proves("R12", "E1", "E3")
    def test_names_everything_that_is_missing_at_once_and_keeps_what_was_typed(self, desk):
        reply = desk.post(
            "/desk/restraints/new/", {"name": WHO.name, "number": WHO.number, "measure": "accountant_bar"}
        )
        assert reply.status_code == 422
        page = text(reply)
        needed = [reason for reason in Reason if reason.value.startswith("restraint_needs")]
        assert len(needed) == 8
        for sentence in (
            *(f"请写{what}" for what in ("决定书的文号", "决定的日期", "告知书的文号", "告知书送达本人的日期")),
            *(f"请交上{what}" for what in ("决定书的文件", "送达的证明", "笔录、放弃书，或者期满没有意见的记录")),
            *("请写作出决定的人的姓名", "请写作出决定的人的职务", "请选怎样听取本人的意见", "请写笔录或者材料的编号"),
            *("请写听取意见的日期", "请写从哪天起", "请写最后一天"),
        ):
            assert sentence in page, sentence
        for reason in (
            Reason.RESTRAINT_NEEDS_RELEVANCE,
            Reason.RESTRAINT_NEEDS_PROPORTION,
            Reason.RESTRAINT_NEEDS_APPEAL,
        ):
            assert lawbook().reason_text(reason).text in page, reason
        assert "请写作为根据的那份决定的文号" in page
        assert lawbook().reason_text(Reason.RESTRAINT_WITHOUT_RECORD).text not in page
        assert WHO.name in reply.content.decode()
        assert not Restraint.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "field", "sentence"),
        [
            ({"decision_on": "2026-12-30"}, "decision_on", "这一天还没有到；不能晚于今天，2026年11月24日"),
            ({"decision_on": "2026-10-10"}, "decision_on", "早于告知、听取意见的2026年10月15日"),
            ({"hearing_on": "2026-10-08"}, "hearing_on", "早于告知书送达的2026年10月9日"),
            (
                {"heard": "silent", "decision_on": "2026-10-16", "notice_on": "2026-10-13"},
                "decision_on",
                "本人没有说意见的，要等2026年10月20日过了才能决定",
            ),
            ({"decision_on": ""}, "decision_on", "请写决定的日期"),
            ({"decision_on": "昨天"}, "decision_on", "日期要像2026-12-24这样写"),
            ({"decision": None}, "decision", "请交上决定书的文件"),
            ({"hearing": "decision"}, "decision", "和听取意见的材料交的是同一个文件，请换成决定书"),
            ({"hearing_no": DRAFT.notice.number}, "hearing_no", "和告知书是同一个编号"),
            ({"decider": "财政局"}, "decider", "要写作出决定的人的姓名和职务"),
            ({"seat": "长"}, "seat", "看不出是什么职务"),
            ({"ends_on": "2026-11-24"}, "ends_on", "最后一天不能早于开始的2026年11月25日"),
            (
                {"ends_on": "2031-11-26"},
                "ends_on",
                "这一项最长60个月，从2026年11月25日起，最后一天最晚是2031年11月25日",
            ),
            ({"starts_on": "2026-11-11"}, "starts_on", "不能早于决定的2026年11月12日"),
        ],
    )
    def test_says_at_the_one_field_what_is_wrong_there(self, desk, changes, field, sentence):
        sent = {**FORM, **files()}
        for name, value in changes.items():
            if value is None:
                del sent[name]
            else:
                sent[name] = files()[value] if name in restrained.FILES else value
        reply = desk.post("/desk/restraints/new/", sent)
        assert reply.status_code == 422
        page = reply.content.decode()
        assert re.findall(r'id="id_(\w+)_error"', page) == [field]
        assert sentence in text(reply)

    @proves("C3")
    def test_a_form_that_lacked_something_is_no_question_out_of_scope(self, desk):
        for changes in ({"record_no": "黑财罚〔2026〕99号"}, {"decision_on": "2026-12-30"}):
            assert desk.post("/desk/restraints/new/", {**FORM, **files(), **changes}).status_code == 422
        assert figures(lawbook=lawbook(), at=AT + timedelta(days=1)) == []
        assert by_month("finance_bureau", at=AT + timedelta(days=1)) == []
        assert not refusals("finance_bureau", at=AT + timedelta(days=1))

    @proves("R13", "E2")
    def test_says_the_same_of_every_number_until_everything_else_is_whole(self, desk):
        """Whether the number is that of a record or not: the form finds out nothing for whoever filled in nothing else."""
        pages = [
            text(desk.post("/desk/restraints/new/", {**FORM, "record_no": number})).replace(number, "")
            for number in (RECORD_NO, "黑财罚〔2026〕99号")
        ]
        assert pages[0] == pages[1]

    @proves("C4")
    def test_takes_no_more_after_so_many_that_were_not_there(self, desk):
        for number in range(TRIES):
            reply = desk.post(
                "/desk/restraints/new/", {**FORM, "record_no": f"黑财罚〔2026〕{number + 100}号", **files()}
            )
            assert reply.status_code == 422
        reply = desk.post("/desk/restraints/new/", {**FORM, **files()})
        assert lawbook().reason_text(Reason.RESTRAINT_TRIED_OFTEN).text in text(reply)
        assert not Restraint.objects.exists()

    def test_looks_at_nobody_while_the_number_cannot_be_read(self, desk):
        reply = desk.post("/desk/restraints/new/", {**FORM, "number": "231102"})
        assert reply.status_code == 422
        assert "请交上决定书的文件" in text(reply)
        assert not inquiries.list_for_person(people.indexes(WHO), at=AT).exists()

    def test_offers_only_what_the_unit_may_write_down(self, desk):
        page = desk.get("/desk/restraints/new/").content.decode()
        offered = set(re.findall(r'name="measure"[^>]*value="([a-z_]+)"', page))
        assert offered == {"accountant_bar", "appraiser_bar", "wage_arrears_joint"}
        other = Client()
        other.force_login(filled.official(Role.CASE_OFFICER, "credit_centre", name="苗清和"))
        assert "没有由本单位登记的措施" in text(other.get("/desk/restraints/new/"))
        other.post("/desk/restraints/new/", {**FORM, **files()})
        assert not Restraint.objects.exists()

    def test_notes_an_end_and_wants_it_whole(self, desk, now):
        ref = documented().restraint.ref
        now["at"] = STARTS + timedelta(days=3)
        reply = desk.post(f"/desk/restraints/{ref}/end/", {"document_no": "黑财解〔2026〕1号"})
        assert reply.status_code == 422
        for words in ("请写谁决定解除的", "请写理由", "请写从哪天起解除"):
            assert words in text(reply)
        whole = {"document_no": "黑财解〔2026〕1号", "decider": "尉迟明远", "words": "改正了", "stops_on": "2026-11-27"}
        assert desk.post(f"/desk/restraints/{ref}/end/", whole).status_code == 303
        page = text(desk.get(f"/desk/restraints/{ref}/"))
        assert "已经解除" in page
        assert "登记解除，写信告诉本人" not in page

    def test_has_no_door_for_another_unit(self, now):
        ref = documented().restraint.ref
        other = Client()
        other.force_login(officer("transport"))
        assert other.get(f"/desk/restraints/{ref}/").status_code == 404
        assert other.post(f"/desk/restraints/{ref}/end/", {}).status_code == 404
        assert "没有登记过限制" in text(other.get("/desk/restraints/"))


class TestPerson:
    @proves("E6", "R15")
    def test_reads_each_with_its_clock_and_what_can_be_done(self, me, now):
        documented()
        url = f"/me/records/{restrained.held().record.ref}/"
        now["at"] = STARTS
        page = text(me.get(url))
        for words in (
            "以它为根据的限制：五年内不得从事会计工作",
            "正在施行",
            "还有1,709天（4年8个月零6天）",
            DRAFT.decider,
            f"决定书上写的：{DRAFT.appeal}",
            f"不服{DRAFT.decision.number}这份决定：申请行政复议（60日）最迟2027年1月11日",
            f"申请行政复议（{RECORD_NO}）：",
            "登记了一份以它为根据的限制",
            "限制到期，自动结束",
        ):
            assert words in page, words
        assert "以内可以申请行政复议" not in page
        assert f"{url}object/" in me.get(url).content.decode()

    def test_finds_it_first_on_the_page_of_all_records_and_on_the_card(self, me, now):
        ref = documented().restraint.ref
        url = f"/me/records/{restrained.held().record.ref}/"
        page = me.get("/me/records/")
        assert "还没有开始：五年内不得从事会计工作，2026年11月25日起，到2031年7月31日" in text(page)
        assert "开始以前，谁也不能拿它作限制。" in text(page)
        now["at"] = STARTS
        page = me.get("/me/records/")
        for words in (
            "有一份对您的限制，正在施行：五年内不得从事会计工作，到2031年7月31日",
            f"{DRAFT.seat}{DRAFT.decider}决定，",
            f"不服{DRAFT.decision.number}这份决定",
            "五年内不得从事会计工作，正在施行，到2031年7月31日",
        ):
            assert words in text(page), words
        assert page.content.decode().count(f'href="{url}#restraint-{ref}"') == 2
        record = me.get(url).content.decode()
        assert f'id="restraint-{ref}"' in record
        assert f'href="#restraint-{ref}"' in record

    def test_is_told_which_day_has_passed(self, me, now):
        documented()
        now["at"] = start_of(date(2027, 3, 1))
        page = text(me.get("/me/records/"))
        assert "最迟2027年1月11日（已经过了），向人民法院起诉（6个月）最迟2027年5月12日。" in page

    def test_finds_nothing_of_it_there_once_it_is_over(self, me, now):
        documented()
        now["at"] = start_of(date(2031, 8, 1))
        page = text(me.get("/me/records/"))
        assert "对您的限制" not in page
        assert "限制五年内" not in page

    def test_reads_who_wrote_it_down_and_who_only_tried(self, me):
        documented(record_no="别的号")
        documented()
        page = text(me.get("/me/looks/"))
        assert "登记或者查看对您的一份限制" in page
        assert "要登记一份对您的限制" in page
        assert lawbook().reason_text(Reason.RESTRAINT_WITHOUT_RECORD).title in page
        assert "用途清单" not in page
        assert ">1次<" in me.get(f"/me/records/{restrained.held().record.ref}/").content.decode()

    def test_finds_it_in_the_report(self, me):
        documented()
        page = text(me.get("/me/report/"))
        assert "登记的限制：五年内不得从事会计工作" in page
        told = me.get("/me/report/json/").json()
        assert told["flags_and_cases"]["restraints"][0]["decision_no"] == DRAFT.decision.number


@pytest.fixture
def window(db, monkeypatch):
    filled.submit([filled.penalty(WHO, proof=filled.enclosed(date(2026, 9, 18)))], at=AT - timedelta(days=30))
    filled.nothing_new()
    monkeypatch.setattr("chengxin.clock.now", lambda: AT)
    client = Client()
    client.force_login(filled.official(Role.CLERK))
    return client


def asked(window):
    matter = filled.matter(WHO)
    reply = window.post(f"/window/matters/{matter.ref}/ask/road_transport_licence/")
    assert reply.status_code == 303, text(reply)
    return f"/window/matters/{matter.ref}/"


NOTICE = {
    "outcome": "not_granted",
    "decider": "慕容知远",
    "seat": "审批科科长",
    "article": "《道路运输条例》第七十五条",
    "words": "处罚还在生效",
    "remedy": "黑河市人民政府",
}


class TestWindow:
    @proves("R43", "E6")
    def test_ends_nothing_against_somebody_without_the_notice(self, window):
        url = asked(window)
        page = text(window.get(url))
        assert "“不准予”和“只准予一部分”才填" in page
        assert "道路运输违法" in page or "第1条" in page
        reply = window.post(f"{url}close/", {"outcome": "not_granted"})
        assert reply.status_code == 422
        for words in ("要写谁决定的", "要写凭哪一条法律", "要写理由", "要写向哪里申诉", "要写决定的人的职务"):
            assert words in text(reply)
        assert "不能再问" not in text(window.get(url))

    @proves("R43", "E6")
    def test_tells_the_person_what_was_used(self, window):
        url = asked(window)
        used = re.findall(r'name="used"[^>]*value="(\d+)"', window.get(url).content.decode())
        assert len(used) == 1
        assert window.post(f"{url}close/", {**NOTICE, "used": used}).status_code == 303
        assert "写明用到了1条记录" in text(window.get(url))
        who = people.indexes(WHO)
        letter = notices.list_for_person(who.number, who.name)[0]
        assert letter.template == "adverse_use"
        me = Client()
        filled.sign_in(me, WHO)
        me.post(f"/me/letters/{letter.ref}/open/")
        page = text(me.get(f"/me/letters/{letter.ref}/"))
        for words in (
            "黑交罚〔2026〕0417号",
            "慕容知远",
            "《道路运输条例》第七十五条",
            "处罚还在生效",
            "黑河市人民政府",
        ):
            assert words in page, words

    @proves("R43")
    def test_asks_for_none_where_the_outcome_is_for_the_applicant(self, window):
        url = asked(window)
        assert window.post(f"{url}close/", {"outcome": "granted"}).status_code == 303
        assert not UseNotice.objects.exists()
