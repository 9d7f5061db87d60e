"""Acts while the kernel refuses one call on the files that the product keeps: run by `test_disk_faults.py`.

    python -m tests.apps.disk_faults POINTS SEED

`strace` makes the n-th write, or the n-th flush, of a running process fail as a broken or full disk does: of the product
itself on SQLite; on PostgreSQL, in a cluster of its own, of the backend that serves it, or of those that write beside it,
with a checkpoint after each step. For every point there is a person of its own. The act says so by an error that is answered
with 503, or is done; what it leaves is a state between two commits; the same process goes on, and whoever asks it again ends
where nothing failed. Every point is a process of its own, so that each starts on what the others left.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from tests.apps.kernel_calls import NotTraced, allow_tracing
from tests.apps.kill_sweep import ACTS, AT, Act, _is_sound, ended, grown, in_child, quietly, unharmed, watch

# The line above sets Django up.
from django.conf import settings  # isort: skip
from django.db import Error, OperationalError, close_old_connections, connection  # isort: skip

from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.backup.dump import counts
from chengxin.apps.ledger.verify import verify
from chengxin.core.permissions import Role
from chengxin.jobs import faults
from chengxin.jobs import prepare as preparing
from tests.web import filled

#: Whose calls, which, and the error that the kernel gives for them.
Fault = tuple[str, str, str]
_WRITES = "pwrite64,pwritev,fallocate"
FAULTS: dict[str, tuple[Fault, ...]] = {
    "sqlite": (
        ("product", "pwrite64", "ENOSPC"),
        ("product", "pwrite64", "EIO"),
        ("product", "fdatasync,fsync", "EIO"),
        ("product", "write", "ENOSPC"),
        ("product", "openat", "EROFS"),
        ("product", "ftruncate", "EIO"),
    ),
    "postgresql": (
        ("backend", _WRITES, "ENOSPC"),
        ("backend", _WRITES, "EIO"),
        ("backend", "fdatasync,fsync", "EIO"),
        ("backend", "openat", "EROFS"),
        ("beside", _WRITES, "ENOSPC"),
        ("beside", "fdatasync,fsync", "EIO"),
    ),
}
_BESIDE = (b"checkpointer", b"background writer", b"walwriter")


def kept() -> list[Path]:
    """The database with its log, and the journal of endings; not SQLite's shared memory, which is no disk."""
    database = str(connection.settings_dict["NAME"])
    return [Path(database), Path(f"{database}-wal"), Path(f"{database}-journal"), Path(settings.JOURNAL)]


def of_cluster(cluster: Path) -> list[int]:
    """PostgreSQL's first process and all that it started."""
    first = (cluster / "data" / "postmaster.pid").read_text().split()[0]
    return [int(one) for one in [first, *Path(f"/proc/{first}/task/{first}/children").read_text().split()]]


def meant(whose: str) -> tuple[list[int], list[Path]]:
    """The processes whose calls fail, and the files; none named, where a process writes nothing else."""
    if whose == "product":
        return [os.getpid()], kept()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    if whose == "backend":
        return [backend], []
    every = of_cluster(Path(connection.settings_dict["HOST"]))
    named = {one: Path(f"/proc/{one}/cmdline").read_bytes() for one in every}
    return [one for one, name in named.items() if any(word in name for word in _BESIDE)], []


@contextmanager
def failing(processes: Sequence[int], call: str, error: str, place: str, paths: Sequence[Path]) -> Iterator[Path]:
    """The call of this place (`3`, or `1+` for all) on these files fails in these processes. Yields the calls that failed."""
    told = Path(settings.DATA_DIR).parent / f"failed-{os.getpid()}"
    command = ["strace", "-f", "-y", "-e", f"trace={call}", "-e", "signal=none", "-o", str(told)]
    command += ["-e", f"inject={call}:error={error}:when={place}"]
    command += [given for path in paths for given in ("-P", str(path))]
    command += [given for process in processes for given in ("-p", str(process))]
    strace = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    for process in processes:
        while b"TracerPid:\t0\n" in Path(f"/proc/{process}/status").read_bytes():
            if strace.poll() is not None:
                assert strace.stderr is not None
                raise NotTraced(strace.stderr.read().decode().strip())
            time.sleep(0.002)
    try:
        yield told
    finally:
        strace.terminate()
        strace.communicate()


def injected(told: Path) -> int:
    return told.read_text(encoding="utf-8", errors="replace").count("(INJECTED)") if told.exists() else 0


def checkpoint() -> None:
    """Let what was committed reach the tables' files now; whether it does, is PostgreSQL's affair."""
    if connection.vendor == "postgresql":
        import psycopg

        known = connection.settings_dict
        where = {"dbname": known["NAME"], "user": known["USER"], "host": known["HOST"]}
        with suppress(psycopg.Error), psycopg.connect(**where, autocommit=True) as beside:
            beside.execute("CHECKPOINT")


def next_request() -> None:
    """As at the begin of each request, and of each round beside: connections that broke are thrown away. PostgreSQL takes
    new ones once it has recovered."""
    if connection.vendor != "postgresql":
        return
    for _ in range(1200):
        if has_recovered(Path(connection.settings_dict["HOST"])):
            close_old_connections()
            with suppress(OperationalError):
                connection.ensure_connection()
                return
        time.sleep(0.05)
    raise AssertionError("PostgreSQL did not recover")


def has_recovered(cluster: Path) -> bool:
    """Whether nothing is to come any more of a process of it that gave up: one takes a moment to end all others."""
    log = (cluster / "server.log").read_text()
    return log.rfind("PANIC") < log.rfind("ready to accept connections")


def harmed(act: Act, serial: int, fault: Fault, at: int, tell: Callable[[str], None]) -> None:
    """Act while the call fails, then go on in the same process."""
    allow_tracing()
    connection.ensure_connection()
    since, done, said, is_ours = counts(), 0, "done", False
    processes, paths = meant(fault[0])
    with failing(processes, *fault[1:], str(at), paths) as told:
        try:
            for step in act.steps:
                step(serial)
                done += 1
                if fault[0] == "beside":
                    checkpoint()
        # The last: a file whose work failed is tried again.
        except (Error, OSError, AssertionError) as error:
            said = type(error).__name__
            is_ours = isinstance(error, Error) and not faults.is_machine_broken()
        # Before strace lets go: a signal by which PostgreSQL ends its processes could be lost then.
        next_request()
    failed = injected(told)
    left = grown(since)
    for step in act.steps:
        quietly(step, serial)
    found = {"said": said, "is_ours": is_ours, "done": done, "left": left, "failed": failed}
    tell(json.dumps(found | {"state": act.state(serial)}))


def tried(act: Act, serial: int, fault: Fault, at: int) -> dict[str, Any] | None:
    """What came of it in a process of its own; none, where that did not go on.

    :raises NotTraced: where nobody may trace a process.
    """

    def harms(tell: Callable[[str], None]) -> None:
        try:
            harmed(act, serial, fault, at, tell)
        except NotTraced as why_not:
            tell(json.dumps({"not_traced": str(why_not)}))

    code, said = in_child(harms)
    if code:
        return None
    found: dict[str, Any] = json.loads(said[0])
    if "not_traced" in found:
        raise NotTraced(found["not_traced"])
    return found


def places(fault: Fault, points: int, chance: random.Random) -> Iterable[int]:
    """Which calls of a kind fail: so many, chosen by chance, and 0 is every one until there is none; but of those beside, who
    write and flush each file that a checkpoint finds changed, a dozen."""
    if fault[0] == "beside":
        return sorted(chance.sample(range(1, 41), points or 12))
    if not points:
        return itertools.count(1)
    # Of these there is one, where an ending is noted beside the database, or a commit is flushed.
    is_one = fault[1] in {"write", "openat"} or fault[:2] == ("backend", "fdatasync,fsync")
    return [1] if is_one else sorted(chance.sample(range(1, 5), points))


def next_of(known: dict[str, Any], found: dict[str, Any]) -> int:
    """The state that the step leaves, as it would be acknowledged, that was not done or did not say so."""
    return int(known["acknowledged"][min(found["done"], len(known["acknowledged"]) - 1)])


def wrongs(known: dict[str, Any], found: dict[str, Any], endings: int) -> list[str]:
    """What came of one point, held against the act that nothing harmed."""
    acknowledged = known["acknowledged"][found["done"] - 1] if found["done"] else 0
    wrong = []
    if found["is_ours"]:
        wrong.append(f"{found['said']} is said to be a fault of ours, not of the disk")
    if found["left"] not in known["allowed"][acknowledged:]:
        wrong.append(f"half-written or lost after {found['done']} steps: {found['left']}")
    if found["state"] != ended(known["state"], endings - known["state"].get("ended", 0)):
        wrong.append(f"ended as {found['state']}")
    return wrong


def sweep(points: int, seed: int) -> dict[str, Any]:
    """Each act with each fault at so many places, chosen by the seed; 0 is every place that there is."""
    filled.official(Role.CLERK)
    filled.official(Role.DATA_OFFICER, "transport", name="葛德鸿", seat="法制科")
    filled.official(Role.CASE_OFFICER, "transport", name="魏立志", seat="法制科")
    filled.nothing_new(at=AT)
    serials, chance = itertools.count(1), random.Random(seed)
    wrong: list[str] = []
    told = dict.fromkeys(["tried", "failed", "answered with an error", "of these done", "done all the same"], 0)
    endings = 0
    for number, (name, act) in enumerate(ACTS.items()):
        first = next(serials)
        act.before(first)
        code, said = in_child(partial(unharmed, act, first))
        assert code == 0
        known = json.loads(said[0])
        endings = max(endings, known["state"].get("ended", 0))
        kinds = FAULTS[connection.vendor]
        if points == 1 and connection.vendor == "postgresql":
            kinds = kinds[number % 2 :: 2]  # most cost a recovery: each kind in two acts
        for fault in kinds:
            for at in places(fault, points, chance):
                serial = next(serials)
                act.before(serial)
                found = tried(act, serial, fault, at)
                point = f"{name}, {' '.join(fault)}, call {at}"
                if found is None:
                    wrong.append(f"{point}: the process did not go on")
                    continue
                endings += "ended" in known["state"]
                wrong += [f"{point}: {one}" for one in wrongs(known, found, endings)]
                is_error, is_failed = found["said"] != "done", found["failed"] > 0
                told["tried"] += 1
                told["failed"] += is_failed
                told["answered with an error"] += is_error
                told["of these done"] += is_error and found["left"] == known["allowed"][next_of(known, found)]
                told["done all the same"] += is_failed and not is_error
                if not is_failed:
                    break
    seal(at=AT, force_checkpoint=True)
    return {**told, "wrong": wrong, "findings": len(verify().findings), "is_sound": _is_sound()}


if __name__ == "__main__":
    preparing.CHUNK_ROWS = 3
    watch()
    try:
        said: dict[str, Any] = sweep(int(sys.argv[1]), int(sys.argv[2]))
    except NotTraced as why:
        said = {"not_traced": str(why)}
    sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
