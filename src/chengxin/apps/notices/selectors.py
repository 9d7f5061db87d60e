"""A person's own letters, and what is known of their delivery. Nothing here lists letters of others.

[law:pipl/第十七条] [law:pipl/第四十五条]
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery

from chengxin.apps.ledger.batch import read_content
from chengxin.apps.notices.models import Attempt, AttemptOutcome, Contact, Letter, Outage, Release
from chengxin.core.calendar import day_of
from chengxin.core.delivery import Cause, Channel, LetterState, Try, TryState, letter_state

#: Letters that only say what the person can see elsewhere: never brought on paper, and missed by nobody when unopened.
INBOX_ONLY = frozenset({"look_told"})
#: The days after which a letter that nobody has opened is counted apart.
AGES = (7, 30, 90)


@dataclass(frozen=True, slots=True)
class Undelivered:
    """How many letters of one template are without proof that they arrived: in all, and older than each of `AGES` days."""

    template: str
    count: int
    older: tuple[int, ...]
    oldest_at: datetime


def list_for_person(number_index: bytes, name_index: bytes) -> QuerySet[Letter]:
    """The letters this person may see, newest first."""
    return (
        Letter.objects.filter(number_index=number_index, name_index=name_index)
        .filter(_is_released())
        .select_related("reading")
        .prefetch_related("attempts__outcomes", "attempts__by")
        .order_by("-pk")
    )


def get_for_person(number_index: bytes, name_index: bytes, ref: str) -> Letter | None:
    """One of this person's letters by its reference, or `None`: another person's letter does not exist here."""
    return list_for_person(number_index, name_index).filter(ref=ref).first()


def get_held_in_hand(ref: str) -> Letter | None:
    """The letter whose reference stands on the paper or the slip in somebody's hand; `None` also where two would have it."""
    in_hand = Letter.objects.filter(ref=ref).filter(_is_released()).exclude(template__in=INBOX_ONLY)
    found = list(in_hand.order_by("pk")[:2])
    return found[0] if len(found) == 1 else None


def is_read(letter: Letter) -> bool:
    return hasattr(letter, "reading")


def unread(number_index: bytes, name_index: bytes) -> list[Letter]:
    """This person's letters that they may see and have not opened. One that a window says was signed for is among them: whoever
    signed nothing hears of it so."""
    return list(list_for_person(number_index, name_index).filter(reading=None))


def to_hand_over(number_index: bytes, name_index: bytes) -> list[Letter]:
    """Of this person's unread letters those that can be brought on paper, signed for or not (`signed_on`)."""
    return [letter for letter in unread(number_index, name_index) if letter.template not in INBOX_ONLY]


def signed_on(letter: Letter) -> date | None:
    """The day on which somebody noted that the letter was signed for on paper, the first time; `None` where nobody did."""
    outcomes = [outcome for attempt in letter.attempts.all() for outcome in attempt.outcomes.all()]
    noted = [outcome.at for outcome in outcomes if outcome.state == TryState.DELIVERED.value]
    return day_of(min(noted)) if noted else None


def tries_of(letter: Letter) -> list[Try]:
    """Every try to bring a letter to its person, oldest first."""
    return [try_of(attempt) for attempt in sorted(letter.attempts.all(), key=lambda attempt: attempt.pk)]


def try_of(attempt: Attempt) -> Try:
    """A try with the last that is known of it."""
    outcomes = sorted(attempt.outcomes.all(), key=lambda outcome: outcome.pk)
    if not outcomes:
        return Try(Channel(attempt.channel), attempt.at, TryState.TRYING)
    last = outcomes[-1]
    return Try(Channel(attempt.channel), attempt.at, TryState(last.state), Cause(last.cause) if last.cause else None)


def state_of(letter: Letter, *, at: datetime) -> LetterState:
    """What is known of a letter that the person may see."""
    return letter_state(tries_of(letter), is_read=is_read(letter), is_in_inbox=True, at=at)


def contacts_of(number_index: bytes, name_index: bytes) -> list[Contact]:
    """What this person has given and not taken back, one for each channel."""
    kept = Contact.objects.filter(number_index=number_index, name_index=name_index, content__isnull=False)
    return list(kept.order_by("pk"))


def address_of(contact: Contact) -> str:
    content: dict[str, Any] | None = read_content(contact)
    return content["address"] if content else ""


def contacts_with_letters_waiting(channels: Collection[Channel]) -> Iterator[Contact]:
    """For the duty alone: contacts of persons with a letter that no message has told them of, whose letter is oldest first."""
    messages = AttemptOutcome.objects.exclude(attempt__channel=Channel.PAPER.value)
    told = messages.filter(attempt__letter=OuterRef("pk"), state__in=["sent", "delivered"])
    waiting = Letter.objects.filter(
        ~Exists(told),
        _is_released(),
        number_index=OuterRef("number_index"),
        name_index=OuterRef("name_index"),
        reading=None,
    )
    return (
        Contact.objects.filter(content__isnull=False, channel__in=[one.value for one in channels])
        .annotate(letter=Subquery(waiting.order_by("pk").values("pk")[:1]))
        .filter(letter__isnull=False)
        .order_by("letter", "pk")
        .iterator(500)
    )


def outage_of(channel: Channel) -> Outage | None:
    """Since when a channel is away, and when it was tried last; `None` where it is not known to be."""
    return Outage.objects.filter(channel=channel.value, ended_at=None).first()


def undelivered(*, at: datetime) -> list[Undelivered]:
    """Counts of the letters without proof of arrival by template, but for those that need none; no person can be read off
    them."""
    delivered = Attempt.objects.filter(letter=OuterRef("pk"), outcomes__state=TryState.DELIVERED.value)
    counts = {f"older{days}": Count("pk", filter=Q(at__lte=at - timedelta(days=days))) for days in AGES}
    rows: Any = (
        Letter.objects.filter(_is_released(), ~Exists(delivered), reading=None)
        .exclude(template__in=INBOX_ONLY)
        .values("template")
        .annotate(count=Count("pk"), oldest_at=Min("at"), **counts)
        .order_by("template")
    )
    return [
        Undelivered(row["template"], row["count"], tuple(row[name] for name in counts), row["oldest_at"])
        for row in rows
    ]


def _is_released() -> Q:
    return Q(held_under=None) | Q(held_under__in=Release.objects.values("pk"))
