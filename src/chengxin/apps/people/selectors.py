"""Find one person by full number and name. Nothing here lists or searches persons, and nothing can. [law:pipl/第六条]"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from chengxin.apps.people import vault
from chengxin.apps.people.models import ConflictEvent, Person
from chengxin.core.facts import Identity


@dataclass(frozen=True, slots=True)
class Indexes:
    """The keyed indexes of one identity: of the number, and of the name under that number."""

    number: bytes
    name: bytes


def indexes(identity: Identity) -> Indexes:
    return Indexes(vault.number_index(identity), vault.name_index(identity))


def many_indexes(
    document_types: Sequence[str], numbers: Sequence[str], names: Sequence[str]
) -> tuple[list[bytes], list[bytes]]:
    """`indexes` of many identities at once: of their numbers, and of their names."""
    kinds = set(document_types)
    if len(kinds) == 1:
        made = vault.number_indexes(document_types[0], numbers)
        return made, vault.name_indexes(made, names)
    made = [b""] * len(numbers)
    for kind in kinds:
        places = [place for place, own in enumerate(document_types) if own == kind]
        for place, index in zip(places, vault.number_indexes(kind, [numbers[place] for place in places]), strict=True):
            made[place] = index
    return made, vault.name_indexes(made, names)


def exactly(number: Any, name: Any, *, of: str = "") -> Q:
    """Exactly this number and a name that folds equal: a wrong name finds nobody. `of` is the way to a person, as
    `record__person__`."""
    return Q(**{f"{of}number_index": number, f"{of}name_index": name})


def find(who: Indexes) -> Person | None:
    """The person with this number and name, or `None`."""
    return Person.objects.filter(exactly(who.number, who.name)).first()


def conflicted(numbers: Collection[bytes], *, at: datetime | None = None) -> set[bytes]:
    """Which of the given number indexes an official has found to be shared by two people, and not yet resolved: now, or
    as it was at an instant."""
    latest: dict[bytes, bool] = {}
    for event in ConflictEvent.objects.filter(number_index__in=list(numbers)).order_by("pk"):
        if at is None or event.at <= at:
            latest[bytes(event.number_index)] = event.is_confirmed
    return {number for number, is_confirmed in latest.items() if is_confirmed}


def seal_identity(identity: Identity) -> bytes:
    """Encrypt an identity for a session or a matter."""
    return vault.seal_identity(identity)


def seal_identities(document_types: Sequence[str], numbers: Sequence[str], names: Sequence[str]) -> list[bytes]:
    """`seal_identity` of many."""
    return vault.seal_identities(document_types, numbers, names)


def open_identity(sealed: bytes) -> Identity:
    """Open an identity that a session or a matter holds."""
    return vault.open_identity(sealed)


def identity_of(person: Person) -> Identity | None:
    """The person's identity as written, or `None` once destroyed: for whoever brings a letter to that person."""
    return vault.open_identity(bytes(person.identity)) if person.identity else None


def name_of(person: Person) -> str:
    """The person's name as written, or "" once destroyed."""
    return vault.open_identity(bytes(person.identity)).name if person.identity else ""
