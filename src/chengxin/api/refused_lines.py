"""What a program sent and was not taken is a line of the log: where and why, and nothing of what it was.

[law:cybersecurity_law/第二十三条]
"""

from __future__ import annotations

import logging

from django.http import HttpRequest

from chengxin.core.reasons import Reason

_log = logging.getLogger("chengxin.access")
#: Whoever keeps to the description and to what their token is for gets none of these.
WRITTEN_DOWN = frozenset(
    {
        Reason.TLS_MISSING,
        Reason.TOKEN_NOT_VALID,
        Reason.PROGRAM_NOT_FOR_FEED,
        Reason.PROGRAM_NOT_FOR_PURPOSE,
        Reason.PROGRAM_NOT_FOR_ITEM,
        Reason.REQUEST_MALFORMED,
        Reason.VALUE_NOT_TAKEN,
        Reason.REQUEST_TOO_LARGE,
        Reason.FORMAT_NOT_TAKEN,
    }
)


def note(request: HttpRequest, reason: Reason | None) -> None:
    """Write it down, if it is one of these."""
    if reason in WRITTEN_DOWN:
        route = request.resolver_match.view_name if request.resolver_match else "-"
        _log.warning("program at %s: %s, -", route, reason.value)
