"""Who looked at one person: readable by that person alone. [law:pipl/第四十四条] [law:pipl/第四十五条]"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from chengxin.apps.inquiries.models import IDENTITY_CHECK, SERVICE_CHECKED, AccessEntry, Answer, Fragment
from chengxin.apps.matters.models import Hiding, Matter
from chengxin.apps.officials.models import Official, Program
from chengxin.apps.people.models import Person
from chengxin.apps.people.selectors import Indexes, exactly
from chengxin.core.calendar import start_of

#: What gives an office an answer.
_ANSWERS = ("answered", "read_again")


def list_for_person(who: Indexes, *, at: datetime) -> QuerySet[AccessEntry]:
    """Every look and refused try on this person's number, newest first.

    A try under a misspelt name is for whoever is known by number and name to see as well; only the looks at someone else who
    was found to share the number are left out, but not those at two names that met, and those that wait for their day of
    release. Of whom nothing is held nobody knows which name is right: they see what was done under theirs, so that a wrong
    name over a right number shows nothing.
    """
    return _of_person(who, at=at).filter(~_is_hidden(at))


def count_hidden(who: Indexes, *, at: datetime) -> int:
    """How many looks at this person are to be shown on a later day: the number is never hidden."""
    return _of_person(who, at=at).filter(_is_hidden(at)).count()


def _is_hidden(at: datetime) -> Exists:
    # Ordered before the look, and its day has not come.
    return Exists(Hiding.objects.filter(matter=OuterRef("matter"), at__lte=OuterRef("at"), until__gt=at))


def _of_person(who: Indexes, *, at: datetime) -> QuerySet[AccessEntry]:
    namesakes = Person.objects.filter(number_index=who.number).exclude(name_index=who.name).values("name_index")
    is_known = Exists(Person.objects.filter(exactly(who.number, who.name)))
    under_theirs = Q(name_index=who.name) | Q(matter__name_index=who.name) | Q(letter__name_index=who.name)
    return (
        AccessEntry.objects.filter(under_theirs | is_known, number_index=who.number, at__lte=at)
        .exclude(matter__name_index__in=namesakes)
        .exclude(letter__name_index__in=namesakes)
        .exclude(~Q(outcome=IDENTITY_CHECK, shown=[]), name_index__in=namesakes)
        .select_related("matter__closing", "matter__hiding", "answer", "program", "letter", "by")
        .order_by("-pk")
    )


def get_for_official(official: Official, ref: str) -> Answer | None:
    """An answer given in a matter of the official's unit, or `None`."""
    return Answer.objects.select_related("matter", "by").filter(ref=ref, matter__unit=official.unit).first()


def answers_in(matter_id: int) -> QuerySet[Answer]:
    """The answers given in one matter, oldest first."""
    return Answer.objects.filter(matter_id=matter_id).order_by("pk")


def answers_read(matter: Matter, *, by: Official, program: Program | None = None) -> set[int]:
    """The answers in a matter that this official was shown, at once or later; with `program`, also those that it was. What a
    program was shown nobody has read who answers for it."""
    looks = AccessEntry.objects.filter(number_index=matter.number_index, matter=matter, by=by, outcome__in=_ANSWERS)
    looks = looks.filter(Q(program=None) | Q(program=program))
    return set(looks.exclude(answer=None).values_list("answer_id", flat=True))


def was_checked(matter: Matter) -> bool:
    """Whether the conveniences of a matter were looked at, which nobody does without the applicant's yes."""
    looks = AccessEntry.objects.filter(number_index=matter.number_index, matter=matter)
    return looks.filter(outcome=SERVICE_CHECKED).exists()


def was_shown(record: int, *, since: date, at: datetime) -> bool:
    """Whether an answer since a day showed something of this record, as far as its person may see that by now."""
    shown = Fragment.objects.filter(version__record=record, answer__at__gte=start_of(since), answer__at__lte=at)
    return shown.exclude(answer__matter__hiding__until__gt=at).exists()


def records_shown(answers: Collection[int]) -> dict[int, set[int]]:
    """For each record of which these answers showed something, the answers that did."""
    shown: dict[int, set[int]] = {}
    for record, answer in Fragment.objects.filter(answer__in=answers).values_list("version__record", "answer"):
        shown.setdefault(record, set()).add(answer)
    return shown
