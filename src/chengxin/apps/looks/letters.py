"""What a letter about the question why says: every value computed from the rows and the lawbook. [law:pipl/第五十条]"""

from __future__ import annotations

from chengxin.apps.ledger.batch import read_content
from chengxin.apps.looks.models import BreachTold, Incident, WhyStep
from chengxin.apps.looks.rules import periods, why_of
from chengxin.apps.looks.selectors import words_of
from chengxin.apps.notices.models import Letter
from chengxin.apps.officials.words import officer_zh
from chengxin.apps.records import letters as record_letters
from chengxin.core.calendar import day_of
from chengxin.core.whys import answer_by
from chengxin.core.words import day_zh, moment_zh
from chengxin.lawbook import Lawbook

PLACEHOLDERS = ("case_ref", "looked_by", "looked_on", "purpose", "lodged_on", "due_on", "officer", "incident_ref")
#: Of the letter about a breach: what article 57 wants to be said, in the words of whoever reported it.
OF_A_BREACH = ("breach_ref", "breach_since", "breach_until", "what", "consequences", "done", "remedies", "contact")
ALL = frozenset({"why_answered", "why_unanswered", "why_judged", "look_unlawful", "data_breach"})


def letter_values(letter: Letter, *, lawbook: Lawbook) -> dict[str, str] | None:
    """The placeholders of a letter about a question or a breach; `None` once what it is about is destroyed."""
    if letter.template == "data_breach":
        return _of_a_breach(letter.subject, lawbook)
    step = WhyStep.objects.select_related("case__entry__matter", "case__entry__by", "by").get(pk=letter.subject)
    case = step.case
    if case.is_destroyed or step.is_destroyed:
        return None
    entry = case.entry
    purpose = lawbook.purposes.find(entry.purpose, day_of(entry.at))
    last = answer_by(why_of(case, at=letter.at), periods(lawbook, at=case.at))
    incident = Incident.objects.filter(step=step).first()
    return dict.fromkeys((*record_letters.PLACEHOLDERS, *PLACEHOLDERS), "") | {
        "case_ref": case.ref,
        "unit": lawbook.unit(entry.unit).name,
        "service": entry.matter.service if entry.matter is not None else "",
        "looked_by": officer_zh(entry.by, lawbook, at=entry.at),
        "looked_on": moment_zh(entry.at),
        "purpose": purpose.name if purpose else "",
        "lodged_on": moment_zh(case.at),
        "due_on": day_zh(last.last_day),
        "officer": officer_zh(step.by, lawbook, at=step.at) if step.by is not None else "",
        "reason": words_of(step),
        "incident_ref": incident.ref if incident is not None else "",
    }


def _of_a_breach(subject: int, lawbook: Lawbook) -> dict[str, str] | None:
    told = BreachTold.objects.select_related("breach", "by").get(pk=subject)
    said = read_content(told.breach)
    if said is None:
        return None
    return dict.fromkeys((*record_letters.PLACEHOLDERS, *PLACEHOLDERS), "") | {
        **said,
        "breach_ref": told.breach.ref,
        "breach_since": moment_zh(told.breach.since),
        "breach_until": moment_zh(told.breach.until),
        "officer": officer_zh(told.by, lawbook, at=told.at),
    }
