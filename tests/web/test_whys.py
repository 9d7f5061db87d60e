"""Asking why as people do it: on the person's page, at the desk of the unit, at a window, in the sample, in public."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.batch import write
from chengxin.apps.ledger.refs import new_ref
from chengxin.apps.looks import selectors as whys
from chengxin.apps.looks.actions.draw import draw
from chengxin.apps.looks.actions.review import review
from chengxin.apps.looks.models import DrawnLook
from chengxin.apps.own_report.as_json import as_json
from chengxin.apps.own_report.selectors import own_report
from chengxin.apps.people import selectors as people
from chengxin.core.calendar import start_of
from chengxin.core.permissions import Role
from chengxin.core.samples import Review
from chengxin.core.watching import Sign
from chengxin.jobs.duties import run_due
from chengxin.web.law import feeds, lawbook
from tests.proves import proves
from tests.web import filled
from tests.web.world import Clock, text_of

pytestmark = pytest.mark.django_db
WHO = filled.person("王䶮", 7)
DAY = timedelta(days=1)


@pytest.fixture
def clock(monkeypatch):
    stopped = Clock(monkeypatch)
    stopped.at = filled.AT + timedelta(hours=1)
    return stopped


def client_of(one):
    client = Client()
    client.force_login(one)
    return client


def resident(who=WHO):
    client = Client()
    client.get("/")
    filled.sign_in(client, who)
    return client


def officer(unit="transport", name="魏立志"):
    return filled.official(Role.CASE_OFFICER, unit, name=name, seat="执法监督科")


@pytest.fixture
def entry(clock):
    filled.nothing_new()
    return filled.ask(filled.matter(WHO), WHO).entry


def asked(client, entry, words="没去办过"):
    number = whys.numbers_of([entry])[entry.pk]
    page = client.post(reverse("resident:ask_why", args=[number]), {"words": words})
    assert page.status_code == 303
    return page["Location"]


@proves("G7")
def test_a_person_asks_an_official_answers_the_person_reads(entry, clock):
    me = resident()
    assert "问为什么" in text_of(me.get("/me/looks/"))
    url = asked(me, entry)
    assert "等答复，最迟2026年12月1日" in text_of(me.get(url))
    ref = url.rstrip("/").rsplit("/", 1)[-1]
    # Asked once: the way to ask now leads to the answer.
    number = whys.numbers_of([entry])[entry.pk]
    assert me.get(reverse("resident:ask_why", args=[number]))["Location"] == url

    desk = client_of(officer())
    assert ref in text_of(desk.get("/desk/whys/"))
    page = text_of(desk.get(f"/desk/whys/{ref}/"))
    assert "没去办过" in page
    assert "道路客运驾驶员从业资格许可" in page
    assert WHO.name not in page
    assert WHO.number not in page
    assert desk.post(f"/desk/whys/{ref}/answer/", {"finding": "lawful", "words": ""}).status_code == 422
    done = desk.post(f"/desk/whys/{ref}/answer/", {"finding": "lawful", "words": "他在窗口换证"})
    assert done.status_code == 303
    assert "他在窗口换证" in text_of(me.get(url))
    assert "您问过为什么：答复了" in text_of(me.get("/me/looks/"))

    assert me.post(f"/me/whys/{ref}/doubt/").status_code == 303
    assert "等市公共信用中心判断" in text_of(me.get(url))
    keeper = client_of(officer("credit_centre", "苗青禾"))
    assert ref in text_of(keeper.get("/desk/whys/"))
    keeper.post(f"/desk/whys/{ref}/judge/", {"finding": "unlawful", "words": "没有这件申请"})
    page = text_of(me.get(url))
    assert "认定不合法，记为事件" in page
    assert "没有这件申请" in page


@proves("G7")
def test_silence_is_shown_to_the_person_and_counted_in_public(entry, clock):
    me = resident()
    url = asked(me, entry)
    clock.at = start_of(date(2026, 12, 2)) + timedelta(hours=9)
    assert "没有答复" in text_of(me.get(url))
    assert "您问过为什么：没有答复" in text_of(me.get("/me/looks/"))
    run_due(clock.at)
    assert "您问为什么看，对方没有答复" in text_of(me.get("/me/letters/"))
    page = Client().get("/figures/looks/")
    text = text_of(page)
    assert "2026年第四季度" in text
    row = page.context["quarters"][0]["rows"][0]
    assert (row[1], row[0].asked, row[0].unanswered) == ("黑河市交通运输局", 1, 1)
    assert WHO.name not in text
    assert "数说的是单位" in text


def test_another_persons_question_and_look_are_not_there(entry, clock):
    url = asked(resident(), entry)
    other = resident(filled.person("欧阳㐱", 8))
    assert other.get(url).status_code == 404
    number = whys.numbers_of([entry])[entry.pk]
    assert other.get(reverse("resident:ask_why", args=[number])).status_code == 404
    assert client_of(officer("tax", "卢知微")).get(url.replace("/me/", "/desk/")).status_code == 404


@proves("G6")
def test_how_many_are_hidden_is_shown_until_they_are_not(entry, clock):
    matter = filled.matter(WHO, at=clock.at, request_no="黑政服〔2026〕2", reason="调查")
    boss = client_of(filled.official(Role.SUPERVISOR, name="佟岱", seat="分管副局长"))
    given = {"matter": matter.ref, "category": "obstructs_duty", "shown_from": "2026-12-24", "words": "正在调查"}
    assert boss.post("/desk/hide/", {**given, "shown_from": "2027-12-24"}).status_code == 422
    assert boss.post("/desk/hide/", {**given, "category": "other"}).status_code == 422
    assert boss.post("/desk/hide/", given).status_code == 303
    filled.ask(matter, WHO, at=clock.at)
    me = resident()
    page = text_of(me.get("/me/looks/"))
    assert "另有1次按法律推迟给您看" in page
    assert "一共1次" in page
    assert me.get("/api/v1/me/access").json()["hidden"] == 1
    clock.at += 30 * DAY
    page = text_of(me.get("/me/looks/"))
    assert "推迟到2026年12月24日才给您看" in page
    assert "一共2次" in page
    assert me.get("/api/v1/me/access").json()["hidden"] == 0


@proves("G6")
def test_nobody_is_told_that_nobody_looked_while_a_look_is_put_off(clock):
    matter = filled.matter(WHO, at=clock.at, request_no="黑政服〔2026〕2", reason="调查")
    boss = client_of(filled.official(Role.SUPERVISOR, name="佟岱", seat="分管副局长"))
    given = {"matter": matter.ref, "category": "obstructs_duty", "shown_from": "2026-12-24", "words": "正在调查"}
    assert boss.post("/desk/hide/", given).status_code == 303
    filled.ask(matter, WHO, at=clock.at)
    me = resident()
    home, looks = text_of(me.get("/me/records/")), text_of(me.get("/me/looks/"))
    assert "现在能给您看的还没有；另有1次按法律推迟给您看" in home
    assert "现在能给您看的，还没有" in looks
    for page in (home, looks, text_of(me.get("/me/report/"))):
        assert "没有人看过" not in page
        assert "没有人看到过" not in page


@proves("G7")
def test_a_reviewer_of_another_body_sees_purpose_and_matter_and_not_the_person(entry, clock):
    seal(at=clock.at + DAY, force_checkpoint=True)
    clock.at = start_of(date(2026, 11, 30)) + timedelta(hours=9)
    draw(lawbook=lawbook(), at=clock.at)
    reviewer = client_of(filled.official(Role.AUDITOR, "credit_office", name="邢致远", seat="审计岗"))
    (drawn,) = whys.to_review(filled.official(Role.AUDITOR, "credit_office"))
    assert drawn.ref in text_of(reviewer.get("/oversight/samples/"))
    page = text_of(reviewer.get(f"/oversight/samples/{drawn.ref}/"))
    assert "道路运输从业资格许可审查" in page
    assert "许可" in page
    for secret in (WHO.name, WHO.number, "11820", entry.answer.ref, entry.matter.ref):
        assert secret not in page
    assert reviewer.post(f"/oversight/samples/{drawn.ref}/", {"result": "doubtful"}).status_code == 422
    assert reviewer.post(f"/oversight/samples/{drawn.ref}/", {"result": "fits"}).status_code == 303
    assert reviewer.get(f"/oversight/samples/{drawn.ref}/").status_code == 404
    assert "说的和做的对得上" in text_of(resident().get("/me/looks/"))


@proves("G7")
def test_each_review_of_a_look_is_read(entry, clock):
    seal(at=clock.at + DAY, force_checkpoint=True)
    clock.at = start_of(date(2026, 11, 30)) + timedelta(hours=9)
    draw(lawbook=lawbook(), at=clock.at)
    reviewer = filled.official(Role.AUDITOR, "credit_office", name="邢致远", seat="审计岗")
    (first,) = whys.to_review(reviewer)
    with transaction.atomic():
        second = DrawnLook(ref=new_ref(), sample=first.sample, entry=first.entry, rule=Sign.NO_OUTCOME, at=clock.at)
        write(clock.at, [("look_drawn", second)])
    review(second.ref, result=Review.DOUBTFUL, words="没有结果", by=reviewer, at=clock.at)
    review(first.ref, result=Review.FITS, words="", by=reviewer, at=clock.at)
    page = text_of(resident().get("/me/looks/"))
    assert "有疑问，已经替您追问" in page
    assert "说的和做的对得上" in page
    report = own_report(people.indexes(WHO), name=WHO.name, lawbook=lawbook(), feeds=feeds(), at=clock.at)
    [told] = [one for one in as_json(report, lawbook())["who_looked"]["looks"] if one["reviews"]]
    assert [one["result"] for one in told["reviews"]] == ["doubtful", "fits"]
    assert told["review"] == told["reviews"][1]


@proves("R44")
def test_the_window_asks_for_a_person_with_the_same_clock_and_a_receipt(entry, clock):
    window = client_of(filled.official(Role.CLERK, "credit_centre", name="季清源", seat="1号窗口"))
    card = {"errand": "why", "name": WHO.name, "number": WHO.number, "is_checked": "on"}
    assert window.post("/window/person/", card).status_code == 303
    form = window.get("/window/person/errand/")
    assert "问为什么看" in text_of(form)
    number = whys.numbers_of([entry])[entry.pk]
    assert window.post("/window/person/errand/", {"case": number, "words": ""}).status_code == 303
    receipt = text_of(window.get("/window/person/receipt/"))
    assert "替您问了为什么看" in receipt
    assert "2026年12月1日" in receipt
    (mine,) = whys.list_for_person(people.indexes(WHO), lawbook=lawbook(), at=clock.at)
    assert mine.case.through.name == "季清源"
    assert mine.case.ref in receipt
    assert inquiries.list_for_person(people.indexes(WHO), at=clock.at).first().outcome == "at_window"
