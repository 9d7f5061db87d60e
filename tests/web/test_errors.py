"""What a visitor reads when something cannot be done."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from chengxin.core.permissions import Role
from tests.web import filled

pytestmark = pytest.mark.django_db


class TestErrors:
    def test_an_unknown_address_has_a_page(self):
        response = Client().get("/no/such/page/")
        assert response.status_code == 404
        assert "<title>" in response.content.decode()

    def test_a_page_that_only_a_button_opens_says_so(self):
        client = Client()
        client.force_login(filled.official(Role.DATA_OFFICER))
        response = client.get("/department/nothing/")
        assert (response.status_code, "这一页不能这样打开" in response.content.decode()) == (405, True)

    def test_a_wrong_role_reads_which_door_this_is(self):
        client = Client()
        client.force_login(filled.official(Role.AUDITOR, "credit_office"))
        response = client.get("/window/")
        assert (response.status_code, "这个岗位不能做这件事" in response.content.decode()) == (403, True)

    def test_a_form_without_its_token_did_nothing(self):
        response = Client(enforce_csrf_checks=True).post("/staff/sign-in/", {"username": "x", "password": "y"})
        assert response.status_code == 403
        assert "<title>" in response.content.decode()

    def test_a_fault_shows_a_number_and_logs_nothing_personal(self, monkeypatch, caplog):
        secret = filled.person("王䶮", 99)

        def broken(*_: object, **__: object) -> None:
            raise ValueError(f"row of {secret.name} {secret.number}")

        monkeypatch.setattr("chengxin.web.resident.views.held.held_by", broken)
        monkeypatch.setattr("chengxin.clock.now", lambda: filled.AT)
        client = Client(raise_request_exception=False)
        client.get("/")
        filled.sign_in(client, secret)
        with caplog.at_level(logging.DEBUG):
            response = client.get("/me/records/")
        page = response.content.decode()
        assert response.status_code == 500
        assert secret.number not in page + caplog.text
        assert secret.name not in caplog.text
        number = next(record.args[0] for record in caplog.records if record.name == "chengxin.fault")
        assert str(number) in page
