"""Who is signed in, and whom a window attends to.

A session holds of a person only ciphertext and keyed indexes; an official's holds the official.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest

from chengxin.apps.mandates.actions.act import check
from chengxin.apps.officials import selectors as officials
from chengxin.apps.people import selectors as people
from chengxin.apps.people.selectors import Indexes
from chengxin.core.errands import Errand
from chengxin.core.facts import Identity
from chengxin.core.reasons import Refusal

if TYPE_CHECKING:
    from chengxin.apps.officials.models import Official

_KEY = "resident"
_ATTENDED = "attended"
#: A window holds one person's file for this long at most; the errand that is done ends it sooner.
ATTENDED_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Resident:
    """A signed-in person: the indexes of their identity, and their name. No person row is needed."""

    who: Indexes
    name: str
    identity: Identity


def sign_in_resident(request: HttpRequest, identity: Identity) -> None:
    """Bind the session to the identity that the identity provider vouched for."""
    request.session.flush()
    request.session[_KEY] = people.seal_identity(identity).hex()


def resident_of(request: HttpRequest) -> Resident | None:
    if not hasattr(request, "_resident"):
        sealed = request.session.get(_KEY)
        if sealed is None:
            request._resident = None  # type: ignore[attr-defined]
        else:
            identity = people.open_identity(bytes.fromhex(sealed))
            request._resident = Resident(people.indexes(identity), identity.name, identity)  # type: ignore[attr-defined]
    resident: Resident | None = request._resident  # type: ignore[attr-defined]
    return resident


def official_of(request: HttpRequest) -> Official | None:
    return officials.official_behind(request.user)


@dataclass(frozen=True, slots=True)
class Attended:
    """The person who stands at a window, and the one errand for which their own file is open there."""

    who: Indexes
    name: str
    errand: Errand
    since: datetime
    identity: Identity
    mandate: str = ""
    """The number of the mandate where a representative stands there for them."""
    agent: Indexes | None = None
    agent_name: str = ""


def attend(
    request: HttpRequest,
    identity: Identity,
    errand: Errand,
    *,
    mandate: str = "",
    agent: Identity | None = None,
    at: datetime,
) -> None:
    """Hold a person sealed in an official's session, for one errand; with `agent`, whoever stands there for them."""
    request.session[_ATTENDED] = {
        "sealed": people.seal_identity(identity).hex(),
        "errand": errand.value,
        "since": at.isoformat(),
        "mandate": mandate,
        "agent": people.seal_identity(agent).hex() if agent is not None else "",
    }


def attended_by(request: HttpRequest, *, at: datetime) -> Attended | None:
    """Whom a window attends to now; nobody once the minutes, or the mandate of whoever stands there for them, are over."""
    held = request.session.get(_ATTENDED)
    if held is None:
        return None
    since = datetime.fromisoformat(held["since"])
    if not timedelta() <= at - since < ATTENDED_FOR:
        leave(request)
        return None
    identity = people.open_identity(bytes.fromhex(held["sealed"]))
    agent = people.open_identity(bytes.fromhex(held["agent"])) if held["agent"] else None
    if agent is not None:
        try:
            check(held["mandate"], Errand(held["errand"]), agent=people.indexes(agent), at=at)
        except Refusal:
            leave(request)
            return None
    return Attended(
        people.indexes(identity),
        identity.name,
        Errand(held["errand"]),
        since,
        identity,
        held["mandate"],
        people.indexes(agent) if agent is not None else None,
        agent.name if agent is not None else "",
    )


def leave(request: HttpRequest) -> None:
    """Forget the person at the window."""
    request.session.pop(_ATTENDED, None)
