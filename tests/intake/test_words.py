"""Every issue has words, in the product's Chinese, and none asks for a value that its code does not bring."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from chengxin.core.issues import IssueCode, Severity, issue
from chengxin.intake.words import issue_texts, title, worded
from tests.proves import proves

TEXTS = issue_texts()
DETAILS = {"edition", "on", "places", "limit", "found", "most", "masked", "earliest", "item", "first"}


@proves("B7")
class TestIssueTexts:
    def test_there_is_one_for_every_code_and_no_other(self) -> None:
        assert set(TEXTS) == set(IssueCode)

    @pytest.mark.parametrize("code", IssueCode)
    def test_say_what_and_what_to_do(self, code: IssueCode) -> None:
        text = TEXTS[code]
        assert title(code) == text.title
        assert 2 <= len(text.title) <= 16
        for sentence in (text.message, text.remedy):
            assert sentence.endswith("。")
            assert not re.search(r"[,;:!?！]|[一-鿿] |\s[一-鿿]", sentence)
            assert not re.search(r"校验失败|非法数据|异常数据|入库|系统已", sentence)

    @pytest.mark.parametrize("code", IssueCode)
    def test_ask_for_nothing_that_is_not_brought(self, code: IssueCode) -> None:
        names = {
            name
            for sentence in (TEXTS[code].message, TEXTS[code].remedy)
            for _, name, _, _ in Formatter().parse(sentence)
            if name
        }
        assert names <= {"column", "row", "sheet"} | DETAILS

    @pytest.mark.parametrize(
        "code", [code for code in IssueCode if code.severity in {Severity.REFUSED, Severity.WAITING}]
    )
    def test_name_the_row(self, code: IssueCode) -> None:
        assert "{row}" in TEXTS[code].message

    def test_are_filled_in(self) -> None:
        told = worded(issue(IssueCode.VALUE_MISSING, row=7, column="姓名"))
        assert told.message == "第7行的“姓名”是空的，这一格必须填写。"
