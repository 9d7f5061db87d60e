"""Workbooks for the feeds' examples: ordinary ones, and those that no spreadsheet program would write.

All are the same bytes every time they are made.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Cells = Iterable[Iterable[Any]]
Parts = dict[str, bytes]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
LOCKED = OLD_OFFICE + "EncryptedPackage".encode("utf-16-le") + bytes(480)


def workbook(
    cells: Cells,
    *,
    has_notes: bool = False,
    change: Callable[[Worksheet], None] | None = None,
    more: Sequence[tuple[str, Cells, str]] = (),
) -> bytes:
    """One sheet of cells, and `more` as (name, cells, visible or hidden or veryHidden)."""
    book = Workbook()
    page = book.active
    page.title = "数据"
    _fill(page, cells)
    if has_notes:
        book.create_sheet("填写说明").append(["这一页不会读取"])
    for name, rows, state in more:
        other = book.create_sheet(name)
        _fill(other, rows)
        other.sheet_state = state
    if change:
        change(page)
    out = io.BytesIO()
    book.save(out)
    return packed(parts_of(out.getvalue()))


def _fill(page: Worksheet, cells: Cells) -> None:
    for row in cells:
        page.append([None if cell == "" else cell for cell in row])
    for row in page.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and not cell.value.startswith("="):
                cell.number_format = "@"


def parts_of(data: bytes) -> Parts:
    """The parts of a workbook, without the time it was made."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["docProps/core.xml"] = re.sub(rb">[0-9T:Z-]{20}<", b">2026-01-01T00:00:00Z<", parts["docProps/core.xml"])
    return parts


def packed(parts: Parts | Iterable[tuple[str, bytes]], *, kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A package of parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", kind) as archive:
        for name, body in parts.items() if isinstance(parts, dict) else parts:
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), body, kind)
    return out.getvalue()


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with some text of one part replaced."""
    parts = parts_of(data)
    assert old in parts[part], (part, old)
    return packed(parts | {part: parts[part].replace(old, new, 1)})


def in_utf_16(data: bytes) -> bytes:
    """The workbook with its sheet in an encoding that would hide tags from a search for bytes."""
    parts = parts_of(data)
    return packed(parts | {SHEET: ('<?xml version="1.0" encoding="UTF-16"?>' + parts[SHEET].decode()).encode("utf-16")})


def bomb() -> bytes:
    """A sheet that is a thousand times larger than it arrives."""
    return packed({SHEET: b" " * 16_000_000})


def mislabelled_bomb(data: bytes) -> bytes:
    """A sheet that says it is short and goes on."""
    parts = parts_of(data)
    honest = packed(parts)
    long = packed(parts | {SHEET: parts[SHEET] + b" " * 900_000})
    size = len(parts[SHEET]).to_bytes(4, "little")
    long_size = (len(parts[SHEET]) + 900_000).to_bytes(4, "little")
    assert size in honest
    return long.replace(long_size, size)


def twice(data: bytes) -> bytes:
    """A workbook with two sheets under one name inside."""
    parts = list(parts_of(data).items())
    return packed([*parts, ("XL/Worksheets/Sheet1.xml", dict(parts)[SHEET])])


def encrypted_parts(data: bytes) -> bytes:
    """A workbook whose parts say that they are encrypted."""
    out = bytearray(data)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := out.find(mark, start)) >= 0:
            out[start + place] |= 1
            start += 4
    return bytes(out)


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
