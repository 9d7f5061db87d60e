"""What the letters about a restraint, its end, and an adverse use say. [law:pipl/第十七条] [law:pipl/第二十四条]"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from chengxin.apps.ledger.batch import read_content
from chengxin.apps.matters import selectors as matters
from chengxin.apps.notices.models import Letter
from chengxin.apps.officials.words import officer_zh
from chengxin.apps.records.letters import authority_name
from chengxin.apps.records.selectors import version_with_item
from chengxin.apps.restraints.models import Restraint, RestraintEnded, UseNotice
from chengxin.core.calendar import day_of
from chengxin.core.facts import Identity
from chengxin.core.law import Measure
from chengxin.core.restraints import Heard
from chengxin.core.words import day_zh, moment_zh
from chengxin.lawbook import Lawbook

PLACEHOLDERS = (
    "restraint_ref",
    "restraint",
    "restraint_no",
    "restraint_decided",
    "restraint_decider",
    "restraint_noticed",
    "restraint_heard",
    "restraint_from",
    "restraint_until",
    "restraint_effect",
    "relevance",
    "proportion",
    "appeal",
    "stops_on",
    "matter_no",
    "result",
    "used",
    "remedy",
)
ADVERSE_USE = "adverse_use"
ALL = frozenset({"restraint_documented", "restraint_ended", ADVERSE_USE})
HEARD = {
    Heard.STATED: "听了陈述、申辩",
    Heard.HEARING: "举行了听证",
    Heard.WAIVED: "书面放弃了陈述、申辩",
    Heard.SILENT: "到期没有说意见",
}
RESULTS = {"not_granted": "不准予", "restricted": "只准予一部分，或者附了限制"}


def addressee(letter: Letter) -> Identity | None:
    """Of whom the matter was that ended against them: of them nothing else may be held."""
    notice = UseNotice.objects.select_related("closing__matter").get(pk=letter.subject)
    return matters.identity_of(notice.closing.matter)


def letter_values(letter: Letter, *, lawbook: Lawbook) -> Mapping[str, str] | None:
    """The placeholders of a letter; `None` once what it is about is destroyed."""
    if letter.template == ADVERSE_USE:
        notice = UseNotice.objects.select_related("closing__matter", "by").get(pk=letter.subject)
        return _of_use(notice, lawbook)
    ended = None
    if letter.template == "restraint_ended":
        ended = RestraintEnded.objects.select_related("restraint__by", "by").get(pk=letter.subject)
    restraint = ended.restraint if ended else Restraint.objects.select_related("by").get(pk=letter.subject)
    values = _of_restraint(restraint, lawbook)
    said = read_content(ended) if ended is not None else None
    if values is None or ended is None or said is None:
        return values if ended is None else None
    return {
        **values,
        "document_no": said["document_no"],
        "restraint_decider": said["decider"],
        "reason": said["words"],
        "stops_on": day_zh(ended.stops_on),
        "officer": officer_zh(ended.by, lawbook, at=ended.at),
    }


def basis_of(measure: Measure) -> str:
    return "；".join(basis.cite() for basis in measure.bases)


def remedies(decided_on: date, lawbook: Lawbook) -> dict[str, str]:
    """How long a decision can be contested. Nobody here knows on which day it was served: said is how it counts, and the day
    for whoever had it at once."""
    (days, reconsider), (months, litigate) = contest_days(decided_on, lawbook)
    counted = "从收到决定书那天算起；决定当天收到的，到"
    return {
        "reconsider_sentence": f"{days}日以内可以申请行政复议，{counted}{day_zh(reconsider)}。",
        "litigate_sentence": f"{months}个月以内可以向人民法院起诉，{counted}{day_zh(litigate)}。",
    }


def contest_days(decided_on: date, lawbook: Lawbook) -> tuple[tuple[int, date], tuple[int, date]]:
    """In how many days a reconsideration can be asked for, in how many months a court; each with the last day for whoever had
    the decision on the day it was made."""
    days, months = (lawbook.period(code, on=decided_on) for code in ("reconsideration", "litigation"))
    reconsider = lawbook.working_days.days_later(decided_on, days).last_day
    litigate = lawbook.working_days.months_later(decided_on, months).last_day
    return (days, reconsider), (months, litigate)


def used_zh(notice: UseNotice, lawbook: Lawbook) -> list[str]:
    """Each record that was used, by its item and the number of its decision; what is destroyed is told as such."""
    told = []
    for used in notice.used.select_related("fragment__version__record").order_by("pk"):
        found = version_with_item(used.fragment.version_id, lawbook)
        body = read_content(found[0]) if found else None
        if found is None:
            continue
        name = lawbook.item(found[0].record.item).name
        told.append(f"{name}，{body['decision_no']}" if body else f"{name}，内容已经销毁")
    return told


def _of_restraint(restraint: Restraint, lawbook: Lawbook) -> dict[str, str] | None:
    said = read_content(restraint)
    found = version_with_item(restraint.version_id, lawbook)
    body = read_content(found[0]) if found else None
    if said is None or found is None or body is None:
        return None
    measure = lawbook.measures.at(restraint.measure, restraint.decided_on)
    return {
        "item": found[1].name,
        "item_code": found[1].code,
        "decision_no": body["decision_no"],
        "authority": authority_name(body, lawbook),
        "unit": lawbook.unit(restraint.unit).name,
        "basis": basis_of(measure),
        "restraint_ref": restraint.ref,
        "restraint": f"{measure.name}（{measure.code}）",
        "restraint_no": said["decision_no"],
        "restraint_decided": day_zh(restraint.decided_on),
        "restraint_decider": f"{said['decider']}，{said['seat']}",
        "restraint_noticed": f"{said['notice_no']}，{day_zh(restraint.noticed_on)}送达您",
        "restraint_heard": f"{HEARD[Heard(restraint.heard)]}，{day_zh(restraint.heard_on)}，{said['hearing_no']}",
        "restraint_from": day_zh(restraint.starts_on),
        "restraint_until": day_zh(restraint.ends_on),
        "restraint_effect": measure.effect,
        "relevance": said["relevance"],
        "proportion": said["proportionality"],
        "appeal": said["appeal"],
        "officer": officer_zh(restraint.by, lawbook, at=restraint.at),
    }


def _of_use(notice: UseNotice, lawbook: Lawbook) -> dict[str, str] | None:
    said, closing = read_content(notice), notice.closing
    if said is None:
        return None
    return {
        "unit": lawbook.unit(closing.matter.unit).name,
        "service": closing.matter.service,
        "matter_no": matters.request_no_of(closing.matter),
        "acted_on": moment_zh(closing.at),
        "result": RESULTS[closing.outcome],
        "used": "；".join(used_zh(notice, lawbook)) or "没有用到任何一条记录，结果另有原因",
        "restraint_decider": f"{said['decider']}，{said['seat']}",
        "article": said["article"],
        "reason": said["words"],
        "remedy": said["remedy"],
        "officer": officer_zh(notice.by, lawbook, at=notice.at),
        **remedies(day_of(closing.at), lawbook),
    }
