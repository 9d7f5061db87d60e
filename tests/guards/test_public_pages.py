"""R26, narrowed: nothing about a person is public here, so no page that anybody may open shows one.

Two proofs. By reading the code: the public pages know no app, and so no row. By walking: every page with a public door,
while people are known, objected, were answered about, shows nobody, and no number that could be one.
"""

from __future__ import annotations

import ast
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client

from chengxin.apps.objections.actions.lodge import lodge
from chengxin.apps.people import selectors as people
from chengxin.apps.records.selectors import held_by
from chengxin.core.objections import Ground
from chengxin.web.law import lawbook
from tests.guards.test_routes import example, routes
from tests.proves import proves
from tests.web import filled

PUBLIC = Path(__file__).parents[2] / "src" / "chengxin" / "web" / "public"
PEOPLE = [filled.person("王䶮", 41), filled.person("欧阳㐱", 42)]
#: The number of a person, or of a phone.
NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:[1-9][0-9]{16}[0-9Xx]|1[3-9][0-9]{9})(?![0-9A-Za-z])")


@proves("R26")
def test_public_pages_know_no_app():
    known = {
        name
        for path in PUBLIC.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names])
    }
    assert any(name.startswith("chengxin.core") for name in known)
    assert {name for name in known if name.startswith("chengxin.apps")} == set()


@proves("R26")
@pytest.mark.django_db
def test_public_pages_show_nobody(monkeypatch):
    monkeypatch.setattr("chengxin.clock.now", lambda: filled.AT)
    told = filled.enclosed(date(2026, 9, 18))
    rows = [filled.penalty(who, f"黑交罚〔2026〕07{n:02d}号", proof=told) for n, who in enumerate(PEOPLE)]
    filled.submit(rows, at=filled.AT - timedelta(days=30))
    filled.nothing_new()
    secrets = [row.decision_no for row in rows] + [part for who in PEOPLE for part in (who.name, who.number)]
    for who in PEOPLE:
        matter = filled.matter(who)
        assert filled.ask(matter, who).answer is not None
        mine = people.indexes(who)
        (held,) = held_by(mine, lawbook=lawbook(), at=filled.AT)
        case = lodge(held.record.ref, ground=Ground.NOT_ME, words="不是我", lawbook=lawbook(), by=mine, at=filled.AT)
        secrets += [matter.ref, held.record.ref, case.ref]
    client, seen = Client(), 0
    for address, route in routes():
        if "public" not in route.callback.door or address.startswith(("demo/", "api/")):
            continue
        page = client.get(example(address, route))
        if page.status_code == 200 and "text/html" in page["Content-Type"]:
            text = b"".join(page).decode()
            assert [secret for secret in secrets if secret in text] == [], address
            assert NUMBER.findall(re.sub(r"<(script|style).*?</\1>", "", text, flags=re.DOTALL)) == [], address
            seen += 1
    assert seen > 8
