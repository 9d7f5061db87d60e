"""What is due to be destroyed at the keeper's desk, and what its person reads afterwards."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from chengxin.apps.destruction.actions.make_list import list_due
from chengxin.apps.objections.actions.lodge import lodge
from chengxin.apps.objections.actions.withdraw import withdraw
from chengxin.apps.people import selectors as people
from chengxin.apps.records.selectors import held_by
from chengxin.core.calendar import start_of
from chengxin.core.objections import Ground
from chengxin.core.permissions import Role
from chengxin.web.law import lawbook
from tests.apps.test_destruction import keeper
from tests.proves import proves
from tests.web import filled

WHO, OTHER = filled.person(), filled.person("赵㐱", 2)
END = start_of(date(2029, 8, 20))
NOW = END + timedelta(hours=9)


@pytest.fixture
def due(db, monkeypatch):
    """Two records that ended last night, one of them with a case that was closed; the address of their list."""
    filled.submit([filled.penalty(WHO), filled.penalty(OTHER, "黑交罚〔2026〕0500号")], at=filled.AT)
    who = people.indexes(WHO)
    (record,) = held_by(who, lawbook=lawbook(), at=filled.AT)
    case = lodge(record.record.ref, ground=Ground.WRONG_FACT, words="金额不对", lawbook=lawbook(), by=who, at=filled.AT)
    withdraw(case.ref, lawbook=lawbook(), by=who, at=filled.AT)
    monkeypatch.setattr("chengxin.clock.now", lambda: NOW)
    list_due(lawbook=lawbook(), at=END)
    page = text(desk().get("/desk/destruction/"))
    return re.search(r'href="(/desk/destruction/\w{10}/)"', page)[1]


def desk(name="鞠雁秋"):
    client = Client()
    client.force_login(keeper(name))
    return client


def me(who=WHO):
    client = Client()
    filled.sign_in(client, who)
    return client


def text(reply):
    return reply.content.decode()


def records_on(page):
    return re.findall(r"/records/(\w{10})/", page)


class TestList:
    def test_holds_kinds_and_days_and_no_person(self, due):
        page = text(desk().get(due))
        assert "2条可以销毁" in page
        assert "保存期限到了" in page
        assert "2029年8月20日起" in page
        assert not [word for word in (WHO.name, WHO.number, OTHER.name, "0417", "2,000元") if word in page]

    def test_says_that_nothing_is_due(self, db):
        assert "现在没有到期要销毁的" in text(desk().get("/desk/destruction/"))

    def test_is_the_keepers(self, due):
        other = Client()
        other.force_login(filled.official(Role.CASE_OFFICER, "transport", name="魏立志"))
        assert other.get("/desk/destruction/").status_code == 403
        assert "/desk/destruction/" not in text(other.get("/desk/repairs/"))

    def test_can_be_asked_for(self, due):
        assert desk().post("/desk/destruction/make/")["Location"] == "/desk/destruction/"

    def test_that_does_not_exist(self, due):
        assert desk().get("/desk/destruction/2222222222/").status_code == 404


class TestApproval:
    @proves("I3")
    def test_in_bulk_leaves_alone_what_is_kept(self, due):
        one = records_on(text(desk().get(due)))[0]
        given = {"order": "keep", "words": "同案的另一件还没有审结", "last_day": "2029-10-01"}
        reply = desk().post(f"{due}records/{one}/", given)
        assert reply.status_code == 303, text(reply)
        page = text(desk().get(due))
        assert "1条可以销毁，1条先留着" in page
        assert "决定暂不销毁，到2029年10月1日" in page
        assert desk().post(f"{due}look/").status_code == 303
        assert "等另一个人" in text(desk().get(due))
        page = text(desk("尹伯安").get(due))
        assert "同意，销毁1条" in page
        assert desk("尹伯安").post(f"{due}look/").status_code == 303
        page = text(desk().get(due))
        assert page.count("已销毁</strong>") == page.count("先留着</strong>") == 1
        assert "鞠雁秋" in page
        assert "尹伯安" in page
        pdf = desk().get(re.search(r'href="([^"]+/certificates/\w{10}/)"', page)[1])
        assert pdf.content.startswith(b"%PDF-1.7")
        assert desk().get(f"{due}certificates/2222222222/").status_code == 404

    def test_a_second_time_by_the_same_official_is_refused(self, due):
        desk().post(f"{due}look/")
        assert desk().post(f"{due}look/").status_code == 422

    @pytest.mark.parametrize(
        ("given", "complaint"),
        [
            ({}, "请选凭什么"),
            ({"order": "legal_hold", "words": "保全", "last_day": "2029-10-01"}, "要写明是哪个机关的哪份文书"),
            ({"order": "keep", "words": "同案", "last_day": "2031-10-01"}, "一次决定不能超过规定的最长期限"),
        ],
    )
    def test_of_a_wish_to_keep_says_what_is_missing(self, due, given, complaint):
        one = records_on(text(desk().get(due)))[0]
        reply = desk().post(f"{due}records/{one}/", given)
        assert reply.status_code == 422
        assert complaint in text(reply)


class TestPerson:
    @pytest.fixture
    def gone(self, due):
        for name in ("鞠雁秋", "尹伯安"):
            desk(name).post(f"{due}look/")

    @proves("I3", "R31")
    def test_reads_what_kind_was_destroyed_and_when_and_nothing_of_it(self, gone):
        page = text(me().get("/me/records/"))
        assert "已经销毁的" in page
        assert "2029年8月20日销毁" in page
        assert "0417" not in page
        letter = re.search(r'href="(/me/letters/\w{10}/)"', page)[1]
        assert me().post(f"{letter}open/").status_code == 303
        words = text(me().get(letter))
        assert "关于您的一条记录已经销毁" in words
        assert "保存期限到了" in words
        assert "0417" not in words

    def test_finds_every_other_page_still_there(self, gone):
        """What was about the record says that it is gone, and nothing falls over."""
        client = me()
        for page in ("/me/letters/", "/me/cases/", "/me/looks/"):
            found = text(client.get(page))
            for link in set(re.findall(r'href="(/me/(?:letters|cases|looks)/\w{10}/)"', found)):
                assert client.get(link).status_code == 200, link
        assert client.get("/api/v1/me/records").json()["records"] == []

    def test_of_another_nothing_is_told(self, gone):
        assert "已经销毁的" in text(me(OTHER).get("/me/records/"))
        assert "已经销毁的" not in text(me(filled.person("王五", 3)).get("/me/records/"))


class TestAuditor:
    @proves("D3", "R36")
    def test_reads_when_and_by_what_that_which_was_answered_went(self, db, monkeypatch):
        filled.submit([filled.penalty(WHO, proof=filled.enclosed(date(2026, 9, 18)))], at=filled.AT - timedelta(30))
        filled.nothing_new()
        answer = filled.ask(filled.matter(WHO), WHO).answer
        monkeypatch.setattr("chengxin.clock.now", lambda: NOW)
        list_due(lawbook=lawbook(), at=END)
        due = re.search(r'href="(/desk/destruction/\w{10}/)"', text(desk().get("/desk/destruction/")))[1]
        for name in ("鞠雁秋", "尹伯安"):
            desk(name).post(f"{due}look/")
        auditor = Client()
        auditor.force_login(filled.official(Role.AUDITOR, "credit_office", name="邢致远", seat="审计岗"))
        page = text(auditor.post("/oversight/replay/", {"matter": "黑政服〔2026〕11820", "answer": answer.ref}))
        assert "签名对得上" in page
        assert "内容2029年8月20日09:00随记录销毁：保存期限到了" in page
