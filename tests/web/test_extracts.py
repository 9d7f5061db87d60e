"""Extracts on the pages: seen first, made for one recipient, printed; and the page where a code is checked."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from chengxin.apps.extracts.models import Extract, ExtractCheck
from chengxin.apps.notices import selectors as notices
from chengxin.apps.people import selectors as people
from chengxin.apps.records.actions.make_statement import make_statement
from chengxin.apps.records.selectors import held_by
from chengxin.core.calendar import day_of
from chengxin.core.errands import Errand
from chengxin.core.permissions import KEEPER, Role
from chengxin.web.checking.views import TRIES
from chengxin.web.law import lawbook
from tests.apps.test_paper import drawn
from tests.proves import proves
from tests.web import filled

WHO = filled.person("欧阳𠮷䶮", 61)
OTHER = filled.person("诸葛㐱", 62)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
AT = filled.AT
NEW = "/me/extracts/for/road_transport_licence/"
CODE = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}")
pytestmark = pytest.mark.django_db


class Clock:
    at = AT


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    cache.clear()
    Clock.at = AT
    monkeypatch.setattr("chengxin.clock.now", lambda: Clock.at)
    proof = filled.enclosed(date(2026, 9, 18))
    filled.submit([filled.penalty(WHO, "黑交罚〔2026〕0611号", proof=proof)], at=AT - 30 * DAY)
    filled.nothing_new(at=AT)
    return Clock


def signed_in(who=WHO) -> Client:
    client = Client()
    filled.sign_in(client, who)
    return client


def made(client: Client, unit: str = "transport", address: str = NEW) -> str:
    page = client.get(address).content.decode()
    [seen] = re.findall(r'name="seen" value="([0-9a-f]{64})"', page)
    reply = client.post(address, {"unit": unit, "seen": seen})
    assert reply.status_code == 303
    return reply["Location"].rstrip("/").rsplit("/", 1)[-1]


def code_on(client: Client, ref: str) -> str:
    [code] = CODE.findall(client.get(f"/me/extracts/{ref}/").content.decode())
    return code


def answer_to(code: str, client: Client | None = None) -> str:
    reply = (client or Client()).post("/check/", {"code": code})
    assert reply.status_code == 200
    [heading] = re.findall(r"<h1[^>]*>([^<]+)</h1>", reply.content.decode())
    return heading


@proves("D5")
class TestMaking:
    def test_shows_first_what_it_will_say_and_then_says_it(self):
        client = signed_in()
        page = client.get(NEW).content.decode()
        for said in ("黑交罚〔2026〕0611号", "道路运输从业人员违法", "罚款2,000元"):
            assert said in page
        assert Extract.objects.count() == 0
        ref = made(client)
        page = client.get(f"/me/extracts/{ref}/").content.decode()
        for said in ("黑交罚〔2026〕0611号", "罚款2,000元", "黑河市交通运输局", "2026年12月1日", "真实"):
            assert said in page

    def test_offers_those_alone_who_may_ask(self):
        page = signed_in().get(NEW).content.decode()
        offered = set(re.findall(r'type="radio" value="(\w+)"', page))
        assert offered == set(lawbook().purposes["road_transport_licence"].askers(day_of(AT)))
        assert signed_in().get("/me/extracts/for/own_file/").status_code == 404
        assert signed_in().post(NEW, {"unit": "pbc", "seen": "0" * 64}).status_code == 422

    def test_is_not_made_of_what_has_changed_meanwhile(self):
        reply = signed_in().post(NEW, {"unit": "transport", "seen": "0" * 64})
        assert reply.status_code == 422
        assert "内容刚刚变了" in reply.content.decode()
        assert Extract.objects.count() == 0

    def test_is_printed_with_its_code_while_it_can_be_used(self, clock):
        client = signed_in()
        ref = made(client)
        reply = client.get(f"/me/extracts/{ref}/pdf/")
        assert reply["Content-Type"] == "application/pdf"
        code = code_on(client, ref)
        assert set(code + WHO.name + "黑交罚〔2026〕0611号") <= drawn(reply.content)
        clock.at = AT + 8 * DAY
        assert client.get(f"/me/extracts/{ref}/pdf/").status_code == 422
        assert not CODE.findall(client.get(f"/me/extracts/{ref}/").content.decode())

    def test_of_another_person_does_not_exist(self):
        ref = made(signed_in())
        for path in (f"/me/extracts/{ref}/", f"/me/extracts/{ref}/pdf/"):
            assert signed_in(OTHER).get(path).status_code == 404
        assert ref not in signed_in(OTHER).get("/me/extracts/").content.decode()


@proves("D5")
class TestChecking:
    def test_says_one_of_four_things(self, clock):
        client = signed_in()
        code = code_on(client, made(client))
        assert answer_to(code) == "真实"
        assert answer_to(code.lower().replace("-", " ")) == "真实"
        assert answer_to("2222-2222-2222") == "查不到这个编号"
        who = people.indexes(WHO)
        [record] = held_by(who, lawbook=lawbook(), at=AT)
        make_statement(record.record.ref, "已经缴清。", lawbook=lawbook(), by=who, at=AT + HOUR)
        clock.at = AT + 2 * HOUR
        assert answer_to(code) == "已失效"
        page = Client().post("/check/", {"code": code}).content.decode()
        assert "里面写的有了变化，或者本人另开了一份" in page
        clock.at = AT + 8 * DAY
        assert answer_to(code) == "已过期"

    def test_says_of_what_is_no_code_that_it_is_none_and_keeps_it(self):
        for typed, count in (("3KQ9X2MMTA", 10), ("7K2M-PQ9R-WX4T-2", 13), ("--", 0)):
            reply = Client().post("/check/", {"code": typed})
            page = reply.content.decode()
            assert reply.status_code == 422
            assert f"这是{count}位，要12位的核对编号" in page
            assert "没有开出过" not in page
            assert f'value="{typed}"' in page
        assert ExtractCheck.objects.count() == 0

    def test_reveals_nothing_of_anybody(self):
        client = signed_in()
        code = code_on(client, made(client))
        page = Client().post("/check/", {"code": code}).content.decode()
        for secret in (WHO.name, WHO.number, "0611", "道路运输", "交通运输局", code, code.replace("-", "")):
            assert secret not in page

    def test_differs_from_an_unknown_code_in_its_answer_alone(self):
        client = signed_in()
        code = code_on(client, made(client))
        plain = [
            re.sub(r' value="[^"]*"', "", Client().post("/check/", {"code": one}).content.decode())
            for one in (code, "2222-2222-2222")
        ]
        lines = [[line for line in page.splitlines() if line.strip()] for page in plain]
        differing = [pair for pair in zip(*lines, strict=True) if pair[0] != pair[1]]
        assert len(differing) == 3
        assert "真实" in differing[0][0]
        assert "查不到这个编号" in differing[0][1]
        assert (code[-4:] in differing[2][0], "2222" in differing[2][1]) == (True, True)

    def test_says_which_paper_it_was_about_without_the_whole_code(self):
        client = signed_in()
        code = code_on(client, made(client))
        page = Client().post("/check/", {"code": code.lower()}).content.decode()
        assert f'核对的编号以<b class="cx-id">{code[-4:]}</b>结尾' in page
        assert code not in page

    def test_is_told_to_the_person_and_nobody_is_noted(self):
        client = signed_in()
        ref = made(client)
        answer_to(code_on(client, ref))
        assert "真实" in client.get(f"/me/extracts/{ref}/").content.decode()
        assert ExtractCheck.objects.count() == 1
        columns = {one.name for one in ExtractCheck._meta.concrete_fields}
        assert columns == {"id", "salt", "extract", "state", "at"}
        report = client.get("/me/report/").content.decode()
        assert "您开出的摘录" in report
        assert "2026年11月24日09:00，真实" in report

    def test_stops_after_so_many_tries_whatever_they_were(self):
        client = signed_in()
        code = code_on(client, made(client))
        for _ in range(TRIES.most):
            answer_to("2222-2222-2222")
        reply = Client().post("/check/", {"code": code})
        assert reply.status_code == 429
        assert "真实" not in re.findall(r"<h1[^>]*>(.*?)</h1>", reply.content.decode())
        assert ExtractCheck.objects.filter(state="genuine").count() == 0
        assert answer_to(code, Client(REMOTE_ADDR="192.0.2.7")) == "真实"

    def test_behind_a_proxy_counts_by_what_the_proxy_wrote(self, settings):
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        for place in range(TRIES.most):
            Client(HTTP_X_FORWARDED_FOR=f"198.51.100.{place}, 192.0.2.9").post("/check/", {"code": "2222-2222-2222"})
        blocked = Client(HTTP_X_FORWARDED_FOR="203.0.113.1, 192.0.2.9").post("/check/", {"code": "2222-2222-2222"})
        free = Client(HTTP_X_FORWARDED_FOR="192.0.2.9, 203.0.113.1").post("/check/", {"code": "2222-2222-2222"})
        assert (blocked.status_code, free.status_code) == (429, 200)

    def test_is_not_kept_by_anybody_on_the_way(self):
        assert "no-store" in Client().get("/check/")["Cache-Control"]
        assert Client().post("/check/", {"code": ""}).status_code == 422


class TestAtAWindow:
    def attending(self, errand: Errand = Errand.EXTRACT) -> Client:
        client = Client()
        client.force_login(filled.official(Role.CLERK, KEEPER))
        given = {"errand": errand.value, "name": WHO.name, "number": WHO.number, "is_checked": "on"}
        assert client.post("/window/person/", given).status_code == 303
        return client

    @proves("D5", "R44")
    def test_an_extract_is_seen_made_and_printed(self):
        client = self.attending()
        assert client.get("/window/person/errand/")["Location"] == "/window/person/extract/"
        assert "道路运输从业资格许可审查" in client.get("/window/person/extract/").content.decode()
        address = "/window/person/extract/for/road_transport_licence/"
        assert "黑交罚〔2026〕0611号" in client.get(address).content.decode()
        ref = made(client, address=address)
        assert ref in client.get(f"/window/person/extract/{ref}/").content.decode()
        paper = client.get(f"/window/person/extract/{ref}/pdf/").content
        assert set(WHO.name + "核对编号") <= drawn(paper)
        who = people.indexes(WHO)
        assert notices.list_for_person(who.number, who.name).first().template == "extract_made"
        assert "莫晓岚在窗口替您开" in signed_in().get(f"/me/extracts/{ref}/").content.decode()
        assert "为一件事开摘录" in signed_in().get("/me/looks/").content.decode()

    @proves("C4")
    def test_an_asking_window_offers_its_own_unit_to_nobody(self):
        client = Client()
        client.force_login(filled.official(Role.CLERK))
        given = {"errand": Errand.EXTRACT.value, "name": WHO.name, "number": WHO.number, "is_checked": "on"}
        client.post("/window/person/", given)
        address = "/window/person/extract/for/road_transport_licence/"
        page = client.get(address).content.decode()
        offered = re.findall(r'name="unit"[^>]*value="(\w+)"', page)
        assert offered == [
            unit for unit in lawbook().purpose("road_transport_licence").askers(AT.date()) if unit != "transport"
        ]
        seen = re.search(r'name="seen" value="(\w+)"', page)[1]
        assert client.post(address, {"unit": "transport", "seen": seen}).status_code == 422

    @proves("D5", "R44")
    def test_the_own_report_is_printed_for_whoever_stands_there(self):
        client = self.attending(Errand.READ)
        assert "/window/person/report/" in client.get("/window/person/errand/").content.decode()
        reply = client.get("/window/person/report/")
        assert set(WHO.name + "个人公共信用信息报告") <= drawn(reply.content)

    @proves("R44")
    def test_nothing_is_open_for_another_errand_or_later(self, clock):
        ref = made(signed_in())
        doors = [
            "/window/person/extract/",
            "/window/person/extract/for/road_transport_licence/",
            f"/window/person/extract/{ref}/",
            f"/window/person/extract/{ref}/pdf/",
        ]
        reading, extracting = self.attending(Errand.READ), self.attending()
        for door in doors:
            assert reading.get(door)["Location"] == "/window/person/?over=1"
        assert extracting.get("/window/person/report/")["Location"] == "/window/person/?over=1"
        clock.at = AT + timedelta(minutes=10)
        for door in doors:
            assert extracting.get(door)["Location"] == "/window/person/?over=1"

    def test_an_extract_of_somebody_else_is_not_there(self):
        ref = made(signed_in(OTHER))
        client = self.attending()
        assert client.get(f"/window/person/extract/{ref}/").status_code == 404
        assert client.get(f"/window/person/extract/{ref}/pdf/").status_code == 404
