"""A process that forks, lets the child act, and kills it (SIGKILL) at its n-th write: run by `test_kill_sweep.py`.

    python -m tests.apps.kill_sweep ACT POINTS SEED

A point lies before each statement that writes, and before and after each commit. For every point there is a person of its
own. What the child acknowledged before it died must be there, what it did not finish must be there as one of the states
between two commits or not at all, and whoever starts again and asks again ends where nobody was killed.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengxin.config.settings")
django.setup()

from django.db import connection, connections  # noqa: E402
from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402

from chengxin.apps.destruction.actions.replay import replay_endings  # noqa: E402
from chengxin.apps.inquiries.actions.answer import replay  # noqa: E402
from chengxin.apps.inquiries.models import AccessEntry, Answer  # noqa: E402
from chengxin.apps.ledger import journal  # noqa: E402
from chengxin.apps.ledger.actions.seal import seal  # noqa: E402
from chengxin.apps.ledger.backup.dump import counts  # noqa: E402
from chengxin.apps.ledger.verify import verify  # noqa: E402
from chengxin.apps.matters.models import Matter  # noqa: E402
from chengxin.apps.notices import selectors as notices  # noqa: E402
from chengxin.apps.objections.actions.lodge import lodge  # noqa: E402
from chengxin.apps.objections.models import Objection  # noqa: E402
from chengxin.apps.people import selectors as people  # noqa: E402
from chengxin.apps.records.selectors import held_by  # noqa: E402
from chengxin.apps.repairs.actions.decide import decide  # noqa: E402
from chengxin.apps.repairs.actions.request import request  # noqa: E402
from chengxin.apps.repairs.models import RepairRequest  # noqa: E402
from chengxin.apps.submissions import selectors as submissions  # noqa: E402
from chengxin.apps.submissions.actions.receive_file import receive_file  # noqa: E402
from chengxin.apps.submissions.models import Submission  # noqa: E402
from chengxin.core.calendar import start_of  # noqa: E402
from chengxin.core.objections import Ground  # noqa: E402
from chengxin.core.permissions import Role  # noqa: E402
from chengxin.core.reasons import Refusal  # noqa: E402
from chengxin.core.repairs import Outcome  # noqa: E402
from chengxin.demo import sheets  # noqa: E402
from chengxin.demo.decisions import Penalty  # noqa: E402
from chengxin.jobs import prepare as preparing  # noqa: E402
from chengxin.jobs.queue import work_queue  # noqa: E402
from chengxin.web.law import feeds, lawbook  # noqa: E402
from tests.web import filled  # noqa: E402

#: A day on which a repair can be asked for, and on which a source that said "nothing new" that day is fresh.
AT = start_of(date(2026, 12, 17)) + timedelta(hours=9)
#: More than one act is killed about.
PERSONS = 210
PDF = ("凭证.pdf", b"%PDF-1.7\n...\n%%EOF\n")
#: Rows to a file; three to a chunk.
ROWS = 7
Step = Callable[[int], None]


@dataclass
class Killer:
    """Counts the points that a process passes, and ends it at one of them."""

    at: int = 0
    passed: int = 0
    after_commit: Callable[[], None] | None = None
    is_on: bool = False

    def point(self) -> None:
        if self.is_on:
            self.passed += 1
            if self.passed == self.at:
                os.kill(os.getpid(), signal.SIGKILL)

    def committed(self) -> bool:
        """Look at what there is now, where somebody wants to; whether it was looked at."""
        if not (self.is_on and self.after_commit):
            return False
        self.is_on = False
        self.after_commit()
        self.is_on = True
        return True


KILLER = Killer()


def watch() -> None:
    """Put a point before each statement that writes, and around each commit, on either database."""
    real_commit = BaseDatabaseWrapper._commit

    def commit(self: Any) -> Any:
        KILLER.point()
        done = real_commit(self)
        _after_commit(self.connection if self.vendor == "postgresql" else None)
        return done

    BaseDatabaseWrapper._commit = commit
    if connection.vendor == "postgresql":
        import psycopg

        from chengxin.apps.ledger import message

        exchanged, execute, copy = message.exchanged, psycopg.Cursor.execute, psycopg.Cursor.copy

        def sent(raw: Any, asked: Any, *, ends: bool = False) -> Any:
            for sql, *_ in asked:
                _at_statement(sql)
            if ends:
                KILLER.point()
            found = exchanged(raw, asked, ends=ends)
            if ends:
                _after_commit(raw)
            return found

        def executed(self: Any, query: Any, *arguments: Any, **more: Any) -> Any:
            _at_statement(str(query))
            return execute(self, query, *arguments, **more)

        def copied(self: Any, *arguments: Any, **more: Any) -> Any:
            KILLER.point()
            return copy(self, *arguments, **more)

        message.exchanged, psycopg.Cursor.execute, psycopg.Cursor.copy = sent, executed, copied


def _after_commit(postgres: Any) -> None:
    if KILLER.committed() and postgres is not None:
        postgres.rollback()  # what was looked at began another transaction
    KILLER.point()


def _at_statement(sql: str) -> None:
    if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE", "WITH")):
        KILLER.point()


@contextmanager
def armed(at: int = 0, after_commit: Callable[[], None] | None = None) -> Iterator[None]:
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        # Told of each statement before it runs, also of each row of `executemany`.
        connection.connection.set_trace_callback(_at_statement)
    KILLER.at, KILLER.passed, KILLER.after_commit, KILLER.is_on = at, 0, after_commit, True
    yield
    KILLER.is_on = False


@dataclass
class Act:
    """What is done about the person of a number, step by step; what its state is; what was there before."""

    before: Step
    steps: list[Step]
    state: Callable[[int], Any]
    allowed: list[dict[str, int]] = field(default_factory=list)


def who(serial: int) -> Any:
    return filled.person(serial=serial)


def number(serial: int) -> str:
    return f"黑交罚〔2026〕{serial:04d}号"


def standing(serial: int) -> dict[str, Any]:
    """What the person sees."""
    indexes = people.indexes(who(serial))
    return {
        "records": sorted(held.standing.value for held in held_by(indexes, lawbook=lawbook(), at=AT)),
        "letters": sorted(one.template for one in notices.list_for_person(indexes.number, indexes.name)),
    }


def quietly(step: Step, serial: int) -> None:
    """Ask again, as somebody does who got no answer: what was done already is refused, and that is fine."""
    with suppress(Refusal):
        step(serial)


# -- a department's file ------------------------------------------------------------------------------------------------
def the_file(serial: int) -> bytes:
    rows = [
        dict(Penalty(who(serial), 10 * serial + place, date(2026, 12, 1), date(2026, 9, 1)).row(lawbook()))
        for place in range(ROWS)
    ]
    return sheets.as_csv(sheets.table(feeds()[filled.PENALTIES], rows))


def hand_over(serial: int) -> None:
    by = filled.official(Role.DATA_OFFICER, "transport", name="葛德鸿", seat="法制科")
    receive_file(
        lawbook=lawbook(), data=the_file(serial), filename="处罚.csv", feed=feeds()[filled.PENALTIES], by=by, at=AT
    )


def work(serial: int) -> None:
    assert not work_queue(AT, lawbook=lawbook(), feeds=feeds()).failed


def intake_state(serial: int) -> Any:
    newest = Submission.objects.order_by("-pk").first()
    receipt = submissions.receipt_of(newest) if newest else None
    told = (receipt.rows, receipt.accepted, receipt.refused) if receipt else None
    return {**standing(serial), "receipt": told}


# -- a question ---------------------------------------------------------------------------------------------------------
def with_record(serial: int) -> None:
    facts = filled.penalty(who(serial), number(serial), proof=filled.enclosed(date(2026, 9, 18)))
    # Each act has a day of its own: a unit may hand over only so many files on one.
    filled.submit([facts], at=filled.AT - timedelta(days=30 - serial // PERSONS))


def the_matter(serial: int) -> Matter | None:
    return Matter.objects.filter(number_index=people.indexes(who(serial)).number).first()


def open_it(serial: int) -> None:
    if the_matter(serial) is None:
        filled.matter(who(serial), at=AT, request_no=f"黑政服〔2026〕{serial}")


def ask(serial: int) -> None:
    filled.ask(the_matter(serial), who(serial), at=AT)


def inquiry_state(serial: int) -> Any:
    answers = Answer.objects.filter(matter=the_matter(serial))
    looks = AccessEntry.objects.filter(number_index=people.indexes(who(serial)).number).count()
    return {
        **standing(serial),
        "answers": [len(replay(one).fragments) for one in answers],
        "was_seen": looks > 0,
    }


# -- an objection, a repair ---------------------------------------------------------------------------------------------
def object_to_it(serial: int) -> None:
    about = {"ground": Ground.WRONG_FACT, "words": "金额不对", "files": [PDF], "lawbook": lawbook()}
    lodge(ref_of(serial), **about, by=people.indexes(who(serial)), at=AT)


def ref_of(serial: int) -> str:
    (held,) = held_by(people.indexes(who(serial)), lawbook=lawbook(), at=AT)
    return held.record.ref


def objection_state(serial: int) -> Any:
    return {**standing(serial), "cases": Objection.objects.filter(record__ref=ref_of(serial)).count()}


def ask_for_repair(serial: int) -> None:
    given = {"commitment": "罚款已经缴清。", "lawbook": lawbook(), "by": people.indexes(who(serial)), "at": AT}
    request(ref_of(serial), **given)


def grant(serial: int) -> None:
    by = filled.official(Role.CASE_OFFICER, "transport", name="魏立志", seat="法制科")
    case = RepairRequest.objects.get(record__ref=ref_of(serial))
    decide(case.ref, outcome=Outcome.GRANTED, words="已经缴清", lawbook=lawbook(), by=by, at=AT)


def repair_state(serial: int) -> Any:
    cases = RepairRequest.objects.filter(record__ref=ref_of(serial)).count()
    # What the act could not note beside the database any more, the start notes.
    replay_endings(lawbook=lawbook(), at=AT)
    return {**standing(serial), "cases": cases, "ended": len({one.natural_key for one in journal.read()})}


def nothing(serial: int) -> None:
    """A file needs nothing beforehand."""


ACTS = {
    "intake": Act(nothing, [hand_over, work], intake_state),
    "inquiry": Act(with_record, [open_it, ask], inquiry_state),
    "objection": Act(with_record, [object_to_it], objection_state),
    "repair": Act(with_record, [ask_for_repair, grant], repair_state),
}


# -- the sweep ----------------------------------------------------------------------------------------------------------
def in_child(act: Callable[[Callable[[str], None]], None]) -> tuple[int, list[str]]:
    """Run in a process of its own that may say lines; how it ended, and what it had said by then."""
    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        code = 1
        try:
            act(lambda line: os.write(writing, (line + "\n").encode()) and None)
            code = 0
        finally:
            connections.close_all()
            if code:
                import traceback

                traceback.print_exc()
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode().splitlines()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), said


def grown(since: dict[str, int]) -> dict[str, int]:
    """By how many rows each table has grown."""
    return {table: held - since[table] for table, held in counts().items() if held != since[table]}


def unharmed(act: Act, serial: int, tell: Callable[[str], None]) -> None:
    """Once without a kill: how many points there are, every state between two commits, what is acknowledged when."""
    since, seen, acknowledged = counts(), [dict[str, int]()], list[int]()
    with armed(after_commit=lambda: seen.append(grown(since))):
        for step in act.steps:
            step(serial)
            acknowledged.append(len(seen) - 1)
    told = {"points": KILLER.passed, "allowed": seen, "acknowledged": acknowledged}
    tell(json.dumps(told | {"state": act.state(serial)}))


def harmed(act: Act, serial: int, at: int, tell: Callable[[str], None]) -> None:
    with armed(at):
        for step in act.steps:
            step(serial)
            tell("acknowledged")


def again(act: Act, serial: int, tell: Callable[[str], None]) -> None:
    tell(json.dumps(counts()))
    for step in act.steps:
        quietly(step, serial)
    tell(json.dumps(act.state(serial)))


def ended(state: dict[str, Any], more: int) -> dict[str, Any]:
    """The state of who was not harmed, counted on to the endings that the journal holds by now."""
    return state | {"ended": state["ended"] + more} if "ended" in state else state


def sweep(name: str, points: int, seed: int) -> dict[str, Any]:
    """Kill at so many points, chosen by the seed where there are more; what came of it."""
    act, first = ACTS[name], list(ACTS).index(name) * PERSONS + 1
    # Of several processes that fill one database, each has files of its own.
    filled._files = itertools.count(first)
    filled.official(Role.CLERK)
    filled.official(Role.DATA_OFFICER, "transport", name="葛德鸿", seat="法制科")
    filled.official(Role.CASE_OFFICER, "transport", name="魏立志", seat="法制科")
    filled.nothing_new(at=AT)
    act.before(first)
    code, said = in_child(partial(unharmed, act, first))
    assert code == 0
    known = json.loads(said[0])
    every = list(range(1, known["points"] + 1))
    # Each point once, and where more are wanted, again about other people.
    chosen = [*every * (points // len(every)), *random.Random(seed).sample(every, points % len(every))]
    wrong: list[str] = []
    kills = 0
    for serial, at in enumerate(chosen, start=first + 1):
        act.before(serial)
        since = counts()
        code, acknowledged = in_child(partial(harmed, act, serial, at))
        kills += code == -signal.SIGKILL
        code, said = in_child(partial(again, act, serial))
        if code:
            wrong.append(f"point {at}: nobody could go on")
            continue
        left = {table: held - since[table] for table, held in json.loads(said[0]).items() if held != since[table]}
        done = known["acknowledged"][len(acknowledged) - 1] if acknowledged else 0
        if left not in known["allowed"][done:]:
            wrong.append(f"point {at}: half-written or lost after {len(acknowledged)} acknowledged: {left}")
        if json.loads(said[1]) != ended(known["state"], serial - first):
            wrong.append(f"point {at}: ended as {said[1]}")
    seal(at=AT, force_checkpoint=True)
    return {
        "points": known["points"],
        "kills": kills,
        "chosen": len(chosen),
        "wrong": wrong,
        "findings": len(verify().findings),
        "rows": verify().rows,
        "is_sound": _is_sound(),
    }


def _is_sound() -> bool:
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return cursor.fetchall() == [("ok",)]


if __name__ == "__main__":
    preparing.CHUNK_ROWS = 3
    watch()
    sys.stdout.write(json.dumps(sweep(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])), ensure_ascii=False) + "\n")
