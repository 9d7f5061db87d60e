"""One table from a file: where its heading stands, which column means what, which are dropped unread, which refuse it.

A heading outside the feed's description refuses the file: nobody may widen what is collected by adding a column. A
column that the layout knows and the platform never keeps is dropped unread, whatever it is about. [law:pipl/第六条]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from chengxin.core import never_kept
from chengxin.core.feeds import Feed, Field, plain
from chengxin.core.issues import Issue, IssueCode, issue
from chengxin.core.rows import CellValue, RawRow
from chengxin.intake.readers import Sheet, Unreadable, is_filled, sheets

MAX_TITLE_ROWS = 5
MAX_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class _Heading:
    row: int
    fields: tuple[Field | None, ...]
    """What each column means; `None` for one that is dropped or empty."""
    dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A readable file: its rows in order, as often as asked for."""

    parts: tuple[tuple[Sheet, _Heading], ...]
    total: int

    @property
    def dropped(self) -> tuple[str, ...]:
        """Headings of the columns that are dropped unread."""
        return tuple(dict.fromkeys(name for _, heading in self.parts for name in heading.dropped))

    def rows(self) -> Iterator[RawRow]:
        """Every row that holds anything, in order."""
        for sheet, heading in self.parts:
            for number, cells in sheet.rows():
                if number > heading.row and any(map(is_filled, cells)):
                    yield _raw_row(sheet.name, number, cells, heading)

    def chunks(self, size: int) -> Iterator[list[RawRow]]:
        """The rows in lists of at most `size`."""
        rows = self.rows()
        while chunk := list(islice(rows, size)):
            yield chunk


def read_table(data: bytes, filename: str, feed: Feed) -> Table | list[Issue]:
    """Read a file of a feed, or say what keeps the whole file from being read."""
    if len(data) > feed.max_bytes:
        return [issue(IssueCode.FILE_TOO_LARGE, limit=str(max(1, feed.max_bytes // 1_000_000)))]
    try:
        return _table(sheets(data, filename), feed)
    except Unreadable as unreadable:
        return [unreadable.issue]


def _table(ways: list[list[Sheet]], feed: Feed) -> Table | list[Issue]:
    first: list[Issue] | None = None
    for way in ways:
        ours = [sheet for sheet in way if sheet.name not in feed.ignored_sheets]
        if not ours:
            return [issue(IssueCode.NO_ROWS)]
        read = [_heading(sheet, feed) for sheet in ours]
        issues = [found for part in read if isinstance(part, list) for found in part]
        headings = [part for part in read if isinstance(part, _Heading)]
        if not issues:
            return _counted(tuple(zip(ours, headings, strict=True)), feed)
        if first is None or first[0].code is IssueCode.HEADER_MISSING:
            first = issues
    return first or [issue(IssueCode.NO_ROWS)]


def _counted(parts: tuple[tuple[Sheet, _Heading], ...], feed: Feed) -> Table | list[Issue]:
    total = sum(1 for _ in islice(Table(parts, 0).rows(), feed.max_rows + 1))
    if total > feed.max_rows:
        return [issue(IssueCode.TOO_MANY_ROWS, limit=str(feed.max_rows))]
    if total == 0:
        return [issue(IssueCode.NO_ROWS)]
    if total < feed.min_rows:
        return [issue(IssueCode.TOO_FEW_ROWS, limit=str(feed.min_rows), found=str(total))]
    return Table(parts, total)


def _heading(sheet: Sheet, feed: Feed) -> _Heading | list[Issue]:
    """The first of the first rows in which at least half of what the feed must have stands."""
    required = {column.field for column in feed.columns if column.is_required}
    for number, cells in islice(sheet.rows(), MAX_TITLE_ROWS + 1):
        known = {column.field for cell in cells if (column := feed.column_for(_words(cell)))}
        if len(known & required) * 2 >= len(required):
            return _columns(sheet, number, cells, feed)
    return [issue(IssueCode.HEADER_MISSING, sheet=sheet.name or None, most=str(MAX_TITLE_ROWS))]


def _columns(sheet: Sheet, number: int, cells: Sequence[CellValue], feed: Feed) -> _Heading | list[Issue]:
    headings = [_words(cell) for cell in cells]
    while headings and not headings[-1]:
        headings.pop()
    if len(headings) > MAX_COLUMNS:
        return [issue(IssueCode.TOO_MANY_COLUMNS, sheet=sheet.name or None, row=number, limit=str(MAX_COLUMNS))]
    issues = [
        issue(code, sheet=sheet.name or None, row=number, column=column)
        for code, column in (*_strange(headings, feed), *_uneven(headings, feed))
    ]
    if issues:
        return issues
    fields = tuple(column.field if (column := feed.column_for(heading)) else None for heading in headings)
    return _Heading(number, fields, tuple(heading for heading in headings if heading and feed.is_dropped(heading)))


def _strange(headings: list[str], feed: Feed) -> Iterator[tuple[IssueCode, str]]:
    """Headings that the feed does not describe, by what they are about."""
    for place, heading in enumerate(headings, start=1):
        if not heading:
            yield IssueCode.COLUMN_UNNAMED, f"第{place}列"
        elif feed.column_for(heading) is None and not feed.is_dropped(heading):
            yield _strange_code(heading), heading[:40]


def _strange_code(heading: str) -> IssueCode:
    if never_kept.is_special_heading(heading):
        return IssueCode.FORBIDDEN_COLUMN
    return IssueCode.WEALTH_COLUMN if never_kept.is_wealth_heading(heading) else IssueCode.UNKNOWN_COLUMN


def _uneven(headings: list[str], feed: Feed) -> Iterator[tuple[IssueCode, str]]:
    counts = Counter(column.field for heading in headings if (column := feed.column_for(heading)))
    repeated = Counter(plain(heading) for heading in headings if heading and feed.is_dropped(heading))
    for column in feed.columns:
        if counts[column.field] > 1:
            yield IssueCode.COLUMN_TWICE, column.headings[0]
        if column.is_required and not counts[column.field]:
            yield IssueCode.COLUMN_MISSING, column.headings[0]
    for heading, count in repeated.items():
        if count > 1:
            yield IssueCode.COLUMN_TWICE, heading


def _words(cell: CellValue) -> str:
    return cell.strip() if isinstance(cell, str) else "" if cell is None else str(cell)


def _raw_row(sheet: str, number: int, cells: Sequence[CellValue], heading: _Heading) -> RawRow:
    width = len(heading.fields)
    values = {field: cell for field, cell in zip(heading.fields, cells, strict=False) if field and is_filled(cell)}
    # A workbook's rows are all as wide as its widest; a text row that ends early was cut, or its cells have moved.
    is_shifted = any(map(is_filled, cells[width:])) or (not sheet and len(cells) < width)
    return RawRow(sheet, number, values, is_shifted)
