"""One table from a file: its rows, and what stands around them without being one.

Below a table stand a sum, a signature, a date; in its middle the headings of the next printed page. These are read over and
named, never taken for a decision and never dropped in silence. What could be a decision always is a row: it goes back with
its issue rather than being read over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from unicodedata import normalize

from chengxin.core.feeds import Feed, Field
from chengxin.core.issues import Issue, IssueCode, issue
from chengxin.core.rows import CellValue, RawRow
from chengxin.intake.headings import Heading, find_heading
from chengxin.intake.readers import Sheet, Unreadable, is_filled, sheets

MAX_CELL = 32_767
"""Characters that a spreadsheet program keeps in one cell; a longer one is not read."""
_PLACES_TOLD = 10
_DIGIT = re.compile(r"\d")
#: As many digits as an identity number of either length has, typed in groups, or shown as a figure: 2.31102188806e+17.
_NUMBER = re.compile(r"\d(?:[\s-]?\d){13,}|\de\+1\d", re.IGNORECASE)
#: What offices write in the first cell below a table. Nobody is called so.
_BELOW = re.compile(
    r"\s*(合计|总计|小计|共计|制表|填表|填报|审核|负责人|经办人|联系人|备注|说明|注)(人|单位)?\s*([:：]|$)"
)
#: A text that an exporting program protected from being taken for a figure: ="2311…".
_PROTECTED = re.compile(r'="([^"]*)"')

Cells = Sequence[CellValue]


@dataclass(frozen=True, slots=True)
class Part:
    """One sheet and its headings."""

    sheet: Sheet
    heading: Heading

    def rows(self, read_over: list[int]) -> Iterator[tuple[int, Cells]]:
        """The rows of the table; the numbers of filled rows outside it are added to `read_over`."""
        waiting = list[tuple[int, Cells]]()
        below = ((number, cells) for number, cells in self.sheet.rows() if number > self.heading.row)
        yield from self.sift(below, waiting, read_over)
        read_over.extend(number for number, _ in waiting)

    def sift(
        self, lines: Iterable[tuple[int, Cells]], waiting: list[tuple[int, Cells]], read_over: list[int]
    ) -> Iterator[tuple[int, Cells]]:
        """The rows among lines; a filled line that is none stays in `waiting` until a row follows it, and is one then."""
        for number, cells in lines:
            if self.is_row(cells):
                yield from waiting
                waiting.clear()
                yield number, cells
            elif any(map(is_filled, cells)):
                if self.heading.is_repeated_in(cells):
                    read_over.append(number)
                else:
                    waiting.append((number, cells))

    def is_row(self, cells: Cells) -> bool:
        """Whether it holds what makes a row: digits where a number belongs, or half of what every row must have."""
        heading, width = self.heading, len(cells)
        for place in heading.keys:
            if place < width and (cell := cells[place]) and not (isinstance(cell, str) and not _DIGIT.search(cell)):
                return not _says_it_is_none(cells)
        if heading.may_be_data(cells) and not heading.is_repeated_in(cells):
            return True
        # A text row that breaks off early was cut; a note typed below a text table stands alone in its first cell.
        is_cut = not self.sheet.name and width < len(heading.names) and sum(map(is_filled, cells)) > 1
        return is_cut and not _says_it_is_none(cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A readable file: its rows in order, as often as asked for."""

    parts: tuple[Part, ...]
    total: int
    notes: tuple[Issue, ...] = field(default=())
    """What was read over, said once per file."""

    @property
    def dropped(self) -> tuple[str, ...]:
        """Headings of the columns that are dropped unread."""
        return tuple(dict.fromkeys(name for part in self.parts for name in part.heading.dropped))

    def rows(self) -> Iterator[RawRow]:
        """Every row of the table, in order."""
        for part in self.parts:
            reading = RowReader(part)
            for number, cells in part.rows([]):
                yield reading.raw(number, cells)

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
        found = [(sheet, find_heading(sheet, feed)) for sheet in ours]
        passed = _beside_the_tables(found)
        found = [(sheet, heading) for sheet, heading in found if sheet.name not in passed]
        issues = [one for _, heading in found if isinstance(heading, list) for one in heading]
        if not issues:
            parts = tuple(Part(sheet, heading) for sheet, heading in found if isinstance(heading, Heading))
            return _counted(parts, passed, feed)
        if first is None or first[0].code is IssueCode.HEADER_MISSING:
            first = issues
    return first or [issue(IssueCode.NO_ROWS)]


def _beside_the_tables(found: Sequence[tuple[Sheet, Heading | list[Issue]]]) -> list[str]:
    """Sheets that hold no table beside those that do: hidden lists, instructions, sums. Each is named to the sender.

    One that shows a number as long as a person's may be a table whose headings are gone, and is never read over.
    """
    without = [sheet for sheet, heading in found if _is_missing(heading)]
    if len(without) == len(found):
        return [sheet.name for sheet in without if sheet.is_hidden]
    return [sheet.name for sheet in without if sheet.is_hidden or not _shows_a_number(sheet)]


def _shows_a_number(sheet: Sheet) -> bool:
    return any(_holds_a_number(cells) for _, cells in sheet.rows())


def _holds_a_number(cells: Cells) -> bool:
    return any(_NUMBER.search(normalize("NFKC", str(cell))) for cell in cells if cell)


def _says_it_is_none(cells: Cells) -> bool:
    """Whether a line begins with 合计, 审核： and the like, and shows nobody's number."""
    first = next(filter(is_filled, cells))
    return isinstance(first, str) and _BELOW.match(first) is not None and not _holds_a_number(cells)


def _is_missing(heading: Heading | list[Issue]) -> bool:
    return isinstance(heading, list) and heading[0].code is IssueCode.HEADER_MISSING


def _counted(parts: tuple[Part, ...], passed: list[str], feed: Feed) -> Table | list[Issue]:
    total, places = 0, list[str]()
    for part in parts:
        read_over: list[int] = []
        total += sum(1 for _ in islice(part.rows(read_over), feed.max_rows + 1 - total))
        if total > feed.max_rows:
            return [issue(IssueCode.TOO_MANY_ROWS, limit=str(feed.max_rows))]
        if read_over:
            places.append(told_rows(part.sheet.name, read_over))
    if total == 0:
        return [issue(IssueCode.NO_ROWS)]
    if total < feed.min_rows:
        return [issue(IssueCode.TOO_FEW_ROWS, limit=str(feed.min_rows), found=str(total))]
    notes = rows_read_over(places)
    if passed:
        notes.append(issue(IssueCode.SHEETS_READ_OVER, places="、".join(f"“{name}”" for name in passed)))
    return Table(parts, total, tuple(notes))


def rows_read_over(places: Sequence[str]) -> list[Issue]:
    """The note that says which rows were read over, if any were."""
    return [issue(IssueCode.ROWS_READ_OVER, places="；".join(places))] if places else []


def told_rows(sheet: str, rows: list[int]) -> str:
    """Rows of a sheet by their numbers, the first few of them."""
    told = "、".join(map(str, sorted(rows)[:_PLACES_TOLD])) + ("等" if len(rows) > _PLACES_TOLD else "")
    return f"{f'工作表“{sheet}”' if sheet else ''}第{told}行"


class RowReader:
    """Makes rows of cells, with what only the sheet itself shows."""

    def __init__(self, part: Part) -> None:
        self._name, self._is_hidden = part.sheet.name, part.sheet.is_hidden
        self._beside, self._in_yuan = part.sheet.beside, part.heading.in_yuan
        self._width = len(part.heading.names)
        self._read = [(place, column) for place, column in enumerate(part.heading.fields) if column]

    def raw(self, number: int, cells: Cells) -> RawRow:
        width, values, faults = len(cells), dict[Field, CellValue](), list[tuple[Field | None, IssueCode]]()
        if self._is_hidden or number in self._beside.hidden:
            faults.append((None, IssueCode.ROW_HIDDEN))
        if number in self._beside.marks:
            faults.extend(self._marked(number))
        for place, column in self._read:
            cell = cells[place] if place < width else None
            if cell is None or cell == "":
                continue
            if isinstance(cell, str):
                if cell.isspace():
                    continue
                if len(cell) > MAX_CELL:
                    faults.append((column, IssueCode.CELL_TOO_LONG))
                    continue
                if cell[0] == "=" and (protected := _PROTECTED.fullmatch(cell)):
                    cell = protected[1]
            values[column] = _as_yuan(cell) if place in self._in_yuan else cell
        # A workbook's rows are all as wide as its widest; a text row that ends early was cut, or its cells have moved.
        is_shifted = any(map(is_filled, cells[self._width :])) or (not self._name and width < self._width)
        return RawRow(self._name, number, values, is_shifted, tuple(faults))

    def _marked(self, number: int) -> Iterator[tuple[Field, IssueCode]]:
        marks = self._beside.marks[number]
        for place, column in self._read:
            codes = {code: None for left, right, code in marks if left <= place <= right}
            yield from ((column, code) for code in codes)


def _as_yuan(cell: CellValue) -> CellValue:
    """The amount with its unit, so that nobody takes it for one in 万元."""
    if isinstance(cell, float):
        cell = f"{cell:.6f}".rstrip("0").rstrip(".")
    text = str(cell).strip()
    return text if text.endswith("元") else f"{text}元"
