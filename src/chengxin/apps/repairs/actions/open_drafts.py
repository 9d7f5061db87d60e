"""On the first day on which repair may be asked for, open a filled draft and tell the person. It decides nothing.

[law:repair_order_36/第二条]
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.notices.actions.owe import Owed, owe
from chengxin.apps.notices.models import Release
from chengxin.apps.records.models import RecordEvent, Version
from chengxin.apps.repairs.models import Draft, DraftRound, RepairRequest
from chengxin.core.calendar import day_of
from chengxin.core.records import ENDINGS
from chengxin.lawbook import Lawbook

_AT_ONCE = 500
_ONLY = 1


@transaction.atomic
def open_drafts(*, lawbook: Lawbook, at: datetime) -> int:
    """Open a draft for every record whose day has come, once per record; how many were opened.

    A record for which the person asked already needs none.
    """
    hold("repair drafts")
    today, newest_file = day_of(at), Release.objects.aggregate(newest=Max("at"))["newest"]
    if DraftRound.objects.filter(pk=_ONLY, passed_on=today, newest_file=newest_file).exists():
        return 0
    eligible = list(_eligible(today, at)[:_AT_ONCE])
    if not eligible:
        DraftRound.objects.update_or_create(pk=_ONLY, defaults={"passed_on": today, "newest_file": newest_file})
        return 0
    writer, letter = Writer(at), lawbook.letter("repair_can_be_asked")
    for version in eligible:
        person = version.record.person
        assert person is not None  # noqa: S101 - asked for in the query
        draft = writer.add("repair_draft_opened", Draft(record=version.record, version=version, at=writer.at))
        who = (bytes(person.number_index), bytes(person.name_index))
        owe(writer, Owed(*who, letter.template, letter.edition, draft.pk))
    writer.flush()
    return len(eligible)


def _eligible(today: date, at: datetime) -> QuerySet[Version]:
    """The newest told version of each record whose day has come, that has not ended, without a draft and never asked for."""
    of_record = {"record": OuterRef("record_id")}
    told = Q(submission=None) | Q(submission__in=Release.objects.values("pk"))
    newest = Version.objects.filter(told, **of_record).order_by("-pk").values("pk")[:1]
    endings = [event.value for event in ENDINGS]
    return (
        Version.objects.filter(told, repair_from__lte=today, until__gt=at, record__person__isnull=False)
        .filter(pk=Subquery(newest))
        .exclude(Exists(Draft.objects.filter(**of_record)))
        .exclude(Exists(RepairRequest.objects.filter(**of_record)))
        .exclude(Exists(RecordEvent.objects.filter(event__in=endings, **of_record)))
        .select_related("record__person")
        .order_by(F("pk"))
    )
