"""By what an answer no longer stands, in words; never what the record says now. [law:pipl/第四十六条]"""

from __future__ import annotations

from chengxin.apps.objections.recalls import Recalled
from chengxin.core.records import Event

#: A test compares with the core's own list of what makes something stand no more.
WHY = {
    Event.SUPERSEDED: "来源单位改了内容",
    Event.CORRECTED: "核对以后更正了内容",
    Event.WITHDRAWN: "来源单位撤销了",
    Event.VOIDED: "核对以后移出了",
    Event.REPAIRED: "准予修复，已经停止",
}


def said(one: Recalled) -> str:
    """来源单位改了内容：金额、决定日期."""
    changed = "、".join(one.changed)
    return f"{WHY[one.stop.event]}：{changed}" if changed else WHY[one.stop.event]
