"""What the desk's pages about cases show, as plain values. [law:pipl/第四十六条]"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from chengxin.apps.objections import selectors as objections
from chengxin.apps.objections.letters import CHANGED, GROUNDS, VERDICTS, differences, flag_zh, value_zh
from chengxin.apps.objections.selectors import OpenedCase, came_with, is_own, said, superior_told
from chengxin.apps.officials.words import officer_zh
from chengxin.apps.records.evidence import name_of
from chengxin.apps.records.letters import authority_name, until_reason, who_may_see
from chengxin.apps.records.selectors import HeldRecord
from chengxin.apps.submissions import selectors as submissions
from chengxin.core.calendar import day_of
from chengxin.core.feeds import Feed, Field
from chengxin.core.identity_number import mask
from chengxin.core.objections import Actor, Check, Outcome, Phase, Step, Verdict, part_taken
from chengxin.core.permissions import KEEPER
from chengxin.core.reasons import Reason
from chengxin.core.records import Event, last_day_of
from chengxin.core.words import day_zh, moment_zh
from chengxin.intake.as_sent import row_as_sent
from chengxin.lawbook import Lawbook
from chengxin.web.deadline import clock_of
from chengxin.web.desk.case_words import ACTORS, ASKS, CHECKS, OUTCOMES, PHASES, STEPS

if TYPE_CHECKING:
    from chengxin.apps.objections.models import CaseStep
    from chengxin.apps.officials.models import Official
    from chengxin.apps.records.models import RecordEvent, Version

#: The step that an office takes in a phase.
STEP_IN = {
    Phase.CHECKING: Step.CHECKED,
    Phase.AT_SOURCE: Step.FOUND,
    Phase.TO_DECIDE: Step.DECIDED,
    Phase.IN_REVIEW: Step.REVIEWED,
}
_VERSION_EVENTS = {
    Event.REGISTERED: "登记了这条记录",
    Event.SUPERSEDED: "报送单位改了内容",
    Event.CORRECTED: "异议成立，更正了内容",
    Event.CONFIRMED: "报送单位再次确认",
}
_EVENTS = {
    Event.NOTICE_PROVED: "有了告诉过本人的证明",
    Event.WITHDRAWN: "报送单位撤销了这条记录",
    Event.VOIDED: "核对以后移出",
    Event.FROZEN: "暂停使用",
    Event.MARKED: "加上“有异议”的标注",
    Event.RELEASED: "暂停或者标注结束",
    Event.REPAIR_ASKED: "本人申请了信用修复",
    Event.REPAIRED: "准予修复，这条记录停止",
    Event.DESTROYED: "内容销毁了",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One case in a list; nobody's name or number is in it."""

    ref: str
    item: str
    ground: str
    phase: str
    actor: str
    last_day: str
    left: str
    is_overdue: bool
    late_unit: str
    superior: str


@dataclass(frozen=True, slots=True)
class Moment:
    """One point of the history; `state` is `done`, `now` or `next`."""

    at: datetime
    when: str
    when_iso: str
    title: str
    text: str = ""
    state: str = "done"
    place: int = 0
    """Which comes first of what happened in one instant: a decision before what follows from it."""


def line(case: OpenedCase, lawbook: Lawbook) -> Line:
    clock = clock_of(case)
    return Line(
        ref=case.objection.ref,
        item=lawbook.item(case.objection.record.item).name,
        ground=GROUNDS[case.case.ground],
        phase=PHASES[case.phase],
        actor=actor(case, lawbook),
        last_day=clock.last_day if clock else "",
        left=_late(case) or (clock.left if clock else ""),
        is_overdue=case.is_overdue,
        late_unit=lawbook.unit(case.late_unit).name if case.is_overdue else "",
        superior=_superior(case, lawbook),
    )


def _late(case: OpenedCase) -> str:
    """How many days ago the last day was, where it was missed."""
    return f"逾期{(day_of(case.at) - case.due.last_day).days}天" if case.due is not None and case.is_overdue else ""


def actor(case: OpenedCase, lawbook: Lawbook) -> str:
    """Who has to do the next thing, by the name of the unit."""
    who = case.waits_for
    if who is None:
        return ""
    unit = {Actor.KEEPER: KEEPER, Actor.SOURCE: case.objection.record.unit}.get(who)
    return lawbook.unit(unit).name if unit else ACTORS[who]


def is_mine(case: OpenedCase, unit: str) -> bool:
    """Whether a unit has to do the next thing."""
    if case.waits_for is Actor.SOURCE:
        return unit == case.objection.record.unit
    return case.waits_for is Actor.KEEPER and unit == KEEPER


def conflict(case: OpenedCase, step: Step, by: Official) -> str:
    """Why an official may not take a step in a case; "" where they may."""
    if step not in (Step.DECIDED, Step.REVIEWED) or by.pk not in part_taken(case.case, step):
        return ""
    if by.pk in case.case.involved:
        return "这条记录是您交来的，或者这件异议是您替本人写下的。请交给没有参与过的人办。"
    if step is Step.DECIDED:
        return "核查结论是您提出的，不能再由您决定。请交给没有参与过的人办。"
    return "您在这件异议里办过前面的步骤，复核要由一个没有参与过的人办。"


def page(case: OpenedCase, held: HeldRecord | None, by: Official, lawbook: Lawbook) -> dict[str, Any]:
    """Everything on the page of a case but its forms."""
    objection = case.objection
    identity = objections.identity_in(case)
    about = objections.about_record(objection.record_id, lawbook=lawbook, at=case.at)
    others = [one for one in about if one.objection.pk != objection.pk]
    return {
        "case": case,
        "ref": objection.ref,
        "line": line(case, lawbook),
        "name": identity.name if identity else "",
        "number": mask(identity.number) if identity else "",
        "item": lawbook.item(objection.record.item),
        "lodged_at": moment_zh(objection.at),
        "is_brought": case.is_brought,
        "through": f"{objection.through.name}，{objection.through.seat}" if objection.through else "",
        "words": case.words.get("words", ""),
        "new_facts": case.words.get("new_facts", ""),
        "additions": [(moment_zh(at), words) for at, words in case.additions],
        "flag": flag_zh(objection, lawbook),
        "asks": ASKS[case.case.ground],
        "evidence": [_evidence(one, case) for one in case.evidence],
        "facts": _facts(held, lawbook) if held is not None and held.body else [],
        "statement": held.statement if held is not None else "",
        "law": _law(held, lawbook) if held is not None else [],
        "versions": list(_compared(held.versions)) if held is not None else [],
        "story": _story(case, held, {one.objection.pk for one in others}, lawbook),
        "former": [_former(one) for one in others],
        "clock": clock_of(case),
        "clock_text": _clock_text(case, lawbook),
        "steps": _steps(case, lawbook),
        "has_row": by.unit == KEEPER and objection.version.submission is not None and held is not None,
        "is_mine": is_mine(case, by.unit),
        "is_keeper": by.unit == KEEPER,
    }


def as_sent(case: OpenedCase, held: HeldRecord, feeds: Mapping[str, Feed], lawbook: Lawbook) -> dict[str, Any]:
    """The row of the file from which the disputed version was made, and what the record says."""
    version = case.objection.version
    file = version.submission
    assert file is not None  # noqa: S101 - a version that no file brought has no such page
    data, feed = submissions.file_of(file), feeds[file.feed]
    row = (
        row_as_sent(data, submissions.filename_of(file), feed, sheet=version.sheet, row=version.row)
        if data is not None
        else []
    )
    return {
        "ref": case.objection.ref,
        "place": f"工作表“{version.sheet}”第{version.row}行" if version.sheet else f"第{version.row}行",
        "receipt": file.ref,
        "sent": f"{lawbook.unit(file.unit).name}，{moment_zh(file.at)}",
        "is_kept": data is not None,
        "row": [(name, mask(text) if field is Field.NUMBER else text) for field, name, text in row],
        "facts": _facts(held, lawbook),
    }


def _superior(case: OpenedCase, lawbook: Lawbook) -> str:
    return superior_told(case, lawbook) if case.is_escalated else ""


def _clock_text(case: OpenedCase, lawbook: Lawbook) -> str:
    if not case.is_overdue:
        return "过了这一天还没有办完，谁也查不到这条记录，案件报给负责人。"
    superior = _superior(case, lawbook)
    told = f"案件已经报给{superior}。" if superior else "案件今天报给负责人。"
    return f"办完以前，谁也查不到这条记录。{told}"


def _evidence(one: Any, case: OpenedCase) -> dict[str, str]:
    name = name_of(one)
    by = "本人" if is_own(one, case) or one.by is None else f"{one.by.name}，{one.by.seat}"
    if came_with(one, case):
        by = f"别人交来，{by}收下"
    return {
        "ref": one.ref,
        "name": name,
        "by": by,
        "on": day_zh(day_of(one.at)),
    }


def _facts(held: HeldRecord, lawbook: Lawbook) -> list[tuple[str, str]]:
    body = held.body
    facts = [
        ("作出决定的机关", authority_name(body, lawbook)),
        ("文书", f"{held.item_then.deciding_document}，{body['decision_no']}"),
        *((word, value_zh(key, body[key])) for key, word in CHANGED.items() if body[key]),
        ("报送单位", lawbook.unit(held.record.unit).name),
        ("到期", day_zh(last_day_of(held.until))),
        ("现在", lawbook.standing_text(held.standing)[0].replace("您", "本人")),
    ]
    return [(label, value) for label, value in facts if value]


def _law(held: HeldRecord, lawbook: Lawbook) -> list[tuple[str, list[str]]]:
    """The item, what it rests on, how long it is kept, who may see it."""
    item = held.item_then
    reason = until_reason(held.version, item, held.body) if held.body else ""
    kept = f"{day_zh(last_day_of(held.until))}为止" + (f"：{reason}" if reason else "")
    return [
        ("事项", [f"{item.name}（目录{item.code}）。{item.meaning}"]),
        ("依据", [basis.cite() for basis in item.bases]),
        ("期限", [kept, item.retention.reason]),
        (
            "程序",
            [
                f"{lawbook.reason_text(Reason.RECALL_MISSING).law}：个人发现信息不准确的，有权请求更正；应当核实，并及时更正。"
            ],
        ),
        ("谁能看", [who_may_see(held.item, lawbook, on=day_of(held.at))]),
    ]


def _compared(versions: Sequence[Version]) -> Iterator[dict[str, Any]]:
    """Each newer version beside the one before it: what was changed, from what to what."""
    for before, after in pairwise(versions):
        title = _VERSION_EVENTS[Event(after.event)]
        yield {"title": title, "when": moment_zh(after.at), "changes": differences(before, after)}


def _story(case: OpenedCase, held: HeldRecord | None, others: Collection[int], lawbook: Lawbook) -> list[Moment]:
    """What happened to the record and in the case, oldest first, then what waits now."""
    moments = [
        _moment(
            case.objection.at,
            "有人交来文书" if case.is_brought else "本人提出异议",
            f"{GROUNDS[case.case.ground]}。记录{flag_zh(case.objection, lawbook)}。",
        )
    ]
    if held is not None:
        moments += [_version(version, lawbook) for version in held.versions]
        asked = {event.cause for event in held.events if event.event == Event.REPAIR_ASKED}
        shown = [event for event in held.events if event.event not in (Event.FROZEN, Event.MARKED)]
        moments += [_event(event, others, asked) for event in shown]
    moments += [_step(step, lawbook) for step in case.steps]
    moments.sort(key=lambda moment: (moment.at, moment.place))
    if case.is_open:
        today = day_of(case.at)
        now = f"今天{today.month}月{today.day}日"
        moments.append(
            Moment(case.at, now, today.isoformat(), f"等{actor(case, lawbook)}：{PHASES[case.phase]}", "", "now")
        )
    return moments


def _version(version: Version, lawbook: Lawbook) -> Moment:
    file = version.submission
    if file is None:
        return _moment(version.at, _VERSION_EVENTS[Event(version.event)], place=3)
    place = f"工作表“{version.sheet}”第{version.row}行" if version.sheet else f"第{version.row}行"
    text = f"{lawbook.unit(file.unit).name}{file.by.name}交来的文件，{place}；回执号{file.ref}。"
    return _moment(version.at, _VERSION_EVENTS[Event(version.event)], text)


def _event(event: RecordEvent, others: Collection[int], asked: Collection[int | None]) -> Moment:
    """One event, with why it came where that is not this case: `others` are the further objections about the record,
    `asked` its requests for repair."""
    title, text = _EVENTS[Event(event.event)], f"{day_zh(event.proof_on)}。" if event.proof_on else ""
    if event.event == Event.RELEASED and event.cause in asked:
        title = "不再等修复申请的决定"
    elif event.cause in others:
        text = "因为另一件异议。"
    return _moment(event.at, title, text, place=2)


def _step(step: CaseStep, lawbook: Lawbook) -> Moment:
    taken, words = Step(step.step), said(step)
    title = STEPS[taken]
    result = _result(taken, step.result)
    if result:
        title = f"{title}：{result}"
    who = officer_zh(step.by, lawbook, at=step.at) if step.by is not None else ""
    if taken is Step.ESCALATED and words:
        who = f"没有按期办的是{lawbook.unit(words['late']).name}"
    parts = [who, words.get("words", ""), words.get("proof", "") and f"依据：{words['proof']}"]
    text = "；".join(part.rstrip("。") for part in parts if part)
    return _moment(step.at, title, f"{text}。" if text else "", place=1)


def _result(step: Step, result: str) -> str:
    match step:
        case Step.CHECKED:
            return CHECKS[Check(result)]
        case Step.FOUND:
            return VERDICTS[Verdict(result)]
        case Step.DECIDED | Step.REVIEWED:
            return OUTCOMES[Outcome(result)]
    return ""


def _former(case: OpenedCase) -> dict[str, str]:
    settled = case.case.last(Step.REVIEWED) or case.case.last(Step.DECIDED)
    return {
        "ref": case.objection.ref,
        "ground": GROUNDS[case.case.ground],
        "on": day_zh(day_of(case.objection.at)),
        "outcome": OUTCOMES[Outcome(settled.result)] if settled is not None else PHASES[case.phase],
    }


def _steps(case: OpenedCase, lawbook: Lawbook) -> list[dict[str, str]]:
    """The steps of a case in their order: done, now, to come; nothing can be skipped."""
    steps = [
        {
            "title": "文书交来" if case.is_brought else "提出异议",
            "state": "done",
            "note": day_zh(day_of(case.objection.at)),
        }
    ]
    wanted = [(Step.CHECKED, Phase.CHECKING), (Step.FOUND, Phase.AT_SOURCE), (Step.DECIDED, Phase.TO_DECIDE)]
    if case.phase is Phase.AT_COURT or case.case.last(Step.OUTCOME_FILED) is not None:
        wanted = [(Step.OUTCOME_FILED, Phase.AT_COURT), (Step.DECIDED, Phase.TO_DECIDE)]
    if case.case.last(Step.REVIEW_ASKED) is not None:
        wanted += [(Step.REVIEWED, Phase.IN_REVIEW)]
    rows = {row.step: row for row in case.steps}
    for step, phase in wanted:
        row = rows.get(step)
        state, note = "", ""
        if row is not None:
            state, note = "done", f"{row.by.name}，{day_zh(day_of(row.at))}" if row.by else day_zh(day_of(row.at))
        elif case.phase is phase:
            state, note = "now", actor(case, lawbook)
        elif phase is Phase.AT_SOURCE and case.phase is Phase.TO_DECIDE:
            note = "没有等到" if case.is_overdue else "不用"
        steps.append({"title": STEPS[step], "state": state, "note": note})
    return steps


def _moment(at: datetime, title: str, text: str = "", *, place: int = 0) -> Moment:
    return Moment(at, moment_zh(at), at.isoformat(), title, text, place=place)
