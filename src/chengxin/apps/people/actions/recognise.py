"""Recognise persons by number and name, set-wise; make those not held before. [law:pipl/第八条]"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.load import find, load
from chengxin.apps.people import selectors, vault
from chengxin.apps.people.models import Person
from chengxin.core import matching
from chengxin.core.facts import Identity
from chengxin.core.matching import Recognition


@dataclass(frozen=True, slots=True)
class Recognised:
    """What became of one identity; `person` is `None` when a human must look, and for a stranger who was not made."""

    how: Recognition
    who: selectors.Indexes
    person: Person | None
    other_names: frozenset[bytes] = frozenset()
    """Where a human must look: the names that hold the number."""


def recognise(
    identities: Sequence[Identity],
    *,
    strangers: Collection[int] = (),
    standing: Callable[[Collection[int]], set[int]],
    writer: Writer,
) -> list[Recognised]:
    """Recognise each identity in order; must run inside the calling act's transaction.

    Within one call the first name under a new number makes the person; another name under it waits for a human. Who stands
    at one of the places `strangers` is only looked for, and no person is made of them. `standing` says of which of some
    persons a record stands: only they hold their number, and it is asked only where two names meet under one.
    """
    wanted = [selectors.indexes(identity) for identity in identities]
    held = _held({who.number for who in wanted})
    holding = _holding(wanted, held, standing)
    fresh: list[Person] = []
    found: list[tuple[Recognition, Person | None, frozenset[bytes]]] = []
    for place, (identity, who) in enumerate(zip(identities, wanted, strict=True)):
        under_number, names = held[who.number], holding[who.number]
        how = matching.recognise(names_under_number=names, name=who.name)
        if how is Recognition.NEW and place not in strangers:
            names.add(who.name)
            if who.name not in under_number:
                person = Person(
                    id=writer.side_ids(1).start,
                    number_index=who.number,
                    name_index=who.name,
                    identity=vault.seal_identity(identity),
                    at=writer.at,
                )
                under_number[who.name] = person
                fresh.append(person)
        must_look = how is Recognition.HUMAN_MUST_LOOK
        found.append((how, None if must_look else under_number.get(who.name), frozenset(names if must_look else ())))
    load(Person, fresh)
    return [Recognised(how, who, person, others) for (how, person, others), who in zip(found, wanted, strict=True)]


def _holding(
    wanted: Sequence[selectors.Indexes],
    held: dict[bytes, dict[bytes, Person]],
    standing: Callable[[Collection[int]], set[int]],
) -> dict[bytes, set[bytes]]:
    """The names that hold each number."""
    met: dict[bytes, set[bytes]] = defaultdict(set)
    for who in wanted:
        met[who.number] |= {who.name, *held[who.number]}
    asked = {person.pk for number, names in met.items() if len(names) > 1 for person in held[number].values()}
    stand = standing(asked) if asked else set()
    return {
        number: {name for name, person in held[number].items() if len(names) == 1 or person.pk in stand}
        for number, names in met.items()
    }


def _held(numbers: set[bytes]) -> dict[bytes, dict[bytes, Person]]:
    held: dict[bytes, dict[bytes, Person]] = defaultdict(dict)
    for pk, number, name in find(Person, "number_index", sorted(numbers), ("id", "number_index", "name_index")):
        held[bytes(number)][bytes(name)] = Person(id=pk, number_index=bytes(number), name_index=bytes(name))
    return held
