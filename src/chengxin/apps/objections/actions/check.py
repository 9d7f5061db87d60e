"""The unit that keeps the platform checks its own part, and passes the case on. [law:pipl/第四十六条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.objections.models import CaseStep
from chengxin.apps.objections.steps import hold_case, require_office, require_words
from chengxin.apps.officials.models import Official
from chengxin.core.objections import Check, Step
from chengxin.core.permissions import Act
from chengxin.lawbook import Lawbook


@transaction.atomic
def check(ref: str, *, result: Check, words: str, lawbook: Lawbook, by: Official, at: datetime) -> CaseStep:
    """Say whether the platform itself erred. With an error of its own the case goes to its decision, else to the source,
    with everything the person gave.

    :raises Refusal: ROLE_MAY_NOT, OBJECTION_NOT_YOURS, OBJECTION_NEEDS_WORDS, OBJECTION_MISSING, OBJECTION_NOT_NOW.
    """
    require_office(by, Act.CHECK_OBJECTION)
    said = require_words(words)
    held = hold_case(ref, Step.CHECKED, lawbook=lawbook, at=at)
    step = held.add(Step.CHECKED, {"words": said}, result=result.value, by=by)
    held.writer.flush()
    return step
