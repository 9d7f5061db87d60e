"""Representatives at the window: proof noted, one errand within scope, both names written, each act told to the person."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from chengxin.apps import letters
from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.verify import verify
from chengxin.apps.mandates.actions.act import act
from chengxin.apps.mandates.models import MandateAct, MandateNoted
from chengxin.apps.mandates.selectors import agent_name
from chengxin.apps.notices import selectors as notices
from chengxin.apps.notices.models import Letter
from chengxin.apps.objections.models import Objection
from chengxin.apps.people import selectors as people
from chengxin.core.calendar import start_of
from chengxin.core.errands import Errand
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.web.law import lawbook
from tests.proves import proves
from tests.seated import moves
from tests.web import filled
from tests.web.world import Clock, choices_of, text_of

pytestmark = pytest.mark.django_db
WHO, AGENT, OTHER = filled.person("王䶮", 7), filled.person("欧阳㐱", 8), filled.person("司马青", 9)
DAY = timedelta(days=1)


@pytest.fixture
def clock(monkeypatch):
    stopped = Clock(monkeypatch)
    stopped.at = filled.AT
    return stopped


@pytest.fixture
def window(clock):
    filled.submit([filled.penalty(WHO, proof=filled.enclosed(date(2026, 9, 18)))], at=filled.AT - 30 * DAY)
    client = Client()
    client.force_login(filled.official(Role.CLERK, "credit_centre", name="季清源", seat="1号窗口"))
    return client


def me(who=WHO):
    client = Client()
    client.get("/")
    filled.sign_in(client, who)
    return client


def noted(window, *, kind="lawyer", acts=("object", "read"), last_day="2026-12-31", **changes):
    form = {
        "name": WHO.name,
        "number": WHO.number,
        "agent_name": AGENT.name,
        "agent_number": AGENT.number,
        "kind": kind,
        "document_no": "（2026）黑律委字第12号",
        "acts": list(acts),
        "last_day": last_day,
        "is_checked": "on",
    } | changes
    return window.post("/window/mandates/note/", form)


def comes(window, errand, who=AGENT, ref=None):
    ref = ref or MandateNoted.objects.get().ref
    form = {"mandate": ref, "name": who.name, "number": who.number, "errand": errand, "is_checked": "on"}
    return window.post("/window/mandates/", form)


def objects(window):
    choice = choices_of(window.get("/window/person/errand/"), "record")[0]
    form = {"record": choice, "ground": "wrong_fact", "words": "金额写错了"}
    return window.post("/window/person/errand/", form)


def templates(who=WHO):
    indexes = people.indexes(who)
    return [letter.template for letter in notices.list_for_person(indexes.number, indexes.name)]


@proves("G19")
def test_a_lawyer_objects_within_the_scope_and_the_person_is_told_each_time(window):
    assert noted(window).status_code == 303
    receipt = text_of(window.get("/window/mandates/noted/"))
    assert noted(window).status_code == 303
    mandate = MandateNoted.objects.get()
    assert mandate.ref in receipt
    assert WHO.name not in receipt
    assert templates()[0] == "mandate_noted"

    assert comes(window, "object").status_code == 303
    page = text_of(window.get("/window/person/errand/"))
    assert AGENT.name in page
    assert objects(window).status_code == 303
    acted, case = MandateAct.objects.get(), Objection.objects.get()
    assert (acted.act, acted.case, acted.by.name) == ("object", case.ref, "季清源")
    assert agent_name(acted.mandate) == AGENT.name
    assert case.through.name == "季清源"
    assert set(templates()[:2]) == {"objection_lodged", "mandate_act"}
    indexes = people.indexes(WHO)
    letter = next(one for one in notices.list_for_person(indexes.number, indexes.name) if one.template == "mandate_act")
    text = str(letters.render(letter, lawbook=lawbook()))
    for said in (AGENT.name, "提出异议", case.ref, "季清源", "（2026）黑律委字第12号"):
        assert said in text
    receipt = text_of(window.get("/window/person/receipt/"))
    assert case.ref in receipt
    assert mandate.ref in receipt
    look = inquiries.list_for_person(indexes, at=filled.AT).first()
    assert (look.outcome, look.case) == ("at_window", mandate.ref)
    seal(at=filled.AT, force_checkpoint=True)
    assert verify().findings == ()


@proves("G19")
def test_reading_is_an_act_that_is_told_too(window):
    noted(window)
    assert comes(window, "read").status_code == 303
    assert MandateAct.objects.get().act == "read"
    assert templates()[0] == "mandate_act"
    assert "关于您的记录" in text_of(window.get("/window/person/errand/"))


@proves("G19")
@pytest.mark.parametrize(
    ("errand", "who", "days", "said"),
    [
        ("repair", AGENT, 0, "不在代理的范围里"),
        ("object", OTHER, 0, "来的不是登记的代理人"),
        ("object", WHO, 0, "来的不是登记的代理人"),
        ("object", AGENT, 38, "代理已经结束"),
    ],
)
def test_out_of_scope_past_the_end_and_somebody_else_open_nothing(window, clock, errand, who, days, said):
    noted(window)
    clock.at += days * DAY
    page = comes(window, errand, who)
    assert page.status_code == 422
    assert said in text_of(page)
    assert inquiries.list_for_person(people.indexes(WHO), at=clock.at).count() == 0
    assert window.get("/window/person/errand/").status_code == 303
    assert templates() == ["mandate_noted", "registered_adverse"]


@proves("G19")
def test_what_ends_between_opening_and_doing_does_nothing(window, clock):
    noted(window)
    comes(window, "object")
    assert me().post(f"/me/mandates/{MandateNoted.objects.get().ref}/end/").status_code == 303
    # What was open is shut before anything more can be read or sent.
    assert window.get("/window/person/errand/").status_code == 303
    assert window.post("/window/person/errand/", {"ground": "not_me"}).status_code == 303
    assert Objection.objects.count() == MandateAct.objects.count() == 0
    assert templates()[0] == "mandate_ended"
    assert "（已经结束）" in text_of(me().get("/me/mandates/"))


@proves("G19")
def test_a_proof_is_noted_only_whole(window):
    for changes in (
        {"document_no": ""},
        {"acts": []},
        {"acts": ["consent"]},
        {"last_day": "2028-01-01"},
        {"is_checked": ""},
        {"agent_name": WHO.name, "agent_number": WHO.number},
        {"kind": "neighbour"},
    ):
        assert noted(window, **changes).status_code == 422, changes
    assert MandateNoted.objects.count() == 0
    clerk = Client()
    clerk.force_login(filled.official(Role.CASE_OFFICER, "transport"))
    assert noted(clerk).status_code == 403


@proves("G19")
def test_the_person_sees_who_acts_and_only_their_own(window):
    noted(window, kind="guardian", acts=("read", "consent"))
    ref = MandateNoted.objects.get().ref
    page = text_of(me().get("/me/mandates/"))
    for said in (AGENT.name, "监护人", "看记录、同意给一个单位看", "2026年12月31日", ref):
        assert said in page
    assert ref not in text_of(me(OTHER).get("/me/mandates/"))
    # A guardian is not the person's to dismiss; at the window, on paper, it ends.
    assert "这一种代理不能自己结束" in text_of(me().post(f"/me/mandates/{ref}/end/"))
    card = {"name": WHO.name, "number": WHO.number, "is_checked": "on", "errand": "dismiss"}
    assert window.post("/window/person/", card).status_code == 303
    assert window.post("/window/person/errand/", {"case": ref}).status_code == 303
    assert "代理结束了" in text_of(window.get("/window/person/receipt/"))
    assert comes(window, "read").status_code == 422


@proves("G19")
def test_an_act_that_fails_leaves_nothing(window):
    noted(window)
    ref = MandateNoted.objects.get().ref

    def fails():
        raise Refusal(Reason.OBJECTION_OPEN)

    by = filled.official(Role.CLERK, "credit_centre")
    common = {"agent": people.indexes(AGENT), "lawbook": lawbook(), "by": by, "at": filled.AT}
    with pytest.raises(Refusal):
        act(ref, Errand.OBJECT, fails, **common)
    assert act(ref, Errand.OBJECT, lambda: "", **common) == ""
    assert MandateAct.objects.count() == 0


@pytest.mark.parametrize(
    "last_day", ["2026年12月31日", "２０２６年１２月３１日", "2026/12/31", "2026.12.31", "20261231"]
)
def test_an_end_is_read_in_any_way_a_day_is_written(window, last_day):
    assert noted(window, last_day=last_day).status_code == 303
    assert MandateNoted.objects.get().until == start_of(date(2027, 1, 1))


@proves("G19")
def test_whoever_stands_there_for_somebody_begins_anew_for_another_errand(window):
    noted(window)
    comes(window, "read")
    assert "同一个人再办一件" not in text_of(window.get("/window/person/errand/"))
    window.post("/window/person/next/", {"errand": "object", "is_checked": "on"})
    looks = inquiries.list_for_person(people.indexes(WHO), at=filled.AT)
    assert [look.purpose for look in looks] == ["read"]


@proves("G19")
def test_says_where_the_official_sat_who_noted_it(window, clock):
    noted(window)
    moves(MandateNoted.objects.get().by, "tax", "征管科", at=clock.at + DAY)
    clock.at += 2 * DAY
    client = me()
    assert "市公共信用中心，季清源" in text_of(client.get("/me/mandates/"))
    assert "市公共信用中心，季清源" in str(
        letters.render(Letter.objects.get(template="mandate_noted"), lawbook=lawbook())
    )
