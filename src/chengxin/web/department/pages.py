"""What became of a file, in words. [law:pipl/第八条]"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from chengxin.apps.submissions import selectors as submissions
from chengxin.core.calendar import day_of
from chengxin.core.issues import IssueCode
from chengxin.core.words import day_zh
from chengxin.intake import words

#: Places shown below each kind of problem; what the sender takes back has all of them.
FIRST = 5
#: Rows that the page groups. A file with more of them is wrong as a whole, and the list has every one.
GROUPED = 20_000
#: What an official found about a held row, as its sender reads it; a test compares with the findings there are.
FOUND = {
    "row_is_wrong": "号码、姓名或者文号写错了，没有收。请按证件和文书改好，随下一次文件再交",
    "row_is_right": "没有写错，已经收下",
    "number_is_shared": "没有写错，已经收下。两个人共用这个号码，公安机关说清以前先停用",
}


@dataclass(slots=True)
class Problem:
    """One kind of problem: how many rows have it, and the first of them."""

    code: str
    severity: str
    title: str
    message: str
    remedy: str
    count: int = 0
    """Rows; one row may have a problem in several cells."""
    cells: int = 0
    first: list[Mapping[str, Any]] = field(default_factory=list)
    _last: tuple[str, int] | None = None

    @property
    def more(self) -> int:
        return self.cells - len(self.first)

    def add(self, issue: Mapping[str, Any]) -> None:
        """Count the row of an issue; issues come in the order of the file."""
        self.cells += 1
        place = issue["sheet"], issue["row"]
        if place != self._last:
            self.count, self._last = self.count + 1, place
        if len(self.first) < FIRST:
            self.first.append(issue)


def outcome(submission: Any) -> dict[str, Any]:
    """A finished submission: its sum, its problems by kind, the first rows of each."""
    receipt = submission.receipt
    issues = issues_in(submission)
    held, looked_at = submissions.held_rows_of(submission), settled(submission)
    return {
        "receipt": receipt,
        "headline": headline(submission),
        "file_issues": problems({**issue, "row": 0} for issue in submissions.file_issues_of(receipt)),
        "problems": problems(islice(issues, GROUPED)),
        "grouped": GROUPED if next(issues, None) is not None else 0,
        "held_waiting": held,
        "lacking": receipt.waiting - held - len(looked_at),
        "settled": looked_at,
    }


def settled(submission: Any) -> list[dict[str, str]]:
    """What was found about rows that waited for a human: place, day, finding; nothing of the person."""
    return [
        {
            "place": f"{row.sheet}·第{row.row}行" if row.sheet else f"第{row.row}行",
            "on": day_zh(day_of(row.settled.at)),
            "finding": FOUND[row.settled.finding],
        }
        for row in submissions.settled_rows_of(submission)
    ]


def issues_in(submission: Any) -> Iterator[dict[str, Any]]:
    """Every issue of every row, in the order of the file."""
    for row in submissions.outcomes_of(submission).iterator(chunk_size=500):
        for issue in submissions.issues_of(row):
            yield {**issue, "sheet": row.sheet, "row": row.row, "fate": row.fate}


def problems(issues: Iterable[Mapping[str, Any]]) -> list[Problem]:
    """The issues by code, those with most rows first."""
    found: dict[str, Problem] = {}
    for issue in issues:
        code = issue["code"]
        if code not in found:
            title = words.title(IssueCode(code))
            found[code] = Problem(code, issue["severity"], title, issue["message"], issue["remedy"])
        found[code].add(issue)
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


def way_of_rows(receipt: Any) -> str:
    """In a list: where the rows of a file went, without what there was none of."""
    counts = {
        "收下": receipt.accepted,
        "退回": receipt.refused,
        "先等着": receipt.waiting,
        "以前交过": receipt.duplicate,
    }
    ways = "，".join(f"{word}{count:,}" for word, count in counts.items() if count)
    return f"{receipt.rows:,}行：{ways}" if receipt.rows else ""


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
