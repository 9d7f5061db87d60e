"""The law over the API: the same rows as the rules, as of any day."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from chengxin.api.v1 import description
from chengxin.core.reasons import Reason
from chengxin.web.law import lawbook
from tests.api import world
from tests.guards import tree
from tests.proves import proves

TODAY = date(2026, 11, 24)


def get(path: str):
    return world.Caller().get(path)


@proves("D8")
class TestCatalogue:
    def test_lists_every_item_in_force(self):
        told = get("/catalogue").json()
        assert {item["slug"] for item in told["items"]} == lawbook().on(TODAY).items.keys()
        assert (told["edition"], told["law_digest"], told["on"]) == (lawbook().edition, lawbook().digest, "2026-11-24")

    def test_tells_an_item_by_code_or_slug(self):
        by_code, by_slug = get("/catalogue/A0401").json(), get("/catalogue/road_transport_violation").json()
        assert by_code == by_slug
        item, rule = by_code["item"], lawbook().item("road_transport_violation")
        assert item["retention_months"] == rule.retention.months
        assert item["bases"][0]["articles"] == list(rule.bases[0].articles)
        assert "road_transport_licence" in item["purposes"]

    def test_knows_another_day(self):
        before = min(item.in_force_from for item in lawbook().items.rows) - timedelta(days=1)
        assert get(f"/catalogue?on={before}").json()["items"] == []
        world.problem(get(f"/catalogue/A0401?on={before}"), 404, Reason.NOTHING_HERE)
        for day in lawbook().change_days:
            told = {item["slug"] for item in get(f"/catalogue?on={day}").json()["items"]}
            assert told == lawbook().on(day).items.keys()

    @pytest.mark.parametrize("on", ["", "x", "20261124", "2026-W48-2", "2026-02-30", "1764000000", "２026-11-24"])
    def test_takes_only_days(self, on):
        world.problem(get(f"/catalogue?on={on}"), 422, Reason.REQUEST_MALFORMED)

    def test_tells_purposes_with_a_basis_for_each_item(self):
        told = {purpose["slug"]: purpose for purpose in get("/purposes").json()["purposes"]}
        assert told.keys() == lawbook().on(TODAY).purposes.keys()
        cells = told["road_transport_licence"]["cells"]
        assert [cell["item"] for cell in cells] == list(lawbook().purpose("road_transport_licence").items)
        assert all(cell["basis"]["articles"] for cell in cells)

    def test_tells_measures_and_reasons(self):
        told = {measure["slug"] for measure in get("/measures").json()["measures"]}
        assert told == lawbook().on(TODAY).measures.keys()
        reasons = {reason["reason"]: reason for reason in get("/reasons").json()["reasons"]}
        assert reasons.keys() == {reason.value for reason in Reason}
        assert all(reason["remedy"] for reason in reasons.values())

    def test_needs_no_database(self):
        """No fixture of this test opens one."""
        assert get("/catalogue").status_code == 200


class TestDescription:
    def test_is_openapi_3_1(self):
        reply = Client().get("/api/v1/openapi.json")
        assert reply.json()["openapi"].startswith("3.1")
        assert reply.content == description()

    def test_declares_every_error_as_a_problem(self):
        operations = [
            op for path in Client().get("/api/v1/openapi.json").json()["paths"].values() for op in path.values()
        ]
        assert len(operations) == 14
        for operation in operations:
            bad = {status: answer for status, answer in operation["responses"].items() if int(status) >= 400}
            assert "500" in bad
            assert all(list(answer["content"]) == ["application/problem+json"] for answer in bad.values())
            if operation.get("security"):
                assert "401" in bad

    def test_lets_nothing_in_that_it_does_not_name(self):
        schemas = Client().get("/api/v1/openapi.json").json()["components"]["schemas"]
        assert [name for name, schema in schemas.items() if schema.get("additionalProperties") is not False] == []

    def test_names_who_may_enter(self):
        paths = Client().get("/api/v1/openapi.json").json()["paths"]
        keys = {
            path: {name for need in op.get("security", []) for name in need}
            for path, ops in paths.items()
            for op in ops.values()
        }
        assert keys["/api/v1/catalogue"] == set()
        assert keys["/api/v1/matters"] == keys["/api/v1/submissions/{ref}"] == {"ProgramToken"}
        assert keys["/api/v1/me/access"] == {"ResidentSession"}

    def test_is_what_the_document_lists(self):
        listed = re.findall(
            r"^\| (GET|POST) \| `([^`]+)`", (tree.ROOT / "docs" / "api.md").read_text("utf-8"), re.MULTILINE
        )
        paths = Client().get("/api/v1/openapi.json").json()["paths"]
        assert set(listed) == {(method.upper(), path) for path, found in paths.items() for method in found}
