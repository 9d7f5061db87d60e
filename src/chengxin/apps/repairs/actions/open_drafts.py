"""On the first day on which repair may be asked for, open a filled draft and tell the person. It decides nothing.

[law:repair_order_36/第二条]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.notices.actions.owe import Owed, owe
from chengxin.apps.notices.models import Release
from chengxin.apps.records.models import RecordEvent, Version
from chengxin.apps.records.selectors import was_told
from chengxin.apps.repairs.models import Draft, DraftWalk, RepairRequest
from chengxin.core.calendar import day_of
from chengxin.core.records import ENDINGS
from chengxin.lawbook import Lawbook

#: Drafts of one transaction. A city's history brings millions of them at once.
_AT_ONCE = 5_000
_ALL = 0


@transaction.atomic
def open_drafts(*, lawbook: Lawbook, at: datetime) -> int:
    """Open drafts for records whose day has come, once per record, as many as one transaction takes; how many were opened,
    and 0 only when none is left.

    A record for which the person asked already needs none.
    """
    hold("repair drafts")
    today = day_of(at)
    for walk in _walks(at):
        eligible = list(_eligible(walk, today, at)[:_AT_ONCE])
        if len(eligible) < _AT_ONCE:
            walk.ended_on = today
        else:
            walk.after = eligible[-1].pk
        walk.save()
        if eligible:
            _open(eligible, lawbook=lawbook, at=at)
            return len(eligible)
    return 0


def _walks(at: datetime) -> Iterator[DraftWalk]:
    """What is to be walked along: each complete file once; then, once a day, everything: for the days that came, and for
    what came otherwise than by a file."""
    over = DraftWalk.objects.filter(file=OuterRef("pk"), ended_on__isnull=False)
    for file in Release.objects.filter(at__lte=at).exclude(Exists(over)).order_by("pk").values_list("pk", flat=True):
        yield _walk_along(file)
    everything = _walk_along(_ALL)
    if everything.ended_on is not None and everything.ended_on != day_of(at):
        everything = DraftWalk(file=_ALL)
    if everything.ended_on is None:
        yield everything


def _walk_along(file: int) -> DraftWalk:
    return DraftWalk.objects.filter(pk=file).first() or DraftWalk(file=file)


def _open(eligible: Sequence[Version], *, lawbook: Lawbook, at: datetime) -> None:
    writer, letter = Writer(at), lawbook.letter("repair_can_be_asked")
    for version in eligible:
        person = version.record.person
        assert person is not None  # noqa: S101 - asked for in the query
        draft = writer.add("repair_draft_opened", Draft(record=version.record, version=version, at=writer.at))
        who = (bytes(person.number_index), bytes(person.name_index))
        owe(writer, Owed(*who, letter.template, letter.edition, draft.pk))
    writer.flush()


def _eligible(walk: DraftWalk, today: date, at: datetime) -> QuerySet[Version]:
    """The newest told version of each record whose day has come, that has not ended, without a draft and never asked for:
    those that come next on a walk."""
    of_record = {"record": OuterRef("record_id")}
    later = Version.objects.filter(was_told(at), pk__gt=OuterRef("pk"), record=OuterRef("record_id"))
    endings = [event.value for event in ENDINGS]
    along = {} if walk.file == _ALL else {"submission": walk.file}
    return (
        Version.objects.filter(was_told(at), pk__gt=walk.after, **along)
        .filter(repair_from__lte=today, until__gt=at, record__person__isnull=False)
        .exclude(Exists(later))
        .exclude(Exists(Draft.objects.filter(**of_record)))
        .exclude(Exists(RepairRequest.objects.filter(**of_record)))
        .exclude(Exists(RecordEvent.objects.filter(event__in=endings, **of_record)))
        .select_related("record__person")
        .order_by(F("pk"))
    )
