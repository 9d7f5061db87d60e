"""The days of one record as a calendar file: its end, the first day of repair, the last days of remedies.

[law:pipl/第四十五条]

A calendar lies in other people's clouds and on lock screens: no event names the person, the office or the matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from chengxin.apps.objections.selectors import OpenedCase
from chengxin.apps.records.letters import litigate_until, reconsider_until
from chengxin.apps.records.selectors import HeldRecord
from chengxin.core.calendar import day_of
from chengxin.core.ical import Day
from chengxin.core.records import last_day_of
from chengxin.lawbook import Lawbook
from chengxin.web.cards import ENDED
from chengxin.web.resident.remedies import decision_served


def days_of(held: HeldRecord, lawbook: Lawbook, cases: Sequence[OpenedCase] = ()) -> list[Day]:
    """The days that are still to come, in order, with the last day of each open case; none for what has ended."""
    if held.standing in ENDED:
        return []
    served_on = decision_served(held)
    reconsider = reconsider_until(held.item, served_on, lawbook)
    litigate = litigate_until(held.item, served_on, lawbook)
    dates: list[tuple[str, date | None, str]] = [
        ("reconsider", reconsider.last_day if reconsider else None, "可以申请行政复议的最后一天"),
        ("litigate", litigate.last_day if litigate else None, "可以向法院起诉的最后一天"),
        ("repair", held.repair_from, "从今天起可以申请修复"),
        ("end", last_day_of(held.until), "最后一天，过了今天自动停止，不用申请"),
        *(
            (case.objection.ref, case.due.last_day, "最迟今天办完，写信告诉您")
            for case in cases
            if case.is_open and case.due is not None
        ),
    ]
    today = day_of(held.at)
    return sorted(
        (
            Day(f"{held.record.ref}-{name}@chengxin", on, title, f"记录编号{held.record.ref}。登录后在“我的记录”里看。")
            for name, on, title in dates
            if on is not None and on >= today
        ),
        key=lambda day: day.on,
    )
