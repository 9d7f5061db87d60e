"""Read a law directory whole, collect every problem, and only then hand out a lawbook. [law:pipl/第七条]"""

from __future__ import annotations

import os
from functools import cache
from hashlib import sha256
from pathlib import Path

from chengxin.lawbook.book import Lawbook, LawRefused, Problem
from chengxin.lawbook.reader import read
from chengxin.lawbook.table import is_signature

_PACKAGED = Path(__file__).parents[1] / "_law"
_REPOSITORY = Path(__file__).parents[3] / "law"


def load(root: Path | None = None) -> Lawbook:
    """The lawbook under `root`, else CHENGXIN_LAW, else the package, else the repository; read once per directory.

    :raises LawRefused: with every problem, when the directory holds anything that it may not.
    """
    return _load(root or law_root())


def check(root: Path | None = None) -> list[Problem]:
    """Every problem of a law directory; empty when it may be used."""
    return _read(root or law_root())[1]


def digest(root: Path) -> str:
    """The SHA-256 over every file of a law directory, names included, in the order of the names."""
    whole = sha256()
    for relative, path in law_files(root):
        whole.update(sha256(relative.encode()).digest())
        whole.update(sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def law_files(root: Path) -> list[tuple[str, Path]]:
    """Every file of a law directory under its name, in the order of the names; not the signatures, which are about them."""
    named = ((path.relative_to(root).as_posix(), path) for path in root.rglob("*") if path.is_file())
    return sorted((name, path) for name, path in named if not is_signature(name))


def read_unchecked(root: Path) -> tuple[Lawbook | None, list[Problem]]:
    """A directory as far as it can be read, with its problems: to be compared with, never to be used."""
    return _read(root)


@cache
def _load(root: Path) -> Lawbook:
    lawbook, problems = _read(root)
    if lawbook is None or problems:
        raise LawRefused(problems)
    return lawbook


def _read(root: Path) -> tuple[Lawbook | None, list[Problem]]:
    if not root.is_dir():
        return None, [Problem(str(root), "", "没有这个法库目录。请核对CHENGXIN_LAW。")]
    return read(root, digest=digest(root))


def law_root() -> Path:
    """Where this deployment's law is: CHENGXIN_LAW, else the package, else the repository."""
    configured = os.environ.get("CHENGXIN_LAW")
    return Path(configured) if configured else released_root()


@cache
def released_root() -> Path:
    """The law that came with this release, whatever this deployment uses."""
    return _PACKAGED if _PACKAGED.is_dir() else _REPOSITORY
