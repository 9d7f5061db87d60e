"""Ask that somebody else looks at a decision: the record is flagged again. [law:pipl/第五十条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.objections.models import CaseStep
from chengxin.apps.objections.steps import (
    Held,
    hold_case,
    is_ended,
    is_marking,
    mark_until_due,
    require_person,
    require_words,
)
from chengxin.apps.officials.models import Official
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.records.actions.flag import freeze
from chengxin.core.objections import Step, Taken
from chengxin.core.permissions import Act, Role, require, require_keeper
from chengxin.lawbook import Lawbook


@transaction.atomic
def ask_review(
    ref: str, *, words: str, lawbook: Lawbook, by: Indexes, through: Official | None = None, at: datetime
) -> CaseStep:
    """Ask for the one review of a decided case; `through` writes it down for the person at the
    keeper's window.

    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT, OBJECTION_NEEDS_WORDS, OBJECTION_MISSING, OBJECTION_NOT_NOW, REVIEW_TOO_LATE,
        RECORD_WITHDRAWN, RECORD_VOIDED.
    """
    if through is not None:
        require(Role(through.role), Act.ACT_FOR_PERSON)
        require_keeper(through.unit)
    said = require_words(words)
    held = hold_case(ref, Step.REVIEW_ASKED, lawbook=lawbook, at=at)
    require_person(held, by)
    step = held.add(Step.REVIEW_ASKED, {"words": said}, through=through)
    _flag_again(held)
    held.tell("objection_in_review", step.pk)
    held.writer.flush()
    return step


def _flag_again(held: Held) -> None:
    objection = held.objection
    newest = max(objection.record.versions.all(), key=lambda version: version.pk)
    newest.record = objection.version.record
    if is_marking(held) and not is_ended(held):
        mark_until_due(held, Taken(Step.REVIEW_ASKED, held.writer.at))
    else:
        freeze(newest, cause=objection.pk, writer=held.writer)
