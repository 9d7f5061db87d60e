"""Review a drawn look: purpose and matter, or the errand at a window; never the person. A doubtful one asks the unit why, for
the person; where that was asked already, it goes to the keeper, whatever was answered or judged before.

[law:pipl/第五十四条]
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.looks.actions.ask import open_case
from chengxin.apps.looks.models import LookReview, WhyCase, WhyStep
from chengxin.apps.looks.selectors import to_review
from chengxin.apps.officials.models import Official
from chengxin.apps.people.selectors import Indexes
from chengxin.core.permissions import Act, Role, require
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.samples import Review
from chengxin.core.whys import Step


@transaction.atomic
def review(ref: str, *, result: Review, words: str, by: Official, at: datetime) -> LookReview:
    """Say of a drawn look of another unit whether it was made for what it says; what is doubtful needs words.

    :raises Refusal: ROLE_MAY_NOT, SAMPLE_NOT_YOURS, WHY_NEEDS_WORDS.
    """
    require(Role(by.role), Act.REVIEW_LOOK)
    hold("drawn look", ref)
    drawn = to_review(by).filter(ref=ref).first()
    if drawn is None:
        raise Refusal(Reason.SAMPLE_NOT_YOURS)
    if result is Review.DOUBTFUL and not words.strip():
        raise Refusal(Reason.WHY_NEEDS_WORDS)
    writer = Writer(at)
    said = writer.add(
        "look_reviewed",
        LookReview(drawn=drawn, result=result.value, at=writer.at, by=by),
        content={"words": words.strip()},
    )
    entry = drawn.entry
    if result is Review.DOUBTFUL:
        who = _whose(entry)
        hold("number", who.number)
        asked = WhyCase.objects.filter(entry=entry).first()
        if asked is None:
            open_case(entry, who, words.strip(), writer=writer, review=said)
        else:
            hold("why", asked.ref)
            doubted = WhyStep(case=asked, step=Step.DOUBTED.value, by=by, at=writer.at)
            writer.add("why_step", doubted, content={"words": words.strip()})
    writer.flush()
    return said


def _whose(entry: AccessEntry) -> Indexes:
    """Of whom a drawn look was: of the person of its matter, of whoever stood at the window, or of whom was asked in the matter
    of somebody else."""
    whole = entry.own_matter or entry
    assert whole.number_index is not None and whole.name_index is not None  # noqa: S101, PT018 - only such looks are drawn
    return Indexes(bytes(whole.number_index), bytes(whole.name_index))
