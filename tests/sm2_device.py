"""What stands in front of a cryptographic device, as `chengxin witness init --sm2` asks it: `public` and `sign`.

    python tests/sm2_device.py FILE public|sign

FILE holds a PEM key of OpenSSL's, which signs. Only DER has to be taken apart: nothing here is the product's own arithmetic.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

#: OpenSSL's name for the signer where none was agreed on.
_AS = ("-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678")


def make(path: Path) -> Path:
    """A new key in a file."""
    _openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2", "-out", str(path))
    return path


def public(path: Path) -> bytes:
    """x and y."""
    return _openssl("pkey", "-in", str(path), "-pubout", "-outform", "DER")[-64:]


def sign(path: Path, message: bytes) -> bytes:
    """r and s."""
    with tempfile.NamedTemporaryFile() as file:  # OpenSSL asks how long it is
        file.write(message)
        file.flush()
        der = _openssl("pkeyutl", "-sign", *_AS, "-inkey", str(path), "-in", file.name)
    found = re.fullmatch(rb"\x30.\x02(.)(.*)", der, re.DOTALL)
    assert found is not None
    length = found[1][0]
    r, s = found[2][:length], found[2][length + 2 :]
    return b"".join(int.from_bytes(number, "big").to_bytes(32, "big") for number in (r, s))


def _openssl(*arguments: str) -> bytes:
    return subprocess.run(["openssl", *arguments], check=True, capture_output=True).stdout


if __name__ == "__main__":
    key, word = Path(sys.argv[1]), sys.argv[2]
    sys.stdout.buffer.write(public(key) if word == "public" else sign(key, sys.stdin.buffer.read()))
