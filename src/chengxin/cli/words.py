"""argparse in Chinese, and the values that are typed: days and instants."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from datetime import date, datetime
from importlib.util import find_spec
from typing import Any, NoReturn

from chengxin.core.calendar import SHANGHAI

#: What argparse says when a command is typed wrongly, and how we say it.
_COMPLAINTS = [
    (re.compile(r"the following arguments are required: (.+)"), r"还缺：\1"),
    (re.compile(r"unrecognized arguments: (.+)"), r"不认识：\1"),
    (re.compile(r"argument (\S+): expected one argument"), r"\1后面要写一个值"),
    (re.compile(r"argument (\S+): invalid choice: (\S+) \(choose from (.+)\)"), r"\1不能是\2，可以是：\3"),
    (re.compile(r"argument (\S+): invalid \S+ value: (.+)"), r"\1不能是\2"),
    (re.compile(r"argument (\S+): not allowed with argument (\S+)"), r"\1和\2不能一起用"),
    (re.compile(r"argument (\S+): (.+)"), r"\1：\2"),
]


class Parser(argparse.ArgumentParser):
    """A parser that helps and complains in Chinese."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, add_help=False, allow_abbrev=False, formatter_class=_Formatter)
        self._positionals.title = "要写的"
        self._optionals.title = "可选的"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def error(self, message: str) -> NoReturn:
        for pattern, ours in _COMPLAINTS:
            if pattern.fullmatch(message):
                message = pattern.sub(ours, message)
                break
        self.print_usage()
        self.exit(2, f"命令写得不对：{message}。加上--help看说明。\n")


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


def day(text: str) -> date:
    """A civil day: 2026-11-24."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"日期要写成2026-11-24这样，不能是{text}") from None


def instant(text: str) -> datetime:
    """An instant: 2026-11-24T09:00, in Asia/Shanghai unless it says otherwise; a day alone is its beginning."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"时间要写成2026-11-24T09:00这样，不能是{text}") from None
    return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)


def port(text: str) -> int:
    """A port that a program may listen on."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= 65_535):
        raise argparse.ArgumentTypeError(f"端口是1到65535的整数，不能是{text}")
    return int(text)


def postgresql(text: str) -> str:
    """The address of a PostgreSQL database, where this installation can speak to one."""
    if not text.startswith("postgresql://"):
        raise argparse.ArgumentTypeError(f"要写postgresql://开头的地址，不能是{text}")
    if find_spec("psycopg") is None:
        raise argparse.ArgumentTypeError("这里没有装psycopg：请按requirements/pg.txt安装，再执行一次")
    return text


def database(text: str) -> str:
    """The address of a database of either kind."""
    return text if text.startswith("sqlite:///") else postgresql(text)


def count(text: str) -> int:
    """How many, at least one."""
    if not (text.isascii() and text.isdigit() and int(text)):
        raise argparse.ArgumentTypeError(f"要写1以上的整数，不能是{text}")
    return int(text)
