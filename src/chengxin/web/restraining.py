"""A documented restraint in words, the same at the desk, on the person's record and in their report. [law:pipl/第十七条]"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chengxin.apps.restraints.letters import HEARD, basis_of, contest_days
from chengxin.apps.restraints.selectors import OpenedRestraint
from chengxin.core.calendar import day_of
from chengxin.core.restraints import OPEN, Heard, State
from chengxin.core.words import day_zh, moment_zh, span_zh
from chengxin.lawbook import Lawbook

#: What a restraint is now: the word of its tag, and what that means.
STATES: dict[State, tuple[str, str]] = {
    State.TO_COME: ("还没有开始", "开始以前，谁也不能拿它作限制。"),
    State.HOLDS: ("正在施行", "到最后一天自动结束，不用申请。"),
    State.SUSPENDED: ("停用", "它依据的记录现在没有作用，停用的时候谁也不能拿它作限制；日子照算，不会往后延。"),
    State.GROUND_GONE: ("已经失效", "它依据的记录停止了，它也在同一刻失效，不会恢复。"),
    State.GROUND_CHANGED: ("已经失效", "它依据的记录改了内容；要限制，得重新决定。"),
    State.LAW_ENDED: ("已经失效", "它依据的法律停止施行，或者太久没有再核实。"),
    State.LIFTED: ("已经解除", "作出决定的机关提前解除了它。"),
    State.OVER: ("已经到期", "到期自动结束，不会恢复。"),
}
#: So many days are told in months too: nobody sees how long 1,673 days are.
_MANY_DAYS = 90
_TAGS = {State.TO_COME: "waiting", State.HOLDS: "working", State.SUSPENDED: "paused"}


@dataclass(frozen=True, slots=True)
class Told:
    """One restraint as a page shows it; `facts` are (label, value)."""

    ref: str
    anchor: str
    """The place on the page of its record."""
    title: str
    state: str
    meaning: str
    tag: str
    """The shape of its tag."""
    left: str
    """How many days are left, or until it begins; "" where it holds no more."""
    last_day: str
    facts: tuple[tuple[str, str], ...]
    remedies: tuple[str, ...]
    end: str
    """By what it was ended before its day; "" where it was not."""


def told(opened: OpenedRestraint, lawbook: Lawbook) -> Told:
    """One restraint in words; what is destroyed is left out."""
    restraint, said = opened.restraint, opened.said
    word, meaning = STATES[opened.state]
    return Told(
        ref=restraint.ref,
        anchor=anchor_of(opened),
        title=opened.measure.name,
        state=word,
        meaning=meaning,
        tag=f"cx-tag--{_TAGS.get(opened.state, 'ended')}",
        left=_left(opened),
        last_day=day_zh(restraint.ends_on),
        facts=tuple((label, value) for label, value in _facts(opened, said, lawbook) if value),
        remedies=_remedies(opened, said, lawbook),
        end=_end(opened),
    )


def on_card(record: int, known: Iterable[OpenedRestraint]) -> list[tuple[str, str, str]]:
    """What binds the person by one record, as facts of its card: label, value, and the place on the page of the record."""
    binding = [one for one in known if one.restraint.record_id == record and one.state in OPEN]
    label = "限制{}" if len(binding) > 1 else "限制"
    return [
        (label.format(number), f"{one.measure.name}，{STATES[one.state][0]}，{days_text(one)}", anchor_of(one))
        for number, one in enumerate(binding, 1)
    ]


def one_line(opened: OpenedRestraint) -> str:
    """A restraint in one sentence, for the report."""
    word, _ = STATES[opened.state]
    days = f"{day_zh(opened.restraint.starts_on)}起，到{day_zh(opened.restraint.ends_on)}"
    return f"{opened.measure.name}，{days}，现在{word}"


def _facts(opened: OpenedRestraint, said: dict[str, str], lawbook: Lawbook) -> list[tuple[str, str]]:
    restraint = opened.restraint
    facts = [
        ("对本人意味着", opened.measure.effect),
        ("从哪天到哪天", f"{day_zh(restraint.starts_on)}起，到{day_zh(restraint.ends_on)}"),
        ("法律", basis_of(opened.measure)),
    ]
    if said:
        facts += [
            ("决定书", f"{said['decision_no']}，{day_zh(restraint.decided_on)}"),
            ("谁决定的", f"{said['decider']}，{said['seat']}"),
            ("事先告知", f"{said['notice_no']}，{day_zh(restraint.noticed_on)}送达"),
            ("听取意见", f"{HEARD[Heard(restraint.heard)]}，{day_zh(restraint.heard_on)}，{said['hearing_no']}"),
            ("和记录的关联", said["relevance"]),
            ("为什么是这个程度", said["proportionality"]),
        ]
    return [
        *facts,
        ("谁登记的", f"{lawbook.unit(restraint.unit).name}，{restraint.by.name}，{moment_zh(restraint.at)}"),
        ("登记编号", restraint.ref),
    ]


def _remedies(opened: OpenedRestraint, said: dict[str, str], lawbook: Lawbook) -> tuple[str, ...]:
    if opened.state not in OPEN or not said:
        return ()
    return (f"决定书上写的：{said['appeal']}", contest_text(opened, lawbook))


def anchor_of(opened: OpenedRestraint) -> str:
    return f"restraint-{opened.restraint.ref}"


def days_text(opened: OpenedRestraint) -> str:
    """From when, where that is still to come, and until when."""
    until = f"到{day_zh(opened.restraint.ends_on)}"
    return f"{day_zh(opened.restraint.starts_on)}起，{until}" if opened.state is State.TO_COME else until


def decided_by(opened: OpenedRestraint, lawbook: Lawbook) -> str:
    """Who decided it, in a sentence; once what was written is destroyed, who wrote it down."""
    said, unit = opened.said, lawbook.unit(opened.restraint.unit).name
    return f"{said['seat']}{said['decider']}决定，{unit}登记。" if said else f"{unit}登记。"


def contest_text(opened: OpenedRestraint, lawbook: Lawbook) -> str:
    """The last days for contesting the decision, named by its number: the page of a record tells of another decision too."""
    if not opened.said:
        return ""
    (days, reconsider), (months, litigate) = contest_days(opened.restraint.decided_on, lawbook)
    today = day_of(opened.at)
    ask, sue = (f"{day_zh(last)}{'（已经过了）' if last < today else ''}" for last in (reconsider, litigate))
    return (
        f"不服{opened.said['decision_no']}这份决定：申请行政复议（{days}日）最迟{ask}，向人民法院起诉（{months}个月）最迟{sue}。"
        "这是决定当天收到的；收到得晚，从收到那天算起。"
    )


def _left(opened: OpenedRestraint) -> str:
    today, restraint = day_of(opened.at), opened.restraint
    if opened.state is State.TO_COME:
        return f"{(restraint.starts_on - today).days}天以后开始"
    if opened.state not in OPEN:
        return ""
    days = (restraint.ends_on - today).days
    if not days:
        return "今天是最后一天"
    return f"还有{days:,}天" + (f"（{span_zh(today, restraint.ends_on)}）" if days > _MANY_DAYS else "")


def _end(opened: OpenedRestraint) -> str:
    end = opened.end
    if not end:
        return ""
    return f"{day_zh(opened.restraint.ended.stops_on)}起解除：{end['document_no']}，{end['decider']}，{end['words']}"
