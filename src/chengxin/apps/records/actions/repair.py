"""End a record because a repair was granted. Runs inside that decision's act. [law:repair_order_36/第三条]

Sharing, use, statistics and whatever rests on the record end in the same instant: they are derived from its standing.
"""

from __future__ import annotations

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.records.actions.flag import add_event
from chengxin.apps.records.models import RecordEvent, Version
from chengxin.apps.records.rules import happenings
from chengxin.core.records import Event, may_follow


def repair(version: Version, *, cause: int, writer: Writer) -> RecordEvent:
    """End the record of this version; the same decision cannot be registered again.

    :raises Refusal: RECORD_WITHDRAWN, RECORD_VOIDED, RECORD_REPAIRED.
    """
    record = version.record
    may_follow(happenings(list(record.versions.all()), list(record.events.all())), Event.REPAIRED)
    return add_event(version, Event.REPAIRED, writer, cause=cause)
