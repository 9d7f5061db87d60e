"""Over plain HTTP production leads a page to TLS, and refuses a program, which would not notice."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from tests.proves import proves

pytestmark = [pytest.mark.django_db, proves("N7")]


@pytest.fixture(autouse=True)
def _production(settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


class TestWithoutTls:
    @pytest.mark.parametrize("place", ["/api/v1/catalogue", "/api/v1/me/records", "/api/v1/nothing", "/api/"])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_a_program_is_refused_and_led_nowhere(self, place: str, method: str) -> None:
        reply = getattr(Client(), method)(place, headers={"authorization": "Bearer x"})
        assert reply.status_code == 403
        assert reply["Content-Type"] == "application/problem+json"
        assert "Location" not in reply
        told = json.loads(reply.content)
        assert told["reason"] == "tls_missing"
        assert "https://" in told["detail"]

    def test_a_page_is_led_to_tls(self) -> None:
        reply = Client().get("/check/")
        assert (reply.status_code, reply["Location"]) == (301, "https://testserver/check/")

    def test_behind_a_proxy_with_tls_both_are_served(self) -> None:
        client = Client(headers={"x-forwarded-proto": "https"})
        assert client.get("/api/v1/catalogue").status_code == 200
        assert client.get("/check/").status_code == 200
        assert Client().get("/api/v1/catalogue", secure=True).status_code == 200

    def test_a_probe_needs_none(self) -> None:
        assert Client().get("/alive").status_code == 200
