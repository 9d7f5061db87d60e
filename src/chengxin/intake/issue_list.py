"""A list of problems as a file that a spreadsheet program opens, and cannot run.

A cell that begins like a formula is written with an apostrophe before it: what somebody sent us must not do anything on
the machine of whoever opens our list. [law:pipl/第五十一条]
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

_HEADINGS = ("工作表", "行", "列", "结果", "问题", "怎么改", "代码")
_FATES = {"accepted": "收下", "refused": "退回", "waiting": "等待", "duplicate": "以前交过"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def issue_list(issues: Iterable[Mapping[str, Any]]) -> bytes:
    """The issues, one a line, in UTF-8 with the mark by which Excel knows it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HEADINGS)
    for issue in issues:
        writer.writerow(
            [
                safe(value)
                for value in (
                    issue["sheet"],
                    issue["row"],
                    issue["column"],
                    _FATES.get(issue.get("fate", ""), ""),
                    issue["message"],
                    issue["remedy"],
                    issue["code"],
                )
            ]
        )
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def safe(value: Any) -> str:
    """The text of a cell, without the power to be a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
