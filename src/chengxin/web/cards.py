"""A record on a card: what, who decided it, on what basis, until when, who may see it, how often it was looked at.

[law:pipl/第七条] [law:pipl/第四十五条]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from chengxin.apps.records.letters import authority_name, until_reason, what_zh, who_may_see
from chengxin.apps.records.selectors import HeldRecord
from chengxin.core.calendar import day_of
from chengxin.core.records import ENDINGS, Standing, last_day_of, repairs_asked
from chengxin.core.repairs import opens_on
from chengxin.core.words import day_zh
from chengxin.lawbook import Lawbook

ENDED = frozenset({*ENDINGS.values(), Standing.EXPIRED, Standing.BASIS_ENDED})
#: The label of the fact from when repair can be asked for.
REPAIR = "最早修复"


@dataclass(frozen=True, slots=True)
class Tag:
    """The state of a record: what its tag is drawn by, its word, and one sentence."""

    standing: Standing
    text: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Card:
    """One record, as far as a card shows it."""

    ref: str
    url: str
    title: str
    tag: Tag
    facts: tuple[tuple[str, str], ...]
    looks: int
    is_ended: bool
    statement: str
    links: Mapping[str, str] = field(default_factory=dict)
    """By the label of a fact, the page where something can be done about it; only the person's own card of today has any."""
    object_url: str = ""
    """Where an objection begins; only the person's own card of what has not ended has one."""


def tag(held: HeldRecord, lawbook: Lawbook) -> Tag:
    title, meaning = lawbook.standing_text(held.standing)
    return Tag(held.standing, title, _undecided_text(held) or meaning)


def _undecided_text(held: HeldRecord) -> str:
    """Why a record is suspended, where nothing is being checked: nobody decided on its repair in time; else ""."""
    if held.standing is not Standing.FROZEN or any(flag.is_freezing(held.at) for flag in held.flags):
        return ""
    is_late = any(asked.is_freezing(held.at) for asked in repairs_asked(held.happened, held.at))
    return "您的修复申请过了最后一天还没有决定，一直到决定为止，谁也查不到它。" if is_late else ""


def card(
    held: HeldRecord,
    lawbook: Lawbook,
    *,
    looks: int = 0,
    url: str = "",
    links: Mapping[str, str] | None = None,
    more: Sequence[tuple[str, str]] = (),
    object_url: str = "",
) -> Card:
    """`more` are facts of later stages, such as what rests on the record: they stand after its own."""
    return Card(
        ref=held.record.ref,
        url=url,
        title=held.item.name,
        tag=tag(held, lawbook),
        facts=tuple((label, value) for label, value in (*_facts(held, lawbook), *more) if value),
        looks=looks,
        is_ended=held.standing in ENDED,
        statement=held.statement,
        links=links or {},
        object_url=object_url,
    )


def end_text(held: HeldRecord) -> str:
    """The last day in a few words; what has ended says so."""
    last_day = day_zh(last_day_of(held.until))
    if held.standing is Standing.WITHDRAWN:
        return "来源单位撤销，已经停止"
    if held.standing is Standing.VOIDED:
        return "核对以后移出，已经停止"
    if held.standing is Standing.REPAIRED:
        return "准予修复，已经停止"
    if held.standing is Standing.EXPIRED:
        return f"{last_day}，已经到期停止"
    if held.standing is Standing.BASIS_ENDED:
        return "依据停止施行，已经停止"
    return f"{last_day}，自动停止"


def wait_text(held: HeldRecord, lawbook: Lawbook) -> str:
    """Until when a record that the person knows of has no effect yet; "" where it does not wait."""
    if held.standing is not Standing.WAITING or held.effect_from is None:
        return ""
    days = lawbook.period("waiting_period", on=day_of(held.at))
    counted = f"从您知道的第二天数起，一共{days}天，到{day_zh(last_day_of(held.effect_from))}为止"
    return f"{counted}，没有任何作用；期满那天休息的，已经顺延"


def repair_text(held: HeldRecord) -> str:
    """From when repair can be asked for, and where that day has come, that it can be now; "" where there is none."""
    if held.repair_from is None or held.standing in ENDED:
        return ""
    begins = f"{day_zh(held.repair_from)}起"
    if repairs_asked(held.happened, held.at):
        return f"{begins}；已经申请，正在办"
    return f"{begins}；现在就可以申请" if opens_on(held.repair_from, held.standing, on=day_of(held.at)) else begins


def flag_text(held: HeldRecord) -> str:
    """That a case about the record is open, and what that does; "" where none is."""
    if not held.flags or held.standing in ENDED:
        return ""
    if any(flag.is_freezing(held.at) for flag in held.flags):
        return "有异议，正在核对，暂停使用"
    return "有异议，正在核对；谁查到它都会看到这个标注"


def basis_text(held: HeldRecord) -> str:
    return "；".join(basis.cite() for basis in held.item_then.bases)


def decided_text(held: HeldRecord, lawbook: Lawbook) -> str:
    decided_on = day_zh(date.fromisoformat(held.body["decided_on"]))
    return f"{authority_name(held.body, lawbook)}，{decided_on}"


def reason_for_end(held: HeldRecord) -> str:
    """How the last day was counted; "" where the record ended for another reason, and once destroyed."""
    ended_otherwise = held.standing in ENDED and held.standing is not Standing.EXPIRED
    return "" if ended_otherwise or not held.body else until_reason(held.version, held.item_then, held.body)


def _facts(held: HeldRecord, lawbook: Lawbook) -> list[tuple[str, str]]:
    if not held.body:
        return [("内容", "已销毁"), ("到期", end_text(held))]
    return [
        ("决定", decided_text(held, lawbook)),
        ("等待期", wait_text(held, lawbook)),
        ("到期", end_text(held)),
        ("内容", what_zh(held.body)),
        (REPAIR, repair_text(held)),
        ("依据", basis_text(held)),
        ("异议", flag_text(held)),
        ("谁能看", "只有您自己" if held.standing in ENDED else who_may_see(held.item, lawbook, on=day_of(held.at))),
    ]
