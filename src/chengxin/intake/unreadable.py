"""A file that cannot be read."""

from __future__ import annotations

from chengxin.core.issues import Issue, IssueCode, issue


class Unreadable(Exception):
    """A file that cannot be read; carries the one issue that says why."""

    def __init__(self, code: IssueCode, *, sheet: str | None = None, row: int | None = None, **details: str) -> None:
        super().__init__(code.value)
        self.issue: Issue = issue(code, sheet=sheet, row=row, **details)
