"""Destroy what a held row said some days after it was settled; the finding and the place in the file stay.

[law:pipl/第十九条] [law:pipl/第四十七条]
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from chengxin.apps.submissions.models import HeldRow
from chengxin.core.calendar import day_of
from chengxin.lawbook import Lawbook

_AT_ONCE = 200


@transaction.atomic
def destroy_held_rows(*, lawbook: Lawbook, at: datetime) -> int:
    """Destroy the content of rows settled longer ago than the lawbook lets us keep it; how many. Some at a time."""
    settled_before = at - timedelta(days=lawbook.period("held_row_kept", on=day_of(at)))
    due = HeldRow.objects.filter(content__isnull=False, settled__at__lte=settled_before)
    ids = list(due.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
    return HeldRow.objects.filter(pk__in=ids).update(salt=None, content=None, data_key=None)
