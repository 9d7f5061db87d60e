"""A month's penalties as an office really keeps them: titles over the table, headings of its own, dates in five forms, a
note below; and seven cells that are wrong. `FAULTS` says which, so that whoever tries it can mend them.
"""

from __future__ import annotations

from datetime import date, timedelta

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from chengxin.core.facts import Identity
from chengxin.core.feeds import Field
from chengxin.demo.decisions import CONDUCTS, Penalty
from chengxin.demo.numbers import invented
from chengxin.demo.sheets import Row
from chengxin.intake.new_books import new_book, saved
from chengxin.lawbook import Lawbook

SHEET = "9月"
#: The first row of data, as the spreadsheet program counts.
FIRST_ROW = 5
#: Headings that officials use, each with what it means; the first and the last are never read.
HEADINGS: dict[str, Field | None] = {
    "序号": None,
    "姓名": Field.NAME,
    "行政相对人类别": Field.SUBJECT_KIND,
    "证件类型": Field.DOCUMENT_TYPE,
    "证件号码": Field.NUMBER,
    "处罚决定书文号": Field.DECISION_NO,
    "违法行为类型": Field.CONDUCT,
    "处罚依据": Field.LEGAL_BASIS,
    "处罚类别": Field.PENALTY_CLASS,
    "罚款金额（万元）": Field.AMOUNT,
    "处罚决定日期": Field.DECIDED_ON,
    "处罚机关": Field.AUTHORITY_NAME,
    "处罚机关统一社会信用代码": Field.AUTHORITY_CODE,
    "数据来源单位": Field.SENDER_NAME,
    "数据来源单位统一社会信用代码": Field.SENDER_CODE,
    "违法行为结束日期": Field.CONDUCT_END_ON,
    "适用程序": Field.PROCEDURE,
    "送达日期": Field.SERVED_ON,
    "送达方式": Field.SERVICE_MODE,
    "送达凭证号": Field.SERVICE_PROOF_NO,
    "告知书版本": Field.NOTICE_EDITION,
    "备注": None,
}
_NAMES = [
    "王䶮",
    "欧阳㐱",
    "夹谷望岳",
    "亓官清和",
    "第五长河",
    "东郭先登",
    "公孙思齐",
    "尉迟远山",
    "闻人远山",
    "慕容清河",
]
PEOPLE: list[Identity] = [
    invented(name, "231183", date(1890 + place % 9, 3, 5 + place), 401 + place) for place, name in enumerate(_NAMES)
]
_FIGURE = 2.31183189206070e17
#: (row of the table from 0, what is wrong there, what stands there)
FAULTS: list[tuple[int, Field, str | float]] = [
    (1, Field.NUMBER, _FIGURE),
    (2, Field.NUMBER, PEOPLE[2].number[:17] + ("0" if PEOPLE[2].number[17] != "0" else "1")),
    (4, Field.CONDUCT_END_ON, ""),
    (5, Field.SERVICE_PROOF_NO, ""),
    (6, Field.DECIDED_ON, "9月"),
    (7, Field.AMOUNT, "二千元"),
    (8, Field.CONDUCT, "乱停车"),
]
_FORMS = (
    "{0.year}年{0.month}月{0.day}日",
    "{0.year}/{0.month}/{0.day}",
    "{0.year}.{0.month}.{0.day}",
    "{0:%Y%m%d}",
    "{0:%Y-%m-%d}",
)
_THIN = Side(style="thin")


def right(on: date, lawbook: Lawbook) -> list[Row]:
    """The rows without a fault, each day in a form of its own."""
    return [_row(place, who, on, lawbook) for place, who in enumerate(PEOPLE)]


def workbook(on: date, lawbook: Lawbook) -> bytes:
    """The workbook as it lies in the office."""
    rows = [dict[Field, str | float](row) for row in right(on, lawbook)]
    for place, field, wrong in FAULTS:
        rows[place][field] = wrong
    book = new_book()
    sheet = book.create_sheet(SHEET)
    sheet["A1"] = "黑河市交通运输局行政处罚登记表"
    sheet["A2"] = f"填报单位：法制科　　填报日期：{on.year}年{on.month}月{on.day}日"
    for line in (1, 2):
        sheet.merge_cells(start_row=line, start_column=1, end_row=line, end_column=len(HEADINGS))
        sheet.cell(line, 1).alignment = Alignment(horizontal="center")
    sheet["A1"].font = Font(size=20, bold=True)
    for at, (heading, meaning) in enumerate(HEADINGS.items(), start=1):
        sheet.cell(FIRST_ROW - 1, at).value = heading
        sheet.cell(FIRST_ROW - 1, at).fill = PatternFill("solid", "FFDDEBF7")
        for place, row in enumerate(rows):
            unread = str(place + 1) if heading == "序号" else ""
            sheet.cell(FIRST_ROW + place, at).value = row.get(meaning, "") if meaning else unread
    for cells in sheet.iter_rows(min_row=FIRST_ROW - 1, max_row=FIRST_ROW + len(rows) - 1):
        for cell in cells:
            cell.border = Border(_THIN, _THIN, _THIN, _THIN)
    sheet.cell(FIRST_ROW + len(rows) + 1, 1).value = "注：本表由法制科登记，电子版和纸质版一致。"
    book.create_sheet("Sheet2")
    return saved(book)


def _row(place: int, who: Identity, on: date, lawbook: Lawbook) -> Row:
    decided = on - timedelta(days=9 - place % 5)
    told = Penalty(
        who=who,
        number=9101 + place,
        decided_on=decided,
        conduct_end_on=decided - timedelta(days=20),
        conduct=CONDUCTS[place % len(CONDUCTS)],
        served_on=decided + timedelta(days=1),
    )
    row = dict(told.row(lawbook))
    for turn, field in enumerate((Field.DECIDED_ON, Field.CONDUCT_END_ON, Field.SERVED_ON)):
        row[field] = _FORMS[(place + turn) % len(_FORMS)].format(date.fromisoformat(row[field]))
    row[Field.DECISION_NO] = row[Field.DECISION_NO].replace("〔", "[").replace("〕", "] ")
    return row
