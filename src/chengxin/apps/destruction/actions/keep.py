"""Keep one listed record for now: a named official's decision with an end, or a legal hold by a document. [law:pipl/第十九条]"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from chengxin.apps.destruction.models import KeepOrder
from chengxin.apps.destruction.selectors import get
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.notices.actions.owe import Owed, owe
from chengxin.apps.officials.models import Official
from chengxin.core.calendar import day_of, end_of
from chengxin.core.destruction import Order, may_order
from chengxin.core.permissions import Act, Role, require, require_keeper
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import Lawbook


@transaction.atomic
def keep(
    ref: str,
    record: str,
    *,
    order: Order,
    words: str,
    document: str = "",
    last_day: date,
    lawbook: Lawbook,
    by: Official,
    at: datetime,
) -> KeepOrder:
    """Keep the record with this reference on the list `ref` until the end of a day; its person is told why and by whom.

    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT, DUE_LIST_MISSING, RECORD_DESTROYED, and the reasons of
        `core.destruction.may_order`.
    """
    require(Role(by.role), Act.KEEP_RECORD)
    require_keeper(by.unit)
    hold("due list", ref)
    opened = get(ref, lawbook=lawbook, at=at)
    listed = next((one for one in opened.places if one.record.ref == record), None) if opened else None
    if listed is None:
        raise Refusal(Reason.DUE_LIST_MISSING)
    person = listed.record.person
    if listed.destroyed is not None or person is None:
        raise Refusal(Reason.RECORD_DESTROYED)
    writer, until = Writer(at), end_of(last_day)
    longest = lawbook.period("keep_at_most", on=day_of(at))
    may_order(order, listed.due, words=words, document=document, until=until, at=writer.at, longest=longest)
    kept = writer.add(
        "record_kept",
        KeepOrder(due_record=listed.place, kind=order.value, until=until, at=writer.at, by=by),
        content={"words": words.strip(), "document": document.strip() if order is Order.LEGAL_HOLD else ""},
    )
    letter = lawbook.letter("record_kept")
    owe(
        writer,
        Owed(bytes(person.number_index), bytes(person.name_index), letter.template, letter.edition, kept.pk),
    )
    writer.flush()
    return kept
