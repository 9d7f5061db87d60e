"""What a letter says of a record that is kept for now, or was destroyed. [law:pipl/第四十七条] [law:pipl/第五十条]

Of what was destroyed it tells the kind, the day and by what: nothing of the content, which it has nowhere to read from.
"""

from __future__ import annotations

from datetime import date

from chengxin.apps.destruction.models import Certificate, KeepOrder
from chengxin.apps.destruction.words import GROUNDS, LAW, ORDERS
from chengxin.apps.ledger.batch import read_content
from chengxin.apps.notices.models import Letter
from chengxin.apps.officials.words import officer_zh
from chengxin.apps.records.letters import PLACEHOLDERS as OF_RECORDS
from chengxin.apps.records.models import RecordEvent, Tombstone
from chengxin.core.calendar import day_of
from chengxin.core.destruction import Ground, Order
from chengxin.core.records import Event, last_day_of
from chengxin.core.words import day_zh, moment_zh
from chengxin.lawbook import Lawbook

PLACEHOLDERS = (
    "destroyed_at",
    "ground",
    "certificate",
    "officers",
    "law",
    "order",
    "document_no",
    "kept_until",
    "ending",
)
ABOUT_AN_ORDER = frozenset({"record_kept"})
ABOUT_AN_EVENT = frozenset({"record_destroyed", "record_ended_again"})
ALL = ABOUT_AN_ORDER | ABOUT_AN_EVENT
_ENDINGS = {
    Event.WITHDRAWN: "已经由来源单位撤销",
    Event.VOIDED: "已经经过核对移出",
    Event.REPAIRED: "已经准予修复",
    Event.DESTROYED: "已经销毁",
}


def letter_values(letter: Letter, *, lawbook: Lawbook) -> dict[str, str] | None:
    """The placeholders of a letter about a destruction; `None` once an order's words went with its record."""
    blank = dict.fromkeys((*OF_RECORDS, *PLACEHOLDERS), "")
    if letter.template in ABOUT_AN_ORDER:
        said = _of_order(KeepOrder.objects.select_related("by", "due_record__record").get(pk=letter.subject), lawbook)
        return None if said is None else blank | said
    return blank | _of_event(RecordEvent.objects.select_related("record").get(pk=letter.subject), lawbook)


def _of_order(order: KeepOrder, lawbook: Lawbook) -> dict[str, str] | None:
    content = read_content(order)
    if content is None:
        return None
    record = order.due_record.record
    return {
        **_kind(record.item, record.unit, day_of(order.at), lawbook),
        "order": ORDERS[Order(order.kind)],
        "reason": content["words"],
        "document_no": content["document"],
        "kept_until": day_zh(last_day_of(order.until)),
        "officers": officer_zh(order.by, lawbook, at=order.at),
    }


def _of_event(event: RecordEvent, lawbook: Lawbook) -> dict[str, str]:
    record, destroyed_on = event.record, day_of(event.at)
    known = _kind(record.item, record.unit, destroyed_on, lawbook) | {"ending": _ENDINGS[Event(event.event)]}
    certificate = Certificate.objects.select_related("due_list").filter(pk=event.cause or 0).first()
    if certificate is None:
        # Told again after a restore: the certificate is in the journal's time, not in this database.
        earlier = Tombstone.objects.filter(natural_key=record.natural_key, event=event.event).first()
        return known | {"destroyed_at": moment_zh(earlier.ended_at if earlier else event.at), "law": LAW}
    place = certificate.due_list.records.get(record=record)
    sealing = [basis.cite() for item in lawbook.items.of(record.item) for basis in item.sealed_by]
    reviews = certificate.due_list.reviews.filter(at__lte=certificate.at).select_related("by").order_by("pk")
    looked = {one.by_id: officer_zh(one.by, lawbook, at=one.at) for one in reviews if place.pk in one.covers}
    return known | {
        "destroyed_at": moment_zh(event.at),
        "ground": f"{GROUNDS[Ground(place.ground)]}（{day_zh(day_of(place.since))}）",
        "certificate": certificate.ref,
        "officers": "；".join(looked.values()),
        "law": "；".join(dict.fromkeys([LAW, *(sealing if place.ground == Ground.SEALED else [])])),
    }


def _kind(item: str, unit: str, on: date, lawbook: Lawbook) -> dict[str, str]:
    known = lawbook.items.at(item, on)
    return {"item": known.name, "item_code": known.code, "unit": lawbook.unit(unit).name}
