"""Open a file for whom a row names, where an official found whose the row is. [law:pipl/第八条]"""

from __future__ import annotations

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.people import selectors, vault
from chengxin.apps.people.models import Person
from chengxin.core.facts import Identity


def add_namesake(identity: Identity, *, writer: Writer) -> Person:
    """The person of this number and name, made if not held; runs inside the calling act's transaction."""
    who = selectors.indexes(identity)
    person, _ = Person.objects.get_or_create(
        number_index=who.number,
        name_index=who.name,
        defaults={"id": writer.side_ids(1).start, "identity": vault.seal_identity(identity), "at": writer.at},
    )
    return person
