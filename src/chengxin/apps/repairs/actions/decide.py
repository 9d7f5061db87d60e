"""Decide on a repair: granted, the record ends in this very transaction; refused, nothing changes. The person is told.

[law:repair_order_36/第三条] [law:pipl/第五十条]
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.officials.models import Official
from chengxin.apps.records.actions.flag import release
from chengxin.apps.records.actions.repair import repair
from chengxin.apps.repairs.models import RepairStep
from chengxin.apps.repairs.steps import hold_case, require_source, require_words
from chengxin.core.records import ENDINGS
from chengxin.core.repairs import Outcome, Step, may_decide
from chengxin.lawbook import Lawbook


@transaction.atomic
def decide(
    ref: str, *, outcome: Outcome, words: str, article: str = "", lawbook: Lawbook, by: Official, at: datetime
) -> RepairStep:
    """Settle a case, as a named official of the source unit. The words go verbatim into the letter; `article` is what a
    refusal rests on.

    :raises Refusal: ROLE_MAY_NOT, REPAIR_NOT_YOURS, REPAIR_MISSING, REPAIR_NOT_NOW, and the reasons of
        `core.repairs.may_decide`.
    """
    held = hold_case(ref, Step.DECIDED, lawbook=lawbook, at=at)
    require_source(by, held.request.record.unit)
    said = require_words(words)
    may_decide(held.case, outcome, by=by.pk, words=said, article=article)
    content = {"words": said, "article": article.strip() if outcome is Outcome.REFUSED else ""}
    step = held.add(Step.DECIDED, content, result=outcome.value, by=by)
    match outcome:
        case Outcome.GRANTED:
            # Its source may have withdrawn it meanwhile, or an objection removed it: nothing is left to end.
            if not any(event.event in ENDINGS for event in held.request.record.events.all()):
                repair(held.newest, cause=held.request.pk, writer=held.writer)
            held.tell("repair_granted", step.pk)
        case Outcome.REFUSED:
            release(held.newest, cause=held.request.pk, writer=held.writer)
            held.tell("repair_refused", step.pk)
    held.writer.flush()
    return step
