"""Open a row that waits for a human: the official sees the two names, and the person sees that they looked.

[law:pipl/第八条] [law:pipl/第四十四条]
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.batch import Writer, read_content
from chengxin.apps.officials.models import Official
from chengxin.apps.people import selectors as people
from chengxin.apps.people.models import Person
from chengxin.apps.people.oneself import require_nobody_of_number
from chengxin.apps.records.selectors import names_holding
from chengxin.apps.submissions.models import HeldRow
from chengxin.core.facts import Identity
from chengxin.core.matching import Waits
from chengxin.core.permissions import Act, Role, require, require_keeper
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import Lawbook


@dataclass(frozen=True, slots=True)
class Compared:
    """What the row says, and the names that hold the same number."""

    row: Identity
    held_names: tuple[str, ...]
    decision_no: str
    authority: str
    why: Waits


@transaction.atomic
def look_at_held_row(held_row: HeldRow, *, lawbook: Lawbook, by: Official, at: datetime) -> Compared:
    """Show one held row to the official who settles it, and enter the look: for whoever bears the row's name, and for everybody
    else who is known under the number.

    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT, SAME_NAME_AS_YOURS, ROW_ALREADY_SETTLED once its content is destroyed.
    """
    require(Role(by.role), Act.SETTLE_IDENTITY)
    require_keeper(by.unit)
    content = read_content(held_row)
    if content is None:
        raise Refusal(Reason.ROW_ALREADY_SETTLED)
    number_index = bytes(held_row.number_index)
    row = people.open_identity(bytes.fromhex(content["identity"]))
    holding = names_holding(number_index)
    require_nobody_of_number(number_index, names=holding, besides=row, lawbook=lawbook, by=by)
    writer = Writer(at)
    writer.add(
        "person_looked_at",
        AccessEntry(
            number_index=number_index,
            name_index=bytes(held_row.name_index),
            outcome="identity_check",
            unit=by.unit,
            role=by.role,
            seat=by.seat,
            purpose="",
            # That a record of this item has ended.
            shown=[content["facts"]["item"]] if held_row.why == Waits.LIKE_ENDED else [],
            reasons=[],
            at=writer.at,
            by=by,
        ),
    )
    writer.flush()
    # A row like what has ended is about one person alone.
    names = {bytes(held_row.name_index)} if held_row.why == Waits.LIKE_ENDED else holding
    held = Person.objects.filter(number_index=number_index, identity__isnull=False).order_by("pk")
    return Compared(
        row=row,
        held_names=tuple(people.name_of(person) for person in held if bytes(person.name_index) in names),
        decision_no=content["facts"]["decision_no"],
        authority=content["facts"]["authority"],
        why=Waits(held_row.why),
    )
