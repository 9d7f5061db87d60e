"""`chengxin verify`: check a receipt with files alone. Needs no database, no network and no Django."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chengxin.apps.ledger.offline import KINDS, SENTENCES, Found, Verdict, check, compare, moment, read_out
from chengxin.cli.exits import Exit, Stop
from chengxin.cli.shown import show
from chengxin.core.notes import Key, read_key, to_base64
from chengxin.core.words import moment_zh

#: What is no fault of a file: it is younger than its seal, or something else is wanted beside it.
_NOT_YET = frozenset({Found.NOT_SEALED, Found.KEY_NEEDED, Found.GROWTH_NEEDED})


def verify(arguments: argparse.Namespace) -> Exit:
    """Say whether a file is right: fine when it is, and when its ledger continues that of the older one.

    :raises Stop: when a file cannot be read, or the key is none.
    """
    if arguments.growth is not None and arguments.older is None:
        raise Stop("--growth要和--older一起用：它说的是新的账本怎样接着旧的。", Exit.USAGE_WRONG)
    content = bytes_of(arguments.file)
    key = key_of(arguments.key) if arguments.key is not None else None
    if arguments.older is None:
        verdict = check(content, key=key)
    else:
        growth = bytes_of(arguments.growth) if arguments.growth is not None else b""
        verdict = compare(content, bytes_of(arguments.older), growth, key=key)
    show(_plain(verdict), _lines(verdict, arguments), form=arguments.format)
    return Exit.FINE if verdict.is_right else Exit.INPUT_WRONG


def _lines(verdict: Verdict, arguments: argparse.Namespace) -> Iterator[str]:
    which = "旧凭证" if verdict.is_of_older else "这份文件"
    for found in verdict.found:
        yield f"{which}{'还不能核对' if found in _NOT_YET else '核对不通过'}：{SENTENCES[found]}"
        if found is Found.NOT_SEALED:
            yield f"写明的时间：{moment_zh(moment(verdict.sealed_by))}以后。这不是说它有错；现在这一份什么也证明不了。"
        if found is Found.GROWTH_NEEDED and verdict.head is not None:
            yield f"请从/ledger/growth/下载到第{verdict.head.size}片叶子的增长证明，用--growth写明。"
    if verdict.found or verdict.head is None or verdict.key is None:
        return
    yield "核对无误。" + ("账本是接着旧凭证写的。" if arguments.older is not None else "")
    for entry in verdict.entries:
        kind = KINDS.get(entry["kind"], entry["kind"])
        yield f"第{entry['index']}片叶子：{moment_zh(moment(entry['at']))}，{kind}。"
        yield from (f"  {label}：{words}" for label, words in read_out(entry))
    yield f"账本：{verdict.head.origin}，{verdict.head.size}片叶子，根{to_base64(verdict.head.root)}"
    yield f"公钥：{verdict.key.text}"
    if arguments.key is None:
        yield "公钥取自文件自己。请和账本公布的公钥（/ledger/key）对一对，或者用--key写明。"


def _plain(verdict: Verdict) -> dict[str, Any]:
    return {
        "is_right": verdict.is_right,
        "found": [{"code": found.value, "sentence": SENTENCES[found]} for found in verdict.found],
        "is_of_older": verdict.is_of_older,
        "origin": verdict.head.origin if verdict.head else None,
        "size": verdict.head.size if verdict.head else None,
        "root": to_base64(verdict.head.root) if verdict.head else None,
        "key": verdict.key.text if verdict.key else None,
        "entries": list(verdict.entries),
        "sealed_by": verdict.sealed_by or None,
    }


def key_of(typed: str) -> Key:
    """A public key as typed, or from the file of that name.

    :raises Stop: for something that is no key.
    """
    try:
        text = Path(typed).read_text(encoding="utf-8") if Path(typed).is_file() else typed
        return read_key(text.strip())
    except (OSError, ValueError):
        raise Stop(
            f"{typed[:40]}不是一把公钥。请从/ledger/key下载，整行写进来，或者写它的文件名。", Exit.USAGE_WRONG
        ) from None


def bytes_of(path: Path) -> bytes:
    """:raises Stop: when there is no such file."""
    try:
        return path.read_bytes()
    except OSError:
        raise Stop(f"读不到文件：{path}。请核对。", Exit.USAGE_WRONG) from None
