"""Acts while the kernel refuses one call on the files that the product keeps: run by `test_disk_faults.py`, on SQLite.

    python -m tests.apps.disk_faults POINTS SEED

`strace` makes the n-th write, or the n-th flush, of a running process fail as a broken or full disk does. For every point
there is a person of its own. The act says so by an error that is answered with 503, or is done; what it leaves is a state
between two commits; the same process goes on, and whoever asks it again ends where nothing failed. Every point is a process
of its own, so that each starts on what the others left.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from tests.apps.kernel_calls import NotTraced, allow_tracing
from tests.apps.kill_sweep import ACTS, AT, Act, _is_sound, ended, grown, in_child, quietly, unharmed, watch

# The line above sets Django up.
from django.conf import settings  # isort: skip
from django.db import OperationalError, connection  # isort: skip

from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.backup.dump import counts
from chengxin.apps.ledger.verify import verify
from chengxin.core.permissions import Role
from chengxin.jobs import prepare as preparing
from tests.web import filled

#: Calls, and the error that the kernel gives for them.
FAULTS = (
    ("pwrite64", "ENOSPC"),
    ("pwrite64", "EIO"),
    ("fdatasync,fsync", "EIO"),
    ("write", "ENOSPC"),
    ("openat", "EROFS"),
    ("ftruncate", "EIO"),
)


def kept() -> list[Path]:
    """The database with its log, and the journal of endings; not SQLite's shared memory, which is no disk."""
    database = str(connection.settings_dict["NAME"])
    return [Path(database), Path(f"{database}-wal"), Path(f"{database}-journal"), Path(settings.JOURNAL)]


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


def harmed(act: Act, serial: int, fault: tuple[str, str], at: int, tell: Callable[[str], None]) -> None:
    """Act while the call fails, then go on in the same process."""
    allow_tracing()
    connection.ensure_connection()
    since, done, said = counts(), 0, "done"
    with failing([os.getpid()], *fault, str(at), kept()) as told:
        try:
            for step in act.steps:
                step(serial)
                done += 1
        except (
            OperationalError,
            OSError,
            AssertionError,
        ) as error:  # the last: a file whose work failed is tried again
            said = type(error).__name__
    failed = injected(told)
    left = grown(since)
    for step in act.steps:
        quietly(step, serial)
    tell(json.dumps({"said": said, "done": done, "left": left, "failed": failed, "state": act.state(serial)}))


def sweep(points: int, seed: int) -> dict[str, Any]:
    """Each act with each fault at so many places, chosen by the seed; 0 is every place that there is."""
    filled.official(Role.CLERK)
    filled.official(Role.DATA_OFFICER, "transport", name="葛德鸿", seat="法制科")
    filled.official(Role.CASE_OFFICER, "transport", name="魏立志", seat="法制科")
    filled.nothing_new(at=AT)
    serials, chance = itertools.count(1), random.Random(seed)
    wrong: list[str] = []
    told = {"tried": 0, "failed": 0, "answered with an error": 0, "done all the same": 0}
    endings = 0
    for name, act in ACTS.items():
        first = next(serials)
        act.before(first)
        code, said = in_child(partial(unharmed, act, first))
        assert code == 0
        known = json.loads(said[0])
        endings = max(endings, known["state"].get("ended", 0))
        for fault in FAULTS:
            # Of those there is one, where an ending is noted beside the database.
            some = [1] if fault[0] in {"write", "openat"} else sorted(chance.sample(range(1, 5), points))
            for at in some if points else itertools.count(1):
                serial = next(serials)
                act.before(serial)
                code, said = in_child(partial(harmed, act, serial, fault, at))
                point = f"{name}, {' '.join(fault)}, call {at}"
                if code:
                    wrong.append(f"{point}: the process did not go on")
                    continue
                found = json.loads(said[0])
                told["tried"] += 1
                told["failed"] += found["failed"] > 0
                told["answered with an error"] += found["said"] != "done"
                told["done all the same"] += found["failed"] > 0 and found["said"] == "done"
                acknowledged = known["acknowledged"][found["done"] - 1] if found["done"] else 0
                if found["left"] not in known["allowed"][acknowledged:]:
                    wrong.append(f"{point}: half-written or lost after {found['done']} steps: {found['left']}")
                endings += "ended" in known["state"]
                if found["state"] != ended(known["state"], endings - known["state"].get("ended", 0)):
                    wrong.append(f"{point}: ended as {found['state']}")
                if not found["failed"]:
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
