"""What a browser is told to forget: everything of a session that ended, and of a file that a window closed."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from chengxin.core.permissions import Role
from tests.proves import proves
from tests.web.test_again import Machine
from tests.web.world import PERSON, official, signed_in

pytestmark = [pytest.mark.django_db, proves("N20")]
PICKER, RECORDS = "/demo/sign-in/", "/me/records/"


@pytest.fixture
def machine(monkeypatch) -> Machine:
    cache.clear()
    return Machine(monkeypatch)


def resident(machine: Machine) -> Client:
    client = Client()
    assert client.post(PICKER, {"name": PERSON.name, "number": PERSON.number}).status_code == 303
    return client


def forgotten(reply) -> str:
    return reply.headers.get("Clear-Site-Data", "")


class TestBrowser:
    def test_forgets_what_a_resident_saw_when_they_sign_out(self, machine):
        client = resident(machine)
        assert not forgotten(client.get(RECORDS))
        assert forgotten(client.post("/sign-out/")) == '"cache", "storage"'

    def test_forgets_what_an_official_saw(self):
        client = signed_in(official("moxiaolan", Role.CLERK))
        assert not forgotten(client.get("/sign-out/"))
        assert forgotten(client.post("/sign-out/")) == '"cache", "storage"'

    def test_forgets_with_a_session_that_ended_by_itself(self, machine):
        client = resident(machine)
        machine.later(24 * 60)
        assert forgotten(client.get(RECORDS)) == '"cache", "storage"'
        assert not forgotten(client.get(RECORDS))

    def test_is_told_nothing_where_nothing_ended(self):
        assert not forgotten(Client().get("/"))
        assert not forgotten(signed_in(official("moxiaolan", Role.CLERK)).get("/window/person/"))
