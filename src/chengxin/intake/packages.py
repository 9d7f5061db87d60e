"""An .xlsx file as a package of parts, judged by its table of contents before a byte of it is unpacked.

What is read afterwards is unpacked here, no further than its stated size, and written into a fresh package that holds
nothing else: the library that reads cells never opens what was sent.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from pathlib import PurePosixPath

from chengxin.core.issues import IssueCode
from chengxin.intake.unreadable import Unreadable

MAX_UNPACKED = 200 * 1024 * 1024
MAX_PACKING = 100
"""Packed this many times over, a part is a bomb; ordinary sheets stay under 20."""
MAX_PARTS = 500
_MAX_CONTENTS = 1024 * 1024
_SMALL = 1024 * 1024
_END = struct.Struct("<4s4H2LH")
_LOCAL = struct.Struct("<26x2H")
#: Archives, programs and documents of other programs; the last two are what macros and old Office files begin with.
_FOREIGN_SUFFIXES = frozenset(
    ".zip .rar .7z .gz .tar .xlsx .xlsm .xlsb .xls .docx .doc .pptx .ppt .pdf .exe .dll .js .vbs .ole".split()
)
_FOREIGN_STARTS = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"MZ", b"%PDF", b"\xd0\xcf\x11\xe0")
_FOREIGN_FOLDERS = ("xl/embeddings/", "xl/activex/", "xl/macrosheets/", "xl/ctrlprops/")
_LINKS = ("xl/externallinks/", "xl/connections", "xl/querytables/", "xl/webextensions/")
_ODD_NAME = re.compile(r"^[/~]|^[A-Za-z]:|\\|(?:^|/)\.\.?(?:/|$)|//|[\x00-\x1f\x7f]")
_ENCODING = re.compile(rb"^\s*<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"']*)[\"']")


class Package:
    """The parts of one file by their names, as far as they may be read."""

    def __init__(self, data: bytes) -> None:
        """Judge the table of contents.

        :raises Unreadable: for what no spreadsheet program writes, and for what must not be opened.
        """
        self._data = data
        parts = _contents(data)
        _require_names(parts)
        _require_sizes(parts, len(data))
        if any(part.flag_bits & 1 for part in parts):
            raise Unreadable(IssueCode.FILE_LOCKED)
        self._parts: Mapping[str, zipfile.ZipInfo] = {part.filename.casefold(): part for part in parts}
        self._require_one_document()

    def holds(self, name: str) -> bool:
        return name.casefold() in self._parts

    def read(self, name: str) -> bytes:
        """The whole of one part of text.

        :raises Unreadable: when it is missing, broken, longer than stated, or no plain XML.
        """
        part = self._parts.get(name.casefold())
        if part is None:
            raise Unreadable(IssueCode.FILE_DAMAGED)
        body = self._unpacked(part)
        _require_plain_xml(body)
        return body

    def _require_one_document(self) -> None:
        for name, part in self._parts.items():
            if name.startswith(_LINKS):
                raise Unreadable(IssueCode.FILE_LINKS_OUTSIDE)
            is_foreign = name.startswith(_FOREIGN_FOLDERS) or name.endswith("vbaproject.bin")
            if is_foreign or PurePosixPath(name).suffix in _FOREIGN_SUFFIXES:
                raise Unreadable(IssueCode.FILE_NESTED)
            if not name.endswith((".xml", ".rels")) and self._start(part).startswith(_FOREIGN_STARTS):
                raise Unreadable(IssueCode.FILE_NESTED)

    def _start(self, part: zipfile.ZipInfo) -> bytes:
        raw = self._raw(part)
        if part.compress_type == zipfile.ZIP_STORED:
            return raw[:8]
        try:
            return zlib.decompressobj(-zlib.MAX_WBITS).decompress(raw, 8)
        except zlib.error:
            return b""

    def _raw(self, part: zipfile.ZipInfo) -> bytes:
        try:
            name_length, extra_length = _LOCAL.unpack_from(self._data, part.header_offset)
        except struct.error:
            raise Unreadable(IssueCode.FILE_DAMAGED) from None
        begin = part.header_offset + 30 + name_length + extra_length
        return self._data[begin : begin + part.compress_size]

    def _unpacked(self, part: zipfile.ZipInfo) -> bytes:
        """No more than was stated: a part that goes on after that is a bomb with a false label."""
        raw = self._raw(part)
        if part.compress_type == zipfile.ZIP_STORED:
            body = raw
        elif part.compress_type == zipfile.ZIP_DEFLATED:
            engine = zlib.decompressobj(-zlib.MAX_WBITS)
            try:
                body = engine.decompress(raw, part.file_size + 1)
            except zlib.error:
                raise Unreadable(IssueCode.FILE_DAMAGED) from None
        else:
            raise Unreadable(IssueCode.FILE_DAMAGED)
        if len(body) > part.file_size:
            raise Unreadable(IssueCode.FILE_UNSAFE)
        if len(body) < part.file_size or zlib.crc32(body) != part.CRC:
            raise Unreadable(IssueCode.FILE_DAMAGED)
        return body


class FreshPackage:
    """A package of our own making, not compressed."""

    def __init__(self) -> None:
        self._bytes = io.BytesIO()
        self._archive = zipfile.ZipFile(self._bytes, "w")

    def add(self, name: str, body: bytes) -> None:
        self._archive.writestr(name, body)

    def closed(self) -> io.BytesIO:
        self._archive.close()
        self._bytes.seek(0)
        return self._bytes


def _contents(data: bytes) -> list[zipfile.ZipInfo]:
    """The table of contents, which must end the file and be of a size that a workbook can have."""
    if len(data) < _END.size:
        raise Unreadable(IssueCode.FILE_DAMAGED)
    mark, *_, count, size, _, comment = _END.unpack_from(data, len(data) - _END.size)
    if mark != b"PK\x05\x06" or comment:
        raise Unreadable(IssueCode.FILE_DAMAGED)
    if count > MAX_PARTS or size > _MAX_CONTENTS:
        raise Unreadable(IssueCode.FILE_UNSAFE)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error):
        raise Unreadable(IssueCode.FILE_DAMAGED) from None
    return [part for part in parts if not part.is_dir()]


def _require_names(parts: list[zipfile.ZipInfo]) -> None:
    if any(_ODD_NAME.search(part.orig_filename) for part in parts):
        raise Unreadable(IssueCode.FILE_PART_NAMES)
    if max(Counter(part.filename.casefold() for part in parts).values(), default=0) > 1:
        raise Unreadable(IssueCode.FILE_PARTS_TWICE)


def _require_sizes(parts: list[zipfile.ZipInfo], length: int) -> None:
    """300 MB of sheet can arrive as 292 kB, and one packed part can be told to be many."""
    is_bomb = any(
        part.file_size > _SMALL and part.file_size > MAX_PACKING * max(1, part.compress_size) for part in parts
    )
    unpacked, taken = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if is_bomb or unpacked > MAX_UNPACKED or taken > length or len(parts) > MAX_PARTS:
        raise Unreadable(IssueCode.FILE_UNSAFE)


def _require_plain_xml(body: bytes) -> None:
    """UTF-8 without a document type: nothing in it stands for something else, and bytes can be searched as they are."""
    told = _ENCODING.search(body[:200])
    is_utf_8 = told is None or told[1].lower() in {b"utf-8", b"utf8", b"us-ascii"}
    if not is_utf_8 or b"\0" in body:
        raise Unreadable(IssueCode.FILE_DAMAGED)
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise Unreadable(IssueCode.FILE_ENTITIES)
