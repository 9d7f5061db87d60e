"""Somebody outside who keeps the last head they saw, and cosigns only what continues it: C2SP's tlog-witness.

A court or an archive runs it on a machine of its own: with files where there is no network (`chengxin witness cosign`), over
HTTP where there is one (`chengxin witness serve`). What it keeps is in one folder. What it refuses although the
log signed it may be evidence, and is kept as well. Knows no Django. [law:pipl/第五十四条]
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chengxin.apps.ledger import sm2
from chengxin.apps.ledger.device import ask
from chengxin.apps.ledger.offline import Found
from chengxin.apps.ledger.on_disk import sync
from chengxin.apps.ledger.signing import is_signed
from chengxin.core.merkle import EMPTY
from chengxin.core.notes import (
    COSIGNED,
    COSIGNED_SM2,
    Growth,
    Head,
    Key,
    Note,
    Signature,
    cosigned,
    read_key,
    read_note,
)
from chengxin.core.proofs import continues

_SECRET, _DEVICE, _LOG, _OWN, _LATEST, _COSIGNED, _EVIDENCE = (
    "secret",
    "device.json",
    "log.txt",
    "witness.txt",
    "latest.txt",
    "cosigned.txt",
    "evidence",
)
#: What an honest log never shows by itself.
BETRAYALS = frozenset({Found.CUT_SHORT, Found.TWO_LEDGERS, Found.REWRITTEN})
#: Two signed heads of one size and two roots prove themselves, and only the log can make them: all of them are kept. Anybody
#: can carry an old head here, or a true one with a false path: of these so many are kept, so that nobody fills the disk.
_MOST_DOUBTFUL = 1000


class NotSigned(Exception):
    """The device that signs for a witness gave something else."""


class NotCosigned(Exception):
    """What a witness was shown does not continue what it knows: what was found, and how many leaves it knows."""

    def __init__(self, found: Found, known: int) -> None:
        super().__init__(found.value)
        self.found, self.known = found, known


def judge(latest: Head | None, shown: Growth, log: Key) -> Found | None:
    """What keeps a witness from cosigning; `None` where nothing does."""
    head, start = shown.note.head, latest.size if latest is not None else 0
    if head.origin != log.name:
        return Found.OTHER_LEDGER
    if not is_signed(shown.note, log):
        return Found.NOT_SIGNED
    if head.size < start:
        return Found.CUT_SHORT
    if latest is not None and head.size == start and head.root != latest.root:
        return Found.TWO_LEDGERS
    if shown.old != start:
        return Found.OTHER_GROWTH
    if not continues(start, latest.root if latest is not None else EMPTY, head.size, head.root, shown.path):
        return Found.REWRITTEN
    return None


def begin(place: Path, *, name: str, log: Key, device: Sequence[str] = ()) -> Key:
    """Make a witness of one log in a new folder; its public key. It signs with an Ed25519 key of its own, or with SM2 by a
    command in front of a `device`: asked `public` it gives x and y, asked `sign` it signs its standard input and gives r and s.

    :raises FileExistsError: where there is one: what it keeps must not be forgotten.
    :raises NoAnswer, NotSigned: when the device does not answer, or its first signature is not of the key that it gave.
    """
    if place.exists():
        raise FileExistsError(place)
    if device:
        own = Key(name, ask(device, "public"), COSIGNED_SM2)
        _signed_by(device, own, b"")
        place.mkdir(parents=True, mode=0o700)
        _write(place / _DEVICE, json.dumps(list(device)).encode())
    else:
        secret = Ed25519PrivateKey.generate()
        own = Key(name, secret.public_key().public_bytes_raw(), COSIGNED)
        place.mkdir(parents=True, mode=0o700)
        _write(place / _SECRET, secret.private_bytes_raw())
    _write(place / _LOG, f"{log.text}\n".encode())
    _write(place / _OWN, f"{own.text}\n".encode())
    return own


def cosign(place: Path, shown: Growth, *, at: int) -> Note:
    """Cosign a head that continues the last one, as seen at a second. The head is kept before the signature is given.

    :raises NotCosigned: for any other head.
    :raises NoAnswer, NotSigned: when the device that signs does not.
    """
    with _alone(place):
        log, known = log_key(place), latest(place)
        found = judge(known, shown, log)
        if found is not None:
            if found in BETRAYALS:
                _keep_evidence(place, found, shown, log)
            raise NotCosigned(found, known.size if known is not None else 0)
        head = shown.note.head
        signed = Note(head, tuple(one for one in shown.note.signatures if one.is_by(log))[:1])
        _write(place / _LATEST, signed.text.encode())
        own = own_key(place)
        ours = Signature(own.name, own.id, at.to_bytes(8, "big") + _sign(place, own, cosigned(head, at)))
        _write(place / _COSIGNED, Note(head, (*signed.signatures, ours)).text.encode())
    return Note(head, (ours,))


def latest(place: Path) -> Head | None:
    """The last head that this witness kept."""
    path = place / _LATEST
    return read_note(path.read_text(encoding="utf-8")).head if path.exists() else None


def shown_to_all(place: Path) -> str | None:
    """The last head with the log's signature and this witness's, for whoever compares; `None` before the first."""
    path = place / _COSIGNED
    return path.read_text(encoding="utf-8") if path.exists() else None


def own_key(place: Path) -> Key:
    """The public key of this witness."""
    return read_key((place / _OWN).read_text(encoding="utf-8").strip())


def log_key(place: Path) -> Key:
    """The public key of the log that it watches."""
    return read_key((place / _LOG).read_text(encoding="utf-8").strip())


def evidence(place: Path) -> list[Path]:
    """What it kept of what it refused."""
    return sorted((place / _EVIDENCE).glob("*.txt"))


def _sign(place: Path, own: Key, message: bytes) -> bytes:
    if own.kind == COSIGNED_SM2:
        return _signed_by(json.loads((place / _DEVICE).read_bytes()), own, message)
    return Ed25519PrivateKey.from_private_bytes((place / _SECRET).read_bytes()).sign(message)


def _signed_by(device: Sequence[str], own: Key, message: bytes) -> bytes:
    """What a device signed; nothing that is wrong is given away."""
    signature = ask(device, "sign", told=message)
    if not sm2.is_signature(own.public, signature, message):
        raise NotSigned
    return signature


def _keep_evidence(place: Path, found: Found, shown: Growth, log: Key) -> None:
    """Once for each head that the log signed: what else stands in a request anybody can write."""
    folder = place / _EVIDENCE
    folder.mkdir(exist_ok=True)
    signed = Note(shown.note.head, tuple(one for one in shown.note.signatures if one.is_by(log))[:1])
    path = folder / f"{found.value}-{sha256(signed.text.encode()).hexdigest()}.txt"
    doubtful = sum(not one.name.startswith(Found.TWO_LEDGERS.value) for one in evidence(place))
    if not path.exists() and (found is Found.TWO_LEDGERS or doubtful < _MOST_DOUBTFUL):
        _write(path, Growth(shown.old, shown.path, signed).text.encode())


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """One at a time: two who cosign at once could forget the longer of two heads."""
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, and wait until it lies on the disk."""
    draft = path.with_name(f"{path.name}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync(path.parent)
