"""Judge an answer that the person doubts, or a look that nobody explained. [law:pipl/第五十条] [law:pipl/第五十四条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.looks.models import WhyStep
from chengxin.apps.looks.steps import hold_case, require_judge
from chengxin.apps.officials.models import Official
from chengxin.core.whys import Finding, Step, may_find
from chengxin.lawbook import Lawbook


@transaction.atomic
def judge(ref: str, *, finding: Finding, words: str, lawbook: Lawbook, by: Official, at: datetime) -> WhyStep:
    """End a question with the finding of an official of the unit that keeps the platform, who had no part in it.

    :raises Refusal: WHY_MISSING, WHY_NOT_NOW, ROLE_MAY_NOT, UNIT_MAY_NOT, WHY_TOOK_PART, WHY_NEEDS_WORDS.
    """
    held = hold_case(ref, Step.JUDGED, lawbook=lawbook, at=at)
    require_judge(by)
    may_find(held.why, Step.JUDGED, by=by.pk, words=words)
    step = held.add(Step.JUDGED, words, result=finding, by=by)
    held.tell("look_unlawful" if finding is Finding.UNLAWFUL else "why_judged", step.pk)
    held.writer.flush()
    return step
