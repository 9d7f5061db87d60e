"""List what has become due to be destroyed. It destroys nothing. [law:pipl/第四十七条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.destruction.finding import due_records
from chengxin.apps.destruction.models import DueList, DueRecord, ListRound
from chengxin.apps.destruction.rules import due_of
from chengxin.apps.ledger.adopted_law import is_law_adopted
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.refs import new_ref
from chengxin.apps.officials.models import Official
from chengxin.apps.records.selectors import told_of
from chengxin.core.calendar import day_of
from chengxin.core.permissions import Act, Role, require, require_keeper
from chengxin.lawbook import Lawbook

#: Records on one list: what one look covers, and what is destroyed in one transaction.
AT_ONCE = 200
_ONLY = 1


@transaction.atomic
def list_due(*, lawbook: Lawbook, at: datetime) -> int:
    """List what is due, as the clock does once a day and once for each law; how many records were listed."""
    hold("due lists")
    today = day_of(at)
    if ListRound.objects.filter(pk=_ONLY, passed_on=today, law_digest=lawbook.digest).exists():
        return 0
    made = _make(lawbook, None, at)
    if made is not None:
        return made.records.count()
    ListRound.objects.update_or_create(pk=_ONLY, defaults={"passed_on": today, "law_digest": lawbook.digest})
    return 0


@transaction.atomic
def make_list(*, lawbook: Lawbook, by: Official, at: datetime) -> DueList | None:
    """List what is due now, at the wish of an official; `None` where nothing is.

    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT.
    """
    require(Role(by.role), Act.REVIEW_DESTRUCTION)
    require_keeper(by.unit)
    hold("due lists")
    return _make(lawbook, by, at)


def _make(lawbook: Lawbook, by: Official | None, at: datetime) -> DueList | None:
    found = due_records(lawbook, at=at, is_adopted=is_law_adopted(), limit=AT_ONCE)
    if not found:
        return None
    writer = Writer(at)
    made = writer.add("due_list_made", DueList(ref=new_ref(), at=writer.at, by=by))
    for record, (versions, events) in told_of(found, at=at).items():
        since = due_of(versions, events, lawbook=lawbook, at=at)
        place = DueRecord(due_list=made, record_id=record, ground=since.ground.value, since=since.at)
        writer.add("record_due", place)
    writer.flush()
    return made
