"""What a consent would carry, and what it did: the person sees the very words first. [law:pipl/第二十三条]"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from chengxin.apps.consents import selectors as consents
from chengxin.apps.consents.models import ConsentGiven
from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.inquiries.models import AccessEntry, Answer
from chengxin.apps.inquiries.told import told
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.records.selectors import held_by
from chengxin.core.calendar import day_of
from chengxin.core.canonical import canonical
from chengxin.core.consents import State, carries, state
from chengxin.core.inquiries import Held, may_show
from chengxin.core.law import Purpose
from chengxin.lawbook import Lawbook


@dataclass(frozen=True, slots=True)
class WouldTell:
    """What an answer would hold of one record, with consent."""

    item: str
    version: int
    told: dict[str, Any]


def would_tell(who: Indexes, purpose: Purpose, *, lawbook: Lawbook, at: datetime) -> list[WouldTell]:
    """Exactly what would be answered for a purpose, were every one of its items consented to; possibly nothing."""
    return [
        WouldTell(held.item.slug, held.version.pk, told(held, lawbook))
        for held in held_by(who, lawbook=lawbook, at=at)
        if may_show(Held(0, held.item, held.standing, is_consented=True), purpose, day_of(at))
    ]


def digest_of(seen: list[WouldTell]) -> str:
    """What stood on the screen, as a number that the form carries: a consent to anything else is none."""
    return sha256(canonical([[one.item, one.version, one.told] for one in seen])).hexdigest()


def carrying(who: Indexes, *, unit: str, purpose: str, at: datetime) -> ConsentGiven | None:
    """The newest consent that carries an answer to a unit for a purpose now, or `None`."""
    mine = consents.list_for_person(who, at=at).filter(unit=unit, purpose=purpose)
    used = used_at(who)
    return next(
        (
            given
            for given in mine
            if carries(consents.consent_of(given, used_at=used.get(given.pk)), unit=unit, purpose=purpose, at=at)
        ),
        None,
    )


def used_at(who: Indexes) -> dict[int, datetime]:
    """When each of this person's consents was used."""
    looks = AccessEntry.objects.filter(number_index=who.number, consent__isnull=False)
    return dict(looks.values_list("consent", "at"))


def used_in_sight(who: Indexes, *, at: datetime) -> dict[int, datetime]:
    """When each of this person's consents was used, as far as they may read it yet: not by a look that waits for its day."""
    shown = inquiries.list_for_person(who, at=at).filter(consent__isnull=False)
    return dict(shown.values_list("consent", "at"))


def carried(entries: Iterable[AccessEntry]) -> dict[int, str]:
    """For each of a person's looks that a consent carried, the number of the consent."""
    looks = {entry.consent_id: entry.pk for entry in entries if entry.consent_id is not None}
    found = ConsentGiven.objects.filter(pk__in=looks).values_list("pk", "ref")
    return {looks[consent]: ref for consent, ref in found}


def still_carries(given: Answer, *, at: datetime) -> bool | None:
    """Whether the consent of an answer lets it be read again; `None` where it was given without one."""
    number = bytes(given.matter.number_index)
    used = AccessEntry.objects.filter(number_index=number, answer=given, consent__isnull=False)
    look = used.select_related("consent__withdrawn").first()
    if look is None or look.consent is None:
        return None
    return state(consents.consent_of(look.consent, used_at=look.at), at=at) is State.USED
