"""Decide an objection, or review a decision on one: keep, correct or remove, and tell the person.

[law:pipl/第四十六条] [law:pipl/第四十七条] [law:pipl/第五十条]
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from chengxin.apps.objections.models import CaseStep
from chengxin.apps.objections.steps import Held, hold_case, is_ended, require_office, require_words
from chengxin.apps.officials.models import Official
from chengxin.apps.records.actions.correct import correct
from chengxin.apps.records.actions.flag import release
from chengxin.apps.records.actions.void import void
from chengxin.apps.records.rules import happenings
from chengxin.core.objections import Outcome, Step, may_settle
from chengxin.core.permissions import Act
from chengxin.core.records import Event, may_follow
from chengxin.lawbook import Lawbook


@transaction.atomic
def decide(
    ref: str,
    *,
    outcome: Outcome,
    words: str,
    article: str = "",
    changes: Mapping[str, Any] | None = None,
    is_review: bool = False,
    lawbook: Lawbook,
    by: Official,
    at: datetime,
) -> CaseStep:
    """Settle a case. The words go verbatim into the letter; `article` is what keeping rests on; `changes` are the values
    that a correction puts in place, by key of the body. The flag of this case ends; others keep theirs.

    :raises Refusal: ROLE_MAY_NOT, OBJECTION_NOT_YOURS, OBJECTION_MISSING, OBJECTION_NOT_NOW, RECORD_WITHDRAWN,
        RECORD_VOIDED, and the reasons of `core.objections.may_settle`.
    """
    require_office(by, Act.DECIDE_OBJECTION)
    said = require_words(words)
    taken = Step.REVIEWED if is_review else Step.DECIDED
    held = hold_case(ref, taken, lawbook=lawbook, at=at)
    if outcome is not Outcome.REMOVED and not _is_repaired(held):
        # Of what is gone nobody says that it was kept; what a repair ended was right or wrong all the same.
        record = held.objection.version.record
        may_follow(happenings(list(record.versions.all()), list(record.events.all())), Event.RELEASED)
    may_settle(held.case, taken, outcome, by=by.pk, words=said, article=article, changes=changes or {})
    step = held.add(
        taken,
        {"words": said, "article": article.strip() if outcome is Outcome.KEPT else "", "changes": dict(changes or {})},
        result=outcome.value,
        by=by,
    )
    _carry_out(held, outcome, changes or {})
    match outcome:
        case Outcome.REMOVED:
            held.tell("objection_removed", step.pk)
        case Outcome.CORRECTED:
            held.tell("objection_corrected", step.pk)
        case Outcome.KEPT:
            held.tell("objection_kept", step.pk)
    held.writer.flush()
    return step


def _is_repaired(held: Held) -> bool:
    return any(event.event == Event.REPAIRED for event in held.objection.version.record.events.all())


def _carry_out(held: Held, outcome: Outcome, changes: Mapping[str, Any]) -> None:
    objection, writer = held.objection, held.writer
    newest = max(objection.record.versions.all(), key=lambda version: version.pk)
    newest.record = objection.version.record
    # Its source may have withdrawn it meanwhile, another case removed it, or a repair ended it: the person still has the
    # finding, and nothing is left to end or to correct.
    if outcome is Outcome.REMOVED and not is_ended(held):
        void(newest, cause=objection.pk, writer=writer)
        return
    release(newest, cause=objection.pk, writer=writer)
    if outcome is Outcome.CORRECTED and not is_ended(held):
        corrected = correct(newest, changes, lawbook=held.lawbook, writer=writer)
        held.tell("record_changed", corrected.pk)
