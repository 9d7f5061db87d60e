"""The Python client against a server on this machine: every call it offers, and each way in which it tells that it failed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.db import connections
from openpyxl import load_workbook

from chengxin.apps.submissions.models import Submission
from chengxin.config.wsgi import application
from chengxin.core.permissions import Role
from chengxin.demo.sheets import as_csv, table
from chengxin.jobs.queue import work_through
from chengxin.web.law import feeds, lawbook
from chengxin_client import Answered, CannotTell, Client, Person, Problem, Refused
from tests.api import world
from tests.api.world import AT, PURPOSE, SERVICE, WHO
from tests.guards import tree
from tests.web import filled
from tests.web.world import penalty

PERSON = Person(WHO.name, WHO.number)


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def url(db: None) -> Iterator[str]:
    """The product behind a real socket, in a thread that shares the test's transaction: the caller waits while it works."""
    shared = connections["default"]

    def serve() -> None:
        connections["default"] = shared
        server.serve_forever(poll_interval=0.02)

    with make_server("127.0.0.1", 0, application, handler_class=_Silent) as server:
        shared.inc_thread_sharing()
        thread = Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        shared.dec_thread_sharing()


def client(url: str, role: Role = Role.CLERK) -> Client:
    return Client(url, world.program(role).token)


class TestHandingOver:
    def test_goes_from_file_to_marked_workbook(self, url):
        rows = [{**penalty(number=1).row(lawbook()), "number": "231183189006141391"}, penalty(number=2).row(lawbook())]
        data = as_csv(table(feeds()[filled.PENALTIES], rows))
        by = client(url, Role.DATA_OFFICER)
        as_of = AT - timedelta(hours=1)
        received = by.hand_over(data, filename='九月"1".csv', feed=filled.PENALTIES, as_of=as_of)
        assert (received.size, received.as_of) == (len(data), as_of)
        assert by.hand_over(data, filename='九月"1".csv', feed=filled.PENALTIES, as_of=as_of) == received
        with pytest.raises(TimeoutError, match="received"):
            by.wait_for(received.submission, every=1, most=0)
        work_through(Submission.objects.get(), lawbook=lawbook(), feeds=feeds(), at=AT)
        closed = by.wait_for(received.submission)
        assert closed.receipt is not None
        assert (closed.receipt.rows, closed.receipt.accepted, closed.receipt.refused) == (2, 1, 1)
        assert closed.issues[0].remedy
        assert load_workbook(io.BytesIO(by.annotated(received.submission))).sheetnames

    def test_raises_a_problem(self, url):
        by = client(url, Role.DATA_OFFICER)
        with pytest.raises(Problem, match="这个程序没有登记这个报送项目") as raised:
            by.hand_over(b"x", filename="x.csv", feed=filled.HONOURS)
        assert (raised.value.status, raised.value.reason) == (403, "program_not_for_feed")
        assert raised.value.remedy
        assert raised.value.law


class TestAsking:
    def test_goes_from_matter_to_outcome(self, url):
        filled.submit([filled.penalty(WHO, proof=filled.enclosed(date(2026, 9, 18)))], at=AT - timedelta(days=30))
        filled.nothing_new()
        by = client(url)
        matter = by.open_matter(service=SERVICE, request_no="黑政服〔2026〕1号", person=PERSON)
        assert matter.purposes == [PURPOSE]
        answer = by.ask(matter.matter, purpose=PURPOSE, person=PERSON)
        assert isinstance(answer, Answered)
        (record,) = answer.records
        assert record is not None
        assert (record.item, record.amount_fen, record.decided_on) == (
            "road_transport_violation",
            200_000,
            date(2026, 9, 16),
        )
        assert answer.at == AT
        assert by.close_matter(matter.matter, outcome="granted") == AT

    def test_tells_refused_from_cannot_tell(self, url):
        by = client(url)
        matter = by.open_matter(service=SERVICE, request_no="黑政服〔2026〕1号", person=PERSON)
        refused = by.ask(matter.matter, purpose="curiosity", person=PERSON)
        assert isinstance(refused, Refused)
        assert refused.reasons[0].reason == "purpose_missing"
        answer = by.ask(matter.matter, purpose=PURPOSE, person=PERSON)
        assert isinstance(answer, CannotTell)
        assert answer.sources[0].reason == "source_not_searched"
        wrong = Person(WHO.name, "1")
        with pytest.raises(Problem) as raised:
            by.ask(matter.matter, purpose=PURPOSE, person=wrong)
        assert raised.value.errors[0]["at"] == "/person/id_number"


class TestLaw:
    def test_needs_no_token(self, url):
        by = Client(url)
        assert by.law("catalogue")["items"]
        assert by.law("catalogue", date(1949, 10, 1))["items"] == []
        assert by.law("purposes")["purposes"]
        assert by.law("measures")["measures"]
        with pytest.raises(Problem) as raised:
            by.open_matter(service=SERVICE, request_no="1", person=PERSON)
        assert raised.value.reason == "token_not_valid"


class TestClient:
    def test_takes_only_addresses_of_the_web(self):
        with pytest.raises(ValueError, match="https"):
            Client("file:///etc")

    def test_tells_what_a_proxy_said(self, url):
        with pytest.raises(Problem, match="HTTP 404"):
            Client(url + "/elsewhere").law("catalogue")

    def test_stays_small(self):
        lines = (tree.ROOT / "clients/python/src/chengxin_client/__init__.py").read_text("utf-8").splitlines()
        assert len(lines) < 300

    def test_is_described_by_code_that_is_python(self):
        readme = Path(tree.ROOT / "clients/python/README.md").read_text("utf-8")
        compile(readme.split("```python")[1].split("```")[0], "README.md", "exec")
