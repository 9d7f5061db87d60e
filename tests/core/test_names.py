"""Names survive as written; what cannot be a name is refused; a fold compares and never decides."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core import names
from chengxin.core.names import NameFault
from tests.proves import proves

RARE = ["𠮷田", "龚䶮", "赵㐱", "𰻞", "㛃", "\u9fff", "尼古拉·彼得罗维奇·莫尔恰诺夫", "Ivan O'Neil", "一", "々"]


class TestCheckName:
    @pytest.mark.parametrize("name", RARE)
    def test_lets_rare_names_pass_untouched(self, name: str) -> None:
        assert names.standard(name) == name
        assert names.check_name(name) is None

    @pytest.mark.parametrize(
        ("name", "fault"),
        [
            ("", NameFault.EMPTY),
            (" \u3000", NameFault.EMPTY),
            ("长" * 201, NameFault.TOO_LONG),
            ("张\0三", NameFault.CONTROL),
            ("张\n三", NameFault.CONTROL),
            ("张\u200b三", NameFault.CONTROL),
            ("张\u202e三", NameFault.DIRECTION),
            ("张\ufeff", NameFault.CONTROL),
            ("\ud842三", NameFault.CONTROL),
            ("张\ue000", NameFault.PRIVATE_USE),
            ("张\U000f0000", NameFault.PRIVATE_USE),
            ("张\ufffd", NameFault.DAMAGED),
            ("锟斤拷", NameFault.DAMAGED),
        ],
    )
    def test_refuses_what_cannot_be_a_name(self, name: str, fault: NameFault) -> None:
        assert names.check_name(name) is fault

    def test_takes_two_hundred_characters(self) -> None:
        assert names.check_name("长" * 200) is None

    @given(st.text(max_size=300))
    def test_never_raises(self, name: str) -> None:
        names.check_name(names.standard(name))


class TestStandard:
    def test_gives_every_private_character_of_the_old_codec_its_place(self) -> None:
        """Python's gb18030 is the edition of 2005: whatever it decodes into the private-use area has a published place."""
        pairs = [
            bytes([lead, trail]) for lead in range(0xA1, 0xFF) for trail in [*range(0x40, 0x7F), *range(0x80, 0xFF)]
        ]
        left_over = {
            decoded
            for pair in pairs
            if "\ue000" <= (decoded := pair.decode("gb18030", "ignore") or " ") <= "\uf8ff"
            and names.check_name(names.standard(decoded)) is NameFault.PRIVATE_USE
            and 0xE766 < ord(decoded) < 0xE865
            and not _is_unassigned(pair)
        }
        assert left_over == set()

    def test_maps_the_characters_of_old_systems(self) -> None:
        assert names.standard("\ue863\ue81e\ue864") == "䶮龴龻"

    @given(st.text(max_size=40))
    def test_is_idempotent(self, text: str) -> None:
        assert names.standard(names.standard(text)) == names.standard(text)


def _is_unassigned(pair: bytes) -> bool:
    """Rows of GB 18030 that are for users' own characters, or that the standard never filled."""
    return not (pair[0] == 0xFE and pair[1] >= 0x50) and pair not in {
        b"\xa6\xd9",
        b"\xa6\xda",
        b"\xa6\xdb",
        b"\xa6\xdc",
        b"\xa6\xdd",
        b"\xa6\xde",
        b"\xa6\xdf",
        b"\xa6\xec",
        b"\xa6\xed",
        b"\xa6\xf3",
        b"\xa8\xbc",
    }


class TestFold:
    @pytest.mark.parametrize(
        "written", ["尼古拉•彼得", "尼古拉・彼得", "尼古拉．彼得", "尼古拉‧彼得", " 尼古拉 · 彼得 "]
    )
    def test_knows_five_interpuncts(self, written: str) -> None:
        assert names.fold(written) == names.fold("尼古拉·彼得")

    def test_compares_old_codes_and_look_alikes(self) -> None:
        assert names.fold("龚\ue863") == names.fold("龚䶮")
        assert names.fold("ＩＶＡＮ") == names.fold("Ivan")
        assert names.fold("张三") != names.fold("张叁")

    @pytest.mark.parametrize(
        ("one", "other", "is_equal"),
        [
            ("\uf9d1", "六", True),
            ("\u2f00", "一", True),
            ("Ⅹ", "X", True),
            ("ー", "一", False),
            ("〇", "○", False),
        ],
    )
    def test_of_look_alikes_is_known_and_what_was_written_stays(self, one: str, other: str, is_equal: bool) -> None:
        assert (names.fold(one) == names.fold(other)) is is_equal
        assert names.standard(one) == one

    @proves("B8")
    def test_takes_as_they_are_only_characters_that_it_would_leave(self) -> None:
        taken = [one for one in map(chr, range(0x110000)) if names._AS_IT_IS.fullmatch(one)]
        assert len(taken) == 6_592 + 20_992
        text = "".join(taken)
        assert names.standard(text) == unicodedata.normalize("NFKC", text) == text.casefold() == text
        assert not set(text) & set(map(chr, names._INTERPUNCTS))
        assert len(text.split()) == 1

    @given(st.text(max_size=40))
    def test_is_idempotent(self, name: str) -> None:
        assert names.fold(names.fold(name)) == names.fold(name)
