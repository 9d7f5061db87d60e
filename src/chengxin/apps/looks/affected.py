"""Whose data was seen, or could be: counted from the log, to be told. Nobody is shown a list of persons. [law:pipl/第五十七条]"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce

from chengxin.apps.inquiries.models import IDENTITY_CHECK, AccessEntry
from chengxin.apps.looks.models import Breach
from chengxin.apps.matters.models import Matter
from chengxin.apps.people.models import Person
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.records.models import Version
from chengxin.apps.submissions.models import HeldRow
from chengxin.core.breaches import Source


@dataclass(frozen=True, slots=True)
class Affected:
    """From where it was seen, and in what span."""

    source: Source
    subject: int
    since: datetime
    until: datetime


def affected_of(breach: Breach) -> Affected:
    return Affected(Source(breach.source), breach.subject, breach.since, breach.until)


def persons(of: Affected) -> Iterator[Indexes]:
    """Whoever was looked at, or stood open to be looked at, each once: indexes, which open nothing."""
    seen: set[tuple[bytes, bytes]] = set()
    for found in _pairs(of):
        for number, name in found.iterator(chunk_size=10_000):
            pair = (bytes(number), bytes(name))
            if pair not in seen:
                seen.add(pair)
                yield Indexes(*pair)


def _pairs(of: Affected) -> Iterator[Any]:
    if of.source is Source.SUBMISSION:
        of_file = {"submission": of.subject}
        yield Version.objects.filter(**of_file, record__person__isnull=False).values_list(
            "record__person__number_index", "record__person__name_index"
        )
        waiting = HeldRow.objects.filter(**of_file).values("number_index")
        yield Person.objects.filter(number_index__in=waiting).values_list("number_index", "name_index")
        return
    who = {"by" if of.source is Source.OFFICIAL else "program": of.subject}
    span = Q(at__gte=of.since, at__lt=of.until)
    # A refused try showed nothing.
    looks = AccessEntry.objects.filter(span, **who, number_index__isnull=False).exclude(outcome="refused")
    looks = looks.annotate(whose=Coalesce("name_index", "matter__name_index", "letter__name_index"))
    # A row that waits was looked at beside the names of all who are known under its number.
    yield looks.filter(whose__isnull=False).values_list("number_index", "whose").distinct()
    # Where the log names a number alone, everybody who is held under it.
    bare = looks.filter(Q(whose__isnull=True) | Q(outcome=IDENTITY_CHECK, shown=[])).values("number_index")
    yield Person.objects.filter(number_index__in=bare).values_list("number_index", "name_index")
    if of.source is Source.OFFICIAL:
        # A matter shows its person to whoever opened it; a program is shown nothing of one before it asks.
        yield Matter.objects.filter(span, by=of.subject).values_list("number_index", "name_index").distinct()
