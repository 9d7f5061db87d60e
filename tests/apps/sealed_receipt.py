"""A receipt made without a database, for tests that look at very many of them."""

from __future__ import annotations

from functools import cache
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chengxin.apps.ledger.offline import FORMAT
from chengxin.core.canonical import canonical
from chengxin.core.merkle import Frontier, leaf_hash
from chengxin.core.notes import Head, Key, Note, Signature, to_base64
from chengxin.core.proofs import inclusion

LEAVES, RECEIPTED = 11, (3, 10)
_SECRET = Ed25519PrivateKey.from_private_bytes(b"s" * 32)


@cache
def sealed_receipt() -> bytes:
    """Two of eleven leaves; the first with its words."""
    told, salt = {"is_confirmed": True, "reason": "“核对过”\u2028\u007f"}, b"t" * 32
    leaves = [
        {"at": 1_795_000_000 + n, "commitment": sha256(b"%d" % n).hexdigest(), "id": f"{n:032x}", "kind": "row_held"}
        for n in range(LEAVES)
    ]
    leaves[RECEIPTED[0]]["commitment"] = sha256(salt + canonical(told)).hexdigest()
    hashes = [leaf_hash(canonical(leaf)) for leaf in leaves]

    def subtree(begin: int, end: int) -> bytes:
        return Frontier().extended(hashes[begin:end]).root()

    head = Head("example.invalid/ledger", LEAVES, Frontier().extended(hashes).root())
    key = Key(head.origin, _SECRET.public_key().public_bytes_raw())
    note = Note(head, (Signature(key.name, key.id, _SECRET.sign(head.text.encode())),))
    entries = [
        {**leaves[n], "index": n, "path": [to_base64(node) for node in inclusion(n, LEAVES, subtree)]}
        for n in RECEIPTED
    ]
    entries[0] |= {"told": told, "salt": salt.hex()}
    return canonical({"format": FORMAT, "entries": entries, "key": key.text, "note": note.text}) + b"\n"
