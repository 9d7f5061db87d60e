"""Let the letters and records of a complete file be seen."""

from __future__ import annotations

from datetime import datetime

from chengxin.apps.notices.models import Release


def release(key: int, *, at: datetime) -> None:
    """Release everything held under a key; releasing twice changes nothing. Runs inside the calling transaction."""
    Release.objects.get_or_create(pk=key, defaults={"at": at})
