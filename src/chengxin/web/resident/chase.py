"""Who received what a record no longer says, and who confirmed not to use it any more. [law:pipl/第四十六条]"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from chengxin.apps.objections import recalls
from chengxin.apps.officials.words import seat_at
from chengxin.apps.records.selectors import HeldRecord
from chengxin.core.calendar import day_of
from chengxin.core.recalls import STOPS
from chengxin.core.words import day_zh, moment_zh
from chengxin.lawbook import Lawbook
from chengxin.web.recall_words import said


@dataclass(frozen=True, slots=True)
class Recipient:
    """One unit that was shown what no longer stands."""

    unit: str
    service: str
    on: str
    answer: str
    why: str
    confirmed: str
    """By whom and when; "" while nobody did."""


@dataclass(frozen=True, slots=True)
class Chase:
    """Everybody who is asked to confirm, and how long back they are asked."""

    recipients: tuple[Recipient, ...]
    hidden: int
    """How many looks at this person are put off: whether one of them had this record is not said before its day."""
    is_stopped: bool
    """Whether anything this record said stands no more."""
    months: int


def chase(held: HeldRecord, *, seen: Collection[int | None], hidden: int, lawbook: Lawbook, at: datetime) -> Chase:
    """The chase list of one record, as the person reads it; `seen` are the answers that the person may see by now."""
    asked = recalls.of_record(held.record.pk, lawbook=lawbook, at=at)
    found = [one for one in asked if one.answer.pk in seen]
    return Chase(
        recipients=tuple(
            Recipient(
                unit=f"{lawbook.unit(one.answer.matter.unit).name}·{seat_at(one.answer.by, one.answer.at).seat}",
                service=one.answer.matter.service,
                on=day_zh(day_of(one.answer.at)),
                answer=one.answer.ref,
                why=said(one),
                confirmed=f"{one.confirmed.by.name}，{moment_zh(one.confirmed.at)}" if one.confirmed else "",
            )
            for one in found
        ),
        hidden=hidden,
        is_stopped=any(happening.event in STOPS for happening in held.happened),
        months=lawbook.period("recall_reach", on=day_of(at)),
    )
