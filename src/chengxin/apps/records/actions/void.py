"""Take a record out for good: a decision found that it does not belong here. Runs inside that decision's act.

[law:pipl/第四十六条] [law:pipl/第四十七条]
"""

from __future__ import annotations

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.records.actions.flag import add_event
from chengxin.apps.records.models import RecordEvent, Version
from chengxin.apps.records.rules import happenings
from chengxin.core.records import Event, may_follow


def void(version: Version, *, cause: int, writer: Writer) -> RecordEvent:
    """End the record of this version; the same decision cannot be registered again.

    :raises Refusal: RECORD_WITHDRAWN, RECORD_VOIDED, RECORD_REPAIRED.
    """
    record = version.record
    may_follow(happenings(list(record.versions.all()), list(record.events.all())), Event.VOIDED)
    return add_event(version, Event.VOIDED, writer, cause=cause)
