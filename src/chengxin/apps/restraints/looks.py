"""Enter that an official looked at one person because of a restraint. [law:pipl/第四十四条]"""

from __future__ import annotations

from collections.abc import Sequence

from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.officials.models import Official
from chengxin.apps.people.selectors import Indexes
from chengxin.core.inquiries import RESTRAINT
from chengxin.core.reasons import Reason


def enter(
    writer: Writer,
    who: Indexes,
    *,
    case: str,
    shown: Sequence[str] = (),
    reasons: Sequence[Reason] = (),
    by: Official,
) -> None:
    """Add the look to the act's batch; one with reasons was refused and showed nothing."""
    writer.add(
        "person_looked_at",
        AccessEntry(
            number_index=who.number,
            name_index=who.name,
            outcome="refused" if reasons else "case_read",
            unit=by.unit,
            role=by.role,
            seat=by.seat,
            purpose=RESTRAINT,
            case=case,
            shown=list(shown),
            reasons=[reason.value for reason in reasons],
            at=writer.at,
            by=by,
        ),
    )
