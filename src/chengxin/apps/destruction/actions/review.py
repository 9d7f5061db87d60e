"""Look at a list of what is due. The second look destroys whatever is free to go, certifies it, and tells each person.

[law:pipl/第十九条] [law:pipl/第四十七条]
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from chengxin.apps.destruction.certificate import certificate_pdf
from chengxin.apps.destruction.content import destroy_cases
from chengxin.apps.destruction.models import Certificate, DueRecord, Review
from chengxin.apps.destruction.selectors import Listed, OpenedList, get, took_part
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.refs import new_ref
from chengxin.apps.notices.actions.owe import Owed, owe
from chengxin.apps.officials.models import Official
from chengxin.apps.records.actions.destroy import destroy
from chengxin.core.destruction import Looked, may_look, to_destroy
from chengxin.core.permissions import Act, Role, require, require_keeper
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import Lawbook


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a look came to: the row of it, and the certificate where it destroyed something."""

    review: Review
    certificate: Certificate | None


@transaction.atomic
def review(ref: str, *, lawbook: Lawbook, by: Official, at: datetime) -> Reviewed:
    """Look at the list with this number, as a named official. What is kept, held, in an open case or recalled stays.

    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT, DUE_LIST_MISSING, DESTRUCTION_NOTHING_LEFT, DESTRUCTION_TOOK_PART.
    """
    require(Role(by.role), Act.REVIEW_DESTRUCTION)
    require_keeper(by.unit)
    hold("due list", ref)
    _hold_persons(ref)
    opened = get(ref, lawbook=lawbook, at=at)
    if opened is None:
        raise Refusal(Reason.DUE_LIST_MISSING)
    covers = may_look(opened.free, opened.looks, by=by.pk, took_part=took_part(opened.places))
    writer = Writer(at)
    look = Review(due_list=opened.due_list, covers=sorted(covers), at=writer.at, by=by)
    writer.add("destruction_reviewed", look)
    gone = to_destroy(opened.free, [*opened.looks, Looked(by.pk, covers)])
    certificate = _destroy(opened, gone, look, lawbook, writer) if gone else None
    writer.flush()
    return Reviewed(look, certificate)


def _hold_persons(ref: str) -> None:
    """Wait for whoever objects, decides or answers about one of these persons; in one order, so that nobody waits in a ring."""
    places = DueRecord.objects.filter(due_list__ref=ref, record__person__isnull=False)
    for number in sorted({bytes(index) for index in places.values_list("record__person__number_index", flat=True)}):
        hold("number", number)


def _destroy(opened: OpenedList, places: frozenset[int], look: Review, lawbook: Lawbook, writer: Writer) -> Certificate:
    gone = [one for one in opened.places if one.place.pk in places]
    ref = new_ref()
    reviewers = _reviewers(gone, look)
    pdf = certificate_pdf(ref, opened.due_list, gone, reviewers=reviewers, lawbook=lawbook, at=writer.at)
    made = Certificate(ref=ref, due_list=opened.due_list, sha256=sha256(pdf).hexdigest(), at=writer.at, by=look.by)
    certificate = writer.add("destruction_certified", made, content={"pdf": b64encode(pdf).decode()})
    # To whom each letter goes: after the destruction no row leads there.
    persons = [(bytes(one.record.person.number_index), bytes(one.record.person.name_index)) for one in gone]  # type: ignore[union-attr]
    destroy_cases([one.record.pk for one in gone], numbers={number for number, _ in persons})
    events = destroy([one.newest for one in gone], cause=certificate.pk, writer=writer)
    letter = lawbook.letter("record_destroyed")
    for (number, name), event in zip(persons, events, strict=True):
        owe(writer, Owed(number, name, letter.template, letter.edition, event.pk))
    return certificate


def _reviewers(gone: Sequence[Listed], look: Review) -> list[Official]:
    """Everybody who looked at one of these, in the order of their looks."""
    found = {official.pk: official for one in gone for official in one.seen_by}
    return list({**found, look.by_id: look.by}.values())
