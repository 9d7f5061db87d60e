"""Every file under feeds/: what passes passes whole, what fails fails with the one issue its folder is named for."""

from __future__ import annotations

from pathlib import Path

import pytest

from chengxin.core.issues import IssueCode, Severity
from chengxin.core.rows import Fate
from chengxin.intake.feeds import feeds_root, load_feeds
from chengxin.intake.report import Report, check_file
from chengxin.lawbook import load
from tests.intake.samples import TODAY
from tests.proves import proves

ROOT = feeds_root()
PASSING = sorted(ROOT.glob("*/*/*/should_pass/*"))
FAILING = sorted(ROOT.glob("*/*/*/should_fail/*/*"))
#: Needs a limit or an item that no shipped feed has, or a register to compare with; each is tested elsewhere.
WITHOUT_EXAMPLE = {
    "too_few_rows",
    "item_not_in_force",
    "licence_end_missing",
    "served_on_missing",
    "already_ended",
    "destroyed_before",
    "older_version",
    "nothing_to_withdraw",
    "withdrawn_before",
    "voided_before",
    "repaired_before",
    "found_wrong_before",
    "number_has_other_name",
    "like_ended",
}


READ_OVER = {
    "表下有填表人和审核.xlsx",
    "表下有填表人和审核.csv",
    "表下有合计.xlsx",
    "表下有合并的说明.xlsx",
    "表下有一句话.txt",
    "每页重复的列名.xlsx",
    "序号预先编好.xlsx",
    "隐藏的清单.xlsx",
    "表下有合计和制表人.csv",
    "另有说明和汇总.xlsx",
}
DEFECTS = {(path.parent.name, path.name) for path in FAILING}


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def checked(path: Path) -> Report:
    key = "/".join(path.relative_to(ROOT).parts[:3])
    return check_file(path.read_bytes(), path.name, load_feeds()[key], load(), TODAY)


@proves("B7")
class TestFilesThatPass:
    @pytest.mark.parametrize("path", PASSING, ids=named)
    def test_pass_whole(self, path: Path) -> None:
        report = checked(path)
        refusing = [issue for issue in report.issues if issue.severity is not Severity.NOTE]
        assert (report.ok, refusing, report.fates) == (True, [], {Fate.ACCEPTED: report.rows})

    def test_are_there_in_every_format_for_every_feed(self) -> None:
        for key in load_feeds():
            names = {path.name for path in (ROOT / key / "should_pass").iterdir()}
            assert {"UTF-8.csv", "UTF-8带标记.csv", "GB18030.csv", "UTF-16带标记.csv"} <= names
            assert any(name.endswith(".xlsx") for name in names)

    def test_read_over_only_what_stands_outside_a_table(self) -> None:
        """What a passing file holds beside its rows is named; each of these has something."""
        noted = {path.name for path in PASSING if checked(path).issues}
        assert noted == READ_OVER

    def test_in_every_encoding_say_the_same(self) -> None:
        for key in load_feeds():
            folder = ROOT / key / "should_pass"
            same = [
                checked(folder / name) for name in ("UTF-8.csv", "UTF-8带标记.csv", "GB18030.csv", "UTF-16带标记.csv")
            ]
            assert len({(report.rows, report.dropped) for report in same}) == 1


@proves("B7")
class TestFilesThatFail:
    @pytest.mark.parametrize("path", FAILING, ids=named)
    def test_fail_for_the_one_reason_their_folder_names(self, path: Path) -> None:
        report = checked(path)
        assert {issue.code.value for issue in report.issues} == {path.parent.name}
        assert not report.fates.get(Fate.DUPLICATE)
        assert report.ok == (not report.fates.get(Fate.REFUSED) and report.rows > 0)
        for issue in report.issues:
            assert issue.message.endswith("。")
            assert issue.remedy.endswith("。")
            assert "{" not in issue.message + issue.remedy

    def test_show_a_hundred_and_twenty_defects_each_named_for_it(self) -> None:
        assert len(DEFECTS) >= 120
        assert sum(path.stat().st_size for path in (*PASSING, *FAILING)) < 6_000_000

    def test_cover_every_issue_that_an_example_can_show(self) -> None:
        assert {path.parent.name for path in FAILING} == {
            code.value for code in IssueCode if code.severity is not Severity.NOTE
        } - WITHOUT_EXAMPLE
