"""Take the key of a program that tries what it may not ask again and again. [law:pipl/第五十一条]"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.hold import hold
from chengxin.apps.officials.actions.revoke_program import revoke_program
from chengxin.apps.officials.models import Program, Revocation
from chengxin.core.inquiries import is_over_asking
from chengxin.core.watching import is_probing
from chengxin.lawbook import Lawbook

#: Who took the key: a published rule.
BY_RULE = "rule:probing"
_WITHIN = timedelta(days=1)


@transaction.atomic
def stop_probing(program: Program, *, lawbook: Lawbook, at: datetime) -> bool:
    """After a refused question: whether the program was refused so often within a day that its key is taken. From the next
    request on it is nobody's; what it did keeps its name."""
    hold("program", program.ref)
    within = {"program": program, "outcome": "refused", "at__gt": at - _WITHIN}
    tries = sum(is_over_asking(one["reasons"]) for one in AccessEntry.objects.filter(**within).values("reasons"))
    if not is_probing(lawbook.watching, tries) or Revocation.objects.filter(program=program).exists():
        return False
    revoke_program(program.ref, by=BY_RULE, at=at)
    return True
