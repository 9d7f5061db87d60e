"""The number of a decision in one written form, and what tells two decisions apart however they were typed."""

from __future__ import annotations

import re
from typing import Final

from chengxin.core.writing import compact

MAX_LENGTH = 128
#: Around a year officials type any of these; the official form is 〔2026〕.
_OPEN, _CLOSE = r"[\[(【〔［（{〖『<《]", r"[\])】〕］）}〗』>》]"
_YEAR = re.compile(rf"{_OPEN}((?:19|20)[0-9]{{2}}){_CLOSE}")
_BRACKETS = str.maketrans(dict.fromkeys("[【〔［（{〖『<《", "(") | dict.fromkeys("])】〕］）}〗』>》", ")"))
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－", "-"))

#: The official form, with leading zeros or without, and what `key` makes of it; for a column as well, so nothing that only
#: Python's expressions know.
PLAIN: Final = r"^([\x{4e00}-\x{9fff}]*[\x{4e00}-\x{5b56}\x{5b58}-\x{7b2b}\x{7b2d}-\x{9fff}])〔((?:19|20)[0-9]{2})〕0*([1-9][0-9]*)号$"
PLAIN_KEY: Final = "${1}〔${2}〕${3}"
_PLAIN = re.compile(re.sub(r"\\x\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), PLAIN))
#: A year, in brackets or before a mark and the serial number.
_IN_BRACKETS = re.compile(rf"{_OPEN}((?:19|20)[0-9]{{2}})年?{_CLOSE}")
_BARE = re.compile(rf"(?<![0-9]){_OPEN}?((?:19|20)[0-9]{{2}})(?=(?:[\W_第字年]|NO)+[0-9])")
_BETWEEN = re.compile(r"^(?:[\W_第字年]|NO(?=[\W_]*[0-9]))+")
_MARKS = re.compile(r"[\W_]+")
_ENDS_WORDS = re.compile(r"(?:字|第|(?![()])[\W_])+$")
_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
_LAST_WORD = re.compile(r"[^\W0-9A-Z_](?!.*[^\W0-9A-Z_])")


def normalise(text: str) -> str:
    """Half-width digits, no white space, one dash, and the year in 〔〕."""
    plain = compact(text).translate(_DASHES)
    return _YEAR.sub(r"〔\1〕", plain)


def key(text: str) -> str:
    """What the spellings of one number have in common: who decided, the year and the serial number. [law:pipl/第八条]

    字 and 第 before a number, 号 after it, marks, the brackets of a year and the zeros before a serial number tell nothing.
    Whatever else a number says stays, so that two numbers stay two; this is compared, and never shown.
    """
    plain = _PLAIN.match(text)
    if plain is not None:
        return f"{plain[1]}〔{plain[2]}〕{plain[3]}"
    written = normalise(text).upper().translate(_BRACKETS)
    year = _IN_BRACKETS.search(written) or _BARE.search(written)
    if year is None:
        return _without_marks(_without_zeros(_without_end(_without_words(written))))
    head = _without_marks(_ENDS_WORDS.sub("", written[: year.start()]), but="()")
    serial = _without_end(_BETWEEN.sub("", written[year.end() :]))
    return f"{head}〔{year[1]}〕{_without_marks(_without_zeros(serial))}"


def is_acceptable(number: str) -> bool:
    """Whether a normalised text can be a decision's number: it holds a digit, is printable and not too long."""
    return 0 < len(number) <= MAX_LENGTH and number.isprintable() and any(character.isdigit() for character in number)


def _without_words(number: str) -> str:
    """A number without a year: 字 and 第 directly before its figures tell nothing."""
    return re.sub(r"[\W_]*[字第](?:[字第]|[\W_])*(?=[0-9])", "", number)


def _without_end(number: str) -> str:
    return re.sub(r"(?:[号\u865f]|[\W_])+$", "", number)


def _without_zeros(number: str) -> str:
    """Without the zeros before figures that no word follows: those before a word are who decided."""
    word = _LAST_WORD.search(number)
    place = word.end() if word is not None else 0
    return number[:place] + _ZEROS.sub("", number[place:])


def _without_marks(number: str, *, but: str = "") -> str:
    """One dash where marks stand between two figures or letters, nothing where they stand elsewhere."""

    def mark(found: re.Match[str]) -> str:
        kept = "".join(one for one in found[0] if one in but)
        around = number[: found.start()][-1:] + number[found.end() :][:1]
        return kept or ("-" if len(around) == 2 and around.isascii() and around.isalnum() else "")

    return _MARKS.sub(mark, number)
