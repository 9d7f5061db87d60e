"""One case as its person reads it: what happens now, by when, what was said by whom, on what proof, what can be done.

[law:pipl/第四十五条] [law:pipl/第五十条]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from chengxin.apps.objections.evidence import opened
from chengxin.apps.objections.letters import VERDICTS, changed_zh, flag_zh
from chengxin.apps.objections.selectors import OpenedCase, came_with, is_own, said
from chengxin.apps.officials.words import officer_zh
from chengxin.apps.records.selectors import HeldRecord
from chengxin.core.calendar import day_of
from chengxin.core.objections import STEPS, Check, Ground, Outcome, Phase, Step, Verdict, review_until
from chengxin.core.permissions import KEEPER
from chengxin.core.words import day_zh, moment_zh
from chengxin.lawbook import Lawbook
from chengxin.web.cards import ENDED
from chengxin.web.case_words import OUTCOMES, ground_of, now_of
from chengxin.web.deadline import clock_of

if TYPE_CHECKING:
    from chengxin.apps.objections.models import CaseStep, Evidence

_TITLES = {
    Step.EXTENDED: "延长了期限，只能一次",
    Step.OUTCOME_FILED: "您交来了那边的结果",
    Step.ADDED: "您补充说",
    Step.REVIEW_ASKED: "您申请复核",
    Step.ESCALATED: "过了最后一天，报给了负责人",
    Step.WITHDRAWN: "您收回了异议",
}
#: The first thing to happen to an objection: until it has, the page says that it was received.
_NEW = frozenset({Phase.CHECKING, Phase.AT_COURT})
_CHECKS = {Check.OWN_ERROR: "平台自己有差错", Check.NO_OWN_ERROR: "平台自己没有差错"}


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a case; `state` is `done`, `now` or `next`."""

    title: str
    small: str
    state: str


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said in a case, with the proof they named."""

    title: str
    who: str
    when: str
    when_iso: str
    words: str
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """One file of a case; the person's own can be taken along."""

    name: str
    who: str
    when: str
    url: str


def case_page(case: OpenedCase, held: HeldRecord | None, name: str, lawbook: Lawbook) -> dict[str, Any]:
    """`held` is the record that the case is about; `None` once it is nowhere to be read."""
    objection = case.objection
    return {
        "ref": objection.ref,
        "ground": ground_of(case),
        "title": held.item.name if held is not None else "",
        "record_url": reverse("resident:record", args=[held.record.ref]) if held is not None else "",
        "calendar_url": _calendar_url(case, held),
        "decision_no": held.body.get("decision_no", "") if held is not None else "",
        "lodged": moment_zh(objection.at),
        "is_brought": case.is_brought,
        "through": officer_zh(objection.through, lawbook, at=objection.at) if objection.through is not None else "",
        "is_new": case.phase in _NEW and not case.is_overdue and not case.is_brought,
        "now": now_of(case, lawbook),
        "is_open": case.is_open,
        "flag": flag_zh(objection, lawbook) if case.is_open else "",
        "clock": clock_of(case),
        "stages": stages(case, lawbook),
        "said": list(_said(case, name, lawbook)),
        "papers": [_paper(one, case, lawbook) for one in case.evidence],
        "decision": _decision(case, lawbook),
        "may": may(case),
        "review_until": _review_until(case),
    }


def _calendar_url(case: OpenedCase, held: HeldRecord | None) -> str:
    """Where the last day can be taken into a calendar, as long as there is one."""
    if held is None or held.standing in ENDED or not case.is_open or case.due is None or case.is_overdue:
        return ""
    return reverse("resident:record_calendar", args=[held.record.ref])


def may(case: OpenedCase) -> dict[str, bool]:
    """Which of the person's own steps are open."""
    steps = STEPS[case.phase]
    return {
        "add": Step.ADDED in steps,
        "review": Step.REVIEW_ASKED in steps,
        "withdraw": Step.WITHDRAWN in steps,
        "outcome": Step.OUTCOME_FILED in steps,
    }


def stages(case: OpenedCase, lawbook: Lawbook) -> list[Stage]:
    """The way of a case, what is behind and what is to come; nothing of it can be skipped."""
    lodged = Stage("文书交来，当场处理" if case.is_brought else "提出，当场处理", moment_zh(case.objection.at), "done")
    if case.case.last(Step.WITHDRAWN) is not None:
        return [lodged, _done(case, Step.WITHDRAWN, "收回", lawbook)]
    found = [lodged]
    if case.case.ground is Ground.UNDER_APPEAL:
        found.append(_stage(case, Step.OUTCOME_FILED, "复议机关或者法院的结果", Phase.AT_COURT, lawbook))
    else:
        found.append(_stage(case, Step.CHECKED, "平台查自己", Phase.CHECKING, lawbook))
        checked = case.case.last(Step.CHECKED)
        if checked is None or checked.result != Check.OWN_ERROR:
            found.append(_stage(case, Step.FOUND, "报送单位核查", Phase.AT_SOURCE, lawbook))
    found.append(_stage(case, Step.DECIDED, "没有参与过报送和核查的人决定，写信告诉您", Phase.TO_DECIDE, lawbook))
    if case.case.last(Step.REVIEW_ASKED) is not None:
        found.append(_stage(case, Step.REVIEWED, "由另一个人复核，写信告诉您", Phase.IN_REVIEW, lawbook))
    return found


def _stage(case: OpenedCase, step: Step, title: str, phase: Phase, lawbook: Lawbook) -> Stage:
    if case.case.last(step) is not None:
        return _done(case, step, title, lawbook)
    if case.phase is phase:
        return Stage(title, "正在办", "now")
    is_missed = case.phase in (Phase.TO_DECIDE, Phase.DECIDED, Phase.CLOSED, Phase.IN_REVIEW)
    return Stage(title, "过了最后一天，没有做" if is_missed else "还没有到", "next")


def _done(case: OpenedCase, step: Step, title: str, lawbook: Lawbook) -> Stage:
    row = next(row for row in reversed(case.steps) if row.step == step)
    by = f"，{officer_zh(row.by, lawbook, at=row.at)}" if row.by is not None else ""
    return Stage(title, f"{day_zh(day_of(row.at))}{by}", "done")


def _said(case: OpenedCase, name: str, lawbook: Lawbook) -> list[Said]:
    words = case.words
    objection = case.objection
    mine = "\n\n".join(part for part in (words.get("words", ""), words.get("new_facts", "")) if part)
    title, who = ("您提出", name) if not case.is_brought else ("有人交来了文书", _received(case, lawbook))
    told = [Said(title, who, moment_zh(objection.at), objection.at.isoformat(), mine or "内容已经销毁。")]
    return told + [one for step in case.steps if (one := _step_said(step, name, lawbook)) is not None]


def _received(case: OpenedCase, lawbook: Lawbook) -> str:
    """The official who took a document that somebody else brought."""
    through = case.objection.through
    return f"{officer_zh(through, lawbook, at=case.objection.at)}收下" if through is not None else ""


def _step_said(step: CaseStep, name: str, lawbook: Lawbook) -> Said | None:
    content = said(step)
    title = _title(step)
    if not title:
        return None
    who = officer_zh(step.by, lawbook, at=step.at) if step.by is not None else name
    if step.step == Step.ESCALATED:
        who = lawbook.unit(KEEPER).name
    return Said(title, who, moment_zh(step.at), step.at.isoformat(), content.get("words", ""), content.get("proof", ""))


def _title(step: CaseStep) -> str:
    """What a step is called where it is told; "" for a decision, which has a place of its own."""
    if step.step == Step.CHECKED:
        return f"平台查过自己：{_CHECKS[Check(step.result)]}"
    if step.step == Step.FOUND:
        return f"报送单位核查：{VERDICTS[Verdict(step.result)]}"
    return _TITLES.get(Step(step.step), "")


def _paper(evidence: Evidence, case: OpenedCase, lawbook: Lawbook) -> Paper:
    content = opened(evidence)
    mine = is_own(evidence, case)
    who = "您" if mine or evidence.by is None else officer_zh(evidence.by, lawbook, at=evidence.at)
    if came_with(evidence, case):
        who = f"别人交来，{_received(case, lawbook)}"
    url = reverse("resident:evidence", args=[case.objection.ref, evidence.ref]) if content and mine else ""
    return Paper(content[0] if content else "已经销毁", who, moment_zh(evidence.at), url)


def _decision(case: OpenedCase, lawbook: Lawbook) -> list[dict[str, str]]:
    """The decision, and the one on review; the words are those of the letter."""
    found = []
    for step in case.steps:
        if step.step in (Step.DECIDED, Step.REVIEWED) and step.by is not None:
            content = said(step)
            found.append(
                {
                    "title": ("复核：" if step.step == Step.REVIEWED else "") + OUTCOMES[Outcome(step.result)],
                    "words": content.get("words", ""),
                    "article": content.get("article", ""),
                    "changed": changed_zh(content.get("changes", {})),
                    "who": officer_zh(step.by, lawbook, at=step.at),
                    "when": moment_zh(step.at),
                }
            )
    return found


def _review_until(case: OpenedCase) -> str:
    """The last day for asking a review, while it is open."""
    if Step.REVIEW_ASKED not in STEPS[case.phase]:
        return ""
    return day_zh(review_until(case.case, case.periods).last_day)
