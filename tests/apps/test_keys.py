"""Keys that are changed while the product runs, lost, or come from elsewhere."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from tests.apps import databases
from tests.proves import proves


@pytest.mark.slow
@pytest.mark.django_db
@proves("KEY1")
def test_the_wrap_key_is_changed_while_somebody_serves_and_killed_at_every_write(tmp_path, django_db_setup):
    with databases.empty(connection.vendor, tmp_path / "beside") as place:
        place.chengxin("migrate")
        told = json.loads(place.run("-m", "tests.apps.key_rotation").splitlines()[-1])
    assert told["wrong"] == []
    assert told["kills"] == told["points"] >= 6
    assert len(told["left"]) == 1
    assert told["useless"] == told["taken"] == told["points"] + 1
