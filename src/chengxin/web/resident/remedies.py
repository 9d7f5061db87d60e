"""What a person can do about one record now, what opens later or is over, each with its last day.

[law:pipl/第四十六条] [law:pipl/第四十七条]
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from chengxin.apps.records.letters import authority_name, litigate_until, reconsider_until, served
from chengxin.apps.records.selectors import HeldRecord
from chengxin.core.calendar import Deadline, day_of
from chengxin.core.words import day_zh
from chengxin.lawbook import Lawbook
from chengxin.web.resident.cards import ENDED

WINDOW = "市公共信用中心窗口"


@dataclass(frozen=True, slots=True)
class Remedy:
    """One thing that can be done: what, and where or until when."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Remedies:
    """What is open, and what is not, each as a sentence."""

    now: tuple[Remedy, ...]
    not_now: tuple[str, ...]


def remedies(held: HeldRecord, lawbook: Lawbook) -> Remedies:
    if held.standing in ENDED or not held.body:
        return Remedies((Remedy("发现不对", f"带身份证到{WINDOW}说明，不收费"),), ())
    today = day_of(held.at)
    authority = authority_name(held.body, lawbook)
    now = [Remedy("有错，提出异议或者更正", f"向{authority}，或者{WINDOW}提出；不收费，任何时候都可以")]
    not_now = ["网上提出异议：还没有开通，请到窗口。"]
    if held.item.requires_consent:
        now.append(Remedy("不想留，要求删除", f"到{WINDOW}提出，不用说理由"))
    if held.item.is_adverse:
        served_on = served(held.version, at=held.at)
        for name, where, period, last in (
            ("申请行政复议", "向行政复议机关", "60日内", reconsider_until(held.item, served_on, lawbook)),
            ("向法院起诉", "向人民法院", "6个月内", litigate_until(held.item, served_on, lawbook)),
        ):
            _sort_in(now, not_now, name, where, period, last, today)
    if held.repair_from is not None:
        if held.repair_from <= today:
            now.append(Remedy("申请信用修复", f"已改正、已履行的，向{authority}或者{WINDOW}提出；不收费"))
        else:
            not_now.append(f"申请信用修复：{day_zh(held.repair_from)}起。")
    return Remedies(tuple(now), tuple(not_now))


def _sort_in(
    now: list[Remedy], not_now: list[str], name: str, where: str, period: str, last: Deadline | None, today: date
) -> None:
    """Put a legal remedy where it belongs; without a known day of service, it is counted by the person."""
    if last is None:
        now.append(Remedy(name, f"{where}提出；从收到决定书那天算起{period}，以决定书写的为准"))
    elif today <= last.last_day:
        now.append(Remedy(name, f"{where}提出；最迟{day_zh(last.last_day)}"))
    else:
        not_now.append(f"{name}：{day_zh(last.last_day)}已经到期；有正当理由的，可以申请延长。")
