"""Public references: random, short, readable aloud. Numbers of rows are never shown."""

from __future__ import annotations

import os

_ALPHABET = b"23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 10
#: Eight whole alphabets fit in a byte; what is left over would make the first letters likelier, and is thrown away.
_FAIR = len(_ALPHABET) * 8
_TO_LETTERS = bytes(_ALPHABET[byte % len(_ALPHABET)] for byte in range(256))
_UNFAIR = bytes(range(_FAIR, 256))


def new_ref() -> str:
    """Ten characters, about 49 bits; says nothing about when or how many."""
    return new_refs(1)[0]


def new_refs(count: int) -> list[str]:
    """So many references at once."""
    letters = b""
    while len(letters) < count * _LENGTH:
        letters += os.urandom(count * _LENGTH + count + 16).translate(_TO_LETTERS, _UNFAIR)
    text = letters.decode()
    return [text[start : start + _LENGTH] for start in range(0, count * _LENGTH, _LENGTH)]
