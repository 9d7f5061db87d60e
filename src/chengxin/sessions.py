"""Who is signed in. A resident's session holds only ciphertext and keyed indexes; an official's, the official."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest

from chengxin.apps.officials import selectors as officials
from chengxin.apps.people import selectors as people
from chengxin.apps.people.selectors import Indexes
from chengxin.core.facts import Identity

if TYPE_CHECKING:
    from chengxin.apps.officials.models import Official

_KEY = "resident"


@dataclass(frozen=True, slots=True)
class Resident:
    """A signed-in person: the indexes of their identity, and their name. No person row is needed."""

    who: Indexes
    name: str


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
            request._resident = Resident(people.indexes(identity), identity.name)  # type: ignore[attr-defined]
    resident: Resident | None = request._resident  # type: ignore[attr-defined]
    return resident


def official_of(request: HttpRequest) -> Official | None:
    return officials.official_behind(request.user)
