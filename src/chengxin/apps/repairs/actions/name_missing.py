"""The office names what is missing: once, all of it, and only what nobody but the person can have. [law:pipl/第六条]"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chengxin.apps.officials.models import Official
from chengxin.apps.records.actions.flag import release
from chengxin.apps.repairs.models import RepairStep
from chengxin.apps.repairs.steps import hold_case, require_source, require_words
from chengxin.core.repairs import Step, may_name
from chengxin.lawbook import Lawbook


@transaction.atomic
def name_missing(
    ref: str, *, missing: Sequence[str], words: str, lawbook: Lawbook, by: Official, at: datetime
) -> RepairStep:
    """Name everything that is missing, out of the proofs of the item, and why what was given is not enough. The clock
    stands until the person has supplied it, and nothing happens to the record meanwhile.

    :raises Refusal: ROLE_MAY_NOT, REPAIR_NOT_YOURS, REPAIR_MISSING, REPAIR_NOT_NOW, REPAIR_NEEDS_WORDS,
        REPAIR_MAY_NOT_ASK.
    """
    held = hold_case(ref, Step.MISSING_NAMED, lawbook=lawbook, at=at)
    require_source(by, held.request.record.unit)
    said = require_words(words)
    may_name(held.item, missing)
    step = held.add(Step.MISSING_NAMED, {"words": said, "missing": list(missing)}, by=by)
    release(held.newest, cause=held.request.pk, writer=held.writer)
    held.tell("repair_missing", step.pk)
    held.writer.flush()
    return step
