"""What a letter about a repair says: every value computed from the rows and the lawbook. [law:pipl/第五十条]"""

from __future__ import annotations

from datetime import datetime

from chengxin.apps.inquiries.letters import recall_sentence
from chengxin.apps.ledger.batch import read_content
from chengxin.apps.notices.models import Letter
from chengxin.apps.officials.models import Official
from chengxin.apps.officials.words import officer_zh
from chengxin.apps.records import letters as record_letters
from chengxin.apps.records.models import Version
from chengxin.apps.records.rules import happenings
from chengxin.apps.records.selectors import version_with_item
from chengxin.apps.repairs.models import Draft, RepairRequest, RepairStep
from chengxin.apps.repairs.rules import case_of, periods
from chengxin.apps.repairs.selectors import said
from chengxin.core.calendar import day_of
from chengxin.core.counting import count_working_days
from chengxin.core.law import Item, RepairClass
from chengxin.core.records import flags, repair_class_of
from chengxin.core.repairs import Case, Periods, Step, counted_from, due
from chengxin.core.words import day_zh, moment_zh
from chengxin.lawbook import Lawbook

#: What the letters of a repair may leave open besides what those about a record may.
PLACEHOLDERS = (
    "case_ref",
    "lodged_on",
    "due_on",
    "due_counted",
    "officer",
    "late_unit",
    "article",
    "reconsider_sentence",
    "litigate_sentence",
    "class_sentence",
    "decide_within",
    "proofs",
    "missing",
    "objection_sentence",
    "recall_sentence",
)
ABOUT_A_DRAFT = frozenset({"repair_can_be_asked"})
ABOUT_A_REQUEST = frozenset({"repair_asked"})
ABOUT_A_STEP = frozenset(
    f"repair_{what}" for what in ("missing", "supplied", "overdue", "granted", "refused", "withdrawn")
)
ALL = ABOUT_A_DRAFT | ABOUT_A_REQUEST | ABOUT_A_STEP
CLASSES = {
    RepairClass.MINOR: ("轻微失信信息", "repair_min_minor"),
    RepairClass.GENERAL: ("一般失信信息", "repair_min_general"),
    RepairClass.SERIOUS: ("严重失信信息", "repair_min_serious"),
    RepairClass.PER_DECISION: ("按名单自己的规定移出", "repair_min_per_decision"),
}


def letter_values(letter: Letter, *, lawbook: Lawbook) -> dict[str, str] | None:
    """The placeholders of a letter about a repair; `None` once what it is about is destroyed."""
    if letter.template in ABOUT_A_DRAFT:
        draft = Draft.objects.get(pk=letter.subject)
        return _about_version(draft.version_id, lawbook=lawbook, at=letter.at)
    if letter.template in ABOUT_A_REQUEST:
        request = RepairRequest.objects.get(pk=letter.subject)
        return _about_case(request, None, lawbook=lawbook, at=letter.at)
    step = RepairStep.objects.select_related("request", "by").get(pk=letter.subject)
    return _about_case(step.request, step, lawbook=lawbook, at=letter.at)


def class_sentence(item: Item, version: Version, lawbook: Lawbook) -> str:
    """Of which class a decision is, and how its first day of repair is counted."""
    body = read_content(version)
    name, period = CLASSES[repair_class_of(item, body["penalty_classes"])]
    months = lawbook.period(period, on=day_of(version.at))
    return f"{name}，从决定那天起满{months}个月" if months else f"{name}，决定以后就可以申请"


def due_counted(case: Case, known: Periods) -> str:
    """How the last day was counted; "" where none is open."""
    last = due(case, known)
    return "" if last is None else count_working_days(known.working_days, day_of(counted_from(case)), last).sentence


def _about_version(version_id: int, *, lawbook: Lawbook, at: datetime) -> dict[str, str] | None:
    found = version_with_item(version_id, lawbook)
    if found is None or found[0].is_destroyed:
        return None
    version, item = found
    days = lawbook.period("repair_decide", on=day_of(at))
    return (
        dict.fromkeys((*record_letters.PLACEHOLDERS, *PLACEHOLDERS), "")
        | record_letters.values(version, item, lawbook=lawbook, at=at)
        | {
            "class_sentence": class_sentence(item, version, lawbook),
            "decide_within": f"{days}个工作日",
            "proofs": "、".join(item.repair_proofs),
        }
    )


def _about_case(
    request: RepairRequest, step: RepairStep | None, *, lawbook: Lawbook, at: datetime
) -> dict[str, str] | None:
    values = _about_version(request.version_id, lawbook=lawbook, at=at)
    if values is None or request.is_destroyed:
        return None
    case, known = case_of(request, at=at), periods(lawbook, at=request.at)
    last, words = due(case, known), said(step) if step is not None else {}
    values |= {
        "case_ref": request.ref,
        "lodged_on": moment_zh(step.at if step is not None else request.at),
        "due_on": day_zh(last.last_day) if last else "",
        "due_counted": due_counted(case, known),
        "officer": officer_zh(step.by, lawbook, at=step.at) if step is not None and step.by is not None else "",
        "reason": words.get("words", ""),
        "article": words.get("article", ""),
        "missing": "、".join(words.get("missing", [])),
        **_remedies(step, lawbook),
        "objection_sentence": _objection_sentence(request, at),
        "recall_sentence": recall_sentence(request.record_id, lawbook=lawbook, at=at) if step is not None else "",
    }
    if step is not None and step.step == Step.ESCALATED:
        superior = Official.objects.filter(pk=words["superior"]).first() if words.get("superior") else None
        values["late_unit"] = lawbook.unit(words["late"]).name if words else ""
        values["officer"] = officer_zh(superior, lawbook, at=step.at) if superior else "市公共信用中心负责人"
    return values


def _remedies(step: RepairStep | None, lawbook: Lawbook) -> dict[str, str]:
    """What is open against a refusal: it is a decision of its own, and its days run from when the person learns of it."""
    if step is None or step.step != Step.DECIDED:
        return {}
    told_on = day_of(step.at)
    days, months = (lawbook.period(code, on=told_on) for code in ("reconsideration", "litigation"))
    reconsider = lawbook.working_days.days_later(told_on, days)
    litigate = lawbook.working_days.months_later(told_on, months)
    later = "今天以后才知道的，从知道那天算起"
    return {
        "reconsider_sentence": f"不服这个决定的，{day_zh(reconsider.last_day)}以前可以申请行政复议；{later}{days}日。",
        "litigate_sentence": f"不服这个决定的，{day_zh(litigate.last_day)}以前可以向人民法院起诉；{later}{months}个月。",
    }


def _objection_sentence(request: RepairRequest, at: datetime) -> str:
    record = request.record
    if not flags(happenings(list(record.versions.all()), list(record.events.all())), at):
        return ""
    return "您对这条记录提出的异议还没有办完：想要一个结论的，什么都不用做，会照样办下去；不想要了的，可以在“我的异议和修复”里收回。"
