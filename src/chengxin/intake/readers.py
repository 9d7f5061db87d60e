"""Sheets of cells from an .xlsx or .csv file: each cell keeps its kind, each row its number in a spreadsheet program."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from chengxin.core.issues import Issue, IssueCode, issue
from chengxin.core.rows import CellValue
from chengxin.intake.decode import Undecodable, decode

MAX_UNPACKED = 200 * 1024 * 1024
MAX_PACKING = 100
"""Packed this many times over, a part is a bomb; ordinary sheets stay under 20."""
MAX_PARTS = 500
_SMALL = 1024 * 1024
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_SEPARATORS = (",", "\t")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: `rows()` starts anew at each call and yields the row's number, from 1, and its cells.

    The sheet of a text file has the name "".
    """

    name: str
    rows: Callable[[], Iterator[tuple[int, Sequence[CellValue]]]]


class Unreadable(Exception):
    """A file that cannot be read; carries the one issue that says why."""

    def __init__(self, code: IssueCode, *, row: int | None = None, **details: str) -> None:
        super().__init__(code.value)
        self.issue: Issue = issue(code, row=row, **details)


def sheets(data: bytes, filename: str) -> list[list[Sheet]]:
    """The ways to read a file: one for a workbook, one per separator for text; each a list of its non-empty sheets.

    :raises Unreadable: when there is none.
    """
    suffix = PurePath(filename).suffix.lower()
    if data.startswith(_OLD_OFFICE):
        # Both the old .xls and an .xlsx with a password begin like this.
        raise Unreadable(IssueCode.FILE_LOCKED if suffix == ".xlsx" else IssueCode.FILE_TYPE_UNKNOWN)
    if suffix == ".xlsx" and data.startswith(_ZIP):
        return [_workbook(data)]
    if suffix in {".csv", ".txt"} and not data.startswith(_ZIP):
        return _texts(data)
    raise Unreadable(IssueCode.FILE_DAMAGED if suffix == ".xlsx" else IssueCode.FILE_TYPE_UNKNOWN)


def _workbook(data: bytes) -> list[Sheet]:
    _require_safe(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = []
        for meta in book.sheets_metadata:
            if meta.typ is not SheetTypeEnum.WorkSheet or meta.visible is SheetVisibleEnum.VeryHidden:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            rows = sheet.to_python(skip_empty_area=False) if sheet.height else []
            if any(_is_filled(row) for row in rows):
                found.append(Sheet(meta.name, _replay(rows)))
    except PasswordError:
        raise Unreadable(IssueCode.FILE_LOCKED) from None
    except (CalamineError, OSError, ValueError):
        raise Unreadable(IssueCode.FILE_DAMAGED) from None
    return found


def _require_safe(data: bytes) -> None:
    """Judge the declared sizes before a byte is unpacked: 300 MB of sheet can arrive as 292 kB."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Unreadable(IssueCode.FILE_DAMAGED) from None
    unpacked = sum(part.file_size for part in parts)
    is_bomb = any(
        part.file_size > _SMALL and part.file_size > MAX_PACKING * max(1, part.compress_size) for part in parts
    )
    if is_bomb or unpacked > MAX_UNPACKED or len(parts) > MAX_PARTS:
        raise Unreadable(IssueCode.FILE_UNSAFE)
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(IssueCode.FILE_LOCKED)


def _replay(rows: Sequence[Sequence[CellValue]]) -> Callable[[], Iterator[tuple[int, Sequence[CellValue]]]]:
    return lambda: iter(enumerate(rows, start=1))


def _texts(data: bytes) -> list[list[Sheet]]:
    try:
        text = decode(data)
    except Undecodable:
        raise Unreadable(IssueCode.ENCODING_UNKNOWN) from None
    if not text.strip():
        return [[]]
    present = [separator for separator in _SEPARATORS if separator in text] or [","]
    return [[Sheet("", _records(text, separator))] for separator in present]


def _records(text: str, separator: str) -> Callable[[], Iterator[tuple[int, Sequence[CellValue]]]]:
    def records() -> Iterator[tuple[int, Sequence[CellValue]]]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        row = 0
        try:
            for row, record in enumerate(reader, start=1):
                yield row, record
        except csv.Error:
            raise Unreadable(IssueCode.FILE_DAMAGED, row=row + 1) from None

    return records


def _is_filled(row: Sequence[CellValue]) -> bool:
    return any(is_filled(cell) for cell in row)


def is_filled(cell: CellValue) -> bool:
    """Whether a cell holds anything but white space."""
    return cell is not None and (not isinstance(cell, str) or cell.strip() != "")
