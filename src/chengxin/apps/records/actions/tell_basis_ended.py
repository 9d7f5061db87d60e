"""Tell a person that the law under which a record is kept has ended. [law:pipl/第十七条] [law:pipl/第四十七条]

The record lost its effect by the clock alone, whether this ran or not.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.adopted_law import is_law_adopted
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.notices.actions.owe import Owed, owe
from chengxin.apps.records.ended_basis import to_be_told
from chengxin.core.calendar import day_of
from chengxin.lawbook import Lawbook

_AT_ONCE = 500


@transaction.atomic
def tell_basis_ended(*, lawbook: Lawbook, at: datetime) -> int:
    """Owe a letter for each record whose basis has ended; how many were owed. Once per record, and by adopted law alone."""
    if not is_law_adopted():
        return 0
    hold("records without basis")
    ended = to_be_told(lawbook, at=at, today=day_of(at), limit=_AT_ONCE)
    if not ended:
        return 0
    writer, letter = Writer(at), lawbook.letter("record_basis_ended")
    for version, number, name in ended:
        owe(writer, Owed(bytes(number), bytes(name), letter.template, letter.edition, version))
    writer.flush()
    return len(ended)
