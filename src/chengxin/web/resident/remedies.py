"""What a person can do about one record now, what opens later or is over, each with its last day.

[law:pipl/第四十六条] [law:pipl/第四十七条]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from chengxin.apps.objections.selectors import OpenedCase
from chengxin.apps.records.letters import litigate_until, reconsider_until, served
from chengxin.apps.records.selectors import HeldRecord
from chengxin.apps.repairs.selectors import OpenedRepair
from chengxin.core.calendar import Deadline, day_of
from chengxin.core.law import OnObjection
from chengxin.core.objections import STATEMENT_MOST, STEPS, Ground, Outcome, Phase, Step, review_until
from chengxin.core.records import ENDINGS, Event
from chengxin.core.repairs import Step as RepairStep
from chengxin.core.repairs import opens_on
from chengxin.core.words import day_zh
from chengxin.lawbook import Lawbook
from chengxin.web.cards import ENDED

WINDOW = "市公共信用中心窗口"
#: Nothing is left that an objection could change.
_OVER = frozenset(ENDINGS.values())


@dataclass(frozen=True, slots=True)
class Remedy:
    """One thing that can be done: what, where or until when, and the page where it is done if that is here."""

    title: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Remedies:
    """What is open, and what is not, each as a sentence."""

    now: tuple[Remedy, ...]
    not_now: tuple[str, ...]


def remedies(
    held: HeldRecord, cases: Sequence[OpenedCase], repairs: Sequence[OpenedRepair], lawbook: Lawbook
) -> Remedies:
    """`cases` are the objections to this record, `repairs` the requests for its repair, oldest first."""
    now, not_now = _about_cases(cases)
    now += _about_repairs(repairs)
    if held.standing in _OVER or not held.body:
        not_now.append("提出异议：这条记录已经停止，不会再有任何作用，不用再提。")
        return Remedies(tuple(now), tuple(not_now))
    object_url = reverse("resident:object", args=[held.record.ref])
    now[:0] = [
        _objection(held, cases, object_url),
        *_appeal_pending(held, cases, object_url),
        Remedy(
            "改或者收回您的声明" if held.statement else "写一段声明",
            f"最多{STATEMENT_MOST:,}个字，和这条记录一起出现",
            reverse("resident:statement", args=[held.record.ref]),
        ),
    ]
    if held.standing in ENDED:
        return Remedies(tuple(now), tuple(not_now))
    today = day_of(held.at)
    if held.item.requires_consent:
        now.append(Remedy("不想留，要求删除", f"到{WINDOW}提出，不用说理由"))
    if held.item.is_adverse:
        served_on = decision_served(held)
        for name, where, period, last in (
            ("申请行政复议", "向行政复议机关", "60日内", reconsider_until(held.item, served_on, lawbook)),
            ("向法院起诉", "向人民法院", "6个月内", litigate_until(held.item, served_on, lawbook)),
        ):
            _sort_in(now, not_now, held.body["decision_no"], name, where, period, last, today)
    if held.repair_from is not None:
        if held.repair_from <= today:
            if not any(repair.is_open for repair in repairs):
                text = "申请已经替您填好，看一遍就能提交；不收费"
                now.append(Remedy("申请信用修复", text, repair_url(held)))
        else:
            not_now.append(f"申请信用修复：{day_zh(held.repair_from)}起。")
    return Remedies(tuple(now), tuple(not_now))


def repair_url(held: HeldRecord) -> str:
    """Where repair of a record can be asked for now, "" where it cannot; once it was, this address leads to the request."""
    if not opens_on(held.repair_from, held.standing, on=day_of(held.at)):
        return ""
    return reverse("resident:repair_draft", args=[held.record.ref])


def decision_served(held: HeldRecord) -> date | None:
    """When the decision was served, as far as known. A correction after an objection mends what we wrote, not the
    decision: its remedies are counted from the same day as before."""
    for version in reversed(held.versions):
        served_on = served(version, at=held.at)
        if served_on is not None or version.event != Event.CORRECTED.value:
            return served_on
    return None


def _objection(held: HeldRecord, cases: Sequence[OpenedCase], url: str) -> Remedy:
    """To object; while an objection is open already, for whatever else is wrong."""
    if any(case.is_open for case in cases):
        return Remedy("再提一件异议", "正在办的照常办；还有别的地方不对，另提一件，不收费", url)
    return Remedy("提出异议", f"{_what_happens(held)}；不收费，任何时候都可以", url)


def _what_happens(held: HeldRecord) -> str:
    if held.item.on_objection is OnObjection.FREEZE:
        return "马上暂停使用，核对完以前谁也查不到"
    return "马上加上标注，谁查到它都会看到；说“这不是我”的，马上暂停使用"


def _appeal_pending(held: HeldRecord, cases: Sequence[OpenedCase], object_url: str) -> list[Remedy]:
    is_told = any(case.is_open and case.case.ground is Ground.UNDER_APPEAL for case in cases)
    if not held.item.is_adverse or is_told:
        return []
    text = "附上受理通知；一直停用到那边有结果"
    return [Remedy("告诉我们正在复议或者诉讼", text, f"{object_url}?kind={Ground.UNDER_APPEAL}")]


def _about_cases(cases: Sequence[OpenedCase]) -> tuple[list[Remedy], list[str]]:
    """What the person can do in each case there has been, and what is over."""
    now: list[Remedy] = []
    not_now: list[str] = []
    for case in cases:
        ref, steps, about = case.objection.ref, STEPS[case.phase], f"受理号{case.objection.ref}"
        if Step.REVIEW_ASKED in steps:
            last = day_zh(review_until(case.case, case.periods).last_day)
            url = reverse("resident:ask_review", args=[ref])
            now.append(Remedy("申请复核", f"{about}；由另一个人看，最迟{last}，不收费", url))
        if Step.OUTCOME_FILED in steps:
            url = reverse("resident:file_outcome", args=[ref])
            now.append(Remedy("交复议、诉讼的结果", f"{about}；附上文书，结果出来以后再交", url))
        if Step.ADDED in steps:
            url = reverse("resident:add", args=[ref])
            now.append(Remedy("补充说明、材料", f"{about}；接着办的人都会看到", url))
        if Step.WITHDRAWN in steps:
            url = reverse("resident:case", args=[ref])
            now.append(Remedy("收回异议", f"{about}；收回以后，它的暂停或者标注马上结束；还可以再提", url))
        decided = case.case.last(Step.DECIDED)
        is_over = decided is not None and decided.result != Outcome.REMOVED and case.phase is Phase.CLOSED
        if is_over and case.case.last(Step.REVIEW_ASKED) is None:
            last = day_zh(review_until(case.case, case.periods).last_day)
            not_now.append(f"申请复核（{about}）：{last}已经到期；有新的事实，可以再提异议。")
    return now, not_now


def _about_repairs(repairs: Sequence[OpenedRepair]) -> list[Remedy]:
    """The newest request for repair: how far it is while it is open, else what was decided."""
    newest = repairs[-1] if repairs else None
    if newest is None or newest.case.last(RepairStep.WITHDRAWN) is not None:
        return []
    title, text = ("看您的修复申请", "看办到哪一步") if newest.is_open else ("看修复申请和决定", "怎么决定的，凭什么")
    url = reverse("resident:repair", args=[newest.request.ref])
    return [Remedy(title, f"受理号{newest.request.ref}；{text}", url)]


def _sort_in(
    now: list[Remedy],
    not_now: list[str],
    decision_no: str,
    name: str,
    where: str,
    period: str,
    last: Deadline | None,
    today: date,
) -> None:
    """Put a legal remedy where it belongs; without a known day of service, it is counted by the person. It names the
    decision: a restraint on the same page is another one, with other days."""
    to = f"对{decision_no}，{where}提出"
    if last is None:
        now.append(Remedy(name, f"{to}；从收到决定书那天算起{period}，以决定书写的为准"))
    elif today <= last.last_day:
        now.append(Remedy(name, f"{to}；最迟{day_zh(last.last_day)}"))
    else:
        not_now.append(f"{name}（{decision_no}）：{day_zh(last.last_day)}已经到期；有正当理由的，可以申请延长。")
