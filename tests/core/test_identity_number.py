"""Citizen numbers: one written form, the check character, and the day of adulthood to the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core import identity_number as subject
from chengxin.core.identity_number import NumberFault
from tests.intake.samples import number
from tests.proves import proves

BORN = st.dates(date(1880, 1, 1), date(1899, 12, 31))


class TestNormalise:
    @pytest.mark.parametrize(
        "written",
        [
            "23110218880612003x",
            " 231102 18880612 003X ",
            "２３１１０２１８８８０６１２００３Ｘ",
            "'23110218880612003X",
            "23110218880612003X\t",
        ],
    )
    def test_brings_every_way_of_writing_to_one(self, written: str) -> None:
        assert subject.normalise(written) == "23110218880612003X"

    @given(st.text(max_size=40))
    def test_is_idempotent(self, written: str) -> None:
        once = subject.normalise(written)
        assert subject.normalise(once) == once

    @given(st.text(max_size=40))
    def test_never_makes_a_text_that_faults_or_not_raise(self, written: str) -> None:
        subject.fault(subject.normalise(written))
        subject.mask(written)


@proves("B10")
class TestFault:
    def test_knows_the_published_example_of_the_standard(self) -> None:
        assert subject.check_character("11010519491231002") == "X"

    @given(BORN, st.integers(0, 999), st.from_regex(r"\A[1-9][0-9]{5}\Z"))
    def test_takes_any_division_with_a_right_check_character(self, born: date, order: int, division: str) -> None:
        assert subject.fault(number(f"{born:%Y%m%d}", order, division)) is None

    @given(BORN, st.integers(0, 999), st.integers(0, 16), st.integers(1, 9))
    def test_finds_every_single_wrong_digit(self, born: date, order: int, place: int, shift: int) -> None:
        right = number(f"{born:%Y%m%d}", order)
        wrong = right[:place] + str((int(right[place]) + shift) % 10) + right[place + 1 :]
        assert subject.fault(wrong) is not None

    @pytest.mark.parametrize(
        ("written", "fault"),
        [
            ("231102880612031", NumberFault.FIFTEEN_DIGITS),
            ("2.31102E+17", NumberFault.FIGURE),
            ("231102188806120000.0", NumberFault.FIGURE),
            ("2311021888061200", NumberFault.SHAPE),
            ("", NumberFault.SHAPE),
            ("X31102188806120031", NumberFault.SHAPE),
            (number("18890229"), NumberFault.BIRTH_DATE),
            (number("18881332"), NumberFault.BIRTH_DATE),
        ],
    )
    def test_names_what_is_wrong(self, written: str, fault: NumberFault) -> None:
        assert subject.fault(written) is fault


@proves("R17")
class TestAdulthood:
    def test_begins_on_the_day_after_the_eighteenth_birthday(self) -> None:
        who = number("18990601")
        assert not subject.is_adult_on(who, date(1917, 6, 1))
        assert subject.is_adult_on(who, date(1917, 6, 2))

    def test_of_a_leap_day_begins_on_the_second_of_march(self) -> None:
        who = number("18880229")
        assert not subject.is_adult_on(who, date(1906, 3, 1))
        assert subject.is_adult_on(who, date(1906, 3, 2))

    @given(BORN)
    def test_has_one_first_day(self, born: date) -> None:
        first = subject.adult_from(born)
        assert (first - timedelta(days=1)).year == born.year + 18
        assert subject.is_adult_on(number(f"{born:%Y%m%d}"), first)
        assert not subject.is_adult_on(number(f"{born:%Y%m%d}"), first - timedelta(days=1))


class TestMask:
    def test_shows_four_at_each_end(self) -> None:
        assert subject.mask("231102188806120035") == "2311****0035"

    @given(st.text(alphabet="0123456789X", min_size=12, max_size=30))
    def test_hides_everything_between(self, written: str) -> None:
        assert subject.mask(written) == written[:4] + "****" + written[-4:]

    @given(st.text(max_size=11))
    def test_hides_a_short_text_whole(self, written: str) -> None:
        assert subject.mask(written) == "****"
