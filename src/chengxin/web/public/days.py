"""The day as of which a public page shows the law: today, or what `?on=` asks for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest

from chengxin import clock
from chengxin.core.calendar import day_of


def today() -> date:
    return day_of(clock.now())


def asked_day(request: HttpRequest) -> date:
    """The day a page is asked for; what is no day has no page."""
    on = request.GET.get("on")
    return today() if on is None else read_day(on)


def read_day(text: str) -> date:
    """2026-08-15 and nothing else; Python would take 20260815 and weeks too.

    :raises Http404: for anything else.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if day.isoformat() != text:
        raise Http404
    return day


def as_of(day: date) -> dict[str, Any]:
    """What a page says of its day: `day`, whether it is another than today, and the query that keeps links on it."""
    is_past = day != today()
    return {"day": day, "is_other_day": is_past, "as_of": f"?on={day.isoformat()}" if is_past else ""}
