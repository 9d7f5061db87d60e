"""Ask for the repair of one record, on one form. [law:repair_order_36/第二条] [law:repair_order_36/第三条]"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.refs import new_ref
from chengxin.apps.notices.actions.owe import Owed, owe
from chengxin.apps.officials.models import Official
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.records.actions.flag import ask_for_repair
from chengxin.apps.records.evidence import clean
from chengxin.apps.records.selectors import HeldRecord, get_for_person
from chengxin.apps.repairs import proofs
from chengxin.apps.repairs.models import RepairRequest
from chengxin.apps.repairs.rules import case_of, periods
from chengxin.core.calendar import day_of
from chengxin.core.permissions import Act, Role, require
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.repairs import Case, Phase, due, may_request, phase
from chengxin.lawbook import Lawbook


@transaction.atomic
def request(
    ref: str,
    *,
    commitment: str,
    words: str = "",
    files: Sequence[tuple[str, bytes]] = (),
    lawbook: Lawbook,
    by: Indexes,
    through: Official | None = None,
    at: datetime,
) -> RepairRequest:
    """Ask for the repair of the record with this reference in the file of `by`; with `through`, an official writes it
    down for the person at a window. `files` are (name, bytes). It stops no clock of the record.

    :raises Refusal: RECORD_MISSING, ROLE_MAY_NOT, EVIDENCE_NOT_TAKEN, EVIDENCE_TOO_MUCH, and the reasons of
        `core.repairs.may_request`.
    """
    if through is not None:
        require(Role(through.role), Act.ACT_FOR_PERSON)
    hold("number", by.number)
    held = get_for_person(by, ref, lawbook=lawbook, at=at)
    if held is None:
        raise Refusal(Reason.RECORD_MISSING)
    kept = clean(files)
    may_request(
        held.item,
        repair_from=held.repair_from,
        standing=held.standing,
        commitment=commitment,
        has_proofs=bool(kept),
        earlier=_earlier(held, at),
        on=day_of(at),
    )
    writer = Writer(at)
    asked = writer.add(
        "repair_requested",
        RepairRequest(
            ref=new_ref(),
            record=held.record,
            version=held.version,
            number_index=by.number,
            name_index=by.name,
            through=through,
            at=writer.at,
        ),
        content={"commitment": _plain(commitment), "words": _plain(words)},
    )
    proofs.keep(kept, asked, writer=writer, through=through)
    last = due(Case(writer.at), periods(lawbook, at=writer.at))
    assert last is not None  # noqa: S101 - a case that has just begun has a last day
    ask_for_repair(held.version, cause=asked.pk, freezes_from=last.until, writer=writer)
    letter = lawbook.letter("repair_asked")
    owe(writer, Owed(by.number, by.name, letter.template, letter.edition, asked.pk))
    writer.flush()
    return asked


def _earlier(held: HeldRecord, at: datetime) -> list[Phase]:
    known = RepairRequest.objects.filter(record=held.record).prefetch_related("steps")
    return [phase(case_of(one, at=at)) for one in known]


def _plain(text: str) -> str:
    return text.strip().replace("\r\n", "\n")
