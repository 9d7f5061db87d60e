"""What a machine asks of this one: does it live, may it be sent visitors. Plain text, without a session, kept nowhere."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from chengxin import clock
from chengxin.apps.ledger import adopted_law, readiness
from chengxin.jobs import pulse
from chengxin.web.doors import door


@door("public")
@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """This process answers; asks nothing of anybody."""
    return _said("alive", 200)


@door("public")
@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Whether everything works that a visitor needs; if not, which part is missing."""
    missing = [name for name, is_there in parts().items() if not is_there]
    return _said(f"not ready: {' '.join(missing)}", 503) if missing else _said("ready", 200)


def parts() -> dict[str, bool]:
    """What a visitor needs, and whether it is there."""
    try:
        is_migrated = readiness.is_migrated()
        # A demo has nothing to lose.
        is_durable = settings.IS_DEMO or not readiness.forgetful()
        is_clock_right = is_migrated and readiness.is_clock_right(clock.now(), of_machine=clock.of_machine())
    except DatabaseError:
        return {"database": False}
    held = {"migrated": is_migrated, "durable": is_durable, "clock": is_clock_right or not is_migrated}
    return {**held, "law": adopted_law.is_law_adopted(), "background": pulse.is_beating()}


def _said(word: str, status: int) -> HttpResponse:
    return HttpResponse(f"{word}\n", content_type="text/plain; charset=utf-8", status=status)
