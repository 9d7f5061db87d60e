"""Who is signed in, and whom a window attends to.

A session holds of a person only ciphertext and keyed indexes; an official's holds the official, and when they last showed who
they are. Both hold since when somebody is in, and when they last did anything: after the published minutes without a request,
and after eight hours whatever they did, nobody is in.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest

from chengxin import clock
from chengxin.apps.mandates.actions.act import check
from chengxin.apps.officials import selectors as officials
from chengxin.apps.people import selectors as people
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.sign_ins import open_sessions
from chengxin.apps.sign_ins.actions.bind_subject import bind_subject
from chengxin.apps.sign_ins.actions.take_code import take_code
from chengxin.core.calendar import day_of
from chengxin.core.errands import Errand
from chengxin.core.facts import Identity
from chengxin.core.reasons import Refusal
from chengxin.core.sign_ins import proves_from
from chengxin.lawbook import load

if TYPE_CHECKING:
    from chengxin.apps.officials.models import Official
    from chengxin.apps.sign_ins.models import SignInCode

_KEY = "resident"
_VOUCHED = "vouched"
_PROVES_FROM = "proves_from"
_NEVER = "never"
_ATTENDED, _FOUND = "attended", "letters_of"
_SINCE, _SEEN, _PROVED = "since", "seen", "proved"
#: Each session has one; where no row holds it any more, it was ended somewhere else.
_MARK = "mark"
#: Told to whoever comes back, and to nobody at the other's way in.
_WHY_OUT, _OWN_WHY_OUT = "why_out", "own_why_out"
_NOTED_EVERY = timedelta(minutes=1)
#: A window holds one person's file for this long at most; the errand that is done ends it sooner.
ATTENDED_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Resident:
    """A signed-in person: the indexes of their identity, and their name. No person row is needed."""

    who: Indexes
    name: str
    identity: Identity


def sign_in_resident(
    request: HttpRequest, identity: Identity, *, is_vouched: bool = False, code: SignInCode | None = None
) -> None:
    """Bind the session to an identity; `is_vouched` where the identity provider vouched for it, and knows somebody too.
    `code` is what a window gave on paper, and somebody came in with."""
    _flush(request)
    request.session[_KEY] = people.seal_identity(identity).hex()
    request.session[_VOUCHED] = is_vouched
    if code is not None:
        days = load().period("code_proves_after", on=day_of(clock.now()))
        shows_from = proves_from(code.at, unit=code.unit, days=days)
        request.session[_PROVES_FROM] = shows_from.isoformat() if shows_from else _NEVER
    request.session[_SINCE] = request.session[_SEEN] = clock.of_machine().isoformat()
    _open(request, open_sessions.of_resident(people.indexes(identity)))


@transaction.atomic
def sign_in_with_code(request: HttpRequest, identity: Identity, code: str, *, at: datetime) -> None:
    """Take a code on paper and let its person in, as one: who has all ways in stopped meanwhile waits, and ends this one too.

    :raises Refusal: as `take_code` does.
    """
    sign_in_resident(request, identity, code=take_code(identity, code, at=at))


@transaction.atomic
def sign_in_with_account(request: HttpRequest, identity: Identity, *, issuer: str, subject: str, at: datetime) -> None:
    """The same of an account for which the identity provider vouched.

    :raises Refusal: as `bind_subject` does.
    """
    bind_subject(identity, issuer=issuer, subject=subject, at=at)
    sign_in_resident(request, identity, is_vouched=True)


def is_vouched(request: HttpRequest) -> bool:
    """Whether somebody may still be signed in at the identity provider once they are out here."""
    return bool(request.session.get(_VOUCHED))


def proves_notice(request: HttpRequest) -> bool:
    """Whether a letter opened in this session proves that the person was told (`core.sign_ins.proves_from`)."""
    shows_from = request.session.get(_PROVES_FROM)
    return shows_from is None or (shows_from != _NEVER and clock.now() >= datetime.fromisoformat(shows_from))


def resident_of(request: HttpRequest) -> Resident | None:
    """Who reads their own; nobody once the published minutes passed without a request, or eight hours."""
    if not hasattr(request, "_resident"):
        sealed = request.session.get(_KEY)
        if sealed is None or not _keep_awake(request, "own_idle_time_out", _OWN_WHY_OUT):
            request._resident = None  # type: ignore[attr-defined]
        else:
            identity = people.open_identity(bytes.fromhex(sealed))
            request._resident = Resident(people.indexes(identity), identity.name, identity)  # type: ignore[attr-defined]
    resident: Resident | None = request._resident  # type: ignore[attr-defined]
    return resident


def official_of(request: HttpRequest) -> Official | None:
    """Who works here and is at the desk; nobody once the published minutes passed without a request."""
    found = officials.official_behind(request.user)
    if found is None:
        return None
    if not hasattr(request, "_is_awake"):
        request._is_awake = _keep_awake(request, "idle_time_out", _WHY_OUT)  # type: ignore[attr-defined]
    return found if request._is_awake else None  # type: ignore[attr-defined]


def sign_out(request: HttpRequest) -> None:
    """Nobody is in here any more."""
    _close(request)
    logout(request)
    _end(request)


def begin_anew(request: HttpRequest) -> None:
    """Whoever was in here is out, before somebody comes in."""
    _flush(request)


def count_elsewhere(request: HttpRequest) -> int:
    """How many times whoever asks is in somewhere else: came in less than eight hours ago and did not sign out."""
    owner = _owner(request)
    since = clock.of_machine() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    mine = 1 if _MARK in request.session else 0
    return max(0, open_sessions.count(owner, since=since) - mine) if owner else 0


def end_elsewhere(request: HttpRequest) -> None:
    """Whoever asks is out everywhere but here."""
    owner = _owner(request)
    if owner:
        open_sessions.end_others(owner, str(request.session.get(_MARK, "")))


def end_all() -> int:
    """Everybody is out everywhere; how many sessions that were."""
    open_sessions.end_all()
    return int(Session.objects.all().delete()[0])


def _owner(request: HttpRequest) -> bytes:
    by, resident = official_of(request), resident_of(request)
    if by is not None:
        return open_sessions.of_official(by)
    return open_sessions.of_resident(resident.who) if resident is not None else b""


def _open(request: HttpRequest, owner: bytes) -> None:
    mark, at = secrets.token_hex(16), clock.of_machine()
    request.session[_MARK] = mark
    most = load().period("sessions_at_once", on=day_of(clock.now()))
    open_sessions.begin(owner, mark, most=most, at=at)


def _close(request: HttpRequest) -> None:
    mark = request.session.get(_MARK)
    if mark:
        open_sessions.end(mark)


def _flush(request: HttpRequest) -> None:
    _close(request)
    request.session.flush()


def has_ended(request: HttpRequest) -> bool:
    """Whether somebody's session, or a person's file at a window, ended with this request: the browser forgets it too."""
    return hasattr(request, "_has_ended")


def _end(request: HttpRequest) -> None:
    request._has_ended = True  # type: ignore[attr-defined]


def note_sign_in(request: HttpRequest, by: Official) -> None:
    """An official came in just now: from here the hours are counted, however often they do anything."""
    request.session[_SINCE] = clock.of_machine().isoformat()
    _open(request, open_sessions.of_official(by))
    note_proof(request)


def note_proof(request: HttpRequest) -> None:
    """The official showed just now who they are."""
    request.session[_SEEN] = request.session[_PROVED] = clock.of_machine().isoformat()


def is_proved(request: HttpRequest) -> bool:
    """Whether that was so few minutes ago that an act which changes rights need not ask again."""
    return _is_within(request.session.get(_PROVED, ""), "proof_lasts")


def why_out(request: HttpRequest) -> str:
    """Why an official was signed out here: `idle`, `long`, `elsewhere`, or "" where none was."""
    return str(request.session.get(_WHY_OUT, ""))


def own_why_out(request: HttpRequest) -> str:
    """The same of a resident."""
    return str(request.session.get(_OWN_WHY_OUT, ""))


def _keep_awake(request: HttpRequest, period: str, told_as: str) -> bool:
    seen, since = request.session.get(_SEEN, ""), request.session.get(_SINCE, "")
    longest = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    is_long = bool(since) and clock.of_machine() - datetime.fromisoformat(since) >= longest
    is_idle = bool(seen) and not _is_within(seen, period)
    mark = request.session.get(_MARK)
    if is_long or is_idle or (mark and not open_sessions.is_open(mark)):
        _flush(request)
        _end(request)
        request.session[told_as] = "long" if is_long else "idle" if is_idle else "elsewhere"
        return False
    # Once a minute is enough; a session is a row to be written.
    if not seen or clock.of_machine() - datetime.fromisoformat(seen) >= _NOTED_EVERY:
        _note_seen(request)
    return True


def _note_seen(request: HttpRequest) -> None:
    """Kept at once, or not at all: a disk that is full keeps nobody from reading their own."""
    request.session[_SEEN] = clock.of_machine().isoformat()
    with suppress(UpdateError):
        request.session.save()
    request.session.modified = False


def _is_within(since: str, period: str) -> bool:
    """Whether an instant lies at most so many minutes back as the law directory publishes."""
    if not since:
        return False
    minutes = load().period(period, on=day_of(clock.now()))
    return timedelta() <= clock.of_machine() - datetime.fromisoformat(since) < timedelta(minutes=minutes)


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


def found(request: HttpRequest, identity: Identity) -> None:
    """Keep whose letters a window found by number and name, as ciphertext."""
    request.session[_FOUND] = people.seal_identity(identity).hex()


def last_found(request: HttpRequest) -> Identity | None:
    """Whose letters this window found last."""
    sealed = request.session.get(_FOUND)
    return people.open_identity(bytes.fromhex(sealed)) if sealed else None


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
    if request.session.pop(_ATTENDED, None) is not None:
        _end(request)
