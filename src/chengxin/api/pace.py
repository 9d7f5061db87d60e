"""A program that is refused again and again asks about the wrong people: it has to wait. [law:pipl/第五十一条]

Counted in the memory of one process, as wrong passwords are; each refused try is in the access log all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache

from chengxin.api.problems import Problem
from chengxin.core.reasons import Reason

if TYPE_CHECKING:
    from chengxin.apps.officials.models import Program

MOST = 20
WITHIN = 10 * 60


def require(program: Program) -> None:
    """:raises Problem: REFUSED_TOO_OFTEN."""
    if int(cache.get(_key(program), 0)) >= MOST:
        raise Problem(Reason.REFUSED_TOO_OFTEN, headers={"Retry-After": str(WITHIN)})


def note_refused(program: Program) -> None:
    """Count a refused question; the last one that is allowed closes the door for a while."""
    cache.add(_key(program), 0, WITHIN)
    try:
        cache.incr(_key(program))
    except ValueError:
        cache.set(_key(program), 1, WITHIN)  # it ran out between the two lines


def _key(program: Program) -> str:
    return f"refused-{program.ref}"
