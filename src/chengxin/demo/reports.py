"""What the public and a department say: two reports about bodies, and a note beside a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time
from typing import Any

from chengxin.apps.complaints.actions.answer import answer
from chengxin.apps.complaints.actions.complain import complain
from chengxin.apps.complaints.selectors import to_answer
from chengxin.apps.statistics import selectors
from chengxin.apps.statistics.actions.note import note
from chengxin.core.complaints import About, Result
from chengxin.core.figures import Figure
from chengxin.lawbook import Lawbook

Act = Callable[[datetime], None]


def plan(lawbook: Lawbook, official: Callable[[str], Any]) -> Iterator[tuple[int, time, Act]]:
    """Days ago, at what time, what happens."""

    def report(unit: str, words: str) -> Act:
        def made(at: datetime) -> None:
            complain(About.BODY, unit, words=words, lawbook=lawbook, at=at)

        return made

    def reply(at: datetime) -> None:
        oldest = to_answer(lawbook=lawbook, at=at)[0].complaint
        words = "查了：屏幕确实朝着大厅，当天转了方向，换了一块看不到的屏；向反映的人道歉。"
        answer(oldest.ref, result=Result.WRONG, words=words, by=official("miaoqinghe"), at=at)

    def say(at: datetime) -> None:
        for frozen in selectors.list_frozen(at=at)[:1]:
            words = "这个季度换了办案系统，每周一照常交。"
            for one in ("gedehong", "tongdai"):
                note(frozen.quarter, Figure.LATE.value, words=words, by=official(one), at=at)

    yield 24, time(20, 12), report("transport", "许可窗口的屏幕朝着大厅，排队的人都看得到别人的材料。")
    yield 17, time(15, 30), reply
    yield 6, time(21, 40), report("samr", "把办事人的名单贴在门口，留了好几天。")
    yield 5, time(9, 10), say
