"""Destroy what records say: content, salt and key, the original file, and the way to the person. Runs inside an act.

[law:pipl/第四十七条]
The rows stay with their ledger entries, whose commitments nothing can be compared with any more. What an answer showed was
under the record's own key and cannot be opened again.
"""

from __future__ import annotations

from collections.abc import Sequence

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.journal import ending, note_on_commit
from chengxin.apps.ledger.scrub import scrub_on_commit
from chengxin.apps.records.models import Record, RecordEvent, Statement, Version
from chengxin.apps.records.rules import happenings
from chengxin.apps.submissions.actions.destroy_uploads import destroy_originals
from chengxin.apps.submissions.models import HeldRow, Submission
from chengxin.core.records import Event, may_follow

#: What makes a payload readable.
BLANK = {"salt": None, "content": None, "data_key": None}


def destroy(newest: Sequence[Version], *, cause: int, writer: Writer) -> list[RecordEvent]:
    """Destroy the records of these versions, and everything that was said in them; one event for each, in their order.

    :raises Refusal: RECORD_DESTROYED.
    """
    events = []
    for version in newest:
        record = version.record
        may_follow(happenings(list(record.versions.all()), list(record.events.all())), Event.DESTROYED)
        event = RecordEvent(record=record, version=version, event=Event.DESTROYED.value, cause=cause, at=writer.at)
        events.append(writer.add("record_event", event))
    note_on_commit([ending(Event.DESTROYED.value, one.record.natural_key, writer.at) for one in newest])
    scrub_on_commit()
    records = [version.record_id for version in newest]
    _destroy_files(records)
    Version.objects.filter(record__in=records).update(**BLANK)
    Statement.objects.filter(record__in=records).update(**BLANK)
    # Last: until here the rows lead to the person.
    Record.objects.filter(pk__in=records).update(person=None)
    return events


def _destroy_files(records: Sequence[int]) -> None:
    """The originals of files that are accounted for, and the rows of them that waited for a human: both repeat the row."""
    rows = set(
        Version.objects.filter(record__in=records, submission__isnull=False).values_list("submission", "sheet", "row")
    )
    files = {file for file, _, _ in rows}
    done = Submission.objects.filter(pk__in=files, receipt__isnull=False, upload__data_key__isnull=False)
    destroy_originals(list(done.values_list("pk", flat=True)))
    held = HeldRow.objects.filter(submission__in=files, content__isnull=False, settled__isnull=False)
    same = [pk for pk, *place in held.values_list("pk", "submission", "sheet", "row") if tuple(place) in rows]
    HeldRow.objects.filter(pk__in=same).update(**BLANK)
