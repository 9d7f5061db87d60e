"""The kernel refuses a write or a flush: said by an error, nothing half-written, the same process goes on. [row 10]

A seeded one of the first four calls of each kind in each act in each run; `make torture` tries every call, or as many as
CHENGXIN_DISK_POINTS says:

    CHENGXIN_DISK_POINTS=3 .venv/bin/python -m pytest -s tests/apps/test_disk_faults.py
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.apps import databases
from tests.apps.disk_faults import failing, of_cluster
from tests.apps.kernel_calls import NotTraced
from tests.load.clients import Asked
from tests.load.test_ladder import handed_over, served
from tests.load.test_lost_replies import question, replied
from tests.proves import proves

IS_TORTURE = os.environ.get("CHENGXIN_TORTURE") == "1"
#: Calls of each kind that fail in each act; 0 is all of them.
POINTS = int(os.environ.get("CHENGXIN_DISK_POINTS", "0" if IS_TORTURE else "1"))
IS_LONG = IS_TORTURE or "CHENGXIN_DISK_POINTS" in os.environ
SEED = 20261129


@contextmanager
def own_place(shared: Path) -> Iterator[databases.Place]:
    """A file of its own, or a PostgreSQL of its own: what fails is nobody else's."""
    if not shutil.which("strace"):
        pytest.skip("strace was not found (apt-get install strace): no call of the kernel was made to fail")
    kind = databases.cluster(shared) if connection.vendor == "postgresql" else databases.empty("sqlite", shared)
    with kind as place:
        yield place


@pytest.fixture(scope="module")
def place(tmp_path_factory, django_db_setup, django_db_blocker):
    """A product of its own, with empty tables."""
    with own_place(tmp_path_factory.mktemp("faults") / "on") as place:
        if connection.vendor == "postgresql":
            place.chengxin("migrate")
        else:
            with django_db_blocker.unblock():
                databases.copy_into(place)
        yield place


@pytest.mark.slow
@pytest.mark.django_db
@proves("N33")
def test_an_act_whose_write_fails_says_so_and_leaves_nothing_half(place):
    told = json.loads(place.run("-m", "tests.apps.disk_faults", str(POINTS), str(SEED)).splitlines()[-1])
    print(told)  # noqa: T201 - shown by `pytest -s`
    if why_not := told.get("not_traced"):
        pytest.skip(f"this machine lets nobody trace a process: {why_not}")
    assert told["wrong"] == [], told
    assert (told["findings"], told["is_sound"]) == (0, True)
    # What is only noted, or carried on, beside costs the act nothing; and PostgreSQL may have done what it could not say.
    least = (8, 6, 1, 1) if connection.vendor == "postgresql" else (10, 8, 2, 0)
    kinds = ("failed", "answered with an error", "done all the same", "of these done")
    assert [kind for kind, few in zip(kinds, least, strict=True) if told[kind] < few] == []


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.skipif(not IS_LONG, reason="a server of its own; CHENGXIN_DISK_POINTS=1 runs it")
@proves("N33")
def test_a_server_whose_writes_fail_says_503_and_is_well_again(tmp_path):
    """Every such call of all processes that write fails, until the disk is well; then, and after a new start, all is as ever.

    PostgreSQL ends at the first, and cannot come back on such a disk; whoever keeps it starts it again once it is well."""
    is_postgresql = connection.vendor == "postgresql"
    with own_place(tmp_path / "beside") as place:
        place.chengxin("migrate")
        world = json.loads(place.run("-m", "tests.load.world", "fill", "4").splitlines()[-1])
        database = place.folder / "chengxin.sqlite3"
        paths = [] if is_postgresql else [database, database.with_name("chengxin.sqlite3-wal")]
        every = [asks for serial in range(4) for asks in (a_file(world, serial), question(world, serial))]
        with served(place, may_fail=True) as port:
            for number, (call, error) in enumerate((("pwrite64", "ENOSPC"), ("fdatasync", "EIO"))):
                asked, before = every[4 * number :][:4], counted(place)
                writing = of_cluster(place.cluster) if is_postgresql else answering(port)
                try:
                    with failing(writing, call, error, "1+", paths):
                        refused = [answer(port, one) for one in asked]
                        alive = answer(port, ALIVE)
                        ready = answer(port, READY)
                except NotTraced as why_not:
                    pytest.skip(f"this machine lets nobody trace a process: {why_not}")
                assert [status for status, _ in refused] == [503] * len(asked)
                assert all(json.loads(body)["fault"] and json.loads(body)["title"] for _, body in refused)
                assert alive == (200, b"alive\n")
                if is_postgresql:
                    assert ready == (503, b"not ready: database\n")
                    databases.start_again(place.cluster)
                left = counted(place)
                # What PostgreSQL wrote and could not flush any more may be there, whole, once it is back.
                assert left == before or (is_postgresql and call == "fdatasync")
                assert [answer(port, one)[0] for one in asked] == [one.status for one in asked]
            well = [answer(port, one) for one in every]
            if is_postgresql:
                # While nobody asks as well: the next one who does meets no connection that ended.
                databases.start_again(place.cluster)
                assert [answer(port, one) for one in every] == well
        with served(place) as port:
            assert [answer(port, one) for one in every] == well
        held = counted(place)
        assert (held["answers"], held["files"]) == (4, 4)
        assert held["entries"] - world["entries"] == held["answered"]
        assert held["answered"] >= 12 if is_postgresql else held["answered"] == 12
        place.chengxin("ledger", "verify")


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite puts no checksum under a page")
@pytest.mark.skipif(not IS_LONG, reason="a server of its own; CHENGXIN_DISK_POINTS=1 runs it")
@proves("N1")
def test_a_disk_that_gives_back_other_bytes_is_no_fault_of_ours(tmp_path):
    """A bit falls over in each page of the records: nothing of them is told."""
    with own_place(tmp_path / "beside") as place:
        place.chengxin("migrate")
        world = json.loads(place.run("-m", "tests.load.world", "fill", "1").splitlines()[-1])
        entries = database_says(place, "SELECT count(*) FROM inquiries_accessentry")
        with served(place, may_fail=True) as port:
            path = database_says(place, "SELECT pg_relation_filepath('records_record')", first="CHECKPOINT")
            harm(place.cluster / "data" / path)
            databases.start_again(place.cluster)  # no page is in memory any more
            status, body = answer(port, question(world, 0))
        assert (status, "fault" in json.loads(body)) == (503, True)
        assert world["asks"][0][2] not in body.decode()
        assert database_says(place, "SELECT count(*) FROM inquiries_accessentry") == entries
        assert "invalid page in block" in (place.cluster / "server.log").read_text()


def harm(table: Path) -> None:
    """Turn one bit of each page over, past what PostgreSQL knows."""
    pages = bytearray(table.read_bytes())
    for last in range(8191, len(pages), 8192):
        pages[last] ^= 1
    with table.open("r+b") as file:
        file.write(pages)


def database_says(place: databases.Place, sql: str, *, first: str = "SELECT") -> Any:
    import psycopg

    with psycopg.connect(place.url, autocommit=True) as beside:
        beside.execute(first)
        return beside.execute(sql).fetchone()[0]


ALIVE = Asked("alive", b"GET /alive HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", b"", 200)
READY = replace(ALIVE, head=ALIVE.head.replace(b"alive", b"ready"))


def a_file(world: dict[str, Any], serial: int) -> Asked:
    return handed_over(world, serial, f"no table {serial}".encode())


def answer(port: int, asked: Asked) -> tuple[int, bytes]:
    found = replied(port, asked)
    assert found is not None
    return found


def answering(port: int) -> list[int]:
    """The processes of this server that answer: copies of the one that was started."""
    named = f"\0--port\0{port}\0".encode()
    return [
        int(one.parent.name)
        for one in Path("/proc").glob("[0-9]*/cmdline")
        if named in _content(one) and f"--port\0{port}".encode() in _content(one.parents[1] / _parent(one) / "cmdline")
    ]


def _parent(cmdline: Path) -> str:
    return cmdline.with_name("stat").read_text().rpartition(")")[2].split()[1]


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it ended meanwhile
        return b""


def counted(place: databases.Place) -> dict[str, int]:
    return dict(json.loads(place.run("-m", "tests.load.world", "count").splitlines()[-1]))
