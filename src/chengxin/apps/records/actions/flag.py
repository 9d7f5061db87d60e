"""Flag a record while a case about it is open, and release it. Runs inside the act that opens or closes the case.

[law:pipl/第四十六条] [law:credit_reporting_regulation/第二十五条]
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.journal import ending, note_on_commit
from chengxin.apps.records.models import RecordEvent, Version
from chengxin.apps.records.rules import happenings
from chengxin.core.records import ENDINGS, Event, may_follow


def freeze(version: Version, *, cause: int, writer: Writer) -> RecordEvent:
    """Take the record out of every answer from now on.

    :raises Refusal: RECORD_WITHDRAWN, RECORD_VOIDED, RECORD_REPAIRED.
    """
    return _flag(version, Event.FROZEN, writer, cause=cause)


def mark(version: Version, *, cause: int, freezes_from: datetime, writer: Writer) -> RecordEvent:
    """Let the flag travel with the record, until `freezes_from`: from then on it is in no answer. Marking again under the
    same case moves that instant.

    :raises Refusal: RECORD_WITHDRAWN, RECORD_VOIDED, RECORD_REPAIRED.
    """
    return _flag(version, Event.MARKED, writer, cause=cause, freezes_from=freezes_from)


def ask_for_repair(version: Version, *, cause: int, freezes_from: datetime, writer: Writer) -> RecordEvent:
    """Note that repair was asked for and until when it is to be decided: from `freezes_from` on the record is in no answer.
    Noting it again under the same case moves that instant.

    :raises Refusal: RECORD_WITHDRAWN, RECORD_VOIDED, RECORD_REPAIRED.
    """
    return _flag(version, Event.REPAIR_ASKED, writer, cause=cause, freezes_from=freezes_from)


def release(version: Version, *, cause: int, writer: Writer) -> RecordEvent:
    """End the flag of a case; other cases keep theirs."""
    return add_event(version, Event.RELEASED, writer, cause=cause)


def add_event(version: Version, event: Event, writer: Writer, **details: Any) -> RecordEvent:
    """Add one event about the record of this version, without asking. An ending is noted beside the database too."""
    if event in ENDINGS:
        note_on_commit([ending(event.value, version.record.natural_key, writer.at)])
    return writer.add(
        "record_event",
        RecordEvent(record_id=version.record_id, version=version, event=event.value, at=writer.at, **details),
    )


def _flag(version: Version, event: Event, writer: Writer, **details: Any) -> RecordEvent:
    record = version.record
    may_follow(happenings(list(record.versions.all()), list(record.events.all())), event)
    return add_event(version, event, writer, **details)
