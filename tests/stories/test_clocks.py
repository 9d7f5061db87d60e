"""Two machines over one database whose clocks are two days apart: what is fixed stays, no effect begins before its time. [row 14]

One clock is right; the other is 48 hours ahead, 48 hours behind, or jumps from one to the other in between. Either is the
one of the pages, on which a person reads and an office asks, or the one of the worker, which takes files and does what is due.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from tests.apps import databases
from tests.proves import proves
from tests.web.filled import AT

DAY = timedelta(days=1)
#: After the day on which it is told.
DAYS = (0, 1, 2, 3, 6, 7, 8, 9, 10, 11)
#: Of the clock that is wrong: how far it is off on each day that is looked at.
LIES = {
    "ahead": lambda day: 2 * DAY,
    "behind": lambda day: -2 * DAY,
    "jumps": lambda day: (2 * DAY, -2 * DAY)[day % 2],
}


class Machine:
    """A process with a data folder, and so a clock, of its own."""

    def __init__(self, place: databases.Place, name: str) -> None:
        environment = place.environment | {"CHENGXIN_DATA": str(place.shared / name)}
        self.is_right = True
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.stories.two_clocks"],
            env=environment,
            cwd=databases.ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def do(self, act: str, *given: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([act, *given]) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def end(self) -> None:
        self._process.communicate()


@pytest.mark.slow
@pytest.mark.django_db
@proves("N34")
def test_nothing_that_is_fixed_moves_and_no_effect_begins_early(tmp_path):
    with databases.empty(connection.vendor, tmp_path / "beside") as place:
        place.chengxin("migrate")
        pages, worker = Machine(place, "pages"), Machine(place, "worker")
        try:
            at = AT
            for machine in (pages, worker):
                machine.do("set_clock", at.isoformat())
            worker.do("prepare")
            for serial, (liar, lie) in enumerate(((one, lie) for one in (pages, worker) for lie in LIES), start=1):
                at += 14 * DAY
                lived(serial, pages, worker, liar=liar, lie=lie, begin=at)
            assert worker.do("sound") == 0
        finally:
            pages.end()
            worker.end()


def lived(serial: int, pages: Machine, worker: Machine, *, liar: Machine, lie: str, begin: Any) -> None:
    """A penalty is registered, told, waited for and in effect while one clock lies."""
    honest = worker if liar is pages else pages
    said = f"{'pages' if liar is pages else 'worker'} {lie}"
    fixed: dict[str, Any] = {}
    begun: date | None = None
    for day in DAYS:
        now = begin + day * DAY
        honest.do("set_clock", now.isoformat())
        liar.do("set_clock", (now + LIES[lie](day)).isoformat())
        if day == 0:
            worker.do("register", serial)
            pages.do("open_letter", serial)
        worker.do("fresh")
        if day < 2:
            worker.do("sweep")
        for machine in (honest, liar):
            found = machine.do("stands", serial)
            shown = machine.do("ask", serial)
            if found is None or found["proof_on"] is None:
                assert shown <= 0, said
                continue
            # No clock makes the proof older than what it proves, and so the wait shorter.
            assert found["proof_on"] >= found["told_on"], said
            if found["effect_from"] is not None:
                for name in ("effect_from", "until", "proof_on"):
                    assert fixed.setdefault(name, found[name]) == found[name], f"{said}: {name}"
                assert date.fromisoformat(found["effect_from"][:10]) > date.fromisoformat(found["proof_on"]), said
            is_in_effect = found["standing"] == "in_effect"
            assert (shown > 0) <= is_in_effect, said
            if machine is honest and is_in_effect:
                begun = begun or now.date()
    assert begun is not None, f"{said}: it never began"
    # By the right clock: not before the whole wait that follows the day on which the person really read it.
    assert begun.isoformat() >= honest.do("waited", begin.date().isoformat()), said
