"""What was done last at this window, to be printed: a case's number or a record's, no person. [law:pipl/第五十条]

The person's file is closed by then. A receipt can be seen for a quarter of an hour, in the session that made it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from chengxin.core.errands import Errand

_KEY, _CONSENT = "receipt", "receipt_consent"
FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Done:
    """An errand that was done, with the number of the case, or of the record for a statement."""

    errand: Errand
    ref: str
    at: datetime
    mandate: str = ""
    """The number of the mandate under which a representative did it."""


def note(request: HttpRequest, errand: Errand, ref: str, *, mandate: str = "", at: datetime) -> None:
    request.session[_KEY] = {"errand": errand.value, "ref": ref, "at": at.isoformat(), "mandate": mandate}


def note_consent(request: HttpRequest, line: dict[str, str]) -> None:
    """What stands on the receipt of a consent: recipient, purpose, items, last day; nobody's name."""
    request.session[_CONSENT] = line


def consented(request: HttpRequest) -> dict[str, Any]:
    return {"consented": request.session.get(_CONSENT)}


def last(request: HttpRequest, *, at: datetime) -> Done | None:
    """The last errand of this session, while its receipt can be seen."""
    held = request.session.get(_KEY)
    if held is None:
        return None
    done = Done(Errand(held["errand"]), held["ref"], datetime.fromisoformat(held["at"]), held["mandate"])
    return done if timedelta() <= at - done.at < FOR else None
