"""The person gives what was missing: the request is complete, and its days run anew. [law:repair_order_36/第三条]"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chengxin.apps.officials.models import Official
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.records.actions.flag import ask_for_repair
from chengxin.apps.records.evidence import clean
from chengxin.apps.repairs import proofs
from chengxin.apps.repairs.models import RepairStep
from chengxin.apps.repairs.steps import hold_case, require_person
from chengxin.core.permissions import Act, Role, require
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.repairs import Case, Step, Taken, due
from chengxin.lawbook import Lawbook


@transaction.atomic
def supply(
    ref: str,
    *,
    files: Sequence[tuple[str, bytes]],
    lawbook: Lawbook,
    by: Indexes,
    through: Official | None = None,
    at: datetime,
) -> RepairStep:
    """Add the files that were named as missing.

    :raises Refusal: ROLE_MAY_NOT, REPAIR_INCOMPLETE, EVIDENCE_NOT_TAKEN, EVIDENCE_TOO_MUCH, REPAIR_MISSING,
        REPAIR_NOT_NOW, RECORD_WITHDRAWN, RECORD_VOIDED.
    """
    if through is not None:
        require(Role(through.role), Act.ACT_FOR_PERSON)
    kept = clean(files)
    if not kept:
        raise Refusal(Reason.REPAIR_INCOMPLETE)
    held = hold_case(ref, Step.SUPPLIED, lawbook=lawbook, at=at)
    require_person(held, by)
    proofs.keep(kept, held.request, writer=held.writer, through=through)
    step = held.add(Step.SUPPLIED, {}, through=through)
    steps = (*held.case.steps, Taken(Step.SUPPLIED, held.writer.at))
    last = due(Case(held.case.asked_at, steps), held.periods)
    assert last is not None  # noqa: S101 - a complete request has a last day
    ask_for_repair(held.newest, cause=held.request.pk, freezes_from=last.until, writer=held.writer)
    held.tell("repair_supplied", step.pk)
    held.writer.flush()
    return step
