"""Who may sit where, by the word of how many, and for how long after the yearly course. [law:cybersecurity_law/第二十三条]
[law:pipl/第五十一条]
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from chengxin.core.calendar import add_months, day_of
from chengxin.core.permissions import ADMINISTRATORS, KEEPER, Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.restraints import is_somebody

#: So many security administrators there have to be: one proposes, another approves.
TWO = 2


def require_place(role: Role, unit: str) -> None:
    """Check that an administrator sits where the platform is kept.

    :raises Refusal: UNIT_MAY_NOT.
    """
    if role in ADMINISTRATORS and unit != KEEPER:
        raise Refusal(Reason.UNIT_MAY_NOT)


def require_another(by: str, *took_part: str) -> None:
    """Check that whoever acts is none of these usernames: who proposed the seat, whose seat it is.

    :raises Refusal: SEAT_TOOK_PART.
    """
    if by in took_part:
        raise Refusal(Reason.SEAT_TOOK_PART)


def require_name(name: str) -> None:
    """Check that whoever is to sit down bears the name of a person: the rule of own names rests on it.

    :raises Refusal: SEAT_IS_NOBODYS.
    """
    if not is_somebody(name):
        raise Refusal(Reason.SEAT_IS_NOBODYS)


def lapses_on(proposed_at: datetime, days: int) -> date:
    """The last day on which a proposal can be approved."""
    return day_of(proposed_at) + timedelta(days=days)


def first_password_holds_until(given_at: datetime, days: int) -> date:
    """The last day on which a password that was handed over lets anybody in."""
    return day_of(given_at) + timedelta(days=days)


def require_first_password(last_day: date | None, *, on: date) -> None:
    """Check that the password that was handed over has not lapsed; `last_day` is `None` for one of their own.

    :raises Refusal: FIRST_PASSWORD_LAPSED.
    """
    if last_day is not None and on > last_day:
        raise Refusal(Reason.FIRST_PASSWORD_LAPSED)


def course_holds_until(course_on: date, months: int) -> date:
    """The last day on which whoever took the course on a day may enter pages about persons."""
    return add_months(course_on, months)


def is_course_current(course_on: date | None, *, on: date, months: int) -> bool:
    """Whether the yearly course is not too long ago; nobody who never took it enters."""
    return course_on is not None and on <= course_holds_until(course_on, months)


def require_day(course_on: date | None, *, on: date) -> None:
    """Check that a course is not noted before it was.

    :raises Refusal: COURSE_IN_FUTURE.
    """
    if course_on is not None and course_on > on:
        raise Refusal(Reason.COURSE_IN_FUTURE)
