"""Questions why somebody looked: one person's own, one unit's to answer; the drawn looks.

Nothing here searches persons.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.batch import read_content
from chengxin.apps.ledger.models import Entry
from chengxin.apps.looks.models import DrawnLook, Incident, LookReview, WhyCase, WhyStep
from chengxin.apps.looks.rules import periods, why_of
from chengxin.apps.matters.models import Closing
from chengxin.apps.officials.models import Official
from chengxin.apps.people.selectors import Indexes
from chengxin.core.calendar import Deadline, day_of
from chengxin.core.whys import Periods, Phase, Step, Why, due, is_unanswered, phase
from chengxin.lawbook import Lawbook


@dataclass(frozen=True)
class OpenedWhy:
    """A question with everything that is derived from its rows at one instant."""

    case: WhyCase
    why: Why
    periods: Periods
    phase: Phase
    due: Deadline | None
    at: datetime

    @property
    def is_overdue(self) -> bool:
        return self.due is not None and self.at >= self.due.until

    @property
    def is_unanswered(self) -> bool:
        """Whether the last day passed without an answer, whatever came later."""
        return is_unanswered(self.why, self.periods, at=self.at)

    @property
    def words(self) -> str:
        """What the person asked; "" where they wrote nothing, and once destroyed."""
        return words_of(self.case)

    @property
    def steps(self) -> list[WhyStep]:
        """The steps so far, oldest first."""
        return sorted((step for step in self.case.steps.all() if step.at <= self.at), key=lambda step: step.pk)


def words_of(row: WhyCase | WhyStep | LookReview) -> str:
    """What was written; "" where nothing was, and once destroyed."""
    content: dict[str, str] = read_content(row) or {}
    return content.get("words", "")


def numbers_of(entries: Iterable[AccessEntry]) -> dict[int, str]:
    """The random number of each look in the ledger, by which the person names it."""
    found = Entry.objects.filter(pk__in=[entry.pk for entry in entries]).values_list("pk", "nonce")
    return {pk: bytes(nonce).hex() for pk, nonce in found}


def look_of_person(who: Indexes, number: str, *, at: datetime) -> AccessEntry | None:
    """The look with this random number in the person's own access log, or `None`: another's does not exist here."""
    entries = list(inquiries.list_for_person(who, at=at))
    numbers = numbers_of(entries)
    return next((entry for entry in entries if numbers[entry.pk] == number), None)


def list_for_person(who: Indexes, *, lawbook: Lawbook, at: datetime) -> list[OpenedWhy]:
    """The questions about looks at one person, newest first; about a look that waits for its day, none yet."""
    seen = inquiries.list_for_person(who, at=at).values("pk")
    mine = _with_all().filter(number_index=who.number, name_index=who.name, at__lte=at, entry__in=seen)
    return _opened(mine.order_by("-pk"), lawbook, at)


def get_for_person(who: Indexes, ref: str, *, lawbook: Lawbook, at: datetime) -> OpenedWhy | None:
    """One of this person's questions by its number, or `None`: another person's does not exist here."""
    return next((one for one in list_for_person(who, lawbook=lawbook, at=at) if one.case.ref == ref), None)


def get(ref: str, *, lawbook: Lawbook, at: datetime) -> OpenedWhy | None:
    """One question by its number, for the office that works on it."""
    return next(iter(_opened(_with_all().filter(ref=ref, at__lte=at), lawbook, at)), None)


def to_answer(unit: str, *, lawbook: Lawbook, at: datetime) -> list[OpenedWhy]:
    """The questions that a unit has to answer, oldest first."""
    found = _opened(_unsettled().filter(entry__unit=unit, at__lte=at).order_by("pk"), lawbook, at)
    return [one for one in found if one.phase in (Phase.TO_ANSWER, Phase.UNANSWERED)]


def to_judge(*, lawbook: Lawbook, at: datetime) -> list[OpenedWhy]:
    """The questions that the unit which keeps the platform has to judge, oldest first."""
    found = _opened(_unsettled().filter(at__lte=at).order_by("pk"), lawbook, at)
    return [one for one in found if one.phase in (Phase.UNANSWERED, Phase.TO_JUDGE)]


def lapsed_untold(*, lawbook: Lawbook, at: datetime) -> list[str]:
    """The numbers of the questions whose last day passed and whose person was not told yet."""
    found = _opened(_unsettled().exclude(steps__step=Step.LAPSED.value).filter(at__lte=at), lawbook, at)
    return [one.case.ref for one in found if one.phase is Phase.UNANSWERED]


def incident_of(one: OpenedWhy) -> Incident | None:
    return Incident.objects.filter(step__case=one.case, at__lte=one.at).first()


def to_review(official: Official) -> QuerySet[DrawnLook]:
    """The drawn looks that a reviewer may see: of other units and of other officials, not reviewed yet, oldest first."""
    return (
        DrawnLook.objects.filter(review=None)
        .exclude(Q(entry__unit=official.unit) | Q(entry__by=official))
        .select_related("entry__matter__hiding", "sample")
        .order_by("pk")
    )


def endings_about(entry: AccessEntry, *, lawbook: Lawbook) -> list[Closing]:
    """How the matter of a look ended, and those that the same unit had about the same person soon after it, oldest first: what
    was seen in one can be used in another."""
    soon = timedelta(days=lawbook.period("second_matter", on=day_of(entry.at)))
    of_person = Q(
        matter__number_index=entry.number_index, matter__unit=entry.unit, at__gte=entry.at, at__lte=entry.at + soon
    )
    return list(Closing.objects.filter(Q(matter=entry.matter) | of_person).select_related("matter").order_by("pk"))


def reviews_of(entries: Iterable[AccessEntry], *, at: datetime) -> dict[int, list[LookReview]]:
    """What reviewers said of these looks, oldest first: several rules may have drawn one, and each was reviewed."""
    said: dict[int, list[LookReview]] = {}
    found = LookReview.objects.filter(drawn__entry__in=[entry.pk for entry in entries], at__lte=at)
    for review in found.select_related("drawn", "by").order_by("pk"):
        said.setdefault(review.drawn.entry_id, []).append(review)
    return said


def all_asked(*, lawbook: Lawbook, at: datetime) -> list[OpenedWhy]:
    """Every question, for counts about units."""
    return _opened(_with_all().filter(at__lte=at), lawbook, at)


def _with_all() -> QuerySet[WhyCase]:
    return WhyCase.objects.select_related(
        "entry__matter__closing", "entry__matter__hiding", "entry__by", "entry__program", "through", "review__by"
    ).prefetch_related("steps__by")


def _unsettled() -> QuerySet[WhyCase]:
    """Not judged, or doubted by a reviewer after that."""
    doubted = WhyStep.objects.filter(case=OuterRef("case"), step=Step.DOUBTED.value, pk__gt=OuterRef("pk"))
    judged = WhyStep.objects.filter(~Exists(doubted), case=OuterRef("pk"), step=Step.JUDGED.value)
    return _with_all().filter(~Exists(judged))


def _opened(cases: Iterable[WhyCase], lawbook: Lawbook, at: datetime) -> list[OpenedWhy]:
    opened = []
    for case in cases:
        why, known = why_of(case, at=at), periods(lawbook, at=case.at)
        opened.append(OpenedWhy(case, why, known, phase(why, known, at=at), due(why, known, at=at), at))
    return opened
