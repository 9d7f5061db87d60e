"""Detached signatures of two persons over a law directory. Knows no Django, so that law can be signed anywhere.

A signature is about the digest of every file of the directory but the signatures themselves: one changed byte, and nobody
signed it. Who may sign stands in the deployment's settings, never in the directory. [law:pipl/第五十一条]
"""

from __future__ import annotations

import tomllib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from chengxin.lawbook.load import digest
from chengxin.lawbook.table import SIGNATURE_SUFFIX, SIGNATURES

#: So many different persons, with as many different keys.
NEEDED = 2
_ABOUT = b"chengxin law directory, sha-256 digest\n"


class KeyUnusable(Exception):
    """A key file that cannot be used; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who signed exactly this directory, and what is wrong with the other signatures."""

    digest: str
    signed_by: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def is_signed(self) -> bool:
        return len(self.signed_by) >= NEEDED


def sign(root: Path, *, signer: str, key: Path) -> Path:
    """Write one person's signature over a law directory into it.

    :raises KeyUnusable: for a file that is no Ed25519 private key, or a name that cannot be that of a file.
    """
    if not signer.strip() or set(signer) & set('/\\."\n') or signer != signer.strip():
        raise KeyUnusable("签名的人请写姓名，不能有标点、换行和头尾的空格。")
    found, content = digest(root), _read(key)
    try:
        private = load_pem_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        private = None
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyUnusable(f"{key}不是没有口令的Ed25519私钥（PEM）。请用openssl genpkey -algorithm ed25519生成。")
    signature = b64encode(private.sign(_message(found, signer))).decode()
    path = root / SIGNATURES / f"{signer}{SIGNATURE_SUFFIX}"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'signer = "{signer}"\ndigest = "{found}"\nsignature = "{signature}"\n', encoding="utf-8")
    return path


def verify(root: Path, signers: Mapping[str, Path]) -> Verdict:
    """Who of the named persons signed this directory as it is now. `signers` are names with files of public keys.

    :raises KeyUnusable: when a public key cannot be read, or two persons have one key.
    """
    keys = public_keys(signers)
    found = digest(root)
    signed, problems = list[str](), list[str]()
    for path in sorted((root / SIGNATURES).glob(f"*{SIGNATURE_SUFFIX}")):
        signer, problem = _judge(path, found, keys)
        if problem:
            problems.append(f"{SIGNATURES}/{path.name}：{problem}")
        elif signer not in signed:
            signed.append(signer)
    return Verdict(found, tuple(signed), tuple(problems))


def public_keys(signers: Mapping[str, Path]) -> dict[str, Ed25519PublicKey]:
    """The public key of each person.

    :raises KeyUnusable: when one cannot be read, or two persons have one key: one person cannot be two.
    """
    keys = {name: _public_key(path) for name, path in signers.items()}
    if len({key.public_bytes_raw() for key in keys.values()}) < len(keys):
        raise KeyUnusable("有两个人的公钥是同一把。要两个不同的人各用自己的密钥。")
    return keys


def _judge(path: Path, found: str, keys: Mapping[str, Ed25519PublicKey]) -> tuple[str, str]:
    """The signer, and what is wrong with the signature."""
    try:
        plain = tomllib.loads(path.read_text(encoding="utf-8"))
        signer, signed, signature = (str(plain[name]) for name in ("signer", "digest", "signature"))
        given = b64decode(signature, validate=True)
    except (KeyError, ValueError):
        return "", "读不出来。请重新签。"
    if signer not in keys:
        return signer, f"设置里没有{signer}这个签名人。"
    if signed != found:
        return (
            signer,
            f"{signer}签的是另一个内容（{signed[:12]}），现在是{found[:12]}。签名以后改过，请核对以后重新签。",
        )
    try:
        keys[signer].verify(given, _message(found, signer))
    except InvalidSignature:
        return signer, f"不是{signer}的密钥签的。"
    return signer, ""


def _message(found: str, signer: str) -> bytes:
    return _ABOUT + found.encode() + b"\n" + signer.encode()


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
