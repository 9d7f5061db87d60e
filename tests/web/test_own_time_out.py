"""A resident who puts the phone down is out after an hour, and after eight whatever they did."""

from __future__ import annotations

import pytest
from django.test import Client

from chengxin.web.law import lawbook
from tests.proves import proves
from tests.web.test_again import Machine
from tests.web.world import NOW, PERSON, text_of

pytestmark = [pytest.mark.django_db, proves("N20")]
IDLE = lawbook().period("own_idle_time_out", on=NOW.date())
RECORDS, PICKER = "/me/records/", "/demo/sign-in/"


@pytest.fixture
def machine(monkeypatch) -> Machine:
    return Machine(monkeypatch)


@pytest.fixture
def client(machine) -> Client:
    client = Client()
    assert client.post(PICKER, {"name": PERSON.name, "number": PERSON.number}).status_code == 303
    return client


def is_in(client: Client) -> bool:
    return client.get(RECORDS).status_code == 200


class TestIdle:
    def test_signs_out_after_the_published_minutes_and_says_so(self, client, machine):
        for _ in range(2):
            machine.later(IDLE - 0.1)
            assert is_in(client)
        machine.later(IDLE)
        assert not is_in(client)
        for place in (PICKER, "/sign-in/"):
            assert f"您有{IDLE}分钟没有操作，已经自动退出。" in text_of(client.get(place))
        assert "已经自动退出" not in text_of(client.get("/staff/sign-in/"))

    def test_any_page_keeps_somebody_in(self, client, machine):
        for _ in range(5):
            machine.later(IDLE - 0.1)
            assert PERSON.name in text_of(client.get("/"))
        assert is_in(client)

    def test_leaves_nobody_named_and_nothing_held(self, client, machine):
        machine.later(IDLE)
        assert PERSON.name not in text_of(client.get("/"))
        assert "resident" not in client.session
        assert client.get("/api/v1/me/records").status_code == 401

    def test_takes_nothing_from_a_form_that_comes_too_late(self, client, machine):
        machine.later(IDLE)
        sent = client.post("/me/contact/", {"kind": "email", "address": "somebody@example.cn"})
        assert (sent.status_code, sent["Location"]) == (302, "/me/sign-in/")

    def test_is_forgotten_once_somebody_is_in_again(self, client, machine):
        machine.later(IDLE)
        assert not is_in(client)
        client.post(PICKER, {"name": PERSON.name, "number": PERSON.number})
        assert is_in(client)
        assert "已经自动退出" not in text_of(client.get("/sign-in/"))


class TestLong:
    def test_ends_after_eight_hours_however_much_was_done(self, client, machine):
        for _ in range(8 * 60 // 20 - 1):
            machine.later(20)
            assert is_in(client)
        machine.later(20)
        assert not is_in(client)
        assert "您登录满8小时了，已经自动退出。" in text_of(client.get("/sign-in/"))
