"""Several acts at once on PostgreSQL, moved statement by statement, in orders of which none is tried twice.

Each act runs in a thread on a connection of its own and stops before each statement and each commit. At each stop one of
those that can go on is chosen; whoever waits for a lock cannot, and PostgreSQL says who does. The choices made so far are
kept as a tree in which whatever was tried to its end is left out: so all orders of a few acts are told apart and counted, and
it is known when there are no more.

After each order the tables are put back to what they were, by taking out what was written; nothing is set up anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from threading import Semaphore, Thread
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction

from chengxin.core.reasons import Refusal

Act = Callable[[], Any]
#: Statements that change nothing and wait for nobody: no place to stop.
_NO_STOP = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")
#: How long a statement may take until somebody asks whether it waits for a lock; one that asks for a lock, and any other.
_SOON, _LATER = 0.0003, 0.01
#: After so many seconds without a step something hangs, and it is no lock.
_HANGS = 60
_WRITES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM|COPY) "?(\w+)')
_WAITING = "SELECT pid FROM pg_locks WHERE NOT granted"


class Session(Thread):
    """A thread with its own connection, which runs one act after another and stops where it is told to."""

    def __init__(self, settled: Semaphore) -> None:
        super().__init__(daemon=True)
        self.settled, self.turn = settled, Semaphore(0)
        self.act: Act | None = None
        self.state, self.statement, self.pid = "over", "", 0
        self.is_free = self.is_alone = False
        self.wrote = set[str]()
        self.found: Any = None
        self.failed: BaseException | None = None
        self.start()

    def run(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self.pid = cursor.fetchone()[0]
        self.connection, commit = connections[DEFAULT_DB_ALIAS], connection.commit

        def stopping() -> None:
            self._halt("COMMIT")
            commit()
            # From here on whoever waited can go on.
            self.is_free = self.is_alone

        connection.commit = stopping  # type: ignore[method-assign]
        connection.connection.cursor_factory = _seen(connection.connection.cursor_factory, self._step)
        with connection.execute_wrapper(self._before):
            while True:
                self.turn.acquire()
                if self.act is None:
                    break
                self._do(self.act)
                self.state = "over"
                self.settled.release()
        connection.close()

    def _do(self, act: Act) -> None:
        try:
            self.found = act()
        except Refusal as refusal:
            self.found = refusal.reason
        except BaseException as failed:  # noqa: BLE001 - told to the test, in its own thread
            self.failed = failed

    def _before(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self._step(sql)
        return execute(sql, params, many, context)

    def _step(self, sql: str) -> None:
        if not sql.startswith(_NO_STOP):
            self._halt(sql)
            self.wrote.update(_WRITES.findall(sql))

    def _halt(self, statement: str) -> None:
        self.statement = statement
        if self.is_free:
            return
        self.state = "stopped"
        self.settled.release()
        self.turn.acquire()

    # What the scheduler calls, in its own thread.

    def begin(self, act: Act) -> None:
        self.act, self.found, self.failed, self.wrote = act, None, None, set()
        self.go()

    def go(self, *, is_free: bool = False, is_alone: bool = False) -> None:
        """To the next stop, with `is_free` past those before its commit, with `is_alone` past all."""
        self.is_free, self.is_alone, self.state = is_free, is_alone, "running"
        self.turn.release()

    def leave(self) -> None:
        self.act = None
        self.turn.release()
        self.join()


def _seen(made: type[Any], before: Callable[[str], None]) -> type[Any]:
    """Cursors whose COPY is seen too: Django's wrappers see none."""

    class Seen(made):  # type: ignore[misc]
        def copy(self, statement: str, *arguments: Any, **named: Any) -> Any:
            before(statement)
            return super().copy(statement, *arguments, **named)

    return Seen


class Sessions:
    """So many sessions, and the scheduler that moves them."""

    def __init__(self, count: int) -> None:
        self.settled = Semaphore(0)
        self.all = [Session(self.settled) for _ in range(count)]

    @property
    def wrote(self) -> set[str]:
        """Into which tables the last acts wrote."""
        return set[str]().union(*(session.wrote for session in self.all))

    def leave(self) -> None:
        for session in self.all:
            session.leave()

    def run(self, acts: Sequence[Act], choose: Callable[[list[int]], int]) -> list[Any]:
        """What each act came to, where `choose` says who goes on of those who can.

        :raises BaseException: what one of them failed with, other than a refusal.
        """
        running, wrong = self.all[: len(acts)], None
        for session, act in zip(running, acts, strict=True):
            session.begin(act)
            self._settle(running)
        while can := [place for place, session in enumerate(running) if session.state == "stopped"]:
            try:
                session = running[choose(can)]
            except AssertionError as failed:  # told once each of them is over
                wrong, choose = failed, min
                continue
            # Whoever can go on alone need not be watched: the others are over, or wait until it commits.
            is_alone = sum(one.state != "over" for one in running) == 1
            session.go(is_free=is_alone or (len(can) == 1 and session.connection.in_atomic_block), is_alone=is_alone)
            self._settle(running)
        for failed in (wrong, *(session.failed for session in running)):
            if failed is not None:
                raise failed
        return [session.found for session in running]

    def _settle(self, sessions: Sequence[Session]) -> None:
        """Wait until each session stands: stopped, over, or waiting for a lock of one that does."""
        waited = 0.0
        while moving := [session for session in sessions if session.state == "running"]:
            is_soon = any("pg_advisory" in session.statement for session in moving)
            within = _SOON if is_soon else _LATER
            if self.settled.acquire(timeout=within):
                continue
            waited += within
            if waited > _HANGS:
                raise TimeoutError([session.statement for session in moving])
            still = {session.pid for session in sessions if session.state == "running"}
            with connection.cursor() as cursor:
                cursor.execute(_WAITING)
                waiting = {pid for (pid,) in cursor.fetchall()}
            if still <= waiting and any(session.state == "stopped" for session in sessions):
                return


@dataclass
class Node:
    """Where some choices led: who could go on, and of whom each further order was tried."""

    can: list[int]
    next: dict[int, Node] = field(default_factory=dict)
    spent: set[int] = field(default_factory=set)


class Orders:
    """The orders of some acts, each at most once."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.root: Node | None = None
        self.is_spent = False

    def one(self) -> Order:
        return Order(self)


class Order:
    """One order that was not tried yet, found while it is run."""

    def __init__(self, orders: Orders) -> None:
        self.orders, self.path = orders, list[tuple[Node, int]]()
        # A fair coin at each stop hardly ever leaves one far behind the others: now and then long runs of one.
        self.stays = orders.chance.random()

    def choose(self, can: list[int]) -> int:
        node = self._node(can)
        left = [one for one in can if one not in node.spent]
        last = self.path[-1][1] if self.path else -1
        stays = last in left and self.orders.chance.random() < self.stays
        chosen = last if stays else self.orders.chance.choice(left)
        self.path.append((node, chosen))
        return chosen

    def _node(self, can: list[int]) -> Node:
        if not self.path:
            self.orders.root = node = self.orders.root or Node(can)
        else:
            before, chosen = self.path[-1]
            node = before.next.setdefault(chosen, Node(can))
        assert node.can == can, ("the same steps led elsewhere", self.steps, node.can, can)
        return node

    def over(self) -> None:
        """It ran to its end: it is not tried again."""
        for node, chosen in reversed(self.path):
            node.spent.add(chosen)
            node.next.pop(chosen, None)
            if len(node.spent) < len(node.can):
                return
        self.orders.is_spent = True

    @property
    def steps(self) -> str:
        return "".join(str(chosen) for _, chosen in self.path)


def one_after_the_other(order: Sequence[int]) -> Callable[[list[int]], int]:
    """Who goes on where nobody begins before the one ahead in `order` is over."""
    return lambda can: next(one for one in order if one in can)


class Tables:
    """What the tables of the product hold, to be put back to."""

    def __init__(self) -> None:
        found = [model for model in apps.get_models() if model.__module__.startswith("chengxin.apps.")]
        self.models = {model._meta.db_table: model for model in found}
        self.since, self.counts = 0, dict[str, int]()
        self._put_back = 0

    def keep(self) -> None:
        """From now on this is what they are put back to."""
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA IF EXISTS kept CASCADE")
            cursor.execute("CREATE SCHEMA kept")
            for table in self.models:
                cursor.execute(f'CREATE TABLE kept."{table}" AS TABLE "{table}"')
            cursor.execute("SELECT pg_current_xact_id()::text::bigint")
            self.since = cursor.fetchone()[0]
            cursor.execute(
                " UNION ALL ".join(f"""SELECT '{table}', count(*) FROM "{table}" """ for table in self.models)
            )
            self.counts = dict(cursor.fetchall())
        self._written = " UNION ALL ".join(
            f"""SELECT '{table}', count(*), count(*) FILTER (WHERE xmin::text::bigint > %s) FROM "{table}" """
            for table in self.models
        )

    def written(self) -> list[str]:
        """The tables that are not what they were. It looks through all of them."""
        with connection.cursor() as cursor:
            cursor.execute(self._written, [self.since] * len(self.models))
            return [table for table, count, new in cursor.fetchall() if new or count != self.counts[table]]

    def new(self, tables: Iterable[str]) -> list[models.Model]:
        """The rows that were written, with the relations that they tell with."""
        return [
            row
            for table in tables
            for row in self.models[table]
            ._base_manager.select_related(*getattr(self.models[table], "told_with", ()))
            .extra(where=[f'"{table}".xmin::text::bigint > %s'], params=[self.since])
        ]

    def put_back(self, tables: Iterable[str]) -> None:
        self._put_back += 1
        with transaction.atomic(), connection.cursor() as cursor:
            # Past triggers and foreign keys: what is put back was whole.
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table in tables:
                pk = self.models[table]._meta.pk
                assert pk is not None
                cursor.execute(f'DELETE FROM "{table}" WHERE xmin::text::bigint > %s', [self.since])
                cursor.execute(
                    f'INSERT INTO "{table}" OVERRIDING SYSTEM VALUE SELECT * FROM kept."{table}" AS held WHERE NOT EXISTS'
                    f' (SELECT 1 FROM "{table}" AS here WHERE here."{pk.column}" = held."{pk.column}")'
                )
            cursor.execute("SELECT pg_current_xact_id()::text::bigint")
            self.since = cursor.fetchone()[0]
        if self._put_back % 200 == 0:
            # What was taken out is not in the way of the next, and no file is made shorter: that waits for seconds.
            with connection.cursor() as cursor:
                cursor.execute(f"VACUUM (TRUNCATE false) {', '.join(self.models)}")
