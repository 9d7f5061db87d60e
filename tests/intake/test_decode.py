"""Bytes become one text or none, and always the same one."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chengxin.core import names
from chengxin.intake.decode import Undecodable, decode
from tests.proves import proves

TEXT = st.text(
    st.characters(blacklist_categories=["Cs", "Co"], blacklist_characters="\0\ufeff"), min_size=1, max_size=80
)
SAMPLE = "姓名,𠮷田梿 赵㐱 龚䶮 𰻞\r\n"


@proves("B7")
class TestDecode:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    def test_reads_rare_characters_in_each_encoding(self, encoding: str) -> None:
        assert decode(SAMPLE.encode(encoding)) == SAMPLE

    def test_reads_both_orders_of_utf_16_by_their_mark(self) -> None:
        assert decode(codecs.BOM_UTF16_BE + SAMPLE.encode("utf-16-be")) == SAMPLE
        assert decode(codecs.BOM_UTF16_LE + SAMPLE.encode("utf-16-le")) == SAMPLE

    def test_puts_the_private_characters_of_old_systems_in_their_places(self) -> None:
        """GB 18030 keeps one byte pair for 䶮 and 龴; only the table that reads it was too old."""
        assert decode("龚".encode("gb18030") + b"\xfe\x9f\xfe\x59") == "龚䶮龴"

    @pytest.mark.parametrize(
        "data", ["姓名\r\n".encode("utf-16-le"), b"\xff", b"a\0b", b"\xef\xbb\xbf\xff", codecs.BOM_UTF16_LE + b"\x00"]
    )
    def test_refuses_what_no_encoding_fits(self, data: bytes) -> None:
        with pytest.raises(Undecodable):
            decode(data)

    @given(st.binary(max_size=200))
    def test_gives_one_answer(self, data: bytes) -> None:
        def answer() -> str | None:
            try:
                return decode(data)
            except Undecodable:
                return None

        assert answer() == answer()

    @given(TEXT, st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    def test_is_the_inverse_of_writing(self, text: str, encoding: str) -> None:
        assert decode(text.encode(encoding)) == text

    @given(TEXT)
    def test_is_the_inverse_of_writing_gb18030_where_it_is_not_also_utf_8(self, text: str) -> None:
        data = text.encode("gb18030")
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            assume(not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)))
            assert decode(data) == names.standard(text)
