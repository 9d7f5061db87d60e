"""Files that a visitor can drop: the road's own, one that fails in every common way, one
as an old system writes it, and one as an office keeps it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from chengxin.core.calendar import day_of
from chengxin.core.facts import Identity
from chengxin.core.feeds import Field
from chengxin.demo import cast, sheets, ugly
from chengxin.demo.decisions import CONDUCTS, LICENCES, OPEN_END, PENALTIES, Penalty, licence_row
from chengxin.demo.numbers import invented
from chengxin.demo.sheets import Row
from chengxin.intake.feeds import load_feeds
from chengxin.lawbook import Lawbook, load

ROAD = "行政处罚-路上的一份文件.xlsx"
MIXED = "行政处罚-有几行要改.csv"
OLD = "行政许可-老系统导出.csv"
UGLY = "行政处罚-9月原样.xlsx"
SOMEONE = invented("夹谷望岳", "231123", date(1889, 8, 18), 72)


def write(folder: Path, *, on: datetime) -> None:
    """Write every sample into a folder; files that are there already are replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files(on).items():
        (folder / name).write_bytes(data)


def files(at: datetime) -> dict[str, bytes]:
    """The samples as they would be sent at an instant."""
    lawbook, feeds, today = load(), load_feeds(), day_of(at)
    penalties, licences = feeds[PENALTIES], feeds[LICENCES]
    unread = {"违法事实": "（系统里的长文字，本平台不读取）", "备注": ""}
    road = [penalty.row(lawbook) for penalty in _road(today)]
    road += [_wrong_number(today, lawbook), _no_conduct_end(today, lawbook)]
    return {
        ROAD: sheets.as_xlsx(sheets.table(penalties, road, unread)),
        MIXED: sheets.as_csv(sheets.table(penalties, _mixed(today, lawbook), unread)),
        UGLY: ugly.workbook(today, lawbook),
        OLD: sheets.as_csv(sheets.table(licences, [_licence(today, lawbook)])),
    }


def _road(today: date) -> list[Penalty]:
    """The newcomer without proof of notice, so that the letter is the first they hear; two with it."""
    other = invented("亓官清和", "231124", date(1894, 5, 5), 71)
    return [
        _penalty(cast.NEWCOMER, 9001, today),
        _penalty(cast.LICENSED, 9002, today, served=today - timedelta(days=2)),
        _penalty(other, 9003, today, served=today - timedelta(days=3)),
    ]


def _mixed(today: date, lawbook: Lawbook) -> list[Row]:
    """Two good rows, one of them twice; a wrong check character; no end of the conduct; a summary procedure."""
    good = _penalty(SOMEONE, 9011, today).row(lawbook)
    other = _penalty(SOMEONE, 9012, today, served=today - timedelta(days=2)).row(lawbook)
    summary = dict(_penalty(SOMEONE, 9015, today).row(lawbook))
    summary[Field.PROCEDURE] = "简易程序"
    return [good, other, good, _wrong_number(today, lawbook), _no_conduct_end(today, lawbook), summary]


def _wrong_number(today: date, lawbook: Lawbook) -> Row:
    row = dict(_penalty(SOMEONE, 9013, today).row(lawbook))
    row[Field.NUMBER] = SOMEONE.number[:-1] + ("0" if SOMEONE.number[-1] != "0" else "1")
    return row


def _no_conduct_end(today: date, lawbook: Lawbook) -> Row:
    row = dict(_penalty(SOMEONE, 9014, today).row(lawbook))
    row[Field.CONDUCT_END_ON] = ""
    return row


def _licence(today: date, lawbook: Lawbook) -> Row:
    return licence_row(
        cast.NEWCOMER, 9021, today - timedelta(days=30), OPEN_END, "道路旅客运输驾驶员从业资格证", lawbook
    )


def _penalty(who: Identity, number: int, today: date, *, served: date | None = None) -> Penalty:
    return Penalty(
        who=who,
        number=number,
        decided_on=today - timedelta(days=4),
        conduct_end_on=today - timedelta(days=25),
        conduct=CONDUCTS[1],
        served_on=served,
    )
