"""Tell the ledger of a restored database who wanted it back, from which backup. [law:pipl/第五十一条]"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.batch import write
from chengxin.apps.ledger.models import Restoration
from chengxin.core.restores import Order, text_of


@transaction.atomic
def note_restore(order: Order, signatures: Mapping[str, str], *, by: str, at: datetime) -> Restoration:
    """Keep the text as it was signed, with each person's signature: whoever reads it later need not take our word."""
    row = Restoration(
        lines=text_of(order).split("\n"), signatures=dict(signatures), at=at.replace(microsecond=0), by=by
    )
    write(at, [("restored", row)])
    return row
