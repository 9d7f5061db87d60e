"""No request makes the product fall over: every page, as every kind of visitor, with whatever can be sent to it.

The addresses come from the product itself: from its routes, and from the links and forms of its own pages, so that real
numbers stand in them. What is sent is drawn by a seed: the same build sends the same. The reply may refuse; it may not be a
fault. Programs' addresses have a test of their own (tests/api/test_fuzz.py). `CHENGXIN_TORTURE=1` sends fifty times as much,
`CHENGXIN_FUZZ=N` N times.
"""

from __future__ import annotations

import os
import random
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
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
from tests.apps import test_own_export as lives
from tests.attacks.test_crawler import Found, inside
from tests.guards.test_routes import _query_keys, example, routes
from tests.proves import proves
from tests.web import filled
from tests.web import world as screens

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SEED = 20261129
#: How much is sent to each route as each visitor.
ROUNDS = int(os.environ.get("CHENGXIN_FUZZ", "50" if os.environ.get("CHENGXIN_TORTURE") == "1" else "1"))
#: Pages that are read as one visitor to find addresses and forms, and addresses of one route that are kept.
MOST_READ, MOST_OF_A_ROUTE = 60, 2
AT = lives.END
ACTIVE = filled.person("申屠䶮", 71)
VISITORS = ["nobody", "resident", *Role]
#: Where each kind of official that the world needs sits.
UNITS = {Role.AUDITOR: "credit_office", Role.SUPERVISOR: "transport"}
#: What a page may be asked for in its address.
KEYS = [*sorted(_query_keys()), "item", "from", "months", "moved", "again", "over", "none-such"]
#: What leaves the session, moves the time, or is no page; and the probe whose answer is that no background process is here.
LEFT_ALONE = ("/ready", "/api/", "/static/", "/sign-out/", "/demo/", "/for-departments/precheck.html")

TEXTS = [
    "", " ", "\0", "a\0b", "\r\nSet-Cookie: a=b", "长" * 5_000, "9" * 400, "-1", "0", "99999999999999999999", "1e309", "NaN",
    "٣", "2026-02-30", "0001-01-01", "9999-12-31", "99999-01-01", "2026-13", "=1+1", "＝1+1", "<script>alert(1)</script>",
    "{{ 7 }}{% load x %}", "%s%n%00", "../../etc/passwd", "'; DROP TABLE x; --", "null", "[]", "{}", "\u202e\u200b\ufeff",
    "\ufffd锟斤拷", "𠮷𰻞䶮\ue863", "👩‍👩‍👧", "a" * 300, "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "on", "true",
]  # fmt: skip
BYTES = [
    b"",
    b"\xff\xfe",
    b"\0" * 64,
    b"{",
    b"[" * 10_000,
    b"a=%ff&b=%00",
    b"&" * 500,
    b"=&=&=",
    b"--x\r\n",
    b"--x--\r\n",
]
TYPES = [
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=none-such",
    "application/x-www-form-urlencoded; charset=utf-16",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    'multipart/form-data; boundary="' + "x" * 300 + '"',
    "application/json",
    "text/plain; charset=\x7f",
    "",
]
HEADERS: list[dict[str, str]] = [
    {},
    {"accept-language": "zz-;q=x," * 200},
    {"if-none-match": '"' * 50},
    {"if-modified-since": "Thu, 99 Foo 9999"},
    {"range": "bytes=9-1"},
    {"cookie": "sessionid=\x7f; csrftoken=" + "x" * 5_000},
    {"referer": "http://[::1"},
    {"host": "a b"},
    {"host": "nobody.example.org"},
    {"x-forwarded-proto": "https", "x-forwarded-for": "," * 100},
    {"authorization": "Bearer " + "é" * 50},
]
FILES = [
    ("a.csv", b""),
    ("a.pdf", b"%PDF-1.7\n" + b"\0" * 2_000),
    ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 2_000),
    ("a.jpg", b"\xff\xd8\xff\xe1" + b"\xff" * 2_000),
    ("a.xlsx", b"PK\x03\x04" + b"\0" * 2_000),
    ("../../a.pdf", b"%PDF-1.7\n%%EOF\n"),
    ("长" * 300 + ".pdf", b"%PDF-1.7\n%%EOF\n"),
    ("\0.csv", b"a,b\r\n1,2\r\n"),
]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that can have happened to one person, and another whose things are still open."""
    monkeypatch.setattr("chengxin.clock.now", lambda: AT)
    lives.files_come(lives.ONE)
    lives.lived(lives.ONE)
    day = AT.date()
    facts = [
        filled.penalty(
            ACTIVE,
            f"黑交罚〔2029〕{n:04d}号",
            decided_on=day - timedelta(days=70),
            conduct_end_on=day - timedelta(days=90),
            proof=filled.enclosed(day - timedelta(days=68)),
        )
        for n in (1, 2)
    ]
    filled.submit(facts, at=AT - timedelta(days=40))
    filled.nothing_new(at=AT)
    mine = people.indexes(ACTIVE)
    first, second = (one.record.ref for one in held_by(mine, lawbook=lawbook(), at=AT))
    lodge(first, ground=Ground.NOT_ME, words="不是我", lawbook=lawbook(), by=mine, at=AT)
    filled.ask(filled.matter(ACTIVE, at=AT), ACTIVE, at=AT)
    complain(About.BODY, "transport", words="在群里发了名单", lawbook=lawbook(), at=AT)
    by = filled.official(Role.DATA_OFFICER)
    screens.send(by, "姓名,证件号码\r\n王,1\r\n".encode(), AT)
    assert second


def visitor(kind: str) -> Client:
    client = Client(raise_request_exception=False)
    if kind == "resident":
        filled.sign_in(client, ACTIVE)
    elif kind != "nobody":
        role = Role(kind)
        client.force_login(
            filled.official(role, UNITS.get(role, "credit_centre" if role is Role.CASE_OFFICER else "transport"))
        )
    return client


@dataclass
class Known:
    """What one visitor found on the pages: addresses by route, and the forms that lead to each."""

    addresses: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    forms: dict[str, list[dict[str, str]]] = field(default_factory=lambda: defaultdict(list))


def explored(client: Client, doors: Sequence[tuple[str, Any]]) -> Known:
    """Follow links from every page of the visitor that needs no number."""
    known, seen = Known(), set[str]()
    waiting = deque(
        example(address, route) for address, route in doors if not route.pattern.converters and "<" not in address
    )
    while waiting and len(seen) < MOST_READ:
        address = waiting.popleft()
        path = urlsplit(address).path
        route = route_of(path)
        if (
            not route
            or path.startswith(LEFT_ALONE)
            or address in seen
            or len(known.addresses[route]) >= MOST_OF_A_ROUTE
        ):
            continue
        seen.add(address)
        known.addresses[route].append(address)
        reply = client.get(address)
        if reply.status_code == 200 and not reply.streaming and "text/html" in reply.get("Content-Type", ""):
            page = Found()
            page.feed(reply.content.decode())
            waiting.extend(filter(None, (inside(address, link) for link in page.links)))
            for form in page.forms:
                target = urlsplit(inside(address, form["action"]) if form["action"] else address).path
                known.forms[route_of(target)].append(form["fields"])
                known.addresses[route_of(target)].append(target)
    return known


def route_of(path: str) -> str:
    try:
        return str(resolve(path).route)
    except Resolver404:
        return ""


@dataclass(frozen=True)
class Sent:
    """One request, and how to say what it was."""

    method: str
    address: str
    body: Any = b""
    content_type: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def to(self, client: Client) -> Any:
        if isinstance(self.body, dict):
            return client.post(self.address, self.body, headers=self.headers)
        return client.generic(self.method, self.address, self.body, self.content_type, headers=self.headers)


def requests_for(route: Any, pattern: str, known: Known, chance: random.Random) -> Iterator[Sent]:
    """What is sent to one route in one round."""
    name = pattern
    real = known.addresses.get(name) or [example(pattern, route)]
    address = chance.choice(real)
    forms = known.forms.get(name) or [{}]
    yield Sent("GET", f"{urlsplit(address).path}?{asked(chance)}", headers=chance.choice(HEADERS))
    yield Sent(chance.choice(["HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "PATCH"]), address)
    yield Sent("POST", address, filled_in(chance.choice(forms), chance, most_wrong=1), headers=chance.choice(HEADERS))
    yield Sent("POST", address, filled_in(chance.choice(forms), chance, most_wrong=9))
    yield Sent(
        "POST", address, chance.choice(BYTES) * chance.choice([1, 1, 30]), chance.choice(TYPES), chance.choice(HEADERS)
    )
    if "<" in pattern:
        yield Sent("GET", strange(address, chance), headers=chance.choice(HEADERS))
        yield Sent("POST", strange(address, chance), filled_in(chance.choice(forms), chance, most_wrong=1))


def asked(chance: random.Random) -> str:
    return urlencode([(chance.choice(KEYS), chance.choice(TEXTS)) for _ in range(chance.randrange(1, 6))])


def filled_in(form: dict[str, str], chance: random.Random, *, most_wrong: int) -> dict[str, Any]:
    """A form as somebody fills it in, but for some of its fields."""
    person = chance.choice([ACTIVE, lives.ONE.identity])
    right = {"name": person.name, "number": person.number, "words": "有话要说"}
    told: dict[str, Any] = {name: right.get(name, value) for name, value in form.items()}
    for name in chance.sample(sorted(told), min(len(told), chance.randrange(most_wrong + 1))):
        wrong: list[Any] = [chance.choice(TEXTS), chance.choice(TEXTS), SimpleUploadedFile(*chance.choice(FILES))]
        told[name] = chance.choice([*wrong, [chance.choice(TEXTS) for _ in range(chance.choice([2, 300]))]])
    if chance.random() < 0.3:
        told[chance.choice(["papers", "files", "file", "words", "ref"])] = [SimpleUploadedFile(*one) for one in FILES]
    return told


def strange(address: str, chance: random.Random) -> str:
    """The address with one of its parts replaced."""
    parts = urlsplit(address).path.strip("/").split("/")
    other = ["2222222222", "none-such", "9" * 30, "18446744073709551616", "0", *TEXTS]
    parts[chance.randrange(len(parts))] = quote(chance.choice(other), safe="")
    return "/" + "/".join(parts) + ("/" if address.endswith("/") else "")


@proves("N24")
@pytest.mark.usefixtures("world")
def test_no_request_of_anybody_is_a_fault() -> None:
    sent = {}
    for kind in VISITORS:
        with transaction.atomic():  # each visitor finds the same world
            sent[kind], faults = sent_as(kind)
            transaction.set_rollback(True)
        assert not faults, "\n".join(map(str, faults))
    assert all(count >= 5 * ROUNDS for count in sent.values()), sent


def sent_as(kind: str) -> tuple[int, list[Any]]:
    """Send to every door that opens for this visitor; how much was sent, and what came back as a fault."""
    mine = {"nobody": {"public"}, "resident": {"resident"}}.get(kind, {"staff", kind})
    doors = [
        (address, route)
        for address, route in routes()
        if mine & set(route.callback.door) and not f"/{address}".startswith(LEFT_ALONE)
    ]
    known, sent, faults = explored(visitor(kind), doors), 0, []
    for address, route in doors:
        chance = random.Random(f"{SEED} {kind} {address}")
        client = visitor(kind)  # what was sent to one door may have ended the session
        for _ in range(ROUNDS):
            cache.clear()
            for one in requests_for(route, address, known, chance):
                reply = one.to(client)
                sent += 1
                if reply.status_code >= 500:
                    why = reply.exc_info and repr(reply.exc_info[1])[:300]
                    faults.append((reply.status_code, why, repr(one)[:600]))
    return sent, faults


def test_a_fault_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chengxin.web.public.views.lawbook", lambda: 1 / 0)
    assert Sent("GET", "/items/").to(visitor("nobody")).status_code == 500


def test_the_day_is_one_on_which_somebody_lives() -> None:
    assert date(2029, 7, 1) < AT.date() < date(2030, 1, 1)
