"""What a letter about a case says.

[law:pipl/第五十条]
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from chengxin.apps.inquiries.letters import recall_sentence
from chengxin.apps.ledger.batch import read_content
from chengxin.apps.notices.models import Letter
from chengxin.apps.objections.models import CaseStep, Objection
from chengxin.apps.objections.rules import case_of, counted
from chengxin.apps.objections.rules import periods as periods_of
from chengxin.apps.objections.selectors import said
from chengxin.apps.officials.models import Official
from chengxin.apps.officials.words import officer_zh
from chengxin.apps.records import letters as record_letters
from chengxin.apps.records.letters import litigate_until, reconsider_until, served
from chengxin.apps.records.models import Version
from chengxin.apps.records.selectors import version_with_item
from chengxin.core.calendar import Deadline, day_of
from chengxin.core.explanations import penalty_zh
from chengxin.core.law import OnObjection
from chengxin.core.objections import (
    Case,
    Ground,
    Periods,
    Step,
    Verdict,
    due,
    flag_of,
    review_until,
)
from chengxin.core.words import day_zh, moment_zh
from chengxin.lawbook import Lawbook

#: Every placeholder that a letter of the lawbook may use.
PLACEHOLDERS = (
    *record_letters.PLACEHOLDERS,
    "case_ref",
    "ground",
    "flag",
    "lodged_on",
    "due_on",
    "due_counted",
    "wait_for_court",
    "officer",
    "late_unit",
    "examiner",
    "findings",
    "proof",
    "changed",
    "split_off",
    "article",
    "review_sentence",
    "reconsider_sentence",
    "litigate_sentence",
    "recall_sentence",
)
#: What each letter about a case has as its subject: the case itself, or one of its steps.
ABOUT_A_CASE = frozenset({"objection_lodged", "objection_brought"})
ABOUT_A_STEP = frozenset(
    f"objection_{what}"
    for what in ("extended", "overdue", "removed", "corrected", "kept", "in_review", "withdrawn", "split", "added")
)
GROUNDS = {
    Ground.NOT_ME: "这不是我",
    Ground.WRONG_FACT: "写的内容不对",
    Ground.WRONG_ITEM: "归错了类",
    Ground.NOT_ADULT: "那时我还没有成年",
    Ground.ANNULLED: "那个决定已经撤销或者变更",
    Ground.PERFORMED: "我早已履行完了",
    Ground.PAST_TERM: "已经过了期限",
    Ground.NO_BASIS: "没有法律依据",
    Ground.SEALED_KIND: "这一类依法要封存",
    Ground.UNDER_APPEAL: "正在行政复议或者诉讼",
}
VERDICTS = {
    Verdict.CONFIRMED: "和本单位档案一致",
    Verdict.WRONG: "确实有错",
    Verdict.UNVERIFIABLE: "查不到可以证实的档案",
}
CHANGED = {
    "decided_on": "决定日期",
    "conduct_end_on": "行为结束日期",
    "penalty_classes": "处罚种类",
    "amount_fen": "金额",
    "starts_on": "开始日期",
    "ends_on": "结束日期",
}


def letter_values(letter: Letter, *, lawbook: Lawbook) -> dict[str, str] | None:
    """The placeholders of a letter of this stage or an earlier one; `None` once what it is about is destroyed."""
    if letter.template in ABOUT_A_CASE:
        objection = Objection.objects.select_related("version__submission").get(pk=letter.subject)
        return _filled(objection, None, letter.at, lawbook)
    if letter.template in ABOUT_A_STEP:
        step = CaseStep.objects.select_related("objection__version__submission", "by", "through").get(pk=letter.subject)
        return _filled(step.objection, step, letter.at, lawbook)
    return record_letters.letter_values(letter, lawbook=lawbook)


def due_counted(case: Case, known: Periods) -> str:
    """How the last day of what is going on was counted; "" where nothing has one."""
    count = counted(case, known)
    return "" if count is None else count.sentence


def flag_zh(objection: Objection, lawbook: Lawbook) -> str:
    """What the flag of a case does, in words."""
    item = lawbook.items.at(objection.record.item, day_of(objection.at))
    if flag_of(Ground(objection.ground), item.on_objection) is OnObjection.FREEZE:
        return "暂停使用，谁也查不到"
    return "加上“有异议”的标注，谁查到它都会看到"


def changed_zh(changes: dict[str, Any]) -> str:
    """What a correction puts in place: 金额改为罚款500元；决定日期改为2026年9月1日。"""
    return "；".join(f"{CHANGED[key]}改为{value_zh(key, value)}" for key, value in changes.items())


def differences(before: Version, after: Version) -> list[tuple[str, str, str]]:
    """What a later version says otherwise: which fact, what it was, what it is. Nothing once one of them is destroyed."""
    old, new = read_content(before), read_content(after)
    if old is None or new is None:
        return []
    return [
        (word, value_zh(key, old[key]), value_zh(key, new[key]))
        for key, word in CHANGED.items()
        if old[key] != new[key]
    ]


def split_zh(versions: list[int], lawbook: Lawbook) -> str:
    """Which records left the file by a split: 道路运输从业人员违法（黑交罚〔2026〕0417号）；…"""
    found = [version_with_item(version, lawbook) for version in versions]
    return "；".join(
        f"{item.name}（{(read_content(version) or {}).get('decision_no', '内容已经销毁')}）"
        for version, item in (one for one in found if one is not None)
    )


def _filled(objection: Objection, step: CaseStep | None, at: datetime, lawbook: Lawbook) -> dict[str, str] | None:
    found = version_with_item(objection.version_id, lawbook)
    if found is None or found[0].is_destroyed or objection.is_destroyed:
        return None
    version, item = found
    case, known = case_of(objection, at=at), periods_of(lawbook, at=objection.at)
    last = due(case, known)
    words = said(step) if step is not None else {}
    served_on = served(version, at=at)
    values = dict.fromkeys(PLACEHOLDERS, "")
    values |= record_letters.values(version, item, lawbook=lawbook, at=at)
    values |= {
        "case_ref": objection.ref,
        "ground": GROUNDS[case.ground],
        "flag": flag_zh(objection, lawbook),
        "lodged_on": moment_zh(objection.at),
        "due_on": day_zh(last.last_day) if last else "",
        "due_counted": due_counted(case, known),
        "wait_for_court": (
            "正在行政复议或者诉讼的，等那边有了结果再决定；结果出来以后，请把文书交来。"
            if case.ground is Ground.UNDER_APPEAL
            else ""
        ),
        "reason": words.get("words", ""),
        "article": words.get("article", ""),
        "changed": changed_zh(words.get("changes", {})),
        "split_off": split_zh(words.get("versions", []), lawbook),
        "officer": officer_zh(by, lawbook, at=step.at) if step is not None and (by := step.by or step.through) else "",
        "late_unit": "",
        **_findings(objection, at, lawbook),
        "recall_sentence": recall_sentence(objection.record_id, lawbook=lawbook, at=at) if step is not None else "",
        "review_sentence": _review_sentence(case, known),
        "reconsider_sentence": _still_open(
            "可以申请行政复议", reconsider_until(item, served_on, lawbook), on=day_of(at)
        ),
        "litigate_sentence": _still_open("可以向人民法院起诉", litigate_until(item, served_on, lawbook), on=day_of(at)),
    }
    if step is not None and step.step == Step.ESCALATED:
        superior = Official.objects.filter(pk=words["superior"]).first() if words.get("superior") else None
        values["late_unit"] = lawbook.unit(words["late"]).name if words else ""
        values["officer"] = officer_zh(superior, lawbook, at=step.at) if superior else "市公共信用中心负责人"
    return values


def _findings(objection: Objection, at: datetime, lawbook: Lawbook) -> dict[str, str]:
    """What the source said last, by whom, on what proof; where it said nothing, that is said."""
    rows = [step for step in objection.steps.all() if step.step == Step.FOUND and step.at <= at]
    if not rows:
        return {"examiner": "", "findings": "报送单位没有给出核查结论", "proof": ""}
    found = max(rows, key=lambda step: step.pk)
    content = said(found)
    assert found.by is not None  # noqa: S101 - the database keeps findings without a name out
    return {
        "examiner": officer_zh(found.by, lawbook, at=found.at),
        "findings": f"{VERDICTS[Verdict(found.result)]}。{content.get('words', '')}",
        "proof": content.get("proof", ""),
    }


def _review_sentence(case: Case, known: Periods) -> str:
    """The review, where one is still to be had."""
    if case.last(Step.DECIDED) is None or case.last(Step.REVIEW_ASKED) is not None:
        return ""
    return f"{day_zh(review_until(case, known).last_day)}以前，可以申请由另一个人复核，不收费。"


def _still_open(what: str, deadline: Deadline | None, *, on: date) -> str:
    """A legal remedy while it is open; without a known day of service the person counts it."""
    if deadline is None:
        return f"不服原来那个决定的，{what}；期限从收到决定书那天算，以决定书写的为准。"
    return f"不服原来那个决定的，{day_zh(deadline.last_day)}以前{what}。" if on <= deadline.last_day else ""


def value_zh(key: str, value: Any) -> str:
    """One fact of a record that can be corrected, in words."""
    if key == "penalty_classes":
        return penalty_zh(value, None)
    if key == "amount_fen":
        return "没有金额" if value is None else penalty_zh(["fine"], value).removeprefix("罚款")
    return "没有" if value is None else day_zh(date.fromisoformat(value))
