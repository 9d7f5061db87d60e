"""R38, F7: from all open tables together, solved at once, nobody learns a small number.

The attack knows everything that is published and the rows that tables have by law; it solves for the smallest and the
largest value of each number by linear programming (`tests.core.simplex`), which shares no code with what is attacked.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chengxin.core.statistics import TOTAL, Frame, Level, Place, publish, totals
from tests.core.simplex import bounds
from tests.proves import proves

LEAST = 10


def parts_of(frame, place):
    """The cells that a number is the sum of."""

    def belongs(item, source):
        what = {Level.AREA: frame.areas[item], Level.ITEM: item, Level.CELL: item}.get(place.level, "")
        where = {Level.COUNTY: frame.counties[source], Level.SOURCE: source, Level.CELL: source}.get(place.level, "")
        return (what, where) == (place.what, place.where)

    return [int(belongs(*cell)) for cell in sorted(frame.cells)]


def attacked(frame, published):
    """Each number that was left out, with the smallest and the largest value that it can have."""
    equations = [(parts_of(frame, place), count) for place, count in published.items() if count is not None]
    for place, count in published.items():
        if count is None:
            yield place, bounds(equations, parts_of(frame, place))


def given_away(frame, counts, published):
    """The small numbers of which somebody learns more than that they are small, or not."""
    true = totals(frame, counts)
    return {
        place: (low, high)
        for place, (low, high) in attacked(frame, published)
        if true[place] < LEAST and (low > 0 or (high is not None and high < LEAST))
    }


@st.composite
def counted(draw):
    """A frame of a few items and sources, and counts of all sizes in it."""
    items = [f"i{n}" for n in range(draw(st.integers(1, 4)))]
    sources = [f"s{n}" for n in range(draw(st.integers(1, 4)))]
    areas = {item: draw(st.sampled_from("AB")) for item in items}
    counties = {source: draw(st.sampled_from("xy")) for source in sources}
    every = [(item, source) for item in items for source in sources]
    cells = draw(st.sets(st.sampled_from(every), min_size=1))
    some = st.one_of(st.integers(0, 3), st.integers(0, 12), st.integers(9, 60))
    return Frame(areas, counties, frozenset(cells)), {cell: draw(some) for cell in sorted(cells)}


@proves("R38", "F7")
class TestAttack:
    @settings(max_examples=150)
    @given(counted())
    def test_learns_no_small_number(self, data):
        frame, counts = data
        assert given_away(frame, counts, publish(frame, counts, LEAST)) == {}

    @given(counted())
    def test_no_published_number_is_small_or_wrong(self, data):
        frame, counts = data
        true = totals(frame, counts)
        shown = {place: count for place, count in publish(frame, counts, LEAST).items() if count is not None}
        assert all(count >= LEAST and count == true[place] for place, count in shown.items())

    def test_finds_a_planted_hole(self):
        """One small cell whose row and column are published gives itself away; so does a small remainder of two."""
        frame = Frame({"a": "A"}, {"s": "x", "t": "x"}, frozenset({("a", "s"), ("a", "t")}))
        counts = {("a", "s"): 30, ("a", "t"): 4}
        true = totals(frame, counts)
        only_small_ones_left_out = {place: count if count >= LEAST else None for place, count in true.items()}
        assert given_away(frame, counts, only_small_ones_left_out) == {
            Place(Level.CELL, "a", "t"): (Fraction(4), Fraction(4)),
            Place(Level.SOURCE, where="t"): (Fraction(4), Fraction(4)),
        }
        assert given_away(frame, counts, publish(frame, counts, LEAST)) == {}

    def test_learns_no_sum_of_small_numbers_either(self):
        """Three and five in one county, all else published: the two together would be eight."""
        frame = Frame({"a": "A"}, {"s": "x", "t": "x", "u": "y"}, frozenset((("a", "s"), ("a", "t"), ("a", "u"))))
        published = publish(frame, {("a", "s"): 3, ("a", "t"): 5, ("a", "u"): 40}, LEAST)
        equations = [(parts_of(frame, place), count) for place, count in published.items() if count is not None]
        _, most = bounds(equations, parts_of(frame, Place(Level.COUNTY, where="x")))
        assert most is None or most >= LEAST


class TestTables:
    def test_publish_all_that_is_large(self):
        frame = Frame({"a": "A", "b": "B"}, {"s": "x", "t": "y"}, frozenset({("a", "s"), ("b", "t")}))
        counts = {("a", "s"): 10, ("b", "t"): 11}
        assert publish(frame, counts, LEAST) == totals(frame, counts)

    def test_keep_the_coarse_numbers_as_long_as_they_can(self):
        """Four items and four sources with one small cell: the margins stay, two or three cells go with it."""
        items, sources = "abcd", "stuv"
        frame = Frame(
            dict.fromkeys(items, "A"), dict.fromkeys(sources, "x"), frozenset((i, s) for i in items for s in sources)
        )
        counts = dict.fromkeys(frame.cells, 40) | {("a", "s"): 3}
        left_out = [place for place, count in publish(frame, counts, LEAST).items() if count is None]
        assert {place.level for place in left_out} == {Level.CELL}
        assert len(left_out) == 4

    @proves("R38")
    def test_a_zero_is_left_out_like_a_nine(self):
        frame = Frame({"a": "A"}, {"s": "x", "t": "x"}, frozenset({("a", "s"), ("a", "t")}))
        for none_or_few in (0, 9):
            published = publish(frame, {("a", "s"): 50 - none_or_few, ("a", "t"): none_or_few}, LEAST)
            assert published[Place(Level.CELL, "a", "t")] is None
            assert published[TOTAL] == 50

    def test_say_nothing_where_all_is_small(self):
        frame = Frame({"a": "A"}, {"s": "x"}, frozenset({("a", "s")}))
        assert set(publish(frame, {}, LEAST).values()) == {None}

    @given(counted())
    def test_are_the_same_in_whatever_order_they_were_counted(self, data):
        frame, counts = data
        backwards = dict(reversed(counts.items()))
        assert list(publish(frame, counts, LEAST).items()) == list(publish(frame, backwards, LEAST).items())

    def test_refuse_what_no_source_may_hand_over(self):
        frame = Frame({"a": "A"}, {"s": "x"}, frozenset({("a", "s")}))
        with pytest.raises(KeyError):
            publish(frame, {("b", "s"): 12}, LEAST)
