"""A few officials of the demo, seated at once: what a test does not need takes time in each."""

from __future__ import annotations

from datetime import date, datetime

from chengxin.apps.officials.actions.appoint import appoint
from chengxin.apps.officials.models import Official
from chengxin.core.permissions import Role
from chengxin.demo import cast

#: Lives in tests last for years; whoever works there took the yearly course at the end of them.
LEARNED = date(2090, 1, 1)


def moves(official: Official, unit: str, seat: str, *, at: datetime) -> None:
    """They sit elsewhere from here on, under the same name."""
    appoint(
        username=official.username,
        name=official.name,
        unit=unit,
        seat=seat,
        role=Role(official.role),
        course_on=LEARNED,
        password="correct-horse-43",
        by="tests",
        at=at,
    )


def seat(*usernames: str) -> None:
    """Seat these of the cast."""
    known = {one.username: one for one in cast.OFFICIALS}
    for username in usernames:
        one = known[username]
        appoint(
            username=username,
            name=one.name,
            unit=one.unit,
            seat=one.seat,
            role=one.role,
            course_on=LEARNED,
            password=one.password,
            by="tests",
            at=cast.APPOINTED_AT,
        )
