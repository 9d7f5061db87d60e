"""Take a proof that the person was told, by whichever way of the closed list. [law:pipl/第十七条] [law:pipl/第三十五条]"""

from __future__ import annotations

from datetime import date

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.notices.models import Letter
from chengxin.apps.records.models import RecordEvent, Version
from chengxin.apps.records.rules import happenings, needs_proof
from chengxin.core.calendar import day_of
from chengxin.core.facts import ProofMode
from chengxin.core.reasons import Refusal
from chengxin.core.records import Event, accept_proof, may_follow
from chengxin.lawbook import Lawbook

#: Letters whose subject is a version, and whose arrival proves that the person was told of it.
TELLS_OF_A_VERSION = frozenset({"registered_adverse", "record_changed"})


def prove_by_letter(writer: Writer, letter: Letter, mode: ProofMode, on: date, lawbook: Lawbook) -> None:
    """Add the proof that a letter arrived, to the batch of the act that saw it arrive; nothing where the proof changes
    nothing: the letter tells of no version, or of one without effect, already proved, withdrawn, or no longer standing.

    :raises Refusal: PROOF_IN_FUTURE.
    """
    if letter.template not in TELLS_OF_A_VERSION:
        return
    version = Version.objects.select_related("record").get(pk=letter.subject)
    record, today = version.record, day_of(writer.at)
    if not needs_proof(lawbook.items.at(record.item, today), on=today):
        return
    versions, events = list(record.versions.all()), list(record.events.all())
    if max(versions, key=lambda v: v.pk).pk != version.pk:
        return
    try:
        may_follow(happenings(versions, events), Event.NOTICE_PROVED)
    except Refusal:
        return
    # Nobody was told of a version before it was written: a clock that goes behind shortens nobody's wait.
    proof = accept_proof(mode, max(on, day_of(version.at)), at=max(writer.at, version.at))
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
