"""What somebody who came in with a new code on paper may not do yet. [law:pipl/第五十一条]

Whoever printed the code could have come in with it, and the office that prints it may want what a protection keeps from it:
until the person could have learnt of the code, nothing is given up, said over, consented to or silenced in their name. What
protects the person, an objection above all, is open at once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from chengxin import sessions
from chengxin.core.reasons import Reason
from chengxin.web import errors

View = Callable[..., HttpResponse]


def needs_proof(view: View) -> View:
    """Refuse what is sent in a session that proves nothing yet (`chengxin.sessions.proves_notice`)."""

    @wraps(view)
    def guarded(request: HttpRequest, **named: Any) -> HttpResponse:
        if request.method == "POST" and not sessions.proves_notice(request):
            return errors.refused(request, [Reason.CODE_TOO_NEW], status=403)
        return view(request, **named)

    return guarded
