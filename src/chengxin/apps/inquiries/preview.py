"""What an office that asked for a purpose now would be told of a person: read for that person, who asks nobody.

[law:pipl/第四十五条]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chengxin.apps.inquiries.actions.answer import feeds_bringing, sources_of
from chengxin.apps.inquiries.told import told
from chengxin.apps.ledger.statement import together
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.records.selectors import HeldRecord, asking_holding, holding
from chengxin.apps.submissions.selectors import asking_freshness
from chengxin.core import inquiries
from chengxin.core.calendar import day_of
from chengxin.core.feeds import Feed
from chengxin.core.inquiries import Answered, Held, SourceState
from chengxin.core.law import Purpose
from chengxin.core.reasons import Reason
from chengxin.lawbook import Lawbook


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be answered: nothing can be told, or these records, each with what is said of it."""

    can_tell: bool
    reasons: tuple[Reason, ...]
    records: tuple[HeldRecord, ...]
    told: tuple[dict[str, Any], ...]
    sources: tuple[SourceState, ...]


def preview(who: Indexes, purpose: Purpose, *, lawbook: Lawbook, feeds: Mapping[str, Feed], at: datetime) -> Preview:
    """The answer that a matter for this purpose would get at `at`."""
    bringing = feeds_bringing(purpose, feeds)
    *found, newest = together(
        *asking_holding(who, at=at), asking_freshness([feed.key for some in bringing.values() for feed in some])
    )
    all_held = holding(found, who, lawbook=lawbook, at=at)
    held = {one.record.pk: one for one in all_held.records}
    sources = sources_of(bringing, dict(newest))
    result = inquiries.told(
        purpose,
        held=[Held(pk, one.item, one.standing) for pk, one in held.items()],
        sources=sources,
        is_identity_in_conflict=all_held.is_in_conflict,
        on=day_of(at),
        at=at,
    )
    shown = tuple(held[pk] for pk in result.shown) if isinstance(result, Answered) else ()
    return Preview(
        can_tell=isinstance(result, Answered),
        reasons=result.reasons,
        records=shown,
        told=tuple(told(one, lawbook) for one in shown),
        sources=tuple(sources),
    )
