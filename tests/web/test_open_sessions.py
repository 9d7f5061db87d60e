"""How many times somebody is in at once: they see it, end it in one step, and it is bounded; the operator ends it too."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from chengxin.apps.officials.actions.forget_code import forget_code
from chengxin.apps.officials.actions.set_up_code import set_up_code
from chengxin.apps.officials.models import SeatEvent
from chengxin.apps.sign_ins import open_sessions
from chengxin.apps.sign_ins.models import OpenSession
from chengxin.cli.main import main
from chengxin.core.permissions import Role
from chengxin.web.law import lawbook
from tests.phone import code_at
from tests.proves import proves
from tests.web.test_again import Machine
from tests.web.world import NOW, OTHER, PASSWORD, PERSON, official, text_of

pytestmark = [pytest.mark.django_db, proves("N20")]
MOST = lawbook().period("sessions_at_once", on=NOW.date())
MO, WINDOW, RECORDS = "moxiaolan", "/window/person/", "/me/records/"
SECRET = bytes(range(20))


@pytest.fixture(autouse=True)
def machine(monkeypatch) -> Machine:
    cache.clear()
    return Machine(monkeypatch)


@pytest.fixture
def who():
    return official(MO, Role.CLERK)


def at_work() -> Client:
    client = Client()
    assert client.post("/staff/sign-in/", {"username": MO, "password": PASSWORD})["Location"] == "/window/"
    return client


def at_home(person=PERSON) -> Client:
    client = Client()
    assert client.post("/demo/sign-in/", {"name": person.name, "number": person.number}).status_code == 303
    return client


def is_in(client: Client, place: str) -> bool:
    return client.get(place).status_code == 200


class TestSeen:
    @pytest.mark.parametrize(("enter", "place"), [(at_work, WINDOW), (at_home, RECORDS)])
    def test_and_ended_in_one_step(self, who, enter, place):
        here, there = enter(), enter()
        stranger = at_home(OTHER)
        assert "别处还有1处登录" in text_of(here.get("/sign-out/"))
        done = here.post("/sign-out/elsewhere/", follow=True)
        assert "别处都退出了" in text_of(done)
        assert is_in(here, place)
        assert not is_in(there, place)
        assert is_in(stranger, RECORDS)
        told = there.get("/staff/sign-in/" if place == WINDOW else "/sign-in/")
        assert "在别处让这里退出，已经自动退出" in text_of(told)

    def test_are_none_that_were_signed_out(self, who):
        here, there = at_work(), at_work()
        there.post("/sign-out/")
        assert "您只在这里登录着" in text_of(here.get("/sign-out/"))

    def test_are_none_that_ran_out(self, who, machine):
        at_work()
        machine.later(8 * 60)
        here = at_work()
        assert "您只在这里登录着" in text_of(here.get("/sign-out/"))
        open_sessions.forget(before=machine.machine - timedelta(hours=8) + timedelta(seconds=1))
        assert OpenSession.objects.count() == 1

    def test_are_none_that_ended_with_another_password(self, who):
        here, there = at_work(), at_work()
        new = {"old": PASSWORD, "password": "another long one 7", "again": "another long one 7"}
        assert here.post("/staff/password/", new).status_code == 303
        assert "您只在这里登录着" in text_of(here.get("/sign-out/"))
        assert not is_in(there, WINDOW)
        here.post("/sign-out/elsewhere/")
        assert is_in(here, WINDOW)

    def test_by_nobody_who_is_out(self):
        assert Client().post("/sign-out/elsewhere/").status_code == 302
        assert "别处还有" not in text_of(Client().get("/sign-out/"))

    def test_without_saying_who(self, who):
        at_work()
        row = OpenSession.objects.get()
        assert MO.encode() not in bytes(row.owner_index)


class TestBound:
    @pytest.mark.parametrize(("enter", "place"), [(at_work, WINDOW), (at_home, RECORDS)])
    def test_ends_the_oldest(self, who, enter, place):
        clients = [enter() for _ in range(MOST + 1)]
        assert [is_in(one, place) for one in clients] == [False] + [True] * MOST

    def test_is_of_each_alone(self, who):
        mine = at_home()
        for _ in range(MOST):
            at_home(OTHER)
        assert is_in(mine, RECORDS)

    def test_counts_the_same_browser_once(self, who):
        client = at_work()
        for _ in range(MOST + 1):
            assert client.post("/staff/sign-in/", {"username": MO, "password": PASSWORD}).status_code == 303
        assert OpenSession.objects.count() == 1


class TestForgottenCode:
    def test_ends_what_was_opened_with_it(self, who, machine):
        set_up_code(SECRET, code_at(machine.machine.timestamp(), SECRET), phone_at=machine.machine, by=who, at=NOW)
        machine.later(5)
        client = Client()
        client.post("/staff/sign-in/", {"username": MO, "password": PASSWORD})
        client.post("/staff/sign-in/code/", {"code": code_at(machine.machine.timestamp(), SECRET)})
        assert is_in(client, WINDOW)
        forget_code(username=MO, by="root", at=NOW)
        assert not is_in(client, WINDOW)


class TestOperator:
    @pytest.fixture(autouse=True)
    def _here(self, monkeypatch) -> None:
        monkeypatch.setattr("chengxin.cli.product.enter", lambda: None)
        monkeypatch.setattr("chengxin.cli.product.require_migrated", lambda: None)

    def test_ends_those_of_one_official(self, who, capsys):
        mine, another = at_work(), at_home()
        assert main(["sign-out", MO]) == 0
        assert "在各处都退出了" in capsys.readouterr().out
        assert not is_in(mine, WINDOW)
        assert is_in(another, RECORDS)
        assert is_in(at_work(), WINDOW)
        assert SeatEvent.objects.latest("pk").event == "sessions_ended"

    def test_ends_those_of_everybody(self, who, capsys):
        mine, another = at_work(), at_home()
        assert main(["sign-out", "--everybody"]) == 0
        assert "一共2处" in capsys.readouterr().out
        assert not is_in(mine, WINDOW)
        assert not is_in(another, RECORDS)
        assert not OpenSession.objects.exists()

    @pytest.mark.parametrize("given", [[], [MO, "--everybody"], ["nobody"]])
    def test_is_told_what_to_write(self, who, given, capsys):
        mine = at_work()
        assert main(["sign-out", *given]) != 0
        assert is_in(mine, WINDOW)
