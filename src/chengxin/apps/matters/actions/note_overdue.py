"""Tell a person that somebody asked about them and no outcome followed. [law:pipl/第四十四条]"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.matters.models import Matter, OverdueNote
from chengxin.apps.notices.actions.owe import Owed, owe
from chengxin.core.calendar import day_of
from chengxin.lawbook import Lawbook

_AT_ONCE = 500


@transaction.atomic
def note_overdue(*, lawbook: Lawbook, at: datetime) -> int:
    """Owe a letter for every matter without outcome after the lawbook's period; how many were owed. Once per matter, and for
    one whose looks are hidden on the day of their release."""
    hold("matters without outcome")
    opened_before = at - timedelta(days=lawbook.period("matter_without_outcome", on=day_of(at)))
    open_long = Matter.objects.filter(at__lte=opened_before, closing=None, overdue_note=None)
    late = list(open_long.exclude(hiding__until__gt=at).order_by("pk")[:_AT_ONCE])
    if not late:
        return 0
    writer = Writer(at)
    for matter in late:
        writer.add("matter_without_outcome", OverdueNote(matter=matter, at=writer.at))
        letter = lawbook.letter("matter_without_outcome")
        owe(
            writer,
            Owed(bytes(matter.number_index), bytes(matter.name_index), letter.template, letter.edition, matter.pk),
        )
    writer.flush()
    return len(late)
