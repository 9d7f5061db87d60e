"""What becomes of a seat, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from chengxin.apps.officials import selectors as officials
from chengxin.core.calendar import day_of
from chengxin.core.permissions import Role
from chengxin.core.seats import course_holds_until, is_course_current, lapses_on
from chengxin.core.words import day_zh, moment_zh
from chengxin.lawbook import Lawbook
from chengxin.web.role_words import ROLES

EVENTS = {
    "appointed": "上岗",
    "changed": "换岗或者换密码",
    "removed": "离岗",
    "code_set": "设了验证码",
    "code_forgotten": "验证码重新设",
    "password_chosen": "自己设了密码",
    "course_noted": "登记了学习",
    "sessions_ended": "让他在各处退出",
}


def seat_of(row: Any, book: Lawbook) -> dict[str, str]:
    """Unit, seat and role of an official, a proposal or an event."""
    return {"unit": book.unit(row.unit).name, "seat": row.seat, "role": ROLES[Role(row.role)]}


def course_of(course_on: date | None, *, book: Lawbook, at: datetime) -> str:
    """Until when the course holds, or that it does not."""
    if course_on is None:
        return "没有登记"
    on = day_of(at)
    months = book.period("yearly_course", on=on)
    until = day_zh(course_holds_until(course_on, months))
    is_current = is_course_current(course_on, on=on, months=months)
    return f"{day_zh(course_on)}学过，管到{until}" if is_current else f"{day_zh(course_on)}学过，已经过期"


def first_password(until: date | None, *, at: datetime) -> str:
    """Until when the password that was handed over holds, or that it does not; "" where they chose their own."""
    if until is None:
        return ""
    lapsed = day_of(at) > until
    return f"过了{day_zh(until)}没有换，已经不能用" if lapsed else f"还没有换成自己的，管到{day_zh(until)}"


def proposal_row(one: Any, *, book: Lawbook, at: datetime) -> dict[str, Any]:
    days = book.period("seat_proposal", on=day_of(at))
    return {
        "ref": one.ref,
        "name": one.name,
        "username": one.username,
        **seat_of(one, book),
        "course": course_of(one.course_on, book=book, at=at),
        "by": one.by.name,
        "at": moment_zh(one.at),
        "last_day": day_zh(lapses_on(one.at, days)),
        "proposer": one.by_id,
    }


def event_rows(events: Iterable[Any], book: Lawbook) -> list[dict[str, Any]]:
    """What became of seats; who did it by name, or else the account of the machine that ran the command."""
    events = list(events)
    names = officials.names_of({one.by for one in events})
    return [
        {
            "name": one.name,
            "username": one.official.username,
            "what": EVENTS[one.event],
            **seat_of(one, book),
            "at": moment_zh(one.at),
            "by": f"{one.proposed_by.name}提名，{one.approved_by.name}同意"
            if one.proposal_id
            else names.get(one.by) or f"服务器上的账号{one.by}",
        }
        for one in events
    ]
