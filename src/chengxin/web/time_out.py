"""What a page with a way in says about time: after how many minutes somebody is out, and why whoever comes back was."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from chengxin import clock, sessions
from chengxin.core.calendar import day_of
from chengxin.web.law import lawbook


def own_minutes() -> int:
    """So many minutes without a request, and a resident is out."""
    return lawbook().period("own_idle_time_out", on=day_of(clock.now()))


def of_resident(request: HttpRequest) -> dict[str, Any]:
    """For a template with `signing_in/_why_out.html`."""
    return {"own_idle": own_minutes(), "own_why_out": sessions.own_why_out(request)}
