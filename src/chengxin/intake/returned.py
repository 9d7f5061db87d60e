"""What comes back to the sender: their own workbook with the faulty cells marked, and a sheet of issues. [law:pipl/第八条]

An .xlsx stays as it is otherwise: titles, widths, other sheets. A text file comes back as a workbook whose cells are all
text, so that no number is mangled. A large file comes back as its heading and the rows to mend. Without the original
(destroyed, or never readable) there is the sheet of issues alone. What comes back can be mended and sent as it is: sheets
and marks of ours are not read, and taken off when the file comes back again.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.utils.cell import range_boundaries

from chengxin.core.feeds import ISSUES_SHEET, Feed
from chengxin.core.rows import CellValue
from chengxin.intake.issue_sheet import add_issue_sheet, links_to
from chengxin.intake.marks import HEADING_WITHIN, Told, columns_of, known_headings, marks_of, put, take_off
from chengxin.intake.new_books import HEAD_FONT, new_book, put_text, saved
from chengxin.intake.readers import Sheet, Unreadable, sheets

#: Larger files come back as a list of issues alone.
MOST_BYTES = 50_000_000
MOST_ISSUES = 20_000
#: Unpacked bytes of sheets up to which a workbook is marked as it is; ten seconds' work on a slow core.
MOST_WHOLE = 10_000_000
#: Characters of text up to which a text file comes back with all its rows.
MOST_COPIED = 3_000_000
_MOST_MERGED = 200_000
_ZIP = b"PK\x03\x04"
_NO_TITLE = re.compile(r"[\\*?:/\[\]]")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
#: What openpyxl raises on a workbook that a more patient reader takes.
_TOO_ODD = (
    ParseError,
    zipfile.BadZipFile,
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    TypeError,
    ValueError,
)


def annotated(data: bytes | None, filename: str, issues: Sequence[Told], feed: Feed) -> bytes:
    """The workbook that goes back to the sender of a file; an .xlsx whatever came.

    `data` is the file as it came, `None` where the original is not kept any more. `issues` are in their public form.
    """
    book, links = new_book(), dict[int, str]()
    if data is not None and len(data) <= MOST_BYTES and len(issues) <= MOST_ISSUES:
        read = _best_reading(data, filename, feed)
        whole = _opened(data) if read and data.startswith(_ZIP) and _is_modest(data) else None
        if whole is not None:
            book, links = whole, _mark_whole(whole, issues, feed)
        elif read:
            is_complete = not data.startswith(_ZIP) and len(data) <= MOST_COPIED
            links = _copy(book, read, issues, feed, is_complete=is_complete)
    add_issue_sheet(book, issues, links)
    return saved(book)


def _best_reading(data: bytes, filename: str, feed: Feed) -> list[Sheet]:
    """The sheets of a file, in the way in which most of the feed's headings are found; none where it cannot be read."""
    try:
        ways = sheets(data, filename)
        return max(ways, key=lambda way: max((_headings(sheet, feed) for sheet in way), default=0))
    except Unreadable:
        return []


def _headings(sheet: Sheet, feed: Feed) -> int:
    return max((known_headings(cells, feed) for _, cells in islice(sheet.rows(), HEADING_WITHIN)), default=0)


# An .xlsx, kept as it is


def _is_modest(data: bytes) -> bool:
    """Whether a workbook can be held in memory cell by cell: what it says of itself, before any of it is opened."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [part for part in archive.infolist() if "/worksheets/" in part.filename]
        if sum(part.file_size for part in parts) > MOST_WHOLE:
            return False
        areas = (area for part in parts for area in _MERGED.findall(archive.read(part)))
        return sum(map(_cells_in, areas)) <= _MOST_MERGED


def _cells_in(area: bytes) -> int:
    left, top, right, bottom = range_boundaries(area.decode())
    return int((right - left + 1) * (bottom - top + 1))


def _opened(data: bytes) -> Workbook | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it cannot keep (slicers, ink) is no business of a table
        try:
            return load_workbook(io.BytesIO(data), rich_text=True)
        except _TOO_ODD:
            return None


def _mark_whole(book: Workbook, issues: Sequence[Told], feed: Feed) -> dict[int, str]:
    if ISSUES_SHEET in book.sheetnames:
        del book[ISSUES_SHEET]
    links: dict[int, str] = {}
    for sheet in book.worksheets:
        take_off(sheet)
        rows = sheet.iter_rows(max_row=min(sheet.max_row, HEADING_WITHIN), values_only=True)
        marks = marks_of(issues, sheet.title, columns_of(rows, feed))
        put(sheet, marks)
        links |= links_to(sheet.title, marks)
        if marks:
            sheet.sheet_state = "visible"
    return links


# A text file, or the rows to mend of a large one


def _copy(
    book: Workbook, read: Iterable[Sheet], issues: Sequence[Told], feed: Feed, *, is_complete: bool
) -> dict[int, str]:
    """Write the rows of a file into an empty workbook: all of them, or the heading and those that are marked."""
    links: dict[int, str] = {}
    for sheet in read:
        columns = columns_of((cells for _, cells in sheet.rows()), feed)
        marks = marks_of(issues, sheet.name, columns)
        wanted = None if is_complete else {mark.row for mark in marks}
        if wanted is None or wanted:
            target = book.create_sheet(_NO_TITLE.sub("_", sheet.name)[:31] or "数据")
            moved = _write_rows(target, sheet, feed, wanted)
            marks = [replace(mark, row=moved[mark.row]) for mark in marks if mark.row in moved]
            put(target, marks)
            links |= links_to(target.title, marks)
    return links


def _write_rows(target: Any, sheet: Sheet, feed: Feed, wanted: set[int] | None) -> dict[int, int]:
    """Write what is wanted (`None`: everything); the row here of each row there."""
    moved: dict[int, int] = {}
    heading = _heading_row(sheet, feed)
    for number, cells in sheet.rows():
        if wanted is not None and number > heading and number not in wanted:
            continue
        moved[number] = number if wanted is None else len(moved) + 1
        for place, value in enumerate(cells, start=1):
            _put(target.cell(moved[number], place), value)
    if heading in moved:
        target.freeze_panes = target.cell(moved[heading] + 1, 1)
        for cell in target[moved[heading]]:
            cell.font = HEAD_FONT
            target.column_dimensions[cell.column_letter].width = 20
    return moved


def _heading_row(sheet: Sheet, feed: Feed) -> int:
    first = list(islice(sheet.rows(), HEADING_WITHIN))
    return max(first, key=lambda row: known_headings(row[1], feed), default=(0, ()))[0]


def _put(cell: Any, value: CellValue) -> None:
    if isinstance(value, str):
        put_text(cell, value)
    else:
        cell.value = value
