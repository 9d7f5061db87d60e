"""A process that changes the wrap key again and again, each time killed at another write: run by `test_keys.py`.

    python -m tests.apps.key_rotation all|some

It forks as `kill_sweep.py` does. The parent serves all the while: it never looks for keys but when it has to, reads
everything and writes new content after each kill.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from tests.apps.kill_sweep import KILLER, armed, in_child, watch

# The line above sets Django up.
from django.conf import settings  # isort: skip

from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.key_check import require_fitting, states
from chengxin.apps.ledger.key_sources import FileKeys, KeyTrouble, of_kind
from chengxin.apps.ledger.keyring import Database, keys
from chengxin.apps.ledger.keys import open_wrapping
from chengxin.apps.ledger.models import WrappingKey
from chengxin.apps.ledger.verify import verify
from chengxin.apps.records.models import Version
from chengxin.cli.main import main
from chengxin.core.permissions import Role
from tests.web import filled

SOURCE = settings.KEY_SOURCE


def submit(serial: int) -> bytes:
    """New content; the name of the key that its data key is under."""
    filled.submit([filled.penalty(filled.person(serial=serial), f"黑交罚〔2026〕{serial:04d}号")])
    return bytes(Version.objects.latest("pk").data_key)[:4]


def rotate(at: int, tell: Callable[[str], None]) -> None:
    with armed(at):
        code = main(["keys", "rotate", "wrap"])
    tell(json.dumps({"code": code, "points": KILLER.passed}))


def opens(tell: Callable[[str], None]) -> None:
    """Whoever starts now finds that all keys fit, and opens everything."""
    keys.cache_clear()
    require_fitting(SOURCE)
    tell(json.dumps([len(verify().findings), verify().rows]))


def opened_by_all(wrong: list[str], when: str) -> None:
    if verify().findings:
        wrong.append(f"{when}: who serves cannot open everything")
    code, said = in_child(opens)
    if code or json.loads(said[0])[0]:
        wrong.append(f"{when}: who starts cannot open everything")


def remove_old_files() -> list[FileKeys]:
    """Move what is not needed any more elsewhere, as the command says that one may."""
    taken = []
    for place, one in enumerate(state for state in list(states(SOURCE)) if not state.is_needed):
        folder = SOURCE.directory.with_name(f"taken-{one.name}-{place}")
        folder.mkdir(exist_ok=True)
        (SOURCE.directory / one.name).rename(folder / one.name)
        taken.append(FileKeys(folder))
    return taken


def is_useless(old: FileKeys) -> bool:
    """Whether a wrap key that was taken away opens nothing of what the database holds now."""
    try:
        return open_wrapping(old, Database().wrapping()) == {}
    except KeyTrouble:
        return True


def sweep(*, is_torture: bool) -> dict[str, Any]:
    filled.official(Role.DATA_OFFICER, "transport", name="葛德鸿", seat="法制科")
    submit(1)
    wrong = list[str]()
    _, said = in_child(partial(rotate, 0))
    points = json.loads(said[0])["points"]
    opened_by_all(wrong, "unharmed")
    kills = 0
    chosen = range(1, points + 1) if is_torture else (1, points // 2, points - 1)
    for at in chosen:
        code, _ = in_child(partial(rotate, at))
        kills += code == -signal.SIGKILL
        files = of_kind(SOURCE.names(), "wrap")
        submit(10 * at)
        opened_by_all(wrong, f"killed at {at}")
        code, said = in_child(partial(rotate, 0))
        if code or json.loads(said[0])["code"]:
            wrong.append(f"killed at {at}: it could not go on")
        is_new = len(of_kind(SOURCE.names(), "wrap")) > len(files)
        if is_new and at < points:
            wrong.append(f"killed at {at}: it began anew instead of going on")
        newest = bytes(WrappingKey.objects.latest("pk").name)
        if submit(10 * at + 1) != newest:
            wrong.append(f"killed at {at}: who serves goes on with an older key")
        opened_by_all(wrong, f"done after {at}")
    taken = remove_old_files()
    seal(at=filled.AT, force_checkpoint=True)
    opened_by_all(wrong, "old files taken away")
    return {
        "points": points,
        "chosen": len(chosen),
        "kills": kills,
        "wrong": wrong,
        "left": of_kind(SOURCE.names(), "wrap"),
        "taken": len(taken),
        "useless": sum(map(is_useless, taken)),
    }


if __name__ == "__main__":
    watch()
    sys.stdout.write(json.dumps(sweep(is_torture=sys.argv[1] == "all"), ensure_ascii=False) + "\n")
    sys.stdout.flush()
    os._exit(0)
