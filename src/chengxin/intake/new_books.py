"""Workbooks that we write: text that stays text, notes beside cells, and the same bytes for the same content."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.writer.excel import ExcelWriter

TEXT = "@"
_EPOCH = (1980, 1, 1, 0, 0, 0)

HEAD_FONT = Font(bold=True)
TITLE_FONT = Font(bold=True, size=14)
LINK_FONT = Font(underline="single")
HEAD_FILL = PatternFill("solid", "FFEAF2F1")
HEAD_LINE = Border(bottom=Side(style="thin"))
WRAPPED = Alignment(wrap_text=True, vertical="top")


def saved(book: Workbook) -> bytes:
    """The workbook's bytes; nothing in them tells when they were written."""
    out = io.BytesIO()
    with _Timeless(out, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).write_data()
    return out.getvalue()


def new_book() -> Workbook:
    """A workbook without a sheet, without a date and without an author's name."""
    book = Workbook()
    book.remove(book.active)
    book.properties.creator = "chengxin"
    book.properties.created = book.properties.modified = datetime(*_EPOCH)  # noqa: DTZ001 - the format has no zone
    return book


def put_text(cell: Any, value: object) -> None:
    """Write a cell that is text whatever it begins with: = + - @ make no formula, digits no number.

    A character that no workbook can hold becomes the mark of a damaged one.
    """
    cell.number_format = TEXT
    if value != "":
        cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", str(value))
        cell.data_type = "s"
        cell.quotePrefix = True


class _Timeless(ZipFile):
    """A package whose parts all carry the first date that the format knows."""

    def writestr(self, name: Any, data: Any, *args: Any, **more: Any) -> None:  # type: ignore[override]
        part = ZipInfo(str(name), _EPOCH)
        part.compress_type = ZIP_DEFLATED
        super().writestr(part, data)

    def write(self, filename: Any, arcname: Any = None, *args: Any, **more: Any) -> None:
        self.writestr(arcname, Path(filename).read_bytes())
