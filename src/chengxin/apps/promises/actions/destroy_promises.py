"""Destroy which papers were promised, with the period of the matters they belong to. [law:pipl/第十九条] [law:pipl/第四十七条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.promises.models import Promise
from chengxin.core.calendar import add_months, day_of, start_of
from chengxin.lawbook import Lawbook

_AT_ONCE = 200


@transaction.atomic
def destroy_promises(*, lawbook: Lawbook, at: datetime) -> int:
    """Destroy the content of promises in matters opened longer ago than looks are kept; how many. Some at a time."""
    today = day_of(at)
    opened_before = start_of(add_months(today, -lawbook.period("access_log_kept", on=today)))
    due = Promise.objects.filter(content__isnull=False, matter__at__lt=opened_before)
    ids = list(due.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
    return Promise.objects.filter(pk__in=ids).update(salt=None, content=None, data_key=None)
