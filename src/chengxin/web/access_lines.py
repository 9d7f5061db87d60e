"""One log line for each way in that was taken or tried, and for each door that was somebody else's: what came of it, and a mark
for who.

No name, no number, no user name and no address: whoever reads the log sees that one mark was tried forty times tonight, and
asks for the rest where it belongs. [law:pipl/第五十一条] [law:cybersecurity_law/第二十三条]
"""

from __future__ import annotations

import logging
from enum import StrEnum

from django.http import HttpRequest

from chengxin import sessions
from chengxin.apps.sign_ins.pseudonyms import of_number, of_username
from chengxin.core.facts import Identity
from chengxin.core.reasons import Reason

_log = logging.getLogger("chengxin.access")


class Way(StrEnum):
    """By what somebody tries to come in, or to show again who they are."""

    PASSWORD = "password"  # noqa: S105 - a way in, no password
    CODE = "code"
    PROVIDER = "provider"
    PAPER = "paper"


class Outcome(StrEnum):
    """What came of it; of whoever is refused, the reason's own code stands here."""

    IN = "in"
    HALF_IN = "half_in"
    WRONG = "wrong"
    LOCKED = "locked"


class Refused(StrEnum):
    """What was sent and not taken, and what no page of ours sends by itself."""

    NOT_IN_LIST = "not_in_list"
    NO_FORM_TOKEN = "no_form_token"  # noqa: S105 - what is missing, no token
    TOO_LARGE = "too_large"
    MALFORMED = "malformed"


def of_official(username: str, way: Way, outcome: Outcome | Reason) -> None:
    """An official's, by the user name that was typed."""
    _write("official", way, outcome, of_username(username))


def of_resident(identity: Identity, way: Way, outcome: Outcome | Reason) -> None:
    """A resident's."""
    _write("resident", way, outcome, of_number(identity))


def of_nobody(way: Way, outcome: Outcome | Reason) -> None:
    """A resident's who never got so far as to say who they are."""
    _write("resident", way, outcome, "-")


def at_wrong_door(route: str, who: Identity | str) -> None:
    """Somebody who is in, a resident or an official by user name, asked for a page that is not theirs."""
    if isinstance(who, Identity):
        _log.warning("resident at %s: wrong_door, %s", route, of_number(who))
    else:
        _log.warning("official at %s: wrong_door, %s", route, of_username(who))


def refused(request: HttpRequest, what: Refused) -> None:
    """Somebody sent what a page does not take: where, and nothing of what it was."""
    route = request.resolver_match.view_name if request.resolver_match else "-"
    # Before anybody was looked up, nobody is.
    official = sessions.official_of(request) if hasattr(request, "user") else None
    resident = sessions.resident_of(request) if hasattr(request, "session") else None
    if official is not None:
        who, mark = "official", of_username(official.username)
    elif resident is not None:
        who, mark = "resident", of_number(resident.identity)
    else:
        who, mark = "somebody", "-"
    _log.warning("%s at %s: %s, %s", who, route, what.value, mark)


def too_many(kind: str) -> None:
    """The last try of one kind that is taken from one place was just made."""
    _log.warning("somebody by %s: too_many, -", kind)


def _write(who: str, way: Way, outcome: Outcome | Reason, mark: str) -> None:
    level = logging.INFO if outcome in {Outcome.IN, Outcome.HALF_IN} else logging.WARNING
    _log.log(level, "%s by %s: %s, %s", who, way.value, outcome.value, mark)
