"""The source unit says what it found, on what proof, under a name. [law:pipl/第八条] [law:pipl/第四十六条]"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chengxin.apps.objections import evidence
from chengxin.apps.objections.models import CaseStep
from chengxin.apps.objections.steps import hold_case, require_office, require_words
from chengxin.apps.officials.models import Official
from chengxin.core.objections import Step, Verdict
from chengxin.core.permissions import Act
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import Lawbook


def find(
    ref: str,
    *,
    verdict: Verdict,
    words: str,
    proof: str,
    files: Sequence[tuple[str, bytes]] = (),
    lawbook: Lawbook,
    by: Official,
    at: datetime,
) -> CaseStep:
    """State the findings. `proof` names the source's own document; a record is confirmed by that or not at all.

    :raises Refusal: ROLE_MAY_NOT, OBJECTION_NOT_YOURS, OBJECTION_NEEDS_WORDS, OBJECTION_NEEDS_PROOF,
        EVIDENCE_NOT_TAKEN, EVIDENCE_TOO_MUCH, OBJECTION_MISSING, OBJECTION_NOT_NOW.
    """
    said = require_words(words)
    if verdict is Verdict.CONFIRMED and not proof.strip():
        raise Refusal(Reason.OBJECTION_NEEDS_PROOF)
    # Drawing pictures anew takes a while: nobody waits for it.
    kept = evidence.clean(files)
    return _find(ref, verdict, {"words": said, "proof": proof.strip()}, kept, lawbook, by, at)


@transaction.atomic
def _find(
    ref: str,
    verdict: Verdict,
    said: dict[str, str],
    kept: list[evidence.Clean],
    lawbook: Lawbook,
    by: Official,
    at: datetime,
) -> CaseStep:
    held = hold_case(ref, Step.FOUND, lawbook=lawbook, at=at)
    require_office(by, Act.EXAMINE_OBJECTION, held.objection.record.unit)
    evidence.keep(kept, held.objection, writer=held.writer, by=by)
    step = held.add(Step.FOUND, said, result=verdict.value, by=by)
    held.writer.flush()
    return step
