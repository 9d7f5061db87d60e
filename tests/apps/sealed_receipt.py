"""Receipts made without a database, for tests that look at very many of them."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chengxin.apps.ledger.offline import FORMAT
from chengxin.core.canonical import canonical
from chengxin.core.merkle import Frontier, leaf_hash
from chengxin.core.notes import Growth, Head, Key, Note, Signature, handed, handing, to_base64
from chengxin.core.proofs import consistency, inclusion

SIZE, GROWN = 11, 14
ORIGIN = "example.invalid/ledger"
_SECRET = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
_KEY = Key(ORIGIN, _SECRET.public_key().public_bytes_raw())
_NEXT_SECRET = Ed25519PrivateKey.from_private_bytes(b"n" * 32)
_NEXT = Key(ORIGIN, _NEXT_SECRET.public_key().public_bytes_raw())
_TOLD = {"is_confirmed": True, "reason": "“核对过”\u2028\u007f"}
_SALT = b"t" * 32


@cache
def sealed_receipt() -> bytes:
    """Two of eleven leaves; the first with its words."""
    return _receipt(SIZE, (3, 10), fork=False)


@cache
def grown_receipt(*, fork: bool = False) -> bytes:
    """A leaf of the same ledger, three leaves later; or of one whose second leaf is another."""
    return _receipt(GROWN, (12,), fork=fork)


@cache
def growth_between(*, old: int = SIZE, new: int = GROWN, fork: bool = False) -> bytes:
    """How the one became the other."""
    path = consistency(old, new, _subtrees(fork=fork))
    return Growth(old, tuple(path), _note(new, fork=fork)).text.encode()


@cache
def handed_receipt(*, is_true: bool = True) -> bytes:
    """`grown_receipt` after the log's key was changed: by the key that the first one named, or that says so itself."""
    plain, note = json.loads(grown_receipt()), _note(GROWN, fork=False)
    return canonical({**plain, "key": _NEXT.text, "note": _handed(note, is_true=is_true).text}) + b"\n"


@cache
def handed_growth(*, is_true: bool = True) -> bytes:
    """`growth_between` to such a head."""
    path = consistency(SIZE, GROWN, _subtrees(fork=False))
    return Growth(SIZE, tuple(path), _handed(_note(GROWN, fork=False), is_true=is_true)).text.encode()


def _handed(note: Note, *, is_true: bool) -> Note:
    told = (_SECRET if is_true else _NEXT_SECRET).sign(handed(_KEY, _NEXT))
    own = Signature(_NEXT.name, _NEXT.id, _NEXT_SECRET.sign(note.head.text.encode()))
    return Note(note.head, (own, handing(_KEY, _NEXT, told)))


def log_key() -> Key:
    return _KEY


def _receipt(size: int, receipted: tuple[int, ...], *, fork: bool) -> bytes:
    subtree = _subtrees(fork=fork)
    entries = [
        {**_leaf(n, fork=fork), "index": n, "path": [to_base64(node) for node in inclusion(n, size, subtree)]}
        for n in receipted
    ]
    for entry in entries:
        if entry["index"] == 3:
            entry |= {"told": _TOLD, "salt": _SALT.hex()}
    note = _note(size, fork=fork)
    return canonical({"format": FORMAT, "entries": entries, "key": _KEY.text, "note": note.text}) + b"\n"


def _note(size: int, *, fork: bool) -> Note:
    head = Head(ORIGIN, size, Frontier().extended(_hashes(fork=fork)[:size]).root())
    return Note(head, (Signature(_KEY.name, _KEY.id, _SECRET.sign(head.text.encode())),))


def _subtrees(*, fork: bool) -> Any:
    return lambda begin, end: Frontier().extended(_hashes(fork=fork)[begin:end]).root()


def _hashes(*, fork: bool) -> list[bytes]:
    return [leaf_hash(canonical(_leaf(n, fork=fork))) for n in range(GROWN)]


def _leaf(n: int, *, fork: bool) -> dict[str, Any]:
    commitment = sha256(_SALT + canonical(_TOLD)) if n == 3 else sha256(b"%d %d" % (n, fork and n == 1))
    return {"at": 1_795_000_000 + n, "commitment": commitment.hexdigest(), "id": f"{n:032x}", "kind": "row_held"}


def signed_head(size: int, *, root: bytes | None = None) -> Note:
    """The head over so many of its leaves; or what its owner signed instead."""
    if root is None:
        return _note(size, fork=False)
    head = Head(ORIGIN, size, root)
    return Note(head, (Signature(_KEY.name, _KEY.id, _SECRET.sign(head.text.encode())),))
