"""How many records came to count in a quarter, and how many were taken back: set by set in the database, never a person.

[law:pipl/第六条] [law:pipl/第十九条]
A record counts once, in the quarter in which it first had effect: after proof that the person was told and the waiting
period (R01). What had ended by the end of the quarter is not counted. What was counted and turned out wrong is counted
among what was taken back, in the quarter in which that was told: a file that was published never changes.

A flag is no matter here: whether a decision was rightly recorded is what the second table tells. Neither is a number that
two people share: the decision was taken about one of them.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from chengxin.apps.records.models import RecordEvent, Version
from chengxin.apps.records.rules import parameters
from chengxin.apps.records.selectors import was_told
from chengxin.core.calendar import day_of, start_of
from chengxin.core.law import Item
from chengxin.core.quarters import Quarter
from chengxin.core.records import ENDINGS, Event, Parameters
from chengxin.core.statistics import Frame
from chengxin.lawbook import Lawbook

_SECOND = timedelta(seconds=1)
Counts = dict[tuple[str, str], int]


def frame(lawbook: Lawbook, quarter: Quarter, counts: Counts) -> Frame:
    """The rows of the tables of a quarter: each item that can have effect, each source that an edition of it has named. What
    somebody else ever handed over has its row as well, for a number that nobody shows is no number."""
    items = _counted(lawbook, day_of(quarter.end - _SECOND))
    named = {(one.slug, unit) for item in items for one in lawbook.items.of(item.slug) for unit in one.source_units}
    cells = frozenset(named.union(counts))
    return Frame(
        areas={item.slug: item.area.value for item in items},
        counties={unit: lawbook.unit(unit).division for _, unit in cells},
        cells=cells,
    )


def entered(lawbook: Lawbook, quarter: Quarter) -> Counts:
    """Records that first had effect in a quarter and had not ended by its end, by item and source."""
    last, before = quarter.end - _SECOND, quarter.begin - _SECOND
    rules, then = parameters(lawbook, on=day_of(last)), parameters(lawbook, on=day_of(before))
    # A chain that the database does by itself; what comes back are items, sources and numbers.
    adverse = _effective_by(last, rules, "version", OuterRef("pk")) & ~_effective_by(
        before, then, "record", OuterRef("record_id")
    )
    other = ~_registered_by(before, OuterRef("record_id"))
    found: Counter[tuple[str, str]] = Counter()
    for is_adverse, begun in ((True, adverse), (False, other)):
        rows = Version.objects.filter(
            _of_items(lawbook, last, is_adverse=is_adverse),
            was_told(last),
            _is_newest(last),
            ~_ended_by(last),
            begun,
            at__lte=last,
            until__gt=last,
        ).values("record__item", "record__unit")
        found.update({(row["record__item"], row["record__unit"]): row["count"] for row in rows.annotate(count=_ALL)})
    return dict(found)


def taken_back(lawbook: Lawbook, quarter: Quarter) -> Counts:
    """Records that had effect before a quarter and were withdrawn or voided in it, by item and source."""
    last, before = quarter.end - _SECOND, quarter.begin - _SECOND
    rules = parameters(lawbook, on=day_of(before))
    found: Counter[tuple[str, str]] = Counter()
    for is_adverse, begun in (
        (True, _effective_by(before, rules, "record", OuterRef("record_id"))),
        (False, _registered_by(before, OuterRef("record_id"))),
    ):
        rows = RecordEvent.objects.filter(
            _of_items(lawbook, last, is_adverse=is_adverse),
            # What a file took back was found when the file was complete, though its row is older.
            _known_by(last) & ~_known_by(before),
            begun,
            event__in=[Event.WITHDRAWN.value, Event.VOIDED.value],
        ).values("record__item", "record__unit")
        found.update({(row["record__item"], row["record__unit"]): row["count"] for row in rows.annotate(count=_ALL)})
    return dict(found)


_ALL = Count("pk")


def _counted(lawbook: Lawbook, day: date) -> list[Item]:
    """The items whose records can have effect on a day."""
    is_stale = day >= parameters(lawbook, on=day).stale_from
    items = lawbook.on(day).items.values()
    return [item for item in items if item.may_have_effect_on(day) and not (item.is_adverse and is_stale)]


def _of_items(lawbook: Lawbook, last: datetime, *, is_adverse: bool) -> Q:
    """Records of the counted items whose law held on every day since they were registered."""
    since: dict[date, list[str]] = {}
    for item in _counted(lawbook, day_of(last)):
        if item.is_adverse is is_adverse:
            held = lawbook.items.unbroken_since(item.slug, day_of(last))
            since.setdefault(held or date.max, []).append(item.slug)
    # Without an item nothing is found.
    one_of = Q(pk__in=[])
    for day, slugs in sorted(since.items()):
        began = Q() if day == date.min else Q(record__at__gte=start_of(day))
        one_of |= Q(record__item__in=sorted(slugs)) & began
    return one_of


def _known_by(instant: datetime) -> Q:
    return was_told(instant) & Q(at__lte=instant)


def _is_newest(last: datetime) -> Q:
    """Whether no later version of the record was told."""
    later = Version.objects.filter(was_told(last), record=OuterRef("record_id"), pk__gt=OuterRef("pk"), at__lte=last)
    return ~Q(Exists(later))


def _ended_by(last: datetime) -> Q:
    ended = RecordEvent.objects.filter(
        was_told(last), record=OuterRef("record_id"), event__in=[*ENDINGS, Event.DESTROYED], at__lte=last
    )
    return Q(Exists(ended))


def _registered_by(instant: datetime, record: OuterRef) -> Q:
    registered = Version.objects.filter(was_told(instant), record=record, event=Event.REGISTERED.value, at__lte=instant)
    return Q(Exists(registered))


def _effective_by(instant: datetime, rules: Parameters, key: str, of: OuterRef) -> Q:
    """Whether a proof had been given whose waiting period was over (`core.records.effect_from`)."""
    proofs = RecordEvent.objects.filter(
        was_told(instant),
        event=Event.NOTICE_PROVED.value,
        proof_on__lte=_last_proof_day(instant, rules),
        at__lte=instant,
        **{key: of},
    )
    return Q(Exists(proofs))


def _last_proof_day(instant: datetime, rules: Parameters) -> date:
    """The last day of proof after which an adverse record has effect at an instant."""
    day = day_of(instant)
    while rules.working_days.days_later(day, rules.waiting_days).until > instant:
        day -= timedelta(days=1)
    return day
