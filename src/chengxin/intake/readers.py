"""Sheets of cells from an .xlsx or .csv file: each cell keeps its kind, each row its number in a spreadsheet program."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from chengxin.core.issues import IssueCode
from chengxin.core.rows import CellValue
from chengxin.intake.decode import HoldsNul, Undecodable, decode
from chengxin.intake.sheet_text import Beside
from chengxin.intake.unreadable import Unreadable
from chengxin.intake.worksheets import pages

__all__ = ["Sheet", "Unreadable", "is_filled", "sheets"]

_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
#: How the part that holds a workbook under a password is called inside.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SEPARATORS = (",", "\t", ";")
#: No row that is read is half as long: a cell ends at 32,767 characters. More without the end of a line is no table, and
#: would take many times its size in memory.
_LONGEST_LINE = 4 << 20
#: Told to the spreadsheet program only, which shows no such row.
_TOLD_SEPARATOR = re.compile(r"\A\ufeff?\"?sep=(.)\"?\r?\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: `rows()` starts anew at each call and yields the row's number, from 1, and its cells.

    The sheet of a text file has the name "".
    """

    name: str
    rows: Callable[[], Iterator[tuple[int, Sequence[CellValue]]]]
    is_hidden: bool = False
    beside: Beside = field(default_factory=Beside)


def sheets(data: bytes, filename: str) -> list[list[Sheet]]:
    """The ways to read a file: one for a workbook, one per separator for text; each a list of its non-empty sheets.

    :raises Unreadable: when there is none.
    """
    suffix = PurePath(filename).suffix.lower()
    if data.startswith(_OLD_OFFICE):
        # An old .xls and an .xlsx with a password begin alike.
        raise Unreadable(IssueCode.FILE_LOCKED if _ENCRYPTED in data else IssueCode.FILE_OLD_FORMAT)
    if suffix == ".xlsx" and data.startswith(_ZIP):
        found = [Sheet(page.name, page.rows, page.is_hidden, page.beside) for page in pages(data)]
        return [[sheet for sheet in found if any(map(is_filled, _cells(sheet)))]]
    if suffix in {".csv", ".txt", ".tsv"} and not data.startswith(_ZIP):
        return _texts(data)
    raise Unreadable(IssueCode.FILE_DAMAGED if suffix == ".xlsx" else IssueCode.FILE_TYPE_UNKNOWN)


def _texts(data: bytes) -> list[list[Sheet]]:
    if _is_endless(data):
        raise Unreadable(IssueCode.FILE_DAMAGED)
    try:
        text = decode(data)
    except HoldsNul:
        raise Unreadable(IssueCode.FILE_HOLDS_NUL) from None
    except Undecodable:
        raise Unreadable(IssueCode.ENCODING_UNKNOWN) from None
    if not text.strip():
        return [[]]
    told = _TOLD_SEPARATOR.match(text)
    if told:
        return [[Sheet("", _records(text[told.end() :], told[1]))]]
    present = [separator for separator in _SEPARATORS if separator in text] or [","]
    return [[Sheet("", _records(text, separator))] for separator in present]


def _is_endless(data: bytes) -> bool:
    """Whether a line goes on over a whole piece: always where it is twice as long, never where it is shorter."""
    pieces = range(0, len(data) - _LONGEST_LINE + 1, _LONGEST_LINE)
    ends = (start + _LONGEST_LINE for start in pieces)
    return any(
        data.find(b"\n", start, end) < 0 and data.find(b"\r", start, end) < 0
        for start, end in zip(pieces, ends, strict=True)
    )


def _records(text: str, separator: str) -> Callable[[], Iterator[tuple[int, Sequence[CellValue]]]]:
    """A record is one row however many lines a quoted cell in it takes, as a spreadsheet program shows it."""

    def records() -> Iterator[tuple[int, Sequence[CellValue]]]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        row = 0
        try:
            for row, record in enumerate(reader, start=1):
                yield row, record
        except csv.Error:
            raise Unreadable(IssueCode.FILE_DAMAGED, row=row + 1) from None

    return records


def _cells(sheet: Sheet) -> Iterator[CellValue]:
    return (cell for _, cells in sheet.rows() for cell in cells)


def is_filled(cell: CellValue) -> bool:
    """Whether a cell holds anything but white space."""
    return cell is not None and (not isinstance(cell, str) or cell.strip() != "")
