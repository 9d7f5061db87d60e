"""What a request may be: its size, its format, its depth; and that nothing of it is repeated, logged or put into an address."""

from __future__ import annotations

import json
import logging

import pytest
from django.db import connection
from django.test import Client

from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason
from tests.api import world
from tests.api.world import V1, WHO
from tests.proves import proves
from tests.web import filled

pytestmark = pytest.mark.django_db


@proves("API7")
class TestBody:
    @pytest.mark.parametrize(
        "body",
        [
            b"{",
            b'"\xff"',
            '{"purpose": "a"}'.encode("utf-16"),
            b'{"service": NaN}',
            b'{"service": "a", "service": "b"}',
            b'{"person": {"name": "a", "name": "b"}}',
            b"[" * 5000,
            b'{"service": ' + b"[" * 600 + b"]" * 600 + b"}",
            b'{"a":' * 2000 + b"1" + b"}" * 2000,
            b'{"service": ' + b"9" * 6000 + b"}",
            b'{"service": "\xed\xa0\x80"}',
        ],
    )
    def test_must_be_readable(self, body):
        world.problem(world.caller().post("/matters", body), 400, Reason.REQUEST_MALFORMED)

    @pytest.mark.parametrize("body", [b"", b"null", b"[]", b'"x"', b"1", b'{"service": "\\ud800"}', b"{}"])
    def test_must_fit_its_description(self, body):
        told = world.problem(world.caller().post("/matters", body), 422, Reason.REQUEST_MALFORMED)
        assert told["errors"]

    def test_must_not_be_large(self):
        large = world.matter_body(reason="x" * 20_000)
        world.problem(world.caller().post("/matters", large), 413, Reason.REQUEST_TOO_LARGE)
        world.problem(world.caller().post("/matters", b" " * 3_000_000), 413, Reason.REQUEST_TOO_LARGE)

    @pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", ""])
    def test_must_be_json(self, kind):
        reply = world.caller().post("/matters", world.matter_body(), content_type=kind)
        world.problem(reply, 415, Reason.FORMAT_NOT_TAKEN)

    def test_is_not_looked_at_without_a_token(self):
        for body in (b"{", b" " * 3_000_000):
            world.problem(world.Caller().post("/matters", body), 401, Reason.TOKEN_NOT_VALID)

    def test_is_never_repeated(self):
        by = world.caller()
        secret = "231102189005059999"
        bodies = [
            world.matter_body(**{secret: 1}),
            world.matter_body(service=secret * 8),
            world.matter_body(person=world.person() | {"id_type": secret}),
            world.matter_body(person=world.person() | {"id_number": secret}),
            world.matter_body(person={secret: secret}),
        ]
        for body in bodies:
            reply = by.post("/matters", body)
            assert reply.status_code in {403, 422}
            assert secret not in reply.content.decode()


class TestAddress:
    @pytest.mark.parametrize(
        "path", ["/nothing", "/matters/none/inquiries", "/catalogue/", "/matters/2222222222", "//"]
    )
    def test_that_is_none_is_a_problem(self, path):
        by = world.caller()
        world.problem(
            by.get(path) if path != "/matters/none/inquiries" else by.post(path, {}), 404, Reason.NOTHING_HERE
        )

    @pytest.mark.parametrize("address", ["/api/", "/api/v2/catalogue", "/api/v1", "/api/v1/", "/api/v1/openapi.json/"])
    def test_beside_the_api_is_a_problem_too(self, address):
        world.problem(Client().get(address), 404, Reason.NOTHING_HERE)

    def test_outside_of_it_stays_a_page(self):
        assert Client().get("/apis")["Content-Type"].startswith("text/html")

    @proves("API9")
    def test_takes_nothing_that_is_not_declared(self):
        by, number = world.caller(), WHO.number
        for path in ("/catalogue", "/purposes", "/reasons", "/openapi.json", "/catalogue/A0401"):
            told = world.problem(by.get(f"{path}?id_number={number}"), 422, Reason.REQUEST_MALFORMED)
            assert number not in str(told)
        matter = world.open_matter(by)
        for path, body in (
            ("/matters", world.matter_body()),
            (f"/matters/{matter}/inquiries", {"purpose": "x", "person": world.person()}),
            (f"/matters/{matter}/outcome", {"outcome": "granted"}),
        ):
            world.problem(by.post(f"{path}?name={WHO.name}", body), 422, Reason.REQUEST_MALFORMED)

    @pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "options", "trace"])
    def test_takes_only_its_method(self, method):
        reply = getattr(world.caller().client, method)(f"{V1}/matters")
        world.problem(reply, 405, Reason.METHOD_NOT_OFFERED)
        assert reply["Allow"] == "POST"

    def test_of_another_host_is_a_problem(self):
        world.problem(Client(headers={"host": "evil.example"}).get(f"{V1}/catalogue"), 400, Reason.REQUEST_MALFORMED)


class TestToken:
    @pytest.mark.parametrize(
        "header",
        [None, "", "Bearer", "Bearer ", "Bearer chengxin_wrong", "Basic Y2xlcms6Y2xlcms=", "bearer\tx", "x" * 9000],
    )
    def test_is_needed(self, header):
        headers = {} if header is None else {"authorization": header}
        reply = Client().post(f"{V1}/matters", "{}", content_type="application/json", headers=headers)
        world.problem(reply, 401, Reason.TOKEN_NOT_VALID)
        assert reply["WWW-Authenticate"] == "Bearer"

    @proves("API5")
    def test_is_not_a_session_and_a_session_is_no_token(self):
        by = world.Caller()
        by.client.force_login(filled.official(Role.CLERK))
        world.problem(by.post("/matters", world.matter_body()), 401, Reason.TOKEN_NOT_VALID)

    def test_costs_no_session(self, django_assert_num_queries):
        by = world.caller(Role.DATA_OFFICER)
        by.client.cookies["sessionid"] = "x" * 32
        with django_assert_num_queries(2):  # the program, the submission
            reply = by.get("/submissions/2222222222")
        assert "Set-Cookie" not in reply
        assert "Cookie" not in reply.get("Vary", "")


class TestFault:
    @proves("API9")
    def test_is_a_number_and_nothing_else(self, monkeypatch, caplog):
        def breaks(*args, **kwargs):
            raise ZeroDivisionError(WHO.number)

        monkeypatch.setattr("chengxin.api.matters.open_matter", breaks)
        reply = world.caller().post("/matters", world.matter_body())
        told = world.problem(reply, 500, Reason.OUR_FAULT)
        assert told["fault"] in caplog.text
        assert "ZeroDivisionError" in caplog.text
        assert WHO.number not in caplog.text + reply.content.decode()

    def test_before_a_view_is_a_problem_too(self, monkeypatch):
        def breaks(*args, **kwargs):
            raise ZeroDivisionError

        monkeypatch.setattr("chengxin.web.doors.Doorkeeper.process_view", breaks)
        reply = Client(raise_request_exception=False).get(f"{V1}/catalogue")
        assert world.problem(reply, 500, Reason.OUR_FAULT)["fault"]


@proves("API9", "I9")
def test_no_line_of_any_log_names_a_person_or_a_token(caplog):
    """Every route, right and wrong, with all loggers at DEBUG and every statement logged."""
    caplog.set_level(logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        caplog.set_level(logging.DEBUG, logger=name)
    made, sender = world.program(), world.program(Role.DATA_OFFICER)
    by = world.Caller(made.token)
    filled.submit([filled.penalty(WHO)])
    connection.force_debug_cursor = True
    try:
        matter = world.open_matter(by)
        world.ask(by, matter)
        world.ask(by, matter, filled.person("欧阳㐱", 64))
        world.ask(by, "2222222222")
        by.post("/matters", world.matter_body(person=world.person() | {"id_number": WHO.number[:-1] + "Y"}))
        by.post("/matters", json.dumps(world.matter_body()).encode()[:-1])
        by.post(f"/matters/{matter}/outcome", {"outcome": "granted"})
        world.Caller(made.token[:-1]).get("/submissions/2222222222")
        world.Caller(sender.token).hand_over(
            f"{WHO.name},{WHO.number}".encode(), key=WHO.number, name=f"{WHO.name}.csv"
        )
        client = Client()
        client.get("/")
        filled.sign_in(client, WHO)
        for path in ("records", "letters", "access"):
            assert client.get(f"{V1}/me/{path}").status_code == 200
    finally:
        connection.force_debug_cursor = False
    assert "SELECT" in caplog.text
    for secret in (WHO.number, WHO.name, made.token, sender.token):
        assert secret not in caplog.text


@proves("A7")
class TestCourse:
    @pytest.mark.parametrize("role", [Role.CLERK, Role.DATA_OFFICER])
    def test_that_lapsed_stops_the_programs_of_an_official(self, role):
        by = world.caller(role)
        matter = world.open_matter(by) if role is Role.CLERK else ""
        official = filled.official(role)
        official.course_on = None
        official.save()
        if role is Role.CLERK:
            replies = [by.post("/matters", world.matter_body()), world.ask(by, matter)]
        else:
            replies = [by.hand_over(b"file"), by.get("/submissions/2222222222")]
        for reply in replies:
            world.problem(reply, 403, Reason.COURSE_LAPSED)
