"""R38, F7: from all open tables together, solved at once, nobody learns a small number.

The attack knows everything that is published and the rows that tables have by law; it solves for the smallest and the
largest value of each number by linear programming (`tests.core.simplex`), which shares no code with what is attacked.
Beside the tables it knows how many rows of each source came late, and takes each of them for a record of the tables.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chengxin.core.figures import Figure, Figures
from chengxin.core.statistics import TOTAL, Frame, Level, Place, may_stand_beside, publish, totals
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


def attacked(frame, published, late=None):
    """Each number that was left out, with the smallest and the largest value that it can have. `late`: for the cells in which
    late rows of a source can lie, how many there are; the cells hold as many, and how many more is unknown."""
    late = late or {}
    unknown = [0] * len(late)
    equations = [(parts_of(frame, place) + unknown, count) for place, count in published.items() if count is not None]
    for place, (cells, count) in enumerate(late.items()):
        more = [-int(one == place) for one in range(len(late))]
        equations.append(([int(cell in cells) for cell in sorted(frame.cells)] + more, count))
    for place, count in published.items():
        if count is None:
            yield place, bounds(equations, parts_of(frame, place) + unknown)


def given_away(frame, counts, published, late=None):
    """The small numbers of which somebody learns more than that they are small, or not."""
    true = totals(frame, counts)
    return {
        place: (low, high)
        for place, (low, high) in attacked(frame, published, late)
        if true[place] < LEAST and (low > 0 or (high is not None and high < LEAST))
    }


def late_beside(published, late, outside):
    """What is published of late rows, by the cells in which they can lie. `late`: source -> cells and count; `outside`:
    source -> the items that it sends without having agreed to any days."""
    beside = {}
    for source, (cells, count) in late.items():
        is_beside = may_stand_beside(published, source, outside[source])
        shown = Figures({Figure.LATE: count}).shown(LEAST, is_beside=is_beside)[Figure.LATE]
        if shown is not None:
            beside[cells] = shown
    return beside


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

    @settings(max_examples=150)
    @given(counted(), st.data())
    def test_learns_no_small_number_from_late_rows_either(self, data, draw):
        """Each late row is a record of the tables: of an item for which days were agreed, as everybody knows."""
        frame, counts = data
        late, outside = {}, {}
        for source in sorted({source for _, source in frame.cells}):
            items = sorted(item for item, one in frame.cells if one == source)
            outside[source] = draw.draw(st.sets(st.sampled_from(items)))
            cells = frozenset((item, source) for item in items if item not in outside[source])
            most = sum(counts[cell] for cell in cells)
            late[source] = cells, draw.draw(st.integers(0, most) | st.just(most))
        published = publish(frame, counts, LEAST)
        assert given_away(frame, counts, published, late_beside(published, late, outside)) == {}

    def test_finds_what_a_count_of_rows_gives_away(self):
        """Sixteen in all, four and twelve left out: twelve late rows of one source say that the other has four at most. The
        same within a source of which it is known that only licences come late."""
        across = Frame({"a": "A", "b": "A"}, {"s": "x", "t": "x"}, frozenset({("a", "s"), ("b", "t")}))
        within = Frame({"a": "A", "b": "B"}, {"s": "x"}, frozenset({("a", "s"), ("b", "s")}))
        for frame, cell, late_cell in ((across, ("a", "s"), ("b", "t")), (within, ("a", "s"), ("b", "s"))):
            counts = {cell: 4, late_cell: 12}
            published = publish(frame, counts, LEAST)
            late = {late_cell[1]: (frozenset({late_cell}), 12)}
            assert published[TOTAL] == 16
            found = given_away(frame, counts, published, dict(late.values()))
            assert found[Place(Level.CELL, *cell)] == (0, 4)
            outside = {late_cell[1]: {item for item, source in frame.cells if source == late_cell[1]} - {late_cell[0]}}
            assert late_beside(published, late, outside) == {}

    def test_a_count_of_rows_stands_beside_the_number_of_its_source(self):
        frame = Frame({"a": "A", "b": "A"}, {"s": "x", "t": "x"}, frozenset({("a", "s"), ("b", "t")}))
        published = publish(frame, {("a", "s"): 14, ("b", "t"): 12}, LEAST)
        late = {"s": (frozenset({("a", "s")}), 9), "t": (frozenset({("b", "t")}), 12)}
        assert late_beside(published, late, {"s": set(), "t": set()}) == {frozenset({("b", "t")}): 12}

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
