"""Matters of one unit, by reference. [law:pipl/第六条]"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import CharField, QuerySet

from chengxin.apps.ledger.batch import read_content
from chengxin.apps.ledger.statement import Statement
from chengxin.apps.matters.models import Matter
from chengxin.apps.officials.models import Official
from chengxin.apps.people import selectors as people
from chengxin.core.calendar import day_of
from chengxin.core.facts import Identity
from chengxin.lawbook import Lawbook

_OF_UNIT = Statement(
    lambda unit, ref: Matter.objects.select_related("closing").filter(unit=unit, ref=ref),
    CharField(),
    CharField(),
)


def get_for_unit(unit: str, ref: str) -> Matter | None:
    """One matter of a unit by its reference, or `None`: another unit's matter does not exist here."""
    return _OF_UNIT.first(unit, ref)


def opened_by(official: Official, since: datetime) -> QuerySet[Matter]:
    """The matters one official opened since an instant in the unit where they sit now, newest first: their own desk, nobody
    else's."""
    mine = Matter.objects.select_related("closing").filter(by=official, unit=official.unit, at__gte=since)
    return mine.order_by("-pk")


def open_of(official: Official, since: datetime) -> QuerySet[Matter]:
    """Of these, the ones without an outcome."""
    return opened_by(official, since).filter(closing=None)


def identity_of(matter: Matter) -> Identity | None:
    """Whom the matter is about, as the official typed it, or `None` once destroyed."""
    content = read_content(matter)
    return None if content is None else people.open_identity(bytes.fromhex(content["identity"]))


def request_no_of(matter: Matter) -> str:
    content = read_content(matter)
    return "" if content is None else content["request_no"]


def reason_of(matter: Matter) -> str:
    content = read_content(matter)
    return "" if content is None else content["reason"]


def last_day_of(matter: Matter, *, lawbook: Lawbook) -> date:
    """The last day on which something may be asked in a matter: then its person is told that no outcome followed."""
    opened_on = day_of(matter.at)
    return opened_on + timedelta(days=lawbook.period("matter_without_outcome", on=opened_on))


def is_closed(matter: Matter) -> bool:
    return hasattr(matter, "closing")
