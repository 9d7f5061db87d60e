"""Acts before the power goes, and what is found after it: run by `test_power_loss.py`, on SQLite.

    python -m tests.apps.power_sweep SCRATCH POINTS SEED

A child does each act of `kill_sweep.py` and some more, and says into a file what was acknowledged when. It is traced, and
its calls tell what disks that forget may hold (`lost_power.py`). On each of these the product is started: what was
acknowledged must be there, what was not finished must be there as a state between two commits or not at all, the ledger
must fit, and whoever asks again ends where the power stayed on.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.apps.kernel_calls import Call, NotTraced, allow_tracing, calls, tracing
from tests.apps.kill_sweep import ACTS as KILLED
from tests.apps.kill_sweep import AT, Act, _is_sound, armed, grown, in_child, nothing, quietly, watch
from tests.apps.lost_power import Disk, State, put

# The line above sets Django up.
from django.conf import settings  # isort: skip
from django.db import connection, connections  # isort: skip

from chengxin.apps.ledger import journal
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.backup.dump import counts
from chengxin.apps.ledger.backup.sealed_stream import Unreadable, read_stream
from chengxin.apps.ledger.key_check import require_fitting
from chengxin.apps.ledger.key_sources import FileKeys
from chengxin.apps.ledger.keyring import keys
from chengxin.apps.ledger.verify import verify
from chengxin.cli.main import main
from chengxin.core.permissions import Role
from chengxin.jobs import prepare as preparing
from tests.web import filled

SAID = "said"
#: Below it lies all that the product keeps: data, keys, and the journal beside them.
ROOT = Path(settings.DATA_DIR).parent
#: Pages in the log after which SQLite writes them into the database; it waits for a thousand where nobody says otherwise.
EARLY = 6


# -- what is done -------------------------------------------------------------------------------------------------------
def seal_all(serial: int) -> None:
    seal(at=AT, force_checkpoint=True)


def seal_state(serial: int) -> Any:
    found = verify()
    return {"leaves": found.leaves, "is_sealed": found.checkpoints > 0}


def backup_file(serial: int) -> Path:
    # Beside data, keys and journal, wherever those lie now.
    return Path(settings.DATA_DIR).parent / f"backup-{serial}"


def back_up(serial: int) -> None:
    main(["backup", str(backup_file(serial))])


def backup_state(serial: int) -> Any:
    """How a backup reads that lies under its name: whole, or not at all."""
    if not backup_file(serial).exists():
        return "none"
    try:
        with backup_file(serial).open("rb") as file:
            return "whole" if list(read_stream(file, keys())) else "empty"
    except Unreadable:
        return "broken"


def rotate(serial: int) -> None:
    assert main(["keys", "rotate", "wrap"]) == 0


def keys_state(serial: int) -> Any:
    require_fitting(settings.KEY_SOURCE)
    return len(verify().findings)


ACTS = KILLED | {
    "seal": Act(nothing, [seal_all], seal_state),
    "backup": Act(nothing, [back_up], backup_state),
    "keys": Act(nothing, [rotate], keys_state),
}


# -- the power is on ----------------------------------------------------------------------------------------------------
def prepare() -> None:
    """Who acts, and sources that are fresh."""
    filled._files = itertools.count(1)
    filled.official(Role.CLERK)
    filled.official(Role.DATA_OFFICER, "transport", name="葛德鸿", seat="法制科")
    filled.official(Role.CASE_OFFICER, "transport", name="魏立志", seat="法制科")
    filled.nothing_new(at=AT)


def record(said: Path, rounds: Sequence[bool]) -> None:
    """Do each act; in a round that is early, with a log that SQLite empties early and often."""
    out = os.open(said, os.O_CREAT | os.O_WRONLY | os.O_APPEND)

    def say(**told: Any) -> None:
        os.write(out, (json.dumps(told) + "\n").encode())

    for serial, (is_early, name) in enumerate(itertools.product(rounds, ACTS), start=1):
        act = ACTS[name]
        act.before(serial)
        connections.close_all()
        since, seen = counts(), [dict[str, int]()]
        say(begun=name, serial=serial, since=since)
        with armed(after_commit=lambda since=since, seen=seen: seen.append(grown(since))):
            if is_early:
                connection.connection.execute(f"PRAGMA wal_autocheckpoint={EARLY}")
            for step in act.steps:
                step(serial)
                say(acknowledged=len(seen) - 1, endings=len(noted()))
        # As a process that ends does: what is in the log goes into the database, and the log goes.
        connections.close_all()
        say(closed=True)
        say(allowed=seen, state=act.state(serial))
        connections.close_all()


def traced(said: Path, trace: Path, rounds: Sequence[bool]) -> int:
    """`record` in a process of its own, and its calls; how it ended."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            allow_tracing()
            os.close(writing)
            os.read(reading, 1)  # until somebody looks
            record(said, rounds)
            code = 0
        finally:
            os._exit(code)
    os.close(reading)
    try:
        with tracing(child, trace):
            os.close(writing)
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    except NotTraced:
        os.close(writing)
        raise
    return code


def noted() -> set[journal.Ending]:
    return set(journal.read())


# -- the power is gone --------------------------------------------------------------------------------------------------
@dataclass
class Window:
    """One act in the trace: the places of its calls, and what was acknowledged before each of them."""

    name: str
    serial: int
    since: dict[str, int]
    #: Place of a call -> how many steps were acknowledged by then.
    points: dict[int, int] = field(default_factory=dict)
    #: Places at which something had been acknowledged the moment before.
    replies: list[int] = field(default_factory=list)
    #: After so many acknowledged steps: at least this one of the allowed states, at least so many lines in the journal.
    owed: list[tuple[int, int]] = field(default_factory=lambda: [(0, 0)])
    allowed: list[dict[str, int]] = field(default_factory=list)
    state: Any = None


def windows(every: list[Call]) -> list[Window]:
    found: list[Window] = []
    is_open = False
    for place, call in enumerate(every):
        told = json.loads(call.data) if call.paths[0].name == SAID and call.data else {}
        if "begun" in told:
            found.append(Window(told["begun"], told["serial"], told["since"]))
            is_open = True
        elif "acknowledged" in told:
            found[-1].owed.append((told["acknowledged"], told["endings"]))
            found[-1].replies.append(place)
        elif "closed" in told:
            is_open = False
        elif "allowed" in told:
            found[-1].allowed, found[-1].state = told["allowed"], told["state"]
        if is_open:
            found[-1].points[place] = len(found[-1].owed) - 1
    return found


def what_is_wrong(window: Window, acknowledged: int, tell: Callable[[str], None]) -> None:
    """Start on what the disk holds now, and ask again."""
    act, (at_least, endings) = ACTS[window.name], window.owed[acknowledged]
    wrong = []
    left = {table: held - window.since[table] for table, held in counts().items() if held != window.since[table]}
    if left not in window.allowed[at_least:]:
        wrong.append(f"half-written or lost: {left}")
    if not _is_sound():
        wrong.append("the database is broken")
    if findings := verify().findings:
        wrong.append(f"the ledger does not fit: {findings[0].sentence}")
    if len(noted()) < endings:
        wrong.append("an ending is missing beside the database")
    require_fitting(settings.KEY_SOURCE)
    if (
        window.name == "backup"
        and backup_state(window.serial) != window.state
        and (acknowledged or backup_file(window.serial).exists())
    ):
        wrong.append(f"the backup is {backup_state(window.serial)}")
    for step in act.steps:
        quietly(step, window.serial)
    state = json.loads(json.dumps(act.state(window.serial)))
    if state != window.state:
        wrong.append(f"ended as {state}")
    tell(json.dumps(wrong))


def chosen(window: Window, points: int, chance: random.Random) -> set[int]:
    """Each moment after something was acknowledged, and some of the others, or all."""
    others = sorted(set(window.points) - set(window.replies))
    return {*window.replies, *chance.sample(others, min(points, len(others)))}


def look(every: list[Call], disk: Disk, points: int, seed: int) -> dict[str, Any]:
    """Lay out what may be left at the chosen points, and what was wrong with it. Without points: all points, all ways."""
    chance, at = random.Random(seed), 0
    tried: set[tuple[int, int, bytes]] = set()
    told: dict[str, Any] = {"acts": [], "points": 0, "states": 0, "wrong": []}
    for window in windows(every):
        where = chosen(window, points or len(window.points), chance)
        for place in sorted(where):
            while at <= place:
                disk.happened(every[at])
                at += 1
            told["points"] += 1
            for way, state in ways(disk, chance, is_one=bool(points), is_reply=place in window.replies):
                # What waits for the disk changes often, what lies there seldom.
                if (same := (window.serial, window.points[place], digest(state))) in tried:
                    continue
                tried.add(same)
                told["states"] += 1
                lay_out(state)
                code, said = in_child(partial(what_is_wrong, window, window.points[place]))
                wrong = json.loads(said[0]) if code == 0 else ["nobody could start"]
                told["wrong"] += [f"{window.name}, call {place}, {way}: {one}" for one in wrong]
        told["acts"].append(window.name)
    for call in every[at:]:
        disk.happened(call)
    told["not_as_called"] = differing(disk)
    return told


def ways(disk: Disk, chance: random.Random, *, is_one: bool, is_reply: bool) -> list[tuple[str, State]]:
    every = list(disk.states(chance))
    if not is_one:
        return every
    return every[:1] if is_reply else [chance.choice(every)]


def digest(state: State) -> bytes:
    whole = sha256()
    for name, content in sorted(state.items()):
        whole.update(f"{name} {len(content)} ".encode() + content)
    return whole.digest()


def lay_out(state: State) -> None:
    """In place of what lay here before."""
    connections.close_all()
    place = Path(settings.DATA_DIR).parent
    place.mkdir(exist_ok=True)
    for old in place.iterdir():
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    put(state, place)


def differing(disk: Disk) -> list[str]:
    """Files that are not what the calls say: then a call was not understood, and nothing here is worth anything."""
    seen = disk.seen()
    files = (file for file in disk.root.rglob("*") if file.is_file() and file.name != SAID)
    there = {file.relative_to(disk.root): file for file in files}
    return [
        str(name)
        for name in seen.keys() | there.keys()
        if name not in there or seen.get(name) != there[name].read_bytes()
    ]


def move_to(place: Path) -> None:
    """Be a process of the product whose data lie there from now on."""
    connections.close_all()
    for one in ("DATA_DIR", "KEYS_DIR", "JOURNAL"):
        setattr(settings, one, place / Path(getattr(settings, one)).relative_to(ROOT))
    settings.KEY_SOURCE = FileKeys(settings.KEYS_DIR)
    connection.settings_dict["NAME"] = str(place / Path(connection.settings_dict["NAME"]).relative_to(ROOT))
    keys.cache_clear()


def sweep(scratch: Path, points: int, seed: int) -> dict[str, Any]:
    prepare()
    connections.close_all()
    base, trace = scratch / "base", scratch / "trace"
    shutil.copytree(ROOT, base)
    code = traced(ROOT / SAID, trace, [False] if points == 1 else [False, True])
    assert code == 0
    disk = Disk(ROOT, base)
    move_to(scratch / "after")
    return look(list(calls(trace, below=ROOT)), disk, points, seed)


if __name__ == "__main__":
    preparing.CHUNK_ROWS = 3
    watch()
    try:
        told = sweep(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    except NotTraced as why:
        told = {"not_traced": str(why)}
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
