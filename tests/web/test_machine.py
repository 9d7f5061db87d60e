"""What machines ask, what they count, and what nobody ever reads in a log or a figure: names and numbers. [I9]"""

from __future__ import annotations

import json
import logging
import os
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test import Client

from chengxin import clock
from chengxin.apps.ledger import adopted_law, readiness
from chengxin.apps.ledger.models import Batch
from chengxin.apps.people import selectors as people
from chengxin.apps.records.selectors import held_by
from chengxin.config import settings as configured
from chengxin.core.permissions import Role
from chengxin.jobs import metrics, pulse, tallies
from chengxin.jobs.json_lines import JsonLines
from chengxin.web.law import lawbook
from tests.apps import databases
from tests.apps.test_disk_faults import IS_LONG
from tests.proves import proves
from tests.web import filled

CANARY = filled.person("欧阳䶮㐱", 977)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr("chengxin.clock.now", lambda: filled.AT)
    readiness._has_every_table.cache_clear()


def record_url() -> str:
    (held,) = held_by(people.indexes(CANARY), lawbook=lawbook(), at=filled.AT)
    return f"/me/records/{held.record.ref}/"


@pytest.fixture
def counted(settings, monkeypatch):
    monkeypatch.setattr("chengxin.web.counted.TALLIES", tallies.Tallies())
    settings.MIDDLEWARE = ["chengxin.web.counted.Counted", *settings.MIDDLEWARE]


def said(address: str) -> tuple[int, str, str]:
    reply = Client().get(address)
    return reply.status_code, reply["Content-Type"], reply.content.decode()


@proves("N3")
class TestProbes:
    def test_alive_asks_nothing_of_the_database(self, db, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert said("/alive") == (200, "text/plain; charset=utf-8", "alive\n")

    def test_ready_needs_the_background(self, db):
        assert said("/ready")[::2] == (503, "not ready: background\n")
        pulse.beat()
        assert said("/ready") == (200, "text/plain; charset=utf-8", "ready\n")
        long_ago = time.time() - pulse.PATIENCE_SECONDS - 1
        os.utime(pulse.place(), (long_ago, long_ago))
        assert said("/ready")[::2] == (503, "not ready: background\n")

    def test_ready_needs_signed_law_and_every_table(self, db, settings, monkeypatch):
        pulse.beat()
        monkeypatch.setattr(adopted_law, "is_law_adopted", lambda: False)
        assert said("/ready")[::2] == (503, "not ready: law\n")
        monkeypatch.setattr(readiness, "is_migrated", lambda: False)
        assert said("/ready")[::2] == (503, "not ready: migrated law\n")

    @proves("N22")
    def test_ready_needs_a_database_that_forgets_nothing(self, db, settings, monkeypatch):
        pulse.beat()
        monkeypatch.setattr(readiness, "forgetful", lambda: ["fsync"])
        assert said("/ready")[0] == 200
        settings.IS_DEMO = False
        assert said("/ready")[::2] == (503, "not ready: durable\n")

    @proves("N34")
    def test_ready_needs_a_clock_that_is_right(self, db, monkeypatch):
        pulse.beat()
        at, day = clock.now(), timedelta(days=1)
        Batch.objects.create(at=at)
        assert said("/ready")[0] == 200
        with monkeypatch.context() as behind:
            behind.setattr(clock, "now", lambda: at - timedelta(seconds=59))
            assert said("/ready")[0] == 200
            behind.setattr(clock, "now", lambda: at - timedelta(seconds=61))
            assert said("/ready")[::2] == (503, "not ready: clock\n")
        if connection.vendor == "postgresql":
            for away in (-day, day):
                monkeypatch.setattr(clock, "of_machine", lambda away=away: at + away)
                assert said("/ready")[::2] == (503, "not ready: clock\n")

    def test_ready_needs_a_database(self, db, monkeypatch):
        def gone() -> bool:
            raise OperationalError("connection refused to 10.0.0.7")

        pulse.beat()
        monkeypatch.setattr(readiness, "is_migrated", gone)
        assert said("/ready")[::2] == (503, "not ready: database\n")

    def test_both_are_kept_nowhere_and_leave_no_session(self, db):
        for address in ("/alive", "/ready"):
            reply = Client().get(address)
            assert "no-store" in reply["Cache-Control"]
            assert not reply.cookies
            assert Client().post(address).status_code == 405

    def test_neither_is_sent_to_https(self):
        assert [
            re.fullmatch(configured.SECURE_REDIRECT_EXEMPT[0], one) is None for one in ("alive", "ready", "me/")
        ] == [
            False,
            False,
            True,
        ]

    def test_a_beat_lasts_as_long_as_its_process(self):
        beating = pulse.Beating()
        beating.start()
        deadline = time.monotonic() + 10
        while not pulse.is_beating() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert pulse.is_beating()
        beating.end()


@pytest.mark.django_db
class TestMetrics:
    def test_counts_replies_by_route_and_status(self, counted):
        for address in ("/", "/", "/items/road_transport_violation/", "/no/such/page/", "/me/records/"):
            Client().get(address)
        from chengxin.web import counted as here

        here.TALLIES.write_down()
        told = metrics.text(filled.AT)
        assert 'chengxin_replies_total{route="public:front",status="200"} 2' in told
        assert 'chengxin_replies_total{route="public:item",status="200"} 1' in told
        assert 'chengxin_replies_total{route="none",status="404"} 1' in told
        assert 'chengxin_replies_total{route="resident:records",status="302"} 1' in told
        assert 'chengxin_reply_seconds_count{route="public:front"} 2' in told
        assert 'chengxin_reply_seconds_bucket{route="public:front",le="+Inf"} 2' in told
        assert "road_transport_violation" not in told

    def test_adds_up_what_every_process_counted(self):
        tallies.place().mkdir()
        for pid in (1, 2):
            kept = {"counts": {"replies a:b 200": 2, "within a:b 0.1": 2}, "microseconds": {"a:b": 70_000}}
            (tallies.place() / f"{pid}.json").write_text(json.dumps(kept))
        told = metrics.text(filled.AT)
        assert 'chengxin_replies_total{route="a:b",status="200"} 4' in told
        assert 'chengxin_reply_seconds_bucket{route="a:b",le="0.05"} 0' in told
        assert 'chengxin_reply_seconds_bucket{route="a:b",le="0.1"} 4' in told
        assert 'chengxin_reply_seconds_sum{route="a:b"} 0.140000' in told
        tallies.begin()
        assert "a:b" not in metrics.text(filled.AT)

    def test_tells_what_waits(self):
        filled.submit([filled.penalty(CANARY)], close=False)
        told = metrics.text(filled.AT + timedelta(seconds=40))
        assert 'chengxin_queue_length{queue="files"} 1' in told
        assert "chengxin_oldest_unsealed_seconds 40" in told
        assert 'chengxin_overdue_cases{kind="objections"} 0' in told

    def test_is_in_the_form_that_prometheus_reads(self, counted):
        Client().get("/")
        from chengxin.web import counted as here

        here.TALLIES.write_down()
        line = re.compile(
            r'[a-z_]+(\{[a-z]+="[\w:.+-]+"(,[a-z]+="[\w:.+-]+")*\})? [0-9.]+|# TYPE [a-z_]+ (counter|gauge|histogram)'
        )
        lines = metrics.text(filled.AT).splitlines()
        assert len(lines) > 10
        assert [one for one in lines if not line.fullmatch(one)] == []

    def test_answers_on_this_machine_alone(self, monkeypatch):
        monkeypatch.setattr(metrics, "text", lambda at: "figures\n")
        monkeypatch.setattr(connection, "close", lambda: None)
        server = metrics.serve_beside(0)
        try:
            assert server.server_address[0] == "127.0.0.1"
            here = f"http://127.0.0.1:{server.server_address[1]}"
            with urllib.request.urlopen(f"{here}/metrics") as reply:
                assert (reply.status, reply.read()) == (200, b"figures\n")
            with pytest.raises(urllib.error.HTTPError):
                urllib.request.urlopen(f"{here}/")
        finally:
            server.shutdown()
            server.server_close()


@pytest.mark.django_db
@proves("I9")
def test_no_name_and_no_number_is_ever_in_a_log_or_a_figure(counted, monkeypatch, capsys):
    """A person's file is handed over, looked at, asked about, and one page of each breaks."""
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(JsonLines().format(record))
            lines.append(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s").format(record))

    kept = Kept()
    logging.getLogger().addHandler(kept)
    monkeypatch.setattr(logging.getLogger(), "level", logging.INFO)
    try:
        facts = filled.penalty(CANARY, proof=filled.enclosed(date(2026, 9, 18)))
        filled.submit([facts], at=filled.AT - timedelta(days=30))
        filled.nothing_new()
        matter = filled.matter(CANARY)
        filled.ask(matter, CANARY)
        resident, clerk = Client(raise_request_exception=False), Client(raise_request_exception=False)
        resident.get("/")
        filled.sign_in(resident, CANARY)
        clerk.force_login(filled.official(Role.CLERK))
        asked = {"name": CANARY.name, "number": CANARY.number}
        for address in (
            "/me/records/",
            "/me/looks/",
            "/me/letters/",
            f"/me/{CANARY.number}/",
            "/me/records/?q=欧阳䶮㐱",
        ):
            resident.get(address)
        clerk.get("/window/")
        clerk.post("/window/", asked)
        resident.post("/me/contact/", asked)

        def breaks(*_: object, **__: object) -> None:
            raise ValueError(f"{CANARY.name} {CANARY.number}")

        monkeypatch.setattr("chengxin.web.resident.views.held.held_by", breaks)
        assert resident.get("/me/records/").status_code == 500
    finally:
        logging.getLogger().removeHandler(kept)
    from chengxin.web import counted as here

    here.TALLIES.write_down()
    told = [*lines, metrics.text(filled.AT), *capsys.readouterr()]
    assert any("fault" in line for line in lines)
    secrets = (CANARY.name, CANARY.number, CANARY.number[6:14], matter.ref, facts.decision_no)
    assert [line for line in told if any(secret in line for secret in secrets)] == []


@proves("I9")
class TestJsonLines:
    def test_are_one_document_each(self):
        record = logging.LogRecord("chengxin.fault", logging.CRITICAL, "", 0, "fault %s\nin %s", ("A1", "here"), None)
        told = JsonLines().format(record)
        assert "\n" not in told
        assert {key: value for key, value in json.loads(told).items() if key != "at"} == {
            "level": "CRITICAL",
            "logger": "chengxin.fault",
            "message": "fault A1\nin here",
        }


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its own disk; SQLite's is ours to fill")
@proves("N1")
class TestFullDisk:
    """Writes are refused by the database itself; what a person may read stays readable."""

    @pytest.fixture
    def resident(self):
        facts = filled.penalty(CANARY, proof=filled.enclosed(date(2026, 9, 18)))
        filled.submit([facts], at=filled.AT - timedelta(days=30))
        client = Client(raise_request_exception=False)
        client.get("/")
        filled.sign_in(client, CANARY)
        client.get("/me/records/")
        return client

    @pytest.fixture(params=["full", "read-only"])
    def broken(self, request, resident):
        def pragma(text: str) -> None:
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA {text}")

        if request.param == "full":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA page_count")
                (pages,) = cursor.fetchone()
            pragma(f"max_page_count = {pages}")
        else:
            pragma("query_only = ON")
        yield request.param
        pragma("query_only = OFF")
        pragma("max_page_count = 1073741823")

    def test_ones_own_file_is_still_read(self, resident, broken):
        for address in ("/me/records/", "/me/looks/", "/me/letters/", record_url()):
            assert resident.get(address).status_code == 200
        assert "2000元" in resident.get(record_url()).content.decode().replace(",", "")

    def test_a_program_gets_a_problem_document(self, broken, monkeypatch):
        from django.test import RequestFactory

        from chengxin.config import errors

        request = RequestFactory().get("/api/v1/items")
        request.resolver_match = None
        # pytest asks the same function about a test that fails.
        with monkeypatch.context() as patch:
            patch.setattr("sys.exc_info", lambda: (OperationalError, OperationalError("disk I/O error"), None))
            reply = errors.fault(request)
        assert reply.status_code == 503
        assert json.loads(reply.content)["fault"]


_ACT = """
import json, os, sys
import django
django.setup()
from datetime import date, timedelta
from django.conf import settings
from contextlib import suppress
from pathlib import Path
from time import sleep
from django.db import OperationalError, connection, connections
from django.test import Client
from chengxin import clock
from django.core.files.uploadedfile import SimpleUploadedFile
from chengxin.apps.ledger.backup.dump import counts
from tests.apps import databases
from tests.web import filled, test_machine as here
settings.ALLOWED_HOSTS = ["testserver"]
clock.now = lambda: filled.AT
filled.submit([filled.penalty(here.CANARY, proof=filled.enclosed(date(2026, 9, 18)))], at=filled.AT - timedelta(days=30))
client = Client(raise_request_exception=False)
client.get("/")
filled.sign_in(client, here.CANARY)
url = here.record_url()
before = counts()
def sql(text):
    with connection.cursor() as cursor:
        cursor.execute(text)
        return cursor.fetchone() if cursor.description else None
def tried():
    paper = SimpleUploadedFile("收据.pdf", b"%PDF-1.7\\n" + os.urandom(200_000) + b"\\n%%EOF\\n", "application/pdf")
    return client.post(url + "object/", {"ground": "wrong_fact", "words": "金额不对", "papers": [paper]})
ballast = Path(connection.settings_dict["HOST"] or "/nowhere").parent / "ballast"
if connection.vendor == "postgresql":
    sql("SELECT pg_switch_wal()")  # its log has room
    sql("CHECKPOINT")
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)):
            pass
    with suppress(OperationalError):
        while sys.argv[1] == "full to the log":
            sql("SELECT pg_logical_emit_message(true, '', repeat('x', 1000000))")
    while sys.argv[1] == "full to the log" and (ballast.parent / "data" / "postmaster.pid").exists():
        sleep(0.05)
elif sys.argv[1] == "full":
    sql(f"PRAGMA max_page_count = {sql('PRAGMA page_count')[0]}")
else:
    sql("PRAGMA query_only = ON")
page = tried()
told = {"status": page.status_code, "page": page.content.decode(),
        "own": [client.get(one).status_code for one in (url, "/me/records/", "/me/looks/", "/me/letters/")]}
if connection.vendor == "postgresql":
    ballast.unlink()
    if sys.argv[1] == "full to the log":
        databases.start_again(Path(connection.settings_dict["HOST"]))
        connections.close_all()
else:
    sql("PRAGMA max_page_count = 1073741823")
    sql("PRAGMA query_only = OFF")
told["is_as_before"] = counts() == before
told["later"] = tried().status_code
told["grown"] = counts() != before
print(json.dumps(told))
"""


@contextmanager
def place_to_fill(shared: Path) -> Iterator[databases.Place]:
    """A file of its own, or a PostgreSQL on a small disk of its own."""
    if connection.vendor == "sqlite":
        with databases.empty("sqlite", shared) as place:
            yield place
        return
    with ExitStack() as stack:
        try:
            small = stack.enter_context(databases.small_disk(160))
        except OSError as why_not:
            pytest.skip(f"this machine lets nobody mount a small disk: {why_not}")
        yield stack.enter_context(databases.cluster(shared, below=small))


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.skipif(
    connection.vendor == "postgresql" and os.geteuid() != 0, reason="only root mounts a small disk for PostgreSQL"
)
@proves("N1")
@pytest.mark.parametrize(
    "broken",
    [
        "full",
        pytest.param(
            "read-only",
            marks=pytest.mark.skipif(
                connection.vendor == "postgresql",
                reason="PostgreSQL holds its files open; tests/apps/test_disk_faults.py refuses what it opens",
            ),
        ),
        pytest.param(
            "full to the log",
            marks=pytest.mark.skipif(
                connection.vendor == "sqlite" or not IS_LONG,
                reason="a PostgreSQL of its own; CHENGXIN_TORTURE=1 or CHENGXIN_DISK_POINTS=1 runs it",
            ),
        ),
    ],
)
def test_an_act_that_cannot_be_written_says_so_and_leaves_nothing(tmp_path, broken):
    """In a database of its own: a full disk ends the whole transaction, that of a test too."""
    with place_to_fill(tmp_path / "beside") as place:
        place.chengxin("migrate")
        told = json.loads(place.run("-c", _ACT, broken).splitlines()[-1])
    assert told["status"] == 503
    assert "没有做一半" in told["page"]
    # PostgreSQL that ends in the middle of a commit has done it all the same, once it is back.
    assert "也可能已经做完" in told["page"]
    assert "故障编号" in told["page"]
    assert "Traceback" not in told["page"]
    assert told["is_as_before"]
    # PostgreSQL whose log has no room ends by itself; whoever keeps it starts it again once there is some.
    assert told["own"] == [503 if broken == "full to the log" else 200] * 4
    assert (told["later"], told["grown"]) == (303, True)
