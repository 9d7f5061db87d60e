"""The pages of the three administrators: seats by two, what one may do alone, the machine. No person anywhere."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client

from chengxin.apps.notices.actions.note_outage import note_away
from chengxin.apps.officials import selectors
from chengxin.apps.officials.actions.begin import begin
from chengxin.apps.officials.models import Official
from chengxin.core.delivery import Channel
from chengxin.core.permissions import KEEPER, Role
from chengxin.core.words import moment_zh
from chengxin.web.law import lawbook
from tests.proves import proves
from tests.web import filled
from tests.web.world import NOW, PASSWORD, PERSON, Clock, official, penalties_csv, penalty, send, signed_in, text_of

pytestmark = pytest.mark.django_db
SEATS = "/administration/seats/"
SEAT = {
    "username": "wureertu",
    "name": "乌热尔图",
    "unit": "transport",
    "seat": "5号窗口",
    "role": "clerk",
    "course_on": "2026-11-02",
}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    cache.clear()
    return Clock(monkeypatch)


@pytest.fixture
def two(clock: Clock) -> list[Client]:
    seat = {"seat": "安全管理岗", "password": PASSWORD, "by": "root", "at": NOW}
    return [signed_in(begin(username=who, name=name, **seat)) for who, name in (("xun", "应慎之"), ("ruan", "方持正"))]


def proposed(by: Client, **changes: str) -> str:
    """The address of a new proposal."""
    response = by.post("/administration/seats/new/", SEAT | changes)
    assert response.status_code == 303, text_of(response)
    return str(response["Location"])


def first_password(page: str) -> str:
    return re.search(r"初始密码\s*([0-9A-Z-]{23})", page)[1]  # type: ignore[index]


class TestSeats:
    @proves("I5")
    def test_are_made_by_two_on_the_pages(self, two: list[Client]) -> None:
        page = proposed(two[0])
        assert "要由另一位安全管理员同意" in text_of(two[0].get(page))
        assert b"/approve/" not in two[0].get(page).content
        assert "要由另一个人来办" in text_of(two[0].post(f"{page}approve/"))
        assert selectors.get_active("wureertu") is None
        assert "有1份提名等另一位同意" in text_of(two[1].get(SEATS))
        shown = text_of(two[1].post(f"{page}approve/"))
        assert "初始密码只显示这一次" in shown
        assert selectors.get_active("wureertu") is not None
        assert two[1].get(page).status_code == 404
        assert "应慎之提名，方持正同意" in text_of(two[0].get(SEATS))

    @proves("I5")
    def test_begin_with_a_password_of_ones_own(self, two: list[Client], client: Client) -> None:
        page = proposed(two[0])
        handed_over = first_password(text_of(two[1].post(f"{page}approve/")))
        entered = client.post("/staff/sign-in/", {"username": "wureertu", "password": handed_over})
        assert entered["Location"] == "/staff/sign-in/password/"
        for place in ("/staff/sign-in/code/", "/staff/sign-in/set-up/"):
            assert client.get(place)["Location"] == "/staff/sign-in/password/"
        assert client.get("/window/").status_code == 302
        place = "/staff/sign-in/password/"
        for typed, said in (
            ({"password": handed_over, "again": handed_over}, "别人看过"),
            ({"password": PASSWORD, "again": PASSWORD + "x"}, "两次写的不一样"),
            ({"password": "short", "again": "short"}, "12"),
        ):
            response = client.post(place, typed)
            assert (response.status_code, said in text_of(response)) == (422, True)
        assert client.post(place, {"password": PASSWORD, "again": PASSWORD})["Location"] == "/window/"
        assert client.get("/window/").status_code == 200
        assert client.get(place)["Location"] == "/staff/sign-in/"

    @proves("I5")
    def test_let_nobody_in_with_a_first_password_that_lapsed(
        self, two: list[Client], client: Client, clock: Clock
    ) -> None:
        shown = text_of(two[1].post(f"{proposed(two[0])}approve/"))
        assert "过了2026年12月1日还没有换的，初始密码就不能用了" in shown
        handed_over = {"username": "wureertu", "password": first_password(shown)}
        here = "/administration/officials/wureertu/"
        assert "还没有换成自己的，管到2026年12月1日" in text_of(two[0].get(here))
        assert client.post("/staff/sign-in/", handed_over)["Location"] == "/staff/sign-in/password/"
        clock.forward(days=8)
        place = "/staff/sign-in/password/"
        assert "初始密码过了期限" in text_of(client.post(place, {"password": PASSWORD, "again": PASSWORD}))
        response = Client().post("/staff/sign-in/", handed_over)
        assert (response.status_code, "请找安全管理员" in text_of(response)) == (422, True)
        assert "过了2026年12月1日没有换，已经不能用" in text_of(two[0].get(here))

    def test_keep_what_was_typed_beside_a_mistake(self, two: list[Client]) -> None:
        response = two[0].post("/administration/seats/new/", SEAT | {"course_on": "2026-12-01", "unit": "transport"})
        assert response.status_code == 422
        assert "学习的日子不能晚于今天" in text_of(response)
        assert "乌热尔图" in response.content.decode()

    def test_are_proposed_anew_for_somebody_who_is_here(self, two: list[Client]) -> None:
        official("moxiaolan", Role.CLERK)
        page = two[0].get("/administration/officials/moxiaolan/seat/").content.decode()
        assert 'value="莫晓岚"' in page
        assert two[0].get("/administration/officials/nobody/seat/").status_code == 404

    def test_offer_the_units_by_place(self, two: list[Client]) -> None:
        page = two[0].get("/administration/seats/new/").content.decode()
        places = re.findall(r'<optgroup label="(.*?)">', page)
        assert places[:3] == ["黑龙江省", "黑河市", "爱辉区"]
        assert len(places) == len(set(places)) == len({unit.division for unit in lawbook().units.values()})
        assert page.count("<option") == len(lawbook().units) + 1


class TestOneAlone:
    def test_notes_the_course_gives_a_code_anew_and_removes(self, two: list[Client]) -> None:
        official("moxiaolan", Role.CLERK)
        here = "/administration/officials/moxiaolan/"
        assert two[0].post(f"{here}course/", {"course_on": "2026-11-20"}).status_code == 303
        assert "2026年11月20日学过，管到2027年11月20日" in text_of(two[0].get(here))
        wrong = two[0].post(f"{here}course/", {"course_on": "2026-12-20"})
        assert (wrong.status_code, "不能晚于今天" in text_of(wrong)) == (422, True)
        assert two[0].post(f"{here}code/")["Location"] == here
        history = text_of(two[0].get(here))
        assert "登记了学习" in history
        assert "应慎之；" in history.replace(" ", "")
        assert "xun" not in history
        unsure = two[0].post(f"{here}remove/")
        assert (unsure.status_code, "真的要办离岗，请先打勾" in text_of(unsure)) == (422, True)
        assert selectors.get_active("moxiaolan") is not None
        assert two[0].post(f"{here}remove/", {"is_sure": "on"})["Location"] == SEATS
        assert selectors.get_active("moxiaolan") is None
        assert two[0].get(here).status_code == 404
        assert "莫晓岚：离岗" in text_of(two[1].get(SEATS))
        assert two[0].post(f"{here}remove/", {"is_sure": "on"}).status_code == 422

    def test_has_no_button_for_oneself(self, two: list[Client]) -> None:
        page = two[0].get("/administration/officials/xun/").content.decode()
        assert "/remove/" not in page


class TestTheOthers:
    def test_audit_reads_the_seats_and_does_nothing(self, two: list[Client]) -> None:
        page = proposed(two[0])
        audit = signed_in(official("lin", Role.AUDIT_ADMIN, KEEPER, name="林察微"))
        assert "乌热尔图" in text_of(audit.get(SEATS))
        assert audit.get(page).status_code == 200
        assert b"<form" not in audit.get(page).content.split(b"<main")[1]
        assert audit.get("/oversight/").status_code == 200
        for place in (f"{page}approve/", "/administration/officials/xun/remove/", "/administration/seats/new/"):
            assert audit.post(place, SEAT).status_code == 403
        assert audit.get("/oversight/replay/").status_code == 403

    def test_system_sees_the_machine_and_nothing_else(self, two: list[Client]) -> None:
        system = signed_in(official("teng", Role.SYSTEM_ADMIN, KEEPER, name="程守拙"))
        page = text_of(system.get("/administration/machine/"))
        assert "还没有处理完的文件" in page
        assert "0份" in page
        assert "法库有两个人签名没有人签名；演示不用签，照常运行" in page
        for place in (SEATS, "/oversight/", "/window/", "/desk/", "/department/"):
            assert system.get(place).status_code == 403

    def test_system_sees_since_when_messages_wait(self, settings) -> None:
        settings.SMS_URL = "http://127.0.0.1:9/send"
        system = signed_in(official("teng", Role.SYSTEM_ADMIN, KEEPER, name="程守拙"))
        assert "短信提醒连得上" in text_of(system.get("/administration/machine/"))
        note_away(Channel.SMS, at=NOW)
        assert f"短信提醒{moment_zh(NOW)}起连不上，连上以后按先后发出" in text_of(
            system.get("/administration/machine/")
        )


@proves("A7")
class TestCourse:
    HOME = {Role.CLERK: "/window/", Role.DATA_OFFICER: "/department/", Role.CASE_OFFICER: "/desk/cases/"}

    @pytest.mark.parametrize("role", HOME)
    def test_that_lapsed_shuts_the_pages_about_persons(self, clock: Clock, role: Role) -> None:
        who = official("moxiaolan", role)
        client, home = signed_in(who), self.HOME[role]
        for course_on, opens in ((date(2025, 11, 24), True), (date(2025, 11, 23), False), (None, False)):
            who.course_on = course_on
            who.save()
            response = client.get(home)
            assert response.status_code == (200 if opens else 403), course_on
            if not opens:
                assert "一年一次的学习过期了" in text_of(response)
                assert "12个月" in text_of(response)
                assert client.post(home, {}).status_code == 403

    def test_leaves_open_what_is_about_no_person(self, clock: Clock) -> None:
        for role, place in ((Role.DATA_OFFICER, "/department/figures/"), (Role.SUPERVISOR, "/desk/usage/")):
            who = official(role.value, role)
            who.course_on = None
            who.save()
            assert signed_in(who).get(place).status_code == 200

    def test_opens_them_again_once_it_is_noted(self, two: list[Client]) -> None:
        who = official("moxiaolan", Role.CLERK)
        who.course_on = None
        who.save()
        assert signed_in(who).get("/window/").status_code == 403
        two[0].post("/administration/officials/moxiaolan/course/", {"course_on": "2026-11-24"})
        assert signed_in(who).get("/window/").status_code == 200

    def test_takes_nothing_from_the_person(self, clock: Clock) -> None:
        """Nobody who works here took the course: the person's own pages are as they were."""
        send(official("gedehong", Role.DATA_OFFICER), penalties_csv(penalty()), NOW)
        Official.objects.update(course_on=None)
        client = Client()
        client.get("/")
        filled.sign_in(client, PERSON)
        for place in ("/me/records/", "/me/letters/", "/me/looks/", "/me/report/", "/api/v1/me/records"):
            assert client.get(place).status_code == 200, place
        assert len(client.get("/api/v1/me/records").json()["records"]) == 1
