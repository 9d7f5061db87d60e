"""One note on a promise, and the letter that tells of it. [law:pipl/第十七条]"""

from __future__ import annotations

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.notices.actions.owe import Owed, owe
from chengxin.apps.promises.models import Note, Promise, PromiseNote
from chengxin.lawbook import Lawbook


def tell(writer: Writer, promise: Promise, what: Note, template: str, *, lawbook: Lawbook) -> None:
    """Add the note and its letter to the act's batch."""
    noted = writer.add("promise_noted", PromiseNote(promise=promise, what=what.value, at=writer.at))
    letter, matter = lawbook.letter(template), promise.matter
    owe(writer, Owed(bytes(matter.number_index), bytes(matter.name_index), letter.template, letter.edition, noted.pk))
