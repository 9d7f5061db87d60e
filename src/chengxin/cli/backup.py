"""`chengxin backup`, `restore` and `move`: the whole database as one encrypted stream, and back.

What is restored is there as a whole, authentic and verified, with every ending told again, or not at all; and outside a demo
by the word of two persons.
"""

from __future__ import annotations

import argparse
import getpass
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING

from chengxin.cli import operate, product, restore_text
from chengxin.cli.exits import Exit, Stop
from chengxin.cli.shown import show
from chengxin.core.restores import Backup, text_of

if TYPE_CHECKING:
    from chengxin.apps.ledger.backup.dump import Manifest
    from chengxin.apps.ledger.backup.heads import Head
    from chengxin.apps.ledger.backup.sealed_stream import Unreadable
    from chengxin.apps.ledger.verify import Verdict

STREAM = "-"
_NOTHING_DONE = "什么也没有恢复，目的地和原来一样。"
_OTHER_KEYS = "备份是用另外的密钥做的，或者密钥没有放回来。请把备份时的密钥目录放回来，再执行一次。"


def backup(arguments: argparse.Namespace) -> Exit:
    """Write the database, as it stands now, into one encrypted file; read it back once before saying that it is there.

    :raises Stop: when the file cannot be written, or lies where it would be lost together with the data.
    """
    _enter_with_backup_key()
    from chengxin import clock
    from chengxin.apps.ledger.backup import dump
    from chengxin.apps.ledger.backup.sealed_stream import write_stream
    from chengxin.apps.ledger.keyring import keys

    with dump.snapshot():
        told = dump.manifest(at=clock.now())
        if arguments.file == STREAM:
            write_stream(sys.stdout.buffer, dump.parts(told), keys())
            sys.stdout.buffer.flush()
            return Exit.FINE
        place = Path(arguments.file).absolute()
        _require_free_place(place)
        with _written_whole(place) as out:
            write_stream(out, dump.parts(told), keys())
    size = place.stat().st_size
    lines = [
        f"备份好了：{place}，{size}字节，已经从头到尾读回来核对过。",
        f"里面有{told.rows}行，账本{told.size}片叶子，根{told.root}。",
        "密钥和结束记录的流水不在里面，请另外备份，由不同的人保管。",
    ]
    show({"file": str(place), "bytes": size, **_plain(told)}, lines, form=arguments.format)
    return Exit.FINE


def restore(arguments: argparse.Namespace) -> Exit:
    """Fill an empty place from a backup that two persons want back; or, with `--text`, write what they sign.

    :raises Stop: when anything is not as it should be; nothing is left behind then.
    """
    product.enter_to_restore()
    from django.conf import settings

    from chengxin import clock

    if arguments.text:
        return _write_text(arguments, at=clock.now())
    if arguments.signed:
        return _restore(arguments, restore_text.agreed(arguments.signed, at=clock.now()))
    if settings.RESTORE_MUST_BE_SIGNED:
        way = "请先加上--text写一份文字，两个人各自用chengxin sign签名，再加上--signed恢复。"
        raise Stop(f"恢复要有两个人签名。{way}{_NOTHING_DONE}", Exit.USAGE_WRONG)
    return _restore(arguments, None)


def take(arguments: argparse.Namespace) -> Exit:
    """The other end of `move`: what comes in is what a database of ours holds now, so nobody is asked again.

    :raises Stop: as `restore` does.
    """
    product.enter_to_restore()
    return _restore(arguments, None)


def _write_text(arguments: argparse.Namespace, *, at: datetime) -> Exit:
    from chengxin.apps.ledger.backup.dump import manifest_of
    from chengxin.apps.ledger.backup.sealed_stream import Unreadable, read_stream
    from chengxin.apps.ledger.keyring import keys

    _require_backup_key(_OTHER_KEYS)
    try:
        with _opened(arguments.file) as source:
            hashed = restore_text.Hashed(source)
            told = manifest_of(next(read_stream(hashed, keys())))
            found = Backup(hashed.digest(), told.size, told.root)
    except Unreadable as unreadable:
        raise Stop(_why(unreadable) + _NOTHING_DONE) from None
    except (ValueError, KeyError, TypeError):
        raise Stop(f"备份是这个系统的另一个版本做的。请用备份时的那个版本。{_NOTHING_DONE}") from None
    order = restore_text.write(arguments.text, found, at=at)
    lines = [
        *text_of(order).splitlines(),
        f"写在{arguments.text}，什么也没有恢复。请两个人各自看过，用chengxin sign签名。",
    ]
    plain = {**asdict(found), "place": order.place, "text": str(arguments.text)}
    show(plain, lines, form=arguments.format)
    return Exit.FINE


def _restore(arguments: argparse.Namespace, agreed: restore_text.Agreed | None) -> Exit:
    wanted = [_head(given) for given in arguments.newer_than]
    _require_backup_key(_OTHER_KEYS)
    silent: list[str] = []
    if not arguments.without_witnesses:
        outside, silent = _ask_witnesses()
        wanted += outside
    from django.db import OperationalError, ProgrammingError

    from chengxin.apps.ledger.backup import refill
    from chengxin.apps.ledger.backup.sealed_stream import Unreadable

    try:
        with _opened(arguments.file) as source, refill.building():
            told, verdict, again = _filled(arguments, source, wanted, agreed)
    except Unreadable as unreadable:
        raise Stop(_why(unreadable) + _NOTHING_DONE) from None
    except refill.NotEmpty as full:
        way = "恢复只进空的地方：请换一个空的数据库，或者先把原来的移走。"
        raise Stop(f"目的地不是空的（{full.table}）。{way}{_NOTHING_DONE}", Exit.USAGE_WRONG) from None
    except refill.OtherVersion:
        way = "请用备份时的那个版本恢复，再换新版本。"
        raise Stop(f"备份是这个系统的另一个版本做的，表不一样。{way}{_NOTHING_DONE}") from None
    except refill.OtherKeys:
        way = "请把备份时的整个密钥目录放回来，再执行一次。"
        raise Stop(f"密钥目录里的密钥不全是备份时的，恢复了也打不开内容。{way}{_NOTHING_DONE}") from None
    except refill.Miscounted as wrong:
        raise Stop(f"{wrong.table}的行数和备份里写的不一样。请换一份备份。{_NOTHING_DONE}") from None
    except ProgrammingError:
        way = "PostgreSQL请用表的所有者恢复，平时用的角色写在CHENGXIN_DB_APP_ROLE里。"
        raise Stop(f"这个角色不能在目的地建表。{way}{_NOTHING_DONE}", Exit.USAGE_WRONG) from None
    except (OperationalError, OSError) as broken:
        raise Stop(
            f"目的地的数据库或者磁盘出了错（{type(broken).__name__}）。请看空间、权限和连接。{_NOTHING_DONE}"
        ) from None
    plain = {
        **_plain(told),
        "told_again": again,
        "findings": len(verdict.findings),
        "is_older": _is_older(told, wanted),
        "witnesses_silent": silent,
        "signed_by": list(agreed.signatures) if agreed else [],
    }
    lines = _restored(told, verdict, wanted, again)
    if agreed:
        lines.insert(-1, f"照{'、'.join(agreed.signatures)}签名的文字恢复的，已经记进账本。")
    lines[-1:-1] = [f"见证人{name}没有问到，它见过的检查点没有比。" for name in silent]
    show(plain, lines, form=arguments.format)
    return Exit.INPUT_WRONG if verdict.findings else Exit.FINE


def _filled(
    arguments: argparse.Namespace, source: IO[bytes], wanted: Sequence[Head], agreed: restore_text.Agreed | None
) -> tuple[Manifest, Verdict, int]:
    """What is restored: what the backup said of itself, the ledger computed anew, how many endings were told again."""
    from chengxin import clock
    from chengxin.apps.ledger.actions.note_restore import note_restore
    from chengxin.apps.ledger.backup import refill
    from chengxin.apps.ledger.backup.sealed_stream import read_stream
    from chengxin.apps.ledger.keyring import keys

    accept = partial(_require_as_new_as, wanted=wanted, is_old_fine=arguments.accept_older)
    hashed = restore_text.Hashed(source)
    told = refill.fill(read_stream(hashed, keys()), prepare=operate.prepare_database, accept=accept)
    if agreed:
        found = Backup(hashed.digest(), told.size, told.root)
        restore_text.require_backup(agreed.order, found, nothing_done=_NOTHING_DONE)
    verdict = _require_same_ledger(told, wanted, is_touched_fine=arguments.accept_touched)
    again = operate.tell_again()
    if agreed:
        note_restore(agreed.order, agreed.signatures, by=getpass.getuser(), at=clock.now())
    return told, verdict, again


def move(arguments: argparse.Namespace) -> Exit:
    """Fill an empty database with what this one holds; this one is only read.

    :raises Stop: when the other one could not be filled, or this one went on meanwhile.
    """
    _enter_with_backup_key()
    from chengxin import clock
    from chengxin.apps.ledger.backup import dump
    from chengxin.apps.ledger.backup.sealed_stream import write_stream
    from chengxin.apps.ledger.keyring import keys

    with dump.snapshot():
        told = dump.manifest(at=clock.now())
        child = _restoring(arguments.to)
        assert child.stdin is not None  # noqa: S101
        assert child.stdout is not None  # noqa: S101
        with suppress(BrokenPipeError), child.stdin as pipe:  # where it stops early, it says itself why
            write_stream(pipe, dump.parts(told), keys())
        answer = child.stdout.read()
    if child.wait() != 0:
        raise Stop("没有搬成，原因在上面。原来的数据库没有动，还能照常用。")
    there = json.loads(answer)
    if (there["leaves"], there["root"], there["tables"]) != (told.size, told.root, told.counts):
        raise Stop("新库里的根或者行数和原库不一样，不要用新库。原来的数据库没有动。", Exit.OUR_FAULT)
    lines = [
        f"搬好了：{told.rows}行，账本{told.size}片叶子，两边的根都是{told.root}。原来的数据库没有动。",
        "请把CHENGXIN_DATABASE_URL改成新的地址，再执行chengxin migrate和chengxin serve。",
    ]
    show(_plain(told), lines, form=arguments.format)
    with dump.snapshot():
        later = sum(dump.counts().values()) - told.rows
    if later:
        way = "请停下serve和定时任务，清空新库，再搬一次。"
        raise Stop(f"搬的是开始那一刻的样子；从那以后原库又多了{later}行，新库里没有。{way}")
    return Exit.FINE


def _enter_with_backup_key() -> None:
    product.enter()
    _require_backup_key("密钥目录里还没有备份用的密钥。请先执行chengxin migrate。")
    product.require_migrated()


def _require_backup_key(sentence: str) -> None:
    from django.conf import settings

    from chengxin.apps.ledger.key_sources import of_kind

    if not of_kind(settings.KEY_SOURCE.names(), "backup"):
        raise Stop(sentence, Exit.USAGE_WRONG)


def _require_free_place(place: Path) -> None:
    """A backup that lies with the data is lost with it; one that lies with the keys keeps nothing from anybody."""
    from django.conf import settings

    for known, what in ((settings.DATA_DIR, "数据"), (settings.KEYS_DIR, "密钥")):
        if place.resolve().is_relative_to(known):
            raise Stop(f"备份不能和{what}放在一起（{known}）。请换一个地方，最好是另一台机器。", Exit.USAGE_WRONG)
    if place.exists():
        raise Stop(f"{place}已经有了，没有动它。请换一个文件名。", Exit.USAGE_WRONG)


@contextmanager
def _written_whole(place: Path) -> Iterator[IO[bytes]]:
    """A file that takes its name once all of it lies on the disk and was read back; for its owner's eyes.

    :raises Stop: when it cannot be written.
    """
    from chengxin.apps.ledger.backup.sealed_stream import read_stream
    from chengxin.apps.ledger.keyring import keys
    from chengxin.apps.ledger.on_disk import sync

    half = place.with_name(place.name + ".part")
    try:
        descriptor = os.open(half, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        with half.open("rb") as written:
            for _ in read_stream(written, keys()):
                pass
        half.rename(place)
        sync(place.parent)
    except OSError as broken:
        way = "请换一个有空间、能写的地方。没有留下半份备份。"
        raise Stop(f"写不了{place}（{broken.strerror}）。{way}") from None
    finally:
        half.unlink(missing_ok=True)


@contextmanager
def _opened(file: str) -> Iterator[IO[bytes]]:
    if file == STREAM:
        yield sys.stdin.buffer
        return
    try:
        source = Path(file).open("rb")  # noqa: SIM115 - closed below; only its opening may fail with this sentence
    except OSError:
        raise Stop(f"读不到这个文件：{file}。请看路径和权限。") from None
    with source:
        yield source


def _head(given: str) -> Head:
    """What `--newer-than` names: a size, or a file with a head in it.

    :raises Stop: when it is neither.
    """
    from chengxin.apps.ledger.backup.heads import head_in

    found = head_in(given) or (_head_in_file(Path(given)))
    if found is None:
        raise Stop(f"--newer-than要写账本的叶子数，或者写有检查点的文件，不能是{given}。", Exit.USAGE_WRONG)
    return found


def _head_in_file(file: Path) -> Head | None:
    from chengxin.apps.ledger.backup.heads import head_in

    try:
        return head_in(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None


def _ask_witnesses() -> tuple[list[Head], list[str]]:
    """The last heads that the witnesses of the settings saw, under a true signature; and the names of those who said none.

    Nothing is read from the place that is to be filled: which key signed last is not known yet, any of ours will do."""
    from django.conf import settings

    from chengxin.apps.ledger import witnessed
    from chengxin.apps.ledger.backup.heads import Head
    from chengxin.apps.ledger.keys import signing_keys
    from chengxin.apps.ledger.signing import is_signed
    from chengxin.core.notes import Key
    from chengxin.jobs.witness_calls import heads_at

    asked = witnessed.asked()
    notes = heads_at([settings.LEDGER_WITNESS_URLS[key.text] for key in asked], origin=settings.LEDGER_ORIGIN)
    own = [Key(settings.LEDGER_ORIGIN, public) for public in signing_keys(settings.KEY_SOURCE)]
    heads, silent = [], []
    for key, note in zip(asked, notes, strict=True):
        is_ours = note is not None and note.head.origin == settings.LEDGER_ORIGIN
        if note is not None and is_ours and any(is_signed(note, one) for one in (*own, key)):
            heads.append(Head(note.head.size, note.head.root))
        else:
            silent.append(key.name)
    return heads, silent


def _require_as_new_as(told: Manifest, *, wanted: Sequence[Head], is_old_fine: bool) -> None:
    """Stop before anything is made of a backup that is older than what is proved.

    :raises Stop: without `--accept-older`.
    """
    if _is_older(told, wanted) and not is_old_fine:
        way = "请找更新的备份。找不到，就加上--accept-older：缺的这一段会丢，请告诉有关的人。"
        raise Stop(f"这份备份太旧。{_missing(told, wanted)}{way}{_NOTHING_DONE}")


def _is_older(told: Manifest, wanted: Sequence[Head]) -> bool:
    return told.size < _longest(wanted)


def _longest(wanted: Sequence[Head]) -> int:
    return max((head.size for head in wanted), default=0)


def _missing(told: Manifest, wanted: Sequence[Head]) -> str:
    size = _longest(wanted)
    return f"检查点证明账本已经有{size}片叶子，备份里只有{told.size}片，缺{size - told.size}片。"


def _require_same_ledger(told: Manifest, wanted: Sequence[Head], *, is_touched_fine: bool) -> Verdict:
    """The ledger computed from the rows must be the one that was backed up, and the one that others hold heads of.

    :raises Stop: otherwise.
    """
    from chengxin.apps.ledger.backup.heads import root_at
    from chengxin.apps.ledger.verify import verify

    verdict = verify()
    if (verdict.leaves, verdict.root.hex()) != (told.size, told.root):
        raise Stop(f"从恢复的行算出来的根和备份里写的不一样。请换一份备份。{_NOTHING_DONE}")
    for head in wanted:
        if head.root and head.size <= told.size and root_at(head.size) != head.root:
            raise Stop(
                f"备份里的账本和检查点的账本不是同一本：前{head.size}片叶子的根不一样。请保存现场。{_NOTHING_DONE}"
            )
    if verdict.findings and not is_touched_fine:
        first = verdict.findings[0]
        way = "请换一份更早的备份；只剩这一份，就加上--accept-touched恢复出来，保存现场。"
        raise Stop(f"备份以前账本就被动过：{first.table}第{first.row}行，{first.sentence}。{way}{_NOTHING_DONE}")
    return verdict


def _restored(told: Manifest, verdict: Verdict, wanted: Sequence[Head], again: int) -> list[str]:
    lines = [
        f"恢复好了：{told.rows}行，每个字节都核对过。",
        f"账本{told.size}片叶子，从每一行重新算出来的根{told.root}，和备份里写的一样。",
    ]
    if again:
        lines.append(f"照流水补记了{again}条备份以后结束的记录。")
    if _is_older(told, wanted):
        lines.append(f"注意：这是旧备份。{_missing(told, wanted)}请告诉有关的人。")
    elif not wanted:
        lines.append("没有给检查点（--newer-than），也没有问到见证人，看不出是不是最新的备份。")
    lines += [f"账本被动过：{f.table}第{f.row}行，{f.sentence}" for f in verdict.findings[:20]]
    return [*lines, "请执行chengxin migrate，再chengxin serve。"]


def _plain(told: Manifest) -> dict[str, object]:
    return {"made_at": told.made_at, "law": told.law, "leaves": told.size, "root": told.root, "tables": told.counts}


def _why(unreadable: Unreadable) -> str:
    from chengxin.apps.ledger.backup.sealed_stream import CutShort, NotABackup, OtherKey

    if isinstance(unreadable, NotABackup):
        return "这不是chengxin backup写的文件。请看是不是拿错了文件。"
    if isinstance(unreadable, OtherKey):
        return "这份备份是用另外的密钥做的，这里打不开。请把备份时的密钥目录放回来，再执行一次。"
    if isinstance(unreadable, CutShort):
        return f"备份不完整，到第{unreadable.part}段就断了。请换一份备份。"
    return f"备份的第{unreadable.part}段被改过，或者磁盘坏了。请换一份备份。"


def _restoring(database: str) -> subprocess.Popen[bytes]:
    """The other end, for the other database; what it finds wrong it says itself."""
    return subprocess.Popen(
        [sys.executable, "-m", "chengxin.cli.taking"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"CHENGXIN_DATABASE_URL": database},
    )
