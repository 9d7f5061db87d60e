"""What a holder can check with files alone: a receipt, a newer head, and that the newer continues the older.

Knows no Django, no database and no network. The page `web/proving/page.js` does the same, finding for finding.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from chengxin.apps.ledger.signing import heirs, is_signed
from chengxin.core.canonical import canonical
from chengxin.core.merkle import leaf_hash
from chengxin.core.notes import Growth, Head, Key, Note, Unreadable, from_base64, read_growth, read_key, read_note
from chengxin.core.proofs import continues, root_with

FORMAT = "chengxin-receipt/1"
_LEAF = ("id", "kind", "at", "commitment")
_HASH_BYTES, _ID_BYTES = 32, 16
_LATEST = 1 << 37


class Found(StrEnum):
    """What is wrong with a file, or between two."""

    UNREADABLE = "unreadable"
    TOUCHED = "touched"
    NOT_SEALED = "not_sealed"
    KEY_NEEDED = "key_needed"
    OTHER_KEY = "other_key"
    NOT_SIGNED = "not_signed"
    NOT_IN_LEDGER = "not_in_ledger"
    OTHER_WORDS = "other_words"
    OTHER_LEDGER = "other_ledger"
    TWO_LEDGERS = "two_ledgers"
    REWRITTEN = "rewritten"
    CUT_SHORT = "cut_short"
    GROWTH_NEEDED = "growth_needed"
    OTHER_GROWTH = "other_growth"


#: As command and page say it.
SENTENCES = {
    Found.UNREADABLE: "读不出来：这不是凭证、检查点，也不是增长证明。请核对是不是选错了文件。",
    Found.TOUCHED: "文件被动过：它不是系统写出来的样子，只差一个字节也不行。请重新下载。",
    Found.NOT_SEALED: "还没有封进账本。请在写明的时间以后重新下载，再核对。",
    Found.KEY_NEEDED: "这份文件里没有公钥。请把账本的公钥也给出来。",
    Found.OTHER_KEY: "不是您给的那把公钥签的。请核对公钥是不是这一本账的。",
    Found.NOT_SIGNED: "账本的签名不对：这个检查点不是用这把公钥签的，或者签了以后改过。",
    Found.NOT_IN_LEDGER: "有一条不在签过名的账本里：凭证被改过，或者账本没有收过它。",
    Found.OTHER_WORDS: "写的内容和账本里的承诺对不上：内容被改过。",
    Found.OTHER_LEDGER: "两份文件不是同一本账的。请核对名称和公钥。",
    Found.TWO_LEDGERS: "同样长的账本有两个样子：给您看的和给别人看的不一样。请把两份文件都交给审计、检察机关或者法院。",
    Found.REWRITTEN: "新的账本不是接着旧的写的：旧的部分被改过、删过或者换过。请把这些文件都交给审计、检察机关或者法院。",
    Found.CUT_SHORT: "新的账本比旧凭证里的短：后面的被截掉了，或者退回到了以前。请把这些文件都交给审计、检察机关或者法院。",
    Found.GROWTH_NEEDED: "两份文件的账本不一样长，还差一份增长证明才能比。",
    Found.OTHER_GROWTH: "这份增长证明不是从旧凭证到这份文件的。请按写明的地址重新下载。",
}


#: What the entries of receipts are about; a test compares with the auditor's words.
KINDS = {
    "submission_received": "收到一份文件",
    "submission_closed": "一份文件办完，出了回执",
    "answer_given": "答复了一个问题",
    "person_looked_at": "有人看过，或者想看一个人",
    "objection_lodged": "本人提出一件异议",
    "objection_step": "一件异议办了一步",
    "repair_requested": "本人申请修复",
    "repair_step": "一件修复办了一步",
}
#: Words that are read out where they are in a receipt.
LABELS = {
    "ref": "编号",
    "sha256": "文件指纹",
    "size": "字节",
    "rows": "文件里的行",
    "accepted": "收下",
    "refused": "退回",
    "waiting": "先等着",
    "duplicate": "以前交过",
    "words": "理由",
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt that could be read; `note` is missing until it is sealed."""

    entries: tuple[dict[str, Any], ...]
    key: Key | None
    note: Note | None
    sealed_by: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found wrong, nothing if all is right; and the head that the file shows."""

    found: tuple[Found, ...]
    key: Key | None = None
    head: Head | None = None
    entries: tuple[dict[str, Any], ...] = ()
    sealed_by: int = 0
    is_of_older: bool = False
    """It speaks of the older of two files, which is wrong by itself."""

    @property
    def is_right(self) -> bool:
        return not self.found


def check(content: bytes, *, key: Key | None = None) -> Verdict:
    """Check one file by itself: a receipt, a head, or a growth. Without `key`, a receipt is held to the key it names."""
    try:
        read = _read(content)
    except Unreadable:
        return Verdict((Found.UNREADABLE,))
    if isinstance(read, Receipt):
        return _check_receipt(read, content, key)
    note = read.note if isinstance(read, Growth) else read
    if key is None:
        return Verdict((Found.KEY_NEEDED,), head=note.head)
    if key.name != note.head.origin or not is_signed(note, key):
        return Verdict((Found.NOT_SIGNED,), key, note.head)
    return Verdict((), key, note.head)


def compare(content: bytes, older: bytes, growth: bytes = b"", *, key: Key | None = None) -> Verdict:
    """Check a file, and that its ledger continues the one of an older receipt; `growth` where the file is none itself."""
    before = check(older, key=key)
    now = check(content, key=key or before.key)
    if before.found or now.found or before.head is None or now.head is None:
        return now if now.found else replace(before, is_of_older=True)
    return Verdict(tuple(_compare(before.head, now.head, content, growth)), now.key, now.head, now.entries)


def _compare(before: Head, now: Head, content: bytes, growth: bytes) -> Iterator[Found]:
    if before.origin != now.origin:
        yield Found.OTHER_LEDGER
    elif now.size < before.size:
        yield Found.CUT_SHORT
    elif now.size == before.size:
        if now.root != before.root:
            yield Found.TWO_LEDGERS
    else:
        yield from _compare_grown(before, now, growth or content)


def _compare_grown(before: Head, now: Head, shown: bytes) -> Iterator[Found]:
    try:
        grown = read_growth(shown.decode())
    except ValueError:
        yield Found.GROWTH_NEEDED
        return
    if grown.old != before.size or grown.note.head != now:
        yield Found.OTHER_GROWTH
    elif not continues(before.size, before.root, now.size, now.root, grown.path):
        yield Found.REWRITTEN


def _check_receipt(receipt: Receipt, content: bytes, key: Key | None) -> Verdict:
    told = Verdict((), receipt.key, receipt.note.head if receipt.note else None, receipt.entries, receipt.sealed_by)

    def but(found: Found) -> Verdict:
        return Verdict((found,), told.key, told.head, told.entries, told.sealed_by)

    if not _is_as_written(content):
        return but(Found.TOUCHED)
    if any(not _is_told(entry) for entry in receipt.entries):
        return but(Found.OTHER_WORDS)
    if receipt.note is None or receipt.key is None:
        return but(Found.NOT_SEALED)
    if key is not None and receipt.key not in heirs(receipt.note, key):
        return but(Found.OTHER_KEY)
    if receipt.key.name != receipt.note.head.origin or not is_signed(receipt.note, receipt.key):
        return but(Found.NOT_SIGNED)
    if any(not _is_in(entry, receipt.note.head) for entry in receipt.entries):
        return but(Found.NOT_IN_LEDGER)
    return told


def _is_as_written(content: bytes) -> bool:
    try:
        return canonical(json.loads(content)) + b"\n" == content
    except (TypeError, ValueError, RecursionError):
        return False


def _is_told(entry: dict[str, Any]) -> bool:
    """Whether the words of an entry, if it has any, are those that were committed to."""
    if "told" not in entry:
        return True
    salt = bytes.fromhex(entry["salt"])
    return bool(sha256(salt + canonical(entry["told"])).hexdigest() == entry["commitment"])


def _is_in(entry: dict[str, Any], head: Head) -> bool:
    leaf = leaf_hash(canonical({name: entry[name] for name in _LEAF}))
    return root_with(leaf, entry["index"], head.size, [from_base64(node) for node in entry["path"]]) == head.root


def _read(content: bytes) -> Receipt | Growth | Note:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise Unreadable("not a text") from None
    if text.startswith("{"):
        return read_receipt(text)
    return read_growth(text) if text.startswith("old ") else read_note(text)


def read_receipt(text: str) -> Receipt:
    """A receipt, every member in its place and of its kind.

    :raises Unreadable: for any other text.
    """
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable("not JSON") from None
    is_sealed = isinstance(plain, dict) and "note" in plain
    members: dict[str, type] = {"entries": list, "format": str}
    members |= {"key": str, "note": str} if is_sealed else {"sealed_by": int}
    if not _has(plain, members) or plain["format"] != FORMAT or not plain["entries"]:
        raise Unreadable("not a receipt")
    for entry in plain["entries"]:
        _read_entry(entry, is_sealed=is_sealed)
    if not is_sealed and not 0 <= plain["sealed_by"] <= _LATEST:
        raise Unreadable("not a second of this calendar")
    key, note = (read_key(plain["key"]), read_note(plain["note"])) if is_sealed else (None, None)
    return Receipt(tuple(plain["entries"]), key, note, 0 if is_sealed else plain["sealed_by"])


def _read_entry(entry: Any, *, is_sealed: bool) -> None:
    members: dict[str, type] = {"id": str, "kind": str, "at": int, "commitment": str}
    if is_sealed:
        members |= {"index": int, "path": list}
    if isinstance(entry, dict) and "told" in entry:
        members |= {"told": dict, "salt": str}
    if not _has(entry, members):
        raise Unreadable("not an entry of a receipt")
    if not 0 <= entry["at"] <= _LATEST:
        raise Unreadable("not a second of this calendar")
    hashes = {"commitment": _HASH_BYTES, "id": _ID_BYTES} | ({"salt": _HASH_BYTES} if "told" in entry else {})
    if not all(_is_hex(entry[name], length) for name, length in hashes.items()):
        raise Unreadable("not an entry of a receipt")
    for node in entry.get("path", ()):
        if not isinstance(node, str):
            raise Unreadable("not an entry of a receipt")
        from_base64(node, _HASH_BYTES)


def _has(plain: Any, members: dict[str, type]) -> bool:
    """Whether a value has exactly these members, each of its kind."""
    return (
        isinstance(plain, dict)
        and plain.keys() == members.keys()
        and all(type(plain[name]) is kind for name, kind in members.items())
    )


def _is_hex(text: str, length: int) -> bool:
    return len(text) == 2 * length and set(text) <= set("0123456789abcdef")


def read_out(entry: dict[str, Any]) -> list[tuple[str, str]]:
    """The words of an entry that are read out, in the order of `LABELS`."""
    told = entry.get("told", {})
    inner = told.get("content")
    both = {**told, **(inner if isinstance(inner, dict) else {})}
    return [(label, str(both[name])) for name, label in LABELS.items() if isinstance(both.get(name), str | int)]


def moment(seconds: int) -> datetime:
    """A second of a leaf, as an instant."""
    return datetime.fromtimestamp(seconds, UTC)
