"""Reports that data was seen by whom it was not for: what was reported, and through whom or what. [law:pipl/第五十七条]"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chengxin.apps.ledger.batch import read_content
from chengxin.apps.looks.models import Breach, BreachTold
from chengxin.apps.officials import selectors as officials
from chengxin.apps.officials.models import Official, Program
from chengxin.apps.submissions.models import Submission
from chengxin.core.breaches import SAID, Source
from chengxin.core.reasons import Reason, Refusal

#: A list of what was reported shows so many, newest first.
_MOST = 50


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


def newest() -> list[OpenedBreach]:
    """What was reported, newest first: numbers, nobody's name."""
    return [_opened(one) for one in Breach.objects.select_related("by", "told_by__by").order_by("-pk")[:_MOST]]


def get(ref: str) -> OpenedBreach | None:
    found = Breach.objects.select_related("by", "told_by__by").filter(ref=ref).first()
    return None if found is None else _opened(found)


def source_name(breach: Breach) -> str:
    """What the source is called: an official's name, a program's, a file's number."""
    if breach.source == Source.OFFICIAL:
        return str(Official.objects.get(pk=breach.subject).name)
    if breach.source == Source.PROGRAM:
        return str(Program.objects.get(pk=breach.subject).name)
    return str(Submission.objects.get(pk=breach.subject).ref)


def _opened(breach: Breach) -> OpenedBreach:
    return OpenedBreach(breach, getattr(breach, "told_by", None))
