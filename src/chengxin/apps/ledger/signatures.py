"""Detached signatures of two persons over a digest. Knows no Django, so that anybody can sign on a machine of their own.

`about` says over the digest of what: who signed a law directory signed no restore. Who may sign stands in the deployment's
settings, never beside what is signed. [law:pipl/第五十一条]
"""

from __future__ import annotations

import tomllib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

#: So many different persons, with as many different keys.
NEEDED = 2


class KeyUnusable(Exception):
    """A key file that cannot be used; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who signed exactly this, and what is wrong with the other signatures."""

    digest: str
    signed_by: tuple[str, ...]
    problems: tuple[str, ...]
    signatures: tuple[str, ...] = ()
    """Of those who signed, in their order."""

    @property
    def is_signed(self) -> bool:
        return len(self.signed_by) >= NEEDED


def sign(found: str, *, about: bytes, signer: str, key: Path) -> str:
    """One person's signature over a digest, as it stands in a file of its own.

    :raises KeyUnusable: for a file that is no Ed25519 private key, or a name that cannot be that of a file.
    """
    if not signer.strip() or set(signer) & set('/\\."\n') or signer != signer.strip():
        raise KeyUnusable("签名的人请写姓名，不能有标点、换行和头尾的空格。")
    content = _read(key)
    try:
        private = load_pem_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        private = None
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyUnusable(f"{key}不是没有口令的Ed25519私钥（PEM）。请用openssl genpkey -algorithm ed25519生成。")
    signature = b64encode(private.sign(_message(found, about, signer))).decode()
    return f'signer = "{signer}"\ndigest = "{found}"\nsignature = "{signature}"\n'


def judge(found: str, files: Iterable[Path], *, about: bytes, signers: Mapping[str, Path]) -> Verdict:
    """Who of the named persons signed this digest. `signers` are names with files of public keys.

    :raises KeyUnusable: when a public key cannot be read, or two persons have one key.
    """
    keys = public_keys(signers)
    signed, problems = dict[str, str](), list[str]()
    for path in sorted(files):
        signer, signature, problem = _judge(path, found, about, keys)
        if problem:
            problems.append(f"{path.parent.name}/{path.name}：{problem}")
        else:
            signed.setdefault(signer, signature)
    return Verdict(found, tuple(signed), tuple(problems), tuple(signed.values()))


def public_keys(signers: Mapping[str, Path]) -> dict[str, Ed25519PublicKey]:
    """The public key of each person.

    :raises KeyUnusable: when one cannot be read, or two persons have one key: one person cannot be two.
    """
    keys = {name: _public_key(path) for name, path in signers.items()}
    if len({key.public_bytes_raw() for key in keys.values()}) < len(keys):
        raise KeyUnusable("有两个人的公钥是同一把。要两个不同的人各用自己的密钥。")
    return keys


def _judge(path: Path, found: str, about: bytes, keys: Mapping[str, Ed25519PublicKey]) -> tuple[str, str, str]:
    """The signer, the signature, and what is wrong with it."""
    try:
        plain = tomllib.loads(path.read_text(encoding="utf-8"))
        signer, signed, signature = (str(plain[name]) for name in ("signer", "digest", "signature"))
        given = b64decode(signature, validate=True)
    except (KeyError, ValueError):
        return "", "", "读不出来。请重新签。"
    if signer not in keys:
        return signer, signature, f"设置里没有{signer}这个签名人。"
    if signed != found:
        why = f"{signer}签的是另一个内容（{signed[:12]}），现在是{found[:12]}。签名以后改过，请核对以后重新签。"
        return signer, signature, why
    try:
        keys[signer].verify(given, _message(found, about, signer))
    except InvalidSignature:
        return signer, signature, f"不是{signer}的密钥签的。"
    return signer, signature, ""


def _message(found: str, about: bytes, signer: str) -> bytes:
    return about + found.encode() + b"\n" + signer.encode()


def _public_key(path: Path) -> Ed25519PublicKey:
    try:
        key = load_pem_public_key(_read(path))
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise KeyUnusable(f"{path}不是Ed25519公钥（PEM）。请用openssl pkey -pubout取出。")
    return key


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise KeyUnusable(f"读不到密钥文件：{path}。请核对。") from None
