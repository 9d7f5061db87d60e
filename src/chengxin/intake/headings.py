"""Which row holds the headings, which column means what, which are dropped unread, which refuse the file.

A heading outside the feed's description refuses the file: nobody may widen what is collected by adding a column. A
column that the layout knows and the platform never keeps is dropped unread, whatever it is about. [law:pipl/第六条]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from chengxin.core import never_kept
from chengxin.core.feeds import Feed, Field, plain
from chengxin.core.issues import Issue, IssueCode, issue
from chengxin.core.rows import CellValue
from chengxin.intake.readers import Sheet, is_filled

MAX_TITLE_ROWS = 5
"""Rows with anything in them above the headings."""
MAX_BLANK_ROWS = 50
MAX_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Heading:
    """The headings of one sheet."""

    row: int
    names: tuple[str, ...]
    fields: tuple[Field | None, ...]
    """What each column means; `None` for one that is dropped or empty."""
    required: tuple[int, ...]
    """Places of the columns in which every row must have a value, from 0."""
    dropped: tuple[str, ...] = ()
    in_yuan: frozenset[int] = frozenset()
    """Places of columns of money that are headed as yuan."""
    keys: tuple[int, ...] = field(default=())
    """Places of the number and of the document's number: what makes a row one of the table."""

    def may_be_data(self, cells: Sequence[CellValue]) -> bool:
        """Whether at least half of what every row must have stands in these cells."""
        width = len(cells)
        filled = sum(1 for place in self.required if place < width and is_filled(cells[place]))
        return filled * 2 >= len(self.required)

    def is_repeated_in(self, cells: Sequence[CellValue]) -> bool:
        """Whether the cells are the headings again, as on the next printed page."""
        pairs = [(cell, name) for cell, name in zip(cells, self.names, strict=False) if is_filled(cell)]
        return len(pairs) * 2 >= len(self.names) and all(plain(_words(cell)) == plain(name) for cell, name in pairs)


def find_heading(sheet: Sheet, feed: Feed) -> Heading | list[Issue]:
    """The first of the first rows in which at least half of what the feed must have stands; it may take two rows."""
    required = {column.field for column in feed.columns if column.is_required}
    above: list[Sequence[CellValue]] = []
    rows = [(number, cells) for number, cells in islice(sheet.rows(), MAX_BLANK_ROWS) if any(map(is_filled, cells))]
    rows = rows[: MAX_TITLE_ROWS + 2]
    for place, (number, cells) in enumerate(rows[: MAX_TITLE_ROWS + 1]):
        known = {column.field for cell in cells if (column := feed.column_for(_words(cell)))}
        below = _second_line(rows[place + 1 : place + 2], number, feed) if known else None
        both = _over(cells, below) if below else cells
        known = {column.field for cell in both if (column := feed.column_for(_words(cell)))}
        if len(known & required) * 2 >= len(required):
            found = _columns(sheet, number + bool(below), both, feed)
            return _require_nothing_above(found, rows[:place], sheet) if isinstance(found, Heading) else found
        above.append(cells)
    return [issue(IssueCode.HEADER_MISSING, sheet=sheet.name or None, most=str(MAX_TITLE_ROWS))]


def _second_line(rows: Sequence[tuple[int, Sequence[CellValue]]], above: int, feed: Feed) -> Sequence[CellValue] | None:
    """The row right below, where it holds headings of the feed and nothing else: the lower line of a heading."""
    for number, cells in rows:
        words = [word for cell in cells if (word := _words(cell))]
        if number == above + 1 and all(feed.column_for(word) or feed.is_dropped(word) for word in words):
            return cells
    return None


def _over(upper: Sequence[CellValue], lower: Sequence[CellValue]) -> list[CellValue]:
    width = max(len(upper), len(lower))
    padded = [[*line, *[""] * (width - len(line))] for line in (upper, lower)]
    return [below if is_filled(below) else above for above, below in zip(*padded, strict=True)]


def _require_nothing_above(
    found: Heading, above: Sequence[tuple[int, Sequence[CellValue]]], sheet: Sheet
) -> Heading | list[Issue]:
    """Sorted together with their rows, headings end up between them; what stands above would be taken for a title."""
    for number, cells in above:
        if found.may_be_data(cells):
            return [
                issue(IssueCode.HEADER_BELOW_ROWS, sheet=sheet.name or None, row=found.row, first=str(number)),
            ]
    return found


def _columns(sheet: Sheet, number: int, cells: Sequence[CellValue], feed: Feed) -> Heading | list[Issue]:
    names = [_words(cell) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > MAX_COLUMNS:
        return [issue(IssueCode.TOO_MANY_COLUMNS, sheet=sheet.name or None, row=number, limit=str(MAX_COLUMNS))]
    issues = [
        issue(code, sheet=sheet.name or None, row=number, column=column)
        for code, column in (*_strange(names, feed), *_uneven(names, feed))
    ]
    if issues:
        return issues
    columns = [feed.column_for(name) for name in names]
    return Heading(
        row=number,
        names=tuple(names),
        fields=tuple(column.field if column else None for column in columns),
        required=tuple(place for place, column in enumerate(columns) if column and column.is_required),
        dropped=tuple(name for name in names if name and feed.is_dropped(name)),
        in_yuan=frozenset(place for place, name in enumerate(names) if feed.is_in_yuan(name)),
        keys=tuple(
            place
            for place, column in enumerate(columns)
            if column and column.field in {Field.NUMBER, Field.DECISION_NO}
        ),
    )


def _strange(names: list[str], feed: Feed) -> Iterator[tuple[IssueCode, str]]:
    """Headings that the feed does not describe, by what they are about."""
    for place, name in enumerate(names, start=1):
        if not name:
            yield IssueCode.COLUMN_UNNAMED, f"第{place}列"
        elif feed.column_for(name) is None and not feed.is_dropped(name):
            yield _strange_code(name), name[:40]


def _strange_code(name: str) -> IssueCode:
    if never_kept.is_special_heading(name):
        return IssueCode.FORBIDDEN_COLUMN
    return IssueCode.WEALTH_COLUMN if never_kept.is_wealth_heading(name) else IssueCode.UNKNOWN_COLUMN


def _uneven(names: list[str], feed: Feed) -> Iterator[tuple[IssueCode, str]]:
    counts = Counter(column.field for name in names if (column := feed.column_for(name)))
    repeated = Counter(plain(name) for name in names if name and feed.is_dropped(name))
    for column in feed.columns:
        if counts[column.field] > 1:
            yield IssueCode.COLUMN_TWICE, column.headings[0]
        if column.is_required and not counts[column.field]:
            yield IssueCode.COLUMN_MISSING, column.headings[0]
    for name, count in repeated.items():
        if count > 1:
            yield IssueCode.COLUMN_TWICE, name


def _words(cell: CellValue) -> str:
    return cell.strip() if isinstance(cell, str) else "" if cell is None else str(cell)
