"""What a resident reads of themselves: only their own, only with their session, and reading proves nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from chengxin.apps import letters
from chengxin.apps.notices import selectors as notices
from chengxin.apps.notices.models import Reading
from chengxin.apps.people import selectors as people
from chengxin.apps.records.actions.read_letter import read_letter
from chengxin.apps.records.models import RecordEvent
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason
from chengxin.web.law import lawbook
from tests.api import world
from tests.api.world import AT, V1, WHO
from tests.proves import proves
from tests.web import filled

pytestmark = pytest.mark.django_db
OTHER = filled.person("欧阳㐱", 63)
ROUTES = ["/me/records", "/me/letters", "/me/access"]


@pytest.fixture
def me() -> Client:
    client = Client(raise_request_exception=False)
    client.get("/")
    filled.sign_in(client, WHO)
    return client


def test_records_say_what_when_why_and_until_when(me):
    filled.submit([filled.penalty(WHO), filled.licence(OTHER)], at=AT - timedelta(days=3))
    reply = me.get(f"{V1}/me/records")
    (record,) = reply.json()["records"]
    assert record["item"] == "road_transport_violation"
    assert record["standing"] == "awaiting_notice"
    assert record["standing_title"] == lawbook().standings["awaiting_notice"].title  # type: ignore[index]
    assert record["decided_on"] == "2026-09-16"
    assert date.fromisoformat(record["last_day"]) > date(2026, 11, 24)
    assert record["bases"][0]["articles"]
    assert WHO.number not in reply.content.decode()


def test_nothing_held_is_an_empty_list(me):
    assert me.get(f"{V1}/me/records").json()["records"] == []
    assert me.get(f"{V1}/me/letters").json() == {"letters": []}
    assert me.get(f"{V1}/me/access").json() == {"looks": [], "hidden": 0}


@proves("API8", "R01")
class TestLetters:
    def test_are_not_read_by_being_listed(self, me):
        filled.submit([filled.penalty(WHO)], at=AT - timedelta(days=3))
        (letter,) = me.get(f"{V1}/me/letters").json()["letters"]
        assert (letter["is_read"], letter["read_at"], letter["text"]) == (False, None, None)
        assert not Reading.objects.exists()
        assert not RecordEvent.objects.exists()
        assert "黑交罚" not in str(letter)

    def test_have_their_text_once_they_were_opened(self, me):
        filled.submit([filled.penalty(WHO)], at=AT - timedelta(days=3))
        who = people.indexes(WHO)
        (owed,) = notices.list_for_person(who.number, who.name)
        read_letter(owed.ref, lawbook=lawbook(), by=who, at=AT)
        (letter,) = me.get(f"{V1}/me/letters").json()["letters"]
        rendered = letters.render(notices.get_for_person(who.number, who.name, owed.ref), lawbook=lawbook())
        assert letter["text"]["title"] == rendered.title
        assert [section["heading"] for section in letter["text"]["sections"]] == [s.heading for s in rendered.sections]
        assert "黑交罚" in str(letter["text"])


class TestAccess:
    def test_shows_every_try_and_nobody_elses(self, me):
        filled.nothing_new()
        by = world.caller()
        world.ask(by, world.open_matter(by))
        world.ask(by, world.open_matter(by, OTHER, request_no="黑政服〔2026〕2号"), OTHER)
        filled.ask(None, WHO)
        looks = me.get(f"{V1}/me/access").json()["looks"]
        assert [look["outcome"] for look in looks] == ["refused", "answered"]
        assert [look["program"] for look in looks] == ["", "运政系统"]
        assert looks[0]["reasons"][0]["reason"] == "matter_missing"
        assert OTHER.name not in str(looks)


class TestDoor:
    @pytest.mark.parametrize("path", ROUTES)
    def test_is_closed_without_a_session(self, path):
        world.problem(world.Caller().get(path), 401, Reason.SIGN_IN_MISSING)

    @proves("API5")
    @pytest.mark.parametrize("path", ROUTES)
    def test_takes_no_token_and_no_officials_session(self, path):
        world.problem(world.caller().get(path), 401, Reason.SIGN_IN_MISSING)
        clerk = world.Caller()
        clerk.client.force_login(filled.official(Role.CLERK))
        world.problem(clerk.get(path), 401, Reason.SIGN_IN_MISSING)

    @pytest.mark.parametrize("path", ROUTES)
    def test_is_for_reading_only(self, me, path):
        world.problem(me.post(V1 + path, "{}", content_type="application/json"), 405, Reason.METHOD_NOT_OFFERED)

    @pytest.mark.parametrize("path", ROUTES)
    def test_keeps_what_it_shows_out_of_caches(self, me, path):
        assert "no-store" in me.get(V1 + path)["Cache-Control"]
