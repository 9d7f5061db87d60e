"""Everything that is stored about one person, as they may take it elsewhere. [law:pipl/第四十五条]

A folder packed as a zip: the report, every table row by row, the letters that were opened, the files. `docs/own_report.md`
says what is where.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from chengxin.apps import letters
from chengxin.apps.notices import selectors as notices
from chengxin.apps.own_report.as_json import as_json, instant
from chengxin.apps.own_report.rows import LEFT_OUT, Files, opened
from chengxin.apps.own_report.schema import HOLDS_NOTHING, Owner, rows_of
from chengxin.apps.own_report.selectors import OwnReport
from chengxin.core.explanations import RenderedLetter
from chengxin.lawbook import Lawbook

SCHEMA = "chengxin.own_export/1"
_READ_ME = """这是平台上存着的、关于您的全部内容。

report.json   您的报告，五部分，给程序读
report.pdf    同一份报告，给人看
tables.json   每一张表里关于您的每一行；没有的，写着空的
letters/      您打开过的信，一封一个文件
files/        您交过的材料，和打印过的信

没有放进来的：别人的姓名和号码；单位放进一件异议、可能写着别人的材料；来源单位交来的整份文件，
里面有许多人，关于您的那一行已经在tables.json里。每一处没有放进来的，tables.json里都写着。
按法律推迟给您看的查看，到了那一天才在里面，现在只写有几次：tables.json里的looks_put_off。
"""


def export_zip(report: OwnReport, *, lawbook: Lawbook, beside: Mapping[str, bytes] | None = None) -> bytes:
    """The export of the person whose report this is; `beside` are further files, by name."""
    files = Files()
    tables = tables_json(report, files)
    packed = {
        "README.txt": _READ_ME.encode(),
        "report.json": _json(as_json(report, lawbook)),
        "tables.json": _json(tables),
        **_letters(report, lawbook),
        **(beside or {}),
        **files.kept,
    }
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, data in packed.items():
            # A date of its own would make two exports of the same instant differ.
            archive.writestr(ZipInfo(name), data, ZIP_DEFLATED)
    return made.getvalue()


def tables_json(report: OwnReport, files: Files) -> dict[str, Any]:
    """Every table that can hold something about a person, with every row about this one."""
    owner = Owner(report.who, report.at)
    return {
        "schema": SCHEMA,
        "at": instant(report.at),
        "looks_put_off": report.hidden,
        "tables": {label: [opened(row, owner, files) for row in rows] for label, rows in rows_of(owner).items()},
        "fields_left_out": dict(LEFT_OUT),
        "tables_about_nobody": dict(HOLDS_NOTHING),
    }


def _letters(report: OwnReport, lawbook: Lawbook) -> dict[str, bytes]:
    """The letters that the person has opened; opening one is their own act, and an export is not."""
    found = {}
    for letter in Owner(report.who, report.at).letters:
        rendered = letters.render(letter, lawbook=lawbook) if notices.is_read(letter) else None
        if rendered is not None:
            found[f"letters/{letter.ref}.txt"] = _text(rendered).encode()
    return found


def _text(letter: RenderedLetter) -> str:
    lines = [letter.title, *letter.intro]
    for section in letter.sections:
        lines += ["", section.heading, *(f"{label}：{value}" for label, value in section.facts), *section.paragraphs]
    return "\n".join(lines) + "\n"


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode()
