"""A feed's template: official headings, text where a number would be mangled, drop-downs for every closed list.

It holds no row: the example stands on the sheet of notes, which is not read, so that it is never sent by mistake. The same
feed and lawbook give the same bytes.
"""

from __future__ import annotations

from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from chengxin.core.facts import DocumentType
from chengxin.core.feeds import DATE_FIELDS, NOTES_SHEET, Column, Feed, Field
from chengxin.intake.choices import choices, example, how_to_fill
from chengxin.intake.new_books import (
    HEAD_FILL,
    HEAD_FONT,
    HEAD_LINE,
    TEXT,
    TITLE_FONT,
    WRAPPED,
    new_book,
    put_text,
    saved,
)
from chengxin.intake.report import Law

DATA_SHEET = "数据"
#: One past the last row of a sheet would be none; a feed that takes more rows does not come from a template.
_LAST_ROW = 1_048_576
#: 1950-01-01 and 2099-12-31, as a spreadsheet counts days.
_FIRST_DAY, _LAST_DAY = "18264", "73050"
#: Free beside the list: a cell may hold several words, or a day and 长期.
_LOOSE = frozenset({Field.PENALTY_CLASS, Field.ENDS_ON})


def template(feed: Feed, law: Law) -> bytes:
    """The empty workbook that a department fills in for a feed."""
    book = new_book()
    words = choices(feed, law)
    lists = _write_notes(book, feed, law, words)
    _write_data(book, feed, words, lists)
    book.move_sheet(DATA_SHEET, -1)
    book.active = 0
    return saved(book)


def _write_data(book: Workbook, feed: Feed, words: dict[Field, tuple[str, ...]], lists: dict[Field, str]) -> None:
    sheet = book.create_sheet(DATA_SHEET)
    for place, column in enumerate(feed.columns, start=1):
        cell = sheet.cell(1, place)
        put_text(cell, f"*{column.headings[0]}" if column.is_required else column.headings[0])
        cell.font, cell.fill, cell.border = HEAD_FONT, HEAD_FILL, HEAD_LINE
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        below = sheet.column_dimensions[get_column_letter(place)]
        below.number_format = "yyyy-mm-dd" if column.field in DATE_FIELDS else TEXT
        below.width = _width(column)
        rule = _rule(feed, column, lists.get(column.field))
        rule.promptTitle = column.headings[0][:32]
        rule.prompt = (
            ("必填。" if column.is_required else "") + how_to_fill(column.field, words.get(column.field, ()))
        )[:255]
        rule.add(f"{cell.column_letter}2:{cell.column_letter}{_LAST_ROW}")
        sheet.add_data_validation(rule)
    sheet.row_dimensions[1].height = 44
    sheet.freeze_panes = "B2"


def _width(column: Column) -> float:
    if column.field in {Field.NUMBER, Field.AUTHORITY_CODE, Field.SENDER_CODE, Field.DECISION_NO}:
        return 24
    return 14 if column.field in DATE_FIELDS else 18


def _rule(feed: Feed, column: Column, listed: str | None) -> DataValidation:
    """What the cells below a heading may hold; what a list does not know is stopped, or asked about where it may be more."""
    style = "warning" if column.field in _LOOSE else "stop"
    error = {"allow_blank": True, "showErrorMessage": True, "showInputMessage": True, "errorStyle": style}
    if listed is not None:
        return DataValidation("list", listed, errorTitle="不在列表里", error="请从下拉的词里选。", **error)
    if column.field in DATE_FIELDS:
        said = "请写成日期，例如2026-09-01。"
        return DataValidation(
            "date", _FIRST_DAY, _LAST_DAY, operator="between", errorTitle="不是日期", error=said, **error
        )
    if column.field is Field.NUMBER and feed.document_types == (DocumentType.CITIZEN_ID,):
        said = "身份证号是18位。请照证件写，不要少写、多写。"
        return DataValidation("textLength", "18", operator="equal", errorTitle="不是18位", error=said, **error)
    return DataValidation(
        "textLength", "2000", operator="lessThanOrEqual", errorTitle="太长", error="请不要超过2000字。", **error
    )


# The sheet of notes


def _write_notes(book: Workbook, feed: Feed, law: Law, words: dict[Field, tuple[str, ...]]) -> dict[Field, str]:
    """Write the notes; where the list of each closed column stands on them."""
    sheet = book.create_sheet(NOTES_SHEET)
    put_text(sheet["A1"], f"{feed.title}：填写说明")
    sheet["A1"].font = TITLE_FONT
    row = 2
    for line in [
        *feed.how_to.strip().splitlines(),
        "带*的列每行都要填。这张表平台不读，例子是虚构的，请不要抄到“数据”里。",
    ]:
        put_text(sheet.cell(row, 1), line)
        row += 1
    row += 1
    _write_line(sheet, row, ("列名", "必填", "怎么填", "例子（虚构）"), is_heading=True)
    shown = example(feed, law)
    for place, column in enumerate(feed.columns, start=1):
        offered = words.get(column.field, ())
        must = "必填" if column.is_required else ""
        _write_line(
            sheet, row + place, (column.headings[0], must, how_to_fill(column.field, offered), shown[column.field])
        )
    for letter, width in zip("ABCD", (30, 8, 52, 42), strict=True):
        sheet.column_dimensions[letter].width = width
    return _write_lists(sheet, feed, words, row)


def _write_lists(sheet: Any, feed: Feed, words: dict[Field, tuple[str, ...]], row: int) -> dict[Field, str]:
    """Each closed list in a column of its own, to the right of the notes; its range as a drop-down names it."""
    found: dict[Field, str] = {}
    for place, (field, offered) in enumerate(words.items()):
        letter = get_column_letter(6 + place)
        _put_heading(sheet[f"{letter}{row}"], f"{feed.heading(field)}：可以选的词")
        sheet.column_dimensions[letter].width = 26
        for down, word in enumerate(offered, start=1):
            put_text(sheet[f"{letter}{row + down}"], word)
        found[field] = f"{quote_sheetname(NOTES_SHEET)}!${letter}${row + 1}:${letter}${row + len(offered)}"
    return found


def _write_line(sheet: Any, row: int, values: tuple[str, ...], *, is_heading: bool = False) -> None:
    for place, value in enumerate(values, start=1):
        cell = sheet.cell(row, place)
        if is_heading:
            _put_heading(cell, value)
        else:
            put_text(cell, value)
            cell.alignment = WRAPPED


def _put_heading(cell: Any, text: str) -> None:
    put_text(cell, text)
    cell.font, cell.fill, cell.border = HEAD_FONT, HEAD_FILL, HEAD_LINE
