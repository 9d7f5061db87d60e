"""Write to persons who left a contact of each look from outside. [law:pipl/第七条] [law:pipl/第十七条]

The look stood in their access log at once, whether this ran or not. The letter lies in the inbox alone and proves nothing.
It is owed with the first round of the next day, those of all persons together: a letter has a leaf, and whoever has just looked
could read from the size of the ledger whether their person left a contact.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.inquiries.untold import persons_to_tell, untold_of
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.notices.actions.owe import Owed, owe
from chengxin.core.calendar import day_of, start_of
from chengxin.lawbook import Lawbook

_AT_ONCE = 200


@transaction.atomic
def tell_looks(*, lawbook: Lawbook, at: datetime) -> int:
    """Owe a letter for each look that its person asked to be told of and could see as the day of `at` began; how many were
    owed. Once per look."""
    hold("looks to tell of")
    writer, letter, count = Writer(at), lawbook.letter("look_told"), 0
    seen = start_of(day_of(writer.at))
    for who in persons_to_tell(at=seen):
        for entry in untold_of(who, at=seen)[: _AT_ONCE - count]:
            owe(writer, Owed(who.number, who.name, letter.template, letter.edition, entry.pk))
            count += 1
        if count == _AT_ONCE:
            break
    if count:
        writer.flush()
    return count
