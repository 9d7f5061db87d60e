"""Receipts to take along, the same for a department, a window and a person. [law:pipl/第五十一条]"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse

from chengxin import clock
from chengxin.apps.ledger.receipts import Receipted, receipt
from chengxin.web.replies import download

if TYPE_CHECKING:
    from chengxin.apps.ledger.models import Committed


def receipt_file(name: str, ids: Collection[int], told: Iterable[Committed] = ()) -> HttpResponse:
    """The receipt for these entries of the ledger; of `told` the words go in as well, which the holder has read."""
    if not ids:
        raise Http404
    return download(receipt(Receipted(ids, told), at=clock.now()), f"凭证-{name}.json", "application/json")
