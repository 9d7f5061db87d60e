"""The story of one record as a river: what happened, what is so today, what comes. [law:pipl/第七条] [law:pipl/第四十五条]

The future is on the same line as the past: when it begins to have an effect, when repair may be asked, when it ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from django.urls import reverse

from chengxin.apps.notices import selectors as notices
from chengxin.apps.objections.letters import differences
from chengxin.apps.objections.selectors import OpenedCase
from chengxin.apps.records.letters import authority_name, what_zh
from chengxin.apps.records.selectors import HeldRecord
from chengxin.apps.repairs.selectors import OpenedRepair
from chengxin.apps.restraints.selectors import OpenedRestraint
from chengxin.core.calendar import day_of, end_of, start_of
from chengxin.core.delays import delay
from chengxin.core.facts import ProofMode
from chengxin.core.objections import Step
from chengxin.core.records import ENDINGS, Event, Standing, last_day_of
from chengxin.core.repairs import Step as RepairStep
from chengxin.core.restraints import State
from chengxin.core.words import day_zh, moment_zh
from chengxin.lawbook import Lawbook
from chengxin.web.cards import ENDED, tag
from chengxin.web.case_words import ground_of

if TYPE_CHECKING:
    from chengxin.apps.inquiries.models import AccessEntry
    from chengxin.apps.notices.models import Letter
    from chengxin.apps.records.models import RecordEvent, Version

_PROOFS = {
    ProofMode.ENCLOSED_WITH_DECISION: "决定书和告知书送达您",
    ProofMode.READ_IN_PORTAL: "您打开了告知信",
    ProofMode.SIGNED_AT_WINDOW: "您在窗口签收了告知信",
    ProofMode.POSTAL_RETURN_SLIP: "您寄回了告知信的回执",
}
_AGAIN = {Event.FROZEN: "申请复核，再次暂停使用", Event.MARKED: "申请复核，再次加上标注"}
#: What an office did in a case, in words.
_STEPS = {
    Step.CHECKED: "平台查过自己",
    Step.FOUND: "报送单位核查过了",
    Step.EXTENDED: "办理异议的期限延长了一次",
    Step.ESCALATED: "过了最后一天没有办完，报给了负责人",
    Step.DECIDED: "异议有了决定",
    Step.REVIEWED: "复核有了结果",
}
#: By what the wait for the decision on a repair ended, in words.
_RELEASED_BY = {
    RepairStep.MISSING_NAMED: "报送单位说明还缺什么，等您补交",
    RepairStep.DECIDED: "没有准予修复，这条记录照旧",
    RepairStep.WITHDRAWN: "收回了修复申请",
}
#: What happened to a record, in words; a flag is told by the case that opened it.
_SAID = {
    Event.WITHDRAWN: ("来源单位撤销了这条记录", "从那时起停止，不再有任何作用。"),
    Event.VOIDED: ("核对以后移出了这条记录", "从那时起停止，不再有任何作用，也不会恢复。"),
    Event.FROZEN: ("提出异议，立即暂停使用", "核对完以前，谁也查不到它。"),
    Event.MARKED: ("提出异议，立即加上标注", "核对完以前，谁查到它都会看到这个标注。"),
    Event.REPAIR_ASKED: ("申请了信用修复", "最后一天还没有决定的，从那一刻起暂停使用。"),
    Event.REPAIRED: ("准予修复，这条记录停止", "从那一刻起，没有人能查到它，也不会恢复。"),
    Event.RELEASED: ("核对完了，暂停或者标注结束", ""),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One point on the river; `state` is `done`, `now` or `next`."""

    at: datetime
    when: str
    when_iso: str
    title: str
    text: str = ""
    url: str = ""
    url_text: str = ""
    state: str = "done"


def story(
    held: HeldRecord,
    *,
    letters: Sequence[Letter],
    looks: Sequence[AccessEntry],
    cases: Sequence[OpenedCase],
    repairs: Sequence[OpenedRepair],
    restraints: Sequence[OpenedRestraint],
    lawbook: Lawbook,
) -> list[Moment]:
    """Everything that happened to a record, oldest first, then today, then what comes."""
    by_cause = {case.objection.pk: case for case in cases}
    by_request = {repair.request.pk: repair for repair in repairs}
    past = [
        *_decided(held, lawbook),
        *(moment for version in held.versions for moment in _received(version, held, lawbook)),
        *(moment for event in held.events for moment in _event(event, by_cause, by_request)),
        *(moment for case in cases for moment in _steps(case)),
        *_statements(held),
        *(moment for one in restraints for moment in _restraint(one, lawbook)),
        *(moment for letter in letters for moment in _letter(letter, held, lawbook)),
        *(_look(entry, lawbook) for entry in looks),
        *_effect_begun(held),
        *_expired(held),
        *_basis_ended(held),
    ]
    past = [moment for moment in past if moment.at <= held.at]
    return [
        *sorted(past, key=lambda moment: moment.at),
        *_today(held, lawbook),
        *_to_come(held, cases, restraints, lawbook),
    ]


def letters_about(
    held: HeldRecord,
    cases: Sequence[OpenedCase],
    repairs: Sequence[OpenedRepair],
    restraints: Sequence[OpenedRestraint],
    letters: Sequence[Letter],
) -> list[Letter]:
    """Those of a person's letters that tell of this record, of a case about it, or of a restraint that rests on it."""
    told = {version.pk for version in held.versions}
    told.update(repair.request.pk for repair in repairs)
    told.update(step.pk for repair in repairs for step in repair.steps)
    told.update(case.objection.pk for case in cases)
    told.update(step.pk for case in cases for step in case.steps)
    told.update(one.restraint.pk for one in restraints)
    told.update(one.restraint.ended.pk for one in restraints if one.end)
    return [letter for letter in letters if letter.subject in told]


def _decided(held: HeldRecord, lawbook: Lawbook) -> Iterator[Moment]:
    if not held.body:
        return
    conduct_end_on = held.body["conduct_end_on"]
    if conduct_end_on:
        yield _on(date.fromisoformat(conduct_end_on), "事情结束的日子", "以决定书写明的日期为准。")
    said = "，".join(part for part in (held.body["decision_no"], what_zh(held.body)) if part)
    yield _on(
        date.fromisoformat(held.body["decided_on"]),
        f"{authority_name(held.body, lawbook)}作出决定",
        f"{held.item_then.deciding_document}，{said}。",
    )


def _received(version: Version, held: HeldRecord, lawbook: Lawbook) -> Iterator[Moment]:
    title = {
        Event.REGISTERED: "平台收到这条记录",
        Event.SUPERSEDED: "来源单位改了内容，重新告诉您",
        Event.CORRECTED: "核对以后更正了内容，重新告诉您",
        Event.CONFIRMED: "来源单位再次确认",
    }[Event(version.event)]
    changed = _changed(version, held)
    if version.submission is None:
        yield _moment(version.at, title, f"{changed}以前的内容不再使用，同样的错误内容也不能再交来。")
        return
    place = f"工作表“{version.sheet}”第{version.row}行" if version.sheet else f"第{version.row}行"
    unit = lawbook.unit(version.submission.unit).name
    came = f"出自{unit}{moment_zh(version.submission.at)}交来的文件，{place}。"
    yield _moment(version.at, title, changed + came + _how_long_it_took(version, held))


def _changed(version: Version, held: HeldRecord) -> str:
    """What a version says otherwise than the one before it, as a sentence: 金额从5,000元改为500元。"""
    before = next((old for old, new in pairwise(held.versions) if new.pk == version.pk), None)
    if before is None:
        return ""
    said = "；".join(f"{what}从{old}改为{new}" for what, old, new in differences(before, version))
    return f"{said}。" if said else ""


def _how_long_it_took(version: Version, held: HeldRecord) -> str:
    """How many days after the decision its source sent it; said once, of the file that brought it."""
    if version.event != Event.REGISTERED.value or version.submission is None or not held.body:
        return ""
    days = delay(date.fromisoformat(held.body["decided_on"]), day_of(version.submission.at))
    return f"这是作出决定后的第{days}天。" if days else "这是作出决定的当天。"


def _event(
    event: RecordEvent, by_cause: Mapping[int, OpenedCase], by_request: Mapping[int, OpenedRepair]
) -> Iterator[Moment]:
    if event.event in _SAID:
        title, text = _SAID[Event(event.event)]
        case = by_cause.get(event.cause or 0)
        if case is None:
            yield _without_objection(event, title, text, by_request.get(event.cause or 0))
            return
        url = reverse("resident:case", args=[case.objection.ref])
        asked = case.case.last(Step.REVIEW_ASKED)
        if asked is not None and event.at >= asked.at and event.event in _AGAIN:
            title = _AGAIN[Event(event.event)]
        said = f"理由：{ground_of(case)}。{text}" if event.event in (Event.FROZEN, Event.MARKED) else text
        yield _moment(event.at, title, said, url, f"看受理号{case.objection.ref}的异议")
    elif event.proof_mode == ProofMode.ENCLOSED_WITH_DECISION.value and event.proof_on:
        yield _on(event.proof_on, _PROOFS[ProofMode(event.proof_mode)], "送达日期由来源单位填报。")
    elif event.proof_mode and event.proof_mode != ProofMode.READ_IN_PORTAL.value:
        yield _moment(event.at, _PROOFS[ProofMode(event.proof_mode)])


def _without_objection(event: RecordEvent, title: str, text: str, repair: OpenedRepair | None) -> Moment:
    """What happened by itself, or by a request for repair; what such a request releases is the wait for its decision."""
    if repair is None:
        return _moment(event.at, title, text)
    if event.event == Event.RELEASED:
        title = next((_RELEASED_BY[one.step] for one in repair.case.steps if one.at == event.at), title)
    ref = repair.request.ref
    return _moment(event.at, title, text, reverse("resident:repair", args=[ref]), f"看受理号{ref}的修复申请")


def _steps(case: OpenedCase) -> Iterator[Moment]:
    """What the offices did in a case; its beginning and its end are told by the flag."""
    for step in case.steps:
        title = _STEPS.get(Step(step.step))
        if title is not None:
            yield _moment(step.at, title)


def _restraint(one: OpenedRestraint, lawbook: Lawbook) -> Iterator[Moment]:
    unit, restraint = lawbook.unit(one.restraint.unit).name, one.restraint
    text = f"{one.measure.name}，{day_zh(restraint.starts_on)}起，到{day_zh(restraint.ends_on)}。决定不是平台作的。"
    yield _moment(restraint.at, f"{unit}登记了一份以它为根据的限制", text)
    if one.end:
        yield _moment(restraint.ended.at, "登记了这份限制的解除", f"从{day_zh(restraint.ended.stops_on)}起不再有效。")
    if one.state is State.OVER:
        yield _moment(end_of(restraint.ends_on), "这份限制到期，自动结束", f"{one.measure.name}。")


def _statements(held: HeldRecord) -> Iterator[Moment]:
    for words in held.record.statements.all():
        if words.at <= held.at:
            yield _moment(words.at, "您写下或者改了声明", "它和这条记录一起出现。")


def _letter(letter: Letter, held: HeldRecord, lawbook: Lawbook) -> Iterator[Moment]:
    is_read = notices.is_read(letter)
    url = reverse("resident:letter", args=[letter.ref]) if is_read else reverse("resident:letters")
    named = f"“{lawbook.letter_then(letter.template, letter.edition).title}”。"
    yield _moment(letter.at, "平台给您写了信", named, url, "看那封信" if is_read else "去信件，打开它")
    if is_read:
        proves = any(
            event.proof_mode == ProofMode.READ_IN_PORTAL.value and event.at == letter.reading.at
            for event in held.events
        )
        text = "这就是已经告诉过您的证明，等待期从第二天起算。" if proves else named
        yield _moment(letter.reading.at, "您打开了这封信", text)


def _look(entry: AccessEntry, lawbook: Lawbook) -> Moment:
    service = f"为“{entry.matter.service}”。" if entry.matter else ""
    url = reverse("resident:look", args=[entry.answer.ref]) if entry.answer else reverse("resident:looks")
    again = {"read_again": "又看了一次", "replayed": "核对过一次答复"}.get(entry.outcome, "查过一次")
    return _moment(entry.at, f"{lawbook.unit(entry.unit).name}{again}", service, url, "看对方看到了什么")


def _effect_begun(held: HeldRecord) -> Iterator[Moment]:
    """A record that waited began to have an effect, unless it ended before."""
    begins = held.effect_from
    ended = min([held.until, *(h.at for h in held.happened if h.event in ENDINGS)])
    if held.standing is Standing.BASIS_ENDED and held.item.in_force_until is not None:
        ended = min(ended, start_of(held.item.in_force_until))
    if held.item.is_adverse and held.item.may_have_effect_on(day_of(held.at)) and begins is not None and begins < ended:
        yield _on(day_of(begins), "等待期满，开始可以被查询")


def _expired(held: HeldRecord) -> Iterator[Moment]:
    if held.standing is Standing.EXPIRED:
        yield _moment(held.until, "到期，自动停止", "从这一刻起，没有人能查到它。")


def _basis_ended(held: HeldRecord) -> Iterator[Moment]:
    if held.standing is Standing.BASIS_ENDED and held.item.in_force_until is not None:
        yield _on(held.item.in_force_until, "依据停止施行，这条记录停止", "从这一天起，没有人能查到它。")


def _today(held: HeldRecord, lawbook: Lawbook) -> Iterator[Moment]:
    seen, today = tag(held, lawbook), day_of(held.at)
    yield Moment(held.at, f"今天{today.month}月{today.day}日", today.isoformat(), seen.text, seen.meaning, state="now")


def _to_come(
    held: HeldRecord, cases: Sequence[OpenedCase], restraints: Sequence[OpenedRestraint], lawbook: Lawbook
) -> Iterator[Moment]:
    if held.standing in ENDED:
        return
    coming = [
        _next(case.due.last_day, "最迟这一天办完您的异议", "办不完的，记录继续停用，并报给负责人。")
        for case in cases
        if case.is_open and case.due is not None and not case.is_overdue
    ]
    if held.standing is Standing.AWAITING_NOTICE:
        days = lawbook.period("waiting_period", on=day_of(held.at))
        yield Moment(
            held.at,
            "有证明告诉过您以后",
            "",
            f"{days}天等待期开始",
            "您打开告知信，或者来源单位补交送达的证明，第二天起算。",
            state="next",
        )
    if held.standing is Standing.WAITING and held.effect_from is not None:
        coming.append(_next(day_of(held.effect_from), "等待期满，开始可以被查询"))
    if held.repair_from is not None and start_of(held.repair_from) > held.at:
        coming.append(_next(held.repair_from, "可以申请信用修复"))
    for one in restraints:
        if one.state is State.TO_COME:
            coming.append(_next(one.restraint.starts_on, "登记的限制开始", f"{one.measure.name}。"))
        if one.state in (State.TO_COME, State.HOLDS, State.SUSPENDED):
            coming.append(_next(one.restraint.ends_on, "限制到期，自动结束", f"{one.measure.name}，不用申请。"))
    coming.append(_next(last_day_of(held.until), "到期，自动停止", "不用申请。"))
    yield from sorted(coming, key=lambda moment: moment.at)


def _on(day: date, title: str, text: str = "") -> Moment:
    return Moment(start_of(day), day_zh(day), day.isoformat(), title, text)


def _next(day: date, title: str, text: str = "") -> Moment:
    return Moment(start_of(day), day_zh(day), day.isoformat(), title, text, state="next")


def _moment(at: datetime, title: str, text: str = "", url: str = "", url_text: str = "") -> Moment:
    return Moment(at, moment_zh(at), at.isoformat(), title, text, url, url_text)
