"""The person opens a letter: that is proof of notice for the version it tells of. [law:pipl/第十七条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.notices import selectors as notices
from chengxin.apps.notices.models import Letter, Reading
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.records.models import RecordEvent, Version
from chengxin.apps.records.rules import happenings, needs_proof
from chengxin.core.calendar import day_of
from chengxin.core.facts import ProofMode
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.records import Event, accept_proof, may_follow
from chengxin.lawbook import Lawbook

#: Letters whose subject is a version, and whose reading proves that the person was told of it.
TELLS_OF_A_VERSION = frozenset({"registered_adverse", "record_changed"})


@transaction.atomic
def read_letter(ref: str, *, lawbook: Lawbook, by: Indexes, at: datetime) -> Letter:
    """Note the first reading of a letter by the person it was written to; reading again changes nothing.

    :raises Refusal: LETTER_NOT_YOURS, also for a letter that does not exist.
    """
    hold("letter", ref)
    letter = notices.get_for_person(by.number, by.name, ref)
    if letter is None:
        raise Refusal(Reason.LETTER_NOT_YOURS)
    if notices.is_read(letter):
        return letter
    writer = Writer(at)
    writer.add("letter_read", Reading(letter=letter, at=writer.at))
    if letter.template in TELLS_OF_A_VERSION:
        _prove(writer, Version.objects.select_related("record").get(pk=letter.subject), lawbook)
    writer.flush()
    return letter


def _prove(writer: Writer, version: Version, lawbook: Lawbook) -> None:
    """Add the proof unless it changes nothing: without effect, already proved, withdrawn, or no longer the version that stands."""
    record = version.record
    today = day_of(writer.at)
    if not needs_proof(lawbook.items.at(record.item, today), on=today):
        return
    versions, events = list(record.versions.all()), list(record.events.all())
    if max(versions, key=lambda v: v.pk).pk != version.pk:
        return
    try:
        may_follow(happenings(versions, events), Event.NOTICE_PROVED)
    except Refusal:
        return
    proof = accept_proof(ProofMode.READ_IN_PORTAL, today, at=writer.at)
    writer.add(
        "record_event",
        RecordEvent(
            record=record,
            version=version,
            event=Event.NOTICE_PROVED.value,
            proof_mode=proof.mode.value,
            proof_on=proof.on,
            at=writer.at,
        ),
    )
