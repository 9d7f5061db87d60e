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
#: Needs more bytes or rows than an example should have, an item no shipped feed carries, or a register to compare with;
#: each is tested elsewhere.
WITHOUT_EXAMPLE = {
    "file_too_large",
    "too_few_rows",
    "too_many_rows",
    "item_not_in_force",
    "bar_start_missing",
    "licence_end_missing",
    "served_on_missing",
    "already_ended",
    "older_version",
    "nothing_to_withdraw",
    "withdrawn_before",
    "number_has_other_name",
}


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

    def test_cover_every_issue_that_an_example_can_show(self) -> None:
        assert {path.parent.name for path in FAILING} == {
            code.value for code in IssueCode if code.severity is not Severity.NOTE
        } - WITHOUT_EXAMPLE
