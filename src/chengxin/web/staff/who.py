"""Whether an official shows who they are: the code of their phone or of their paper where they set one up, the password
otherwise. Five wrong tries lock it for a while. [law:pipl/第五十一条]
"""

from __future__ import annotations

from typing import Any

from chengxin import clock
from chengxin.apps.officials.actions.take_code import take_code
from chengxin.core.reasons import Refusal
from chengxin.web import access_lines
from chengxin.web.access_lines import Outcome, Way
from chengxin.web.law import lawbook
from chengxin.web.staff import tries

LOCKED = "这里输错次数太多，请5分钟以后再试"


def wrong_code(official: Any, typed: str) -> str:
    """What is wrong with a code, or "" where it was taken."""
    name = f"code of {official.username}"
    if tries.is_locked(name):
        access_lines.of_official(official.username, Way.CODE, Outcome.LOCKED)
        return LOCKED
    try:
        take_code(typed, by=official, at=clock.of_machine())
    except Refusal as refusal:
        tries.note_wrong(name)
        access_lines.of_official(official.username, Way.CODE, Outcome.WRONG)
        return lawbook().reason_text(refusal.reason).text
    tries.forget(name)
    return ""


def wrong_password(official: Any, typed: str) -> str:
    """What is wrong with a password, or "" where it is theirs."""
    name = f"password of {official.username}"
    if tries.is_locked(name):
        access_lines.of_official(official.username, Way.PASSWORD, Outcome.LOCKED)
        return LOCKED
    if not official.check_password(typed):
        tries.note_wrong(name)
        access_lines.of_official(official.username, Way.PASSWORD, Outcome.WRONG)
        return "密码不对"
    tries.forget(name)
    return ""
