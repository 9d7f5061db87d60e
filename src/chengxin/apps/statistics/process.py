"""How each department does its part, by quarter: process alone, never what residents did. [law:pipl/第五十四条]

Each figure counts what went wrong: it grows with a failure and falls with nothing. So no department looks better because
it records more against people, as it would by a share or an average.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from chengxin.apps.objections.models import CaseStep, Objection
from chengxin.apps.objections.rules import case_of
from chengxin.apps.repairs.models import RepairStep
from chengxin.apps.submissions.models import Chunk, Receipt
from chengxin.core import objections
from chengxin.core.calendar import day_of
from chengxin.core.delays import delays
from chengxin.core.feeds import Feed
from chengxin.core.figures import Figure, Figures
from chengxin.core.permissions import KEEPER
from chengxin.core.quarters import Quarter
from chengxin.core.repairs import Step as RepairSteps

_SECOND = timedelta(seconds=1)
_UPHELD = Q(step__in=["decided", "reviewed"], result__in=["removed", "corrected"])


def figures(quarter: Quarter, feeds: Mapping[str, Feed]) -> dict[str, Figures]:
    """The figures of a quarter of each unit that sends, or that was late in a case."""
    counted: dict[Figure, Counter[str]] = {
        Figure.LATE: late_rows(quarter, feeds.values()),
        Figure.REFUSED: refused_rows(quarter),
        Figure.UPHELD: upheld(quarter),
        Figure.OVERDUE: overdue(quarter),
    }
    units = {feed.sender for feed in feeds.values()}.union(*counted.values())
    return {unit: Figures({figure: counts[unit] for figure, counts in counted.items()}) for unit in sorted(units)}


def late_rows(quarter: Quarter, feeds: Iterable[Feed]) -> Counter[str]:
    """Rows that registered something new and came after more days than their source has agreed."""
    found: Counter[str] = Counter()
    for feed in feeds:
        found[feed.sender] += late_of(quarter, feed)
    return found


def late_of(quarter: Quarter, feed: Feed) -> int:
    """Those of one feed, in the quarter of the receipt: how late they came counts to the day on which they were handed over."""
    chunks = Chunk.objects.filter(
        submission__feed=feed.key, submission__receipt__at__gte=quarter.begin, submission__receipt__at__lt=quarter.end
    ).values_list("submission__at", "delays")
    parts = ((day_of(at), {int(days): rows for days, rows in counts.items()}) for at, counts in chunks)
    return delays(parts, feed.agreed_days).late


def never_late(unit: str, feeds: Iterable[Feed]) -> frozenset[str]:
    """The items that a unit hands over without having agreed to any days: none of its late rows is one of them."""
    own = [feed for feed in feeds if feed.sender == unit]
    agreed = frozenset(item for feed in own if feed.agreed for item in feed.items)
    return frozenset(item for feed in own for item in feed.items) - agreed


def refused_rows(quarter: Quarter) -> Counter[str]:
    """Rows that came back in the files that were closed in the quarter."""
    rows = Receipt.objects.filter(at__gte=quarter.begin, at__lt=quarter.end).values("submission__unit")
    return Counter({row["submission__unit"]: row["refused__sum"] for row in rows.annotate(Sum("refused"))})


def receipts_behind(quarter: Quarter, unit: str) -> QuerySet[Receipt]:
    """The receipts of a unit's files of a quarter that sent rows back, with their files."""
    own = Receipt.objects.filter(submission__unit=unit, at__gte=quarter.begin, at__lt=quarter.end, refused__gt=0)
    return own.select_related("submission").order_by("-pk")


def upheld(quarter: Quarter) -> Counter[str]:
    """Objections by which a record was removed or corrected, by the unit whose error it was."""
    rows = _upheld(quarter).filter(~Q(Exists(_OWN_ERROR))).values("record__unit")
    found = Counter({row["record__unit"]: row["count"] for row in rows.annotate(count=Count("pk"))})
    found[KEEPER] += _upheld(quarter).filter(Exists(_OWN_ERROR)).count()
    return found


def upheld_of(quarter: Quarter, unit: str) -> list[str]:
    """The numbers of the cases that count against a unit; they name nobody."""
    cases = _upheld(quarter)
    theirs = cases.filter(~Q(Exists(_OWN_ERROR)), record__unit=unit)
    found = theirs | cases.filter(Exists(_OWN_ERROR)) if unit == KEEPER else theirs
    return list(found.order_by("pk").values_list("ref", flat=True))


#: Of a case: the unit that keeps the platform found that the error was its own.
_OWN_ERROR = CaseStep.objects.filter(objection=OuterRef("pk"), step="checked", result="own_error")


def _upheld(quarter: Quarter) -> QuerySet[Objection]:
    """The cases that were upheld in a quarter; one that was upheld twice counts when it first was."""
    found = CaseStep.objects.filter(_UPHELD, objection=OuterRef("pk"))
    within = found.filter(at__gte=quarter.begin, at__lt=quarter.end)
    return Objection.objects.filter(Exists(within), ~Q(Exists(found.filter(at__lt=quarter.begin))))


def overdue(quarter: Quarter) -> Counter[str]:
    """Last days that were missed, in objections and repairs, by the unit that was late."""
    return Counter(unit for unit, _ in _overdue(quarter))


def overdue_of(quarter: Quarter, unit: str) -> list[str]:
    """The numbers of the cases in which a unit missed a last day."""
    return [ref for late, ref in _overdue(quarter) if late == unit]


def _overdue(quarter: Quarter) -> Iterator[tuple[str, str]]:
    within = {"at__gte": quarter.begin, "at__lt": quarter.end}
    steps = CaseStep.objects.filter(step=objections.Step.ESCALATED.value, **within)
    for step in steps.select_related("objection__record", "objection__version__submission").order_by("pk"):
        case = case_of(step.objection, at=step.at - _SECOND)
        is_source = objections.late_actor(case) is objections.Actor.SOURCE
        yield step.objection.record.unit if is_source else KEEPER, step.objection.ref
    repairs = RepairStep.objects.filter(step=RepairSteps.ESCALATED.value, **within).order_by("pk")
    yield from repairs.values_list("request__record__unit", "request__ref")
