"""Who was affected by a breach is counted from the log, the letter is ready, and it leaves by a second official's word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client

from chengxin.apps import letters
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.verify import verify
from chengxin.apps.looks import affected
from chengxin.apps.looks.actions.report_breach import report_breach
from chengxin.apps.looks.actions.tell_breach import tell_breach
from chengxin.apps.looks.models import Breach, BreachTold
from chengxin.apps.notices import selectors as notices
from chengxin.apps.notices.models import Letter
from chengxin.apps.people import selectors as people
from chengxin.core.breaches import SAID, Source
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.web.law import lawbook
from tests.api import world
from tests.proves import proves
from tests.web import filled
from tests.web.world import text_of

pytestmark = [pytest.mark.django_db, proves("R41")]
AT, DAY = filled.AT, timedelta(days=1)
LOOKED, OPENED, TRIED, OTHER = (
    filled.person(name, 300 + n) for n, name in enumerate(("王䶮", "欧阳㐱", "司马青", "令狐砚"))
)
SAYS = {
    "what": "一位窗口人员把查询结果拍照发给了别人。",
    "consequences": "别人可能知道您有一条处罚记录。",
    "done": "已经停了他的查询，删掉了照片。",
    "remedies": "您可以改留的手机号码。",
    "contact": "信用中心，0456-8888888",
}


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr("chengxin.clock.now", lambda: AT + DAY)
    monkeypatch.setattr("chengxin.api.pace.BEAT_SECONDS", 1e-6)


@pytest.fixture(autouse=True)
def looks():
    """One was asked about, one only had a matter opened, one was tried and refused, one has nothing to do with it."""
    rows = [
        filled.penalty(who, f"黑交罚〔2026〕06{n:02d}号", proof=filled.enclosed(date(2026, 9, 18)))
        for n, who in enumerate((LOOKED, OPENED, TRIED, OTHER))
    ]
    filled.submit(rows, at=AT - 30 * DAY)
    filled.nothing_new()
    filled.ask(filled.matter(LOOKED), LOOKED)
    filled.matter(OPENED, request_no="黑政服〔2026〕11821")
    filled.ask(None, TRIED)


def reporter():
    return filled.official(Role.SUPERVISOR, "credit_centre", name="戴明远", seat="分管副主任")


def auditor():
    return filled.official(Role.AUDITOR, "credit_office", name="邢致远", seat="审计岗")


def report(source=Source.OFFICIAL, name="clerk-transport", **changes):
    asked = {"since": AT - DAY, "until": AT + timedelta(hours=1), "said": SAYS, "by": reporter(), "at": AT + DAY}
    return report_breach(source=source, name=name, **asked | changes)


def told_to() -> set:
    return set(Letter.objects.filter(template="data_breach").values_list("number_index", flat=True))


def numbers(*who) -> set:
    return {people.indexes(one).number for one in who}


class TestCounting:
    def test_takes_whom_an_official_looked_at_and_whose_matter_stood_open(self):
        reported = report()
        assert reported.persons == 2
        found = {one.number for one in affected.persons(affected.affected_of(reported))}
        assert found == numbers(LOOKED, OPENED)
        assert told_to() == set(), "no letter leaves yet"

    def test_takes_nobody_outside_the_span(self):
        assert report(since=AT - 20 * DAY, until=AT).persons == 0
        assert report(since=AT, until=AT + timedelta(seconds=1)).persons == 2

    def test_takes_whom_a_program_asked_about(self):
        registered = world.program()
        by = world.Caller(registered.token)
        world.ask(by, world.open_matter(by, OTHER), OTHER)
        reported = report(Source.PROGRAM, registered.program.ref, until=AT + 2 * DAY, at=AT + 3 * DAY)
        assert {one.number for one in affected.persons(affected.affected_of(reported))} == numbers(OTHER)

    def test_takes_everybody_in_a_file_and_whoever_shares_a_number_that_waits(self):
        held = filled.submit([filled.penalty(replace(OTHER, name="令狐彦"), "黑交罚〔2026〕0699号")])
        assert held.held_rows.count() == 1
        assert report(Source.SUBMISSION, held.ref).persons == 1
        first = Breach.objects.latest("pk")
        assert {one.number for one in affected.persons(affected.affected_of(first))} == numbers(OTHER)

    def test_counts_each_person_once(self):
        for n in range(3):
            filled.ask(filled.matter(LOOKED, request_no=f"黑政服〔2026〕1183{n}", reason="又来"), LOOKED)
        assert report().persons == 2


class TestTelling:
    def test_owes_each_one_letter_by_a_second_official_and_nobody_else(self):
        reported = report()
        told = tell_breach(reported.ref, lawbook=lawbook(), by=auditor(), at=AT + DAY)
        assert told.persons == Letter.objects.filter(template="data_breach").count() == 2
        assert told_to() == numbers(LOOKED, OPENED)
        who = people.indexes(LOOKED)
        (letter, *_) = notices.list_for_person(who.number, who.name)
        text = str(letters.render(letter, lawbook=lawbook()))
        for said in (*SAYS.values(), reported.ref, "邢致远", "个人信息保护法"):
            assert said in text
        for other in (LOOKED, OPENED):
            assert other.number not in text
        seal(at=AT + DAY, force_checkpoint=True)
        assert verify().findings == ()

    @pytest.mark.parametrize("again", [False, True])
    def test_is_refused_to_whoever_reported_and_a_second_time(self, again):
        reported = report()
        if again:
            tell_breach(reported.ref, lawbook=lawbook(), by=auditor(), at=AT + DAY)
        by = auditor() if again else reporter()
        with pytest.raises(Refusal) as refused:
            tell_breach(reported.ref, lawbook=lawbook(), by=by, at=AT + DAY)
        assert refused.value.reason is (Reason.BREACH_TOLD_BEFORE if again else Reason.BREACH_TOOK_PART)
        assert BreachTold.objects.count() == again

    def test_is_refused_to_the_one_it_is_about(self):
        reported = report(name=auditor().username)
        with pytest.raises(Refusal) as refused:
            tell_breach(reported.ref, lawbook=lawbook(), by=auditor(), at=AT + DAY)
        assert refused.value.reason is Reason.BREACH_TOOK_PART

    @pytest.mark.parametrize("role", [Role.CLERK, Role.CASE_OFFICER, Role.DATA_OFFICER, Role.SUPERVISOR])
    def test_and_reporting_are_for_superiors_of_the_keeper_and_auditors(self, role):
        reported, by = report(), filled.official(role, "transport")
        for act in (lambda: tell_breach(reported.ref, lawbook=lawbook(), by=by, at=AT + DAY), lambda: report(by=by)):
            with pytest.raises(Refusal) as refused:
                act()
            assert refused.value.reason in {Reason.ROLE_MAY_NOT, Reason.UNIT_MAY_NOT}

    def test_asks_what_does_not_exist_in_vain(self):
        with pytest.raises(Refusal) as refused:
            tell_breach("2222222222", lawbook=lawbook(), by=auditor(), at=AT + DAY)
        assert refused.value.reason is Reason.BREACH_MISSING


class TestReporting:
    @pytest.mark.parametrize("missing", SAID)
    def test_wants_each_thing_that_the_law_names(self, missing):
        with pytest.raises(Refusal) as refused:
            report(said={**SAYS, missing: " "})
        assert refused.value.reason is Reason.BREACH_INCOMPLETE

    @pytest.mark.parametrize(("since", "until"), [(AT, AT), (AT, AT - DAY), (AT, AT + 2 * DAY)])
    def test_wants_a_span_in_the_past(self, since, until):
        with pytest.raises(Refusal) as refused:
            report(since=since, until=until)
        assert refused.value.reason is Reason.BREACH_SPAN_WRONG

    @pytest.mark.parametrize("source", list(Source))
    def test_wants_something_that_there_is(self, source):
        with pytest.raises(Refusal) as refused:
            report(source, "none")
        assert refused.value.reason is Reason.BREACH_SOURCE_UNKNOWN


class TestPages:
    def test_lead_from_the_form_to_the_letter_without_showing_a_person(self):
        reports, approves = Client(), Client()
        reports.force_login(reporter())
        approves.force_login(auditor())
        form = {
            "source": "official",
            "name": "clerk-transport",
            "since": "2026-11-23 09:00",
            "until": "2026-11-24 10:00",
        }
        assert reports.post("/oversight/breaches/", {**form, **SAYS, "what": ""}).status_code == 422
        assert reports.post("/oversight/breaches/", {**form, **SAYS, "name": "none"}).status_code == 422
        made = reports.post("/oversight/breaches/", {**form, **SAYS})
        assert made.status_code == 303
        page = text_of(reports.get(made["Location"]))
        assert "涉及2人" in page
        assert "由另一位" in page
        assert reports.post(made["Location"]).status_code == 422
        assert told_to() == set()
        assert approves.post(made["Location"]).status_code == 303
        for one in (reports, approves):
            for address in (made["Location"], "/oversight/breaches/"):
                text = text_of(one.get(address))
                assert "2封信" in text or "给2个人" in text
                assert [part for who in (LOOKED, OPENED) for part in (who.name, who.number) if part in text] == []
        me = Client()
        me.get("/")
        filled.sign_in(me, LOOKED)
        assert "您的信息可能被不该看的人看了" in text_of(me.get("/me/letters/"))
