"""Repair on the person's pages, at the source unit's desk, and the calculator, as they read."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from chengxin.apps.notices.models import Letter
from chengxin.apps.people import selectors as people
from chengxin.apps.records.selectors import held_by
from chengxin.apps.repairs.actions.open_drafts import open_drafts
from chengxin.core.calendar import start_of
from chengxin.core.permissions import Role
from chengxin.core.records import Standing
from chengxin.web.law import lawbook
from tests.proves import proves
from tests.web import filled

WHO = filled.person()
FIRST = start_of(date(2026, 12, 17)) + timedelta(hours=9)
MONEY = re.compile(r"手续费|缴费|付款|元/次|收费标准|fee|price", re.IGNORECASE)


@pytest.fixture
def the_day(db, monkeypatch):
    """A record whose day of repair is today."""
    filled.submit([filled.penalty(WHO, proof=filled.enclosed(date(2026, 9, 18)))], at=filled.AT)
    monkeypatch.setattr("chengxin.clock.now", lambda: FIRST)
    open_drafts(lawbook=lawbook(), at=FIRST)


@pytest.fixture
def me(the_day):
    client = Client()
    filled.sign_in(client, WHO)
    return client


@pytest.fixture
def officer(the_day):
    client = Client()
    client.force_login(filled.official(Role.CASE_OFFICER, "transport", name="魏立志", seat="法制科"))
    return client


def record():
    (held,) = held_by(people.indexes(WHO), lawbook=lawbook(), at=FIRST)
    return held


def record_url():
    return f"/me/records/{record().record.ref}/"


def text(reply):
    return reply.content.decode()


def words(reply):
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text(reply)))


def asked(me):
    url = f"/me/records/{record().record.ref}/repair/"
    reply = me.post(url, {"commitment": "我已经缴清。", "words": "<b>九月缴的</b>"})
    assert reply.status_code == 303, text(reply)
    return reply["Location"]


class TestDraft:
    @proves("G16")
    def test_is_offered_on_the_record_and_is_filled(self, me):
        page = text(me.get(f"/me/records/{record().record.ref}/"))
        assert f'href="/me/records/{record().record.ref}/repair/"' in page
        for said in (page, text(me.get("/me/records/"))):
            assert f'href="{record_url()}repair/">2026年12月17日起；现在就可以申请' in said
        draft = text(me.get(f"/me/records/{record().record.ref}/repair/"))
        for words in ("黑交罚〔2026〕0417号", "黑河市交通运输局", "2026年12月17日起", "什么材料都不用", "不收费"):
            assert words in draft
        assert 'type="file"' not in draft

    @proves("R29", "G17")
    def test_has_no_field_for_money(self, me):
        draft = text(me.get(f"/me/records/{record().record.ref}/repair/"))
        fields = re.findall(r'name="([a-z_]+)"', draft)
        assert {"commitment", "words"} <= set(fields)
        assert not MONEY.search(draft.replace("不收费", ""))

    @proves("G17")
    def test_names_everything_missing_at_once_and_keeps_what_was_typed(self, me):
        reply = me.post(f"/me/records/{record().record.ref}/repair/", {"commitment": " ", "words": "九月缴的"})
        assert reply.status_code == 422
        assert "请写下您的承诺" in text(reply)
        assert "九月缴的" in text(reply)

    def test_of_somebody_else_does_not_exist(self, me):
        stranger = Client()
        filled.sign_in(stranger, filled.person("赵㐱", 2))
        assert stranger.get(f"/me/records/{record().record.ref}/repair/").status_code == 404
        assert stranger.get(asked(me)).status_code == 404


class TestLooks:
    def test_an_official_who_opened_a_request_is_counted_and_called_what_it_was(self, me, officer):
        assert "没有人看过" in text(me.get("/me/records/"))
        ref = asked(me).rstrip("/").rsplit("/", 1)[-1]
        assert officer.get(f"/desk/repairs/{ref}/").status_code == 200
        looks = text(me.get("/me/looks/"))
        assert f"办理您的修复申请，受理号{ref}" in looks
        assert "办理您的异议" not in looks
        assert "办理异议" not in looks
        assert "没有人看过" not in text(me.get("/me/records/"))
        assert ">1次<" in text(me.get(f"/me/records/{record().record.ref}/"))


class TestCase:
    def test_shows_clock_and_words_and_leads_back_from_the_record(self, me):
        url = asked(me)
        page = text(me.get(url))
        assert "还剩3个工作日" in page
        assert "2026年12月22日" in page
        assert "&lt;b&gt;九月缴的&lt;/b&gt;" in page
        assert me.get(f"/me/records/{record().record.ref}/repair/")["Location"] == url
        page = text(me.get(f"/me/records/{record().record.ref}/"))
        assert "看您的修复申请" in page
        for said in (page, text(me.get("/me/records/"))):
            assert f'href="{record_url()}repair/">2026年12月17日起；已经申请，正在办' in said

    @proves("G17")
    def test_says_first_that_it_was_sent_and_what_comes_by_when(self, me):
        page = words(me.get(asked(me)))
        sent = page.index("您的申请已经提交")
        assert sent < page.index("您写的")
        said = page[sent : page.index("您写的")]
        assert "2026年12月17日09:00" in said
        assert "黑河市交通运输局决定，最迟2026年12月22日" in said
        assert "写信告诉您" in said

    def test_does_not_say_that_it_waits_for_a_decision_once_it_was_decided_or_is_overdue(
        self, me, officer, monkeypatch
    ):
        url = asked(me)
        monkeypatch.setattr("chengxin.clock.now", lambda: FIRST + timedelta(days=10))
        assert "您的申请已经提交" not in text(me.get(url))
        monkeypatch.setattr("chengxin.clock.now", lambda: FIRST)
        officer.post(f"/desk/repairs/{url.split('/')[-2]}/decide/", {"outcome": "granted", "words": "查到缴款"})
        assert "您的申请已经提交" not in text(me.get(url))

    @proves("G16")
    def test_is_found_again_from_every_page(self, me, officer):
        """The navigation leads to one list of both, the open ones first, and the case leads back to it."""
        assert "没有提出过异议，也没有申请过修复" in text(me.get("/me/cases/"))
        url = asked(me)
        assert '<a href="/me/cases/">我的异议和修复</a>' in text(me.get("/me/letters/"))
        assert "1件正在办" in text(me.get("/me/records/"))
        assert '<a href="/me/cases/" aria-current="page">我的异议和修复</a>' in text(me.get(url))
        listed = text(me.get("/me/cases/"))
        assert "您有1件正在办" in listed
        assert f'href="{url}"' in listed
        assert "等黑河市交通运输局决定" in listed
        assert "2026年12月22日" in listed
        assert 'href="/me/cases/"' in text(me.get(url)).split("<main")[0].split("</nav>")[-2]
        officer.post(f"/desk/repairs/{url.split('/')[-2]}/decide/", {"outcome": "granted", "words": "查到缴款"})
        listed = words(me.get("/me/cases/"))
        assert "都办完了" in listed
        assert "信用修复：准予修复" in listed

    @proves("G17")
    def test_that_is_suspended_because_nobody_decided_is_not_called_one_that_is_checked(self, me, monkeypatch):
        asked(me)
        monkeypatch.setattr("chengxin.clock.now", lambda: FIRST + timedelta(days=10))
        for page in (words(me.get(record_url())), words(me.get("/me/report/"))):
            assert "暂停使用" in page
            assert "您的修复申请过了最后一天还没有决定" in page
            assert "正在核对" not in page
        told = me.get("/me/report/json/").json()["records"][0]
        assert told["standing"] == "frozen"
        assert "核对" not in told["standing_meaning"]

    def test_can_be_taken_back(self, me):
        url = asked(me)
        assert me.post(f"{url}withdraw/").status_code == 303
        assert "已经收回" in text(me.get(url))
        assert me.post(f"{url}withdraw/").status_code == 422


class TestLetter:
    def test_leads_to_what_it_tells_of(self, me):
        """A draft's letter leads to the record, that of a request to the request and the record."""
        case, about = asked(me), f"/me/records/{record().record.ref}/"
        for template, pages in {"repair_can_be_asked": [about], "repair_asked": [case, about]}.items():
            ref = Letter.objects.get(template=template).ref
            me.post(f"/me/letters/{ref}/open/")
            page = text(me.get(f"/me/letters/{ref}/"))
            assert re.findall(r'href="(/me/(?:repairs|records)/\w+/)"', page) == pages
            assert (f'href="{about}repair/"' in page) == (template == "repair_can_be_asked")


class TestStory:
    """The record's page leads to each request there was, whatever became of it, and to its letters."""

    def page(self, me):
        return text(me.get(f"/me/records/{record().record.ref}/"))

    def test_leads_to_a_request_that_waits_and_to_its_letter(self, me):
        url = asked(me)
        assert f'href="{url}"' in self.page(me)
        assert self.page(me).count("平台给您写了信") == 2

    def test_leads_to_one_that_was_taken_back(self, me):
        url = asked(me)
        me.post(f"{url}withdraw/")
        assert "收回了修复申请" in self.page(me)
        assert self.page(me).count(f'href="{url}"') == 2

    @pytest.mark.parametrize(
        ("said", "title"),
        [
            ({"outcome": "granted", "words": "查到缴款"}, "准予修复，这条记录停止"),
            ({"outcome": "refused", "words": "没有缴", "article": "第三条"}, "没有准予修复，这条记录照旧"),
        ],
    )
    def test_leads_to_one_that_was_decided(self, me, officer, said, title):
        url = asked(me)
        officer.post(f"/desk/repairs/{url.split('/')[-2]}/decide/", said)
        assert title in self.page(me)
        assert self.page(me).count(f'href="{url}"') == 3


class TestDesk:
    @proves("G16")
    def test_lists_cases_without_names_and_counts_who_never_had_to_ask(self, me, officer):
        url = asked(me)
        page = text(officer.get("/desk/repairs/"))
        assert url.split("/")[-2] in page
        assert WHO.name not in page
        assert "自动开好的申请" in page
        counts = words(officer.get("/desk/repairs/")).split("多少人不用自己跑")[1].split("记录哪些事项")[0]
        assert "提交了的1件，其中1件用的是自动开好的" in counts
        assert re.findall(r"\d+(条|件)", counts) == ["件"] * 5

    @proves("R10")
    def test_is_counted_where_the_official_begins(self, me, officer):
        assert "修复申请</a>" in text(officer.get("/desk/cases/"))
        asked(me)
        assert "修复申请（1）</a>" in text(officer.get("/desk/cases/"))

    def test_tells_who_decides_of_an_objection_to_the_same_record(self, me, officer):
        ref = asked(me).split("/")[-2]
        assert "没有办完的异议" not in text(officer.get(f"/desk/repairs/{ref}/"))
        lodged = me.post(f"{record_url()}object/", {"ground": "wrong_fact", "words": "金额写错了"})
        case = lodged["Location"].split("/")[-2]
        page = words(officer.get(f"/desk/repairs/{ref}/"))
        assert f"这条记录还有一件没有办完的异议，受理号{case}" in page

    def test_enters_each_look(self, me, officer):
        ref = asked(me).split("/")[-2]
        assert "我已经缴清。" in text(officer.get(f"/desk/repairs/{ref}/"))
        assert "魏立志" in text(me.get("/me/looks/"))

    def test_grants_and_the_record_is_over(self, me, officer):
        url = asked(me)
        ref = url.split("/")[-2]
        reply = officer.post(f"/desk/repairs/{ref}/decide/", {"outcome": "granted", "words": "查到缴款"})
        assert reply.status_code == 303
        assert record().standing is Standing.REPAIRED
        assert "准予修复" in text(me.get(url))
        page = text(me.get(f"/me/records/{record().record.ref}/"))
        assert "已修复" in page
        assert "准予修复，已经停止" in page
        can = page[page.index("您现在可以") : page.index("来龙去脉")]
        assert f'href="{url}">看修复申请和决定' in can

    @proves("R30")
    def test_refuses_only_with_an_article(self, me, officer):
        ref = asked(me).split("/")[-2]
        reply = officer.post(f"/desk/repairs/{ref}/decide/", {"outcome": "refused", "words": "没有缴"})
        assert reply.status_code == 422
        assert "不予修复，要写明依据哪一条" in text(reply)
        given = {"outcome": "refused", "words": "没有缴", "article": "《信用修复管理办法》第三条"}
        assert officer.post(f"/desk/repairs/{ref}/decide/", given).status_code == 303
        page = text(me.get(f"/me/repairs/{ref}/"))
        assert "《信用修复管理办法》第三条" in page
        assert "随时可以再申请" in page

    def test_belongs_to_the_source_unit(self, me, the_day):
        ref = asked(me).split("/")[-2]
        other = Client()
        other.force_login(filled.official(Role.CASE_OFFICER, "samr", name="关山", seat="法规科"))
        assert ref not in text(other.get("/desk/repairs/"))
        assert other.get(f"/desk/repairs/{ref}/").status_code == 404
        decide = other.post(f"/desk/repairs/{ref}/decide/", {"outcome": "granted", "words": "准"})
        assert decide.status_code == 422
        assert record().standing is not Standing.REPAIRED


class TestWindow:
    @proves("G20")
    def test_asks_for_a_person_without_a_phone_with_the_same_clock(self, the_day, me):
        window = Client()
        window.force_login(filled.official(Role.CLERK))
        who = {"errand": "repair", "name": WHO.name, "number": WHO.number, "is_checked": "on"}
        reply = window.post("/window/person/", who)
        assert reply.status_code == 303, text(reply)
        page = text(window.get("/window/person/errand/"))
        assert "黑交罚〔2026〕0417号" in page
        given = {"record": record().record.ref, "commitment": "我已经缴清。", "words": ""}
        reply = window.post("/window/person/errand/", given)
        assert reply.status_code == 303, text(reply)
        receipt = text(window.get(reply["Location"]))
        assert "修复申请收到了" in receipt
        assert "2026年12月22日" in receipt
        assert "黑交罚〔2026〕0417号" in receipt
        assert WHO.name not in receipt
        assert "在手机上看“我的异议和修复”" in receipt
        assert "申请信用修复" in text(me.get("/me/looks/"))

    def test_reads_to_the_person_how_far_a_request_is(self, the_day, me):
        ref = asked(me).split("/")[-2]
        window = Client()
        window.force_login(filled.official(Role.CLERK))
        window.post("/window/person/", {"errand": "read", "name": WHO.name, "number": WHO.number, "is_checked": "on"})
        page = words(window.get("/window/person/errand/"))
        assert f"受理号{ref}：等黑河市交通运输局决定" in page
        assert "最迟2026年12月22日办完" in page


class TestCalculator:
    GIVEN = {
        "item": "road_transport_violation",
        "decided_on": "2026-9-16",
        "conduct_end_on": "2026年8月19日",
        "told_on": "20260918",
        "asked_on": "2026-12-17",
    }

    @proves("A8")
    def test_counts_as_production_and_says_how(self, client):
        page = text(client.get("/calculator/", self.GIVEN))
        for words in ("2029年8月19日", "2026年12月17日起", "2026年9月28日", "2026年9月29日", "2026年12月22日", "<svg"):
            assert words in page
        assert "跳过2026年12月19日（周末）" in page

    def test_needs_no_sign_in_and_stores_nothing(self, client):
        """No database is open to this test: a query would fail it."""
        reply = client.get("/calculator/", self.GIVEN)
        assert reply.status_code == 200
        assert not reply.cookies

    def test_asks_for_no_person(self, client):
        names = set(re.findall(r'<(?:input|select)[^>]* name="([a-z_]+)"', text(client.get("/calculator/"))))
        assert names == {
            "item",
            "decided_on",
            "conduct_end_on",
            "starts_on",
            "told_on",
            "asked_on",
            "is_only_warning",
        }

    def test_says_what_is_wrong_and_keeps_the_rest(self, client):
        reply = client.get("/calculator/", self.GIVEN | {"told_on": "昨天", "item": "work_safety_post_bar"})
        assert reply.status_code == 422
        assert "您知道的日期：要像2026-12-24这样写" in text(reply)
        assert "请写限制开始的日期" in text(reply)
        assert "2026年8月19日" in text(reply)

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("2026-13-1", "行为结束的日期：没有13月，请核对"),
            ("2026年2月30日", "行为结束的日期：2026年2月没有30日，请核对"),
            ("20260931", "行为结束的日期：2026年9月没有31日，请核对"),
            ("0026-9-16", "行为结束的日期：要像2026-12-24这样写"),
            ("1999-9-16", "行为结束的日期要在2015年到2090年之间，请核对"),
            ("", "请写行为结束的日期"),
        ],
    )
    def test_says_of_a_wrong_date_which_and_why_and_nothing_besides(self, client, typed, said):
        reply = client.get("/calculator/", self.GIVEN | {"conduct_end_on": typed})
        assert "有1处要改" in text(reply)
        assert said in text(reply)

    def test_says_once_that_the_beginning_of_a_bar_is_wrong(self, client):
        given = self.GIVEN | {"item": "work_safety_post_bar", "starts_on": "2026-13-1"}
        reply = client.get("/calculator/", given)
        assert "有1处要改" in text(reply)
        assert "限制开始的日期：没有13月" in text(reply)

    def test_of_a_warning_is_minor(self, client):
        page = text(client.get("/calculator/", self.GIVEN | {"is_only_warning": "on"}))
        assert "2026年9月17日起" in page
        assert "轻微失信信息，决定的第二天" in page

    def test_shows_every_example_with_how_it_was_counted(self, client):
        page = text(client.get("/calculator/examples/"))
        assert page.count("<figure") == page.count("怎么数的</h3>") >= 33
        assert "5月9日是第7天，是星期六，但是补班" in page


def test_counts_for_the_person_what_the_calculator_counts(the_day, client):
    """The record that production registered, against the page that anybody can open."""
    held = record()
    page = text(client.get("/calculator/", TestCalculator.GIVEN))
    opens, last = held.repair_from, held.until - timedelta(seconds=1)
    assert f"{opens.year}年{opens.month}月{opens.day}日起" in page
    assert f"{last.year}年{last.month}月{last.day}日" in page
