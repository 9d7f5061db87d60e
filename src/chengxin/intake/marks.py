"""Where an issue is in a sheet, and the mark that is put there: a hatched ground and a comment, never another value.

A mark does not speak by colour alone: what came back is hatched one way, what waits the other, and each cell has its comment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from chengxin.core.feeds import Feed, plain
from chengxin.core.rows import CellValue

Told = Mapping[str, Any]
"""An issue in its public form, as `chengxin.intake.report.issue_json` makes it."""

AUTHOR = "chengxin"
_RULE = "\n―――\n"
_WORDS = {"waiting": "等待", "note": "说明"}
_REFUSED = PatternFill("lightUp", "FFD98C7E", "FFFBECE8")
_WAITING = PatternFill("lightDown", "FFE8C98F", "FFFDF4E1")
HEADING_WITHIN = 30
"""Rows of a sheet among which its heading is looked for."""


@dataclass(slots=True)
class Mark:
    """One cell to be marked, and what is said there."""

    row: int
    column: int
    """From 1; the first column for an issue of the whole row."""
    said: dict[int, Told] = field(default_factory=dict)
    """The issues, by their place in the list of issues."""

    @property
    def is_waiting(self) -> bool:
        return all(issue["severity"] == "waiting" for issue in self.said.values())

    @property
    def text(self) -> str:
        return "\n".join(f"【{word(issue)}】{issue['message']}{issue['remedy']}" for issue in self.said.values())


def word(issue: Told) -> str:
    """What an issue does, in two characters."""
    return _WORDS.get(issue["severity"], "退回")


def marks_of(issues: Sequence[Told], sheet: str, columns: Mapping[str, int]) -> list[Mark]:
    """The issues of one sheet that have a row, by cell, in the order of the sheet."""
    found: dict[tuple[int, int], Mark] = {}
    for place, issue in enumerate(issues):
        if issue["row"] and issue["severity"] != "note" and (issue["sheet"] or "") == sheet:
            cell = issue["row"], columns.get(plain(issue["column"] or ""), 1)
            found.setdefault(cell, Mark(*cell)).said[place] = issue
    return [found[cell] for cell in sorted(found)]


def columns_of(rows: Iterable[Sequence[CellValue]], feed: Feed) -> dict[str, int]:
    """Plain heading -> column from 1, of the row that looks most like the feed's heading.

    A column that means something is found under its official heading too, whatever this file calls it. A heading may take
    two rows: what the row lacks is looked for right above and below.
    """
    first = [row for row, _ in zip(rows, range(HEADING_WITHIN), strict=False)]
    if not first:
        return {}
    best = max(range(len(first)), key=lambda place: known_headings(first[place], feed))
    found: dict[str, int] = {}
    for row in (first[best], *first[best + 1 : best + 2], *first[max(0, best - 1) : best]):
        for place, cell in enumerate(row, start=1):
            text = "" if cell is None else str(cell).strip()
            column = feed.column_for(text)
            # Issues name a strange heading by its first 40 characters, and one without a name by its place.
            for name in (text[:40], column.headings[0] if column else "", f"第{place}列"):
                if column or row is first[best]:
                    found.setdefault(plain(name), place)
    found.pop("", None)
    return found


def known_headings(row: Sequence[CellValue], feed: Feed) -> int:
    """How many cells of a row are headings of the feed."""
    return sum(1 for cell in row if isinstance(cell, str) and (feed.column_for(cell) or feed.is_dropped(cell)))


def put(sheet: Any, marks: Iterable[Mark]) -> None:
    """Mark cells; a cell inside a merged range is marked at the corner that shows."""
    for mark in marks:
        cell = _shown(sheet, sheet.cell(mark.row, mark.column))
        cell.fill = _WAITING if mark.is_waiting else _REFUSED
        before = f"{cell.comment.text}{_RULE}" if cell.comment else ""
        cell.comment = _comment(before + mark.text)
        sheet.row_dimensions[cell.row].hidden = False


def take_off(sheet: Any) -> None:
    """Take off what an earlier return of ours has put on a sheet: what was mended must not look wrong any more."""
    # Only the cells that are there: a sheet can have one in its millionth row.
    for cell in list(sheet._cells.values()):
        if cell.comment is not None and cell.comment.author == AUTHOR:
            theirs, rule, _ = cell.comment.text.partition(_RULE)
            cell.comment = Comment(theirs, "") if rule else None
            cell.fill = PatternFill()


def _shown(sheet: Any, cell: Any) -> Any:
    if not isinstance(cell, MergedCell):
        return cell
    area = next(area for area in sheet.merged_cells.ranges if cell.coordinate in area)
    return sheet.cell(area.min_row, area.min_col)


def _comment(text: str) -> Comment:
    lines = sum(1 + len(line) // 22 for line in text.splitlines())
    return Comment(text, AUTHOR, width=340, height=min(480, 20 + 18 * lines))
