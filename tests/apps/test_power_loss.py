"""The power goes: nothing acknowledged is lost, nothing is half-written, by what the product really asked the kernel. [row 1]

The calls of each act are traced, and from them disks are made that forget what was not flushed. A seeded few of them in
each run; `scripts/torture` tries every point in five ways, or as many as CHENGXIN_POWER_POINTS says in one.
"""

from __future__ import annotations

import json
import os
import shutil

import pytest
from django.db import connection

from chengxin.apps.ledger import readiness
from tests.apps import databases
from tests.proves import proves

IS_TORTURE = os.environ.get("CHENGXIN_TORTURE") == "1"
#: To each act, beside the moments after something was acknowledged; 0 is all of them, each in several ways.
POINTS = int(os.environ.get("CHENGXIN_POWER_POINTS", "0" if IS_TORTURE else "1"))
SEED = 20261129


@pytest.fixture(scope="module")
def place(tmp_path_factory, django_db_setup, django_db_blocker):
    """A product of its own, with empty tables."""
    with databases.empty("sqlite", tmp_path_factory.mktemp("power") / "on") as place:
        with django_db_blocker.unblock():
            databases.copy_into(place)
        yield place


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's own disk is not simulated")
@proves("N22")
def test_nothing_acknowledged_is_lost_with_the_power(place, tmp_path):
    if not shutil.which("strace"):
        pytest.skip("strace was not found (apt-get install strace): what a power loss leaves was not tried")
    (tmp_path / "scratch").mkdir()
    given = [str(tmp_path / "scratch"), str(POINTS), str(SEED)]
    told = json.loads(place.run("-m", "tests.apps.power_sweep", *given).splitlines()[-1])
    print({name: told.get(name) for name in ("acts", "points", "states")})  # noqa: T201 - shown by `pytest -s`
    if why_not := told.get("not_traced"):
        pytest.skip(f"this machine lets nobody trace a process: {why_not}")
    assert told["wrong"] == []
    assert told["not_as_called"] == []
    assert len(set(told["acts"])) == 7
    assert told["points"] >= 15
    assert told["states"] >= 12


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is opened with settings of ours")
@proves("N22")
class TestPostgresqlThatForgets:
    @pytest.mark.parametrize("setting", ["fsync", "full_page_writes", "synchronous_commit"])
    def test_is_named_by_what_is_off(self, setting):
        with connection.cursor() as cursor:
            cursor.execute(f"SHOW {setting}")
            assert (setting in readiness.forgetful()) == (cursor.fetchone() == ("off",))

    @pytest.mark.parametrize("value", ["on", "local", "remote_apply", "off"])
    def test_is_whoever_does_not_wait_for_its_own_disk(self, value):
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL synchronous_commit = {value}")
        assert ("synchronous_commit" in readiness.forgetful()) == (value == "off")
