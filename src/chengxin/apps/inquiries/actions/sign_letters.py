"""The person signed the slips of several letters at a window: all of it is noted, or nothing. [law:pipl/第十七条]"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from chengxin.apps.inquiries.actions.sign_at_window import sign_at_window
from chengxin.apps.notices.models import Letter
from chengxin.apps.officials.models import Official
from chengxin.lawbook import Lawbook


@transaction.atomic
def sign_letters(refs: Collection[str], *, lawbook: Lawbook, by: Official, at: datetime) -> list[Letter]:
    """Note today's signature under each of these letters.

    :raises Refusal: as `sign_at_window`, for the first that cannot be signed for; then none of them is.
    """
    return [sign_at_window(ref, lawbook=lawbook, by=by, at=at) for ref in sorted(refs)]
