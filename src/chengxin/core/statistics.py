"""Open counts that tell nothing about anybody: what is small is left out, and what would give it away. [law:pipl/第六条]
[law:pipl/第二十五条]

Rules of order, before any code:
- What is counted are records, by item and source; an item lies in one area, a source in one county. Published are the
  total, each area, item, county and source, and each item of each source. Nothing finer: no month, no village, no person.
- Which rows a table has follows from the law alone, never from what happened, so that a row in it says nothing.
- A number below the least is left out; zero as well, so that nobody can tell none from a few.
- Further numbers are left out until, from all that is published together, each small number could still be nothing, and
  could still be the least: whoever solves all equations at once knows no more than "small, or not".
- The same counts give the same tables, whoever makes them, and whenever.
- A count of rows of one source stands beside the tables only where they say as much already: the source's own number is
  published, and so is each of its cells that such a row cannot lie in. Else it would say how many records a number that
  was left out has at least, and so how few the others have.

Why it is a flow. Areas over items and counties over sources are two trees over the same cells, so a table is a flow: from
the total through areas and items, along the cells, through sources and counties back to the total. What is left out can
move, as long as no published number does. A small number is safe when as much as is needed can be sent round it; where
it cannot, the cheapest published numbers on the way are left out too, the coarse ones last.
"""

from __future__ import annotations

import heapq
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """What a number is the number of; from the coarsest to the finest."""

    TOTAL = "total"
    AREA = "area"
    COUNTY = "county"
    ITEM = "item"
    SOURCE = "source"
    CELL = "cell"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """One number of the tables: `what` is an area or item, `where` a county or source; "" where it is over all of them."""

    level: Level
    what: str = ""
    where: str = ""


TOTAL = Place(Level.TOTAL)
#: How much it costs to leave out one number of a level; within a level the smaller number goes first.
_COST: Mapping[Level, int] = {
    Level.CELL: 10**3,
    Level.SOURCE: 10**9,
    Level.ITEM: 10**9,
    Level.COUNTY: 10**12,
    Level.AREA: 10**12,
    Level.TOTAL: 10**15,
}


@dataclass(frozen=True)
class Frame:
    """The rows that tables have, whatever was counted."""

    areas: Mapping[str, str]
    """Item -> the area it lies in."""
    counties: Mapping[str, str]
    """Source -> the county it lies in."""
    cells: frozenset[tuple[str, str]]
    """(item, source): what each source may hand over."""

    def places(self) -> Iterator[Place]:
        """Every place, in the order of the tables."""
        yield TOTAL
        for level, codes in (
            (Level.AREA, {self.areas[item] for item, _ in self.cells}),
            (Level.ITEM, {item for item, _ in self.cells}),
        ):
            yield from (Place(level, what=code) for code in sorted(codes))
        for level, codes in (
            (Level.COUNTY, {self.counties[source] for _, source in self.cells}),
            (Level.SOURCE, {source for _, source in self.cells}),
        ):
            yield from (Place(level, where=code) for code in sorted(codes))
        yield from (Place(Level.CELL, item, source) for item, source in sorted(self.cells))


def totals(frame: Frame, counts: Mapping[tuple[str, str], int]) -> dict[Place, int]:
    """Every number of the tables, small ones too: for the office that counts, never for the public.

    :raises KeyError: for a count outside the frame.
    """
    summed = dict.fromkeys(frame.places(), 0)
    for (item, source), count in counts.items():
        for place in (
            TOTAL,
            Place(Level.AREA, what=frame.areas[item]),
            Place(Level.ITEM, what=item),
            Place(Level.COUNTY, where=frame.counties[source]),
            Place(Level.SOURCE, where=source),
            Place(Level.CELL, item, source),
        ):
            summed[place] += count
    return summed


def publish(frame: Frame, counts: Mapping[tuple[str, str], int], least: int) -> dict[Place, int | None]:
    """Every place with the number that may be published, `None` where none may."""
    summed = totals(frame, counts)
    places = sorted(summed)
    flow = _Flow(frame, places, [summed[place] for place in places])
    left_out = {arc for arc, place in enumerate(places) if summed[place] < least}
    for arc in sorted(left_out):
        left_out |= flow.make_room(arc, summed[places[arc]], left_out, up=False)
        left_out |= flow.make_room(arc, least - summed[places[arc]], left_out, up=True)
    hidden = {places[arc] for arc in left_out}
    return {place: None if place in hidden else count for place, count in summed.items()}


def may_stand_beside(table: Mapping[Place, int | None], source: str, outside: Container[str]) -> bool:
    """Whether a count of a source's rows tells nothing that a table does not. `outside` are the items of which none of those
    rows can be, as everybody knows."""
    apart = (count for place, count in table.items() if _is_cell_of(place, source) and place.what in outside)
    return table.get(Place(Level.SOURCE, where=source)) is not None and None not in apart


def _is_cell_of(place: Place, source: str) -> bool:
    return place.level is Level.CELL and place.where == source


_Node = tuple[str, str]
_SOURCE_SIDE, _SINK_SIDE = ("", "begin"), ("", "end")


class _Flow:
    """The tables as arcs between nodes, each with its number. Arcs and nodes are their places in sorted order: a way is looked
    for so often that a look-up by name would take most of the time."""

    def __init__(self, frame: Frame, places: Sequence[Place], numbers: Sequence[int]) -> None:
        self._numbers = numbers
        self._costs = [_COST[place.level] + number for place, number in zip(places, numbers, strict=True)]
        ends = [_ends(frame, place) for place in places]
        nodes = {node: at for at, node in enumerate(sorted({node for both in ends for node in both}))}
        self._ends = [(nodes[tail], nodes[head]) for tail, head in ends]
        self._at: list[list[tuple[int, int, bool]]] = [[] for _ in nodes]
        for arc, (tail, head) in enumerate(self._ends):
            self._at[tail].append((arc, head, True))
            self._at[head].append((arc, tail, False))

    def make_room(self, arc: int, wanted: int, left_out: set[int], *, up: bool) -> set[int]:
        """What must be left out besides, so that the number of `arc` could be `wanted` larger (or smaller)."""
        tail, head = self._ends[arc]
        begin, end = (head, tail) if up else (tail, head)
        moved = list(self._numbers)
        more: set[int] = set()
        while wanted > 0:
            way = self._cheapest(begin, end, arc, moved, left_out | more)
            sent = min([wanted, *(moved[one] for one, is_forward in way if not is_forward)])
            for one, is_forward in way:
                moved[one] += sent if is_forward else -sent
                more.add(one)
            wanted -= sent
        return more

    def _cheapest(
        self, begin: int, end: int, without: int, moved: Sequence[int], free: set[int]
    ) -> list[tuple[int, bool]]:
        """The way round on which the least has to be left out; there is always one, through the total."""
        best = {begin: 0}
        came: dict[int, tuple[int, int, bool]] = {}
        heap = [(0, begin)]
        while heap:
            cost, node = heapq.heappop(heap)
            if node == end:
                break
            if cost > best[node]:
                continue
            for arc, other, is_forward in self._at[node]:
                if arc == without or (not is_forward and moved[arc] == 0):
                    continue
                there = cost if arc in free else cost + self._costs[arc]
                if other not in best or there < best[other]:
                    best[other] = there
                    came[other] = (node, arc, is_forward)
                    heapq.heappush(heap, (there, other))
        way: list[tuple[int, bool]] = []
        node = end
        while node != begin:
            node, arc, is_forward = came[node]
            way.append((arc, is_forward))
        return way


def _ends(frame: Frame, place: Place) -> tuple[_Node, _Node]:
    """From where to where the number of a place flows."""
    match place.level:
        case Level.TOTAL:
            return _SINK_SIDE, _SOURCE_SIDE
        case Level.AREA:
            return _SOURCE_SIDE, ("area", place.what)
        case Level.ITEM:
            return ("area", frame.areas[place.what]), ("item", place.what)
        case Level.CELL:
            return ("item", place.what), ("source", place.where)
        case Level.SOURCE:
            return ("source", place.where), ("county", frame.counties[place.where])
        case Level.COUNTY:
            return ("county", place.where), _SINK_SIDE
