"""Make the first key that content is wrapped under, and put all of them under the newest wrap key. [law:pipl/第五十一条]

While the product runs: every process keeps the keys that it opened, and what is wrapped stays as it is. Each step is one
transaction over a few rows, done again without harm; whatever was cut off goes on where it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.key_sources import Source, newest
from chengxin.apps.ledger.keyring import Database
from chengxin.apps.ledger.keys import (
    Keys,
    Wrapping,
    index_mark,
    mark_of,
    new_wrapping,
    open_wrapping,
    sealed_under,
)
from chengxin.apps.ledger.models import WrappingKey

_WHAT = "wrapping keys"


@dataclass(frozen=True, slots=True)
class Rotated:
    """How many keys were put under the newest wrap key, and how many rows under older ones were blanked."""

    rewrapped: int
    blanked: int


@transaction.atomic
def begin_wrapping(source: Source, keys: Keys, *, by: str, at: datetime) -> bool:
    """Make the first one where there is none; whether it was made."""
    hold(_WHAT)
    if WrappingKey.objects.exists():
        return False
    name, key = new_wrapping(source)
    _write(sealed_under(source, key, name), keys, by, at)
    return True


def is_under_newest(source: Source) -> bool:
    """Whether nothing lies under an older wrap key: the next change begins with a new one."""
    mark = mark_of(source, newest(source, "wrap"))
    return all(one.under == mark for one in Database().wrapping())


def rotate_wrapping(source: Source, keys: Keys, *, by: str, at: datetime) -> Rotated:
    """Put every key under the newest wrap key, add a new one for what is new, and blank what lies under older wrap keys.

    :raises KeyTrouble: when one of them cannot be opened; nothing is changed then.
    """
    return Rotated(_rewrap(source, keys, by, at), _blank(source))


@transaction.atomic
def _rewrap(source: Source, keys: Keys, by: str, at: datetime) -> int:
    hold(_WHAT)
    held, mark = Database().wrapping(), mark_of(source, newest(source, "wrap"))
    there = {one.name for one in held if one.under == mark}
    missing = {name: key for name, key in open_wrapping(source, held).items() if name not in there}
    for name, key in missing.items():
        _write(sealed_under(source, key, name), keys, by, at)
    if missing:
        name, key = new_wrapping(source)
        _write(sealed_under(source, key, name), keys, by, at)
    return len(missing)


@transaction.atomic
def _blank(source: Source) -> int:
    """What is blanked was opened under the newest wrap key in this very transaction."""
    hold(_WHAT)
    held, mark = Database().wrapping(), mark_of(source, newest(source, "wrap"))
    there = open_wrapping(source, [one for one in held if one.under == mark]).keys()
    under_older = WrappingKey.objects.filter(sealed__isnull=False).exclude(under=mark)
    done = [one.pk for one in under_older if bytes(one.name) in there]
    return WrappingKey.objects.filter(pk__in=done).update(sealed=None)


def _write(one: Wrapping, keys: Keys, by: str, at: datetime) -> None:
    WrappingKey.objects.create(
        name=one.name, under=one.under, sealed=one.sealed, index_mark=index_mark(keys), at=at, by=by
    )
