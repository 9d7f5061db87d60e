"""After two hundred people went through files, letters, looks and objections, none of their names and numbers stands where it
does not belong: database file and its log, a backup, our log, temporary files, addresses and headers."""

from __future__ import annotations

import io
import logging
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from chengxin import clock
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.backup import dump
from chengxin.apps.ledger.backup.sealed_stream import write_stream
from chengxin.apps.ledger.keyring import keys
from chengxin.apps.notices import selectors as notices
from chengxin.apps.objections.actions.lodge import lodge
from chengxin.apps.people import selectors as people
from chengxin.apps.records.selectors import held_by
from chengxin.apps.submissions import selectors as submissions
from chengxin.core.calendar import day_of
from chengxin.core.facts import Identity
from chengxin.core.objections import Ground
from chengxin.demo.decisions import PENALTIES, Penalty
from chengxin.demo.sheets import as_csv, table
from chengxin.intake.feeds import load_feeds
from chengxin.jobs.queue import work_through
from chengxin.web.law import feeds, lawbook
from tests.canaries import Search, canaries, written
from tests.filled_demo import demo, read, resident, staff
from tests.proves import proves
from tests.web import filled

__all__ = ["demo"]
PEOPLE = canaries()
SEARCH = Search(PEOPLE)


@pytest.fixture(autouse=True)
def _stopped_clock() -> None:
    """The demo lives by its own clock."""


@dataclass
class Walked:
    """What the walk left outside the database."""

    urls: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    log: io.StringIO = field(default_factory=io.StringIO)
    taken: list[str] = field(default_factory=list)

    def note(self, reply: Any) -> Any:
        self.urls.append(f"{reply.request['PATH_INFO']}?{reply.request.get('QUERY_STRING', '')}")
        self.headers += [f"{name}: {value}" for name, value in reply.items()]
        self.headers += [morsel.OutputString() for morsel in reply.cookies.values()]
        return reply


@pytest.fixture(scope="module")
def walked(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Walked, Path]]:
    temporary = tmp_path_factory.mktemp("temporary")
    found = Walked()
    handler = logging.StreamHandler(found.log)
    handler.setLevel(logging.DEBUG)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(temporary))
        patch.setattr(settings, "FILE_UPLOAD_TEMP_DIR", str(temporary))
        patch.setattr(logging.getLogger(), "level", logging.DEBUG)
        logging.getLogger().addHandler(handler)
        try:
            walk(found, patch)
        finally:
            logging.getLogger().removeHandler(handler)
        yield found, temporary


def walk(found: Walked, patch: pytest.MonkeyPatch) -> None:
    """A department sends them all; each opens their letter; every fifth is asked about, objects, takes the file along."""
    today = day_of(clock.now())
    rows = [
        Penalty(who, 7_000 + n, decided_on=today - timedelta(days=60), conduct_end_on=today - timedelta(days=80))
        for n, who in enumerate(PEOPLE)
    ]
    data = as_csv(table(load_feeds()[PENALTIES], [one.row(lawbook()) for one in rows]))
    sender = staff("gedehong")
    found.note(sender.post("/department/", {"feed": PENALTIES, "file": SimpleUploadedFile("九月.csv", data)}))
    for one in submissions.unfinished():
        work_through(one, lawbook=lawbook(), feeds=feeds(), at=clock.now())
        for name in ("", "issues.csv", "receipt.json", "annotated.xlsx"):
            found.note(sender.get(f"/department/submissions/{one.ref}/{name}"))
    window = staff("moxiaolan")
    for n, who in enumerate(PEOPLE):
        mine, me = people.indexes(who), resident(who)
        (letter,) = notices.list_for_person(mine.number, mine.name)
        assert found.note(me.post(f"/me/letters/{letter.ref}/open/")).status_code in (302, 303)
        if n % 5:
            continue
        for address in ("records", "looks", "report", f"letters/{letter.ref}"):
            page = found.note(me.get(f"/me/{address}/"))
            assert page.status_code == 200
            found.taken.append(read(page))
        (held,) = held_by(mine, lawbook=lawbook(), at=clock.now())
        found.note(me.post(f"/me/records/{held.record.ref}/object/", {"ground": "wrong_fact", "words": "金额写错了"}))
        if n % 25:
            continue
        for address in ("report/pdf/", "report/json/", "report/export/"):
            found.note(me.get(f"/me/{address}"))
        service = lawbook().purpose("road_transport_licence").services[0]
        form = {"service": service, "request_no": f"黑政服〔2026〕6{n:04d}", "name": who.name, "number": who.number}
        opened = found.note(window.post("/window/", {**form, "is_present": "on", "is_checked": "on"}))
        assert opened.status_code == 303
        found.note(window.post(f"{opened['Location']}ask/road_transport_licence/"))
        found.note(window.post("/window/person/", {**form, "errand": "read", "is_checked": "on", "is_present": "on"}))
        found.note(window.get("/window/person/errand/"))
        found.note(window.post("/window/letters/", {**form, "is_checked": "on", "is_present": "on"}))
    _provoke(found, patch)
    seal(at=clock.now(), force_checkpoint=True)


def _provoke(found: Walked, patch: pytest.MonkeyPatch) -> None:
    """A fault in the middle of somebody's page, with their name and number in what broke."""
    from chengxin.apps.records import selectors

    who = PEOPLE[0]

    def broken(*_: Any, **__: Any) -> Any:
        raise ValueError(f"{who.name} {who.number}")

    with pytest.MonkeyPatch.context() as inner:
        inner.setattr(selectors, "held_by", broken)
        assert found.note(resident(who).get("/me/records/")).status_code == 500


def met(data: bytes) -> set[str]:
    return SEARCH.whose(data)


@proves("I5")
@pytest.mark.slow
class TestNoneOfTwoHundred:
    def test_stands_in_the_database_file_or_what_is_written_beside_it(self, demo, walked):
        assert connection.vendor == "sqlite"
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM django_session")
            assert cursor.fetchone()[0] > 200
        seen = 0
        for file in demo.rglob("*"):
            if file.is_file() and "samples" not in file.parts and "keys" not in file.parts:
                seen += file.stat().st_size
                assert met(file.read_bytes()) == set(), file.name
        assert seen > 5_000_000
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert met((demo / "chengxin.sqlite3").read_bytes()) == set()

    def test_stands_in_a_backup(self, demo, walked, tmp_path):
        with dump.snapshot(), (tmp_path / "backup").open("wb") as out:
            write_stream(out, dump.parts(dump.manifest(at=clock.now())), keys())
        data = (tmp_path / "backup").read_bytes()
        assert len(data) > 1_000_000
        assert met(data) == set()

    def test_stands_in_a_log_an_address_or_a_header(self, walked):
        found, _ = walked
        log = found.log.getvalue()
        assert "chengxin.fault" in log or "fault" in log
        assert len(found.urls) > 300
        for text in (log, "\n".join(found.urls), "\n".join(found.headers)):
            assert met(text.encode()) == set()

    def test_stands_in_a_temporary_file(self, walked):
        _, temporary = walked
        assert [file.name for file in temporary.rglob("*") if file.is_file() and met(file.read_bytes())] == []

    def test_is_hidden_from_themselves(self, walked):
        """Whoever is signed in reads their own name: the walk did go where they are."""
        found, _ = walked
        assert len(met("".join(found.taken).encode())) >= 40


@proves("I5")
class TestTheSearch:
    @pytest.mark.parametrize("place", [0, 1, 1023])
    def test_finds_each_of_them_in_every_way_of_writing_wherever_it_stands(self, place):
        for who in PEOPLE[::40]:
            for text in (who.number, who.name, who.number[::-1], who.number[:6] + who.number[8:17]):
                for one in written(text):
                    assert who.number in met(b"." * place + one + b"...")

    def test_finds_what_is_coded_among_other_things(self):
        import base64
        import json
        from urllib.parse import urlencode

        who = PEOPLE[7]
        for before in ("", "a", "ab", "abc"):
            said = f"{before}{who.name}；{who.number}。以上。"
            for data in (
                base64.b64encode(said.encode()),
                base64.b64encode(said.encode("gb18030")),
                json.dumps(said).encode(),
                urlencode({"q": said}).encode(),
                said.encode("utf-16"),
                said.encode().hex().encode(),
            ):
                assert who.number in met(data)

    def test_finds_nobody_in_noise(self):
        import random

        assert met(random.Random(3).randbytes(3_000_000)) == set()
        assert len({who.number for who in PEOPLE}) == len({who.name for who in PEOPLE}) == 200


@proves("I5")
@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is looked through as a file")
def test_none_of_two_hundred_stands_in_a_dump_of_postgresql(monkeypatch):
    """Every table as `pg_dump` writes it."""
    monkeypatch.setattr("chengxin.clock.now", lambda: filled.AT)
    facts = [
        filled.penalty(who, f"黑交罚〔2026〕7{n:03d}号", proof=filled.enclosed(date(2026, 9, 18)))
        for n, who in enumerate(PEOPLE)
    ]
    filled.submit(facts, at=filled.AT - timedelta(days=30))
    filled.nothing_new()
    client = Client()
    client.get("/")
    for n, who in enumerate(PEOPLE[::10]):
        filled.ask(filled.matter(who, request_no=f"黑政服〔2026〕{n}"), who)
        object_to(who)
        filled.sign_in(client, who)
    dumped = b""
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            with cursor.copy(f"COPY {name} TO STDOUT") as rows:
                dumped += b"".join(bytes(row) for row in rows)
    assert len(dumped) > 500_000
    assert met(dumped) == set()
    # Bytes are written as hexadecimal digits: what they say is looked through too.
    assert met(bytes.fromhex("".join(_digits(dumped)))) == set()


def _digits(dumped: bytes) -> Iterator[str]:
    import re

    for found in re.finditer(rb"\\\\x((?:[0-9a-f]{2})+)", dumped):
        yield found[1].decode()


def object_to(who: Identity) -> None:
    mine = people.indexes(who)
    (held,) = held_by(mine, lawbook=lawbook(), at=filled.AT)
    lodge(held.record.ref, ground=Ground.WRONG_FACT, words="金额写错了", lawbook=lawbook(), by=mine, at=filled.AT)
