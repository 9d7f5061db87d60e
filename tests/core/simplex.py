"""The smallest and the largest value of a sum under equations, exactly: the attack on the open statistics.

Plain simplex in fractions, with the rule that never goes round in circles (Bland). For tables of a test's size only.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def bounds(equations: Sequence[tuple[Sequence[int], int]], wanted: Sequence[int]) -> tuple[Fraction, Fraction | None]:
    """What `wanted` can come to over all x >= 0 that meet the equations (coefficients, value); `None` without an end.

    :raises ValueError: when nothing meets them.
    """
    table, basis = _feasible(equations, len(wanted))
    largest = _maximum(table, basis, [Fraction(one) for one in wanted])
    smallest = _maximum(table, basis, [Fraction(-one) for one in wanted])
    assert smallest is not None
    return -smallest, largest


def _feasible(equations: Sequence[tuple[Sequence[int], int]], size: int) -> tuple[list[list[Fraction]], list[int]]:
    """A table in the form of a basis, found with one helper per equation."""
    rows = len(equations)
    table = [
        [*map(Fraction, left), *(Fraction(int(row == place)) for place in range(rows)), Fraction(right)]
        for row, (left, right) in enumerate(equations)
    ]
    basis = [size + row for row in range(rows)]
    target = [Fraction(0)] * size + [Fraction(-1)] * rows
    found = _maximum(table, basis, target, keep=True)
    if found != 0:
        raise ValueError("nothing meets the equations")
    for row in range(rows):
        if basis[row] >= size:
            column = next((place for place in range(size) if table[row][place] != 0), None)
            if column is not None:
                _pivot(table, basis, row, column)
    kept = [row for row in range(rows) if basis[row] < size]
    return [table[row][:size] + table[row][-1:] for row in kept], [basis[row] for row in kept]


def _maximum(
    table: list[list[Fraction]], basis: list[int], target: list[Fraction], *, keep: bool = False
) -> Fraction | None:
    if not keep:
        table, basis = [row[:] for row in table], basis[:]
    size = len(target)
    while True:
        gain = [
            target[column]
            - sum((target[one] * row[column] for one, row in zip(basis, table, strict=True)), Fraction(0))
            for column in range(size)
        ]
        entering = next((column for column in range(size) if gain[column] > 0), None)
        if entering is None:
            return sum((target[one] * row[-1] for one, row in zip(basis, table, strict=True)), Fraction(0))
        ratios = [
            (row[-1] / row[entering], one, place)
            for place, (one, row) in enumerate(zip(basis, table, strict=True))
            if row[entering] > 0
        ]
        if not ratios:
            return None
        _pivot(table, basis, min(ratios)[2], entering)


def _pivot(table: list[list[Fraction]], basis: list[int], row: int, column: int) -> None:
    head = table[row][column]
    table[row] = [one / head for one in table[row]]
    for place, other in enumerate(table):
        if place != row and other[column] != 0:
            factor = other[column]
            table[place] = [one - factor * ours for one, ours in zip(other, table[row], strict=True)]
    basis[row] = column
