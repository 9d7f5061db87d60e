"""One row of a file as its sender wrote it: what the platform made of it can be held against that. [law:pipl/第四十六条]"""

from __future__ import annotations

from chengxin.core.feeds import Feed, Field
from chengxin.core.row_values import text_of
from chengxin.intake.headings import Heading, find_heading
from chengxin.intake.readers import Sheet, sheets
from chengxin.intake.unreadable import Unreadable


def row_as_sent(data: bytes, filename: str, feed: Feed, *, sheet: str, row: int) -> list[tuple[Field, str, str]]:
    """Each filled column of one row that the feed reads: what it means, its heading, the cell; in the order of the file.

    `sheet` is "" for a text file; `row` counts from 1, as a spreadsheet does. Nothing where there is no such row.
    """
    try:
        ways = sheets(data, filename)
    except Unreadable:
        return []
    for one in (one for way in ways for one in way if one.name == sheet):
        heading = find_heading(one, feed)
        if isinstance(heading, Heading):
            return list(_columns(one, heading, row))
    return []


def _columns(sheet: Sheet, heading: Heading, row: int) -> list[tuple[Field, str, str]]:
    cells = next((cells for number, cells in sheet.rows() if number == row), ())
    found = zip(heading.fields, heading.names, map(text_of, cells), strict=False)
    return [(field, name, text) for field, name, text in found if field is not None and text]
