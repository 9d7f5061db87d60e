"""What became of a file, in words. [law:pipl/第八条]"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from chengxin.apps.submissions import selectors as submissions
from chengxin.core.issues import IssueCode
from chengxin.intake import words

#: Rows shown on the page; the list of problems has all of them.
SHOWN = 100


@dataclass(slots=True)
class Problem:
    """One kind of problem, with how many rows have it."""

    code: str
    severity: str
    title: str
    message: str
    remedy: str
    rows: set[tuple[str, int]] = field(default_factory=set)

    @property
    def count(self) -> int:
        return len(self.rows)


def outcome(submission: Any) -> dict[str, Any]:
    """A finished submission: its sum, its problems by kind, its rows."""
    receipt = submission.receipt
    issues = [{**issue, "title": words.title(IssueCode(issue["code"]))} for issue in issues_in(submission)]
    return {
        "receipt": receipt,
        "headline": headline(submission),
        "file_issues": problems({**issue, "row": 0} for issue in submissions.file_issues_of(receipt)),
        "problems": problems(issues),
        "rows": issues[:SHOWN],
        "more": max(0, len(issues) - SHOWN),
    }


def issues_in(submission: Any) -> Iterable[dict[str, Any]]:
    """Every issue of every row, in the order of the file."""
    for row in submissions.outcomes_of(submission).iterator(chunk_size=500):
        for issue in submissions.issues_of(row):
            yield {**issue, "sheet": row.sheet, "row": row.row, "fate": row.fate}


def problems(issues: Iterable[dict[str, Any]]) -> list[Problem]:
    """The issues by code, those with most rows first."""
    found: dict[str, Problem] = {}
    for issue in issues:
        code = issue["code"]
        title = words.title(IssueCode(code))
        problem = found.setdefault(code, Problem(code, issue["severity"], title, issue["message"], issue["remedy"]))
        problem.rows.add((issue["sheet"], issue["row"]))
    return sorted(found.values(), key=lambda problem: -problem.count)


def is_nil(submission: Any) -> bool:
    """Whether it is a report that nothing was decided."""
    return bool(submission.size == 0 and not hasattr(submission, "upload"))


def headline(submission: Any) -> str:
    """First what it is."""
    receipt = submission.receipt
    if is_nil(submission):
        return "已记下：没有新决定"
    if not receipt.is_readable:
        return "这份文件没有收下"
    if not receipt.rows:
        return "这份文件里没有数据行"
    if receipt.duplicate == receipt.rows:
        return f"这{receipt.rows:,}行以前都交过"
    parts = [f"收下{receipt.accepted:,}行"] if receipt.accepted else ["没有收下新的行"]
    if receipt.refused:
        parts.append(f"有{receipt.refused:,}行要您改")
    if receipt.waiting:
        parts.append(f"有{receipt.waiting:,}行先等着")
    if receipt.accepted == receipt.rows:
        return f"{receipt.rows:,}行全部收下"
    return "，".join(parts)


def state(submission: Any) -> tuple[str, str]:
    """In a list: a word and the shape of its tag."""
    receipt = getattr(submission, "receipt", None)
    if receipt is None:
        return "正在检查", "waiting"
    if is_nil(submission):
        return "没有新决定", "done"
    if not receipt.is_readable:
        return "没有收下", "ended"
    if receipt.refused or receipt.waiting:
        return "部分收下" if receipt.accepted else "没有收下新的行", "paused"
    return ("以前交过" if receipt.duplicate == receipt.rows else "全部收下"), "done"
