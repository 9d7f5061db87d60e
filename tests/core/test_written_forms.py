"""Codes of bodies, numbers of decisions, dates and money: each way officials write them, and nothing beyond."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core import dates, document_number, money, uscc
from tests.proves import proves

ANYTHING = st.one_of(
    st.none(),
    st.text(max_size=50),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


class TestUscc:
    def test_knows_two_public_codes(self) -> None:
        assert uscc.is_valid("91350100M000100Y43")
        assert uscc.is_valid("91440300708461136T")

    @given(st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17), st.integers(0, 16))
    def test_finds_a_wrong_character(self, body: str, place: int) -> None:
        code = body + uscc.check_character(body)
        other = "1" if code[place] != "1" else "2"
        assert uscc.is_valid(code)
        assert not uscc.is_valid(code[:place] + other + code[place + 1 :])

    @pytest.mark.parametrize("code", ["", "1", "O1350100M000100Y43", "91350100M000100Y4é"])
    def test_refuses_what_no_code_holds(self, code: str) -> None:
        assert not uscc.is_valid(code)

    def test_normalises(self) -> None:
        assert uscc.normalise(" ９１350100 m000100y43 ") == "91350100M000100Y43"


class TestDocumentNumber:
    @pytest.mark.parametrize(
        "written",
        [
            "黑交罚〔2026〕0391号",
            "黑交罚[2026] 0391号",
            "黑交罚【2026】0391号",
            "黑交罚（2026）０３９１号",
            "黑交罚(2026)0391号",
            "黑交罚［2026］0391号",
        ],
    )
    def test_has_one_bracket_style(self, written: str) -> None:
        assert document_number.normalise(written) == "黑交罚〔2026〕0391号"

    def test_keeps_brackets_that_hold_no_year(self) -> None:
        assert document_number.normalise("黑公（交）罚〔2026〕1号") == "黑公(交)罚〔2026〕1号"

    @given(st.text(max_size=60))
    def test_is_idempotent(self, written: str) -> None:
        once = document_number.normalise(written)
        assert document_number.normalise(once) == once

    @pytest.mark.parametrize("written", ["", "无", "补发", "1" * 129, "1\u200b"])
    def test_refuses_what_is_no_number(self, written: str) -> None:
        assert not document_number.is_acceptable(written)


#: Who decides, as numbers begin: words, brackets, figures of a region. 字 and 第 before a number tell nothing of it.
DECIDERS = st.from_regex(r"[黑哈冀交运公政罚许决]{1,4}(?:\([交治]\))?(?:[0-9]{2,4}[执罚许])?", fullmatch=True)
YEARS, SERIALS = st.integers(1990, 2069), st.integers(1, 99_999_999)


@st.composite
def spelt(draw: st.DrawFn, decider: str, year: int, serial: int) -> str:
    """One of the ways in which officials type a number."""
    words = draw(st.sampled_from(["", "字", "字第", "第"]))
    around = draw(
        st.sampled_from(
            [
                "〔{}〕",
                "[{}]",
                "（{}）",
                "【{}】",
                "({})",
                "〔{}年〕",
                "{}-",
                "-{}—",
                "{}年",
                "{}年第",
                "{}/",
                "〔{}〕第",
                "〔{}〕No.",
                "〔{}〕-",
            ]
        )
    )
    zeros, end = "0" * draw(st.integers(0, 4)), draw(st.sampled_from(["号", "", "號", " 号", "号 "]))
    text = f"{decider}{words}{around.format(year)}{zeros}{serial}{end}"
    if draw(st.booleans()):
        text = text.translate({ord(figure): chr(ord(figure) + 0xFEE0) for figure in "0123456789()"})
    return draw(st.sampled_from([text, " ".join(text), f" {text}"]))


@proves("B12")
class TestWhatTellsTwoDecisionsApart:
    @given(st.data(), DECIDERS, YEARS, SERIALS)
    def test_every_spelling_of_one_number_has_one_key(
        self, data: st.DataObject, decider: str, year: int, serial: int
    ) -> None:
        written = data.draw(spelt(decider, year, serial))
        assert document_number.key(written) == document_number.key(f"{decider}〔{year}〕{serial}号")
        assert document_number.key(document_number.normalise(written)) == document_number.key(written)

    @given(st.data(), st.lists(st.tuples(DECIDERS, YEARS, SERIALS), min_size=2, max_size=2, unique=True))
    def test_two_numbers_stay_two(self, data: st.DataObject, two: list[tuple[str, int, int]]) -> None:
        one, other = (data.draw(spelt(*number)) for number in two)
        assert document_number.key(one) != document_number.key(other)

    @given(st.data(), st.tuples(DECIDERS, YEARS, SERIALS), st.integers(0, 2))
    def test_so_do_two_that_are_nearly_one(self, data: st.DataObject, number: tuple[str, int, int], place: int) -> None:
        near = [(f"{number[0]}罚", *number[1:]), (number[0], number[1] + 1, number[2]), (*number[:2], number[2] * 10)]
        one, other = data.draw(spelt(*number)), data.draw(spelt(*near[place]))
        assert document_number.key(one) != document_number.key(other)

    @given(DECIDERS, SERIALS)
    def test_a_number_without_a_year_has_one_key_as_well(self, decider: str, serial: int) -> None:
        numbers = (
            f"{decider}{word}{zeros}{serial}{end}"
            for word in ("字第", "第", "字")
            for zeros in ("", "00")
            for end in ("号", "")
        )
        assert {document_number.key(number) for number in numbers} == {document_number.key(f"{decider}字{serial}号")}

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("黑交罚〔2026〕417号", "黑交罚〔2026〕417-1号"),
            ("黑交罚〔2026〕41-7号", "黑交罚〔2026〕4-17号"),
            ("黑交罚〔2026〕417号", "黑交罚20260417号"),
            ("黑公(交)罚〔2026〕1号", "黑公交罚〔2026〕1号"),
            ("(2026)黑01执417号", "(2026)黑0102执417号"),
            ("黑交罚〔2026〕0417号", "黑交罚〔2026〕0417号（补）"),
        ],
    )
    def test_keeps_what_may_be_another_decision(self, one: str, other: str) -> None:
        assert document_number.key(one) != document_number.key(other)

    @given(st.text(max_size=60))
    def test_never_raises(self, written: str) -> None:
        assert document_number.key(written) == document_number.key(document_number.normalise(written))


class TestDates:
    @pytest.mark.parametrize(
        "written",
        [
            "2026-09-01",
            "2026-9-1",
            "20260901",
            "2026/9/1",
            "2026.9.1",
            "2026年9月1日",
            " 2026 年 9 月 1 日 ",
            "２０２６－０９－０１",
            "2026-09-01 00:00:00",
            "2026/9/1 0:00",
            "2026-09-01T00:00:00.000+08:00",
            "2026年9月1号",
            "二〇二六年九月一日",
            "二○二六年九月一日",
            "46266",
            "46266.5",
            date(2026, 9, 1),
            datetime(2026, 9, 1, 13, 5),
            46266,
            46266.0,
            46266.5,
            20260901,
            20260901.0,
        ],
    )
    def test_read_every_way_of_writing_one_day(self, written: object) -> None:
        assert dates.parse(written) == date(2026, 9, 1)

    @pytest.mark.parametrize(
        "written",
        [
            "",
            "2026",
            "2026-09",
            "2026-09-01T00:00:00Z",
            "二〇二六年十三月一日",
            "二〇二六年九月十十日",
            "二〇二六年九月一一日",
            "12345",
            "99999",
            "2026年9月",
            "26-09-01",
            "01/09/2026",
            "2026-13-01",
            "2026-02-29",
            "2026-9/1",
            "今天",
            2026,
            -1,
            0,
            True,
            float("nan"),
            float("inf"),
            10**400,
            None,
            timedelta(1),
            "2026-09-01; DROP",
        ],
    )
    def test_guess_nothing(self, written: object) -> None:
        assert dates.parse(written) is None

    @given(st.dates(date(1800, 1, 1), date(9999, 12, 31)))
    def test_come_back_from_text(self, day: date) -> None:
        for written in (
            day.isoformat(),
            f"{day:%Y%m%d}",
            f"{day.year}年{day.month}月{day.day}日",
            f"{day.year}/{day.month}/{day.day}",
        ):
            assert dates.parse(written) == day

    @given(st.dates(date(1950, 1, 1), date(2100, 12, 31)))
    def test_come_back_from_words(self, day: date) -> None:
        def spelt(number: int) -> str:
            tens, ones = divmod(number, 10)
            return (("" if tens == 1 else "〇一二三"[tens]) + "十" if tens else "") + (
                "一二三四五六七八九"[ones - 1] if ones else ""
            )

        year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year))
        assert dates.parse(f"{year}年{spelt(day.month)}月{spelt(day.day)}日") == day

    @given(st.dates(date(1950, 1, 1), date(2100, 12, 31)))
    def test_come_back_from_a_spreadsheet(self, day: date) -> None:
        assert dates.parse(float((day - date(1899, 12, 30)).days)) == day

    @given(ANYTHING)
    def test_never_raise(self, value: object) -> None:
        dates.parse(value)
        dates.is_open_end(value)

    @pytest.mark.parametrize(
        "written", ["2099-12-31", "20991231", "9999-12-31", "长期", " 长期有效 ", date(2099, 12, 31)]
    )
    def test_know_an_open_end(self, written: object) -> None:
        assert dates.is_open_end(written)
        assert not dates.is_open_end("2098-12-31")


class TestMoney:
    @pytest.mark.parametrize(
        ("written", "fen"),
        [
            ("0.2", 200_000),
            (0.2, 200_000),
            (1, 1_000_000),
            ("0", 0),
            ("0.000001", 1),
            (" ０．０７ ", 70_000),
            (0.07, 70_000),
            ("12.500000", 12_500_000),
            ("0.2万元", 200_000),
            ("0.2万", 200_000),
            ("2000元", 200_000),
            ("２，０００．００元", 200_000),
            ("￥2,000元整", 200_000),
            ("人民币 1,234,567.89 元", 123_456_789),
            ("0.01元", 1),
        ],
    )
    def test_is_read_in_ten_thousands(self, written: object, fen: int) -> None:
        assert money.fen_from_wan(written) == fen

    @pytest.mark.parametrize(
        "written",
        [
            "1,000",
            "1,00元",
            "2000块",
            "贰仟元",
            "约2000元",
            "0.001元",
            "2000元以上",
            "-1",
            -0.1,
            "1e3",
            "0.0000001",
            0.00000015,
            True,
            None,
            float("nan"),
            float("inf"),
            10**400,
            "",
            ".",
        ],
    )
    def test_is_strict(self, written: object) -> None:
        assert money.fen_from_wan(written) is None

    @given(st.integers(0, 10**11))
    def test_loses_no_fen(self, fen: int) -> None:
        assert money.fen_from_wan(
            str(Decimal(fen) / 1_000_000) if fen % 7 else f"{fen // 1_000_000}.{fen % 1_000_000:06d}"
        ) in {fen, None}
        assert money.fen_from_wan(f"{fen // 1_000_000}.{fen % 1_000_000:06d}") == fen

    @given(st.integers(0, 10**10))
    def test_survives_a_spreadsheet(self, fen: int) -> None:
        assert money.fen_from_wan(fen / 1_000_000) == fen

    @given(ANYTHING)
    def test_never_raises(self, value: object) -> None:
        money.fen_from_wan(value)
