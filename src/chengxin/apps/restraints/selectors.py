"""Restraints of one person, of one unit by the number of their decision, one by its number. Nothing here searches persons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from chengxin.apps.inquiries.actions.answer import still_so, was_outdated
from chengxin.apps.inquiries.models import Fragment
from chengxin.apps.inquiries.selectors import answers_read
from chengxin.apps.ledger.batch import read_content
from chengxin.apps.matters.models import Matter
from chengxin.apps.matters.selectors import last_day_of
from chengxin.apps.officials.models import Official, Program
from chengxin.apps.people.selectors import Indexes, exactly
from chengxin.apps.records.selectors import HeldRecord, held_by
from chengxin.apps.restraints.models import Restraint, RestraintPaper, UseNotice
from chengxin.apps.restraints.rules import state_of
from chengxin.core.calendar import day_of
from chengxin.core.law import Measure
from chengxin.core.restraints import State
from chengxin.lawbook import Lawbook

#: How many of a unit's restraints one page holds, newest first.
MOST = 100


@dataclass(frozen=True)
class OpenedRestraint:
    """A restraint with everything that is derived from its rows at one instant."""

    restraint: Restraint
    measure: Measure
    """The edition in force when it was decided."""
    state: State
    held: HeldRecord | None
    """Its record; `None` once destroyed."""
    at: datetime

    @property
    def said(self) -> dict[str, str]:
        """What was written when it was documented; empty once destroyed."""
        return read_content(self.restraint) or {}

    @property
    def end(self) -> dict[str, str]:
        """What the decider wrote when ending it; empty where nobody did."""
        ended = getattr(self.restraint, "ended", None)
        return {} if ended is None or ended.at > self.at else read_content(ended) or {}

    @property
    def papers(self) -> list[RestraintPaper]:
        return [self.restraint.decision, self.restraint.notice, self.restraint.hearing]


def list_for_person(who: Indexes, *, lawbook: Lawbook, at: datetime) -> list[OpenedRestraint]:
    """Everything that was documented about this person, newest first."""
    mine = _with_all().filter(exactly(who.number, who.name), at__lte=at).order_by("-pk")
    return list(_opened(mine, lawbook, at))


def list_for_unit(unit: str, *, at: datetime) -> list[Restraint]:
    """What a unit documented, newest first, at most `MOST`: decisions to look after, not persons to see, so no record is
    opened."""
    return list(Restraint.objects.filter(unit=unit, at__lte=at).order_by("-pk")[:MOST])


def get_for_unit(unit: str, ref: str, *, lawbook: Lawbook, at: datetime) -> OpenedRestraint | None:
    """One restraint of a unit by its number, or `None`: another unit's does not exist here."""
    return next(_opened(_with_all().filter(unit=unit, ref=ref, at__lte=at), lawbook, at), None)


def about_record(record: int, *, lawbook: Lawbook, at: datetime) -> list[OpenedRestraint]:
    """Everything that was documented on one record, oldest first."""
    return list(_opened(_with_all().filter(record_id=record, at__lte=at).order_by("pk"), lawbook, at))


def adverse_shown(matter: Matter, *, lawbook: Lawbook, by: Official, program: Program | None = None) -> list[Fragment]:
    """What the answers in one matter showed this official, or the program of theirs that asks, of adverse records, in their order:
    who was shown none of them does not learn here whether there is any."""
    answers = answers_read(matter, by=by, program=program)
    shown = Fragment.objects.filter(answer__in=answers).select_related("version__record", "answer")
    return [one for one in shown.order_by("answer", "place") if lawbook.item(one.version.record.item).is_adverse]


def usable_of(shown: Sequence[Fragment], matter: Matter, *, lawbook: Lawbook, at: datetime) -> set[int]:
    """Those of the fragments shown in a matter whose record is at `at` what it was shown to be; none after the last day on
    which anything may be asked in the matter: nobody finds out there what became of them."""
    if day_of(at) > last_day_of(matter, lawbook=lawbook):
        return set()
    usable: set[int] = set()
    purposes = lawbook.on(day_of(at)).purposes
    for given in {one.answer_id: one.answer for one in shown}.values():
        purpose = purposes.get(given.purpose)
        if purpose is None or purpose.reason_against(matter.unit, day_of(at)) is not None or was_outdated(given):
            continue
        rows = list(given.fragments.order_by("place"))
        as_shown = still_so(given, rows, lawbook=lawbook, at=at)
        usable |= {row.pk for row, is_so in zip(rows, as_shown, strict=True) if is_so}
    return usable & {one.pk for one in shown}


def notice_of(closing_id: int) -> UseNotice | None:
    """The notice that went with how a matter ended, or `None` where none was needed."""
    return UseNotice.objects.select_related("by").filter(closing_id=closing_id).first()


def uses_of(who: Indexes, *, at: datetime) -> QuerySet[UseNotice]:
    """What this person was told of adverse uses, newest first."""
    mine = UseNotice.objects.filter(exactly(who.number, who.name), at__lte=at)
    return mine.select_related("closing__matter", "by").order_by("-pk")


def _with_all() -> QuerySet[Restraint]:
    return Restraint.objects.select_related("ended__by", "by", "decision", "notice", "hearing")


def _opened(rows: Iterable[Restraint], lawbook: Lawbook, at: datetime) -> Iterator[OpenedRestraint]:
    known: dict[Indexes, Mapping[int, HeldRecord]] = {}
    for row in rows:
        who = Indexes(bytes(row.number_index), bytes(row.name_index))
        if who not in known:
            known[who] = {one.record.pk: one for one in held_by(who, lawbook=lawbook, at=at)}
        held = known[who].get(row.record_id)
        named: Any = lawbook.measures.at(row.measure, row.decided_on)
        yield OpenedRestraint(row, named, state_of(row, held, lawbook=lawbook, at=at), held, at)
