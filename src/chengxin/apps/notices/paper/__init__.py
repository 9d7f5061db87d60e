"""A letter on paper: the words of `RenderedLetter` as an accessible PDF with a slip to sign. [law:pipl/第十七条]

The same letter gives the same bytes. The fonts lie beside this file and nowhere else: a machine without Chinese fonts
prints the same page. What none of them draws is printed as 〓, the typesetter's sign for a missing sort, with a sentence
that asks for it to be written in by hand: never an empty box, and never another character.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

from chengxin.core.explanations import RenderedLetter

_HERE = Path(__file__).parent
_FONTS = _HERE / "fonts"
MISSING = "〓"
#: Accessible (PDF/UA-1) and to be kept (PDF/A-2, level a).
STANDARDS: list[Literal["ua-1", "a-2a"]] = ["ua-1", "a-2a"]
#: The size of the text; a letter that does not fit one page is tried smaller, and then goes over two.
_SCALES = (1.0, 0.94, 0.88)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is on the page besides the words of the letter."""

    sender: str
    site: str
    to: str
    ref: str
    on: str


def letter_pdf(letter: RenderedLetter, envelope: Envelope, *, at: datetime) -> bytes:
    """The page to print; `at` is when the letter was written."""
    said = {
        "title": letter.title,
        "intro": letter.intro,
        "sections": [
            {"heading": section.heading, "paragraphs": section.paragraphs, "facts": section.facts}
            for section in letter.sections
        ],
        "sender": envelope.sender,
        "site": envelope.site,
        "to": envelope.to,
        "ref": envelope.ref,
        "on": envelope.on,
        "labels": {"number": "信件编号"},
        "warning": "我们不会打电话要验证码、银行卡号，也不会收钱删记录。遇到的话，请报警。",
        "slip": {
            "title": "回执",
            "text": "我收到了这封信。签收不等于同意，异议、更正、复议、起诉都不受影响。",
            "signature": "签名",
            "date": "日期",
        },
    }
    printed = each_drawable(said)
    missing = sentence_for_missing(printed)
    made = b""
    for scale in _SCALES:
        made = page_pdf(_HERE / "letter.typ", {**printed, "missing": missing, "scale": scale}, at=at)
        if _pages(made) == 1:
            break
    return made


def drawable(text: str) -> str:
    """The text with each character that no font of ours draws replaced by `MISSING`; what draws nothing goes."""
    return "".join(c if c == "\n" or _covers(ord(c)) else MISSING for c in text if not _is_mark(ord(c)))


def sentence_for_missing(printed: Any) -> str:
    """What a page says where something on it cannot be drawn; "" where everything can."""
    if MISSING not in json.dumps(printed, ensure_ascii=False):
        return ""
    return f"{MISSING}是字库里没有的字，请在纸上手写补上，不影响内容。"


def each_drawable(said: Any) -> Any:
    """The same value with every text in it made drawable."""
    if isinstance(said, str):
        return drawable(said)
    if isinstance(said, dict):
        return {key: each_drawable(value) for key, value in said.items()}
    return [each_drawable(value) for value in said]


def _is_mark(code: int) -> bool:
    """A variation selector or a joiner: it chooses among glyphs and has none."""
    return 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF or code in (0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF)


def page_pdf(page: Path, said: dict[str, Any], *, at: datetime) -> bytes:
    """One of our pages with what it says, in our fonts; the same gives the same bytes. Each text in it is drawable."""
    return typst.compile(
        page,
        root=page.parent,
        font_paths=[_FONTS],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"said": json.dumps(said, ensure_ascii=False)},
        pdf_standards=[*STANDARDS],
        timestamp=int(at.timestamp()),
    )


def _pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def _covers(code: int) -> bool:
    return any(low <= code <= high for low, high in _covered())


@cache
def _covered() -> tuple[tuple[int, int], ...]:
    """The code points that our fonts draw, as the ranges that `scripts/vendor_assets.py` wrote down."""
    ranges = (line.split("-") for line in (_FONTS / "covers.txt").read_text().split())
    return tuple((int(pair[0], 16), int(pair[-1], 16)) for pair in ranges)
