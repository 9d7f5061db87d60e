"""What stands before the records on the person's own page: what bars them from something, and papers with a last day.

[law:pipl/第七条] [law:pipl/第四十五条]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from chengxin.apps.promises.selectors import Promised
from chengxin.apps.restraints.selectors import OpenedRestraint
from chengxin.core.calendar import day_of
from chengxin.core.promises import outstanding
from chengxin.core.restraints import OPEN, State
from chengxin.core.words import day_zh
from chengxin.lawbook import Lawbook
from chengxin.web.restraining import STATES, anchor_of, contest_text, days_text, decided_by


@dataclass(frozen=True, slots=True)
class Pressing:
    """One thing with a day that the person should not have to look for."""

    title: str
    sentences: tuple[str, ...]
    url: str
    url_text: str


def pressing(
    restraints: Iterable[OpenedRestraint], promises: Iterable[Promised], *, lawbook: Lawbook, at: datetime
) -> list[Pressing]:
    """The papers by their last day, then every restraint that binds, or will."""
    waiting = sorted((one for one in promises if one.is_open), key=_first_day)
    return [*(_papers(one, at) for one in waiting), *_restraints(restraints, lawbook)]


def _first_day(one: Promised) -> date:
    return min(due.last_day for due in outstanding(one.due, one.arrived))


def _papers(one: Promised, at: datetime) -> Pressing:
    today, missing = day_of(at), outstanding(one.due, one.arrived)
    listed = "；".join(f"{due.name}最迟{day_zh(due.last_day)}" for due in missing)
    left = (_first_day(one) - today).days
    when = f"还有{left}天" if left else "今天是最后一天"
    return Pressing(
        f"有{len(missing)}份材料等您后补，{when}",
        (
            f"{one.promise.matter.service}：{listed}。",
            "过了日子，这件事照材料没有交齐办；不记成记录，不影响下一次。",
        ),
        reverse("resident:papers"),
        "看后补的材料",
    )


def _restraints(restraints: Iterable[OpenedRestraint], lawbook: Lawbook) -> Iterator[Pressing]:
    for one in restraints:
        if one.state not in OPEN or one.held is None:
            continue
        word, meaning = STATES[one.state]
        # The title says already what is barred; of what it means, the rest.
        effect = one.measure.effect.removeprefix(f"{one.measure.name}；")
        paused = "" if one.state is State.HOLDS else meaning
        sentences = (paused, f"{effect}。", decided_by(one, lawbook), contest_text(one, lawbook))
        record = reverse("resident:record", args=[one.held.record.ref])
        yield Pressing(
            f"有一份对您的限制，{word}：{one.measure.name}，{days_text(one)}",
            tuple(sentence for sentence in sentences if sentence),
            f"{record}#{anchor_of(one)}",
            "看这份限制，和您能做什么",
        )
