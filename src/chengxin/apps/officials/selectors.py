"""Find one official by the name they sign in with, one program by its token."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import BinaryField, DateTimeField, Exists, OuterRef, Q, QuerySet

from chengxin.apps.ledger.statement import Statement
from chengxin.apps.officials.models import Official, Program, SecondFactor, TokenChange
from chengxin.core.permissions import Role


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
