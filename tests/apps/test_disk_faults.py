"""The kernel refuses a write or a flush: said by an error, nothing half-written, the same process goes on. [row 10]

A seeded one of the first four calls of each kind in each act in each run; `make torture` tries every call, or as many as
CHENGXIN_DISK_POINTS says:

    CHENGXIN_DISK_POINTS=3 .venv/bin/python -m pytest -s tests/apps/test_disk_faults.py
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.apps import databases
from tests.apps.disk_faults import failing
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


@pytest.fixture(scope="module")
def place(tmp_path_factory, django_db_setup, django_db_blocker):
    """A product of its own, with empty tables."""
    if not shutil.which("strace"):
        pytest.skip("strace was not found (apt-get install strace): no call of the kernel was made to fail")
    with databases.empty("sqlite", tmp_path_factory.mktemp("faults") / "on") as place:
        with django_db_blocker.unblock():
            databases.copy_into(place)
        yield place


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL writes in processes of its own, and recovers by itself"
)
@proves("N33")
def test_an_act_whose_write_fails_says_so_and_leaves_nothing_half(place):
    told = json.loads(place.run("-m", "tests.apps.disk_faults", str(POINTS), str(SEED)).splitlines()[-1])
    print(told)  # noqa: T201 - shown by `pytest -s`
    if why_not := told.get("not_traced"):
        pytest.skip(f"this machine lets nobody trace a process: {why_not}")
    assert told["wrong"] == [], told
    assert (told["findings"], told["is_sound"]) == (0, True)
    assert told["failed"] >= 10
    assert told["answered with an error"] >= 8
    # What is only noted beside the database costs the act nothing.
    assert told["done all the same"] >= 2


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL writes in processes of its own")
@pytest.mark.skipif(not IS_LONG, reason="a server of its own; CHENGXIN_DISK_POINTS=1 runs it")
@proves("N33")
def test_a_server_whose_writes_fail_says_503_and_is_well_again(tmp_path):
    """Every such call of all processes that answer fails, until the disk is well; then, and after a new start, all is as ever."""
    if not shutil.which("strace"):
        pytest.skip("strace was not found (apt-get install strace): no call of the kernel was made to fail")
    with databases.empty("sqlite", tmp_path / "beside") as place:
        place.chengxin("migrate")
        world = json.loads(place.run("-m", "tests.load.world", "fill", "4").splitlines()[-1])
        database = place.folder / "chengxin.sqlite3"
        paths = [database, database.with_name("chengxin.sqlite3-wal")]
        every = [asks for serial in range(4) for asks in (a_file(world, serial), question(world, serial))]
        with served(place, may_fail=True) as port:
            for number, (call, error) in enumerate((("pwrite64", "ENOSPC"), ("fdatasync", "EIO"))):
                asked, before = every[4 * number :][:4], counted(place)
                try:
                    with failing(answering(port), call, error, "1+", paths):
                        refused = [answer(port, one) for one in asked]
                        alive = answer(port, ALIVE)
                except NotTraced as why_not:
                    pytest.skip(f"this machine lets nobody trace a process: {why_not}")
                assert [status for status, _ in refused] == [503] * len(asked)
                assert all(json.loads(body)["fault"] and json.loads(body)["title"] for _, body in refused)
                assert alive == (200, b"alive\n")
                assert counted(place) == before
                assert [answer(port, one)[0] for one in asked] == [one.status for one in asked]
            well = [answer(port, one) for one in every]
        with served(place) as port:
            assert [answer(port, one) for one in every] == well
        held = counted(place)
        assert (held["answers"], held["files"]) == (4, 4)
        assert held["entries"] - world["entries"] == held["answered"] == 12
        place.chengxin("ledger", "verify")


ALIVE = Asked("alive", b"GET /alive HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", b"", 200)


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
