"""The product in a database of its own, as each measurement needs it: keys, tables, officials, one file handed over."""

from __future__ import annotations

import json
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from chengxin.apps.officials.models import Official
    from chengxin.apps.submissions.models import Receipt

#: All days in the rows lie before it; on a machine whose clock stands before it the demo clock is moved here.
NOT_BEFORE = datetime(2026, 10, 12, tzinfo=UTC)


class HandedOver(NamedTuple):
    """One file from its bytes to its receipt, and the seconds that took."""

    seconds: float
    receipt: Receipt


def run(measure: Callable[[], dict[str, Any]]) -> None:
    """Print as JSON what `measure` tells of a fresh product."""
    os.environ.update(CHENGXIN_DEMO="1", DJANGO_SETTINGS_MODULE="chengxin.config.settings")
    with _directory() as directory:
        os.environ["CHENGXIN_DATA"] = directory
        _start()
        print(json.dumps(measure()))


@contextmanager
def _directory() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as directory:
        yield directory


def _start() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from chengxin import clock
    from chengxin.apps.ledger.actions.wrapping import begin_wrapping
    from chengxin.apps.ledger.key_sources import FileKeys
    from chengxin.apps.ledger.keyring import keys

    FileKeys.ensure(settings.KEYS_DIR, is_demo=True)
    call_command("migrate", verbosity=0)
    begin_wrapping(settings.KEY_SOURCE, keys(), by="bench", at=clock.now())
    if clock.now() < NOT_BEFORE:
        clock.move_to(NOT_BEFORE)


def official(username: str, unit: str, role: str) -> Official:
    from chengxin import clock
    from chengxin.apps.officials.models import Official
    from chengxin.core.calendar import day_of

    learned = day_of(clock.now())
    return Official.objects.create(username=username, name="测量", unit=unit, seat="测量", role=role, course_on=learned)


def processor_seconds() -> float:
    """What our processes and the database's process for us have used: on a shared machine a clock tells of others."""
    from django.db import connection

    used = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    if connection.vendor != "postgresql":
        return used
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return used + used_by(cursor.fetchone()[0])


def used_by(process: int) -> float:
    """The processor time of another process."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def hand_over(path: Path, by: Official) -> HandedOver:
    """Receive one file of the penalty feed and work it through."""
    from penalty_rows import FEED

    from chengxin.apps.submissions.actions.receive_file import receive_file
    from chengxin.apps.submissions.content import Content
    from chengxin.clock import now
    from chengxin.intake.feeds import load_feeds
    from chengxin.jobs.queue import work_through
    from chengxin.lawbook import load

    law, feeds, at = load(), load_feeds(), now()
    started = time.perf_counter()
    with path.open("rb") as file:
        submission = receive_file(lawbook=law, data=Content(file), filename=path.name, feed=feeds[FEED], by=by, at=at)
    receipt = work_through(submission, lawbook=law, feeds=feeds, at=at)
    return HandedOver(time.perf_counter() - started, receipt)
