"""Nobody opens their own file or works on it: who bears the person's name lets a colleague do it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from chengxin.apps import letters as written
from chengxin.apps.inquiries.actions.answer import answer
from chengxin.apps.inquiries.actions.check_service import check_service
from chengxin.apps.inquiries.actions.find_letters import find_letters
from chengxin.apps.inquiries.actions.note_return import note_slip
from chengxin.apps.inquiries.actions.open_at_window import open_at_window
from chengxin.apps.inquiries.actions.print_letter import print_letter
from chengxin.apps.inquiries.actions.sign_at_window import sign_at_window
from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.mandates.actions.note import note
from chengxin.apps.matters.actions.open_matter import open_matter
from chengxin.apps.matters.models import Closing, Matter
from chengxin.apps.notices.models import Letter
from chengxin.apps.objections.actions.lodge import lodge
from chengxin.apps.objections.actions.look_at_case import look_at_case
from chengxin.apps.officials.actions.appoint import appoint
from chengxin.apps.officials.models import Official
from chengxin.apps.people import selectors as people
from chengxin.apps.promises.actions.note_arrival import note_arrival
from chengxin.apps.promises.actions.promise_papers import promise_papers
from chengxin.apps.records.selectors import held_by
from chengxin.apps.repairs.actions.look import look as look_at_repair
from chengxin.apps.restraints.actions.close_matter import close_matter
from chengxin.apps.restraints.actions.lift import lift
from chengxin.core.errands import Errand
from chengxin.core.facts import Identity
from chengxin.core.mandates import Kind
from chengxin.core.objections import Check, Ground
from chengxin.core.permissions import KEEPER, Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.services import Brought
from chengxin.core.watching import Sign
from chengxin.web.law import feeds, lawbook
from tests.apps import restrained, test_objections, test_repairs
from tests.apps.test_programs import registered
from tests.proves import proves
from tests.web import filled
from tests.web.filled import AT
from tests.web.world import Clock

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SERVICE = "道路客运驾驶员从业资格许可"


def matter(who: Identity, by: Official, **more: Any) -> Matter:
    said = {"service": SERVICE, "request_no": "黑政服〔2026〕1号", "reason": ""}
    return open_matter(identity=who, **said, lawbook=lawbook(), by=by, at=AT, **more)


def opened(who: Identity, by: Official) -> Any:
    return open_at_window(who, errand=Errand.READ, lawbook=lawbook(), by=by, at=AT)


def letters(who: Identity, by: Official) -> Any:
    return find_letters(who, lawbook=lawbook(), by=by, at=AT)


def clerk(name: str) -> Official:
    return filled.official(Role.CLERK, name=name)


@proves("C5")
@pytest.mark.parametrize("act", [matter, opened, letters])
@pytest.mark.parametrize(("own", "written"), [("令狐砚", "令狐砚"), ("阿依·古丽", "阿依•古丽")])
def test_who_bears_the_name_opens_nothing(act: Callable[[Identity, Official], Any], own: str, written: str) -> None:
    with pytest.raises(Refusal) as refusal:
        act(filled.person(written, 3), clerk(own))
    assert refusal.value.reason is Reason.SAME_NAME_AS_YOURS
    assert not Matter.objects.exists()
    assert not AccessEntry.objects.exists()


@pytest.mark.parametrize("act", [matter, opened, letters])
def test_anybody_else_does(act: Callable[[Identity, Official], Any]) -> None:
    act(filled.person("令狐砚", 3), clerk("令狐岩"))


def test_a_program_opens_by_nobodys_name() -> None:
    by = clerk("令狐砚")
    program = registered(official=by).program
    assert matter(filled.person("令狐砚", 3), by, program=program) == Matter.objects.get()


WHO = filled.person("令狐砚", 3)
CLERK, OFFICER = Role.CLERK, Role.CASE_OFFICER


@proves("C5")
@pytest.mark.parametrize("sign", [Sign.ODD_HOURS, Sign.OWN_NAME])
def test_the_published_rule_says_that_a_program_does_not_count(sign: Sign) -> None:
    (name,) = (rule.name for rule in lawbook().watching if rule.sign is sign)
    assert name.endswith("；程序不算")


def namesake(role: Role = CLERK, unit: str = "transport", *, of: Identity = WHO) -> Official:
    """A colleague of whoever filled the product, who bears the person's name."""
    return appoint(
        username=f"namesake-{role.value}-{unit}",
        name=of.name,
        unit=unit,
        seat="5号窗口",
        role=role,
        course_on=filled.LEARNED,
        password="correct-horse-42",
        by="tests",
        at=AT,
    )


def refused(act: Callable[..., Any], *arguments: Any, **named: Any) -> Reason:
    with pytest.raises(Refusal) as refusal:
        act(*arguments, **named)
    return refusal.value.reason


def a_letter() -> Letter:
    filled.submit([filled.penalty(WHO)], at=AT - 30 * DAY)
    return Letter.objects.get()


@proves("C5")
class TestInAColleaguesMatter:
    def test_a_namesake_reads_no_answer_and_the_person_sees_the_try(self) -> None:
        filled.submit([filled.penalty(WHO, proof=filled.enclosed(date(2026, 9, 18)))], at=AT - 30 * DAY)
        filled.nothing_new()
        asked = {"purpose": "road_transport_licence", "identity": WHO, "lawbook": lawbook(), "feeds": feeds()}
        given = answer(matter=filled.matter(WHO).ref, **asked, by=namesake(), at=AT)
        assert (given.answer, given.reasons) == (None, (Reason.SAME_NAME_AS_YOURS,))
        assert given.entry.outcome == "refused"
        assert answer(matter=Matter.objects.get().ref, **asked, by=filled.official(CLERK), at=AT).answer is not None

    def test_a_namesake_checks_no_conveniences_and_closes_nothing(self) -> None:
        opened, by = filled.matter(WHO), namesake()
        checks = {"is_agreed": True, "lawbook": lawbook(), "feeds": feeds(), "by": by, "at": AT}
        assert refused(check_service, opened, Brought(), **checks) is Reason.SAME_NAME_AS_YOURS
        closes = {"outcome": "granted", "lawbook": lawbook(), "by": by, "at": AT}
        assert refused(close_matter, opened, **closes) is Reason.SAME_NAME_AS_YOURS
        assert not Closing.objects.exists()
        assert not AccessEntry.objects.exists()

    def test_a_namesake_lets_no_papers_follow_and_takes_none(self) -> None:
        opened, by = filled.matter(WHO), namesake()
        assert refused(promised, opened, by=by) is Reason.SAME_NAME_AS_YOURS
        promised(opened, by=filled.official(CLERK))
        assert refused(note_arrival, opened, "photo", lawbook=lawbook(), by=by, at=AT) is Reason.SAME_NAME_AS_YOURS

    def test_a_program_is_nobodys_namesake(self) -> None:
        opened, by = filled.matter(WHO), namesake()
        program = registered(official=by).program
        close_matter(opened, outcome="granted", lawbook=lawbook(), program=program, by=by, at=AT)
        assert Closing.objects.exists()


@proves("C5")
class TestALetter:
    def test_is_not_printed_by_a_namesake(self) -> None:
        ref, how = a_letter().ref, {"render": written.render, "site": "黑河信用记录", "lawbook": lawbook(), "at": AT}
        assert refused(print_letter, ref, **how, by=namesake()) is Reason.SAME_NAME_AS_YOURS

    def test_is_proved_by_no_namesake(self) -> None:
        ref, how = a_letter().ref, {"lawbook": lawbook(), "at": AT}
        print_letter(ref, render=written.render, site="黑河信用记录", **how, by=filled.official(CLERK, KEEPER))
        assert refused(sign_at_window, ref, **how, by=namesake(CLERK, KEEPER)) is Reason.SAME_NAME_AS_YOURS
        poster = namesake(OFFICER, KEEPER)
        assert refused(note_slip, ref, signed_on=date(2026, 11, 24), **how, by=poster) is Reason.SAME_NAME_AS_YOURS


@proves("C5")
class TestACase:
    def test_of_repair_is_not_opened_or_decided_by_a_namesake(self, monkeypatch: pytest.MonkeyPatch) -> None:
        Clock(monkeypatch).at = test_repairs.FIRST
        ready = filled.penalty(WHO, proof=filled.enclosed(date(2026, 9, 18)))
        filled.submit([ready], at=AT - 30 * DAY)
        request, by = test_repairs.requested(people.indexes(WHO)), namesake(OFFICER)
        at = test_repairs.FIRST
        assert refused(look_at_repair, request.ref, lawbook=lawbook(), by=by, at=at) is Reason.SAME_NAME_AS_YOURS
        assert refused(test_repairs.decided, request.ref, by=by) is Reason.SAME_NAME_AS_YOURS
        page = signed_in(by).get(f"/desk/repairs/{request.ref}/")
        assert page.status_code == 422
        assert "申请人和工作人员同名" in page.content.decode()
        test_repairs.decided(request.ref)

    def test_of_an_objection_is_not_opened_or_worked_on_by_a_namesake(self) -> None:
        filled.submit([filled.penalty(WHO, proof=filled.enclosed(date(2026, 9, 18)))], at=AT - 30 * DAY)
        who, by = people.indexes(WHO), namesake(OFFICER, KEEPER)
        (held,) = held_by(who, lawbook=lawbook(), at=AT)
        said = {"ground": Ground.WRONG_FACT, "words": "金额写错了", "lawbook": lawbook(), "by": who, "at": AT}
        ref = lodge(held.record.ref, **said).ref
        assert refused(look_at_case, ref, lawbook=lawbook(), by=by, at=AT) is Reason.SAME_NAME_AS_YOURS
        checks = {"result": Check.NO_OWN_ERROR, "words": "没有改动过", "lawbook": lawbook(), "at": AT}
        assert refused(test_objections.check, ref, **checks, by=by) is Reason.SAME_NAME_AS_YOURS
        page = signed_in(by).post(f"/desk/cases/{ref}/open/")
        assert page.status_code == 422
        assert "申请人和工作人员同名" in page.content.decode()
        test_objections.checked(ref)

    def test_of_a_restraint_is_not_written_or_ended_by_a_namesake(self) -> None:
        restrained.record(WHO)
        by = namesake(OFFICER, "finance_bureau")
        assert refused(restrained.documented, WHO, by=by) is Reason.SAME_NAME_AS_YOURS
        ref = restrained.documented(WHO).restraint.ref
        end = {"document_no": "黑财撤1号", "decider": "尉迟明远", "words": "撤销", "stops_on": date(2026, 12, 1)}
        assert refused(lift, ref, **end, lawbook=lawbook(), by=by, at=AT) is Reason.SAME_NAME_AS_YOURS


@proves("C5")
class TestAMandate:
    @pytest.mark.parametrize(("person", "agent"), [(WHO, filled.person("王䶮", 4)), (filled.person("王䶮", 4), WHO)])
    def test_is_not_noted_by_who_bears_either_name(self, person: Identity, agent: Identity) -> None:
        how = {"kind": Kind.LAWYER, "document_no": "1", "acts": [Errand.READ], "last_day": date(2026, 12, 31)}
        named = {"person": person, "agent": agent, "lawbook": lawbook(), "at": AT}
        assert refused(note, **named, **how, by=namesake()) is Reason.SAME_NAME_AS_YOURS

    def test_is_not_used_at_the_window_of_who_bears_the_name_of_the_representative(self) -> None:
        for_another = {"errand": Errand.OBJECT, "lawbook": lawbook(), "mandate": "A1", "agent": WHO, "at": AT}
        assert refused(open_at_window, filled.person("王䶮", 4), **for_another, by=namesake()) is (
            Reason.SAME_NAME_AS_YOURS
        )


def promised(of: Matter, *, by: Official) -> Any:
    return promise_papers(of, papers=["photo"], was_checked=True, lawbook=lawbook(), by=by, at=AT)


def signed_in(by: Official) -> Client:
    client = Client()
    client.force_login(by)
    return client
