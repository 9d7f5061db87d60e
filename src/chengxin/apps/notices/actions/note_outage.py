"""Note that a channel is away, once for the whole of it, and that it is there again. [law:pipl/第六条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.hold import hold
from chengxin.apps.notices import selectors as notices
from chengxin.apps.notices.models import Outage
from chengxin.core.delivery import Channel


@transaction.atomic
def note_away(channel: Channel, *, at: datetime) -> bool:
    """Note that a channel was tried and is away; whether that was known before."""
    hold("outage", channel.value)
    known = notices.outage_of(channel)
    if known is None:
        Outage.objects.create(channel=channel.value, began_at=at, tried_at=at)
        return False
    Outage.objects.filter(pk=known.pk).update(tried_at=at)
    return True


@transaction.atomic
def note_there(channel: Channel, *, at: datetime) -> None:
    """Note that a channel which was away is there again; of one that was not, nothing."""
    hold("outage", channel.value)
    known = notices.outage_of(channel)
    if known is not None:
        Outage.objects.filter(pk=known.pk).update(ended_at=at)
