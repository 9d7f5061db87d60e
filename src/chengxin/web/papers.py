"""Papers that follow, in words: the same for the person and the window. [law:pipl/第四十五条]"""

from __future__ import annotations

from typing import Any

from chengxin.apps.matters import selectors as matters
from chengxin.apps.promises.selectors import Promised
from chengxin.core.promises import State
from chengxin.core.words import day_zh, moment_zh
from chengxin.web.law import lawbook

STATES = {
    State.OPEN: "在等后补的材料",
    State.KEPT: "材料都到了，说定的事结束了",
    State.LAPSED: "过了说定的日子，这件事照材料没有交齐办",
}


def line_of(one: Promised) -> dict[str, Any]:
    """One promise as a page tells it."""
    matter = one.promise.matter
    is_over = one.state is State.OPEN and not one.is_open
    return {
        "ref": one.promise.ref,
        "unit": lawbook().unit(matter.unit).name,
        "service": matter.service,
        "request_no": matters.request_no_of(matter),
        "made": f"{moment_zh(one.promise.at)}，{one.promise.by.name}",
        "state": "这件事已经有结果，不再等了" if is_over else STATES[one.state],
        "is_destroyed": one.promise.is_destroyed,
        "may_still_come": not hasattr(matter, "closing") and one.state is not State.KEPT,
        "papers": [
            {
                "code": due.code,
                "name": due.name,
                "last_day": day_zh(due.last_day),
                "came": moment_zh(one.arrived[due.code].at) if due.code in one.arrived else "",
            }
            for due in one.due
        ],
    }
