"""How often each published rule named an official's looks in a month, and what was decided of them: for the auditor.

[law:pipl/第五十一条] [law:pipl/第五十四条]
It reads who looked, in which seat, and never who was looked at: no index, no matter, no number of a look. Ordered by unit
and user name alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from chengxin.apps.inquiries.actions.stop_probing import BY_RULE
from chengxin.apps.looks.models import DrawnLook, WhyCase, WhyStep
from chengxin.apps.looks.rules import periods, why_of
from chengxin.apps.officials.models import Revocation
from chengxin.core.months import Month, month_of, months_back
from chengxin.core.samples import Review
from chengxin.core.watching import Decided, Sign, decided
from chengxin.core.whys import is_unlawful, phase
from chengxin.lawbook import Lawbook


@dataclass(frozen=True, slots=True)
class Looker:
    """An official in office; or a program of theirs, for which they answer."""

    unit: str
    username: str
    name: str
    program: str
    """The program's name; "" where the official looked in person."""


@dataclass(slots=True)
class Raised:
    """One rule, one official, one month."""

    looker: Looker
    sign: Sign
    times: int = 0
    decided: Counter[Decided] = field(default_factory=Counter)
    """Empty where the rule gives nothing to a reviewer."""


def raised_in(month: Month, *, lawbook: Lawbook, at: datetime) -> list[Raised]:
    """What the rules named in a month: a look counts in the month in which it was drawn."""
    found: dict[tuple[Looker, Sign], Raised] = {}
    for looker, sign, what in (*_drawn(month, lawbook, at), *_stopped(month, at)):
        row = found.setdefault((looker, sign), Raised(looker, sign))
        row.times += 1
        if what is not None:
            row.decided[what] += 1
    signs = list(Sign)
    return sorted(
        found.values(),
        key=lambda row: (row.looker.unit, row.looker.username, row.looker.program, signs.index(row.sign)),
    )


def months(*, at: datetime) -> list[Month]:
    """This month and those before it, back to the first in which a rule named anything; newest first."""
    firsts = [
        DrawnLook.objects.exclude(rule="").filter(at__lte=at).order_by("pk").values_list("at", flat=True).first(),
        Revocation.objects.filter(by=BY_RULE, at__lte=at).order_by("pk").values_list("at", flat=True).first(),
    ]
    return months_back(month_of(at), min((month_of(first) for first in firsts if first), default=month_of(at)))


def _drawn(month: Month, lawbook: Lawbook, at: datetime) -> Iterator[tuple[Looker, Sign, Decided | None]]:
    drawn: Any = DrawnLook.objects.exclude(rule="").filter(at__gte=month.begin, at__lt=month.end, at__lte=at)
    asked = _asked(drawn, lawbook, at)
    for entry, sign, result, unit, username, name, program in drawn.values_list(
        "entry",
        "rule",
        "review__result",
        "entry__unit",
        "entry__by__username",
        "entry__by__name",
        "entry__program__name",
    ):
        where, unlawful = asked.get(entry, (None, False))
        what = decided(Review(result) if result else None, where, is_unlawful=unlawful)
        yield Looker(unit, username, name, program or ""), Sign(sign), what


def _asked(drawn: Any, lawbook: Lawbook, at: datetime) -> dict[int, tuple[Any, bool]]:
    """Look -> where the question why about it stands, and whether it was found unlawful."""
    steps = WhyStep.objects.only("case", "step", "result", "by", "at")
    cases = WhyCase.objects.filter(entry__in=drawn.values("entry"), at__lte=at)
    found = {}
    for case in cases.select_related("entry").only("at", "entry__by").prefetch_related(Prefetch("steps", steps)):
        why = why_of(case, at=at)
        found[case.entry_id] = phase(why, periods(lawbook, at=case.at), at=at), is_unlawful(why)
    return found


def _stopped(month: Month, at: datetime) -> Iterator[tuple[Looker, Sign, Decided | None]]:
    """Programs whose key a rule took: nothing is left to decide."""
    taken = Revocation.objects.filter(by=BY_RULE, at__gte=month.begin, at__lt=month.end, at__lte=at)
    for looker in taken.values_list(
        "program__unit", "program__official__username", "program__official__name", "program__name"
    ):
        yield Looker(*looker), Sign.PROBING, None
