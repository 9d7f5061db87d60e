"""What two persons agree to before a backup comes back: which one, where to, and when they wrote it. [law:pipl/第五十一条]

A text has one form only, so that whoever signs it reads all of what is signed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

#: Long enough to find the second person on a weekend, too short to be kept for the next time.
LASTS = timedelta(days=3)
_FIRST = "chengxin restore 1"
_INSTANT = "%Y-%m-%dT%H:%M:%SZ"


class Unreadable(ValueError):
    """A text that is not what `text_of` writes."""


class Flaw(Enum):
    """Why a text does not let this backup come back here and now."""

    NOT_SIGNED = "not_signed"
    OTHER_PLACE = "other_place"
    NOT_NOW = "not_now"
    OTHER_BACKUP = "other_backup"


@dataclass(frozen=True, slots=True)
class Backup:
    """A file, byte for byte, and the ledger that lies in it."""

    digest: str
    leaves: int
    root: str


@dataclass(frozen=True, slots=True)
class Order:
    """A backup, the empty database that it goes to, and when this was written."""

    backup: Backup
    place: str
    ledger: str
    written: datetime


def text_of(order: Order) -> str:
    """What is signed."""
    told = (
        _FIRST,
        "请把下面这份备份恢复到下面这个地方。",
        f"备份文件的SHA-256：{order.backup.digest}",
        f"备份里账本的叶子：{order.backup.leaves}",
        f"备份里账本的根：{order.backup.root}",
        f"恢复到：{order.place}",
        f"账本的名称：{order.ledger}",
        f"写于：{order.written.astimezone(UTC).strftime(_INSTANT)}",
        f"写好{LASTS.days}天以后作废。",
    )
    return "\n".join(told) + "\n"


def read(text: str) -> Order:
    """What such a text says.

    :raises Unreadable: for any other text.
    """
    try:
        _, _, digest, leaves, root, place, ledger, written = [line.partition("：")[2] for line in text.split("\n")[:8]]
        when = datetime.strptime(written, _INSTANT).replace(tzinfo=UTC)
        order = Order(Backup(digest, int(leaves), root), place, ledger, when)
    except ValueError:
        raise Unreadable from None
    if text_of(order) != text:
        raise Unreadable
    return order


def flaw_of(order: Order, *, is_signed: bool, place: str, ledger: str, at: datetime) -> Flaw | None:
    """What is wrong with a text before the backup is read; `is_signed` by two persons."""
    if not is_signed:
        return Flaw.NOT_SIGNED
    if (order.place, order.ledger) != (place, ledger):
        return Flaw.OTHER_PLACE
    if not timedelta() <= at - order.written < LASTS:
        return Flaw.NOT_NOW
    return None


def flaw_of_backup(order: Order, found: Backup) -> Flaw | None:
    """What is wrong with a text once the backup was read: it is about another one."""
    return None if order.backup == found else Flaw.OTHER_BACKUP
