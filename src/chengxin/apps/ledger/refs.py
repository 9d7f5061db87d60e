"""Public references: random, short, readable aloud. Numbers of rows are never shown."""

from __future__ import annotations

import secrets

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_ref() -> str:
    """Ten characters, about 49 bits; says nothing about when or how many."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(10))
