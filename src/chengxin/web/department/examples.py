"""The files in a feed's folder that pass: what a department can start from."""

from __future__ import annotations

from pathlib import Path

from chengxin.intake.feeds import feeds_root


def names(key: str) -> list[str]:
    """The example files of one feed."""
    folder = _folder(key)
    return sorted(path.name for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []


def read(key: str, name: str) -> bytes | None:
    """One example file, or `None`: only names that are listed are read."""
    return (_folder(key) / name).read_bytes() if name in names(key) else None


def _folder(key: str) -> Path:
    return feeds_root() / key / "should_pass"
