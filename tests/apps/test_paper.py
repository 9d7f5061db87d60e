"""A letter on paper: every character is really drawn, one page, accessible, the same bytes each time."""

from __future__ import annotations

import re
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typst
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from chengxin.apps.letters import PLACEHOLDERS
from chengxin.apps.notices import paper
from chengxin.apps.notices.paper import MISSING, Envelope, drawable, letter_pdf
from chengxin.core.explanations import RenderedLetter, RenderedSection, render_letter
from chengxin.lawbook import load

AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
FONTS = Path(paper.__file__).parent / "fonts"
RARE = "欧阳𠮷䶮㐱"
LONG = "尼古拉·彼得罗维奇·莫尔恰诺夫"
BOOK = load()


def envelope(to: str = RARE) -> Envelope:
    return Envelope("黑河市公共信用中心", "黑河信用记录", to, "7K2MPQ9RWX", "2026年11月24日")


def an_ordinary(template: str) -> RenderedLetter:
    """A letter with values as long as those that occur."""
    item = BOOK.item("road_transport_violation")
    values = dict.fromkeys(PLACEHOLDERS, "黑河市交通运输局") | {
        "item": item.name,
        "item_code": item.code,
        "document": item.deciding_document,
        "decision_no": "黑交罚〔2026〕0417号",
        "basis": "；".join(basis.cite() for basis in item.bases),
        "meaning": item.meaning,
        "what": "警告、罚款2,000元",
        "wait_sentence": "您打开或者签收这封信的第二天起，有7天等待期。等待期满以前，它没有任何作用。",
        "until_reason": "从违法行为结束（2026年8月19日）起36个月",
        "who_may_see": "黑河市交通运输局和各县（市、区）的6个单位，为“道路运输从业资格”这一件事",
        "reason": "公安机关户籍部门的书面说明写明，这个号码登记在两个人名下，正在核对。",
    }
    days = ("decided_on", "served", "repair_from", "until", "reconsider_until", "litigate_until", "opened_on")
    return render_letter(BOOK.letter(template), values | dict.fromkeys(days, "2026年12月17日"))


def held() -> list[set[int]]:
    found = []
    for font in sorted(FONTS.glob("*.ttf")):
        with TTFont(font, lazy=True) as opened:
            found.append(set(opened.getBestCmap()))
    return found


def streams(pdf: bytes) -> list[bytes]:
    found = []
    for start in re.finditer(rb"stream\r?\n", pdf):
        try:
            found.append(zlib.decompressobj().decompress(pdf[start.end() :]))
        except zlib.error:
            continue
    return found


def drawn(pdf: bytes) -> set[str]:
    """The characters that the embedded fonts say they draw (their ToUnicode maps)."""
    characters: set[str] = set()
    for stream in streams(pdf):
        if b"beginbfchar" in stream:
            for block in re.findall(rb"beginbfchar(.*?)endbfchar", stream, re.DOTALL):
                for code in re.findall(rb"<[0-9A-Fa-f]+>\s*<([0-9A-Fa-f]+)>", block):
                    characters |= set(bytes.fromhex(code.decode()).decode("utf-16-be"))
    return characters


class TestLetter:
    @pytest.mark.parametrize("template", sorted(BOOK.letters))
    def test_is_one_page_on_which_every_character_is_drawn(self, template: str) -> None:
        letter = an_ordinary(template)
        pdf = letter_pdf(letter, envelope(), at=AT)
        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
        said = letter.title + "".join(letter.intro) + RARE + "回执签名日期"
        for section in letter.sections:
            said += section.heading + "".join(section.paragraphs) + "".join(a + b for a, b in section.facts)
        assert set(said) - drawn(pdf) == set()
        assert MISSING not in drawn(pdf)

    def test_carries_its_fonts(self) -> None:
        pdf = letter_pdf(an_ordinary("registered_adverse"), envelope(), at=AT)
        named = {name.decode().split("+")[-1] for name in re.findall(rb"/FontName\s*/([\w+-]+)", pdf)}
        assert named == {"NotoSansSC-Regular", "NotoSansJP-Regular"}
        assert len(re.findall(rb"/FontFile[23]\b", pdf)) == len(named)

    def test_says_that_it_is_accessible_and_to_be_kept(self) -> None:
        pdf = letter_pdf(an_ordinary("registered_adverse"), envelope(LONG), at=AT)
        everything = pdf + b"".join(streams(pdf))
        assert re.search(rb"pdfuaid:part[>=]\"?1", everything)
        assert re.search(rb"pdfaid:part[>=]\"?2", everything)
        assert re.search(rb"pdfaid:conformance[>=]\"?A", everything)
        assert b"/MarkInfo" in everything
        assert b"zh-CN" in everything

    def test_is_the_same_each_time(self) -> None:
        one, other = (letter_pdf(an_ordinary("record_changed"), envelope(), at=AT) for _ in range(2))
        assert one == other

    def test_is_a4(self) -> None:
        pdf = letter_pdf(an_ordinary("registered_basic"), envelope(), at=AT)
        [box] = re.findall(rb"/MediaBox\s*\[([^\]]+)\]", pdf)
        assert [round(float(number)) for number in box.split()] == [0, 0, 595, 842]

    def test_goes_over_two_pages_rather_than_lose_a_word(self) -> None:
        long = RenderedLetter("信", (), (RenderedSection("很长", ("这一段很长。" * 900,), ()),))
        pdf = letter_pdf(long, envelope(), at=AT)
        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) > 1

    @settings(max_examples=25)
    @given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
    def test_takes_any_text_as_text(self, name: str) -> None:
        letter = RenderedLetter("#panic()", (name,), (RenderedSection(name, ("*" + name,), ((name, "$x$ @a <b>"),)),))
        assert letter_pdf(letter, envelope(name), at=AT).startswith(b"%PDF")


class TestMissing:
    #: A character of Extension G: in none of our fonts.
    UNKNOWN = chr(0x30000)

    def test_is_told_and_never_an_empty_box(self) -> None:
        pdf = letter_pdf(an_ordinary("registered_basic"), envelope(f"王{self.UNKNOWN}"), at=AT)
        assert MISSING in drawn(pdf)
        assert set("请在纸上手写补上") <= drawn(pdf)

    def test_the_printer_itself_refuses_an_empty_box(self) -> None:
        with pytest.raises(typst.TypstError):
            typst.compile(
                f'#set document(title: "x")\n#set text(font: "Noto Sans SC", lang: "zh")\n{self.UNKNOWN}'.encode(),
                font_paths=[FONTS],
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards=[*paper.STANDARDS],
                timestamp=0,
            )

    @pytest.mark.slow
    def test_the_list_of_what_is_drawn_is_that_of_the_fonts(self) -> None:
        every = set[int]().union(*held())
        assert {code for code in every if drawable(chr(code)) != chr(code)} == set()
        beyond = (set(range(0x3000, 0xA000)) | set(range(0x20000, 0x2B740))) - every
        assert {code for code in beyond if drawable(chr(code)) == chr(code)} == set()

    @pytest.mark.parametrize("character", "𠮷䶮㐱〇·")
    def test_rare_characters_of_names_are_there(self, character: str) -> None:
        assert drawable(character) == character

    def test_what_draws_nothing_is_left_out(self) -> None:
        assert drawable("葛\U000e0100\u200b") == "葛"
