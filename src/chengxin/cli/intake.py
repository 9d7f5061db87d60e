"""A department's file from the command line: check it without a database, or submit it and get the receipt."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from chengxin.cli.exits import Exit, Stop
from chengxin.cli.law import the_lawbook
from chengxin.cli.shown import show
from chengxin.core.calendar import SHANGHAI
from chengxin.core.feeds import Feed
from chengxin.intake.feeds import FeedRefused, load_feeds
from chengxin.intake.report import check_file
from chengxin.web.precheck import build


def check(arguments: argparse.Namespace) -> Exit:
    """Check a file as it would be judged on a day; nothing is received."""
    lawbook, feed = the_lawbook(), _feed(arguments.feed)
    data = _bytes_of(arguments.file)
    report = check_file(data, arguments.file.name, feed, lawbook, arguments.on or datetime.now(SHANGHAI).date())
    plain = report.as_json()
    if arguments.annotated and plain["issues"]:
        from chengxin.intake.returned import annotated

        book = annotated(data, arguments.file.name, plain["issues"], feed)
        _write_book(arguments.annotated, book, instead_of=arguments.file)
    show(plain, _lines(plain), form=arguments.format)
    return Exit.FINE if report.ok else Exit.INPUT_WRONG


def offline(arguments: argparse.Namespace) -> Exit:
    """Write the page with which a department checks on its own PC; needs no database and no Django."""
    the_lawbook()
    keys = [_feed(key).key for key in arguments.feed] if arguments.feed else list(load_feeds())
    page = build(keys)
    _write(arguments.file, page)
    print(f"写好了{arguments.file}，{len(page) / 1_000_000:.1f}MB，用浏览器打开就能检查。法库或程序改了以后请重新做。")
    return Exit.FINE


def submit(arguments: argparse.Namespace) -> Exit:
    """Receive a file, work it through, and print its receipt. The same file again prints the same receipt."""
    data, feed = _bytes_of(arguments.file), _feed(arguments.feed)
    lawbook = the_lawbook()
    from chengxin.cli import product

    product.enter()
    product.require_migrated()
    product.require_durable()
    product.require_clock()
    from chengxin import clock
    from chengxin.apps.officials import selectors as officials
    from chengxin.apps.submissions.actions.receive_file import receive_file
    from chengxin.core.reasons import Reason, Refusal
    from chengxin.jobs.queue import work_through

    official = officials.get_active(arguments.by)
    if official is None:
        raise Stop(f"没有这位工作人员：{arguments.by}。请先由两位安全管理员任命。")
    if not officials.took_the_course(official, lawbook=lawbook, at=clock.now()):
        raise Stop(lawbook.reason_text(Reason.COURSE_LAPSED).text)
    try:
        submission = receive_file(
            lawbook=lawbook,
            data=data,
            filename=arguments.file.name,
            feed=feed,
            as_of=arguments.as_of,
            by=official,
            at=clock.now(),
        )
    except Refusal as refusal:
        raise Stop(lawbook.reason_text(refusal.reason).text) from None
    receipt = work_through(submission, lawbook=lawbook, feeds=load_feeds(), at=clock.now())
    plain = _receipt(submission, receipt)
    show(plain, _lines(plain), form=arguments.format)
    return Exit.FINE if receipt.is_readable and not receipt.refused else Exit.INPUT_WRONG


def _write_book(place: Path, data: bytes, *, instead_of: Path) -> None:
    if place.suffix.lower() != ".xlsx" or place.resolve() == instead_of.resolve():
        raise Stop(f"标出问题的表是.xlsx，不能写到{place}。请另起一个名字，例如{instead_of.stem}-已标出问题.xlsx。")
    _write(place, data)


def _write(place: Path, data: bytes) -> None:
    try:
        place.write_bytes(data)
    except OSError:
        raise Stop(f"写不了这个文件：{place}。请看看目录在不在、有没有权限。") from None


def _receipt(submission: Any, receipt: Any) -> dict[str, Any]:
    """The report of `intake check`, with the reference and the times of the receipt."""
    from chengxin.apps.submissions import selectors

    issues = selectors.file_issues_of(receipt)
    for outcome in selectors.outcomes_of(submission):
        issues += selectors.issues_of(outcome)
    return {
        "feed": submission.feed,
        "sha256": submission.sha256,
        "rows": receipt.rows,
        "accepted": receipt.accepted,
        "refused": receipt.refused,
        "waiting": receipt.waiting,
        "duplicate": receipt.duplicate,
        "issues": issues,
        "receipt": {
            "ref": submission.ref,
            "as_of": submission.as_of.isoformat(),
            "received_at": submission.at.isoformat(),
            "closed_at": receipt.at.isoformat(),
        },
    }


def _lines(plain: Mapping[str, Any]) -> Iterable[str]:
    if plain["rows"]:
        yield (
            f"共{plain['rows']}行：收下{plain['accepted']}行，退回{plain['refused']}行，"
            f"等部门补充{plain['waiting']}行，重复{plain['duplicate']}行。"
        )
    else:
        yield "整份文件没有收。"
    for issue in plain["issues"]:
        places = [issue["sheet"], f"第{issue['row']}行" if issue["row"] else "", issue["column"]]
        yield f"{'，'.join(place for place in places if place) or '整份文件'}：{issue['message']}{issue['remedy']}"
    if "receipt" in plain:
        yield f"回执号{plain['receipt']['ref']}。"


def _feed(key: str) -> Feed:
    try:
        feeds = load_feeds()
    except FeedRefused as refused:
        raise Stop(f"{refused.file}：{refused.sentence}") from None
    if key not in feeds:
        raise Stop(f"没有这个报送项目：{key}。现有：{'、'.join(sorted(feeds)) or '无'}。")
    return feeds[key]


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        raise Stop(f"读不到这个文件：{file}。请看看路径对不对、有没有权限。") from None
