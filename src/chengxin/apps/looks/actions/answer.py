"""Answer why somebody looked, as a named official of the unit that did. [law:pipl/第五十条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.looks.models import WhyStep
from chengxin.apps.looks.steps import hold_case, require_answerer
from chengxin.apps.officials.models import Official
from chengxin.core.whys import Finding, Step, may_find
from chengxin.lawbook import Lawbook


@transaction.atomic
def answer(ref: str, *, finding: Finding, words: str, lawbook: Lawbook, by: Official, at: datetime) -> WhyStep:
    """Say that the look was lawful and why, or that it was not; the words go verbatim to the person. A late answer is read
    all the same, and stays counted as none.

    :raises Refusal: WHY_MISSING, WHY_NOT_NOW, ROLE_MAY_NOT, WHY_NOT_YOURS, WHY_TOOK_PART, WHY_NEEDS_WORDS.
    """
    held = hold_case(ref, Step.ANSWERED, lawbook=lawbook, at=at)
    require_answerer(by, held.case.entry.unit)
    may_find(held.why, Step.ANSWERED, by=by.pk, words=words)
    step = held.add(Step.ANSWERED, words, result=finding, by=by)
    held.tell("look_unlawful" if finding is Finding.UNLAWFUL else "why_answered", step.pk)
    held.writer.flush()
    return step
