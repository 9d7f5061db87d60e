"""Schemathesis walks the whole description as each kind of caller, and finds nothing.

Its seed is fixed and its examples are few: who wants more runs `st run` against a demo (docs/api.md).
"""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, settings

from chengxin.config.wsgi import application
from chengxin.core.permissions import Role
from tests.api import world
from tests.web import filled

EXAMPLES = 5
#: What a valid request holds instead of chance, so that it gets past the door.
FOUND = {"person": world.person(), "service": world.SERVICE, "purpose": world.PURPOSE}
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture(params=["nobody", "clerk", "data_officer", "resident"])
def caller(request: pytest.FixtureRequest, db: None) -> tuple[dict[str, str], str]:
    """What one caller shows, and a reference behind which this caller finds something."""
    if request.param == "clerk":
        token = world.program(days=3000).token
        return {"Authorization": f"Bearer {token}"}, world.open_matter(world.Caller(token))
    if request.param == "data_officer":
        token = world.program(Role.DATA_OFFICER, days=3000).token
        ref = world.Caller(token).hand_over(b"not a table").json()["submission"]
        return {"Authorization": f"Bearer {token}"}, ref
    if request.param == "resident":
        filled.submit([filled.penalty(world.WHO)])
        client = Client()
        client.get("/")
        filled.sign_in(client, world.WHO)
        return {"Cookie": f"sessionid={client.session.session_key}"}, "2222222222"
    return {}, "2222222222"


@pytest.mark.slow
@schema.parametrize()
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), deadline=None)
def test_schemathesis_finds_nothing(case: Any, caller: tuple[dict[str, str], str]) -> None:
    headers, ref = caller
    if case.meta.generation.mode.is_positive:
        if "ref" in (case.path_parameters or {}):
            case.path_parameters["ref"] = ref
        if isinstance(case.body, dict) and "person" in case.body:
            case.body |= {key: value for key, value in FOUND.items() if key in case.body}
    case.call_and_validate(headers=headers)
