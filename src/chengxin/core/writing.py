"""Half-width and without white space: the form in which codes, numbers and listed words are compared."""

from __future__ import annotations

import unicodedata


def compact(text: str) -> str:
    """NFKC without white space, until nothing changes: taking a space away can bring two characters together."""
    if text.isascii() or unicodedata.is_normalized("NFKC", text):
        joined = "".join(text.split())
        if text.isascii() or joined == text:
            return joined
    before = None
    while before != text:
        before, text = text, "".join(unicodedata.normalize("NFKC", text).split())
    return text
