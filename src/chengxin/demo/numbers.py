"""Identity numbers for invented people: valid in every respect, and of nobody alive. [law:pipl/第二十八条]"""

from __future__ import annotations

from datetime import date

from chengxin.core.facts import DocumentType, Identity
from chengxin.core.identity_number import check_character

FIRST_YEAR, LAST_YEAR = 1880, 1899


def citizen_number(division: str, born: date, place: int) -> str:
    """The number of the `place`-th person registered in a division on a day.

    :raises ValueError: for a birth date on which somebody alive could have been born, and for a place beyond three digits.
    """
    if not 0 <= place <= 999:
        raise ValueError("three digits hold the place")
    if not FIRST_YEAR <= born.year <= LAST_YEAR:
        raise ValueError("the demo invents only people born between 1880 and 1899")
    first = f"{division}{born:%Y%m%d}{place:03d}"
    return first + check_character(first)


def invented(name: str, division: str, born: date, place: int) -> Identity:
    """An invented person."""
    return Identity(DocumentType.CITIZEN_ID, citizen_number(division, born, place), name)
