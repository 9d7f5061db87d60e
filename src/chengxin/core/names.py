"""Names: kept as written; folded only to compare; refused when what arrived cannot be what the person is called.

Two names that fold equal are not thereby one person: only a number joins. Rare characters (𠮷 䶮 㐱) pass untouched.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

MAX_LENGTH = 200
_INTERPUNCTS = str.maketrans(dict.fromkeys("·•・․‧∙⋅⸱･", "·") | {"．": "·"})
_PRIVATE = "\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796\ue7c7"
_PUBLISHED = "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19\u1e3f"
#: What GBK systems kept in U+E815..U+E864, in order, because Unicode had no place for it yet. GB 18030-2005, and Python
#: with it, still puts fourteen of them there; GB 18030-2022 gives every one its own place.
_GBK_PRIVATE = (
    "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌龹"
    "䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻"
)
PUBLISHED_FOR_PRIVATE: dict[int, int] = {
    **{ord(private): ord(published) for private, published in zip(_PRIVATE, _PUBLISHED, strict=True)},
    **{0xE815 + place: ord(published) for place, published in enumerate(_GBK_PRIVATE)},
}


#: The zero is a character of names too, and so is everything beyond U+20000; the newest are unknown to this Python.
_HAN = "\u2e80-\u2eff\u3007\u3400-\u9fff\U00020000-\U0003ffff"
_IN_CHARACTERS = re.compile(f"[{_HAN}]{{2,6}}|[{_HAN}]{{1,12}}(?:·[{_HAN}]{{1,12}})+")
_IN_LETTERS = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff][A-Za-z\u00c0-\u024f\u1e00-\u1eff.'’-]*")
#: Ideographs of the two oldest blocks: of them alone, as nearly every name is written, a fold leaves each as it is.
_AS_IT_IS = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]*")
#: They make a text read otherwise than it is stored.
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class NameFault(StrEnum):
    """What is wrong with a name as written."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    CONTROL = "control"
    DIRECTION = "direction"
    PRIVATE_USE = "private_use"
    DAMAGED = "damaged"


def standard(text: str) -> str:
    """The text with characters of the published private-use table in their own places; everything else untouched."""
    return text.translate(PUBLISHED_FOR_PRIVATE)


def fold(name: str) -> str:
    """The form two names are compared in: never stored, never shown."""
    if _AS_IT_IS.fullmatch(name):
        return name
    before, folded = "", standard(name)
    while before != folded:
        before = folded
        folded = unicodedata.normalize("NFKC", folded.translate(_INTERPUNCTS)).casefold()
        folded = "".join(folded.translate(_INTERPUNCTS).split())
    return folded


def check_name(name: str) -> NameFault | None:
    """What is wrong with a name in `standard` form and without outer white space, if anything."""
    if not name.strip():
        return NameFault.EMPTY
    if len(name) > MAX_LENGTH:
        return NameFault.TOO_LONG
    return text_fault(name)


def is_shaped_like_a_name(text: str) -> bool:
    """Whether a text is written like the name of somebody: a few characters, more where a point divides them, or letters in two
    words, as a passport has them. What it means, the shape does not tell."""
    if _IN_CHARACTERS.fullmatch(fold(text)):
        return True
    words = unicodedata.normalize("NFKC", standard(text)).split()
    whole = [word for word in words if len(word.strip(".'’-")) > 1]
    return len(whole) > 1 and len(set(fold(text))) > 2 and all(map(_IN_LETTERS.fullmatch, words))


def says(text: str, least: int) -> bool:
    """Whether somebody can read what stands there, and it is more than a mark: so many different letters or figures."""
    return is_legible(text) and len(set(filter(str.isalnum, fold(text)))) >= least


def line_fault(text: str) -> NameFault | None:
    """What no kept text may hold, but for white space and the characters of the published table."""
    if text.isprintable():
        return text_fault(text)
    return text_fault(standard(" ".join(text.split())))


def is_legible(text: str) -> bool:
    """Whether somebody can read what stands there: not empty, not white space or invisible characters alone or between."""
    plain = "".join(text.split())
    return bool(plain) and text_fault(plain) is None


def text_fault(text: str) -> NameFault | None:
    """What no kept text may hold: damage done by a wrong decoding, invisible characters, private use."""
    if "\ufffd" in text or "锟斤拷" in text or "烫烫烫" in text:
        return NameFault.DAMAGED
    if text.isprintable():
        return None
    for character in text:
        category = unicodedata.category(character)
        if category == "Co":
            return NameFault.PRIVATE_USE
        if character in _DIRECTIONS:
            return NameFault.DIRECTION
        # Cf holds zero-width marks, Cs lone surrogates, Zl and Zp line ends without a line. Cn stays
        # allowed: the newest characters for names are unknown to this Python, and they are people's names.
        if category in {"Cc", "Cf", "Cs", "Zl", "Zp"} or ord(character) & 0xFFFE == 0xFFFE:
            return NameFault.CONTROL
    return None
