"""An official settles a held row: the row was wrong, or right, or two people share one number. [law:pipl/第八条]"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.db import transaction

from chengxin.apps.ledger.adopted_law import require_adopted_law
from chengxin.apps.ledger.batch import Writer, read_content
from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.keyring import keys
from chengxin.apps.notices.actions.owe import Owed, owe
from chengxin.apps.officials.models import Official
from chengxin.apps.people import selectors as people
from chengxin.apps.people.actions.add_namesake import add_namesake
from chengxin.apps.people.models import ConflictEvent, Person
from chengxin.apps.people.oneself import require_nobody_of_number
from chengxin.apps.records.actions.register import register_one
from chengxin.apps.records.selectors import names_holding
from chengxin.apps.submissions.models import HeldRow, RowSettled
from chengxin.core.facts import Facts
from chengxin.core.matching import Waits
from chengxin.core.permissions import Act, Role, require, require_keeper
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.rows import Fate
from chengxin.lawbook import Lawbook


class Finding(StrEnum):
    """What an official can find about a held row."""

    ROW_IS_WRONG = "row_is_wrong"
    ROW_IS_RIGHT = "row_is_right"
    NUMBER_IS_SHARED = "number_is_shared"


@transaction.atomic
def settle_row(
    held_row: HeldRow, *, finding: Finding, reason: str, lawbook: Lawbook, by: Official, at: datetime
) -> RowSettled:
    """Settle a row that waits for a human; the file that exists is untouched.

    `ROW_IS_WRONG` sends the row back to its source. `ROW_IS_RIGHT` registers it for whom it names, where nobody of another name
    holds the number. `NUMBER_IS_SHARED` opens a file of its own for the second person, freezes both, and tells both.
    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT, LAW_NOT_ADOPTED, EXPLANATION_MISSING, ROW_ALREADY_SETTLED,
        SAME_NAME_AS_YOURS, FINDING_DOES_NOT_FIT.
    """
    require(Role(by.role), Act.SETTLE_IDENTITY)
    require_keeper(by.unit)
    registers = finding is not Finding.ROW_IS_WRONG
    if registers:
        require_adopted_law()
    if not reason.strip():
        raise Refusal(Reason.EXPLANATION_MISSING)
    if registers:
        hold("rows to register")
    hold("number", bytes(held_row.number_index))
    if RowSettled.objects.filter(held_row=held_row).exists():
        raise Refusal(Reason.ROW_ALREADY_SETTLED)
    _require_stranger(held_row, lawbook, by)
    if finding not in fitting(held_row):
        raise Refusal(Reason.FINDING_DOES_NOT_FIT)
    writer = Writer(at)
    settled = writer.add(
        "row_settled",
        RowSettled(
            held_row=held_row, finding=finding.value, reason=keys().wrap(reason.strip().encode()), at=writer.at, by=by
        ),
    )
    if registers:
        fate = _register(writer, held_row, lawbook)
        if fate is Fate.REFUSED:
            raise Refusal(Reason.FINDING_DOES_NOT_FIT)
    if finding is Finding.NUMBER_IS_SHARED:
        _freeze_both(writer, held_row, reason.strip(), lawbook, by)
    writer.flush()
    return settled


@transaction.atomic
def resolve_shared_number(
    number_index: bytes, *, reason: str, lawbook: Lawbook, by: Official, at: datetime
) -> ConflictEvent:
    """Both files may be used again: the authority that issues numbers has told whose it is.

    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT, EXPLANATION_MISSING, SAME_NAME_AS_YOURS, ROW_ALREADY_SETTLED when no conflict is
        open.
    """
    require(Role(by.role), Act.SETTLE_IDENTITY)
    require_keeper(by.unit)
    if not reason.strip():
        raise Refusal(Reason.EXPLANATION_MISSING)
    hold("number", number_index)
    require_nobody_of_number(number_index, names=names_holding(number_index), lawbook=lawbook, by=by)
    if not people.conflicted([number_index]):
        raise Refusal(Reason.ROW_ALREADY_SETTLED)
    writer = Writer(at)
    event = _conflict(writer, number_index, is_confirmed=False, reason=reason.strip(), by=by)
    _tell_both(writer, number_index, "shared_number_resolved", event, lawbook)
    writer.flush()
    return event


def _require_stranger(held_row: HeldRow, lawbook: Lawbook, by: Official) -> None:
    """Whoever bears one of the names in question sends nothing back that is about themselves."""
    content = read_content(held_row)
    row = people.open_identity(bytes.fromhex(content["identity"])) if content is not None else None
    number_index = bytes(held_row.number_index)
    names = names_holding(number_index)
    require_nobody_of_number(number_index, names=names, besides=row, lawbook=lawbook, by=by)


def fitting(held_row: HeldRow) -> list[Finding]:
    """What can be found about a row as things stand: two people share a number only while the other one holds it."""
    if held_row.why == Waits.OTHER_NAME and _is_held_by_another(held_row):
        return [Finding.ROW_IS_WRONG, Finding.NUMBER_IS_SHARED]
    return [Finding.ROW_IS_WRONG, Finding.ROW_IS_RIGHT]


def _is_held_by_another(held_row: HeldRow) -> bool:
    return bool(names_holding(bytes(held_row.number_index)) - {bytes(held_row.name_index)})


def _register(writer: Writer, held_row: HeldRow, lawbook: Lawbook) -> Fate:
    content = read_content(held_row)
    identity = people.open_identity(bytes.fromhex(content["identity"]))
    return register_one(
        Facts.from_json(content["facts"], identity),
        add_namesake(identity, writer=writer),
        writer=writer,
        submission=held_row.submission,
        sheet=held_row.sheet,
        row=held_row.row,
        lawbook=lawbook,
    ).fate


def _freeze_both(writer: Writer, held_row: HeldRow, reason: str, lawbook: Lawbook, by: Official) -> None:
    number_index = bytes(held_row.number_index)
    event = _conflict(writer, number_index, is_confirmed=True, reason=reason, by=by)
    _tell_both(writer, number_index, "shared_number_confirmed", event, lawbook)


def _conflict(writer: Writer, number_index: bytes, *, is_confirmed: bool, reason: str, by: Official) -> ConflictEvent:
    return writer.add(
        "identity_conflict",
        ConflictEvent(
            number_index=number_index,
            is_confirmed=is_confirmed,
            reason=keys().wrap(reason.encode()),
            at=writer.at,
            by=by,
        ),
    )


def _tell_both(writer: Writer, number_index: bytes, template: str, event: ConflictEvent, lawbook: Lawbook) -> None:
    letter = lawbook.letter(template)
    for person in Person.objects.filter(number_index=number_index):
        owe(
            writer,
            Owed(number_index, bytes(person.name_index), letter.template, letter.edition, event.pk),
        )
