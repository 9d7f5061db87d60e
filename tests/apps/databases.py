"""Databases of a test's own, beside the one that the tests run in, and the product's commands in processes of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parents[2]
_numbers = count(1)


@dataclass(frozen=True)
class Place:
    """A demo of its own: one database, with keys and journal that it may share with others."""

    folder: Path
    url: str
    shared: Path
    law: Path | None = None
    """Another law than the repository's."""

    @property
    def environment(self) -> dict[str, str]:
        known = {key: value for key, value in os.environ.items() if not key.startswith(("CHENGXIN", "DJANGO"))}
        return known | {
            # As the tests' own world is: the settings of a demo, without its clock.
            "CHENGXIN_DEMO": "1",
            "CHENGXIN_DATA": str(self.folder),
            "CHENGXIN_KEYS": str(self.shared / "keys"),
            "CHENGXIN_JOURNAL": str(self.shared / "endings.jsonl"),
            "CHENGXIN_DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "chengxin.config.settings",
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
            **({"CHENGXIN_LAW": str(self.law)} if self.law is not None else {}),
        }

    @property
    def cluster(self) -> Path:
        """The folder of the PostgreSQL that `cluster` started."""
        return Path(self.url.partition("host=")[2])

    def try_run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            env=self.environment | more,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    def run(self, *arguments: str) -> str:
        done = self.try_run(*arguments)
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    def chengxin(self, *arguments: str) -> str:
        return self.run("-m", "chengxin", *arguments)


@contextmanager
def empty(vendor: str, shared: Path) -> Iterator[Place]:
    """An empty database of this kind: a file, or a database beside that of the tests in the same cluster."""
    shared.mkdir(exist_ok=True)
    number = next(_numbers)
    folder = shared / f"data-{number}"
    if vendor == "sqlite":
        yield Place(folder, f"sqlite://{folder}/chengxin.sqlite3", shared)
        return
    known = connection.settings_dict
    name = f"{known['NAME']}_beside_{os.getpid()}_{number}"
    _do(f"CREATE DATABASE {name}")
    try:
        yield Place(folder, f"postgresql://{known['USER']}@/{name}?host={known['HOST']}", shared)
    finally:
        _do(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def cluster(shared: Path, *, below: Path | None = None) -> Iterator[Place]:
    """A database in a PostgreSQL of its own that forgets nothing, until the block ends; `below` is a folder for its files."""
    shared.mkdir(exist_ok=True)
    more = {"CHENGXIN_POSTGRES_DURABLE": "1"} | ({"TMPDIR": str(below)} if below else {})
    # It ends as soon as nobody holds the other end, however this process ends.
    until, held = os.pipe()
    running = subprocess.Popen(
        ["scripts/postgres", "bash", "-c", f'echo "$CHENGXIN_DATABASE_URL"; exec cat <&{until}'],
        env=os.environ | more,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        pass_fds=[until],
        text=True,
    )
    os.close(until)
    try:
        assert running.stdout is not None
        url = running.stdout.readline().strip()
        assert url, "PostgreSQL did not start"
        yield Place(shared / "data", url, shared)
    finally:
        os.close(held)
        running.communicate()


def start_again(cluster: Path) -> None:
    """Start a PostgreSQL as whoever keeps it does: with the words it was started with, where it has ended or goes on."""
    data, log = cluster / "data", cluster / "server.log"
    program = Path((data / "postmaster.opts").read_text().split()[0]).with_name("pg_ctl")
    done = subprocess.run(
        [program, "-D", data, "-w", "-l", log, "-m", "immediate", "restart"],
        user=data.stat().st_uid,
        cwd="/",
        stdout=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 0, log.read_text()[-2000:]


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A disk in memory that is soon full.

    :raises OSError: where this machine lets nobody mount one.
    """
    folder = Path(tempfile.mkdtemp(prefix="chengxin-small-"))
    try:
        size = f"size={megabytes}m,mode=755"
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise OSError(done.stderr.strip())
        try:
            yield folder
        finally:
            subprocess.run(["umount", str(folder)], check=True)
    finally:
        folder.rmdir()


def copy_into(place: Place) -> None:
    """Make an empty place of SQLite a product of its own: the tables of the tests' database as it is now, with its keys."""
    place.folder.mkdir()
    shutil.copytree(settings.KEYS_DIR, place.shared / "keys")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(place.folder / "chengxin.sqlite3")])


def _do(sql: str) -> None:
    import psycopg

    known = connection.settings_dict
    with psycopg.connect(dbname="postgres", user=known["USER"], host=known["HOST"], autocommit=True) as beside:
        beside.execute(sql)
