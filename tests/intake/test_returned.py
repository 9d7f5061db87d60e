"""What comes back: every issue at its cell, nothing else changed, nothing that can run, and good to be mended and resent."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from chengxin.core.feeds import ISSUES_SHEET, Field
from chengxin.demo.sheets import as_xlsx
from chengxin.intake import returned as subject
from chengxin.intake.report import Report, check_file, issue_json
from chengxin.intake.returned import annotated
from tests.intake.samples import GOOD, LAW, TODAY, feed, number
from tests.proves import proves

FEED = feed()
HEADINGS = [column.headings[0] for column in FEED.columns]
OTHER = {Field.NUMBER: number("18910423", 7), Field.NAME: "𠮷田"}
NO_PROCEDURE = {Field.PROCEDURE: ""}
BAD_CHECK = {Field.NUMBER: number("18880612")[:17] + ("0" if number("18880612")[17] != "0" else "1")}
TWO_ISSUES = {Field.DECIDED_ON: "2026-13-01", Field.NAME: ""}


def line(kind: dict[Field, Any]) -> list[Any]:
    row = {**GOOD, **kind}
    return [row.get(column.field, "") for column in FEED.columns]


def ugly(*kinds: dict[Field, Any]) -> bytes:
    """A workbook as a department makes it: a merged title above the heading, widths, a second sheet, a note in a cell."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "9月处罚"
    sheet["A1"] = "黑河市交通运输局行政处罚汇总表（2026年9月）"
    sheet.merge_cells("A1:V1")
    sheet["A1"].font = Font(bold=True, size=20)
    sheet.append([None])
    sheet.append(HEADINGS)
    for kind in kinds:
        sheet.append(line(kind))
    sheet.column_dimensions["D"].width = 33
    sheet["A3"].fill = PatternFill("solid", fgColor="FF00FF00")
    sheet["B4"].comment = Comment("科长说这里再核一遍", "老王")
    sheet.freeze_panes = "A4"
    notes = book.create_sheet("填写说明")
    notes["A1"] = "=1+1"
    return as_bytes(book)


def as_bytes(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def check(data: bytes, name: str = "处罚.xlsx") -> Report:
    return check_file(data, name, FEED, LAW, TODAY)


def back(data: bytes | None, name: str = "处罚.xlsx", issues: Sequence[Any] | None = None) -> openpyxl.Workbook:
    if issues is None:
        assert data is not None
        issues = [issue_json(found) for found in check(data, name).issues]
    return openpyxl.load_workbook(io.BytesIO(annotated(data, name, issues, FEED)))


def replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    """The package with some bytes of its parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        assert any(old in before.read(name) for name in before.namelist())
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(old, new))
    return out.getvalue()


def csv(*kinds: dict[Field, Any], encoding: str = "gb18030") -> bytes:
    lines = [HEADINGS, *(line(kind) for kind in kinds)]
    return "\r\n".join(",".join(f'"{cell}"' for cell in one) for one in lines).encode(encoding)


def marked(book: openpyxl.Workbook) -> dict[str, str]:
    """Sheet!Cell -> what its comment says, of the cells that carry our mark."""
    return {
        f"{sheet.title}!{cell.coordinate}": cell.comment.text
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment and cell.fill.patternType in {"lightUp", "lightDown"}
    }


def listed(book: openpyxl.Workbook) -> list[tuple[Any, ...]]:
    return list(book[ISSUES_SHEET].iter_rows(min_row=5, values_only=True))


@proves("B7")
class TestMarks:
    def test_stand_at_the_cell_of_each_issue_with_what_to_do(self) -> None:
        book = back(ugly(BAD_CHECK, {}, TWO_ISSUES))
        found = marked(book)
        number_at, date_at = HEADINGS.index("证件号码"), HEADINGS.index("处罚决定日期")
        letters = [openpyxl.utils.get_column_letter(place + 1) for place in (number_at, date_at)]
        assert found.keys() == {f"9月处罚!{letters[0]}4", f"9月处罚!{letters[1]}6", "9月处罚!A6"}
        assert all(text.startswith("【退回】") and text.endswith("。") for text in found.values())
        assert "请" in found[f"9月处罚!{letters[1]}6"]

    def test_tell_what_came_back_from_what_waits_without_colour(self) -> None:
        book = back(ugly(BAD_CHECK, NO_PROCEDURE))
        sheet = book["9月处罚"]
        patterns = {cell.fill.patternType for row in sheet["A4:V5"] for cell in row if cell.comment}
        assert patterns == {None, "lightUp", "lightDown"}  # the sender's own comment stands without a mark
        assert any(text.startswith("【等待】") for text in marked(book).values())

    def test_leave_everything_else_as_it_was(self) -> None:
        data = ugly(BAD_CHECK, {})
        before, after = openpyxl.load_workbook(io.BytesIO(data)), back(data)
        assert after.sheetnames == [*before.sheetnames, ISSUES_SHEET]
        for sheet in before:
            same = after[sheet.title]
            assert [[cell.value for cell in row] for row in same] == [[cell.value for cell in row] for row in sheet]
            assert same.merged_cells.ranges == sheet.merged_cells.ranges
            assert same.freeze_panes == sheet.freeze_panes
        assert after["9月处罚"].column_dimensions["D"].width == 33
        assert after["9月处罚"]["A3"].fill.fgColor.rgb == "FF00FF00"
        assert after["9月处罚"]["A1"].font.sz == 20
        assert after["9月处罚"]["B4"].comment.text == "科长说这里再核一遍"

    def test_join_a_comment_of_the_senders_own(self) -> None:
        text = marked(back(ugly({Field.SUBJECT_KIND: "", Field.NAME: "葛长河"})))["9月处罚!B4"]
        assert text.startswith("科长说这里再核一遍")
        assert "【退回】" in text

    def test_stand_at_the_heading_where_a_column_is_wrong(self) -> None:
        book = openpyxl.load_workbook(io.BytesIO(ugly({})))
        book["9月处罚"]["W3"] = "=婚史"
        book["9月处罚"]["W3"].data_type = "s"
        found = marked(back(as_bytes(book)))
        assert list(found) == ["9月处罚!W3"]

    def test_find_the_column_of_a_heading_of_two_rows(self) -> None:
        book = openpyxl.load_workbook(io.BytesIO(ugly(BAD_CHECK)))
        at = HEADINGS.index("证件号码") + 1
        sheet = book["9月处罚"]
        sheet.cell(2, at).value, sheet.cell(3, at).value = "证件号码", None
        letter = openpyxl.utils.get_column_letter(at)
        assert list(marked(back(as_bytes(book), issues=_at(4)))) == [f"9月处罚!{letter}4"]

    def test_stand_at_the_corner_of_merged_cells(self) -> None:
        book = openpyxl.load_workbook(io.BytesIO(ugly({}, {}, BAD_CHECK)))
        at = HEADINGS.index("证件号码") + 1
        letter, before = openpyxl.utils.get_column_letter(at), openpyxl.utils.get_column_letter(at - 1)
        report = [issue_json(found) for found in check(as_bytes(book)).issues]
        book["9月处罚"].merge_cells(f"{before}6:{letter}6")
        assert list(marked(back(as_bytes(book), issues=report))) == [f"9月处罚!{before}6"]

    def test_show_a_row_that_was_hidden(self) -> None:
        book = openpyxl.load_workbook(io.BytesIO(ugly({}, BAD_CHECK)))
        book["9月处罚"].row_dimensions[5].hidden = True
        assert not back(as_bytes(book), issues=_at(5))["9月处罚"].row_dimensions[5].hidden

    @settings(max_examples=12)
    @given(st.lists(st.sampled_from([{}, OTHER, NO_PROCEDURE, BAD_CHECK, TWO_ISSUES]), min_size=1, max_size=8))
    def test_are_as_many_as_there_are_cells_with_issues(self, kinds: list[dict[Field, Any]]) -> None:
        data = ugly(*kinds)
        issues = check(data).issues
        assert len(marked(back(data))) == len({(issue.sheet, issue.row, issue.column) for issue in issues})
        assert len(listed(back(data))) == len(issues) or not issues


def _at(row: int, column: str | None = "证件号码", sheet: str = "9月处罚", **more: str) -> list[dict[str, Any]]:
    told = {"code": "x", "severity": "refused", "message": "不对。", "remedy": "请改。"}
    return [{**told, "sheet": sheet, "row": row, "column": column, **more}]


@proves("B7")
class TestIssueSheet:
    def test_lists_each_issue_with_a_link_to_its_cell(self) -> None:
        book = back(ugly(BAD_CHECK, {}, TWO_ISSUES))
        sheet = book[ISSUES_SHEET]
        for row in sheet.iter_rows(min_row=5):
            place, cell = row[6].hyperlink.location.rsplit("!", 1)
            assert book[place.strip("'")][cell].comment
            assert [row[0].value, row[1].value] == ["9月处罚", book[place.strip("'")][cell].row]
        assert [row[2] for row in listed(book)] == ["证件号码", "行政相对人名称", "处罚决定日期"]

    def test_is_what_one_sees_first_and_alone_chosen(self) -> None:
        book = back(ugly(BAD_CHECK))
        assert book.active.title == ISSUES_SHEET
        assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == [ISSUES_SHEET]

    def test_comes_alone_when_the_original_is_gone(self) -> None:
        book = back(None, issues=_at(7))
        assert book.sheetnames == [ISSUES_SHEET]
        assert listed(book)[0][:4] == ("9月处罚", 7, "证件号码", "退回")
        assert "只有清单" in book[ISSUES_SHEET]["A2"].value

    @pytest.mark.parametrize(
        ("data", "name"), [(b"PK\x03\x04 broken", "坏.xlsx"), (b"\xd0\xcf\x11\xe0", "锁.xlsx"), (b"\xff\xff", "x.csv")]
    )
    def test_comes_alone_when_the_file_cannot_be_read(self, data: bytes, name: str) -> None:
        book = back(data, name)
        assert book.sheetnames == [ISSUES_SHEET]
        assert listed(book)[0][2] == "整份"

    @pytest.mark.parametrize("limit", ["MOST_BYTES", "MOST_ISSUES"])
    def test_comes_alone_where_the_rest_would_be_too_much(self, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
        monkeypatch.setattr(subject, limit, 0)
        assert back(ugly(BAD_CHECK)).sheetnames == [ISSUES_SHEET]

    @pytest.mark.parametrize(
        "text", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|'/c calc'!A0", "#REF!", "12345678901234567890"]
    )
    def test_holds_nothing_that_a_spreadsheet_would_run(self, text: str) -> None:
        data = annotated(None, "x.csv", _at(2, text, text, message=text, remedy=text), FEED)
        row = next(openpyxl.load_workbook(io.BytesIO(data))[ISSUES_SHEET].iter_rows(min_row=5))
        assert [row[place].value for place in (0, 2, 4, 5)] == [text] * 4
        assert {row[place].data_type for place in (0, 2, 4, 5)} == {"s"}
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert not [name for name in archive.namelist() if b"<f>" in archive.read(name)]

    def test_survives_characters_that_no_workbook_holds(self) -> None:
        assert listed(back(None, issues=_at(2, "姓\x00\x0b名")))[0][2] == "姓\ufffd\ufffd名"


@proves("B7")
class TestTextFile:
    def test_comes_back_as_a_workbook_of_text(self) -> None:
        long = {Field.SERVICE_PROOF_NO: "00123456789012345678", Field.DECISION_NO: "=1+1"}
        book = back(csv(long, BAD_CHECK), "处罚.csv")
        assert book.sheetnames == ["数据", ISSUES_SHEET]
        cells = [cell for row in book["数据"] for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} == {"s"}
        assert "00123456789012345678" in [cell.value for cell in cells]
        assert f"数据!{openpyxl.utils.get_column_letter(HEADINGS.index('证件号码') + 1)}3" in marked(book)

    @settings(max_examples=12)
    @given(st.lists(st.sampled_from([{}, OTHER, NO_PROCEDURE]), min_size=1, max_size=5))
    def test_says_the_same_when_it_is_sent_again(self, kinds: list[dict[Field, Any]]) -> None:
        data = csv(*kinds)
        again = annotated(data, "处罚.csv", [issue_json(found) for found in check(data, "处罚.csv").issues], FEED)
        before, after = check(data, "处罚.csv"), check(again)
        assert (after.rows, after.fates) == (before.rows, before.fates)

    def test_of_another_separator_is_split_into_its_columns(self) -> None:
        data = csv({}, BAD_CHECK).replace(b'","', b'"\t"')
        assert back(data, "处罚.txt")["数据"]["B1"].value == HEADINGS[1]

    def test_comes_back_as_the_rows_to_mend_where_it_is_large(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(subject, "MOST_COPIED", 10)
        book = back(csv({}, OTHER, BAD_CHECK, {}), "处罚.csv")
        assert book["数据"].max_row == 2
        assert [row[1] for row in listed(book)] == [4]
        assert list(marked(book)) == [f"数据!{openpyxl.utils.get_column_letter(HEADINGS.index('证件号码') + 1)}2"]
        assert book[ISSUES_SHEET]["G5"].hyperlink.location.endswith("2")


@proves("B7")
class TestLargeOrOddWorkbook:
    def test_comes_back_as_its_heading_and_the_rows_to_mend(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(subject, "MOST_WHOLE", 10)
        book = back(ugly({}, OTHER, BAD_CHECK, {}))
        values = [[cell.value for cell in row] for row in book["9月处罚"]]
        assert values[2] == HEADINGS
        assert len(values) == 4
        assert len(marked(book)) == 1

    def test_with_a_merged_area_of_a_whole_sheet_is_not_unfolded(self) -> None:
        assert subject._is_modest(ugly(BAD_CHECK))
        wide = replaced(ugly(BAD_CHECK), b'ref="A1:V1"', b'ref="A1:XFD1048576"')
        assert not subject._is_modest(wide)
        assert back(wide).sheetnames == [ISSUES_SHEET]

    def test_that_a_strict_reader_refuses_comes_back_as_a_copy(self) -> None:
        odd = replaced(ugly(BAD_CHECK), b'patternType="solid"', b'patternType="of their own"')
        assert subject._opened(odd) is None
        book = back(odd)
        assert len(marked(book)) == 1
        assert book["9月处罚"]["A1"].value.startswith("黑河市")

    def test_without_styles_or_places_as_old_programs_write_it(self) -> None:
        assert len(marked(back(as_xlsx([HEADINGS, line(BAD_CHECK)])))) == 1


@proves("B7")
class TestSentAgain:
    def test_what_was_mended_is_accepted_and_our_sheet_is_not_read(self) -> None:
        again = back(ugly(BAD_CHECK, OTHER))
        sheet = again["9月处罚"]
        sheet.cell(4, HEADINGS.index("证件号码") + 1).value = number("18880612")
        report = check(as_bytes(again))
        assert (report.ok, report.issues, report.rows) == (True, (), 2)

    def test_marks_of_the_first_return_are_taken_off(self) -> None:
        again = back(ugly(BAD_CHECK, BAD_CHECK | OTHER | BAD_CHECK))
        sheet, at = again["9月处罚"], HEADINGS.index("证件号码") + 1
        sheet.cell(4, at).value = number("18880612")
        second = back(as_bytes(again))
        assert [cell.rsplit("!")[1] for cell in marked(second)] == [sheet.cell(5, at).coordinate]
        assert second["9月处罚"].cell(4, at).comment is None
        assert second["9月处罚"].cell(4, at).fill.patternType is None
        assert second.sheetnames.count(ISSUES_SHEET) == 1
        assert second["9月处罚"]["B4"].comment.text == "科长说这里再核一遍"

    def test_returning_twice_says_once(self) -> None:
        data = ugly(BAD_CHECK)
        first = marked(back(data))
        again = as_bytes(back(data))
        assert marked(back(again)) == first
