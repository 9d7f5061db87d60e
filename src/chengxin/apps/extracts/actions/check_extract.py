"""Somebody who holds an extract asks whether it is genuine. [law:pipl/第六条] [law:pipl/第四十五条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.extracts.models import ExtractCheck
from chengxin.apps.extracts.selectors import checked
from chengxin.apps.ledger.batch import Writer
from chengxin.core.extracts import State
from chengxin.lawbook import Lawbook

_UNKNOWN = "unknown"


@transaction.atomic
def check_extract(code: str, *, lawbook: Lawbook, at: datetime) -> State | None:
    """Genuine, expired or superseded; `None` for a code that no extract has. The person sees that it was checked.

    Nothing is taken down about who asks, and an unknown code leaves the same traces as a known one.
    """
    writer = Writer(at)
    extract, told = checked(code, lawbook=lawbook, at=writer.at)
    writer.add("extract_checked", ExtractCheck(extract=extract, state=told.value if told else _UNKNOWN, at=writer.at))
    writer.flush()
    return told
