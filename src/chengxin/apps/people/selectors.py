"""Find one person by full number and name. Nothing here lists or searches persons, and nothing can. [law:pipl/第六条]"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BinaryField, QuerySet

from chengxin.apps.ledger.statement import Asked, Statement
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


def many_indexes(document_types: Sequence[str], numbers: Sequence[str], names: Sequence[str]) -> list[Indexes]:
    """`indexes` of many identities at once."""
    made: list[bytes] = [b""] * len(numbers)
    for kind in set(document_types):
        places = [place for place, own in enumerate(document_types) if own == kind]
        for place, index in zip(places, vault.number_indexes(kind, [numbers[place] for place in places]), strict=True):
            made[place] = index
    return [Indexes(number, name) for number, name in zip(made, vault.name_indexes(made, names), strict=True)]


def exactly(number: Any, name: Any) -> QuerySet[Person]:
    """The person with exactly this number and a name that folds equal, at most one: a wrong name finds nobody."""
    return Person.objects.filter(number_index=number, name_index=name)


def find(who: Indexes) -> Person | None:
    """The person with this number and name, or `None`."""
    return exactly(who.number, who.name).first()


def conflicted(numbers: Collection[bytes]) -> set[bytes]:
    """Which of the given number indexes an official has found to be shared by two people, and not yet resolved."""
    latest: dict[bytes, bool] = {}
    for event in ConflictEvent.objects.filter(number_index__in=list(numbers)).order_by("pk"):
        latest[bytes(event.number_index)] = event.is_confirmed
    return {number for number, is_confirmed in latest.items() if is_confirmed}


def asking_whether_held(who: Indexes) -> Asked:
    """To be asked together with something else: finds one thing where there is this person, nothing where not."""
    return _HELD.of(who.number, who.name)


def asking_whether_shared(who: Indexes) -> Asked:
    """`conflicted` of one number, to be asked together with something else: finds (whether it is shared,) or nothing."""
    return _LAST_FINDING.of(who.number)


_HELD: Statement[Any] = Statement(
    lambda number, name: exactly(number, name).values_list("pk"), BinaryField(), BinaryField()
)
_LAST_FINDING: Statement[Any] = Statement(
    lambda number: (
        ConflictEvent.objects.filter(number_index__in=[number]).order_by("-pk").values_list("is_confirmed")[:1]
    ),
    BinaryField(),
)


def seal_identity(identity: Identity) -> bytes:
    """Encrypt an identity for a session or a matter."""
    return vault.seal_identity(identity)


def seal_identities(document_types: Sequence[str], numbers: Sequence[str], names: Sequence[str]) -> list[bytes]:
    """`seal_identity` of many."""
    return vault.seal_identities(document_types, numbers, names)


def open_identity(sealed: bytes) -> Identity:
    """Open an identity that a session or a matter holds."""
    return vault.open_identity(sealed)


def name_of(person: Person) -> str:
    """The person's name as written, or "" once destroyed."""
    return vault.open_identity(bytes(person.identity)).name if person.identity else ""
