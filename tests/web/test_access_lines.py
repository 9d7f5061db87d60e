"""Each way in that was taken or tried is one line of the log, and no line says who anybody is."""

from __future__ import annotations

import logging
import re
from datetime import datetime

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from chengxin.apps.officials.actions.set_up_code import set_up_code
from chengxin.apps.sign_ins.actions.give_code import give_code
from chengxin.apps.sign_ins.pseudonyms import of_number, of_username
from chengxin.core.permissions import KEEPER, Role
from chengxin.jobs.json_lines import JsonLines
from chengxin.web.law import lawbook
from chengxin.web.signing_in.views import TRIES
from chengxin.web.staff import tries
from tests.phone import code_at
from tests.proves import proves
from tests.web import filled
from tests.web.test_administration import SEAT
from tests.web.world import NOW, OTHER, PASSWORD, PERSON, Clock, official, signed_in

pytestmark = [pytest.mark.django_db, proves("N19")]
MO = "moxiaolan"
SECRET = bytes(range(20))


@pytest.fixture(autouse=True)
def clock(monkeypatch) -> Clock:
    cache.clear()
    return Clock(monkeypatch)


@pytest.fixture
def lines(caplog):
    """What was written since the last time somebody looked; nothing in it says who anybody is."""
    caplog.set_level(logging.INFO, logger="chengxin.access")

    def told() -> list[str]:
        records = [one for one in caplog.records if one.name == "chengxin.access"]
        whole = "".join(JsonLines().format(one) for one in records)
        for secret in (
            MO,
            "nobody",
            PERSON.name,
            PERSON.number,
            PERSON.number[-6:],
            OTHER.number,
            PASSWORD,
            "127.0.0.1",
        ):
            assert secret not in whole
        caplog.clear()
        return [one.getMessage() for one in records]

    return told


def typed(password: str = PASSWORD, username: str = MO, client: Client | None = None):
    return (client or Client()).post("/staff/sign-in/", {"username": username, "password": password})


class TestOfficials:
    def test_in_by_the_password_alone(self, lines):
        official(MO, Role.CLERK)
        typed()
        assert lines() == [f"official by password: in, {of_username(MO)}"]

    def test_a_wrong_password_and_a_name_that_does_not_exist(self, lines):
        official(MO, Role.CLERK)
        typed("x" * 12)
        typed(username="nobody")
        assert lines() == [f"official by password: wrong, {of_username(name)}" for name in (MO, "nobody")]

    def test_a_locked_name(self, lines):
        official(MO, Role.CLERK)
        for _ in range(tries.MOST + 1):
            typed("x" * 12)
        assert lines()[-2:] == [f"official by password: {one}, {of_username(MO)}" for one in ("wrong", "locked")]

    def test_half_in_a_wrong_code_and_in(self, lines, monkeypatch):
        machine = datetime.fromisoformat("2026-11-24T01:00:05+00:00")
        monkeypatch.setattr("chengxin.clock.of_machine", lambda: machine)
        set_up_code(SECRET, code_at(machine.timestamp(), SECRET), phone_at=machine, by=official(MO, Role.CLERK), at=NOW)
        machine = datetime.fromisoformat("2026-11-24T01:05:05+00:00")
        client = Client()
        typed(client=client)
        client.post("/staff/sign-in/code/", {"code": "000000"})
        client.post("/staff/sign-in/code/", {"code": code_at(machine.timestamp(), SECRET)})
        told = ("password: half_in", "code: wrong", "code: in")
        assert lines() == [f"official by {one}, {of_username(MO)}" for one in told]

    def test_somebody_elses_door(self, lines):
        signed_in(official(MO, Role.CLERK)).get(reverse("oversight:ledger"))
        assert lines() == [f"official at oversight:ledger: wrong_door, {of_username(MO)}"]


class TestResidents:
    def test_a_code_on_paper_wrong_and_in(self, lines, clock):
        code = give_code(PERSON, lawbook=lawbook(), by=official(MO, Role.CLERK), at=clock.at).code
        for one in ("AAAA-AAAA-AAAA-AAAA", code):
            Client().post("/sign-in/", {"name": PERSON.name, "number": PERSON.number, "code": one})
        told = ("sign_in_code_wrong", "in")
        assert lines() == [f"resident by paper: {one}, {of_number(PERSON)}" for one in told]

    def test_too_many_from_one_place(self, lines):
        wrong = {"name": PERSON.name, "number": PERSON.number, "code": "AAAA-AAAA-AAAA-AAAA"}
        for _ in range(TRIES.most + 1):
            Client().post("/sign-in/", wrong)
        assert lines()[-3:] == [
            "somebody by sign-in-codes: too_many, -",
            f"resident by paper: sign_in_code_wrong, {of_number(PERSON)}",
            f"resident by paper: locked, {of_number(PERSON)}",
        ]

    def test_an_officials_door(self, lines):
        client = Client()
        client.get("/")
        filled.sign_in(client, PERSON)
        client.get("/window/")
        assert lines() == [f"resident at window:ask: wrong_door, {of_number(PERSON)}"]


class TestRefusedInput:
    """What no page of ours sends by itself, and no program that keeps to the description."""

    def test_a_value_that_is_in_no_list(self, lines):
        client = signed_in(official(MO, Role.SECURITY_ADMIN, KEEPER))
        client.post("/administration/seats/new/", SEAT | {"role": PERSON.name})
        assert lines() == [f"official at administration:propose: not_in_list, {of_username(MO)}"]

    def test_a_form_without_its_token(self, lines):
        Client(enforce_csrf_checks=True).post("/sign-in/", {"name": PERSON.name, "number": PERSON.number})
        assert lines() == ["somebody at signing_in:sign_in: no_form_token, -"]

    def test_a_form_without_its_token_of_a_resident(self, lines):
        client = Client(enforce_csrf_checks=True)
        filled.sign_in(client, PERSON)
        client.post("/sign-out/elsewhere/")
        assert lines() == [f"resident at sign_out_elsewhere: no_form_token, {of_number(PERSON)}"]

    def test_a_form_that_is_too_large(self, lines):
        Client().generic("POST", "/sign-in/", b"x", content_type="text/plain", CONTENT_LENGTH=str(3 << 20))
        assert lines() == ["somebody at signing_in:sign_in: too_large, -"]

    def test_more_fields_than_any_form_has(self, lines):
        Client(raise_request_exception=False).post("/sign-in/", {f"f{one}": "x" for one in range(300)})
        assert lines() == ["somebody at signing_in:sign_in: malformed, -"]

    def test_a_host_that_is_not_ours(self, lines):
        Client(headers={"host": "evil.example"}).get("/")
        assert [one.split(": ")[1] for one in lines()] == ["malformed, -"]

    def test_of_a_program_a_token_that_is_not_valid(self, lines):
        Client(headers={"authorization": f"Bearer {PERSON.number}"}).post("/api/v1/matters")
        assert lines() == ["program at api:open_one: token_not_valid, -"]

    def test_of_a_program_without_tls(self, lines, settings):
        settings.SECURE_SSL_REDIRECT = True
        Client(headers={"authorization": f"Bearer {PERSON.number}"}).post("/api/v1/matters")
        assert lines() == ["program at -: tls_missing, -"]

    def test_a_mistake_in_a_form_is_none(self, lines):
        Client().post("/sign-in/", {"name": PERSON.name, "number": PERSON.number})
        client = signed_in(official(MO, Role.SECURITY_ADMIN, KEEPER))
        client.post("/administration/seats/new/", SEAT | {"role": ""})
        assert lines() == []


class TestMark:
    def test_is_of_its_own_kind_and_of_one_person(self):
        assert of_username(PERSON.number) != of_number(PERSON) != of_number(OTHER)

    def test_a_plain_line_says_when_with_its_offset(self):
        form = settings.LOGGING["formatters"]["line"]
        record = logging.LogRecord("chengxin.access", logging.INFO, "", 0, "x", (), None)
        said = logging.Formatter(form["format"], form["datefmt"]).format(record)
        assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} INFO chengxin.access x$", said)

    def test_lines_are_written_however_little_else_is(self):
        assert settings.LOGGING["loggers"]["chengxin.access"] == {"level": "INFO"}
