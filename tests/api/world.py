"""What the tests of the API share: programs with tokens, a client that shows one, an answer that is checked as a problem."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chengxin.apps.officials.actions.register_program import Registered, register_program
from chengxin.core.calendar import day_of
from chengxin.core.facts import Identity
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason
from chengxin.web.law import feeds, lawbook
from tests.web import filled

AT, WHO = filled.AT, filled.person("王䶮", 61)
PURPOSE = "road_transport_licence"
SERVICE = lawbook().purposes[PURPOSE].services[0]
V1 = "/api/v1"


def program(role: Role = Role.CLERK, unit: str = "transport", *, days: int = 30, **changes: Any) -> Registered:
    """A program of a clerk that may ask, or of a data officer that may hand over penalties and licences."""
    tasks: dict[str, Any] = {"purposes": [lawbook().purposes[PURPOSE]], "feeds": []}
    if role is Role.DATA_OFFICER:
        tasks = {"purposes": [], "feeds": [feeds()[filled.PENALTIES], feeds()[filled.LICENCES]]}
    asked = {"name": "运政系统", "official": filled.official(role, unit), "by": "root", "at": AT}
    return register_program(**asked | tasks | {"last_day": day_of(AT) + timedelta(days=days)} | changes)


class Caller:
    """A program as it calls: JSON in, JSON out, its token in the header."""

    def __init__(self, token: str | None = None) -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, **more: Any) -> Any:
        return self.client.get(V1 + path, headers=self.headers, **more)

    def post(self, path: str, body: Any, **more: Any) -> Any:
        raw = body if isinstance(body, bytes | str) else json.dumps(body)
        options = {"content_type": "application/json", "headers": self.headers} | more
        return self.client.post(V1 + path, raw, **options)

    def hand_over(
        self, data: bytes, key: str | None = "k-1", *, name: str = "九月.csv", feed: str = filled.PENALTIES, **more: Any
    ) -> Any:
        headers = self.headers | ({"idempotency-key": key} if key else {})
        fields = {"file": SimpleUploadedFile(name, data), "feed": feed, **more}
        return self.client.post(f"{V1}/submissions", fields, headers=headers)


def caller(role: Role = Role.CLERK, unit: str = "transport", **changes: Any) -> Caller:
    return Caller(program(role, unit, **changes).token)


def person(who: Identity = WHO) -> dict[str, str]:
    return {"name": who.name, "id_type": "citizen_id", "id_number": who.number}


def matter_body(who: Identity = WHO, **changes: Any) -> dict[str, Any]:
    return {"service": SERVICE, "request_no": "黑政服〔2026〕11820", "person": person(who)} | changes


def open_matter(by: Caller, who: Identity = WHO, **changes: Any) -> str:
    reply = by.post("/matters", matter_body(who, **changes))
    assert reply.status_code == 201, reply.content.decode()
    ref: str = reply.json()["matter"]
    return ref


def ask(by: Caller, matter: str, who: Identity = WHO, purpose: str = PURPOSE) -> Any:
    return by.post(f"/matters/{matter}/inquiries", {"purpose": purpose, "person": person(who)})


def problem(reply: Any, status: int, reason: Reason) -> dict[str, Any]:
    """The problem document of a reply, which must be one in full and in Chinese."""
    assert reply.status_code == status, reply.content.decode()
    assert reply["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = reply.json()
    assert told["reason"] == reason.value
    assert told["status"] == status
    text = lawbook().reason_text(reason)
    assert (told["title"], told["detail"], told["law"], told["remedy"]) == (
        text.title,
        text.text,
        text.law,
        text.remedy,
    )
    assert told["remedy"]
    assert "Traceback" not in reply.content.decode()
    return told
