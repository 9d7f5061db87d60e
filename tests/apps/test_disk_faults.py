"""The kernel refuses a write or a flush: said by an error, nothing half-written, the same process goes on. [row 10]

A seeded one of the first four calls of each kind in each act in each run; `make torture` tries every call, or as many as
CHENGXIN_DISK_POINTS says:

    CHENGXIN_DISK_POINTS=3 .venv/bin/python -m pytest -s tests/apps/test_disk_faults.py
"""

from __future__ import annotations

import json
import os
import shutil

import pytest
from django.conf import settings
from django.db import connection

from tests.apps import databases
from tests.proves import proves

IS_TORTURE = os.environ.get("CHENGXIN_TORTURE") == "1"
#: Calls of each kind that fail in each act; 0 is all of them.
POINTS = int(os.environ.get("CHENGXIN_DISK_POINTS", "0" if IS_TORTURE else "1"))
SEED = 20261129


@pytest.fixture(scope="module")
def place(tmp_path_factory, django_db_setup, django_db_blocker):
    """A product of its own, with empty tables."""
    if not shutil.which("strace"):
        pytest.skip("strace was not found (apt-get install strace): no call of the kernel was made to fail")
    with databases.empty("sqlite", tmp_path_factory.mktemp("faults") / "on") as place:
        place.folder.mkdir()
        shutil.copytree(settings.KEYS_DIR, place.shared / "keys")
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(place.folder / "chengxin.sqlite3")])
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
