"""Destroy the originals of files some days after their receipt; what they said, and their digest, stays.

[law:pipl/第十九条] [law:pipl/第四十七条]
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from chengxin.apps.submissions.models import Upload, UploadPart
from chengxin.core.calendar import day_of
from chengxin.lawbook import Lawbook

_AT_ONCE = 200


@transaction.atomic
def destroy_uploads(*, lawbook: Lawbook, at: datetime) -> int:
    """Destroy what the lawbook's period no longer lets us keep; how many were destroyed. Some at a time."""
    closed_before = at - timedelta(days=lawbook.period("upload_kept", on=day_of(at)))
    due = Upload.objects.filter(data_key__isnull=False, submission__receipt__at__lte=closed_before)
    ids = list(due.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
    return destroy_originals(ids)


def destroy_originals(ids: Sequence[int]) -> int:
    """Destroy the files of submissions with their keys; runs inside the calling act's transaction."""
    UploadPart.objects.filter(upload__in=ids).update(content=None)
    return Upload.objects.filter(pk__in=ids).update(filename=None, data_key=None)
