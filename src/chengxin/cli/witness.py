"""`chengxin witness`: somebody outside cosigns heads of a ledger, with files or over HTTP. Needs no database and no Django."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from chengxin.apps.ledger import witness
from chengxin.apps.ledger.device import NoAnswer
from chengxin.apps.ledger.offline import SENTENCES, Found
from chengxin.apps.ledger.witness import BETRAYALS, NotCosigned, NotSigned
from chengxin.cli.exits import Exit, Stop
from chengxin.cli.receipts import bytes_of, key_of
from chengxin.core.notes import Unreadable, read_growth

_LONGEST_NAME = 80
_SENTENCES = SENTENCES | {Found.OTHER_GROWTH: "这份增长证明不是从上一次见证过的长度开始的。"}


def begin(arguments: argparse.Namespace) -> Exit:
    """Make a witness, and print its public key.

    :raises Stop: when there is one, or name, key or device cannot be used.
    """
    log = key_of(arguments.log)
    if not 0 < len(arguments.name) <= _LONGEST_NAME or set(arguments.name) & set("+, \t\r\n"):
        raise Stop(f"见证人的名称不能是空的，不能有空格、逗号和加号，最多{_LONGEST_NAME}个字符。", Exit.USAGE_WRONG)
    device = shlex.split(arguments.sm2 or "")
    try:
        with _device_answers():
            own = witness.begin(arguments.place, name=arguments.name, log=log, device=device)
    except FileExistsError:
        raise Stop(f"{arguments.place}已经有了，没有动它：见证人不能忘记见过的账本。请换一个目录。") from None
    print(own.text)
    print(
        f"上面是见证人的公钥，请交给{log.name}的运营方和想核对的人。"
        + ("签名由命令后面的密码设备做。" if device else f"私钥在{arguments.place}里，不要外传。"),
        file=sys.stderr,
    )
    return Exit.FINE


def cosign(arguments: argparse.Namespace) -> Exit:
    """Cosign what continues the last head; anything else is refused, and kept as evidence where the log signed it.

    :raises Stop: when a file cannot be read, or the head may not be cosigned.
    """
    _require(arguments)
    try:
        shown = read_growth(bytes_of(arguments.file).decode())
    except (Unreadable, UnicodeDecodeError):
        raise Stop("这不是一份增长证明。请从账本的/ledger/growth/下载，原样交来。") from None
    try:
        with _device_answers():
            note = witness.cosign(arguments.place, shown, at=int(datetime.now(UTC).timestamp()))
    except NotCosigned as refused:
        raise Stop(_why(arguments, refused.found)) from None
    if arguments.out is None:
        print(note.text, end="")
    else:
        arguments.out.write_text(note.text, encoding="utf-8")
        print(f"见证了{note.head.size}片叶子，签名在{arguments.out}。请交回给运营方。")
    return Exit.FINE


def serve(arguments: argparse.Namespace) -> Exit:
    """Cosign over HTTP until told to stop.

    :raises Stop: when there is no witness, or somebody else listens on the port.
    """
    _require(arguments)
    from chengxin.cli.witness_server import ADD, WitnessServer

    try:
        server = WitnessServer(arguments.place, arguments.host, arguments.port)
    except OSError:
        raise Stop(
            f"{arguments.host}:{arguments.port}用不了，可能已经有程序在用。请换一个端口。", Exit.USAGE_WRONG
        ) from None
    print(f"见证人在http://{arguments.host}:{arguments.port}{ADD}等账本来。前面请放终止TLS的反向代理。", flush=True)
    with server:
        server.serve_forever(poll_interval=0.1)
    return Exit.FINE


def show(arguments: argparse.Namespace) -> Exit:
    """Say how far this witness is.

    :raises Stop: when there is no witness.
    """
    _require(arguments)
    head = witness.latest(arguments.place)
    size = head.size if head is not None else 0
    print(f"公钥：{witness.own_key(arguments.place).text}")
    print(f"上一次见证到第{size}片叶子。" if head is not None else "还没有见证过。")
    print(f"下一次请下载/ledger/growth/{size}/现在的长度。")
    kept = witness.evidence(arguments.place)
    if kept:
        print(f"有{len(kept)}份没有签名、留着查的，在{arguments.place / 'evidence'}。")
    return Exit.FINE


@contextmanager
def _device_answers() -> Iterator[None]:
    """:raises Stop: when the device that signs does not answer, or signs wrongly."""
    try:
        yield
    except NoAnswer as why:
        raise Stop(f"密码设备没有签名：{why}") from None
    except NotSigned:
        raise Stop("密码设备给的不是这把公钥的SM2签名，没有用它。请看命令给出的公钥、签名是不是各64个字节。") from None


def _why(arguments: argparse.Namespace, found: Found) -> str:
    if found in BETRAYALS:
        return f"没有签名。{_SENTENCES[found]}证据留在{arguments.place / 'evidence'}。"
    head = witness.latest(arguments.place)
    return f"没有签名。{_SENTENCES[found]}要从第{head.size if head is not None else 0}片叶子开始。"


def _require(arguments: argparse.Namespace) -> None:
    if not (arguments.place / "witness.txt").is_file():
        raise Stop(f"{arguments.place}里没有见证人。请先执行chengxin witness init。", Exit.USAGE_WRONG)
