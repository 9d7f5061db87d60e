"""Whether a text may hold the number of a person: of an identity paper, or of a mobile phone. [law:pipl/第六条]

Rules of order:
- A number is looked for as a reader would put it together: whatever its figures look like (full width, 一二三, or those of
  cheques), and whatever stands between them, as long as that is neither a letter nor a figure.
- Nobody checks the last figure: a number with a slip in it still leads to somebody.
- Dates, times, amounts, document numbers and phones of offices are no numbers of persons. A number put together from several
  groups of figures begins and ends with one of them; and a day of these years, written with figures, belongs to none, unless
  what stands before it could be the six figures of a place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_MONTH_DAY = "(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_IDENTITY = f"[1-9][0-9]{{5}}(?:18|19|20)[0-9]{{2}}{_MONTH_DAY}[0-9]{{3}}[0-9X]"
#: As the first identity papers had it.
_SHORT_IDENTITY = f"[1-9][0-9]{{5}}[0-9]{{2}}{_MONTH_DAY}[0-9]{{3}}"
_MOBILE = "1[3-9][0-9]{9}"
_PREFIXED = f"(?:0{{0,2}}86|0)?{_MOBILE}"
_MOST = 18
_WHOLE = re.compile(f"{_IDENTITY}|{_PREFIXED}")
#: Only from few groups, or figure by figure: in 3、4、5 and so on to 13 there is one as well.
_SHORT_WHOLE, _FEW = re.compile(_SHORT_IDENTITY), frozenset({1, 2, 3, 4, 5, 15})
#: Within figures that nothing parts: with more of them before it, or after it.
_WITHIN = re.compile(f"{_IDENTITY}|^(?:{_SHORT_IDENTITY}|{_PREFIXED})|(?:{_SHORT_IDENTITY}|{_MOBILE})$")
_DAY_OF_THESE_YEARS = re.compile(
    r"(?<![0-9])(?<![0-9]{6}.)20[2-9][0-9]([-/.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12][0-9]|3[01])(?![0-9])"
)
_FIGURES = re.compile("[0-9X ]+")
#: What Unicode counts as a letter, or as no number, though it is read otherwise.
_READ_AS = {"两": "2", "○": "0", "\u25ef": "0", "×": "X", **dict.fromkeys("\u115f\u1160\u3164\uffa0", " ")}


def holds_number(words: str) -> bool:
    """Whether somebody's number may stand in a text."""
    folded = _DAY_OF_THESE_YEARS.sub("日", unicodedata.normalize("NFKC", words))
    read = "".join(map(_as_read, folded))
    return any(_is_number_among(run.group().split()) for run in _FIGURES.finditer(read))


def in_figures(words: str) -> str:
    """A text with every figure as 0 to 9, whatever it looks like; anything else as it stands."""
    return "".join(_figure(character) or character for character in unicodedata.normalize("NFKC", words))


def _as_read(character: str) -> str:
    """A figure as 0 to 9, a letter as a capital, anything else as a gap."""
    return _figure(character) or (character.upper() if character.isalpha() else " ")


def _figure(character: str) -> str:
    """What a character is read as where it is read as a figure; else ""."""
    if character in _READ_AS:
        return _READ_AS[character]
    value = unicodedata.numeric(character, None)
    return str(int(value)) if value is not None and value in range(10) else ""


def _is_number_among(groups: list[str]) -> bool:
    return any(map(_WITHIN.search, groups)) or any(
        _WHOLE.fullmatch(joined) or (count in _FEW and _SHORT_WHOLE.fullmatch(joined))
        for joined, count in _joined(groups)
    )


def _joined(groups: list[str]) -> Iterator[tuple[str, int]]:
    """Each group with those after it, as long as it may be one number; and of how many it is made."""
    for first in range(len(groups)):
        joined = ""
        for count, group in enumerate(groups[first:], 1):
            joined += group
            if len(joined) > _MOST:
                break
            yield joined, count
