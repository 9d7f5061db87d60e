"""A document of any length on paper: every character really drawn, an outline, accessible, the same bytes each time."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from fontTools.cffLib import CFFFontSet
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from chengxin.apps.notices.paper import MISSING
from chengxin.apps.notices.paper.document import Block, Chapter, Document, document_pdf
from tests.apps.test_paper import drawn, streams
from tests.proves import proves

AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
RARE = "欧阳𠮷䶮㐱"
NAMES = st.text(st.sampled_from("王欧阳诸葛·𠮷䶮㐱〇丂㛃㕮尼古拉彼得罗维奇"), min_size=1, max_size=12)
_CODE = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>")


def document(name: str = RARE, blocks: int = 3) -> Document:
    told = [
        Block(f"第{place}条记录", (("姓名", name), ("内容", "罚款2,000元")), ("收到。", "告知。"))
        for place in range(blocks)
    ]
    return Document(
        title="个人公共信用信息报告",
        sender="黑河市公共信用中心",
        site="黑河信用记录",
        on="2026年11月24日",
        facts=(("姓名", name),),
        intro=("一共五部分。",),
        chapters=(Chapter("一、关于您的记录", (), told), Chapter("二、来源", ("没有。",))),
        foot=("不打分。",),
    )


def used(pdf: bytes) -> dict[str, set[int]]:
    """Font's name on the page -> the glyph numbers that any page shows with it."""
    found: dict[str, set[int]] = {}
    for stream in streams(pdf):
        font = ""
        for name, text in re.findall(rb"/(f\d+) [\d.]+ Tf|\(((?:\\.|[^\\)])*)\)", stream, re.DOTALL):
            if name:
                font = name.decode()
            elif font:
                plain = _unescaped(text)
                numbers = {plain[place] << 8 | plain[place + 1] for place in range(0, len(plain) - 1, 2)}
                found.setdefault(font, set()).update(numbers)
    return found


def _unescaped(text: bytes) -> bytes:
    named = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

    def one(match: re.Match[bytes]) -> bytes:
        found = match[1]
        return bytes([int(found, 8)]) if found.isdigit() else named.get(found, found)

    return re.sub(rb"\\([0-7]{1,3}|.)", one, text, flags=re.DOTALL)


def fonts(pdf: bytes) -> list[tuple[list[str], Any]]:
    """The font programs inside the PDF: the order of their glyphs, and a way to draw one."""
    found = []
    for stream in streams(pdf):
        if stream[:4] in (b"\0\1\0\0", b"OTTO", b"true"):
            font = TTFont(io.BytesIO(stream))
            shapes = font.getGlyphSet()
            found.append((font.getGlyphOrder(), shapes))
        elif stream[:2] == b"\1\0" and stream[2:3] == b"\4":
            cff = CFFFontSet()
            cff.decompile(io.BytesIO(stream), None)
            top = cff[cff.fontNames[0]]
            found.append((list(top.charset), top.CharStrings))
    return found


def shape(shapes: Any, glyph: str) -> Any:
    """What a glyph covers of the page; `None` for an empty one."""
    pen = BoundsPen(shapes)
    shapes[glyph].draw(pen)
    return pen.bounds


@proves("D5")
class TestGlyphs:
    def test_every_character_of_the_text_is_drawn(self) -> None:
        pdf = document_pdf(document(), at=AT)
        assert set(RARE + "个人公共信用信息报告一二、关于您的记录没有不打分罚款2,000元") <= drawn(pdf)
        assert MISSING not in drawn(pdf)

    def test_no_page_shows_the_empty_box(self) -> None:
        """Glyph 0 is `.notdef`, in each of the fonts that the PDF carries."""
        pdf = document_pdf(document(), at=AT)
        shown = used(pdf)
        assert len(shown) >= 2
        assert all(numbers and 0 not in numbers for numbers in shown.values())

    def test_the_fonts_inside_have_a_shape_for_each(self) -> None:
        pdf = document_pdf(document(), at=AT)
        inside = fonts(pdf)
        maps = [_map(stream) for stream in streams(pdf) if b"beginbfchar" in stream]
        assert len(inside) == len(maps) >= 2
        # Each font carries what it draws and the empty box; so the larger map is the larger font's.
        for (order, shapes), told in zip(sorted(inside, key=_size), sorted(maps, key=len), strict=True):
            letters = {int(code, 16): bytes.fromhex(to.decode()).decode("utf-16-be") for code, to in told.items()}
            assert len(order) > max(letters)
            for number, letter in letters.items():
                if letter.strip() and letter != "　":
                    assert shape(shapes, order[number]) is not None, letter
        everything = {letter for told in maps for letter in _letters(told)}
        assert set(RARE) <= everything

    @settings(max_examples=20, deadline=None)
    @given(NAMES)
    def test_any_name_is_drawn_or_told_as_missing(self, name: str) -> None:
        pdf = document_pdf(document(name), at=AT)
        assert set(name) <= drawn(pdf)
        assert all(0 not in numbers for numbers in used(pdf).values())

    def test_what_no_font_has_is_told(self) -> None:
        pdf = document_pdf(document("王" + chr(0x30000)), at=AT)
        assert MISSING in drawn(pdf)
        assert set("请在纸上手写补上") <= drawn(pdf)
        assert all(0 not in numbers for numbers in used(pdf).values())


def _map(stream: bytes) -> dict[bytes, bytes]:
    blocks = re.findall(rb"beginbfchar(.*?)endbfchar", stream, re.DOTALL)
    return {code: to for block in blocks for code, to in _CODE.findall(block)}


def _size(font: tuple[list[str], Any]) -> int:
    return len(font[0])


def _letters(told: dict[bytes, bytes]) -> set[str]:
    return {letter for to in told.values() for letter in bytes.fromhex(to.decode()).decode("utf-16-be")}


@proves("D5")
class TestForm:
    def test_says_that_it_is_accessible_and_to_be_kept(self) -> None:
        everything = _everything(document_pdf(document(), at=AT))
        assert re.search(rb"pdfuaid:part[>=]\"?1", everything)
        assert re.search(rb"pdfaid:part[>=]\"?2", everything)
        assert re.search(rb"pdfaid:conformance[>=]\"?A", everything)
        assert re.search(rb"/Marked true", everything)
        assert b"/StructTreeRoot" in everything
        assert b"/DisplayDocTitle true" in everything
        assert b"zh-CN" in everything
        assert "个人公共信用信息报告" in everything.decode("utf-8", "replace")

    def test_has_an_outline_of_its_headings(self) -> None:
        everything = _everything(document_pdf(document(blocks=4), at=AT))
        titles = re.findall(rb"/Title\s*(<[0-9A-Fa-f]+>|\((?:\\.|[^\\)])*\))", everything)
        assert b"/Outlines" in everything
        # The title, two parts, four entries.
        assert len(titles) >= 7

    def test_carries_its_fonts(self) -> None:
        pdf = document_pdf(document(), at=AT)
        named = {name.decode().split("+")[-1] for name in re.findall(rb"/FontName\s*/([\w+-]+)", pdf)}
        assert {"NotoSansSC-Regular", "NotoSansJP-Regular"} <= named
        assert len(re.findall(rb"/FontFile[23]\b", pdf)) == len(named)

    def test_is_the_same_each_time_and_goes_over_pages(self) -> None:
        one, other = (document_pdf(document(blocks=60), at=AT) for _ in range(2))
        assert one == other
        assert len(re.findall(rb"/Type\s*/Page\b", one)) > 3

    @pytest.mark.parametrize("said", ["#panic()", "*a* $x$ @b <c>", "= 标题", '"; #read("/etc/passwd")'])
    def test_takes_any_text_as_text(self, said: str) -> None:
        pdf = document_pdf(document(said), at=AT)
        assert {letter for letter in said if letter.strip()} <= drawn(pdf)


def _everything(pdf: bytes) -> bytes:
    return pdf + b"".join(streams(pdf))
