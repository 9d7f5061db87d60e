"""Two transactions on two connections, moved step by step in a chosen order: a scheduler for PostgreSQL.

A session stops before its first statement, before its first write and before its commit (or before one given statement, or
before each), and goes on when it is its turn. One that waits for the other's lock is left waiting; its turn comes once it is
free.

Beside the orders of phases, which are all tried, as many orders of single statements as wanted, drawn by a seed that is told
where one of them fails; each pair of acts takes so many:

    CHENGXIN_ORDERS=100 CHENGXIN_SEED=7 scripts/postgres .venv/bin/python -m pytest -s tests/apps/test_objection_races.py
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from random import Random
from threading import Condition
from typing import Any

from django.db import connection, transaction

from chengxin.core.reasons import Refusal

Act = Callable[[], Any]
#: The steps between two stops: what holds and reads, what writes, the commit.
PHASES = 3
#: Drawn orders of single statements for each pair of acts, and the seed of the first.
IS_TORTURE = os.environ.get("CHENGXIN_TORTURE") == "1"
ORDERS = int(os.environ.get("CHENGXIN_ORDERS", "100" if IS_TORTURE else "0"))
FIRST_SEED = int(os.environ.get("CHENGXIN_SEED", "1"))
#: `stop_at` of a session that stops before each statement.
EACH = 0
#: Turns that are drawn; whoever is not over then takes turns with the other.
_TURNS = 80
#: How many orders were run by this process.
RAN: Counter[str] = Counter()
_WAITS = "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE pid = %s AND NOT granted)"


class Session:
    """One act in a transaction of its own, in a thread of its own."""

    def __init__(self, act: Act, changed: Condition, *, stop_at: int | None = None) -> None:
        self.act, self.changed, self.stop_at = act, changed, stop_at
        self.state, self.turns, self.pid, self.statements = "new", 0, 0, 0
        self.has_written = self.has_waited = False
        self.other: Session | None = None
        self.found: Any = None
        self.failed: BaseException | None = None

    def run(self, finished: list[Session]) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.pid = cursor.fetchone()[0]
            self._stop()
            with connection.execute_wrapper(self._before):
                self.found = self._acted()
        except BaseException as failed:  # noqa: BLE001 - told to the test, in its own thread
            self.failed = failed
        finally:
            connection.close()
            with self.changed:
                self.state = "done"
                finished.append(self)
                self.changed.notify_all()

    def _acted(self) -> Any:
        try:
            with transaction.atomic():
                found = self.act()
                if self.stop_at is None:
                    self._stop()
                return found
        except Refusal as refusal:
            return refusal.reason

    def _before(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.statements += 1
        is_write = sql.lstrip().startswith("INSERT")
        if self.stop_at is None:
            if is_write and not self.has_written:
                self.has_written = True
                self._stop()
        elif self.stop_at in {EACH, self.statements}:
            self._stop()
        found = execute(sql, params, many, context)
        if self.has_waited:
            self._let_the_other_end()
        return found

    def _let_the_other_end(self) -> None:
        """Whoever held what this one waited for has committed; it is over first, however slowly its thread ends."""
        self.has_waited, other = False, self.other
        if other is not None:
            with self.changed:
                self.changed.wait_for(lambda: other.state in {"stopped", "done"}, timeout=5)

    def _stop(self) -> None:
        with self.changed:
            self.state = "stopped"
            self.changed.notify_all()
            self.changed.wait_for(lambda: self.turns > 0)
            self.turns -= 1
            self.state = "running"

    def go(self) -> None:
        with self.changed:
            if self.state == "stopped":
                self.turns += 1
                self.state = "running"
                self.changed.notify_all()


class Race:
    """What two acts came to in one order of their steps."""

    def __init__(self, first: Session, second: Session) -> None:
        self.sessions = (first, second)
        first.other, second.other = second, first
        self.finished: list[Session] = []

    @property
    def found(self) -> tuple[Any, Any]:
        return self.sessions[0].found, self.sessions[1].found

    @property
    def ended(self) -> list[int]:
        """Which session was over first: 0 or 1."""
        return [self.sessions.index(session) for session in self.finished]

    def run(self, pool: ThreadPoolExecutor, schedule: Sequence[int]) -> Race:
        RAN["orders"] += 1
        for session in self.sessions:
            pool.submit(session.run, self.finished)
        self._settle()
        for turn in schedule:
            self.sessions[turn].go()
            self._settle()
        while len(self.finished) < len(self.sessions):
            for session in self.sessions:
                session.go()
                self._settle()
        for session in self.sessions:
            if session.failed is not None:
                raise session.failed
        return self

    def _settle(self) -> None:
        """Wait until each session stands: stopped, over, or waiting for a lock of the other."""
        for session in self.sessions:
            with session.changed:
                while session.state not in {"stopped", "done"} and not self._waits(session):
                    session.changed.wait(0.01)

    def _waits(self, session: Session) -> bool:
        if session.state != "running" or not session.pid:
            return False
        with connection.cursor() as cursor:
            cursor.execute(_WAITS, [session.pid])
            waits = bool(cursor.fetchone()[0])
        session.has_waited |= waits
        return waits


def orders() -> Iterator[tuple[int, ...]]:
    """All orders in which two sessions can take their phases."""
    for places in combinations(range(2 * PHASES), PHASES):
        yield tuple(0 if place in places else 1 for place in range(2 * PHASES))


def races(pair: Callable[[int], tuple[Act, Act]], *, is_fine: bool) -> Iterator[Race]:
    """Every order of the phases of two acts; with `is_fine` then each of the two stopped before each of its statements,
    while the other runs as far as it can. `pair` makes a new pair of acts about a person of its own, by a number."""
    serial = 0
    with ThreadPoolExecutor(2) as pool:
        for order in orders():
            serial += 1
            changed = Condition()
            first, second = (Session(act, changed) for act in pair(serial))
            yield Race(first, second).run(pool, order)
        for stopped in (0, 1) if is_fine else ():
            statement = 1
            while True:
                serial += 1
                changed = Condition()
                acts = pair(serial)
                sessions = [
                    Session(act, changed, stop_at=statement if place == stopped else -1)
                    for place, act in enumerate(acts)
                ]
                race = Race(sessions[0], sessions[1])
                yield race.run(pool, (stopped, 1 - stopped, stopped))
                if sessions[stopped].statements < statement:
                    break
                statement += 1
        for seed in range(FIRST_SEED, FIRST_SEED + ORDERS):
            serial += 1
            print(f"CHENGXIN_ORDERS=1 CHENGXIN_SEED={seed}")  # noqa: T201 - shown where it fails
            changed, chance = Condition(), Random(seed)
            first, second = (Session(act, changed, stop_at=EACH) for act in pair(serial))
            # Now and then a long run of one of the two: a fair coin at each turn hardly ever leaves one far behind.
            often = chance.random()
            yield Race(first, second).run(pool, [int(chance.random() < often) for _ in range(_TURNS)])
