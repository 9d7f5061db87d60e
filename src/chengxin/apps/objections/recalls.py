"""Answers that showed what no longer stands: derived at read, so that no job owes it. [law:pipl/第四十六条]

One record's, for the person it is about; one unit's, for those who asked. Nothing here searches persons.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from chengxin.apps.inquiries.models import Answer, Fragment
from chengxin.apps.objections.letters import differences
from chengxin.apps.objections.models import Recall
from chengxin.apps.officials.models import Official
from chengxin.apps.records.models import RecordEvent, Version
from chengxin.apps.records.selectors import stops_of
from chengxin.core.calendar import day_of
from chengxin.core.recalls import STOPS, Stop, is_within_reach, stop_of
from chengxin.core.records import VERSIONS
from chengxin.lawbook import Lawbook


@dataclass(frozen=True, slots=True)
class Recalled:
    """One answer that is recalled: what it showed, by what that stands no more, and who confirmed."""

    answer: Answer
    shown: Version
    stop: Stop
    confirmed: Recall | None

    @property
    def changed(self) -> tuple[str, ...]:
        """Which facts the answer showed otherwise, in words, where a newer version says so; never what they are now."""
        if self.stop.event not in VERSIONS:
            return ()
        now = Version.objects.get(pk=self.stop.cause)
        return tuple(word for word, _, _ in differences(self.shown, now))


def of_record(record: int, *, lawbook: Lawbook, at: datetime) -> list[Recalled]:
    """Every answer that is recalled for one record, newest first."""
    return _recalled(Fragment.objects.filter(version__record=record, answer__at__lte=at), lawbook, at)


def open_among(records: Collection[int], *, lawbook: Lawbook, at: datetime) -> set[int]:
    """Which of these records somebody was answered with who has not confirmed that it is used no more."""
    found = Fragment.objects.filter(version__record__in=records, answer__at__lte=at)
    return {one.shown.record_id for one in _recalled(found, lawbook, at) if one.confirmed is None}


def of_unit(unit: str, *, lawbook: Lawbook, at: datetime) -> list[Recalled]:
    """Every answer that a unit was given and that is recalled, newest first."""
    return _recalled(Fragment.objects.filter(answer__matter__unit=unit, answer__at__lte=at), lawbook, at)


def get_for_unit(unit: str, answer: str, cause: int, *, lawbook: Lawbook, at: datetime) -> Recalled | None:
    """One answer that is recalled from a unit, by its number and the cause, or `None`."""
    found = Fragment.objects.filter(answer__ref=answer, answer__matter__unit=unit, answer__at__lte=at)
    return next((one for one in _recalled(found, lawbook, at) if one.stop.cause == cause), None)


def is_for(one: Recalled, official: Official) -> bool:
    """Whether this official sees what is recalled: who was answered, and once they work in the unit no more, everybody there."""
    was_answered = one.answer.by
    return was_answered == official or not was_answered.is_active or was_answered.unit != official.unit


def unconfirmed(official: Official, *, lawbook: Lawbook, at: datetime) -> int:
    """How many recalled answers wait for an official to confirm."""
    found = of_unit(official.unit, lawbook=lawbook, at=at)
    return sum(one.confirmed is None and is_for(one, official) for one in found)


def _recalled(fragments: Iterable[Fragment], lawbook: Lawbook, at: datetime) -> list[Recalled]:
    # The database leaves out what nothing happened to; which of the rest stands no more is the core's to say.
    later = Version.objects.filter(record=OuterRef("version__record"), event__in=STOPS)
    ended = RecordEvent.objects.filter(record=OuterRef("version__record"), event__in=STOPS)
    touched = list(
        fragments.filter(Q(Exists(later)) | Q(Exists(ended)))  # type: ignore[attr-defined]
        .select_related("answer__matter", "answer__by", "version__record")
        .order_by("-answer", "place")
    )
    stops = stops_of({fragment.version.record_id for fragment in touched}, at=at)
    confirmed = {
        (recall.answer_id, recall.cause): recall
        for recall in Recall.objects.filter(
            answer__in={fragment.answer_id for fragment in touched}, at__lte=at
        ).select_related("by")
    }
    recalled = []
    for fragment in touched:
        stop = stop_of(fragment.version_id, stops.get(fragment.version.record_id, ()))
        if stop is None:
            continue
        months = lawbook.period("recall_reach", on=day_of(stop.at))
        if is_within_reach(fragment.answer.at, stop, months=months):
            known = confirmed.get((fragment.answer_id, stop.cause))
            recalled.append(Recalled(fragment.answer, fragment.version, stop, known))
    return recalled
