"""The 18-digit citizen number: one written form, its check character, the birth date in it. [law:pipl/第二十八条]

The division code is never a reason to refuse: divisions are merged and renamed, and people keep their number.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import StrEnum

from chengxin.core.writing import compact

#: ISO 7064 MOD 11-2 as GB 11643 writes it.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_SHAPE = re.compile(r"[0-9]{17}[0-9X]", re.ASCII)
_OLD_SHAPE = re.compile(r"[0-9]{15}", re.ASCII)
#: A number that Excel turned into a figure and a CSV then wrote down: 2.31102E+17.
_FIGURE = re.compile(r"[0-9](\.[0-9]+)?E\+?[0-9]{1,2}|[0-9]{15,18}\.0+", re.ASCII)
#: Excel keeps this mark in front of a figure stored as text, and some exports leave it in.
_TEXT_MARKS = "'‘’`"

ADULT_YEARS = 18


class NumberFault(StrEnum):
    """What is wrong with a number as written."""

    SHAPE = "shape"
    FIFTEEN_DIGITS = "fifteen_digits"
    FIGURE = "figure"
    CHECK = "check"
    BIRTH_DATE = "birth_date"


def normalise(text: str) -> str:
    """The written form: half-width, no white space, upper-case X, without Excel's text mark."""
    return compact(compact(text).upper()).lstrip(_TEXT_MARKS)


def check_character(first_seventeen: str) -> str:
    """The eighteenth character of a number."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_seventeen, strict=True))
    return _CHECK[total % 11]


def fault(number: str) -> NumberFault | None:
    """What is wrong with a normalised number, if anything."""
    if not _SHAPE.fullmatch(number):
        return _shape_fault(number)
    if _date_in(number) is None:
        return NumberFault.BIRTH_DATE
    return None if check_character(number[:17]) == number[17] else NumberFault.CHECK


def birth_date(number: str) -> date:
    """The date a normalised number states.

    :raises ValueError: for a number that holds no real date.
    """
    born = _date_in(number)
    if born is None:
        raise ValueError("not a citizen number")
    return born


def is_adult_on(number: str, day: date) -> bool:
    """Whether the person is an adult on that day."""
    return adult_from(birth_date(number)) <= day


def adult_from(born: date) -> date:
    """The first day of adulthood: the one after the eighteenth birthday, as courts count full years (法释〔2006〕1号第二条, for
    crimes). Whether it is so for every other act is not confirmed, and what is not works against nobody: less may enter."""
    try:
        birthday = born.replace(year=born.year + ADULT_YEARS)
    except ValueError:
        # 18 years after a leap year never is one.
        birthday = date(born.year + ADULT_YEARS, 3, 1)
    return birthday + timedelta(days=1)


def mask(number: str) -> str:
    """First and last four characters: 2311****0035. A text too short to hide anything in is hidden whole."""
    return f"{number[:4]}****{number[-4:]}" if len(number) >= 12 else "****"


def _shape_fault(number: str) -> NumberFault:
    if _OLD_SHAPE.fullmatch(number):
        return NumberFault.FIFTEEN_DIGITS
    return NumberFault.FIGURE if _FIGURE.fullmatch(number) else NumberFault.SHAPE


def _date_in(number: str) -> date | None:
    if not _SHAPE.fullmatch(number):
        return None
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
