"""One person's consents. Nothing here lists those of others. [law:pipl/第十三条]"""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from chengxin.apps.consents.models import ConsentGiven
from chengxin.apps.ledger.batch import read_content
from chengxin.apps.people.selectors import Indexes
from chengxin.core.consents import Consent


def list_for_person(who: Indexes, *, at: datetime) -> QuerySet[ConsentGiven]:
    """Every consent that this person gave, newest first."""
    return (
        ConsentGiven.objects.filter(number_index=who.number, name_index=who.name, at__lte=at)
        .select_related("withdrawn", "through")
        .order_by("-pk")
    )


def consent_of(given: ConsentGiven, *, used_at: datetime | None) -> Consent:
    """A stored consent in the form that `core.consents` takes; whether it was used, a later stage knows."""
    withdrawn = given.withdrawn.at if hasattr(given, "withdrawn") else None
    return Consent(given.unit, given.purpose, frozenset(given.items), given.until, withdrawn, used_at)


def versions_of(given: ConsentGiven) -> frozenset[int]:
    """What the person saw of their records when they consented; nothing once destroyed."""
    return frozenset((read_content(given) or {}).get("versions", ()))
