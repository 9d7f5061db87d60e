"""The clock of the edges: screens, jobs and commands read the time here and pass it on as `at=`.

In the demo a visible offset, kept in a file beside the data, moves it forward so that waiting and expiry can be lived
through; production settings refuse the file.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings


def now() -> datetime:
    """The present instant, in UTC; in the demo, moved by the offset."""
    return of_machine() + offset()


def of_machine() -> datetime:
    """The time of this machine, which no demo moves: for what lasts minutes at a desk, and for phones."""
    return datetime.now(UTC)


def offset() -> timedelta:
    path = _file()
    if path is None or not path.exists():
        return timedelta()
    return timedelta(seconds=int(path.read_text()))


def move_to(at: datetime) -> None:
    """Move the demo clock to an instant.

    :raises ValueError: for an instant in its past: what has happened cannot unhappen.
    :raises RuntimeError: outside the demo.
    """
    path = _file()
    if path is None:
        raise RuntimeError("only the demo has a clock that can be moved")
    if at < now():
        raise ValueError("the clock only moves forward")
    part = path.with_suffix(".part")
    part.write_text(str(round((at - datetime.now(UTC)).total_seconds())))
    part.replace(path)


def _file() -> Path | None:
    return settings.DATA_DIR / "demo-clock" if settings.IS_DEMO else None
