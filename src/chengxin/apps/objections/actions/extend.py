"""Give a case more time, once, with a reason and under a name. [law:credit_reporting_regulation/第二十五条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.objections.models import CaseStep
from chengxin.apps.objections.steps import hold_case, mark_until_due, require_office, require_words
from chengxin.apps.officials.models import Official
from chengxin.core.objections import Step, Taken
from chengxin.core.permissions import Act
from chengxin.lawbook import Lawbook


@transaction.atomic
def extend(ref: str, *, reason: str, lawbook: Lawbook, by: Official, at: datetime) -> CaseStep:
    """Move the last day of a case to what the lawbook allows at most. A mark freezes from the new last day on.

    :raises Refusal: ROLE_MAY_NOT, OBJECTION_NOT_YOURS, OBJECTION_NEEDS_WORDS, OBJECTION_MISSING, OBJECTION_NOT_NOW,
        EXTENSION_NOT_AGAIN.
    """
    require_office(by, Act.EXTEND_OBJECTION)
    said = require_words(reason)
    held = hold_case(ref, Step.EXTENDED, lawbook=lawbook, at=at)
    step = held.add(Step.EXTENDED, {"words": said}, by=by)
    mark_until_due(held, Taken(Step.EXTENDED, held.writer.at, by.pk))
    held.tell("objection_extended", step.pk)
    held.writer.flush()
    return step
