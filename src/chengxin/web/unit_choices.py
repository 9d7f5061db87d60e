"""The units as a list to choose from: by the place that they serve, the largest first, and by name within. [law:pipl/第六条]"""

from __future__ import annotations

from chengxin.lawbook import Lawbook

_LEVELS = ("province", "prefecture", "county")


def unit_choices(book: Lawbook) -> list[tuple[str, str | list[tuple[str, str]]]]:
    """Choices of a select: an empty first one, then a group for each place."""
    by_place: dict[str, list[tuple[str, str]]] = {}
    for code, unit in book.units.items():
        by_place.setdefault(unit.division, []).append((unit.name, code))
    places = sorted(by_place, key=lambda code: (_LEVELS.index(book.divisions[code].level), code))
    grouped = [(book.divisions[code].name, [(unit, name) for name, unit in sorted(by_place[code])]) for code in places]
    return [("", "请选"), *grouped]
