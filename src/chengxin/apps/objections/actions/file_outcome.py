"""The outcome of reconsideration or a lawsuit comes in: the case can be decided. [law:pipl/第四十六条]"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chengxin.apps.objections import evidence
from chengxin.apps.objections.models import CaseStep
from chengxin.apps.objections.steps import hold_case, mark_until_due, require_person, require_words
from chengxin.apps.officials.models import Official
from chengxin.apps.people.selectors import Indexes
from chengxin.core.objections import Step, Taken
from chengxin.core.permissions import Act, Role, require, require_keeper
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import Lawbook


def file_outcome(
    ref: str,
    *,
    words: str,
    files: Sequence[tuple[str, bytes]],
    lawbook: Lawbook,
    by: Indexes,
    through: Official | None = None,
    at: datetime,
) -> CaseStep:
    """Give the document by which the other body decided; `words` say what it decided.

    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT, OBJECTION_NEEDS_WORDS, OBJECTION_NEEDS_PROOF, EVIDENCE_NOT_TAKEN,
        EVIDENCE_TOO_MUCH, OBJECTION_MISSING, OBJECTION_NOT_NOW.
    """
    if through is not None:
        require(Role(through.role), Act.ACT_FOR_PERSON)
        require_keeper(through.unit)
    said, kept = require_words(words), evidence.clean(files)
    if not kept:
        raise Refusal(Reason.OBJECTION_NEEDS_PROOF)
    return _file_outcome(ref, said, kept, lawbook, by, through, at)


@transaction.atomic
def _file_outcome(
    ref: str,
    said: str,
    kept: list[evidence.Clean],
    lawbook: Lawbook,
    by: Indexes,
    through: Official | None,
    at: datetime,
) -> CaseStep:
    held = hold_case(ref, Step.OUTCOME_FILED, lawbook=lawbook, at=at)
    require_person(held, by)
    evidence.keep(kept, held.objection, writer=held.writer, by=through)
    step = held.add(Step.OUTCOME_FILED, {"words": said}, through=through)
    # Until now the case had no last day on which a mark could freeze.
    mark_until_due(held, Taken(Step.OUTCOME_FILED, held.writer.at))
    held.writer.flush()
    return step
