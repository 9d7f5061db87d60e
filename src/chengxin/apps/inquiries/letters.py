"""What a letter about one look says: who, when, for what, what was seen. [law:pipl/第十七条] [law:pipl/第四十四条]"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from chengxin.apps.consents.models import ConsentGiven, ConsentWithdrawn
from chengxin.apps.inquiries.models import FOR_PERSON, LETTER_PRINTED, LETTERS_FOUND, REPORT_PRINTED, AccessEntry
from chengxin.apps.inquiries.selectors import was_shown
from chengxin.apps.matters import selectors as matters
from chengxin.apps.notices.models import Letter
from chengxin.apps.officials.words import officer_zh
from chengxin.core.calendar import add_months, day_of
from chengxin.core.errands import ERRANDS, Errand
from chengxin.core.reasons import Reason
from chengxin.core.records import last_day_of
from chengxin.core.words import day_zh, moment_zh
from chengxin.lawbook import Lawbook

LOOK_TOLD, CONSENT_NOTED, CONSENT_TAKEN_BACK = "look_told", "consent_noted", "consent_taken_back"
PLACEHOLDERS = ("looked_by", "looked_on", "service", "request_no", "purpose", "seen", "reason", "held_back")
#: What was done about letters at a window, and what of it was seen.
_BROUGHT = {
    LETTERS_FOUND: ("找等着您的信", "有没有信，信的编号和日子"),
    LETTER_PRINTED: ("打印一封给您的信", "这一封信的全部内容"),
    REPORT_PRINTED: ("打印您的完整报告", "全部记录、信件、异议、修复和同意，别的单位哪天为什么看过您"),
    "letter_signed": ("记下您在纸上签收了一封信", "信的编号"),
    "slip_returned": ("记下您寄回了签过字的回执", "信的编号和回执上的日期"),
}
ALL = frozenset({LOOK_TOLD, CONSENT_NOTED, CONSENT_TAKEN_BACK})


def letter_values(letter: Letter, *, lawbook: Lawbook) -> dict[str, str] | None:
    """The placeholders of a letter about a look, or about a consent that was written down or taken back at a window; `None` once
    the look is destroyed."""
    if letter.template == CONSENT_NOTED:
        given = ConsentGiven.objects.select_related("through").get(pk=letter.subject)
        return _of_consent(given, given, lawbook)
    if letter.template == CONSENT_TAKEN_BACK:
        back = ConsentWithdrawn.objects.select_related("consent", "through").get(pk=letter.subject)
        return _of_consent(back.consent, back, lawbook)
    looks = AccessEntry.objects.filter(pk=letter.subject).select_related("matter__hiding", "program", "by")
    entry = looks.first()
    if entry is not None and (entry.outcome in FOR_PERSON or entry.outcome in _BROUGHT):
        return _of_window(entry, lawbook)
    if entry is None or entry.matter is None:
        return None
    was_let_in = entry.outcome != "refused"
    purpose = lawbook.purposes.find(entry.purpose, day_of(entry.at))
    saw_nothing = entry.outcome in ("refused", "cannot_tell")
    why_nothing = [lawbook.reason_text(Reason(reason)).title for reason in entry.reasons] if saw_nothing else []
    return {
        "looked_by": _looked_by(entry, lawbook),
        "looked_on": moment_zh(entry.at),
        "service": entry.own_matter.service if entry.own_matter else "别人的一件事",
        "request_no": matters.request_no_of(entry.own_matter) if entry.own_matter else "",
        "purpose": _purpose(purpose.name if purpose else "", was_let_in=was_let_in),
        "seen": _seen(entry, lawbook),
        "reason": "；".join(why_nothing),
        "held_back": _held_back(entry, lawbook),
    }


def _of_window(entry: AccessEntry, lawbook: Lawbook) -> dict[str, str]:
    if entry.outcome in _BROUGHT:
        done, seen = _BROUGHT[entry.outcome]
    else:
        errand = Errand(entry.purpose)
        done, seen = ERRANDS[errand], _seen(entry, lawbook) if errand.shows_records else "没有看您的记录"
    return {
        "looked_by": _looked_by(entry, lawbook),
        "looked_on": moment_zh(entry.at),
        "service": f"在窗口替来的人办：{done}",
        "seen": seen,
    }


def _of_consent(given: ConsentGiven, done: ConsentGiven | ConsentWithdrawn, lawbook: Lawbook) -> dict[str, str]:
    return {
        "unit": lawbook.unit(given.unit).name,
        "purpose_name": lawbook.purpose(given.purpose).name,
        "what": "、".join(lawbook.item(slug).name for slug in given.items),
        "valid_until": day_zh(last_day_of(given.until)),
        "made_on": moment_zh(done.at),
        "officer": officer_zh(done.through, lawbook, at=done.at) if done.through is not None else "",
    }


def recall_sentence(record: int, *, lawbook: Lawbook, at: datetime) -> str:
    """That those who were shown a record which no longer stands are told; "" where nobody was, as far as the person may see."""
    months = lawbook.period("recall_reach", on=day_of(at))
    if not was_shown(record, since=add_months(day_of(at), -months), at=at):
        return ""
    return "以前看过它的单位，会收到通知，要确认不再使用；谁确认了，您在这条记录的页面上看得到。"


def _looked_by(entry: AccessEntry, lawbook: Lawbook) -> str:
    """As the access log says it: the seat at which they sat then."""
    who = f"{lawbook.unit(entry.unit).name}{entry.seat}，{entry.by.name}"
    return who if entry.program is None else f"程序“{entry.program.name}”，由{who}负责"


def _purpose(name: str, *, was_let_in: bool) -> str:
    if not name:
        return "没有说明，或者不在用途清单里"
    return name if was_let_in else f"{name}（他们说的）"


def _seen(entry: AccessEntry, lawbook: Lawbook) -> str:
    if entry.outcome in ("refused", "cannot_tell"):
        return "什么也没有"
    if entry.outcome == "service_checked":
        return "和您先看到的一样；只看这件事的便利写明的事项，看到什么、可不可以，没有存"
    if not entry.shown:
        return "没有记录"
    counted = Counter(entry.shown).items()
    return "、".join(f"{lawbook.item(slug).name}{count}条" for slug, count in counted)


def _held_back(entry: AccessEntry, lawbook: Lawbook) -> str:
    """Why the person is told of it only now, where its showing was put off."""
    hiding = getattr(entry.matter, "hiding", None)
    if hiding is None or hiding.at > entry.at:
        return ""
    return f"推迟到{day_zh(day_of(hiding.until))}才给您看：{lawbook.hiding[hiding.category].name}"
