"""What a worksheet keeps beside its values, found in its own text: hidden rows, formulas, error values, merged cells, and
how far it reaches.

A cell in the last corner of an empty sheet would have a reader make room for all that lies before it; so the reach is known
before any cell is read. Most programs write a sheet in one plain way, which is measured by searches for literal bytes; what
is written in another way is measured tag by tag, at a tenth of the speed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chengxin.core.issues import IssueCode
from chengxin.intake.unreadable import Unreadable

MAX_ROW = 1_048_576
MAX_COLUMN = 400
MAX_CELLS = 20_000_000
"""Rows times columns of one sheet: a reader keeps a place for each."""
MAX_MARKS = 500_000

#: First and last column, counted from 0, and what is there.
Mark = tuple[int, int, IssueCode]

_EQUALS = rb"\s*=\s*[\"']"
_AREA = rb"\bref" + _EQUALS + rb"([A-Za-z]{1,3})([0-9]{1,7}):([A-Za-z]{1,3})([0-9]{1,7})[\"']"
_PLACE = rb"\br" + _EQUALS + rb"([A-Za-z]{1,3})([0-9]{1,7})[\"']"
_TAG = re.compile(rb"<(?:\w+:)?(row|c)(?:\s([^>]*))?>")
_ROW = re.compile(rb"<(?:\w+:)?row(?:\s([^>]*))?>")
_ROW_NUMBER = re.compile(rb"\br" + _EQUALS + rb"([0-9]+)[\"']")
_CELL_NAME = re.compile(rb"\br" + _EQUALS + rb"([A-Za-z]+)([0-9]+)[\"']")
_HIDDEN = re.compile(rb"\bhidden" + _EQUALS + rb"(?:1|true)[\"']|\bht" + _EQUALS + rb"0(?:\.0*)?[\"']")
_FORMULAS = re.compile(rb"<f[\s/>]")
_PREFIXED_FORMULAS = re.compile(rb":f[\s/>]")
_ERRORS = re.compile(rb"t\s*=\s*[\"']e[\"']")
_FORMULA = re.compile(rb"<(?:\w+:)?c\s[^>]*?" + _PLACE + rb"[^>]*>\s*<(?:\w+:)?f(?:\s([^>]*))?>")
_SPILLED = re.compile(_AREA)
_ERROR = re.compile(rb"<(?:\w+:)?c\s(?=[^>]*?\bt" + _EQUALS + rb"e[\"'])[^>]*?" + _PLACE)
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?" + _AREA)
_MAIN_BY_PREFIX = re.compile(rb"xmlns:\w+\s*=\s*[\"'][^\"']*/spreadsheetml/")
_HEAD = 65536


@dataclass(frozen=True, slots=True)
class Beside:
    """What a sheet keeps beside its values, by row number from 1."""

    hidden: frozenset[int] = frozenset()
    marks: Mapping[int, Sequence[Mark]] = field(default_factory=dict)


def beside(body: bytes, sheet: str) -> Beside:
    """Read a worksheet's text.

    :raises Unreadable: where it reaches too far, or holds a formula in no cell.
    """
    if not _is_surely_small(body):
        _require_reach(body, sheet)
    marks: dict[int, list[Mark]] = {}
    room = MAX_MARKS
    for first, last, left, right, code in _marks(body):
        room -= last - first + 1
        if room < 0:
            raise Unreadable(IssueCode.SHEET_TOO_LARGE, sheet=sheet)
        for row in range(first, last + 1):
            marks.setdefault(row, []).append((left, right, code))
    return Beside(frozenset(_hidden_rows(body)), marks)


def _is_surely_small(body: bytes) -> bool:
    """Whether every row and cell is written plainly, and lies above and left of a line that leaves room."""
    if _MAIN_BY_PREFIX.search(body):
        return False
    rows = max(map(int, re.findall(rb'<row r="([0-9]{1,9})"', body)), default=1)
    widest = max(re.findall(rb'<c r="([A-Z]{2})[0-9]', body[:_HEAD]), default=b"A ")
    zeros, lead = len(str(rows)) - 1, int(str(rows)[0])
    if (lead + 1) * 10**zeros * (widest[0] - 63) * 26 > MAX_CELLS:
        return False
    row = rb"(?:[0-9]{0,%d}|[1-%d][0-9]{%d})\"" % (zeros, lead, zeros)
    inside = rb"(?:[A-Z]|[A-%c][A-Z])" % widest[:1] + row
    return not (re.search(rb'<row(?! r="' + row + rb")", body) or re.search(rb'<c(?!ol| r="' + inside + rb")", body))


def _require_reach(body: bytes, sheet: str) -> None:
    row = column = last_row = last_column = 0
    for tag in _TAG.finditer(body):
        told = tag[2] or b""
        if tag[1] == b"row":
            named = _ROW_NUMBER.search(told)
            row, column = int(named[1][:10]) if named else row + 1, 0
        else:
            place = _CELL_NAME.search(told)
            row, column = (int(place[2][:10]), _column(place[1][:4]) + 1) if place else (max(row, 1), column + 1)
        last_row, last_column = max(last_row, row), max(last_column, column)
    # An attribute that holds the end of a tag hides what follows it; no program writes one.
    is_hiding = re.search(rb"=\s*\"[^\"<]*>[^\"<]*\"[\s/>]|=\s*'[^'<]*>[^'<]*'[\s/>]", body) is not None
    if is_hiding or last_row > MAX_ROW or last_column > MAX_COLUMN or last_row * last_column > MAX_CELLS:
        raise Unreadable(IssueCode.SHEET_TOO_LARGE, sheet=sheet)


def _hidden_rows(body: bytes) -> Iterator[int]:
    if b"hidden" not in body and b' ht="0' not in body:
        return
    number = 0
    for tag in _ROW.finditer(body):
        told = tag[1] or b""
        named = _ROW_NUMBER.search(told)
        number = int(named[1][:10]) if named else number + 1
        if _HIDDEN.search(told):
            yield number


def _marks(body: bytes) -> Iterator[tuple[int, int, int, int, IssueCode]]:
    """First and last row, first and last column, and what is there; of merged cells all but the one with the value."""
    if _FORMULAS.search(body) or _PREFIXED_FORMULAS.search(body):
        yield from _formulas(body)
    if _ERRORS.search(body):
        for found in _ERROR.finditer(body):
            yield int(found[2]), int(found[2]), _column(found[1]), _column(found[1]), IssueCode.CELL_ERROR
    for found in _MERGED.finditer(body) if b"mergeCell" in body else ():
        first, last, left, right = _area(found)
        if right > left:
            yield first, first, left + 1, right, IssueCode.CELL_MERGED
        if last > first:
            yield first + 1, last, left, right, IssueCode.CELL_MERGED


def _formulas(body: bytes) -> Iterator[tuple[int, int, int, int, IssueCode]]:
    placed = 0
    for found in _FORMULA.finditer(body):
        placed += 1
        told = found[3] or b""
        yield int(found[2]), int(found[2]), _column(found[1]), _column(found[1]), IssueCode.CELL_FORMULA
        # A shared formula stands again in every cell that shares it; one that spills does not.
        spilled = None if b"shared" in told else _SPILLED.search(told)
        if spilled:
            yield *_area(spilled), IssueCode.CELL_FORMULA
    if placed < len(re.findall(rb"<(?:\w+:)?f[\s/>]", body)):
        raise Unreadable(IssueCode.FILE_DAMAGED)


def _area(found: re.Match[bytes]) -> tuple[int, int, int, int]:
    return int(found[2]), int(found[4]), _column(found[1]), _column(found[3])


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1
