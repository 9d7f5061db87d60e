"""Enter that a window prints the whole report of whoever stands there: it holds more than the file showed.

[law:pipl/第四十四条] [law:pipl/第四十五条]
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.inquiries.models import REPORT_PRINTED, AccessEntry
from chengxin.apps.inquiries.paper_looks import enter
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.officials.models import Official
from chengxin.apps.people.selectors import Indexes
from chengxin.core.calendar import day_of
from chengxin.core.errands import Errand, may_run
from chengxin.core.permissions import Role
from chengxin.lawbook import Lawbook


@transaction.atomic
def print_report(who: Indexes, *, lawbook: Lawbook, by: Official, at: datetime) -> AccessEntry:
    """Enter the printing; whose file it is was looked at when it was opened.

    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT, WINDOW_NOT_YOURS.
    """
    may_run(Errand.READ, role=Role(by.role), unit=by.unit, askers=lawbook.askers(day_of(at)))
    writer = Writer(at)
    entry = enter(writer, REPORT_PRINTED, who, by=by)
    writer.flush()
    return entry
