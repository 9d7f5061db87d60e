"""The asking unit confirms what it may use no more; the person sees who was asked and who confirmed."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.looks.actions.hide import hide
from chengxin.apps.notices.selectors import list_for_person
from chengxin.apps.objections.models import Recall
from chengxin.core.objections import Outcome
from chengxin.core.permissions import Role
from chengxin.core.recalls import STOPS
from chengxin.web.law import lawbook
from chengxin.web.recall_words import WHY
from tests.apps.test_objections import checked, decided, found, lodged, the_record, who
from tests.proves import proves
from tests.web import filled

__all__ = ["who"]
AT, WHO, DAY = filled.AT, filled.person(), timedelta(days=1)
LATER = AT + DAY
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chengxin.clock.now", lambda: LATER)


@pytest.fixture
def corrected(who):
    """A record that was asked about, and corrected the day after."""
    filled.ask(filled.matter(WHO), WHO)
    ref = lodged(who, at=LATER).ref
    checked(ref, at=LATER)
    found(ref, at=LATER)
    decided(ref, Outcome.CORRECTED, changes={"amount_fen": 50_000}, at=LATER)
    return who


def signed_in(role: Role = Role.CLERK, unit: str = "transport") -> Client:
    client = Client()
    client.force_login(filled.official(role, unit))
    return client


def resident() -> Client:
    client = Client()
    filled.sign_in(client, WHO)
    return client


def words(response) -> str:
    main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)
    assert main is not None
    return unescape(re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", main.group())))


def confirm(client: Client):
    page = client.get("/window/recalls/").content.decode()
    found = re.search(r'action="(/window/recalls/[^"]+)"', page)
    assert found is not None
    return client.post(found[1])


def test_every_cause_has_words() -> None:
    assert set(WHY) == STOPS


@proves("D6")
class TestWindow:
    def test_lists_matter_service_day_and_what_changed(self, corrected) -> None:
        page = words(signed_in().get("/window/recalls/"))
        for part in (
            "有1处答复过的内容不能再用了",
            "黑政服〔2026〕11820",
            "2026年11月24日",
            "核对以后更正了内容：金额",
        ):
            assert part in page, part

    @proves("R24")
    def test_shows_neither_the_person_nor_what_the_record_says_now(self, corrected) -> None:
        page = words(signed_in().get("/window/recalls/"))
        for part in (WHO.name, WHO.number, "500元", "2,000元"):
            assert part not in page, part
        assert AccessEntry.objects.count() == 1

    def test_counts_in_the_navigation_until_it_is_confirmed(self, corrected) -> None:
        client = signed_in()
        assert "要收回的答复（1）" in client.get("/window/today/").content.decode()
        assert confirm(client).status_code == 303
        assert "（1）" not in client.get("/window/today/").content.decode()
        page = words(client.get("/window/recalls/"))
        assert "没有要您确认的" in page
        assert "已经确认的" in page
        assert Recall.objects.get().by == filled.official(Role.CLERK)

    def test_of_another_unit_sees_and_confirms_nothing(self, corrected) -> None:
        page = signed_in().get("/window/recalls/").content.decode()
        action = re.search(r'action="(/window/recalls/[^"]+)"', page)
        assert action is not None
        other = signed_in(unit="samr")
        assert "没有要您确认的" in words(other.get("/window/recalls/"))
        assert other.post(action[1]).status_code == 422
        assert not Recall.objects.exists()

    @proves("C4")
    def test_tells_a_colleague_how_many_and_nothing_else(self, corrected) -> None:
        """Who asked nothing does not learn here what an applicant had."""
        page = words(signed_in(Role.CASE_OFFICER).get("/window/recalls/"))
        assert "莫晓岚有1处要确认" in page
        for told in ("黑政服〔2026〕11820", lawbook().item("road_transport_violation").name, "金额"):
            assert told not in page

    def test_is_the_units_once_whoever_was_answered_has_left(self, corrected) -> None:
        clerk = filled.official(Role.CLERK)
        clerk.is_active = False
        clerk.save(update_fields=["is_active"])
        assert confirm(signed_in(Role.CASE_OFFICER)).status_code == 303


@proves("D6")
class TestPerson:
    def test_sees_who_was_asked_and_who_confirmed(self, corrected) -> None:
        ref = the_record(corrected, LATER).record.ref
        page = words(resident().get(f"/me/records/{ref}/"))
        assert "谁拿到过旧内容，谁确认了不再使用" in page
        assert "黑河市交通运输局·3号窗口" in page
        assert "核对以后更正了内容：金额还没有" in page
        confirm(signed_in())
        assert "已经确认莫晓岚，2026年11月25日09:00" in words(resident().get(f"/me/records/{ref}/"))

    def test_is_told_that_nobody_had_it(self, who) -> None:
        ref = lodged(who, at=LATER).ref
        checked(ref, at=LATER)
        found(ref, at=LATER)
        decided(ref, Outcome.REMOVED, at=LATER)
        page = words(resident().get(f"/me/records/{the_record(who, LATER).record.ref}/"))
        assert "没有单位拿到过旧内容" in page

    @proves("G6")
    def test_does_not_learn_by_it_of_a_look_that_is_put_off(self, who) -> None:
        """Neither on the record's page nor by the letter that tells of the correction, before the day has come."""
        matter = filled.matter(WHO)
        order = {"category": "obstructs_duty", "shown_from": AT.date() + 30 * DAY, "words": "案件正在调查"}
        superior = filled.official(Role.SUPERVISOR, name="佟岱", seat="分管领导")
        hide(matter.ref, **order, lawbook=lawbook(), by=superior, at=AT)
        given = filled.ask(matter, WHO)
        ref = lodged(who, at=LATER).ref
        checked(ref, at=LATER)
        found(ref, at=LATER)
        decided(ref, Outcome.CORRECTED, changes={"amount_fen": 50_000}, at=LATER)
        client = resident()
        letter = next(one for one in list_for_person(who.number, who.name) if one.template == "objection_corrected")
        client.post(f"/me/letters/{letter.ref}/open/")
        page = client.get(f"/me/records/{the_record(who, LATER).record.ref}/")
        assert given.answer.ref not in page.content.decode()
        assert "黑河市交通运输局·3号窗口" not in words(page)
        assert "另有1次按法律推迟给您看" in words(page)
        assert "会收到通知" not in words(client.get(f"/me/letters/{letter.ref}/"))

    def test_is_told_by_the_letter_only_where_somebody_had_it(self, who) -> None:
        for saw in (False, True):
            if saw:
                filled.ask(filled.matter(WHO), WHO)
            ref = lodged(who, at=LATER).ref
            checked(ref, at=LATER)
            found(ref, at=LATER)
            decided(ref, Outcome.CORRECTED, changes={"amount_fen": 50_000 + saw}, at=LATER)
            letter = next(one for one in list_for_person(who.number, who.name) if one.template == "objection_corrected")
            resident().post(f"/me/letters/{letter.ref}/open/")
            assert ("会收到通知" in words(resident().get(f"/me/letters/{letter.ref}/"))) == saw

    def test_reads_nothing_of_it_while_the_record_stands(self, who) -> None:
        page = words(resident().get(f"/me/records/{the_record(who, LATER).record.ref}/"))
        assert "谁拿到过旧内容" not in page
