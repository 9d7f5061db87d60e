"""Remind of papers whose day comes near, and tell of a day that passed: each once, and only while the matter is open.

[law:pipl/第十七条]
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.promises.models import Note, Promise, PromiseNote
from chengxin.apps.promises.noting import tell
from chengxin.apps.promises.selectors import promised_of
from chengxin.core.calendar import day_of
from chengxin.core.promises import State, is_near
from chengxin.lawbook import Lawbook

_AT_ONCE = 200


@transaction.atomic
def follow_up(*, lawbook: Lawbook, at: datetime) -> int:
    """Owe every letter that is due by `at`; how many. Doing it twice does it once."""
    hold("papers that follow")
    writer, count = Writer(at), 0
    for promise, is_lapsed in _due(lawbook, writer.at):
        if is_lapsed:
            tell(writer, promise, Note.LAPSED, "papers_missed", lawbook=lawbook)
        else:
            tell(writer, promise, Note.REMINDED, "papers_due_soon", lawbook=lawbook)
        count += 1
        if count == _AT_ONCE:
            break
    if count:
        writer.flush()
    return count


def _due(lawbook: Lawbook, at: datetime) -> Iterator[tuple[Promise, bool]]:
    """Each promise of which something is to be told, and whether it lapsed."""
    on, days = day_of(at), lawbook.period("papers_reminder", on=day_of(at))
    over = PromiseNote.objects.filter(promise=OuterRef("pk"), what__in=[Note.KEPT.value, Note.LAPSED.value])
    waiting = Promise.objects.filter(~Exists(over), content__isnull=False, matter__closing=None, at__lte=at)
    for promise in waiting.select_related("matter").prefetch_related("arrived", "notes").order_by("pk"):
        one = promised_of(promise, at=at)
        if one.state is State.LAPSED:
            yield promise, True
        elif not any(told.what == Note.REMINDED for told in promise.notes.all()) and is_near(
            one.due, one.arrived, on=on, days=days, working_days=lawbook.working_days
        ):
            yield promise, False
