"""The worksheets of an .xlsx file: their cells with the kind of each, and what stands beside the values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from chengxin.core.issues import IssueCode
from chengxin.core.rows import CellValue
from chengxin.intake.packages import FreshPackage, Package
from chengxin.intake.sheet_text import Beside, beside
from chengxin.intake.unreadable import Unreadable

MAX_SHEETS = 100
_BOOK, _BOOK_RELATIONS, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OUR_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
).encode()
_FROM_1904 = re.compile(rb"\bdate1904\s*=\s*[\"'](?:1|true)[\"']")


@dataclass(frozen=True, slots=True)
class Page:
    """One worksheet."""

    name: str
    is_hidden: bool
    beside: Beside
    cells: CalamineSheet

    def rows(self) -> Iterator[tuple[int, Sequence[CellValue]]]:
        """Every row with its number, from 1; each call starts anew."""
        return enumerate(self.cells.iter_rows(), start=1)


def pages(data: bytes) -> list[Page]:
    """The worksheets that are not empty, hidden ones too.

    :raises Unreadable: where the file must not or cannot be read.
    """
    package = Package(data)
    book, relations = package.read(_BOOK), package.read(_BOOK_RELATIONS)
    if _FROM_1904.search(book):
        raise Unreadable(IssueCode.FILE_DATES_1904)
    fresh = FreshPackage()
    for name, body in ((_RELATIONS, _OUR_RELATIONS), (_BOOK, book), (_BOOK_RELATIONS, relations)):
        fresh.add(name, body)
    for name in _shared_parts(relations):
        if package.holds(name):
            fresh.add(name, package.read(name))
    told = []
    for name, is_hidden, part in _worksheets(book, relations, package):
        body = package.read(part)
        fresh.add(part, body)
        told.append((name, is_hidden, beside(body, name)))
    try:
        opened = CalamineWorkbook.from_filelike(fresh.closed())
        read = [Page(name, is_hidden, found, opened.get_sheet_by_name(name)) for name, is_hidden, found in told]
    except PasswordError:
        raise Unreadable(IssueCode.FILE_LOCKED) from None
    except (CalamineError, OSError, ValueError):
        raise Unreadable(IssueCode.FILE_DAMAGED) from None
    return [page for page in read if page.cells.height]


def _worksheets(book: bytes, relations: bytes, package: Package) -> Iterator[tuple[str, bool, str]]:
    """Name, whether it is hidden, and part of each; a chart or a dialog is no worksheet."""
    targets = {told["Id"]: _target(told) for told in _relations(relations) if _kind(told) == "worksheet"}
    sheets = [element.attrib for element in _parsed(book).iter() if element.tag.endswith("}sheet")]
    names = [told.get("name", "") for told in sheets]
    if len(sheets) > MAX_SHEETS:
        raise Unreadable(IssueCode.FILE_UNSAFE)
    if len(set(names)) < len(names):
        raise Unreadable(IssueCode.FILE_PARTS_TWICE)
    for told in sheets:
        part = targets.get(next((value for key, value in told.items() if key.endswith("}id")), ""))
        if part is not None and package.holds(part):
            yield told.get("name", ""), told.get("state", "visible") != "visible", part


def _shared_parts(relations: bytes) -> list[str]:
    return [_target(told) for told in _relations(relations) if _kind(told) in {"sharedStrings", "styles"}]


def _relations(relations: bytes) -> list[dict[str, str]]:
    told = [element.attrib for element in _parsed(relations)]
    if any(one.get("TargetMode") == "External" for one in told):
        raise Unreadable(IssueCode.FILE_LINKS_OUTSIDE)
    return [one for one in told if {"Id", "Type", "Target"} <= one.keys()]


def _kind(told: Mapping[str, str]) -> str:
    return told["Type"].rpartition("/")[2]


def _target(told: Mapping[str, str]) -> str:
    target = told["Target"]
    return target[1:] if target.startswith("/") else f"xl/{target}"


def _parsed(body: bytes) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(body)  # noqa: S314 - a package hands out no XML with a document type
    except ElementTree.ParseError:
        raise Unreadable(IssueCode.FILE_DAMAGED) from None
