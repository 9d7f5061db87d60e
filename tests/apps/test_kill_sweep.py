"""Acknowledged is durable: an act that is killed at any of its writes leaves all of a step or nothing. [row 1]

A seeded few points in each run; `make torture` takes 200 for each act, or CHENGXIN_KILL_POINTS.
"""

from __future__ import annotations

import json
import os

import pytest
from django.db import connection

from tests.apps import databases
from tests.proves import proves

IS_TORTURE = os.environ.get("CHENGXIN_TORTURE") == "1"
POINTS = int(os.environ.get("CHENGXIN_KILL_POINTS", "200" if IS_TORTURE else "6"))
SEED = 20261129


@pytest.fixture(scope="module")
def migrated(tmp_path_factory, django_db_setup):
    with databases.empty(connection.vendor, tmp_path_factory.mktemp("killed") / "beside") as place:
        place.chengxin("migrate")
        yield place


@pytest.mark.slow
@pytest.mark.django_db
@proves("N1")
@pytest.mark.parametrize("act", ["intake", "inquiry", "objection", "repair"])
def test_nothing_acknowledged_is_lost_and_nothing_is_half_written(migrated, act):
    # One database for all: each act is about persons of its own.
    told = json.loads(migrated.run("-m", "tests.apps.kill_sweep", act, str(POINTS), str(SEED)).splitlines()[-1])
    assert told["wrong"] == []
    assert told["kills"] == told["chosen"] == POINTS
    # PostgreSQL takes a whole act in one statement.
    assert told["points"] >= 4
    assert (told["findings"], told["is_sound"]) == (0, True)
    assert told["rows"] > 0
