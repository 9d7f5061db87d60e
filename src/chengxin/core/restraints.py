"""What a restraint must show before it is written down here, and on which days it holds. It is decided elsewhere.

[law:administrative_penalty_law/第四十四条] [law:administrative_penalty_law/第四十五条] [law:pipl/第二十四条]
Rules of order, before any code:
- Nothing here decides, starts, proposes or lengthens a restraint. A person with a name decided it, on paper, before.
- It comes from the list of measures in force on the day of the decision and today; what nobody has confirmed is not on it.
- It rests on one record of an item that the measure names, in effect today; a decision of the minor class carries none.
- The record comes before the notice of a restraint on it, and has effect before the decision. First notice, then the person
  is heard or the days for it are over, then the decision, then the beginning.
- The record is looked for when nothing else is missing, and is told of last: the form finds out nothing for itself.
- Notice, hearing and decision are three papers, and a record carries one open restraint of a measure.
- Whoever writes it down did not decide it, under no name that holds their own.
- It ends on a day, within what law allows, and never after its record.
- Whether it holds is asked with an instant: with the record it rests on it stops, by repair, objection, void or expiry,
  and nobody has to do anything. Where the record says something else by now, the old decision carries nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from chengxin.core import document_number
from chengxin.core.calendar import Deadline, WorkingDays, add_months, day_of, end_of, start_of
from chengxin.core.law import Item, Measure, OnObjection, RepairClass
from chengxin.core.names import check_name, fold, is_shaped_like_a_name, says
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.records import ENDINGS, Standing

#: Nobody's name holds one of these words, wherever in it: offices, seats, machines, and what is written instead of a name.
#: Whole words; a single character of them may be in somebody's name.
_NEVER_IN_A_NAME = tuple(
    "银行 公司 医院 政府 市委 县委 区委 省委 党委 委员会 法院 检察院 信贷 窗口 审批 办公室 科室 支队 大队 部门 单位 机关 客服"
    " 人员 负责人 值班 综合 管理 审核 审查 经办 承办 主管 领导 班子 局长 厅长 处长 科长 股长 部长 市长 县长 区长 院长 所长"
    " 站长 队长 组长 主任 书记 主席 经理 职务 系统 平台 程序 账号 模型 算法 风控 软件 机器 电脑 计算机 数据 人工 集体 会议"
    " 研究 决定 附件 见上 同上 不明 未知 匿名 无名 测试 某"
    # 不, 见 with the character that no screen of ours shows.
    " 不\u8be6 \u8be6见".split()
)
#: Nobody's name ends in one of these.
_NEVER_AT_THE_END = tuple("局 厅 室 股 中心".split())
#: A part of an office is called by its work: these end names too, but not after such a word, and not such long ones.
_OFFICE = re.compile(
    ".*(?:会计|财务|财政|税务|人事|法制|法规|业务|监察|监督|执法|信用|信息|货运|客运|运输|运管|交通|市场|安全|评选|复核|行政|许可|档案|信访|宣传|组织"
    "|纪检|异议|惩戒|处罚|修复|调解)[科处组队部所站员岗办]|.{4,}[科处组队部所站员岗办院署委会长]"
)
#: The same in letters.
_NOBODY_IN_LETTERS = frozenset(
    "test user admin administrator system model algorithm credit risk program bot robot service account root guest null none"
    " unknown anonymous office officer bureau department manager clerk".split()
)
#: How many different letters or figures say something.
_SAID_OF_A_SEAT, _SAID = 2, 4
_ENDED = frozenset({*ENDINGS.values(), Standing.EXPIRED, Standing.BASIS_ENDED})


class Heard(StrEnum):
    """How the person was heard before the decision."""

    STATED = "stated"
    HEARING = "hearing"
    WAIVED = "waived"
    SILENT = "silent"
    """They said nothing until the last day for it."""


class State(StrEnum):
    """What a documented restraint is at one instant; always derived, never stored."""

    TO_COME = "to_come"
    HOLDS = "holds"
    SUSPENDED = "suspended"
    """Its record is frozen, or waits: nobody may apply it meanwhile."""
    GROUND_GONE = "ground_gone"
    GROUND_CHANGED = "ground_changed"
    LAW_ENDED = "law_ended"
    LIFTED = "lifted"
    OVER = "over"


#: States in which somebody may still be restrained by it, now or on a later day.
OPEN = frozenset({State.TO_COME, State.HOLDS, State.SUSPENDED})


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that proves something: its number, its day, and what is in the file that was handed in."""

    number: str = ""
    on: date | None = None
    file: bytes = field(default=b"", repr=False)

    @property
    def is_whole(self) -> bool:
        has_number = any(letter.isdecimal() for letter in self.number)
        return has_number and self.on is not None and bool(self.file)

    def is_like(self, other: Paper) -> bool:
        """Whether one number or one file stands for both, so that one of the two papers is not there."""
        is_same_number = bool(self.number.strip()) and document_number.key(self.number) == document_number.key(
            other.number
        )
        return is_same_number or (bool(self.file) and self.file == other.file)


@dataclass(frozen=True, slots=True)
class Draft:
    """What was written on the form, whole or not."""

    decision: Paper = Paper()
    decider: str = ""
    seat: str = ""
    notice: Paper = Paper()
    """The notice before the decision, and the day on which it reached the person."""
    heard: Heard | None = None
    hearing: Paper = Paper()
    """What was written when the person was heard, or that they gave it up or said nothing."""
    relevance: str = ""
    proportionality: str = ""
    appeal: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    """The last day."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The one record that a restraint rests on, as it stands today."""

    item: Item
    standing: Standing
    until: datetime
    repair_class: RepairClass
    decided_on: date
    """Before this day there was nothing to give notice of a restraint for."""
    in_effect_on: date
    """Before this day nobody could decide anything by it."""
    is_objected_to: bool = False
    is_restrained: bool = False
    """Whether this decision, or another one that is still open, was written down on it under the same measure."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Under what a draft is judged: the law of the days in question, the record, who writes, when."""

    measure: Measure | None
    """The edition in force today; `None` where the list has none."""
    was_listed: bool
    """Whether some edition of it was in force on the day of the decision, and on every day since."""
    ground: Ground | None
    unit: str
    drafter: str
    on: date
    working_days: WorkingDays
    window: int
    """How many working days the person has for saying something after the notice."""

    def heard_until(self, notice_on: date) -> Deadline:
        """The last day on which the person may say something."""
        return self.working_days.working_days_later(notice_on, self.window)


@dataclass(frozen=True, slots=True)
class Restraint:
    """A restraint with everything it must show; there is no way to have one that lacks something.

    :raises Refusal: with the first reason of `reasons_against`.
    """

    draft: Draft
    setting: Setting

    def __post_init__(self) -> None:
        wrong = reasons_against(self.draft, self.setting)
        if wrong:
            raise Refusal(wrong[0])


def reasons_against(draft: Draft, setting: Setting) -> tuple[Reason, ...]:
    """Everything that a draft lacks; empty when it may be written down. Of the record nothing is said before the form itself is
    whole: nobody reads off the record of another office what they filled nothing in for."""
    return lacking(draft, setting) or tuple(dict.fromkeys(_about_ground(draft, setting)))


def lacking(draft: Draft, setting: Setting) -> tuple[Reason, ...]:
    """Everything that the form itself lacks, in its order, whatever record it names."""
    return tuple(
        dict.fromkeys(
            [
                *_about_measure(setting),
                *_about_decision(draft, setting),
                *_about_hearing(draft, setting),
                *_about_papers(draft),
                *_about_words(draft),
                *_about_term(draft, setting),
            ]
        )
    )


def is_confirmed(measure: Measure, on: date) -> bool:
    """Whether everything a measure rests on is verified, and was confirmed lately enough."""
    bases = (*measure.bases, *([measure.longer_bar] if measure.longer_bar else []))
    return not measure.is_unconfirmed and not any(basis.is_stale(on) for basis in bases)


def state(
    measure: Measure,
    *,
    starts_on: date,
    ends_on: date,
    stops_on: date | None,
    standing: Standing,
    is_objected_to: bool,
    is_same_version: bool,
    has_basis: bool,
    at: datetime,
) -> State:
    """What a restraint is at the instant `at`; the strongest reason against its holding comes first.

    `stops_on` is the first day on which the decider no longer wants it; `standing` that of its record; `has_basis`, whether
    the measure was in force on every day since the decision.
    """
    if at >= end_of(ends_on):
        return State.OVER
    if stops_on is not None and at >= start_of(stops_on):
        return State.LIFTED
    if standing in _ENDED:
        return State.GROUND_GONE
    if not has_basis or not is_confirmed(measure, day_of(at)):
        return State.LAW_ENDED
    if not is_same_version:
        return State.GROUND_CHANGED
    if standing is not Standing.IN_EFFECT or (is_objected_to and measure.on_objection is not OnObjection.MARK):
        return State.SUSPENDED
    return State.TO_COME if at < start_of(starts_on) else State.HOLDS


def may_stop(known: State, *, document_no: str, decider: str, words: str, stops_on: date | None, at: datetime) -> None:
    """Check that an end before its day, which the decider wrote down, may be noted. It never needs more than that: what
    favours the person has no wait, and its day may lie in the past.

    :raises Refusal: RESTRAINT_ENDED, RESTRAINT_END_INCOMPLETE.
    """
    if known in (State.LIFTED, State.OVER):
        raise Refusal(Reason.RESTRAINT_ENDED)
    if not all(text.strip() for text in (document_no, decider, words)) or stops_on is None or stops_on > day_of(at):
        raise Refusal(Reason.RESTRAINT_END_INCOMPLETE)


#: What a refused form tells of the record that it names: each is a way to find something out by trying.
ABOUT_GROUND = frozenset(
    {
        Reason.RESTRAINT_WITHOUT_RECORD,
        Reason.RESTRAINT_UNCONFIRMED,
        Reason.RESTRAINT_FOR_MINOR,
        Reason.RESTRAINT_OBJECTED_TO,
        Reason.RESTRAINT_KNOWN,
        Reason.RESTRAINT_BEFORE_RECORD,
        Reason.RESTRAINT_OUTLIVES_RECORD,
    }
)


def is_somebody(name: str) -> bool:
    """Whether a name can be that of a person: not damaged, in the shape of a name, and no office, no seat and no machine."""
    plain = fold(name)
    is_nobody = plain.endswith(_NEVER_AT_THE_END) or any(word in plain for word in _NEVER_IN_A_NAME)
    is_nobody |= "·" not in plain and _OFFICE.fullmatch(plain) is not None
    is_nobody |= not _NOBODY_IN_LETTERS.isdisjoint(name.casefold().split())
    return check_name(name.strip()) is None and is_shaped_like_a_name(name) and not is_nobody


def _about_measure(setting: Setting) -> Iterator[Reason]:
    measure = setting.measure
    if measure is None or not setting.was_listed or not measure.is_in_force(setting.on):
        yield Reason.RESTRAINT_NOT_LISTED
    if measure is None:
        return
    if not measure.is_restraint:
        yield Reason.RESTRAINT_IS_CONVENIENCE
    if not is_confirmed(measure, setting.on):
        yield Reason.RESTRAINT_UNCONFIRMED
    if setting.unit not in measure.source_units:
        yield Reason.RESTRAINT_UNIT_MAY_NOT


def _about_ground(draft: Draft, setting: Setting) -> Iterator[Reason]:
    """A record that is not in effect, or that the measure does not rest on, is told like one that does not exist: nobody
    learns by trying what else is held of somebody."""
    measure, ground = setting.measure, setting.ground
    is_named = ground is not None and (measure is None or ground.item.slug in measure.items)
    if ground is None or not is_named or ground.standing is not Standing.IN_EFFECT or not ground.item.is_adverse:
        yield Reason.RESTRAINT_WITHOUT_RECORD
        return
    if ground.item.is_unconfirmed or ground.item.is_stale(setting.on):
        yield Reason.RESTRAINT_UNCONFIRMED
    if ground.repair_class is RepairClass.MINOR:
        yield Reason.RESTRAINT_FOR_MINOR
    if ground.is_objected_to and (measure is None or measure.on_objection is not OnObjection.MARK):
        yield Reason.RESTRAINT_OBJECTED_TO
    if ground.is_restrained:
        yield Reason.RESTRAINT_KNOWN
    is_noticed_before = draft.notice.on is not None and draft.notice.on < ground.decided_on
    if is_noticed_before or (draft.decision.on is not None and draft.decision.on < ground.in_effect_on):
        yield Reason.RESTRAINT_BEFORE_RECORD
    if draft.ends_on is not None and end_of(draft.ends_on) > ground.until:
        yield Reason.RESTRAINT_OUTLIVES_RECORD


def _about_decision(draft: Draft, setting: Setting) -> Iterator[Reason]:
    if not draft.decision.is_whole:
        yield Reason.RESTRAINT_NEEDS_DECISION
    if not is_somebody(draft.decider) or not says(draft.seat, _SAID_OF_A_SEAT):
        yield Reason.RESTRAINT_NEEDS_DECIDER
    if draft.decider.strip() and _letters(setting.drafter) in _letters(draft.decider):
        yield Reason.RESTRAINT_DRAFTER_DECIDES


def _letters(name: str) -> str:
    """A name without the points between its parts: they make nobody somebody else."""
    return "".join(letter for letter in fold(name) if letter.isalnum())


def _about_hearing(draft: Draft, setting: Setting) -> Iterator[Reason]:
    if not draft.notice.is_whole:
        yield Reason.RESTRAINT_NEEDS_NOTICE
    if draft.heard is None or not draft.hearing.is_whole:
        yield Reason.RESTRAINT_NEEDS_HEARING
    days = [day for day in (draft.notice.on, draft.hearing.on, draft.decision.on) if day is not None]
    if days != sorted(days) or (days and days[-1] > setting.on):
        yield Reason.RESTRAINT_OUT_OF_ORDER
    if draft.heard is Heard.SILENT and draft.notice.on is not None and draft.decision.on is not None:
        if start_of(draft.decision.on) < setting.heard_until(draft.notice.on).until:
            yield Reason.RESTRAINT_OUT_OF_ORDER


def _about_papers(draft: Draft) -> Iterator[Reason]:
    """Only who gives up being heard may write it on the notice itself."""
    others = [draft.notice, draft.hearing]
    is_one_sheet = draft.heard is not Heard.WAIVED and draft.notice.is_like(draft.hearing)
    if is_one_sheet or any(draft.decision.is_like(other) for other in others):
        yield Reason.RESTRAINT_PAPERS_ALIKE


def _about_words(draft: Draft) -> Iterator[Reason]:
    if not says(draft.relevance, _SAID):
        yield Reason.RESTRAINT_NEEDS_RELEVANCE
    if not says(draft.proportionality, _SAID):
        yield Reason.RESTRAINT_NEEDS_PROPORTION
    if not says(draft.appeal, _SAID):
        yield Reason.RESTRAINT_NEEDS_APPEAL


def _about_term(draft: Draft, setting: Setting) -> Iterator[Reason]:
    starts_on, ends_on, measure = draft.starts_on, draft.ends_on, setting.measure
    if starts_on is None or ends_on is None or ends_on < starts_on:
        yield Reason.RESTRAINT_NEEDS_TERM
    if starts_on is not None:
        if draft.decision.on is not None and starts_on < draft.decision.on:
            yield Reason.RESTRAINT_STARTS_TOO_EARLY
        if draft.notice.on is not None and start_of(starts_on) < setting.heard_until(draft.notice.on).until:
            yield Reason.RESTRAINT_STARTS_TOO_EARLY
    if starts_on is None or ends_on is None:
        return
    if measure is not None and measure.longest_months and ends_on > add_months(starts_on, measure.longest_months):
        yield Reason.RESTRAINT_TOO_LONG
