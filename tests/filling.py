"""The filled demo that tests start from: made once for all processes of a run, as a process of its own."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def filled_data(
    factory: pytest.TempPathFactory, worker: str, *, elsewhere: Callable[[], list[str]] | None = None
) -> Path:
    """The data of a demo that was filled and never served; the demos of the tests are copies of it.

    Filling takes longest of all, so that processes that run tests side by side share what the first of them filled;
    CHENGXIN_FILLED names one that was filled before. `elsewhere` makes an empty database in place of SQLite, and says how
    the demo is told of it.
    """
    given = os.environ.get("CHENGXIN_FILLED")
    if given and elsewhere is None:
        return Path(given)
    own = factory.getbasetemp()
    shared = own if worker == "master" else own.parent
    data = shared / ("filled" if elsewhere is None else "filled-elsewhere")
    with data.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (data / "filled").exists():
            environment, database = environment_of(data), elsewhere() if elsewhere is not None else []
            command = [sys.executable, "-m", "chengxin", "demo", "--no-serve", *database]
            if given:
                # To move is much quicker than to fill anew, which tests/demo does on this database.
                shutil.copytree(given, data)
                environment["CHENGXIN_DEMO"] = "1"
                command = [sys.executable, "-m", "chengxin", "move", "--to", database[1]]
            made = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
            assert made.returncode == 0, f"the demo could not be filled:\n{made.stdout[-2000:]}\n{made.stderr[-2000:]}"
    return data


def environment_of(data: Path) -> dict[str, str]:
    """This machine's, without anything that points at another product's data."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CHENGXIN_", "DJANGO_"))}
    return kept | {"CHENGXIN_DATA": str(data), "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"}
