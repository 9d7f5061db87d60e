"""Draw the looks of the last week for review: by the ledger's own root, and by the published rules.

[law:pipl/第五十四条]
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from chengxin.apps.inquiries.models import FOR_PERSON, AccessEntry
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.models import Checkpoint, Entry
from chengxin.apps.ledger.refs import new_ref
from chengxin.apps.looks.models import DrawnLook, Sample
from chengxin.apps.matters.models import OverdueNote
from chengxin.core.calendar import day_of, start_of
from chengxin.core.samples import draw as drawn_of
from chengxin.core.samples import week_before
from chengxin.core.watching import Seen, signs
from chengxin.lawbook import Lawbook

_LET_IN = ("answered", "cannot_tell", "read_again")


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
    looks = looked_in(week).count()
    drawn = dict.fromkeys(chosen, "") | shown_by_rules(week, lawbook=lawbook)
    sample = writer.add(
        "looks_drawn",
        Sample(week_from=week, size=head.size, root=bytes(head.root), looks=looks, drawn=len(drawn), at=writer.at),
    )
    for entry, rule in drawn.items():
        writer.add("look_drawn", DrawnLook(ref=new_ref(), sample=sample, entry_id=entry, rule=rule, at=writer.at))
    writer.flush()
    return len(drawn)


def chosen_by(root: bytes, week: date, *, lawbook: Lawbook) -> list[int]:
    """Which looks of a week a root draws; anybody with the ledger comes to the same."""
    looks = list(looked_in(week).values_list("pk", flat=True))
    numbers = {pk: bytes(nonce) for pk, nonce in Entry.objects.filter(pk__in=looks).values_list("pk", "nonce")}
    return drawn_of(root, numbers, lawbook.period("look_sample", on=week))


def shown_by_rules(week: date, *, lawbook: Lawbook) -> dict[int, str]:
    """Which looks of a week a published rule gives to a reviewer, and which rule; also those in a matter whose person was
    told in that week that no outcome followed."""
    within = {"at__gte": start_of(week), "at__lt": start_of(week + timedelta(days=7))}
    overdue = set(OverdueNote.objects.filter(**within).values_list("matter", flat=True))
    entries = looked_in(week, or_in=overdue).exclude(pk__in=DrawnLook.objects.values("entry"))
    looks = [
        Seen(pk, by, program is not None, at, outcome == "read_again", bytes(number or b""), matter)
        for pk, by, program, at, outcome, number, matter in entries.order_by("pk").values_list(
            "pk", "by", "program", "at", "outcome", "number_index", "matter"
        )
    ]
    refused = AccessEntry.objects.filter(**within, outcome="refused").values("by").annotate(count=Count("pk"))
    return {
        look: sign.value
        for look, sign in signs(
            lawbook.watching,
            looks,
            refused={row["by"]: row["count"] for row in refused},
            without_outcome=overdue,
            working_days=lawbook.working_days,
        ).items()
    }


def looked_in(week: date, *, or_in: Collection[int] = ()) -> QuerySet[AccessEntry]:
    """The looks of a week in which an office was let in to ask about a person in a matter, and those in these matters; and what
    was opened, found or printed for whoever stood at a window."""
    of_the_week = Q(at__gte=start_of(week), at__lt=start_of(week + timedelta(days=7)))
    let_in = Q(matter__isnull=False, outcome__in=_LET_IN) | Q(outcome__in=FOR_PERSON)
    return AccessEntry.objects.filter(of_the_week | Q(matter__in=or_in), let_in)
