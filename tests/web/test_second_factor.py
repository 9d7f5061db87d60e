"""After the password a code: half in is out, a code is taken once, and who lost everything sets up anew."""

from __future__ import annotations

import re
from base64 import b32decode
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from chengxin.apps.officials.actions.forget_code import forget_code
from chengxin.apps.officials.actions.set_up_code import set_up_code
from chengxin.apps.officials.actions.take_code import take_code
from chengxin.apps.officials.models import SeatEvent, SecondFactor
from chengxin.cli.main import main
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.web.staff import tries
from tests.phone import code_at
from tests.proves import proves
from tests.web.world import PASSWORD, official, text_of

pytestmark = [pytest.mark.django_db, proves("N4")]
SECRET = bytes(range(20))
SIGN_IN, CODE, SET_UP = "/staff/sign-in/", "/staff/sign-in/code/", "/staff/sign-in/set-up/"


@pytest.fixture(autouse=True)
def _no_tries() -> None:
    cache.clear()


class Phone:
    """The time of the machine and of the phone, which only the test moves."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = datetime(2026, 11, 24, 1, 0, 5, tzinfo=UTC)
        monkeypatch.setattr("chengxin.clock.now", lambda: self.at)
        monkeypatch.setattr("chengxin.clock.of_machine", lambda: self.at)

    def code(self, secret: bytes = SECRET) -> str:
        return code_at(self.at.timestamp(), secret)

    def later(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def phone(monkeypatch):
    return Phone(monkeypatch)


@pytest.fixture
def who():
    return official("moxiaolan", Role.CLERK)


@pytest.fixture
def paper(who, phone):
    """Codes on paper of an official who set up a phone an hour ago."""
    shown = set_up_code(SECRET, phone.code(), phone_at=phone.at, by=who, at=phone.at)
    phone.later(hours=1)
    return shown


def attempt(client: Client, password: str = PASSWORD):
    return client.post(SIGN_IN, {"username": "moxiaolan", "password": password})


def refused(act, *args, **more) -> Reason:
    with pytest.raises(Refusal) as refusal:
        act(*args, **more)
    return refusal.value.reason


class TestHalfIn:
    def test_a_password_alone_opens_no_door(self, client, paper):
        response = attempt(client)
        assert (response.status_code, response["Location"]) == (303, CODE)
        assert client.get("/window/").status_code == 302
        assert client.get(SET_UP)["Location"] == CODE
        assert client.get("/window/").status_code == 302

    def test_the_code_does(self, client, paper, phone):
        attempt(client)
        response = client.post(CODE, {"code": phone.code()})
        assert (response.status_code, response["Location"]) == (303, "/window/")
        assert client.get("/window/").status_code == 200

    def test_lasts_ten_minutes(self, client, paper, phone):
        attempt(client)
        phone.later(minutes=10)
        assert client.post(CODE, {"code": phone.code()})["Location"] == SIGN_IN
        assert client.get("/window/").status_code == 302

    def test_is_nobody_without_the_password(self, client, paper, phone):
        assert client.get(CODE)["Location"] == SIGN_IN
        assert client.post(CODE, {"code": phone.code()})["Location"] == SIGN_IN
        attempt(client, "x" * 12)
        assert client.post(CODE, {"code": phone.code()})["Location"] == SIGN_IN

    def test_is_nobody_once_the_official_has_left(self, client, paper, phone, who):
        attempt(client)
        who.is_active = False
        who.save()
        assert client.post(CODE, {"code": phone.code()})["Location"] == SIGN_IN

    def test_changes_the_session_so_that_a_planted_one_leads_nowhere(self, client, paper, phone):
        attempt(client)
        before = client.cookies["sessionid"].value
        client.post(CODE, {"code": phone.code()})
        assert client.cookies["sessionid"].value != before


class TestCode:
    def test_is_taken_once(self, client, paper, phone):
        attempt(client)
        code = phone.code()
        client.post(CODE, {"code": code})
        other = Client()
        attempt(other)
        response = other.post(CODE, {"code": code})
        assert response.status_code == 422
        assert "已经用过" in text_of(response)
        assert other.get("/window/").status_code == 302

    def test_on_paper_is_taken_once(self, client, paper):
        for client_ in (client, Client()):
            attempt(client_)
        assert client.post(CODE, {"code": paper[3].lower()}).status_code == 303
        assert client_.post(CODE, {"code": paper[3]}).status_code == 422
        assert client_.post(CODE, {"code": paper[4]}).status_code == 303
        assert len(SecondFactor.objects.get().paper) == len(paper) - 2

    def test_five_wrong_ones_lock_even_for_the_right_one(self, client, paper, phone):
        attempt(client)
        for _ in range(tries.MOST):
            assert client.post(CODE, {"code": "000000"}).status_code == 422
        response = client.post(CODE, {"code": phone.code()})
        assert "输错次数太多" in text_of(response)
        # To begin anew with the right password unlocks nothing.
        attempt(client)
        assert client.post(CODE, {"code": phone.code()}).status_code == 422

    def test_is_asked_for_in_words(self, client, paper):
        attempt(client)
        assert "请输入验证码" in text_of(client.post(CODE, {"code": ""}))

    def test_is_kept_nowhere_as_it_is(self, paper):
        row = SecondFactor.objects.get()
        assert SECRET not in bytes(row.secret)
        assert not any(one.replace(" ", "") in str(row.paper).upper() for one in paper)


class TestSettingUp:
    def test_is_asked_for_where_it_is_required_and_opens_no_door_before(self, client, who, phone, settings):
        settings.CODE_IS_REQUIRED = True
        assert attempt(client)["Location"] == SET_UP
        page = text_of(client.get(SET_UP))
        assert client.get("/window/").status_code == 302
        assert client.get(CODE).status_code == 200
        assert client.post(CODE, {"code": phone.code()}).status_code == 422
        secret = b32decode(re.search(r"密钥\s*([A-Z2-7 ]{39})", page)[1].replace(" ", ""))
        wrong = client.post(SET_UP, {"code": "000000"})
        assert wrong.status_code == 422
        assert client.get("/window/").status_code == 302
        shown = text_of(client.post(SET_UP, {"code": phone.code(secret)}))
        assert "这一页只出现这一次" in shown
        assert len(re.findall(r"(?:[A-Z2-7]{4} ){5}[A-Z2-7]{4}", shown)) == 10
        assert client.get("/window/").status_code == 200
        assert [event.event for event in SeatEvent.objects.order_by("pk")] == ["appointed", "code_set"]
        assert client.get(SET_UP)["Location"] == "/window/"

    def test_is_offered_where_it_is_not_required(self, client, who, phone):
        assert attempt(client)["Location"] == "/window/"
        assert "用手机设一个验证码" in text_of(client.get("/sign-out/"))
        assert client.get(SET_UP).status_code == 200

    def test_happens_once(self, who, paper, phone):
        assert (
            refused(set_up_code, SECRET, phone.code(), phone_at=phone.at, by=who, at=phone.at) is Reason.CODE_SET_BEFORE
        )

    def test_needs_somebody(self, client):
        assert client.get(SET_UP)["Location"] == SIGN_IN


class TestForgetting:
    def test_lets_an_official_set_up_anew_and_is_written_down(self, who, paper, phone):
        forget_code(username="moxiaolan", by="root", at=phone.at)
        assert refused(take_code, paper[0], by=who, at=phone.at) is Reason.CODE_WRONG
        assert SeatEvent.objects.latest("pk").event == "code_forgotten"
        assert SeatEvent.objects.latest("pk").by == "root"
        assert set_up_code(SECRET, phone.code(), phone_at=phone.at, by=who, at=phone.at)

    def test_of_nobody_is_refused(self, phone):
        assert refused(forget_code, username="nobody", by="root", at=phone.at) is Reason.OFFICIAL_UNKNOWN

    def test_is_a_command(self, who, paper, capsys, monkeypatch):
        monkeypatch.setattr("chengxin.cli.product.enter", lambda: None)
        monkeypatch.setattr("chengxin.cli.product.require_migrated", lambda: None)
        assert main(["official", "forget-code", "moxiaolan"]) == 0
        assert "下次登录时重新设验证码" in capsys.readouterr().out
        assert not SecondFactor.objects.exists()
