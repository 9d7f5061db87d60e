"""What the one-file page runs on the sender's own PC: the reading, the rules and the words of `chengxin intake check`.

The page carries Python and this package with all that it imports, so that nothing is judged a second way. What goes in
and out is JSON, bytes and text, because a browser stands on the other side.
"""

from __future__ import annotations

import json
from datetime import date

from chengxin.intake.feeds import load_feeds
from chengxin.intake.issue_list import issue_list
from chengxin.intake.report import check_file
from chengxin.intake.words import issue_texts
from chengxin.lawbook import load


def about() -> str:
    """The law by which the page judges, and the short name of every kind of issue."""
    lawbook = load()
    titles = {code.value: text.title for code, text in issue_texts().items()}
    return json.dumps({"edition": lawbook.edition, "digest": lawbook.digest, "titles": titles}, ensure_ascii=False)


def check(data: bytes | memoryview, filename: str, feed: str, on: str) -> str:
    """The report on a file as if it were received on a day (2026-11-24): what `intake check --format json` prints.

    :raises KeyError: for a feed that the page does not carry.
    """
    report = check_file(bytes(data), filename, load_feeds()[feed], load(), date.fromisoformat(on))
    return json.dumps(report.as_json(), ensure_ascii=False)


def issues_csv(report: str) -> bytes:
    """The issues of a report of `check` as the list that a spreadsheet program opens."""
    return issue_list(json.loads(report)["issues"])
