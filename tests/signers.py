"""Persons who sign, with key files of their own."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

FIRST, SECOND = "葛德鸿", "莫晓岚"


class Signers:
    """Two persons with their key files, and whoever is made besides."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.public = {name: self.make(name) for name in (FIRST, SECOND)}

    @property
    def setting(self) -> str:
        """As CHENGXIN_LAW_SIGNERS names them."""
        return ",".join(f"{name}={path}" for name, path in self.public.items())

    def make(self, name: str) -> Path:
        key = Ed25519PrivateKey.generate()
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (self.folder / f"{name}.pem").write_bytes(private)
        public = self.folder / f"{name}.pub"
        public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        return public

    def key(self, name: str) -> Path:
        return self.folder / f"{name}.pem"
