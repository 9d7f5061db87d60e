"""The person adds words and papers to an open case: whoever takes the next step has them. [law:pipl/第四十六条]"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chengxin.apps.objections import evidence
from chengxin.apps.objections.models import CaseStep
from chengxin.apps.objections.steps import hold_case, require_person, require_words
from chengxin.apps.officials.models import Official
from chengxin.apps.people.selectors import Indexes
from chengxin.core.objections import Step, require_room
from chengxin.core.permissions import Act, Role, require
from chengxin.lawbook import Lawbook


def add(
    ref: str,
    *,
    words: str,
    files: Sequence[tuple[str, bytes]] = (),
    lawbook: Lawbook,
    by: Indexes,
    through: Official | None = None,
    at: datetime,
) -> CaseStep:
    """Add to a case that is open; it moves no step and no day of it. `files` are (name, bytes).

    :raises Refusal: ROLE_MAY_NOT, OBJECTION_NEEDS_WORDS, EVIDENCE_NOT_TAKEN, EVIDENCE_TOO_MUCH, OBJECTION_MISSING,
        OBJECTION_NOT_NOW, OBJECTION_ADDED_ENOUGH.
    """
    if through is not None:
        require(Role(through.role), Act.ACT_FOR_PERSON)
    # Drawing pictures anew takes a while: nobody waits for it.
    return _add(ref, require_words(words), evidence.clean(files), lawbook, by, through, at)


@transaction.atomic
def _add(
    ref: str,
    said: str,
    kept: list[evidence.Clean],
    lawbook: Lawbook,
    by: Indexes,
    through: Official | None,
    at: datetime,
) -> CaseStep:
    held = hold_case(ref, Step.ADDED, lawbook=lawbook, at=at)
    require_person(held, by)
    if through is not None:
        require_room(step.through_id is not None for step in held.objection.steps.all() if step.step == Step.ADDED)
    evidence.keep(kept, held.objection, writer=held.writer, by=through)
    step = held.add(Step.ADDED, {"words": said}, through=through)
    if through is not None:
        held.tell("objection_added", step.pk)
    held.writer.flush()
    return step
