"""A security administrator notes the day on which an official took the yearly course. [law:pipl/第五十一条]"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from chengxin.apps.ledger.batch import write
from chengxin.apps.ledger.hold import hold
from chengxin.apps.officials import selectors
from chengxin.apps.officials.models import Official, SeatEvent
from chengxin.core.calendar import day_of
from chengxin.core.permissions import Act, Role, require
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.seats import require_day


@transaction.atomic
def note_course(*, username: str, course_on: date, by: Official, at: datetime) -> Official:
    """From now on pages about persons are open to this official until the published term after that day is over.

    :raises Refusal: ROLE_MAY_NOT, COURSE_IN_FUTURE, OFFICIAL_UNKNOWN.
    """
    require(Role(by.role), Act.NOTE_COURSE)
    require_day(course_on, on=day_of(at))
    hold("official", username)
    official = selectors.get_active(username)
    if official is None:
        raise Refusal(Reason.OFFICIAL_UNKNOWN)
    official.course_on = course_on
    official.save()
    write(at, [("official_seated", SeatEvent.of(official, "course_noted", by=by.username, at=at))])
    return official
