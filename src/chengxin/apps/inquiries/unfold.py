"""Open a stored answer and compare every part of it with its signature: page, replay and `ledger verify` do it alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag

from chengxin.apps.ledger.batch import open_under, read_content
from chengxin.apps.ledger.keyring import keys
from chengxin.apps.ledger.signing import is_by_us
from chengxin.core.canonical import canonical

if TYPE_CHECKING:
    from chengxin.apps.inquiries.models import Answer, Fragment


@dataclass(frozen=True, slots=True)
class Unfolded:
    """The envelope, each fragment's bytes (`None` once destroyed), and a sentence for whatever was touched."""

    envelope: dict[str, Any] | None
    fragments: tuple[bytes | None, ...]
    touched: tuple[str, ...]


def unfold(given: Answer, fragments: Sequence[Fragment]) -> Unfolded:
    """Open an answer. `fragments` are all of its own, in order, each with its version."""
    envelope = read_content(given)
    if envelope is None:
        return Unfolded(None, (), ())
    touched = [] if _is_signed(given, envelope) else ["答复的签名不对"]
    promised = [fragment["commitment"] for fragment in envelope["fragments"]]
    if len(promised) != len(fragments):
        return Unfolded(envelope, (), (*touched, "答复里显示的内容少了，或者多了"))
    plain: list[bytes | None] = []
    for commitment, fragment in zip(promised, fragments, strict=True):
        opened = _open(fragment)
        if opened is not None and sha256(opened).hexdigest() != commitment:
            touched.append("答复里显示的内容被动过")
        plain.append(opened)
    return Unfolded(envelope, tuple(plain), tuple(touched))


def _is_signed(given: Answer, envelope: dict[str, Any]) -> bool:
    return is_by_us(bytes(given.signature), canonical(envelope), keys())


def _open(fragment: Fragment) -> bytes | None:
    try:
        return open_under(fragment.version, bytes(fragment.content))
    except InvalidTag:
        return b""
