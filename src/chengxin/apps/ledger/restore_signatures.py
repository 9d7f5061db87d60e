"""Signatures of two persons over the text of a restore, in files beside it. Knows no Django. [law:pipl/第五十一条]"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from glob import escape
from hashlib import sha256
from pathlib import Path

from chengxin.apps.ledger import signatures
from chengxin.apps.ledger.signatures import Verdict

_ABOUT = b"chengxin restore, sha-256 digest\n"


def sign(text: Path, *, signer: str, key: Path) -> Path:
    """Write one person's signature over a text beside it.

    :raises KeyUnusable: for a file that is no Ed25519 private key, or a name that cannot be that of a file.
    """
    content = signatures.sign(sha256(text.read_bytes()).hexdigest(), about=_ABOUT, signer=signer, key=key)
    path = text.with_name(f"{text.name}.{signer}.sig")
    path.write_text(content, encoding="utf-8")
    return path


def files_of(text: Path) -> list[Path]:
    """Where signatures of a text lie."""
    return sorted(text.parent.glob(f"{escape(text.name)}.*.sig"))


def verify(content: bytes, files: Iterable[Path], signers: Mapping[str, Path]) -> Verdict:
    """Who of the named persons signed a text of exactly these bytes.

    :raises KeyUnusable: when a public key cannot be read, or two persons have one key.
    """
    return signatures.judge(sha256(content).hexdigest(), files, about=_ABOUT, signers=signers)
