"""Dated rows: what holds on a day, whatever the order in which the rows were written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.editions import Editions
from tests.proves import proves

FIRST = date(2026, 1, 1)


@dataclass(frozen=True)
class Rule:
    slug: str
    in_force_from: date | None
    in_force_until: date | None = None


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


@st.composite
def histories(draw: st.DrawFn) -> list[Rule]:
    """One slug's editions between increasing days, with gaps, the last one open or ended; in any order."""
    days = sorted(draw(st.sets(st.integers(0, 40), min_size=2, max_size=9)))
    pairs = [pair for pair in pairwise(days) if draw(st.booleans())]
    rules = [Rule("a", day(start), day(end)) for start, end in pairs]
    if draw(st.booleans()):
        rules.append(Rule("a", day(days[-1])))
    return draw(st.permutations(rules))


@proves("B1")
class TestOn:
    @given(histories(), st.integers(-2, 45))
    def test_holds_exactly_what_is_in_force(self, rules: list[Rule], number: int) -> None:
        asked = day(number)
        holding = [
            r for r in rules if r.in_force_from <= asked and (r.in_force_until is None or asked < r.in_force_until)
        ]
        assert list(Editions(rules).on(asked).values()) == holding

    @given(histories())
    def test_changes_on_the_days_it_names_and_on_no_other(self, rules: list[Rule]) -> None:
        known = Editions(rules)
        changed = {day(n) for n in range(-1, 45) if dict(known.on(day(n))) != dict(known.on(day(n - 1)))}
        assert changed <= set(known.change_days)

    def test_is_made_once_between_two_changes(self) -> None:
        known = Editions([Rule("a", day(0), day(10)), Rule("a", day(10))])
        assert known.on(day(1)) is known.on(day(9))
        assert known.on(day(9)) is not known.on(day(10))

    def test_holds_from_ever_without_a_first_day(self) -> None:
        assert list(Editions([Rule("a", None, day(3))]).on(date(1900, 1, 1))) == ["a"]


class TestAt:
    KNOWN = Editions([Rule("a", day(20)), Rule("a", day(0), day(10))])

    @pytest.mark.parametrize(("number", "begins"), [(-5, 0), (0, 0), (9, 0), (10, 0), (15, 0), (20, 20), (99, 20)])
    def test_gives_the_edition_of_the_day_or_the_one_before(self, number: int, begins: int) -> None:
        assert self.KNOWN.at("a", day(number)).in_force_from == day(begins)

    def test_gives_the_newest_as_a_mapping(self) -> None:
        assert self.KNOWN["a"].in_force_from == day(20)
        assert [rule.in_force_from for rule in self.KNOWN.of("a")] == [day(0), day(20)]

    def test_finds_nothing_under_an_unknown_slug(self) -> None:
        assert self.KNOWN.find("b", day(1)) is None
        with pytest.raises(KeyError):
            self.KNOWN.at("b", day(1))


@proves("B3")
class TestUnbroken:
    @given(histories(), st.integers(-2, 45), st.integers(0, 20))
    def test_means_in_force_on_every_day(self, rules: list[Rule], number: int, more: int) -> None:
        known = Editions(rules)
        every = all("a" in known.on(day(n)) for n in range(number, number + more + 1))
        assert known.is_unbroken("a", day(number), day(number + more)) == every

    def test_is_false_of_what_was_never_known(self) -> None:
        assert not Editions[Rule]().is_unbroken("a", day(0), day(0))
