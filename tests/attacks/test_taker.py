"""A copy that turned up outside leads to whoever took it, and to when: by what stands on it and by the ledger, nothing else.

Two clerks of two units open the same person on the same day; each takes one of everything that a window can take away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from chengxin.apps.extracts.selectors import checked
from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.notices import selectors as notices
from chengxin.apps.notices.paper.document import Document, document_pdf
from chengxin.apps.officials.models import Official
from chengxin.apps.people import selectors as people
from chengxin.core.errands import Errand
from chengxin.core.permissions import KEEPER, Role
from chengxin.core.words import moment_zh
from chengxin.web.law import lawbook
from chengxin.web.own_report import paper
from tests.apps.test_paper import drawn
from tests.proves import proves
from tests.web import filled
from tests.web.test_extracts import made

WHO = filled.person("欧阳𠮷䶮", 61)
AT, HOUR = filled.AT, timedelta(hours=1)
pytestmark = [pytest.mark.django_db, proves("N21")]


@dataclass
class Taker:
    """A clerk, when they took what they took, and their browser."""

    by: Official
    at: datetime
    client: Client

    def opens(self, errand: Errand) -> None:
        given = {"errand": errand.value, "name": WHO.name, "number": WHO.number, "is_checked": "on"}
        assert self.client.post("/window/person/", given).status_code == 303

    def is_who(self, **found: object) -> None:
        """The ledger names this one, and this instant, for what the copy says."""
        (entry,) = AccessEntry.objects.filter(number_index=people.indexes(WHO).number, **found)
        assert (entry.by, entry.at) == (self.by, self.at)


@pytest.fixture
def takers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Taker]:
    """One after the other, each at an instant of their own."""
    cache.clear()
    proof = filled.enclosed(date(2026, 9, 18))
    filled.submit([filled.penalty(WHO, "黑交罚〔2026〕0611号", proof=proof)], at=AT - timedelta(days=30))
    filled.nothing_new(at=AT)

    def each() -> Iterator[Taker]:
        for place, (unit, name) in enumerate(((KEEPER, "缪苡萱"), ("samr", "蒯馥琬"))):
            at = AT + place * HOUR
            monkeypatch.setattr("chengxin.clock.now", lambda at=at: at)
            client = Client()
            by = filled.official(Role.CLERK, unit, name=name)
            client.force_login(by)
            yield Taker(by, at, client)

    return each()


def test_of_the_file_that_was_printed_from_the_screen(takers):
    for one in takers:
        one.opens(Errand.READ)
        page = one.client.get("/window/person/errand/").content.decode()
        (line,) = re.findall(r'<p class="cx-print-only">(.*?)</p>', page)
        assert one.by.name in line
        assert moment_zh(one.at) in line
        one.is_who(outcome="at_window", purpose="read", by__name=one.by.name, at=one.at)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[Document]:
    """What is set in type: a test of the page's glyphs sees that they are drawn, not in which line."""
    found: list[Document] = []
    monkeypatch.setattr(
        paper, "document_pdf", lambda document, at: found.append(document) or document_pdf(document, at=at)
    )
    return found


def _names(copy: bytes, document: Document, one: Taker) -> None:
    (line,) = [value for label, value in document.facts if label == "在窗口打印的人"]
    assert line.endswith(f"，{one.by.seat}，{one.by.name}")
    assert set(line + "在窗口打印的人") <= drawn(copy)


def test_of_the_report(takers, said):
    for one in takers:
        one.opens(Errand.READ)
        _names(one.client.get("/window/person/report/").content, said[-1], one)
        assert said[-1].on == moment_zh(one.at)
        one.is_who(outcome="at_window", by__name=one.by.name, at=one.at)


def test_of_an_extract_whoever_made_it(takers, said):
    """The second prints what the first one made: the paper says who printed it, the ledger who made it, and for whom."""
    ref = ""
    for one in takers:
        one.opens(Errand.EXTRACT)
        ref = ref or made(one.client, address="/window/person/extract/for/road_transport_licence/")
        _names(one.client.get(f"/window/person/extract/{ref}/pdf/").content, said[-1], one)
        one.is_who(outcome="at_window", purpose="extract", by__name=one.by.name, at=one.at)
        code = dict(said[-1].facts)["核对编号"].replace("-", "")
        extract, _ = checked(code, lawbook=lawbook(), at=one.at)
        assert extract is not None
        assert (extract.ref, extract.through.name, extract.at) == (ref, "缪苡萱", AT)


def test_of_a_letter(takers):
    """Its bytes are the same whoever prints it, so each printing is entered under its number."""
    first = None
    for one in takers:
        indexes = people.indexes(WHO)
        letter = notices.list_for_person(indexes.number, indexes.name)[0]
        ref = first or letter.ref
        first = ref
        pdf = one.client.post(f"/window/letters/{ref}/print/")
        assert set(ref) <= drawn(pdf.content)
        one.is_who(outcome="letter_printed", letter__ref=ref, at=one.at)
    assert AccessEntry.objects.filter(outcome="letter_printed", letter__ref=first).count() == 2
