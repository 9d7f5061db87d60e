"""A stalker, a journalist, a search engine: whoever follows every link and form from the front page meets no person."""

from __future__ import annotations

import os
from collections import Counter, deque
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from chengxin.apps.complaints.actions.complain import complain
from chengxin.apps.objections.actions.lodge import lodge
from chengxin.apps.people import selectors as people
from chengxin.apps.records.selectors import held_by
from chengxin.core.complaints import About
from chengxin.core.objections import Ground
from chengxin.core.permissions import Role
from chengxin.web.law import lawbook
from tests.guards.test_routes import example, routes
from tests.proves import proves
from tests.web import filled

pytestmark = pytest.mark.django_db
AT = filled.AT
PEOPLE = [filled.person("王䶮", 111), filled.person("欧阳㐱", 112)]
#: The demo introduces its invented people to whoever comes.
NOT_CRAWLED = ("/demo/", "/static/")
MOST = 1_500
#: Addresses of one route that are opened: a hundred articles of a law are one page a hundred times. `make torture`: all.
MOST_OF_A_ROUTE = MOST if os.environ.get("CHENGXIN_TORTURE") == "1" else 10


class Found(HTMLParser):
    """The addresses and forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[dict[str, Any]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.links += [said[name] for name in ("href", "src") if name in said]
        if tag == "form":
            self.forms.append({"method": said.get("method", "get"), "action": said.get("action", ""), "fields": {}})
        elif self.forms and tag in ("input", "textarea", "select", "option", "button"):
            fields = self.forms[-1]["fields"]
            if said.get("name"):
                fields.setdefault(said["name"], said.get("value", "") or PEOPLE[0].name)
                self.last = said["name"]
            elif tag == "option" and said.get("value"):
                fields[self.last] = said["value"]


@pytest.fixture
def canaries() -> list[str]:
    """What nobody may meet: persons who are held, asked about, objected, and what leads to them."""
    rows = [
        filled.penalty(who, f"黑交罚〔2026〕07{n:02d}号", proof=filled.enclosed(date(2026, 9, 18)))
        for n, who in enumerate(PEOPLE)
    ]
    filled.submit(rows, at=AT - timedelta(days=30))
    filled.nothing_new()
    found = [row.decision_no for row in rows] + [part for who in PEOPLE for part in (who.name, who.number)]
    for who in PEOPLE:
        matter = filled.matter(who)
        given = filled.ask(matter, who).answer
        mine = people.indexes(who)
        (held,) = held_by(mine, lawbook=lawbook(), at=AT)
        case = lodge(held.record.ref, ground=Ground.NOT_ME, words="这不是我做的事", lawbook=lawbook(), by=mine, at=AT)
        assert given is not None
        found += [matter.ref, held.record.ref, case.ref, given.ref]
    report = complain(About.BODY, "transport", words="在群里发了名单", lawbook=lawbook(), at=AT)
    return [*found, report.ref, "在群里发了名单", "这不是我做的事"]


def crawled(client: Client) -> dict[str, list[Any]]:
    """Address -> every reply it gave, from the front page on; each form is sent once as it stands, and once filled in."""
    seen: dict[str, list[Any]] = {}
    waiting = deque([("/", None)])
    asked = set()
    of_route: Counter[str] = Counter()
    while waiting:
        address, body = waiting.popleft()
        key = (address, tuple(sorted(body.items())) if body else None)
        if key in asked or len(asked) >= MOST:
            continue
        asked.add(key)
        route = route_of(urlsplit(address).path)
        of_route[route] += 1
        if of_route[route] > MOST_OF_A_ROUTE:
            continue
        reply = client.get(address) if body is None else client.post(address, body)
        seen.setdefault(urlsplit(address).path, []).append((reply, body))
        if "Location" in reply.headers:
            waiting.append((inside(address, reply["Location"]), None))
        if reply.streaming or "text/html" not in reply.get("Content-Type", ""):
            continue
        page = Found()
        page.feed(reply.content.decode())
        waiting.extend((inside(address, link), None) for link in page.links)
        for form in page.forms:
            target = inside(address, form["action"]) if form["action"] else address
            for fields in (form["fields"], {**form["fields"], "name": PEOPLE[0].name, "number": PEOPLE[0].number}):
                if form["method"].lower() == "post":
                    waiting.append((target, dict(fields)))
                elif fields:
                    query = "&".join(f"{name}={value}" for name, value in fields.items())
                    waiting.append((f"{urlsplit(target).path}?{query}", None))
        waiting = deque(one for one in waiting if one[0] and not one[0].startswith(NOT_CRAWLED))
    return seen


def route_of(path: str) -> str:
    """The route that serves an address; each address that nothing serves is a route of its own."""
    try:
        return resolve(path).route
    except Resolver404:
        return path


def inside(here: str, link: str) -> str:
    """The address on this site to which a link leads; "" where it leads elsewhere."""
    found = urlsplit(urljoin(f"http://testserver{here}", link))
    return f"{found.path}?{found.query}" if found.query else found.path if found.netloc == "testserver" else ""


@proves("R26")
@pytest.mark.slow
@pytest.mark.any_database
class TestAVisitor:
    def test_reaches_nobody_by_any_link_or_form(self, canaries):
        seen = crawled(Client())
        assert len(seen) > 60
        assert sum(body is not None for replies in seen.values() for _, body in replies) > 5
        for address, replies in seen.items():
            for reply, body in replies:
                text = b"".join(reply).decode("utf-8", "replace")
                typed = {*body.values()} if body else {value for _, value in parse_qsl(urlsplit(address).query)}
                # What a visitor typed may stand in the form that they typed it into.
                typed |= {PEOPLE[0].name, PEOPLE[0].number} if reply.status_code == 422 else set()
                asked = reply.request["QUERY_STRING"]
                met = [one for one in canaries if one in text and one not in typed]
                if PEOPLE[0].name in met and asked:
                    met.remove(PEOPLE[0].name)
                assert met == [], (address, body)

    @pytest.mark.parametrize("address", ["/sitemap.xml", "/sitemap.txt", "/sitemap/", "/feed/", "/rss/", "/search/"])
    def test_finds_no_list_of_addresses(self, address):
        assert Client().get(address).status_code == 404


@proves("R26")
@pytest.mark.slow
@pytest.mark.any_database
class TestPagesOfPersons:
    def test_are_kept_by_no_cache_and_no_search_engine(self, canaries):
        """Of every door that is not everybody's: for whoever may enter, and for whoever is sent to sign in."""
        resident, seen = Client(), 0
        resident.get("/")
        filled.sign_in(resident, PEOPLE[0])
        within = {"resident": resident}
        for role in Role:
            within[role] = Client()
            within[role].force_login(filled.official(role, "credit_centre"))
        for address, route in routes():
            if "public" in route.callback.door or address.startswith("demo/"):
                continue
            for client in (Client(), *(within[one] for one in route.callback.door if one in within)):
                reply = client.get(example(address, route))
                assert "no-store" in reply["Cache-Control"], address
                assert reply["X-Robots-Tag"] == "noindex", address
                seen += reply.status_code == 200
        assert seen > 40
