"""Pages for whoever stands at a window, of units that have one. [law:pipl/第六条]"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from chengxin import clock
from chengxin.core.calendar import day_of
from chengxin.core.errands import has_window
from chengxin.core.reasons import Reason
from chengxin.web import errors
from chengxin.web.law import lawbook
from chengxin.web.replies import official

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from chengxin.web.doors import View


def has_window_today(unit: str) -> bool:
    return has_window(unit, lawbook().askers(day_of(clock.now())))


def at_a_window(view: View) -> View:
    """Only for officials of a unit with a window for persons; others read why, and where it is done."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not has_window_today(official(request).unit):
            return errors.refused(request, [Reason.WINDOW_NOT_YOURS], status=403)
        return view(request, *args, **kwargs)

    return cast("View", guarded)
