"""Freeze the quarters that are over, each once. [law:pipl/第六条] [law:pipl/第五十四条]"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import Min

from chengxin.apps.ledger.batch import write
from chengxin.apps.ledger.hold import hold
from chengxin.apps.notices.models import Release
from chengxin.apps.statistics.files import build
from chengxin.apps.statistics.models import FrozenQuarter
from chengxin.core.feeds import Feed
from chengxin.core.quarters import Quarter, quarter_of
from chengxin.lawbook import Lawbook

#: After the end of a quarter, so that whatever was being written at midnight is there.
_LATER = timedelta(hours=1)


@transaction.atomic
def freeze(*, lawbook: Lawbook, feeds: Mapping[str, Feed], at: datetime) -> int:
    """Freeze the oldest quarter that is over and not frozen yet: 1, or 0 where there is none. The first one is that in
    which the first file was complete."""
    quarter = due(at=at)
    if quarter is None:
        return 0
    hold("quarter", quarter.code)
    if FrozenQuarter.objects.filter(quarter=quarter.code).exists():
        return 0
    files = build(quarter, lawbook=lawbook, feeds=feeds)
    at = at.replace(microsecond=0)
    frozen = FrozenQuarter(
        quarter=quarter.code,
        edition=lawbook.edition,
        law_digest=lawbook.digest,
        as_json=files.as_json,
        as_csv=files.as_csv,
        json_sha256=sha256(files.as_json).hexdigest(),
        csv_sha256=sha256(files.as_csv).hexdigest(),
        at=at,
    )
    write(at, [("quarter_frozen", frozen)])
    return 1


def due(*, at: datetime) -> Quarter | None:
    """The oldest quarter to be frozen at an instant."""
    first = Release.objects.aggregate(Min("at"))["at__min"]
    if first is None:
        return None
    done = set(FrozenQuarter.objects.values_list("quarter", flat=True))
    quarter = quarter_of(first)
    while quarter.end + _LATER <= at:
        if quarter.code not in done:
            return quarter
        quarter = quarter.next
    return None
