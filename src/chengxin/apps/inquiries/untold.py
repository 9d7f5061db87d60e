"""The looks of which a person asked to be told and was not told yet. [law:pipl/第七条] [law:pipl/第四十四条]

Who left a contact asked for it. A look counts where the person held a contact at the instant from which it was there to be
seen, and holds one still: whoever took theirs back is told no more, and nothing from before is brought up later.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, TruncDate

from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.inquiries.letters import LOOK_TOLD
from chengxin.apps.inquiries.models import FOR_PERSON, ON_A_WORD, AccessEntry
from chengxin.apps.notices.models import Contact, Letter
from chengxin.apps.people.selectors import Indexes
from chengxin.core.calendar import SHANGHAI, day_of
from chengxin.core.delivery import NUDGES
from chengxin.core.permissions import KEEPER

#: What somebody from outside did in a matter.
_FROM_OUTSIDE = ("answered", "cannot_tell", "refused", "service_checked", "read_again")
_CHANNELS = [channel.value for channel in NUDGES]
_DAY = TruncDate("at", tzinfo=SHANGHAI)
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)
#: From when a look is there to be seen: at once, or from the day to which it was put off before it was made.
_SEEN_FROM = Case(When(matter__hiding__at__lte=F("at"), then=F("matter__hiding__until")), default=F("at"))


def persons_to_tell(*, at: datetime) -> Iterator[Indexes]:
    """For the duty alone: who holds a contact and may be owed a letter of a look that was to be seen at `at`, each once;
    `untold_of` then says of which."""
    held_now = Contact.objects.filter(
        number_index=OuterRef("number_index"), name_index=OuterRef("name_index"), content__isnull=False
    )
    looks = _untold(AccessEntry.objects.filter(number_index=OuterRef("number_index"), at__lte=at))
    while_held = looks.filter(Q(seen_from__gte=OuterRef("at"), seen_from__lt=OuterRef("held_until")))
    asked = (
        Contact.objects.filter(Exists(held_now), channel__in=_CHANNELS)
        .annotate(held_until=Coalesce("removed__at", Value(_NEVER)))
        .filter(Exists(while_held))
        .order_by("pk")
    )
    done: set[Indexes] = set()
    for number, name in asked.values_list("number_index", "name_index").iterator(500):
        who = Indexes(bytes(number), bytes(name))
        if who not in done:
            done.add(who)
            yield who


def untold_of(who: Indexes, *, at: datetime) -> list[AccessEntry]:
    """The looks to tell this person of, oldest first: only what they may see by now, and an answer that is read again and
    again in one day once."""
    held_then = Contact.objects.filter(
        Q(removed=None) | Q(removed__at__gt=OuterRef("seen_from")),
        number_index=who.number,
        name_index=who.name,
        at__lte=OuterRef("seen_from"),
    )
    found, told = [], set()
    for entry in _untold(inquiries.list_for_person(who, at=at)).filter(Exists(held_then)).order_by("pk"):
        answer_of_day = entry.answer_id, day_of(entry.at)
        if entry.outcome == "read_again" and answer_of_day in told:
            continue
        told.add(answer_of_day)
        found.append(entry)
    return found


def _untold(looks: QuerySet[AccessEntry]) -> QuerySet[AccessEntry]:
    """Of these, the looks from outside that no letter tells of, each with the instant it is seen from: in a matter, and what a
    unit that may ask did for whoever stood at its window. Of the keeper's windows nobody is told, it asks for nothing, but of
    what rests on their word: who signed nothing, and took nothing back, hears that they are said to have."""
    by_day = looks.annotate(seen_from=_SEEN_FROM, day=_DAY)
    same_day = (
        AccessEntry.objects.filter(
            number_index=OuterRef(OuterRef("number_index")),
            answer=OuterRef(OuterRef("answer")),
            pk__lt=OuterRef(OuterRef("pk")),
        )
        .annotate(day=_DAY)
        .filter(day=OuterRef(OuterRef("day")))
    )
    letters = Letter.objects.filter(number_index=OuterRef("number_index"), template=LOOK_TOLD)
    return by_day.filter(
        ~Exists(letters.filter(subject=OuterRef("pk"))),
        ~(Q(outcome="read_again") & Exists(letters.filter(subject__in=same_day.values("pk")))),
        Q(outcome__in=_FROM_OUTSIDE, matter__isnull=False) | (Q(outcome__in=FOR_PERSON) & ~Q(unit=KEEPER)) | ON_A_WORD,
    )
