"""Signatures of two persons over a law directory. Knows no Django, so that law can be signed anywhere.

A signature is about the digest of every file of the directory but the signatures themselves: one changed byte, and nobody
signed it. [law:pipl/第五十一条]
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from chengxin.apps.ledger import signatures
from chengxin.apps.ledger.signatures import Verdict
from chengxin.lawbook.load import digest
from chengxin.lawbook.table import SIGNATURE_SUFFIX, SIGNATURES

_ABOUT = b"chengxin law directory, sha-256 digest\n"


def sign(root: Path, *, signer: str, key: Path) -> Path:
    """Write one person's signature over a law directory into it.

    :raises KeyUnusable: for a file that is no Ed25519 private key, or a name that cannot be that of a file.
    """
    content = signatures.sign(digest(root), about=_ABOUT, signer=signer, key=key)
    path = root / SIGNATURES / f"{signer}{SIGNATURE_SUFFIX}"
    path.parent.mkdir(exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def verify(root: Path, signers: Mapping[str, Path]) -> Verdict:
    """Who of the named persons signed this directory as it is now.

    :raises KeyUnusable: when a public key cannot be read, or two persons have one key.
    """
    files = (root / SIGNATURES).glob(f"*{SIGNATURE_SUFFIX}")
    return signatures.judge(digest(root), files, about=_ABOUT, signers=signers)
