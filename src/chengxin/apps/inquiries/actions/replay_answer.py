"""An auditor reads one answer as it was given, within its matter; the person sees it. [law:pipl/第五十一条]"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from chengxin.apps.inquiries.models import AccessEntry, Answer
from chengxin.apps.inquiries.unfold import Unfolded, unfold
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.matters import selectors as matters
from chengxin.apps.officials.models import Official
from chengxin.core.permissions import Act, Role, require
from chengxin.core.reasons import Reason, Refusal


@dataclass(frozen=True, slots=True)
class Replayed:
    """An answer with its stored parts, and whether a part of it is not the one that was signed."""

    answer: Answer
    unfolded: Unfolded


@transaction.atomic
def replay_answer(matter: str, answer: str, *, by: Official, at: datetime) -> Replayed:
    """Open the answer with this number in the matter with that number (its own, or that of the request), and enter the
    look.

    :raises Refusal: ROLE_MAY_NOT, ANSWER_MISSING unless both numbers belong together.
    """
    require(Role(by.role), Act.REPLAY_ANSWER)
    given = Answer.objects.select_related("matter", "by").filter(ref=answer).first()
    if given is None or matter not in (given.matter.ref, matters.request_no_of(given.matter)):
        raise Refusal(Reason.ANSWER_MISSING)
    unfolded = unfold(given, list(given.fragments.select_related("version").order_by("place")))
    writer = Writer(at)
    writer.add(
        "person_looked_at",
        AccessEntry(
            number_index=bytes(given.matter.number_index),
            outcome="replayed",
            unit=by.unit,
            role=by.role,
            seat=by.seat,
            purpose=given.purpose,
            matter=given.matter,
            answer=given,
            shown=[fragment["item"] for fragment in (unfolded.envelope or {}).get("fragments", [])],
            reasons=[],
            at=writer.at,
            by=by,
        ),
    )
    writer.flush()
    return Replayed(given, unfolded)
