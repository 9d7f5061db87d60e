"""Who is in how many times at once, and ending all of these but one. [law:pipl/第五十一条]

A session bears a mark of its own, and is over once no row holds that mark any more. Nothing here says who anybody is or what
they did: a keyed index, a mark, since when. Rows go with their sessions.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.keyring import keys
from chengxin.apps.officials.models import Official
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.sign_ins.models import OpenSession


def of_official(official: Official) -> bytes:
    """With the password, or when all are ended, those before are over and count no more."""
    return keys().index(b"open session", b"official", official.username.encode(), official.opened_with.encode())


def of_resident(who: Indexes) -> bytes:
    return keys().index(b"open session", b"resident", who.number, who.name)


@transaction.atomic
def begin(owner: bytes, mark: str, *, most: int, at: datetime) -> None:
    """One more session; with more than `most` of them the oldest end."""
    hold("open sessions", owner)
    OpenSession.objects.create(owner_index=owner, mark=mark, at=at)
    kept = OpenSession.objects.filter(owner_index=owner).order_by("-pk").values_list("pk", flat=True)[:most]
    OpenSession.objects.filter(owner_index=owner).exclude(pk__in=list(kept)).delete()


def is_open(mark: str) -> bool:
    return OpenSession.objects.filter(mark=mark).exists()


def count(owner: bytes, *, since: datetime) -> int:
    """How many of those that began later are open."""
    return OpenSession.objects.filter(owner_index=owner, at__gt=since).count()


def end(mark: str) -> None:
    OpenSession.objects.filter(mark=mark).delete()


def end_others(owner: bytes, but: str) -> None:
    OpenSession.objects.filter(owner_index=owner).exclude(mark=but).delete()


def forget(*, before: datetime) -> None:
    """Rows of sessions that have run out."""
    OpenSession.objects.filter(at__lt=before).delete()


def end_all() -> None:
    OpenSession.objects.all().delete()
