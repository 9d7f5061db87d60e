"""The sheet of issues: where, what, what to do, each line linked to its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink

from chengxin.core.feeds import ISSUES_SHEET
from chengxin.intake.marks import Mark, Told, word
from chengxin.intake.new_books import HEAD_FILL, HEAD_FONT, HEAD_LINE, LINK_FONT, TITLE_FONT, WRAPPED, put_text

#: A spreadsheet program holds a million rows and few people read so many.
MOST_LISTED = 100_000
_HEADINGS = {"工作表": 14, "行": 8, "列": 24, "结果": 8, "问题": 56, "怎么改": 56, "找到它": 12}
_HEADING_ROW = 4


def links_to(sheet: str, marks: Sequence[Mark]) -> dict[int, str]:
    """For each issue that is marked, by its place in the list: the address of its cell."""
    title = quote_sheetname(sheet)
    return {place: f"{title}!{get_column_letter(mark.column)}{mark.row}" for mark in marks for place in mark.said}


def add_issue_sheet(book: Workbook, issues: Sequence[Told], links: Mapping[int, str]) -> None:
    """Append the sheet and open the workbook on it."""
    sheet = book.create_sheet(ISSUES_SHEET)
    put_text(sheet["A1"], f"问题清单：{len(issues):,}处")
    sheet["A1"].font = TITLE_FONT
    put_text(sheet["A2"], _explained(links))
    for place, (heading, width) in enumerate(_HEADINGS.items(), start=1):
        cell = sheet.cell(_HEADING_ROW, place)
        put_text(cell, heading)
        cell.font, cell.fill, cell.border = HEAD_FONT, HEAD_FILL, HEAD_LINE
        sheet.column_dimensions[cell.column_letter].width = width
    for place, issue in enumerate(islice(issues, MOST_LISTED)):
        _write(sheet, _HEADING_ROW + 1 + place, issue, links.get(place))
    if len(issues) > MOST_LISTED:
        put_text(sheet["A3"], f"只列出前{MOST_LISTED:,}处，全部在网页上的问题清单（CSV）里。")
    sheet.freeze_panes = sheet.cell(_HEADING_ROW + 1, 1)
    sheet.auto_filter.ref = f"A{_HEADING_ROW}:{get_column_letter(len(_HEADINGS))}{sheet.max_row}"
    # Two chosen sheets would be edited together.
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    book.active = book.index(sheet)


def _explained(links: Mapping[int, str]) -> str:
    if links:
        return "有问题的格子加了底纹和批注。改好以后再交：整份交回来，或者只交改好的行，都行；这张表和批注平台都不读，已收下的行不会重复。"
    return "这里只有清单：原文件已经销毁，或者太大、打不开。“行”是您交来的文件里的行号，请在自己的文件里改好再交：整份，或者只交改好的行，都行。"


def _write(sheet: Any, row: int, issue: Told, link: str | None) -> None:
    values = (
        issue["sheet"] or "",
        issue["row"] or "",
        issue["column"] or ("整行" if issue["row"] else "整份"),
        word(issue),
        issue["message"],
        issue["remedy"],
    )
    for place, value in enumerate(values, start=1):
        cell = sheet.cell(row, place)
        if isinstance(value, int):
            cell.value = value
        else:
            put_text(cell, value)
        cell.alignment = WRAPPED
    if link is not None:
        cell = sheet.cell(row, len(values) + 1)
        put_text(cell, "去这一格")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=link)
        cell.font = LINK_FONT
