"""Nobody locks an official out by typing their name wrong elsewhere; guessing stays bounded all the same."""

from __future__ import annotations

import time

import pytest
from django.core import signing
from django.core.cache import cache
from django.test import Client

from chengxin.core.permissions import Role
from chengxin.web.staff import known_browsers, tries
from tests.proves import proves
from tests.web.world import PASSWORD, PERSON, official, text_of

pytestmark = [pytest.mark.django_db, proves("N4")]
PLACE, MO, COOKIE = "/staff/sign-in/", "moxiaolan", "known"


@pytest.fixture(autouse=True)
def _no_tries() -> None:
    cache.clear()


def attempt(client: Client, password: str = PASSWORD, username: str = MO, origin: str = "10.0.0.1") -> int:
    return client.post(PLACE, {"username": username, "password": password}, REMOTE_ADDR=origin).status_code


def wrong(client: Client, times: int, **more: str) -> None:
    for _ in range(times):
        assert attempt(client, "x" * 12, **more) == 422


@pytest.fixture
def at_the_desk() -> Client:
    """A browser by which the official came in once, and out of which they signed out."""
    official(MO, Role.CLERK)
    client = Client()
    assert attempt(client) == 303
    client.post("/sign-out/")
    return client


class TestLocking:
    def test_by_strangers_leaves_the_official_in_where_they_were_before(self, at_the_desk):
        for origin in range(10):
            wrong(Client(), tries.MOST, origin=f"10.0.1.{origin}")
        assert attempt(Client()) == 422
        assert attempt(at_the_desk) == 303

    def test_at_one_place_is_none_elsewhere(self, at_the_desk):
        wrong(Client(), tries.MOST, origin="10.0.1.1")
        assert attempt(Client(), origin="10.0.1.1") == 422
        assert attempt(Client(), origin="10.0.1.2") == 303

    def test_outlives_being_asked_again(self, at_the_desk):
        assert attempt(at_the_desk) == 303
        wrong(Client(), tries.MOST, origin="10.0.1.1")
        page = "/staff/password/"
        new = {"old": PASSWORD, "password": "another long one 7", "again": "another long one 7"}
        assert at_the_desk.post(page, new).status_code == 303


class TestGuessing:
    def test_is_bounded_where_the_official_was_before(self, at_the_desk):
        wrong(at_the_desk, tries.MOST)
        assert attempt(at_the_desk) == 422

    def test_is_bounded_for_one_name_from_everywhere(self, at_the_desk):
        for origin in range(tries.MOST_OF_STRANGERS):
            wrong(Client(), 1, origin=f"10.0.1.{origin}")
        assert attempt(Client(), origin="10.0.2.1") == 422

    def test_is_bounded_for_all_names_from_one_place(self, at_the_desk):
        for number in range(tries.FROM_ONE_PLACE.most):
            wrong(Client(), 1, username=f"name{number}", origin="10.0.1.1")
        assert attempt(Client(), origin="10.0.1.1") == 422
        assert attempt(at_the_desk, origin="10.0.1.1") == 303

    def test_gains_nothing_by_a_mark_that_we_did_not_sign(self, at_the_desk):
        wrong(Client(), tries.MOST)
        kept = at_the_desk.cookies[COOKIE].value
        for forged in (kept[:-2] + "AA", "x", ""):
            client = Client()
            client.cookies[COOKIE] = forged
            assert attempt(client) == 422

    def test_gains_nothing_by_somebody_elses_mark(self, at_the_desk):
        official("other", Role.CLERK, name="穆清")
        wrong(Client(), tries.MOST, username="other")
        assert attempt(at_the_desk, username="other") == 422


class TestMark:
    def test_is_got_by_whoever_came_in_and_names_nobody(self, at_the_desk):
        assert MO not in at_the_desk.cookies[COOKIE].value
        client = Client()
        wrong(client, 1)
        client.post("/demo/sign-in/", {"name": PERSON.name, "number": PERSON.number})
        assert COOKIE not in client.cookies

    def test_opens_nothing(self, at_the_desk):
        assert at_the_desk.get("/window/").status_code == 302

    def test_lapses(self, at_the_desk, monkeypatch):
        long_ago = signing.b62_encode(int(time.time()) - known_browsers.DAYS * 86_400 - 60)
        with monkeypatch.context() as then:
            then.setattr(signing.TimestampSigner, "timestamp", lambda _: long_ago)
            assert attempt(at_the_desk) == 303
        at_the_desk.post("/sign-out/")
        wrong(Client(), tries.MOST)
        assert attempt(at_the_desk) == 422

    def test_is_kept_for_those_who_share_a_desk(self, at_the_desk):
        for number in range(known_browsers.MOST - 1):
            username = f"clerk{number}"
            official(username, Role.CLERK, name="穆清")
            assert attempt(at_the_desk, username=username) == 303
            at_the_desk.post("/sign-out/")
        wrong(Client(), tries.MOST)
        assert attempt(at_the_desk) == 303
        assert "输错次数太多" in text_of(
            Client().post(PLACE, {"username": MO, "password": PASSWORD}, REMOTE_ADDR="10.0.0.1")
        )
