"""The day of looks that were put off has come: letters about them may be read. [law:pipl/第四十四条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.matters.models import Hiding
from chengxin.apps.notices.actions.release import release
from chengxin.apps.notices.models import Letter, Release


@transaction.atomic
def release_hidden(*, at: datetime) -> int:
    """Release what is held under each order whose day has come; how many orders there were."""
    over = Hiding.objects.filter(until__lte=at).exclude(pk__in=Release.objects.values("pk"))
    waiting = Letter.objects.filter(held_under__in=over.values("pk"))
    held = {key for key in waiting.values_list("held_under", flat=True) if key is not None}
    for key in held:
        release(key, at=at)
    return len(held)
