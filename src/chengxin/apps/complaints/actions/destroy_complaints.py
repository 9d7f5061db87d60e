"""Destroy what a report said and what was answered some time after the answer; that there was one, about which body, and what
was found stays. [law:pipl/第十九条] [law:pipl/第四十七条]

Nobody says who reports, so nobody can ask for it: it may hold something about somebody, and ends by itself.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.complaints.models import Complaint, ComplaintAnswer
from chengxin.core.calendar import add_months, day_of, start_of
from chengxin.lawbook import Lawbook

_AT_ONCE = 200


@transaction.atomic
def destroy_complaints(*, lawbook: Lawbook, at: datetime) -> int:
    """Destroy the content of reports answered longer ago than the lawbook lets us keep it; how many. Some at a time; one that
    waits for an answer is never among them."""
    today = day_of(at)
    answered_before = start_of(add_months(today, -lawbook.period("complaint_kept", on=today)))
    due = ComplaintAnswer.objects.filter(content__isnull=False, at__lt=answered_before).order_by("pk")[:_AT_ONCE]
    reports = dict(due.values_list("pk", "complaint_id"))
    Complaint.objects.filter(pk__in=reports.values()).update(salt=None, content=None, data_key=None)
    return ComplaintAnswer.objects.filter(pk__in=reports).update(salt=None, content=None, data_key=None)
