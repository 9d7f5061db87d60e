"""Whose data was seen, or could be: counted from the log, to be told. Nobody is shown a list of persons. [law:pipl/第五十七条]"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce

from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.batch import read_content
from chengxin.apps.looks.models import Breach, BreachTold
from chengxin.apps.matters.models import Matter
from chengxin.apps.officials import selectors as officials
from chengxin.apps.officials.models import Official, Program
from chengxin.apps.people.models import Person
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.records.models import Version
from chengxin.apps.submissions.models import HeldRow, Submission
from chengxin.core.breaches import SAID, Source
from chengxin.core.reasons import Reason, Refusal

#: A list of what was reported shows so many, newest first.
_MOST = 50


@dataclass(frozen=True, slots=True)
class Affected:
    """From where it was seen, and in what span."""

    source: Source
    subject: int
    since: datetime
    until: datetime


@dataclass(frozen=True)
class OpenedBreach:
    """One report, with what became of it."""

    breach: Breach
    told: BreachTold | None

    @property
    def said(self) -> dict[str, str]:
        """What the letter says; nothing once destroyed."""
        content = read_content(self.breach) or {}
        return {name: str(content.get(name, "")) for name in SAID}


def subject_of(source: Source, name: str) -> int:
    """The row that a username, a program's number or a file's number names.

    :raises Refusal: BREACH_SOURCE_UNKNOWN.
    """
    named: Any
    if source is Source.OFFICIAL:
        # Somebody who has left looked all the same.
        named = Official.objects.filter(username=name).first()
    elif source is Source.PROGRAM:
        named = officials.get_program(name)
    else:
        named = Submission.objects.filter(ref=name).first()
    if named is None:
        raise Refusal(Reason.BREACH_SOURCE_UNKNOWN)
    return int(named.pk)


def concerned(source: Source, subject: int) -> frozenset[int]:
    """The official whom it is about: the one who looked, answers for the program, or handed the file over."""
    if source is Source.OFFICIAL:
        return frozenset({subject})
    if source is Source.PROGRAM:
        return frozenset(Program.objects.filter(pk=subject).values_list("official", flat=True))
    return frozenset(Submission.objects.filter(pk=subject).values_list("by", flat=True))


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
    yield looks.filter(whose__isnull=False).values_list("number_index", "whose").distinct()
    # Where the log names a number alone, everybody who is held under it.
    bare = looks.filter(whose__isnull=True).values("number_index")
    yield Person.objects.filter(number_index__in=bare).values_list("number_index", "name_index")
    if of.source is Source.OFFICIAL:
        # A matter shows its person to whoever opened it; a program is shown nothing of one before it asks.
        yield Matter.objects.filter(span, by=of.subject).values_list("number_index", "name_index").distinct()


def newest() -> list[OpenedBreach]:
    """What was reported, newest first: numbers, nobody's name."""
    return [_opened(one) for one in Breach.objects.select_related("by", "told_by__by").order_by("-pk")[:_MOST]]


def get(ref: str) -> OpenedBreach | None:
    found = Breach.objects.select_related("by", "told_by__by").filter(ref=ref).first()
    return None if found is None else _opened(found)


def affected_of(breach: Breach) -> Affected:
    return Affected(Source(breach.source), breach.subject, breach.since, breach.until)


def source_name(breach: Breach) -> str:
    """What the source is called: an official's name, a program's, a file's number."""
    if breach.source == Source.OFFICIAL:
        return str(Official.objects.get(pk=breach.subject).name)
    if breach.source == Source.PROGRAM:
        return str(Program.objects.get(pk=breach.subject).name)
    return str(Submission.objects.get(pk=breach.subject).ref)


def _opened(breach: Breach) -> OpenedBreach:
    return OpenedBreach(breach, getattr(breach, "told_by", None))
