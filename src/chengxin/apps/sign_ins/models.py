"""How a resident comes in: the account at the identity provider, and the code on paper from a window. [law:pipl/第五十一条]

Nothing here holds a name, a number or an account: keyed indexes only.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from chengxin.apps.ledger.models import Committed
from chengxin.apps.ledger.protect import WORKING


class Subject(models.Model):
    """An account at a provider and the number that it came with first: neither goes with another of the same provider."""

    table_class = WORKING
    issuer = models.CharField(max_length=200)
    subject_index = models.BinaryField(max_length=32, unique=True)
    """Of issuer and `sub`."""
    number_index = models.BinaryField(max_length=32)
    name_index = models.BinaryField(max_length=32)
    """Of the name that it came with last: who ends it gives number and name."""
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "number_index"], name="subject_once")]


class OpenSession(models.Model):
    """Somebody is in, official or resident; the row goes when they are out."""

    table_class = WORKING
    owner_index = models.BinaryField(max_length=32, db_index=True)
    """Keyed, and of a kind of its own: no other column holds it."""
    mark = models.CharField(max_length=32, unique=True)
    """What the session bears, drawn for it."""
    at = models.DateTimeField()


class SignInCode(Committed):
    """A code that a window gave on paper to the person who stood there; the code itself is kept nowhere."""

    entry_kinds = ("sign_in_code_given",)
    number_index = models.BinaryField(max_length=32, db_index=True)
    name_index = models.BinaryField(max_length=32)
    code_index = models.BinaryField(max_length=32, unique=True)
    """Of number, name and code, keyed: without all three it leads to nobody."""
    until = models.DateTimeField()
    """The first instant at which it is no longer taken."""
    unit = models.CharField(max_length=64)
    """Where the official sat who gave it, and `seat` at which place: both may be another one later."""
    seat = models.CharField(max_length=100)
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+")

    def told(self) -> Any:
        return {
            "number_index": bytes(self.number_index).hex(),
            "name_index": bytes(self.name_index).hex(),
            "code_index": bytes(self.code_index).hex(),
            "until": int(self.until.timestamp()),
            "unit": self.unit,
            "seat": self.seat,
            "at": int(self.at.timestamp()),
            "by": self.by_id,
        }


class SignInCodeUsed(Committed):
    """Somebody signed in with a code: once."""

    entry_kinds = ("sign_in_code_used",)
    code = models.OneToOneField(SignInCode, models.PROTECT, related_name="used")
    at = models.DateTimeField()

    def told(self) -> Any:
        return {"code": self.code_id, "at": int(self.at.timestamp())}


class SignInStopped(Committed):
    """At a window the person stopped every code given before, and let go of every account."""

    entry_kinds = ("sign_in_stopped",)
    number_index = models.BinaryField(max_length=32, db_index=True)
    name_index = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+")

    def told(self) -> Any:
        return {
            "number_index": bytes(self.number_index).hex(),
            "name_index": bytes(self.name_index).hex(),
            "at": int(self.at.timestamp()),
            "by": self.by_id,
        }
