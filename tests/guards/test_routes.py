"""Every route says who may enter, and nobody else gets in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from chengxin.api.v1 import ROOMS
from chengxin.apps.officials.actions.appoint import appoint
from chengxin.core.permissions import ADMINISTRATORS, KEEPER, Role
from chengxin.web.doors import AUDIENCES, door
from tests.api import world
from tests.guards import tree
from tests.proves import proves

#: Addresses whose `name` is that of an example file which the product ships.
SHIPPED_FILES = {"demo/samples/<str:name>"}
#: One value for each converter, to make an address; nothing stands behind it.
SAMPLES = {"slug": "none", "int": "1", "str": "none", "path": "none"}


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """(address pattern, route) of every door of the product."""
    for entry in (resolver or get_resolver()).url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield address, entry
        else:
            yield from routes(entry, address)


def example(address: str, route: URLPattern) -> str:
    for name, converter in route.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        address = address.replace(f"<{kind}:{name}>", SAMPLES.get(kind, "none")).replace(f"<{name}>", "none")
    # What the prefix brought in.
    for kind, sample in SAMPLES.items():
        while f"<{kind}:" in address:
            start = address.index(f"<{kind}:")
            address = address[:start] + sample + address[address.index(">", start) + 1 :]
    return "/" + address


class TestDoors:
    def test_every_route_declares_one(self) -> None:
        found = list(routes())
        assert len(found) > 30
        for address, route in found:
            declared = getattr(route.callback, "door", None)
            assert declared, f"/{address} does not say who may enter"
            assert set(declared) <= AUDIENCES, f"/{address} names an unknown audience: {declared}"

    def test_every_audience_has_a_door(self) -> None:
        named = {audience for _, route in routes() for audience in route.callback.door}
        assert set(Role) <= named | ({*Role} if "staff" in named else set())
        assert {"public", "resident"} <= named

    def test_an_unknown_audience_is_refused_at_import(self) -> None:
        with pytest.raises(ValueError, match="unknown audience"):
            door("everybody")
        with pytest.raises(ValueError, match="unknown audience"):
            door()


def entered(client: Client, address: str) -> bool:
    """Whether the view behind a door ran: neither sent to a sign-in page nor told that it is the wrong door. The API asks
    for a token or a session before it looks at anything else, whatever the method."""
    replies = [client.get(address)]
    if address.startswith("/api/"):
        replies.append(client.post(address, {}, content_type="application/json"))
    if replies[0].status_code in {301, 302}:
        return "sign-in" not in replies[0]["Location"]
    return any(reply.status_code not in {401, 403, 405} for reply in replies)


@pytest.mark.django_db
@pytest.mark.any_database
class TestNobodyElseGetsIn:
    def test_an_anonymous_visitor_enters_only_public_doors(self) -> None:
        for address, route in routes():
            if "public" not in route.callback.door:
                assert not entered(Client(), example(address, route)), f"/{address} let an anonymous visitor in"

    @proves("R24")
    @pytest.mark.parametrize("role", list(Role))
    def test_an_official_enters_only_the_doors_of_the_role(self, role: Role) -> None:
        at = datetime(2026, 11, 24, tzinfo=UTC)
        unit = KEEPER if role in ADMINISTRATORS else "transport"
        seat = {"name": "穆清", "unit": unit, "seat": "1号窗口", "role": role, "course_on": at.date()}
        official = appoint(username="walker", **seat, password="a long enough one", by="tests", at=at)
        client = Client()
        client.force_login(official)
        closed = 0
        for address, route in routes():
            if not {"public", "staff", role} & set(route.callback.door):
                closed += 1
                assert not entered(client, example(address, route)), f"/{address} let a {role} in"
        assert closed > 10

    @proves("R24", "API5")
    @pytest.mark.parametrize("role", [Role.CLERK, Role.DATA_OFFICER])
    def test_a_program_enters_only_its_own_doors(self, role: Role) -> None:
        """Pages know no tokens, and a token opens no resident's door."""
        client = Client(headers={"authorization": f"Bearer {world.program(role).token}"})
        assert client.get("/api/v1/submissions/2222222222").status_code == 404
        opened = closed = 0
        for address, route in routes():
            if "program" in route.callback.door:
                assert entered(client, example(address, route)), f"/{address} kept a program out"
                opened += 1
            elif "public" not in route.callback.door:
                assert not entered(client, example(address, route)), f"/{address} let a program in"
                closed += 1
        assert opened >= 6
        assert closed > 20

    def test_each_function_of_the_api_has_a_name_of_its_own(self) -> None:
        """Doors are kept by these names."""
        names = [
            operation.view_func.__name__
            for router, _ in ROOMS
            for view in router.path_operations.values()
            for operation in view.operations
        ]
        assert len(names) == len(set(names)) > 10


@proves("R24")
class TestAddressesHoldNoPerson:
    def test_no_address_takes_a_name_or_a_number(self) -> None:
        for address, route in routes():
            if address in SHIPPED_FILES:
                continue
            for taken in route.pattern.converters:
                assert taken not in {"name", "number", "person", "identity", "pk", "id", "q", "query"}, f"/{address}"

    def test_no_screen_reads_a_person_from_the_query_string(self) -> None:
        asked = _query_keys()
        assert asked <= {"next", "page", "as", "feed", "month", "at", "after", "ref", "view", "kind", "on"}, asked


def _query_keys() -> set[str]:
    import ast

    keys: set[str] = set()
    for _, source in tree.modules("web", "api"):
        for node in ast.walk(source):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Attribute(attr="GET"), attr="get" | "getlist"),
                    args=[ast.Constant(value=str(key)), *_],
                ):
                    keys.add(key)
                case ast.Subscript(value=ast.Attribute(attr="GET"), slice=ast.Constant(value=str(key))):
                    keys.add(key)
    return keys


def test_the_walk_makes_real_addresses() -> None:
    made: list[Any] = [example(address, route) for address, route in routes()]
    assert not [address for address in made if "<" in address]
