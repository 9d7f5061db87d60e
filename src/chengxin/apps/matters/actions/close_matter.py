"""Close a matter with its outcome."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.batch import write
from chengxin.apps.ledger.hold import hold
from chengxin.apps.matters.models import Closing, Ending, Matter
from chengxin.apps.officials.models import Official, Program
from chengxin.core.permissions import Act, Role, require
from chengxin.core.reasons import Reason, Refusal


@transaction.atomic
def close_matter(
    matter: Matter, *, outcome: str, program: Program | None = None, by: Official, at: datetime
) -> Closing:
    """Note how the matter ended. `program` closes it in the name of `by`.

    :raises Refusal: ROLE_MAY_NOT, MATTER_NOT_YOURS, MATTER_CLOSED, OUTCOME_UNKNOWN.
    """
    require(Role(by.role), Act.CLOSE_MATTER)
    if matter.unit != by.unit:
        raise Refusal(Reason.MATTER_NOT_YOURS)
    if outcome not in set(Ending):
        raise Refusal(Reason.OUTCOME_UNKNOWN)
    hold("matter", matter.pk)
    if Closing.objects.filter(matter=matter).exists():
        raise Refusal(Reason.MATTER_CLOSED)
    at = at.replace(microsecond=0)
    closing = Closing(matter=matter, outcome=Ending(outcome).value, program=program, at=at, by=by)
    write(at, [("matter_closed", closing)])
    return closing
