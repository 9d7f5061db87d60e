"""The life of a repair: from which day it may be asked for, who decides by when, and how it may end.

[law:repair_order_36/第二条] [law:repair_order_36/第三条]

Rules of order, before any code:
- From the first day on that the first letter named, the person may ask; nothing has to be proved that an authority can
  fetch, and nothing has to be paid. A record in any standing that has not ended can be repaired, a frozen one too.
- One form: a commitment in the person's own name, and only the proofs that the item says nobody else can have. It is
  taken on the spot, or everything that is missing is named at once.
- The office may name what is missing once, all of it, within its days, and only among those proofs. Meanwhile the clock
  stands; once supplied, it runs anew and only a decision may follow.
- A named official of the source unit decides; whoever wrote the request down for the person does not. The clock decides
  nothing: overdue, the record is in no answer until somebody decides, and the case climbs to a superior.
- A refusal has a reason and an article, and changes nothing: the end does not move, and the person may ask again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from chengxin.core.calendar import Deadline, WorkingDays, day_of
from chengxin.core.law import Item
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.records import ENDINGS, Standing

#: Of these nothing is left to be repaired.
ENDED = frozenset({*ENDINGS.values(), Standing.EXPIRED, Standing.BASIS_ENDED})


class Step(StrEnum):
    """What can happen in a case after repair was asked for; each is a row that is added."""

    MISSING_NAMED = "missing_named"
    SUPPLIED = "supplied"
    ESCALATED = "escalated"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class Phase(StrEnum):
    """Where a case stands; always derived."""

    TO_DECIDE = "to_decide"
    TO_SUPPLY = "to_supply"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a case is decided."""

    GRANTED = "granted"
    REFUSED = "refused"


#: Which step may come in which phase.
STEPS: Mapping[Phase, frozenset[Step]] = {
    Phase.TO_DECIDE: frozenset({Step.MISSING_NAMED, Step.ESCALATED, Step.DECIDED, Step.WITHDRAWN}),
    Phase.TO_SUPPLY: frozenset({Step.SUPPLIED, Step.WITHDRAWN}),
    Phase.CLOSED: frozenset(),
}
#: The phases in which something is still to be done.
OPEN = frozenset({Phase.TO_DECIDE, Phase.TO_SUPPLY})


@dataclass(frozen=True, slots=True)
class Taken:
    """One step that was taken: when, by which official (`None` where the person or the clock did), with what result."""

    step: Step
    at: datetime
    by: int | None = None
    result: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A case as its rows tell it."""

    asked_at: datetime
    steps: tuple[Taken, ...] = ()
    written_by: int | None = None
    """The official who wrote the request down for the person; `None` in the portal."""

    def last(self, step: Step) -> Taken | None:
        return next((taken for taken in reversed(self.steps) if taken.step is step), None)


@dataclass(frozen=True, slots=True)
class Periods:
    """The dated periods of a case, as they hold on the day it was asked for."""

    working_days: WorkingDays
    decide: int
    """Working days, from a request that is complete."""


def phase(case: Case) -> Phase:
    """Where the case stands."""
    if case.last(Step.DECIDED) is not None or case.last(Step.WITHDRAWN) is not None:
        return Phase.CLOSED
    named, supplied = case.last(Step.MISSING_NAMED), case.last(Step.SUPPLIED)
    return Phase.TO_SUPPLY if named is not None and supplied is None else Phase.TO_DECIDE


def counted_from(case: Case) -> datetime:
    """The instant at which the request was complete."""
    supplied = case.last(Step.SUPPLIED)
    return case.asked_at if supplied is None else supplied.at


def due(case: Case, periods: Periods) -> Deadline | None:
    """The last day for the decision; `None` while the person is asked for something, and once the case is closed."""
    if phase(case) is not Phase.TO_DECIDE:
        return None
    return periods.working_days.working_days_later(day_of(counted_from(case)), periods.decide)


def is_overdue(case: Case, periods: Periods, *, at: datetime) -> bool:
    """Whether the last day of an open case is over."""
    last = due(case, periods)
    return last is not None and at >= last.until


def opens_on(repair_from: date | None, standing: Standing, *, on: date) -> bool:
    """Whether repair of a record can be asked for on a day."""
    return repair_from is not None and standing not in ENDED and repair_from <= on


def may_request(
    item: Item,
    *,
    repair_from: date | None,
    standing: Standing,
    commitment: str,
    has_proofs: bool,
    earlier: Sequence[Phase],
    on: date,
) -> None:
    """Check that repair of a record may be asked for now. `earlier` are the cases that there have been about it.

    :raises Refusal: REPAIR_NOT_NEEDED, REPAIR_TOO_EARLY, REPAIR_OPEN, REPAIR_INCOMPLETE.
    """
    if repair_from is None or standing in ENDED:
        raise Refusal(Reason.REPAIR_NOT_NEEDED)
    if on < repair_from:
        raise Refusal(Reason.REPAIR_TOO_EARLY)
    if any(known in OPEN for known in earlier):
        raise Refusal(Reason.REPAIR_OPEN)
    if not commitment.strip() or (item.repair_proofs and not has_proofs):
        raise Refusal(Reason.REPAIR_INCOMPLETE)


def may_take(case: Case, step: Step, periods: Periods, *, at: datetime) -> None:
    """Check that a step may be taken now.

    :raises Refusal: REPAIR_NOT_NOW.
    """
    if step not in STEPS[phase(case)]:
        raise Refusal(Reason.REPAIR_NOT_NOW)
    if step is Step.MISSING_NAMED and (case.last(step) is not None or is_overdue(case, periods, at=at)):
        raise Refusal(Reason.REPAIR_NOT_NOW)
    if step is Step.ESCALATED and not is_overdue(case, periods, at=at):
        raise Refusal(Reason.REPAIR_NOT_NOW)


def may_name(item: Item, missing: Collection[str]) -> None:
    """Check what an office says is missing: only what the item lets it ask.

    :raises Refusal: REPAIR_MAY_NOT_ASK.
    """
    if not missing or not set(missing) <= set(item.repair_proofs):
        raise Refusal(Reason.REPAIR_MAY_NOT_ASK)


def may_decide(case: Case, outcome: Outcome, *, by: int, words: str, article: str) -> None:
    """Check that a case may end like this, by this official. What favours the person needs a reason; what does not also
    needs the article.

    :raises Refusal: REPAIR_TOOK_PART, REPAIR_NEEDS_WORDS, REPAIR_NEEDS_ARTICLE.
    """
    if by == case.written_by:
        raise Refusal(Reason.REPAIR_TOOK_PART)
    if not words.strip():
        raise Refusal(Reason.REPAIR_NEEDS_WORDS)
    if outcome is Outcome.REFUSED and not article.strip():
        raise Refusal(Reason.REPAIR_NEEDS_ARTICLE)
