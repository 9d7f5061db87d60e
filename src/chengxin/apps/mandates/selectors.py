"""Who acts for one person; one mandate by its number and the representative who holds it. Nothing here lists others'."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from chengxin.apps.ledger.batch import read_content
from chengxin.apps.mandates.models import MandateNoted
from chengxin.apps.people import selectors as people
from chengxin.apps.people.selectors import Indexes
from chengxin.core.errands import Errand
from chengxin.core.facts import Identity
from chengxin.core.mandates import Kind, Mandate


def list_for_person(who: Indexes, *, at: datetime) -> QuerySet[MandateNoted]:
    """Everybody who acts or acted for this person, newest first."""
    return (
        MandateNoted.objects.filter(number_index=who.number, name_index=who.name, at__lte=at)
        .select_related("ended", "by")
        .prefetch_related("acted__by")
        .order_by("-pk")
    )


def held_by(agent: Indexes, ref: str) -> MandateNoted | None:
    """The mandate with this number, in the hand of the representative whom it names; `None` for anybody else."""
    return (
        MandateNoted.objects.select_related("ended")
        .filter(ref=ref, agent_number_index=agent.number, agent_name_index=agent.name)
        .first()
    )


def mandate_of(noted: MandateNoted) -> Mandate:
    """A stored mandate in the form that `core.mandates` takes."""
    ended_at = noted.ended.at if hasattr(noted, "ended") else None
    return Mandate(Kind(noted.kind), frozenset(Errand(act) for act in noted.acts), noted.until, ended_at)


def represented(noted: MandateNoted) -> Identity | None:
    """Who is represented, or `None` once destroyed."""
    return _identity(noted, "person")


def agent_name(noted: MandateNoted) -> str:
    """The representative's name; "" once destroyed."""
    found = _identity(noted, "agent")
    return found.name if found is not None else ""


def document_no(noted: MandateNoted) -> str:
    return (read_content(noted) or {"document_no": ""})["document_no"]  # type: ignore[no-any-return]


def _identity(noted: MandateNoted, which: str) -> Identity | None:
    content = read_content(noted)
    return None if content is None else people.open_identity(bytes.fromhex(content[which]))
