"""Text from bytes, strictly and always the same way: byte-order mark, else UTF-8, else GB18030. Nothing is guessed."""

from __future__ import annotations

import codecs

from chengxin.core import names

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Undecodable(Exception):
    """The bytes are in none of the encodings that are read, or hold what no text holds."""


class HoldsNul(Undecodable):
    """Text in an encoding that is read, but with NUL in it."""


def decode(data: bytes) -> str:
    """The text of a file.

    UTF-16 is taken only with its mark: without one, almost any bytes are some text in it.

    :raises Undecodable: when no encoding fits wholly.
    """
    text = _decoded(data)
    if "\0" in text:
        raise Undecodable if _may_be_utf_16(data) else HoldsNul
    return text


def _may_be_utf_16(data: bytes) -> bool:
    """Whether NUL stands in every second place only, as in UTF-16 without its mark."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    return even + odd > 1 and not (even and odd)


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # Python's table is the edition of 2005, which keeps some characters of names in the private-use area.
        return names.standard(_strictly(data, "gb18030"))


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Undecodable from None
