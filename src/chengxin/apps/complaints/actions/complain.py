"""Report that a body handles personal data wrongly. [law:pipl/第六十五条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.complaints.models import Complaint
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.refs import new_ref
from chengxin.core.complaints import About, may_complain
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import Lawbook


def complain(about: About, unit: str, *, words: str, lawbook: Lawbook, at: datetime) -> Complaint:
    """Open a case about a body; no name is asked for. A report about a person is refused before anything is written.

    :raises Refusal: COMPLAINT_ABOUT_PERSON, COMPLAINT_BODY_UNKNOWN, COMPLAINT_NEEDS_WORDS, COMPLAINT_TOO_LONG,
        COMPLAINT_HOLDS_NUMBER.
    """
    may_complain(about, words)
    if unit not in lawbook.units:
        raise Refusal(Reason.COMPLAINT_BODY_UNKNOWN)
    return _open(unit, words.strip().replace("\r\n", "\n"), at=at)


@transaction.atomic
def _open(unit: str, words: str, *, at: datetime) -> Complaint:
    writer = Writer(at)
    row = writer.add("complaint_made", Complaint(ref=new_ref(), unit=unit, at=writer.at), content={"words": words})
    writer.flush()
    return row
