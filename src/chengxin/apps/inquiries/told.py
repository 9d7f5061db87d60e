"""What an asker reads of one record: no more, and the person sees the same. [law:pipl/第六条]"""

from __future__ import annotations

from typing import Any

from chengxin.apps.records.selectors import HeldRecord
from chengxin.core.records import last_day_of
from chengxin.lawbook import Lawbook


def told(held: HeldRecord, lawbook: Lawbook) -> dict[str, Any]:
    """What the asker reads of one record."""
    body = held.body
    authority = lawbook.unit_by_uscc(body["authority"])
    return {
        "item": held.item.slug,
        "item_code": held.item.code,
        "item_name": held.item.name,
        "authority": authority.name if authority else body["authority"],
        "decision_no": body["decision_no"],
        "decided_on": body["decided_on"],
        "penalty_classes": body["penalty_classes"],
        "amount_fen": body["amount_fen"],
        "starts_on": body["starts_on"],
        "ends_on": body["ends_on"],
        "last_day": last_day_of(held.until).isoformat(),
        "is_objected_to": bool(held.flags),
        "statement": held.statement,
    }
