"""Consent on the person's own pages: what would be answered first, then yes or nothing, and one step back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from chengxin.apps.consents.models import ConsentGiven, ConsentWithdrawn
from chengxin.core.permissions import Role
from tests.apps.test_consents import AT, DAY, ITEM, PURPOSE, UNIT, WHO, ask, honour, shown
from tests.proves import proves
from tests.web import filled
from tests.web.world import Clock, text_of

pytestmark = pytest.mark.django_db
TO = f"{UNIT}.{PURPOSE}"


@pytest.fixture
def me(monkeypatch):
    Clock(monkeypatch).at = AT
    filled.submit([honour(WHO)], feed=filled.HONOURS, at=AT - 30 * DAY)
    filled.nothing_new()
    client = Client()
    client.get("/")
    filled.sign_in(client, WHO)
    return client


def preview(me):
    page = me.post("/me/consents/new/", {"to": TO})
    return page, page.context["form"].initial["seen"]


@proves("D4")
def test_a_person_sees_first_and_consents_to_just_that(me):
    assert "您没有同意过给任何单位看" in text_of(me.get("/me/consents/"))
    assert me.post("/me/consents/new/", {}).status_code == 422
    page, seen = preview(me)
    text = text_of(page)
    assert "黑文明办发〔2026〕1号" in text
    assert ConsentGiven.objects.count() == 0
    given = {"to": TO, "seen": seen, "items": [ITEM], "last_day": "2026-12-20"}
    assert me.post("/me/consents/give/", {**given, "items": []}).status_code == 422
    late = me.post("/me/consents/give/", {**given, "last_day": "2027-12-20"})
    assert "最长不超过期限表里的天数" in text_of(late)
    changed = me.post("/me/consents/give/", {**given, "seen": "0" * 64})
    assert "会答复的内容变了" not in text_of(changed)
    assert "记录有了变化" in text_of(changed)
    assert seen in changed.content.decode()
    assert me.post("/me/consents/give/", given).status_code == 303
    page = text_of(me.get("/me/consents/"))
    assert "还没有用" in page
    assert "2026年12月20日" in page
    assert len(shown(ask(at=AT))) == 1
    assert f"编号{ConsentGiven.objects.get().ref}，用过了" in text_of(me.get("/me/looks/"))


@proves("D4")
def test_the_same_form_sent_twice_is_one_consent(me):
    _, seen = preview(me)
    given = {"to": TO, "seen": seen, "items": [ITEM], "last_day": "2026-12-20"}
    assert [me.post("/me/consents/give/", given).status_code for _ in range(2)] == [303, 303]
    assert ConsentGiven.objects.count() == 1


@proves("R34")
def test_one_step_takes_it_back(me):
    _, seen = preview(me)
    me.post("/me/consents/give/", {"to": TO, "seen": seen, "items": [ITEM], "last_day": "2026-12-20"})
    ref = ConsentGiven.objects.get().ref
    other = Client()
    other.get("/")
    filled.sign_in(other, filled.person("欧阳㐱", 8))
    assert other.post(f"/me/consents/{ref}/withdraw/").status_code == 404
    assert ConsentWithdrawn.objects.count() == 0
    assert me.post(f"/me/consents/{ref}/withdraw/").status_code == 303
    assert "撤回了" in text_of(me.get("/me/consents/"))
    assert shown(ask()) == []


def test_an_unknown_recipient_leads_back_to_the_list(me):
    assert me.post("/me/consents/give/", {"to": "bank.anything"}).status_code == 302
    assert me.post("/me/consents/new/", {"to": "bank.anything"}).status_code == 422


@proves("R44", "D4")
def test_a_window_writes_it_down_for_the_person(me):
    clerk = Client()
    clerk.force_login(filled.official(Role.CLERK, "credit_centre", name="季清源", seat="1号窗口"))
    card = {"name": WHO.name, "number": WHO.number, "is_checked": "on"}
    assert clerk.post("/window/person/", {**card, "errand": "consent"}).status_code == 303
    page = clerk.post("/window/person/errand/", {"to": TO})
    assert "黑文明办发〔2026〕1号" in text_of(page)
    seen = page.context["form"].initial["seen"]
    given = {"to": TO, "seen": seen, "items": [ITEM], "last_day": "2026-12-20"}
    assert clerk.post("/window/person/errand/", given).status_code == 303
    one = ConsentGiven.objects.get()
    assert one.through.name == "季清源"
    receipt = text_of(clerk.get("/window/person/receipt/"))
    assert one.ref in receipt
    assert "2026年12月20日" in receipt

    assert clerk.post("/window/person/", {**card, "errand": "unconsent"}).status_code == 303
    assert clerk.post("/window/person/errand/", {"case": one.ref}).status_code == 303
    assert "同意撤回了" in text_of(clerk.get("/window/person/receipt/"))
    assert shown(ask(at=AT + timedelta(hours=2))) == []
