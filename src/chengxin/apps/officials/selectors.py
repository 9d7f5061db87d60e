"""Find one official by the name they sign in with, one program by its token; what was proposed about seats."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db.models import BinaryField, DateTimeField, Exists, OuterRef, Q, QuerySet

from chengxin.apps.ledger.statement import Statement
from chengxin.apps.officials.models import Official, Program, SeatEvent, SeatProposal, SecondFactor, TokenChange
from chengxin.core.calendar import day_of
from chengxin.core.permissions import Role
from chengxin.core.seats import first_password_holds_until, is_course_current, lapses_on
from chengxin.lawbook import Lawbook


def _of_token(token_hash: Any, at: Any) -> QuerySet[Program]:
    """The program of a token that no later one has ended."""
    over = TokenChange.objects.filter(older_until__lte=at)
    of_change = TokenChange.objects.filter(program=OuterRef("pk"), token_hash=token_hash)
    first = Q(token_hash=token_hash) & ~Exists(over.filter(program=OuterRef("pk")))
    later = Exists(over.filter(program=OuterRef("program"), pk__gt=OuterRef("pk")))
    return Program.objects.select_related("official", "revocation").filter(first | Exists(of_change.exclude(later)))


_OF_TOKEN = Statement(_of_token, BinaryField(), DateTimeField())


def get_active(username: str) -> Official | None:
    """The official of this username who still holds a seat, or `None`."""
    return Official.objects.filter(username=username, is_active=True).first()


def get_active_by_id(pk: int) -> Official | None:
    return Official.objects.filter(pk=pk, is_active=True).first()


def has_second_factor(official: Official) -> bool:
    """Whether this official set up what they sign in with besides the password."""
    return SecondFactor.objects.filter(official=official).exists()


def in_seat(unit: str, role: Role) -> Official | None:
    """Who holds a role in a unit now, the longest-serving first; `None` where nobody does."""
    return Official.objects.filter(unit=unit, role=role.value, is_active=True).order_by("pk").first()


def is_anybody_appointed() -> bool:
    return Official.objects.exists()


def count_in_role(role: Role) -> int:
    """How many hold a seat in this role now."""
    return Official.objects.filter(role=role.value, is_active=True).count()


def in_office() -> QuerySet[Official]:
    """Everybody who holds a seat, unit by unit: those who work here, never those about whom something is held."""
    return Official.objects.filter(is_active=True).order_by("unit", "username")


def open_proposals(*, lawbook: Lawbook, at: datetime) -> list[SeatProposal]:
    """Proposals that can be approved now, the oldest first.

    None that lapsed, that a newer one for the same username has replaced, after which somebody sat down or left under that
    username, or whose proposer is no longer a security administrator.
    """
    newer = SeatProposal.objects.filter(username=OuterRef("username"), pk__gt=OuterRef("pk"))
    since = SeatEvent.objects.filter(
        official__username=OuterRef("username"), pk__gt=OuterRef("pk"), event__in=_MOVES_A_SEAT
    )
    found = SeatProposal.objects.select_related("by").filter(
        ~Exists(newer), ~Exists(since), event=None, by__is_active=True, by__role=Role.SECURITY_ADMIN.value
    )
    days = lawbook.period("seat_proposal", on=day_of(at))
    return [one for one in found.order_by("pk") if day_of(at) <= lapses_on(one.at, days)]


_GIVES_A_PASSWORD = ("appointed", "changed")
_MOVES_A_SEAT = ("appointed", "changed", "removed")


def open_proposal(ref: str, *, lawbook: Lawbook, at: datetime) -> SeatProposal | None:
    return next((one for one in open_proposals(lawbook=lawbook, at=at) if one.ref == ref), None)


def names_of(usernames: Collection[str]) -> dict[str, str]:
    """The names of those who work or worked here under these usernames."""
    return dict(Official.objects.filter(username__in=usernames).values_list("username", "name"))


def seat_events(*, most: int, username: str = "") -> QuerySet[SeatEvent]:
    """What became of seats, of one username or of all, the newest first."""
    found = SeatEvent.objects.select_related("official", "proposed_by", "approved_by").order_by("-pk")
    return found.filter(official__username=username)[:most] if username else found[:most]


def first_password_until(official: Official, *, lawbook: Lawbook, at: datetime) -> date | None:
    """The last day of the password that was handed over to this official; `None` once they chose their own."""
    if not official.has_first_password:
        return None
    given = SeatEvent.objects.filter(official=official, event__in=_GIVES_A_PASSWORD).latest("pk")
    return first_password_holds_until(given.at, lawbook.period("first_password", on=day_of(at)))


def took_the_course(official: Official, *, lawbook: Lawbook, at: datetime) -> bool:
    """Whether this official's yearly course is recent enough for pages about persons. [law:pipl/第五十一条]"""
    on = day_of(at)
    return is_course_current(official.course_on, on=on, months=lawbook.period("yearly_course", on=on))


def official_behind(user: object) -> Official | None:
    """The official behind a signed-in user, or `None` for nobody and for one who has left."""
    return user if isinstance(user, Official) and user.is_active else None


def hash_of(token: str) -> bytes:
    """What is kept of a token. It is random, so a plain hash tells nothing of it."""
    return sha256(token.encode()).digest()


def program_of_token(token: str, *, at: datetime) -> Program | None:
    """The program that may act with this token at `at`, or `None`; asked at each request."""
    program = _OF_TOKEN.first(hash_of(token), at)
    return program if program is not None and may_act(program, at=at) else None


def may_act(program: Program, *, at: datetime) -> bool:
    """Whether a program is neither revoked nor past its end, and its official still sits in its unit."""
    official = program.official
    if hasattr(program, "revocation") or program.until <= at:
        return False
    return official.is_active and official.unit == program.unit


def programs_of(unit: str) -> QuerySet[Program]:
    """The programs ever registered for a unit, newest first."""
    return Program.objects.select_related("official", "revocation").filter(unit=unit).order_by("-pk")


def get_program(ref: str) -> Program | None:
    return Program.objects.select_related("official", "revocation").filter(ref=ref).first()
