"""An official as a letter or a page names one: as they were when they did what it tells of. [law:pipl/第十七条]

Somebody moves, and is called otherwise; what they did stays the seat's in which they did it.
"""

from __future__ import annotations

from datetime import datetime

from chengxin.apps.officials.models import Official, SeatEvent
from chengxin.lawbook import Lawbook


def seat_at(official: Official, at: datetime) -> SeatEvent | Official:
    """Where an official sat at an instant, and under which name."""
    then = SeatEvent.objects.filter(official=official, at__lte=at).order_by("-pk").first()
    return then if then is not None else official


def officer_zh(official: Official, lawbook: Lawbook, *, at: datetime) -> str:
    """Unit, seat, name."""
    then = seat_at(official, at)
    return f"{lawbook.unit(then.unit).name}{then.seat}，{then.name}"


def of_unit_zh(official: Official, lawbook: Lawbook, *, at: datetime) -> str:
    """Unit and name."""
    then = seat_at(official, at)
    return f"{lawbook.unit(then.unit).name}，{then.name}"
