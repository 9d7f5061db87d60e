"""Draw the looks of the last week for review, by the ledger's own root. [law:pipl/第五十四条]"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.models import Checkpoint, Entry
from chengxin.apps.ledger.refs import new_ref
from chengxin.apps.looks.models import DrawnLook, Sample
from chengxin.core.calendar import day_of, start_of
from chengxin.core.samples import draw as drawn_of
from chengxin.core.samples import week_before
from chengxin.lawbook import Lawbook


@transaction.atomic
def draw(*, lawbook: Lawbook, at: datetime) -> int:
    """Draw for the last whole week, once; how many looks were drawn. A week without a signed root draws nothing."""
    hold("weekly sample")
    week = week_before(day_of(at))
    if Sample.objects.filter(week_from=week).exists():
        return 0
    begin, end = start_of(week), start_of(week + timedelta(days=7))
    head = Checkpoint.objects.filter(at__gte=begin, at__lt=end).order_by("-size").first()
    if head is None:
        return 0
    writer = Writer(at)
    chosen = chosen_by(bytes(head.root), week, lawbook=lawbook)
    looks = asked_in(week).count()
    sample = writer.add(
        "looks_drawn",
        Sample(week_from=week, size=head.size, root=bytes(head.root), looks=looks, drawn=len(chosen), at=writer.at),
    )
    for entry in chosen:
        writer.add("look_drawn", DrawnLook(ref=new_ref(), sample=sample, entry_id=entry, at=writer.at))
    writer.flush()
    return len(chosen)


def chosen_by(root: bytes, week: date, *, lawbook: Lawbook) -> list[int]:
    """Which looks of a week a root draws; anybody with the ledger comes to the same."""
    asked = list(asked_in(week).values_list("pk", flat=True))
    numbers = {pk: bytes(nonce) for pk, nonce in Entry.objects.filter(pk__in=asked).values_list("pk", "nonce")}
    return drawn_of(root, numbers, lawbook.period("look_sample", on=week))


def asked_in(week: date) -> QuerySet[AccessEntry]:
    """The looks of a week in which an office was let in to ask about a person in a matter."""
    return AccessEntry.objects.filter(
        at__gte=start_of(week),
        at__lt=start_of(week + timedelta(days=7)),
        matter__isnull=False,
        outcome__in=["answered", "cannot_tell", "read_again"],
    )
