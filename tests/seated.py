"""A few officials of the demo, seated at once: what a test does not need takes time in each."""

from __future__ import annotations

from datetime import date

from chengxin.apps.officials.actions.appoint import appoint
from chengxin.demo import cast

#: Lives in tests last for years; whoever works there took the yearly course at the end of them.
LEARNED = date(2090, 1, 1)


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
