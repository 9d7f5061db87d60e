"""The 18-character unified social credit code of a body (GB 32100-2015): its written form and check character."""

from __future__ import annotations

from functools import lru_cache

from chengxin.core.writing import compact

#: Without I, O, S, V and Z, which are read as digits.
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUE = {character: value for value, character in enumerate(_ALPHABET)}


def normalise(text: str) -> str:
    """Half-width, no white space, upper case."""
    return compact(compact(text).upper())


def check_character(first_seventeen: str) -> str:
    """The eighteenth character of a code.

    :raises KeyError: for a character that no code holds.
    """
    total = sum(_VALUE[character] * pow(3, place, 31) for place, character in enumerate(first_seventeen))
    return _ALPHABET[-total % 31]


@lru_cache(maxsize=1024)
def is_valid(code: str) -> bool:
    """Whether a normalised code is well formed and its check character right."""
    if len(code) != 18 or any(character not in _VALUE for character in code):
        return False
    return check_character(code[:17]) == code[17]
