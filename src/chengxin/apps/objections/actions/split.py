"""Split a wrong join: several records that belong to somebody else leave this person's file at once. [law:pipl/第八条]

What belongs to the person stays. Every answer that showed one of them is recalled, and none of them can be handed over
under this person again.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from chengxin.apps.objections.models import CaseStep
from chengxin.apps.objections.selectors import joined_with
from chengxin.apps.objections.steps import hold_case, require_office, require_words
from chengxin.apps.officials.models import Official
from chengxin.apps.records.actions.void import void
from chengxin.core.objections import Step, part_taken
from chengxin.core.permissions import Act
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import Lawbook


@transaction.atomic
def split(ref: str, *, records: Collection[str], words: str, lawbook: Lawbook, by: Official, at: datetime) -> CaseStep:
    """Void the records with these references, of the person whose case it is: they came by the same wrong join.

    The record that the case is about waits for the decision of the case.
    :raises Refusal: ROLE_MAY_NOT, OBJECTION_NOT_YOURS, OBJECTION_NEEDS_WORDS, OBJECTION_MISSING, OBJECTION_NOT_NOW,
        OBJECTION_TOOK_PART, RECORD_MISSING when one of them is not this person's, or nothing was named.
    """
    require_office(by, Act.DECIDE_OBJECTION)
    said = require_words(words)
    held = hold_case(ref, Step.SPLIT, lawbook=lawbook, at=at)
    if by.pk in part_taken(held.case, Step.DECIDED):
        raise Refusal(Reason.OBJECTION_TOOK_PART)
    joined = {one.record.ref: one for one in joined_with(held.objection, lawbook=lawbook, at=held.writer.at)}
    wanted = set(records)
    if not wanted or not wanted <= set(joined):
        raise Refusal(Reason.RECORD_MISSING)
    leaving = [joined[known] for known in sorted(wanted)]
    step = held.add(Step.SPLIT, {"words": said, "versions": [one.version.pk for one in leaving]}, by=by)
    for one in leaving:
        version = one.version
        version.record = one.record
        void(version, cause=held.objection.pk, writer=held.writer)
    held.tell("objection_split", step.pk)
    held.writer.flush()
    return step
