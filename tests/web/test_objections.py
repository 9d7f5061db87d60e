"""A person's own objections on a phone: what is offered, what is asked, what a case says, and whom it tells nothing."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from chengxin.apps.inquiries.actions.answer import replay
from chengxin.apps.notices import selectors as notices
from chengxin.apps.objections.actions.check import check
from chengxin.apps.objections.actions.decide import decide
from chengxin.apps.objections.actions.escalate import escalate
from chengxin.apps.objections.actions.extend import extend
from chengxin.apps.objections.actions.find import find
from chengxin.apps.objections.models import Objection
from chengxin.apps.people import selectors as people
from chengxin.apps.records.selectors import held_by
from chengxin.core.facts import Identity
from chengxin.core.objections import Check, Outcome, Verdict
from chengxin.core.permissions import Role
from chengxin.core.records import Standing
from chengxin.web.law import lawbook
from tests.proves import proves
from tests.web import filled
from tests.web.filled import AT, penalty, person, sign_in, submit

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LONG = "尼古拉·彼得罗维奇·莫尔恰诺夫"


class Clock:
    """The clock of the screens, set by the test."""

    at = AT


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    hand = Clock()
    monkeypatch.setattr("chengxin.clock.now", lambda: hand.at)
    return hand


@pytest.fixture
def me() -> Identity:
    return person("王䶮")


@pytest.fixture
def mine(client: Client, me: Identity, clock: Clock) -> Client:
    """A person with one penalty in effect, signed in."""
    submit([penalty(me, proof=filled.enclosed(date(2026, 9, 18)))], at=AT - 30 * DAY)
    sign_in(client, me)
    return client


def words(content: bytes) -> str:
    main = re.search(r"<main.*</main>", content.decode(), re.DOTALL)
    assert main is not None
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", main.group()))


def text(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return words(response.content)


def the_record(who: Identity, at=AT):
    (held,) = held_by(people.indexes(who), lawbook=lawbook(), at=at)
    return held


def record_url(who: Identity, at=AT) -> str:
    return f"/me/records/{the_record(who, at).record.ref}/"


def pdf(name: str = "文书.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7\n...\n%%EOF\n", "application/pdf")


def photo(name: str = "收据.jpg") -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(drawn, "JPEG")
    return SimpleUploadedFile(name, drawn.getvalue(), "image/jpeg")


def lodge(client: Client, who: Identity, ground: str = "wrong_fact", **more) -> str:
    """Object through the form; the address of the case."""
    given = {"ground": ground, "words": "金额写错了，我交的是500元"} | more
    response = client.post(record_url(who) + "object/", given)
    assert response.status_code == 303, words(response.content)
    return response["Location"]


def ref_of(url: str) -> str:
    return url.strip("/").split("/")[-1]


def keeper():
    return filled.official(Role.CASE_OFFICER, "credit_centre", name="戚望舒", seat="异议岗")


def examined(url: str, verdict: Verdict, at=AT) -> None:
    given = {"lawbook": lawbook(), "at": at}
    check(ref_of(url), result=Check.NO_OWN_ERROR, words="收到的文件就是这样写的", by=keeper(), **given)
    examiner = filled.official(Role.CASE_OFFICER, "transport", name="魏立志", seat="法制科")
    find(ref_of(url), verdict=verdict, words="原卷写的是2,000元", proof="卷宗第14页", by=examiner, **given)


def decided(url: str, outcome: Outcome, at=AT, **more) -> None:
    given = {"words": "按原卷办", "lawbook": lawbook(), "by": keeper(), "at": at} | more
    decide(ref_of(url), outcome=outcome, **given)


class TestRemedies:
    def test_offers_what_is_open_and_says_what_is_not(self, mine, me):
        page = mine.get(record_url(me)).content.decode()
        assert f'href="{record_url(me)}object/"' in page
        assert f'href="{record_url(me)}object/?kind=under_appeal"' in page
        assert f'href="{record_url(me)}statement/"' in page
        assert "申请复核" not in page
        assert "收回异议" not in page

    def test_offers_the_next_step_of_each_case_with_its_last_day(self, mine, me, clock):
        url = lodge(mine, me)
        assert "收回异议" in text(mine, record_url(me))
        examined(url, Verdict.CONFIRMED)
        decided(url, Outcome.KEPT, article="道路运输条例第六十九条")
        page = text(mine, record_url(me))
        assert "收回异议" not in page
        assert f"申请复核受理号{ref_of(url)}；由另一个人看，最迟2027年1月25日" in page
        clock.at = AT + 90 * DAY
        page = text(mine, record_url(me, clock.at))
        assert "由另一个人看" not in page
        assert f"申请复核（受理号{ref_of(url)}）：2027年1月25日已经到期" in page

    def test_offers_no_objection_to_what_was_removed(self, mine, me):
        url = lodge(mine, me, "not_me")
        examined(url, Verdict.UNVERIFIABLE)
        decided(url, Outcome.REMOVED)
        page = mine.get(record_url(me)).content.decode()
        assert "/object/" not in page
        assert "这条记录已经停止，不会再有任何作用，不用再提" in page
        assert mine.post(record_url(me) + "object/", {"ground": "wrong_fact", "words": "x"}).status_code == 422


class TestObjecting:
    def test_freezes_at_once_and_leads_to_the_case(self, mine, me):
        url = lodge(mine, me)
        assert the_record(me).standing is Standing.FROZEN
        page = text(mine, url)
        assert "正在查平台自己有没有差错" in page
        assert "暂停使用，谁也查不到" in page
        assert "金额写错了，我交的是500元" in page

    def test_says_of_each_ground_what_happens(self, mine, me):
        page = text(mine, record_url(me) + "object/")
        assert page.count("提出以后马上暂停使用。") == 1
        assert "由报送单位用自己的档案证明是不是您；证明不了，就移出。" in page
        assert "要附上受理通知；等复议机关或者法院有了结果再决定。" in page

    def test_a_link_may_choose_the_ground(self, mine, me):
        page = mine.get(record_url(me) + "object/?kind=under_appeal").content.decode()
        assert re.search(r'value="under_appeal"[^>]* checked', page)
        assert " checked" not in mine.get(record_url(me) + "object/?kind=nonsense").content.decode()

    def test_keeps_what_was_typed_when_something_is_missing(self, mine, me):
        response = mine.post(record_url(me) + "object/", {"words": "金额写错了\r\n我交的是500元"})
        page = response.content.decode()
        assert response.status_code == 422
        assert "<title>有误需要修改：提出异议" in page
        assert "金额写错了\r\n我交的是500元</textarea>" in page
        assert 'href="#id_ground_0"' in page
        assert Objection.objects.count() == 0

    def test_asks_for_the_paper_of_another_body(self, mine, me):
        response = mine.post(record_url(me) + "object/", {"ground": "under_appeal", "words": "已经起诉"})
        assert response.status_code == 422
        assert "要附上那份文书或者受理通知" in words(response.content)
        page = text(mine, lodge(mine, me, "under_appeal", papers=[pdf("受理通知书.pdf")]))
        assert "等复议机关或者法院的结果" in page
        assert "没有最后一天" in page

    @pytest.mark.parametrize(
        ("papers", "said"),
        [
            ([SimpleUploadedFile("x.exe", b"MZ...")], "“x.exe”收不了。"),
            ([pdf(), SimpleUploadedFile("x.doc", b"MZ..."), photo(), pdf("y.pdf")], "“x.doc”收不了。"),
            ([pdf(), SimpleUploadedFile("x.pdf", b"%PDF-" + b"0" * (5 << 20))], "“x.pdf”超过5MB。"),
            ([pdf(f"{place}.pdf") for place in range(6)], "选了6份，最多5份。"),
        ],
        ids=["kind", "kind of one", "size", "count"],
    )
    def test_refuses_papers_at_their_field_and_names_them(self, mine, me, papers, said):
        response = mine.post(record_url(me) + "object/", {"ground": "not_me", "words": "不是我", "papers": papers})
        assert response.status_code == 422
        assert 'id="id_papers_error"' in response.content.decode()
        assert said in words(response.content)
        assert "文件请再选一次" in words(response.content)
        assert Objection.objects.count() == 0

    def test_the_same_ground_waits_for_its_case(self, mine, me):
        lodge(mine, me)
        response = mine.post(record_url(me) + "object/", {"ground": "wrong_fact", "words": "再提一次"})
        assert response.status_code == 422
        assert "您对这一条、因为同样的理由提出过异议" in words(response.content)

    def test_asks_for_new_facts_only_where_the_ground_was_examined(self, mine, me):
        assert "新的事实" not in text(mine, record_url(me) + "object/")
        url = lodge(mine, me)
        examined(url, Verdict.CONFIRMED)
        decided(url, Outcome.KEPT, article="道路运输条例第六十九条")
        response = mine.post(record_url(me) + "object/", {"ground": "wrong_fact", "words": "还是不对"})
        assert response.status_code == 422
        assert 'name="new_facts"' in response.content.decode()
        page = text(mine, lodge(mine, me, new_facts="找到了缴款收据"))
        assert "找到了缴款收据" in page


class TestStatement:
    def test_is_shown_with_the_record_and_in_the_list(self, mine, me):
        response = mine.post(record_url(me) + "statement/", {"text": "罚款我当天就交了。\r\n收据还在。"})
        assert response.status_code == 303
        assert the_record(me).statement == "罚款我当天就交了。\n收据还在。"
        for url in (record_url(me), "/me/records/"):
            assert "罚款我当天就交了。收据还在。" in text(mine, url)
        assert "您写下或者改了声明" in text(mine, record_url(me))

    def test_is_taken_back_by_emptying_it(self, mine, me, clock):
        mine.post(record_url(me) + "statement/", {"text": "写错了的话"})
        clock.at += DAY
        assert "写错了的话</textarea>" in mine.get(record_url(me, clock.at) + "statement/").content.decode()
        mine.post(record_url(me, clock.at) + "statement/", {"text": " "})
        assert the_record(me, clock.at).statement == ""

    def test_that_is_empty_where_there_is_none_says_so(self, mine, me):
        response = mine.post(record_url(me) + "statement/", {"text": " "})
        assert response.status_code == 422
        assert "框里还没有字" in words(response.content)

    def test_has_its_limit_counted_as_it_is_read(self, mine, me):
        fits = "字" * 3999 + "\r\n"
        too_long = "字" * 4001
        response = mine.post(record_url(me) + "statement/", {"text": too_long})
        assert response.status_code == 422
        assert too_long in response.content.decode()
        assert mine.post(record_url(me) + "statement/", {"text": fits}).status_code == 303

    @proves("R32")
    def test_travels_to_the_window_and_back_to_what_they_saw(self, mine, me, clock):
        mine.post(record_url(me) + "statement/", {"text": "罚款我当天就交了。"})
        filled.nothing_new()
        clock.at += DAY
        given = filled.ask(filled.matter(me, at=clock.at), me, at=clock.at)
        page = text(mine, f"/me/looks/{given.answer.ref}/")
        assert "本人声明罚款我当天就交了。" in page
        assert "本人有异议" not in page

    @proves("R32", "R03")
    def test_stands_beside_the_flag_in_the_answer(self, client, me, clock, monkeypatch):
        page = self._answer(client, me, monkeypatch, is_objected_to=True, statement="罚款我当天就交了。")
        assert "标注本人有异议，正在核对" in page
        assert "罚款我当天就交了。本人的声明" in page

    def test_is_missing_from_an_answer_older_than_objections(self, client, me, clock, monkeypatch):
        page = self._answer(client, me, monkeypatch, is_objected_to=None, statement=None)
        assert "查得1条可用于本用途的记录" in page
        assert "声明" not in page
        assert "标注" not in page

    def _answer(self, client, me, monkeypatch, **said) -> str:
        """What the window reads, and the person after it, of an answer whose record says this; `None` leaves a key out."""
        submit([penalty(me, proof=filled.enclosed(date(2026, 9, 18)))], at=AT - 30 * DAY)
        filled.nothing_new()
        matter = filled.matter(me)

        def replayed(given):
            shown = replay(given)
            kept = {key: value for key, value in shown.fragments[0].items() if key not in said}
            told = kept | {key: value for key, value in said.items() if value is not None}
            return replace(shown, fragments=(told,))

        for audience in ("window", "resident"):
            monkeypatch.setattr(f"chengxin.web.{audience}.views.replay", replayed)
        client.force_login(filled.official(Role.CLERK))
        response = client.post(f"/window/matters/{matter.ref}/ask/road_transport_licence/", follow=True)
        page = words(response.content)
        own = Client()
        sign_in(own, me)
        (url,) = re.findall(r'href="(/me/looks/\w+/)"', own.get("/me/looks/").content.decode())
        theirs = text(own, url)
        for value, shown in (
            (said["is_objected_to"], "本人有异议，正在核对"),
            (said["statement"], said["statement"] or "声明"),
        ):
            assert (shown in theirs) == bool(value)
        return page


class TestCase:
    def test_says_first_that_it_was_received_until_an_office_has_done_something(
        self, mine: Client, me: Identity
    ) -> None:
        url = lodge(mine, me)
        page = text(mine, url)
        said = "您的异议已经提交，2026年11月24日09:00收到。最迟2026年12月3日办完，办完写信告诉您"
        assert page.index(said) < page.index("理由")
        mine.post(url + "withdraw/")
        assert "您的异议已经提交" not in text(mine, url)
        court = lodge(mine, me, "under_appeal", papers=[pdf()])
        assert "您的异议已经提交，2026年11月24日09:00收到。有了结果，请把文书交来" in text(mine, court)

    def test_counts_its_last_day_on_a_calendar(self, mine, me):
        page = mine.get(lodge(mine, me)).content.decode()
        told = words(page.encode())
        assert "今天以后还剩7个工作日" in told
        assert "从2026年11月24日的第二天起数7个工作日，跳过2026年11月28日（周末）、2026年11月29日（周末）" in told
        assert "国办发明电〔2025〕7号" in told
        calendar = re.findall(r'<td class="(is-[a-z]+)"[^>]*><b>(\d+)</b>([^<]*)(?:<small>([^<]*)</small>)?', page)
        assert calendar[0] == ("is-from", "24", "今天", "")
        assert ("is-left", "25", "1", "") in calendar
        assert ("is-off", "28", "休", "周末") in calendar
        assert calendar[-1] == ("is-due", "3", "期满", "7")

    def test_gives_its_last_day_to_a_calendar(self, mine, me):
        url = lodge(mine, me)
        assert f'href="{record_url(me)}calendar/"' in mine.get(url).content.decode()
        day = mine.get(record_url(me) + "calendar/").content.decode()
        assert f"UID:{the_record(me).record.ref}-{ref_of(url)}@chengxin" in day
        assert "DTSTART;VALUE=DATE:20261203" in day
        mine.post(f"{url}withdraw/")
        assert "calendar/" not in mine.get(url).content.decode()
        assert ref_of(url) not in mine.get(record_url(me) + "calendar/").content.decode()

    def test_a_letter_about_it_leads_to_it(self, mine, me):
        url = lodge(mine, me)
        letters = list(notices.list_for_person(people.indexes(me).number, people.indexes(me).name))
        for letter in letters:
            mine.post(f"/me/letters/{letter.ref}/open/")
        pages = {letter.template: mine.get(f"/me/letters/{letter.ref}/").content.decode() for letter in letters}
        assert f'href="{url}"' in pages.pop("objection_lodged")
        assert pages
        assert all(f'href="{url}"' not in page for page in pages.values())

    def test_a_correction_leaves_the_last_days_against_the_decision(self, mine, me):
        last = "向法院起诉对黑交罚〔2026〕0417号，向人民法院提出；最迟2027年3月18日"
        assert last in text(mine, record_url(me))
        url = lodge(mine, me)
        examined(url, Verdict.WRONG)
        decided(url, Outcome.CORRECTED, changes={"amount_fen": 50_000})
        assert last in text(mine, record_url(me))

    def test_says_that_a_year_without_notice_is_provisional(self, mine, me, clock):
        clock.at = AT + 36 * DAY
        given = {"ground": "wrong_fact", "words": "金额写错了"}
        url = mine.post(record_url(me, clock.at) + "object/", given)["Location"]
        assert "这一天是暂定的，公布放假安排以后重新计算" in text(mine, url)

    def test_offers_another_only_for_what_else_is_wrong(self, mine, me):
        assert "提出异议马上暂停使用" in text(mine, record_url(me))
        lodge(mine, me)
        page = text(mine, record_url(me))
        assert "再提一件异议正在办的照常办" in page
        assert "提出异议马上暂停使用" not in page

    def test_tells_who_has_it_at_every_step(self, mine, me):
        url = lodge(mine, me)
        assert f"在谁手里{lawbook().unit('credit_centre').name}" in text(mine, url)
        given = {"lawbook": lawbook(), "at": AT}
        check(ref_of(url), result=Check.NO_OWN_ERROR, words="没有动过", by=keeper(), **given)
        page = text(mine, url)
        assert "报送单位正在核查" in page
        assert f"在谁手里{lawbook().unit('transport').name}" in page
        assert "平台查过自己：平台自己没有差错" in page

    @proves("G12")
    def test_tells_what_was_found_by_whom_on_what_proof_and_how_it_was_decided(self, mine, me):
        url = lodge(mine, me)
        examined(url, Verdict.WRONG)
        assert "等没有参与过报送和核查的人决定" in text(mine, url)
        decided(url, Outcome.CORRECTED, changes={"amount_fen": 50_000})
        page = text(mine, url)
        assert "报送单位核查：确实有错" in page
        assert "法制科，魏立志" in page
        assert "凭据：卷宗第14页" in page
        assert "异议成立，内容已经更正" in page
        assert "更正金额改为500元" in page.replace("罚款", "")
        page = text(mine, record_url(me))
        assert "核对异议以后更正，不是哪份文件交来的" in page
        story = page[page.index("来龙去脉") :]
        assert "核对以后更正了内容，重新告诉您金额从2,000元改为500元。" in story
        assert "平台给您写了信“您的异议成立，这条记录已经更正”。" in story

    def test_overdue_says_so_and_names_the_superior(self, mine, me, clock):
        url = lodge(mine, me)
        given = {"lawbook": lawbook(), "at": AT}
        check(ref_of(url), result=Check.NO_OWN_ERROR, words="没有动过", by=keeper(), **given)
        filled.official(Role.SUPERVISOR, "transport", name="佟岱", seat="分管副局长")
        clock.at = AT + 20 * DAY
        escalate(lawbook=lawbook(), at=clock.at)
        page = text(mine, url)
        assert "过了最后一天，还没有办完" in page
        assert "分管副局长，佟岱" in page
        assert "最后一天已经过了" in page
        assert the_record(me, clock.at).standing is Standing.FROZEN

    def test_extended_counts_calendar_days(self, mine, me):
        url = lodge(mine, me)
        extend(ref_of(url), reason="要向外地调档", lawbook=lawbook(), by=keeper(), at=AT)
        page = text(mine, url)
        assert "要向外地调档" in page
        assert "最迟2026年12月14日办完" in page
        assert "今天以后还剩20天" in page

    def test_is_withdrawn_in_one_step(self, mine, me):
        url = lodge(mine, me)
        response = mine.post(url + "withdraw/")
        assert (response.status_code, response["Location"]) == (303, url)
        assert the_record(me).standing is Standing.IN_EFFECT
        assert "这件异议已经收回" in text(mine, url)
        assert mine.post(url + "withdraw/").status_code == 422

    @proves("R05")
    def test_is_reviewed_once(self, mine, me, clock):
        url = lodge(mine, me)
        assert mine.get(url + "review/").status_code == 303
        examined(url, Verdict.CONFIRMED)
        decided(url, Outcome.KEPT, article="道路运输条例第六十九条")
        assert mine.post(url + "review/", {"words": ""}).status_code == 422
        clock.at += DAY
        assert mine.post(url + "review/", {"words": "签名不是我的"})["Location"] == url
        assert the_record(me, clock.at).standing is Standing.FROZEN
        page = text(mine, url)
        assert "正在由另一个人复核" in page
        assert "签名不是我的" in page
        assert "申请复核，再次暂停使用" in text(mine, record_url(me, clock.at))

    def test_takes_the_outcome_of_a_lawsuit(self, mine, me):
        url = lodge(mine, me, "under_appeal", papers=[pdf()])
        response = mine.post(url + "outcome/", {"words": "法院撤销了处罚"})
        assert response.status_code == 422
        assert "请附上那份文书" in words(response.content)
        assert (
            mine.post(url + "outcome/", {"words": "法院撤销了处罚", "papers": [pdf("判决书.pdf")]}).status_code == 303
        )
        page = text(mine, url)
        assert "等没有参与过报送和核查的人决定" in page
        assert "判决书.pdf" in page

    def test_takes_more_words_and_papers_while_it_is_open(self, mine, me):
        url = lodge(mine, me)
        assert "补充说明、材料" in text(mine, url)
        assert "补充说明、材料" in text(mine, record_url(me))
        response = mine.post(url + "add/", {"words": ""})
        assert response.status_code == 422
        assert "请写几句要补充什么" in words(response.content)
        assert mine.post(url + "add/", {"words": "抽屉里找到的收据", "papers": [photo()]})["Location"] == url
        page = text(mine, url)
        assert "您补充说" in page
        assert "抽屉里找到的收据" in page
        assert "下载收据.jpg" in page
        mine.post(url + "withdraw/")
        assert mine.get(url + "add/")["Location"] == url
        assert mine.post(url + "add/", {"words": "还有"}).status_code == 422
        assert "补充说明、材料" not in text(mine, url)

    @proves("R44")
    def test_gives_back_ones_own_papers_and_no_others(self, mine, me):
        url = lodge(mine, me, papers=[photo("C:\\我的\\收据.jpg")])
        given = {"lawbook": lawbook(), "at": AT}
        check(ref_of(url), result=Check.NO_OWN_ERROR, words="没有动过", by=keeper(), **given)
        examiner = filled.official(Role.CASE_OFFICER, "transport", name="魏立志", seat="法制科")
        files = [("案卷.pdf", b"%PDF-1.7\n...\n%%EOF\n")]
        find(ref_of(url), verdict=Verdict.WRONG, words="多写了零", proof="案卷", files=files, by=examiner, **given)
        page = mine.get(url).content.decode()
        assert "案卷.pdf" in page
        (link,) = re.findall(r'href="([^"]*/papers/[^"]*)"', page)
        reply = mine.get(link)
        assert reply["Content-Disposition"].startswith("attachment;")
        assert reply["X-Content-Type-Options"] == "nosniff"
        assert reply["Content-Type"] == "image/jpeg"
        theirs = next(one for one in Objection.objects.get().evidence.all() if one.by_id is not None)
        assert mine.get(f"{url}papers/{theirs.ref}/").status_code == 404
        assert mine.get(f"{url}papers/none/").status_code == 404


class TestSomebodyElse:
    @pytest.mark.parametrize("path", ["", "add/", "review/", "outcome/", "papers/none/"])
    def test_finds_no_case_that_is_not_theirs(self, mine, me, path):
        url = lodge(mine, me)
        sign_in(mine, person("赵㐱", 2))
        assert mine.get(url + path).status_code == 404

    def test_can_do_nothing_in_it(self, mine, me):
        url = lodge(mine, me, papers=[photo()])
        record = record_url(me)
        paper = Objection.objects.get().evidence.get().ref
        sign_in(mine, person("赵㐱", 2))
        assert mine.post(url + "withdraw/").status_code == 404
        assert mine.get(f"{url}papers/{paper}/").status_code == 404
        assert mine.post(record + "object/", {"ground": "not_me", "words": "x"}).status_code == 404
        assert mine.post(record + "statement/", {"text": "x"}).status_code == 404
        assert the_record(me).standing is Standing.FROZEN

    def test_no_official_enters(self, mine, me):
        url = lodge(mine, me)
        other = Client()
        other.force_login(filled.official(Role.CLERK))
        assert other.get(url).status_code == 403
        assert other.get("/me/cases/").status_code == 403


class TestList:
    def test_says_what_it_means_that_there_is_none(self, mine):
        page = text(mine, "/me/cases/")
        assert "您没有提出过异议" in page
        assert "不等于您同意了什么" in page

    def test_shows_the_open_ones_first_with_their_last_day(self, mine, me):
        first = lodge(mine, me)
        mine.post(first + "withdraw/")
        second = lodge(mine, me, "not_me")
        page = text(mine, "/me/cases/")
        assert "您有1件正在办" in page
        assert page.index(ref_of(second)) < page.index(ref_of(first))
        assert "最迟办完2026年12月3日" in page

    def test_is_told_in_the_list_of_records(self, mine, me):
        lodge(mine, me)
        page = text(mine, "/me/records/")
        assert "有异议，正在核对，暂停使用" in page
        assert "1件正在办" in page

    def test_writes_long_names_whole(self, client, clock):
        who = person(LONG, 30)
        submit([penalty(who)], at=AT - DAY)
        sign_in(client, who)
        page = client.get(lodge(client, who)).content.decode()
        assert "尼古拉·<wbr>彼得罗维奇·<wbr>莫尔恰诺夫" in page


def test_the_story_of_the_record_leads_to_the_case(mine, me):
    url = lodge(mine, me)
    page = mine.get(record_url(me)).content.decode()
    assert page.count(f'href="{url}"') >= 2
    told = words(page.encode())
    assert "提出异议，立即暂停使用" in told
    assert "理由：写的内容不对" in told
    assert "最迟这一天办完您的异议" in told
