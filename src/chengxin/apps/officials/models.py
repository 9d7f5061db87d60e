"""Officials and their seats: a named human, one unit, one role; and the programs they answer for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from cryptography.exceptions import InvalidTag
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.db import models
from django.utils.crypto import salted_hmac

from chengxin.apps.ledger.keyring import keys
from chengxin.apps.ledger.models import Committed
from chengxin.apps.ledger.protect import WORKING
from chengxin.core.permissions import ADMINISTRATORS, KEEPER, Role
from chengxin.core.programs import Binding


class Official(AbstractBaseUser):
    """A named official of one unit, in one role. `unit` is a unit code of the lawbook."""

    table_class = WORKING
    username = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=100)
    unit = models.CharField(max_length=64)
    seat = models.CharField(max_length=100)
    """What is written on the desk: 3号窗口, 法制科."""
    role = models.CharField(max_length=32, choices=[(role.value, role.value) for role in Role])
    is_active = models.BooleanField(default=True)
    has_first_password = models.BooleanField(default=False)
    """Whether the password is the one that was handed over: the next sign-in asks for one of their own."""
    course_on = models.DateField(null=True)
    """The day of the last yearly course on the rules of personal information."""
    sessions_ended = models.IntegerField(default=0)
    """How often everything that this official had open was ended at once."""
    last_login = None

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "unit", "seat", "role"]
    objects = BaseUserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="administrator_of_the_keeper",
                condition=~models.Q(role__in=[role.value for role in sorted(ADMINISTRATORS)]) | models.Q(unit=KEEPER),
            )
        ]

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What each session of this official must hold."""
        return salted_hmac("chengxin.session", self.opened_with, secret=secret, algorithm="sha256").hexdigest()

    @property
    def opened_with(self) -> str:
        """With this a session ends: with the password, or when all are ended at once."""
        return f"{self.sessions_ended} {self.password}"

    def check_password(self, raw_password: str | None) -> bool:
        """Without the new hash that Django would write where its settings changed: no act would have entered it."""
        return check_password(raw_password, self.password)


class SecondFactor(models.Model):
    """What an official signs in with besides the password. Sealed: the secret."""

    table_class = WORKING
    official = models.OneToOneField(Official, models.PROTECT, related_name="second_factor")
    secret = models.BinaryField()
    last_step = models.BigIntegerField()
    """The time step of the last code that was taken: none is taken twice."""
    paper = models.JSONField()
    """Keyed hashes of the codes on paper that were not taken yet."""


class SeatProposal(Committed):
    """A security administrator's word for a seat; it is one once another has approved it, and nothing before."""

    entry_kinds = ("seat_proposed",)
    ref = models.CharField(max_length=16, unique=True)
    username = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=100)
    unit = models.CharField(max_length=64)
    seat = models.CharField(max_length=100)
    role = models.CharField(max_length=32)
    course_on = models.DateField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+")

    def told(self) -> Any:
        return {
            "ref": self.ref,
            "username": self.username,
            "name": self.name,
            "unit": self.unit,
            "seat": self.seat,
            "role": self.role,
            "course_on": _day(self.course_on),
            "at": int(self.at.timestamp()),
            "by": self.by_id,
        }


class SeatEvent(Committed):
    """An official was appointed, changed seat or password, took the yearly course, or was removed; set up or lost what
    they sign in with besides the password; or was signed out. With the seat as it then was."""

    entry_kinds = ("official_seated",)
    official = models.ForeignKey("officials.Official", models.PROTECT, related_name="seat_events")
    official_id: int
    event = models.CharField(max_length=16)
    name = models.CharField(max_length=100)
    unit = models.CharField(max_length=64)
    seat = models.CharField(max_length=100)
    role = models.CharField(max_length=32)
    course_on = models.DateField(null=True)
    password_index = models.BinaryField(max_length=32)
    """Of the password's hash, and `code_index` of the secret of the phone's codes, "" for none: keyed, as they were when an act
    set them last. Whoever has the database alone makes up neither."""
    code_index = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    """The username of the official who did it, or the account on the machine that ran the command."""
    proposal = models.OneToOneField(SeatProposal, models.PROTECT, related_name="event", null=True)
    """What was approved by this; empty where the command line began with the first two."""
    proposed_by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+", null=True)
    approved_by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="seat_event_known",
                condition=models.Q(
                    event__in=[
                        "appointed",
                        "changed",
                        "removed",
                        "code_set",
                        "code_forgotten",
                        "password_chosen",
                        "course_noted",
                        "sessions_ended",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="seat_event_by_two",
                condition=models.Q(proposal=None, proposed_by=None, approved_by=None)
                | (
                    models.Q(proposal__isnull=False, proposed_by__isnull=False, approved_by__isnull=False)
                    & ~models.Q(proposed_by=models.F("approved_by"))
                ),
            ),
        ]

    @classmethod
    def of(
        cls,
        official: Official,
        event: str,
        *,
        by: str,
        at: datetime,
        proposal: SeatProposal | None = None,
        approved_by: Official | None = None,
    ) -> SeatEvent:
        """What stands there now; of what they sign in with, only what this event set. The rest is as the last one says: a
        password changed by hand is not made good by whatever comes next."""
        last = cls.last_of(official)
        sets_password = event in ("appointed", "changed", "password_chosen")
        sets_code = event in ("code_set", "code_forgotten")
        return cls(
            password_index=_password_index(official) if sets_password or last is None else last.password_index,
            code_index=_code_index(official) if sets_code else last.code_index if last is not None else b"",
            official=official,
            event=event,
            name=official.name,
            unit=official.unit,
            seat=official.seat,
            role=official.role,
            course_on=official.course_on,
            at=at.replace(microsecond=0),
            by=by,
            proposal=proposal,
            proposed_by=proposal.by if proposal is not None else None,
            approved_by=approved_by,
        )

    @classmethod
    def last_of(cls, official: Official) -> SeatEvent | None:
        return cls.objects.filter(official=official).order_by("-pk").first()

    @classmethod
    def broken_companions(cls, rows: Sequence[Committed]) -> Iterator[tuple[int, str]]:
        """An official who is another than the last of these says: nobody gets a seat by a hand in the database."""
        told = {row.pk: row for row in rows if isinstance(row, cls)}
        officials = {row.official_id for row in told.values()}
        if told and min(told) == cls.objects.aggregate(first=models.Min("pk"))["first"]:
            for ghost in Official.objects.filter(seat_events=None):
                yield min(told), f"{ghost.username}有账号，却从来没有人给过岗位"
        of_each = cls.objects.filter(official__in=officials).values_list("official").annotate(last=models.Max("pk"))
        last = dict(of_each)
        for official in Official.objects.filter(pk__in=officials):
            row = told.get(last[official.pk])
            if row is not None and not row.is_of(official):
                yield row.pk, f"{official.username}的岗位和这里写的不一样"
            if row is not None and not row.lets_in(official):
                yield row.pk, f"{official.username}登录用的密码或者验证码，不是这里写的那一个"

    def is_of(self, official: Official) -> bool:
        """Whether the official sits where this says."""
        names = ("name", "unit", "seat", "role", "course_on")
        is_same = all(getattr(self, name) == getattr(official, name) for name in names)
        return is_same and official.is_active is (self.event != "removed")

    def lets_in(self, official: Official) -> bool:
        """Whether the official signs in with what this says."""
        mine = bytes(self.password_index), bytes(self.code_index)
        return mine == (_password_index(official), _code_index(official))

    def told(self) -> Any:
        return {
            "official": self.official_id,
            "event": self.event,
            "name": self.name,
            "unit": self.unit,
            "seat": self.seat,
            "role": self.role,
            "course_on": _day(self.course_on),
            "password_index": bytes(self.password_index).hex(),
            "code_index": bytes(self.code_index).hex(),
            "at": int(self.at.timestamp()),
            "by": self.by,
            "proposal": self.proposal_id,
            "proposed_by": self.proposed_by_id,
            "approved_by": self.approved_by_id,
        }


class Program(Committed):
    """A program of a unit that may act here until its end, for what it is bound to, under one official's name."""

    entry_kinds = ("program_registered",)
    ref = models.CharField(max_length=16, unique=True)
    unit = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=100)
    official = models.ForeignKey(Official, models.PROTECT, related_name="programs")
    """Who answers for it; it acts in this official's name and role, and stops when they leave."""
    token_hash = models.BinaryField(max_length=32, unique=True)
    """SHA-256 of the token, which is 256 random bits and kept nowhere."""
    feeds = models.JSONField()
    purposes = models.JSONField()
    items = models.JSONField()
    until = models.DateTimeField()
    """The first instant at which the token is no longer taken."""
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    """The account on the machine that ran the command."""

    @property
    def binding(self) -> Binding:
        return Binding(frozenset(self.feeds), frozenset(self.purposes), frozenset(self.items))

    def told(self) -> Any:
        return {
            "ref": self.ref,
            "unit": self.unit,
            "name": self.name,
            "official": self.official_id,
            "token_hash": bytes(self.token_hash).hex(),
            "feeds": self.feeds,
            "purposes": self.purposes,
            "items": self.items,
            "until": int(self.until.timestamp()),
            "at": int(self.at.timestamp()),
            "by": self.by,
        }


class TokenChange(Committed):
    """A program goes on under another token; the tokens before it are taken until an instant, so that no request fails
    while the program is told its new one."""

    entry_kinds = ("program_token_changed",)
    program = models.ForeignKey(Program, models.PROTECT, related_name="token_changes")
    token_hash = models.BinaryField(max_length=32, unique=True)
    older_until = models.DateTimeField()
    """The first instant at which an older token is no longer taken."""
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    """The account on the machine that ran the command."""

    def told(self) -> Any:
        return {
            "program": self.program_id,
            "token_hash": bytes(self.token_hash).hex(),
            "older_until": int(self.older_until.timestamp()),
            "at": int(self.at.timestamp()),
            "by": self.by,
        }


class Revocation(Committed):
    """A program's token is taken no more, from the next request on."""

    entry_kinds = ("program_revoked",)
    program = models.OneToOneField(Program, models.PROTECT, related_name="revocation")
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    def told(self) -> Any:
        return {"program": self.program_id, "at": int(self.at.timestamp()), "by": self.by}


def _password_index(official: Official) -> bytes:
    return keys().index(b"password", official.username.encode(), official.password.encode())


def _code_index(official: Official) -> bytes:
    factor = SecondFactor.objects.filter(official=official).first()
    if factor is None:
        return b""
    try:
        secret = keys().unwrap(bytes(factor.secret))
    except (InvalidTag, ValueError):
        return b"touched"
    return keys().index(b"secret of codes", official.username.encode(), secret)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
