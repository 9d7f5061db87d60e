"""The number of a decision in one written form, so that the same decision is the same however it was typed."""

from __future__ import annotations

import re

from chengxin.core.writing import compact

MAX_LENGTH = 128
#: Around a year officials type any of these; the official form is 〔2026〕.
_YEAR = re.compile(r"[\[(【〔［（{〖『<《]((?:19|20)[0-9]{2})[\])】〕］）}〗』>》]")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－", "-"))


def normalise(text: str) -> str:
    """Half-width digits, no white space, one dash, and the year in 〔〕."""
    plain = compact(text).translate(_DASHES)
    return _YEAR.sub(r"〔\1〕", plain)


def is_acceptable(number: str) -> bool:
    """Whether a normalised text can be a decision's number: it holds a digit, is printable and not too long."""
    return 0 < len(number) <= MAX_LENGTH and number.isprintable() and any(character.isdigit() for character in number)
