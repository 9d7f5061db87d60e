"""From bytes to rows: limits, headings, row numbers, and a named issue for every file that cannot be read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from chengxin.core.feeds import Feed, Field
from chengxin.core.issues import Severity
from chengxin.core.rows import RawRow
from chengxin.intake import packages
from chengxin.intake.table_checks import Table, read_table
from tests.intake.samples import HONOURS, LICENCES, PENALTIES, feed
from tests.proves import proves

HONOUR = ["姓名", "居民身份证号", "数据类别", "认定文号", "认定时间", "认定单位", "有效期限"]
ROW = ["葛长河", "231102188806120031", "身边好人", "黑文明办〔2026〕1号", "2026-05-20", "市文明办", "2099-12-31"]


def csv_of(*rows: Iterable[str]) -> bytes:
    return "\r\n".join(",".join(row) for row in rows).encode()


def xlsx_of(*sheets: tuple[str, list[list[Any]]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes, name: str = "a.csv", of: Feed | None = None) -> Table:
    table = read_table(data, name, of or feed(HONOURS))
    assert isinstance(table, Table), table
    return table


def refused(data: bytes, name: str = "a.csv", of: Feed | None = None) -> list[str]:
    issues = read_table(data, name, of or feed(HONOURS))
    assert isinstance(issues, list)
    assert all(issue.severity is Severity.FILE for issue in issues)
    return [issue.code.value for issue in issues]


class TestRows:
    def test_carry_the_number_a_spreadsheet_shows(self) -> None:
        table = read(csv_of(["标题"], [], HONOUR, ROW, [""] * 7, ROW))
        assert [row.row for row in table.rows()] == [4, 6]
        assert table.total == 2

    def test_come_as_often_as_asked_and_in_chunks(self) -> None:
        table = read(csv_of(HONOUR, *[ROW] * 7))
        assert list(table.rows()) == list(table.rows())
        assert [[row.row for row in chunk] for chunk in table.chunks(3)] == [[2, 3, 4], [5, 6, 7], [8]]
        assert [row for chunk in table.chunks(2) for row in chunk] == list(table.rows())

    def test_of_a_workbook_keep_the_kind_of_each_cell(self) -> None:
        row = [ROW[0], 231102188806120031, *ROW[2:4], datetime(2026, 5, 20), ROW[5], 73050]
        cells = next(read(xlsx_of(("一", [[], ["标题"], HONOUR, row])), "a.xlsx").rows()).cells
        assert isinstance(cells[Field.NUMBER], (int, float))
        assert cells[Field.DECIDED_ON] in {date(2026, 5, 20), datetime(2026, 5, 20)}
        assert cells[Field.ENDS_ON] == 73050

    def test_of_several_sheets_follow_each_other(self) -> None:
        data = xlsx_of(
            ("一月", [HONOUR, ROW]), ("空", []), ("二月", [["标题"], HONOUR, ROW]), ("填写说明", [["随便写"]])
        )
        assert [(row.sheet, row.row) for row in read(data, "a.xlsx").rows()] == [("一月", 2), ("二月", 3)]

    def test_keep_a_quoted_line_break_and_comma_in_one_cell(self) -> None:
        row = [*ROW[:3], '"黑文明办,\n〔2026〕1号"', *ROW[4:]]
        assert next(read(csv_of(HONOUR, row)).rows()).cells[Field.DECISION_NO] == "黑文明办,\n〔2026〕1号"

    @pytest.mark.parametrize("row", [[*ROW, "多"], ROW[:5]])
    def test_of_another_width_are_marked(self, row: list[str]) -> None:
        assert [found.is_shifted for found in read(csv_of(HONOUR, row, ROW, [*ROW, "", ""])).rows()] == [
            True,
            False,
            False,
        ]

    def test_hold_only_what_is_read(self) -> None:
        table = read(csv_of([*HONOUR, "住址", "评价年度"], [*ROW, "某街某号", "2026"]))
        assert table.dropped == ("住址", "评价年度")
        assert "某街某号" not in str(list(table.rows()))

    def test_may_be_separated_by_tabs(self) -> None:
        data = "\r\n".join("\t".join(row) for row in (HONOUR, [*ROW[:3], "黑,1号", *ROW[4:]])).encode("utf-16")
        assert next(read(data).rows()).cells[Field.DECISION_NO] == "黑,1号"


class TestHeadings:
    def test_are_known_by_other_names_marks_and_widths(self) -> None:
        odd = ["* 姓 名", "身份证号：", "数据类别", "认定文号 ", "认定时间", "认定单位", "有效期限"]
        assert read(csv_of(odd, ROW)).total == 1

    def test_stand_below_at_most_five_rows(self) -> None:
        assert read(csv_of(*[["标题"]] * 5, HONOUR, ROW)).total == 1
        assert refused(csv_of(*[["标题"]] * 6, HONOUR, ROW)) == ["header_missing"]

    @proves("B4", "R18")
    @pytest.mark.parametrize(
        "heading",
        ["宗教信仰", "血型", "民族", "指纹编号", "基因样本", "病史", "政治面貌", "信访情况", "网络言论", "人脸照片"],
    )
    @pytest.mark.parametrize("key", [HONOURS])
    def test_about_what_is_never_kept_refuse_the_file(self, heading: str, key: str) -> None:
        assert refused(csv_of([*HONOUR, heading], [*ROW, ""]), of=feed(key)) == ["forbidden_column"]

    @proves("B4", "R18")
    def test_about_it_that_the_layout_knows_are_dropped_unread(self) -> None:
        known = replace(feed(HONOURS), dropped=("民族",))
        table = read(csv_of([*HONOUR, "民族"], [*ROW, "鄂伦春族"]), of=known)
        assert table.dropped == ("民族",)
        assert "鄂伦春" not in str(list(table.rows()))

    @proves("R19")
    @pytest.mark.parametrize("heading", ["年收入（元）", "存款余额", "证券账户", "保险单号", "不动产权证号", "纳税额"])
    def test_about_wealth_refuse_the_file(self, heading: str) -> None:
        assert refused(csv_of([*HONOUR, heading], [*ROW, ""])) == ["wealth_column"]

    @proves("R19")
    def test_of_money_are_read_in_the_penalty_s_amount_only(self) -> None:
        amounts = {
            (key, column.field)
            for key in (PENALTIES, LICENCES, HONOURS)
            for column in feed(key).columns
            if "金额" in "".join(column.headings)
        }
        assert amounts == {(PENALTIES, Field.AMOUNT)}

    @pytest.mark.parametrize(
        ("headings", "code"),
        [
            ([*HONOUR, "性别"], "unknown_column"),
            ([*HONOUR, "姓名"], "column_twice"),
            ([*HONOUR, "住址", "住址"], "column_twice"),
            (HONOUR[1:], "column_missing"),
            (["", *HONOUR], "column_unnamed"),
        ],
    )
    def test_that_do_not_fit_refuse_the_file(self, headings: list[str], code: str) -> None:
        assert refused(csv_of(headings, ROW)) == [code]

    def test_past_the_last_are_too_many(self) -> None:
        assert refused(csv_of([*HONOUR, *(f"列{n}" for n in range(200))], ROW)) == ["too_many_columns"]


class TestSheetsWithoutHeadings:
    NOTES: list[list[Any]] = [["每月5日前报法制科。"], ["合计", 7]]

    def test_are_read_over_and_named_beside_a_table(self) -> None:
        table = read(xlsx_of(("说明", self.NOTES), ("数据", [HONOUR, ROW])), "a.xlsx")
        assert (table.total, [note.code.value for note in table.notes]) == (1, ["sheets_read_over"])
        assert "“说明”" in dict(table.notes[0].details)["places"]

    def test_refuse_the_file_where_no_sheet_is_a_table(self) -> None:
        assert refused(xlsx_of(("说明", self.NOTES)), "a.xlsx") == ["header_missing"]

    @pytest.mark.parametrize(
        "number",
        [ROW[1], "２３１１０２１８８８０６１２００３１", "231102 18880612 0031", 231102188806120031, "231102880612003"],
        ids=["text", "full-width", "in-groups", "figure", "fifteen-digits"],
    )
    def test_are_never_read_over_when_they_show_a_number(self, number: str | int) -> None:
        lost = ("续", [["葛长河", number]])
        assert refused(xlsx_of(lost, ("数据", [HONOUR, ROW])), "a.xlsx") == ["header_missing"]


class TestLinesBelowATextTable:
    @pytest.mark.parametrize(
        "line",
        [["合计", "2人"], ["合计", "2人", "", "", "", "", ""], ["制表人：某某", "审核：某某"], ["注：", "均已送达"]],
    )
    def test_that_say_so_are_read_over(self, line: list[str]) -> None:
        table = read(csv_of(HONOUR, ROW, line))
        assert (table.total, [note.code.value for note in table.notes]) == (1, ["rows_read_over"])

    def test_are_rows_where_a_number_stands_in_its_place(self) -> None:
        assert read(csv_of(HONOUR, ROW, ["合计", ROW[1]])).total == 2


class TestLimits:
    def test_of_size_and_rows_hold(self) -> None:
        tight = replace(feed(HONOURS), max_bytes=10, min_rows=2, max_rows=3)
        assert refused(csv_of(HONOUR, ROW), of=tight) == ["file_too_large"]
        wide = replace(tight, max_bytes=10_000)
        assert refused(csv_of(HONOUR, ROW), of=wide) == ["too_few_rows"]
        assert read(csv_of(HONOUR, *[ROW] * 3), of=wide).total == 3
        assert refused(csv_of(HONOUR, *[ROW] * 4), of=wide) == ["too_many_rows"]
        assert refused(csv_of(HONOUR), of=wide) == ["no_rows"]

    def test_a_bomb_is_seen_before_it_is_opened(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", b" " * 40_000_000)
        assert refused(out.getvalue(), "a.xlsx") == ["file_unsafe"]

    def test_a_swarm_of_parts_is_refused(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for part in range(packages.MAX_PARTS + 1):
                archive.writestr(f"../{part}", b"")
        assert refused(out.getvalue(), "a.xlsx") == ["file_unsafe"]


class TestUnreadable:
    @pytest.mark.parametrize(
        ("data", "name", "code"),
        [
            (b"", "a.csv", "no_rows"),
            (b"", "a.xlsx", "file_damaged"),
            (b"PK\x03\x04garbage", "a.xlsx", "file_damaged"),
            (b"PK\x03\x04garbage", "a.csv", "file_type_unknown"),
            (csv_of(HONOUR, ROW), "a.xlsx", "file_damaged"),
            (csv_of(HONOUR, ROW), "a.pdf", "file_type_unknown"),
            (csv_of(HONOUR, ROW), "a", "file_type_unknown"),
            (b"\xd0\xcf\x11\xe0", "a.xls", "file_old_format"),
            (b"\xd0\xcf\x11\xe0", "a.xlsx", "file_old_format"),
            (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "file_locked"),
            (b"a,b\0\r\n", "a.csv", "file_holds_nul"),
            (csv_of(HONOUR, ['"open']), "a.csv", "file_damaged"),
            (b"\xff\xff\xff", "a.csv", "encoding_unknown"),
            (b"," * 200_000, "a.csv", "header_missing"),
            (b"x" * 200_000, "a.csv", "file_damaged"),
        ],
    )
    def test_is_named(self, data: bytes, name: str, code: str) -> None:
        assert refused(data, name) == [code]

    def test_says_in_which_row_a_text_breaks(self) -> None:
        issues = read_table(csv_of(HONOUR, ROW, ['"open']), "a.csv", feed(HONOURS))
        assert isinstance(issues, list)
        assert issues[0].row == 3

    @given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx", "../a.CSV", ""]))
    def test_never_raises(self, data: bytes, name: str) -> None:
        read_table(data, name, feed(HONOURS))

    @given(st.integers(0, 5000), st.binary(min_size=1, max_size=4))
    def test_a_damaged_workbook_is_a_table_or_an_issue(self, place: int, noise: bytes) -> None:
        whole = WHOLE
        place %= len(whole)
        damaged = whole[:place] + noise + whole[place + len(noise) :]
        table = read_table(damaged, "a.xlsx", feed(HONOURS))
        if isinstance(table, Table):
            assert all(isinstance(row, RawRow) for row in table.rows())


WHOLE = xlsx_of(("一", [HONOUR, ROW]))
