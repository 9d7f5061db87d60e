"""The text by which two persons let a backup come back: written by `chengxin restore --text`, signed by `chengxin sign`.

Signing needs no database, no keys of the product and no Django: each of them signs on a machine of their own.
"""

from __future__ import annotations

import argparse
import platform
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO

from chengxin.apps.ledger import restore_signatures
from chengxin.apps.ledger.signatures import NEEDED, KeyUnusable
from chengxin.cli.exits import Exit, Stop
from chengxin.core.restores import LASTS, Backup, Flaw, Order, Unreadable, flaw_of, flaw_of_backup, read, text_of

_CHUNK = 1 << 20
_WAYS = {
    Flaw.NOT_SIGNED: f"要{NEEDED}个不同的人签，才能恢复。请看这份文字，没有错就执行chengxin sign。",
    Flaw.OTHER_PLACE: "这份文字是恢复到别的地方的。请为这里重新写一份，请两个人重新签。",
    Flaw.NOT_NOW: f"这份文字不是这{LASTS.days}天里写的。请重新写一份，请两个人重新签。",
    Flaw.OTHER_BACKUP: "两个人签的是另一份备份。请拿来他们签的那一份，或者为这一份重新写、重新签。",
}


class Hashed:
    """A stream that is read once, by whoever restores from it, and hashed on the way: what is restored is what was hashed."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._digest = sha256()

    def read(self, length: int) -> bytes:
        found = self._source.read(length)
        self._digest.update(found)
        return found

    def digest(self) -> str:
        """Of all of it; what nobody has read yet is read now."""
        while self.read(_CHUNK):
            pass
        return self._digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Agreed:
    """An order that two persons signed, with their signatures."""

    order: Order
    signatures: dict[str, str]


def sign(arguments: argparse.Namespace) -> Exit:
    """Show a text and write one person's signature beside it.

    :raises Stop: when it is no such text, or the key cannot be used.
    """
    print(text_of(_read(arguments.file)[1]), end="")
    try:
        path = restore_signatures.sign(arguments.file, signer=arguments.name, key=arguments.key)
    except KeyUnusable as unusable:
        raise Stop(str(unusable)) from None
    print(f"{arguments.name}签了，签名在{path}。")
    return Exit.FINE


def write(file: Path, backup: Backup, *, at: datetime) -> Order:
    """Write the text for this backup and the database of the settings.

    :raises Stop: when the file is there already, or cannot be written.
    """
    from django.conf import settings

    order = Order(backup, place(), settings.LEDGER_ORIGIN, at.replace(microsecond=0))
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(text_of(order))
    except FileExistsError:
        raise Stop(f"{file}已经有了，没有动它。请换一个文件名。", Exit.USAGE_WRONG) from None
    except OSError as broken:
        raise Stop(f"写不了{file}（{broken.strerror}）。请换一个能写的地方。") from None
    return order


def agreed(file: Path, *, at: datetime) -> Agreed:
    """What two persons signed, for this place and now.

    :raises Stop: when they did not, with what is wrong with each signature.
    """
    from django.conf import settings

    content, order = _read(file)
    try:
        verdict = restore_signatures.verify(content, restore_signatures.files_of(file), settings.LAW_SIGNERS)
    except KeyUnusable as unusable:
        raise Stop(str(unusable), Exit.USAGE_WRONG) from None
    flaw = flaw_of(order, is_signed=verdict.is_signed, place=place(), ledger=settings.LEDGER_ORIGIN, at=at)
    if flaw is not None:
        signed = f"签名有效：{'、'.join(verdict.signed_by) or '没有'}。"
        raise Stop("\n".join((*verdict.problems, f"{signed}{_WAYS[flaw]}")))
    return Agreed(order, dict(zip(verdict.signed_by, verdict.signatures, strict=True)))


def require_backup(order: Order, found: Backup, *, nothing_done: str) -> None:
    """Check that the backup that was read to its end is the one they signed.

    :raises Stop: otherwise.
    """
    flaw = flaw_of_backup(order, found)
    if flaw is not None:
        raise Stop(_WAYS[flaw] + nothing_done)


def place() -> str:
    """The database of the settings, on this machine, without any password."""
    from django.conf import settings

    known = {key: str(value) for key, value in settings.DATABASES["default"].items()}
    kind = "postgresql" if known["ENGINE"].endswith("postgresql") else "sqlite"
    where = ":".join(filter(None, (known.get("HOST"), known.get("PORT"))))
    return f"{kind}://{where}/{known['NAME'].lstrip('/')}，机器{platform.node()}"


def _read(file: Path) -> tuple[bytes, Order]:
    try:
        content = file.read_bytes()
        return content, read(content.decode("utf-8"))
    except OSError:
        raise Stop(f"读不到这个文件：{file}。请看路径和权限。") from None
    except (Unreadable, UnicodeDecodeError):
        raise Stop(f"{file}不是chengxin restore --text写的，或者改过。") from None
