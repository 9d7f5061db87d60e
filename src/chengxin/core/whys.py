"""Why did you look at me: the life of that question, from the person who asks to the office that owes an answer.

[law:pipl/第四十四条] [law:pipl/第五十条] [law:pipl/第五十一条]

Rules of order, before any code:
- The person may ask about any entry of their own access log, once, and owes no reason. A reviewer who finds a sampled look
  doubtful opens the same case with the same clock.
- The unit that looked answers in its days, by a named official who did not look: lawful and why, or unlawful.
- The clock answers nothing. Past the last day it is shown as "no answer" and counted against the unit for good; a late
  answer is still read, and changes no figure.
- Where the person doubts an answer, or none came, an official of the unit that keeps the platform judges, who had no part.
  So where a reviewer doubts the look, before or after the answer; after a judgement somebody else judges anew.
- What is found unlawful, by whomever, is an incident with a letter; nothing makes it lawful again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chengxin.core.calendar import Deadline, WorkingDays, day_of
from chengxin.core.reasons import Reason, Refusal


class Step(StrEnum):
    """What can happen after somebody asked why; each is a row that is added."""

    ANSWERED = "answered"
    LAPSED = "lapsed"
    DOUBTED = "doubted"
    JUDGED = "judged"


class Finding(StrEnum):
    """What an answer, or a judgement of one, says of the look."""

    LAWFUL = "lawful"
    UNLAWFUL = "unlawful"


class Phase(StrEnum):
    """Where a question stands; always derived."""

    TO_ANSWER = "to_answer"
    UNANSWERED = "unanswered"
    ANSWERED = "answered"
    TO_JUDGE = "to_judge"
    CLOSED = "closed"


#: Which step may come in which phase.
STEPS: Mapping[Phase, frozenset[Step]] = {
    Phase.TO_ANSWER: frozenset({Step.ANSWERED}),
    Phase.UNANSWERED: frozenset({Step.ANSWERED, Step.LAPSED, Step.JUDGED}),
    Phase.ANSWERED: frozenset({Step.DOUBTED}),
    Phase.TO_JUDGE: frozenset({Step.JUDGED}),
    Phase.CLOSED: frozenset(),
}
#: Steps that say whether the look was lawful, and why.
FINDINGS = frozenset({Step.ANSWERED, Step.JUDGED})


@dataclass(frozen=True, slots=True)
class Taken:
    """One step that was taken: when, by which official (`None` where the person or the clock did), with what result."""

    step: Step
    at: datetime
    by: int | None = None
    result: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """A question as its rows tell it."""

    asked_at: datetime
    looked: int
    """The official who looked, or who answers for the program that did."""
    steps: tuple[Taken, ...] = ()

    def last(self, step: Step) -> Taken | None:
        return next((taken for taken in reversed(self.steps) if taken.step is step), None)

    @property
    def doubted(self) -> Taken | None:
        """The doubt that nobody judged yet."""
        of_both = [taken for taken in self.steps if taken.step in (Step.DOUBTED, Step.JUDGED)]
        return of_both[-1] if of_both and of_both[-1].step is Step.DOUBTED else None


@dataclass(frozen=True, slots=True)
class Periods:
    """The dated periods of a question, as they hold on the day it was asked."""

    working_days: WorkingDays
    answer: int
    """Working days for the unit that looked."""
    judge: int
    """Working days for the judgement of an answer that the person doubts."""


def to_judge_since(why: Why) -> datetime | None:
    """From when the days of a judgement run: once both the answer and the doubt are there. `None` while either is missing."""
    doubted, answered = why.doubted, why.last(Step.ANSWERED)
    return max(doubted.at, answered.at) if doubted is not None and answered is not None else None


def answer_by(why: Why, periods: Periods) -> Deadline:
    """The last day for the answer of the unit that looked."""
    return periods.working_days.working_days_later(day_of(why.asked_at), periods.answer)


def is_in_time(why: Why, periods: Periods) -> bool:
    """Whether an answer came by the last day. What came later, or not at all, counts against the unit for good."""
    answered = why.last(Step.ANSWERED)
    return answered is not None and answered.at < answer_by(why, periods).until


def is_unanswered(why: Why, periods: Periods, *, at: datetime) -> bool:
    """Whether the last day passed without an answer, whatever came afterwards."""
    return at >= answer_by(why, periods).until and not is_in_time(why, periods)


def phase(why: Why, periods: Periods, *, at: datetime) -> Phase:
    """Where a question stands at an instant."""
    if is_unlawful(why) or (why.last(Step.JUDGED) is not None and why.doubted is None):
        return Phase.CLOSED
    answered = why.last(Step.ANSWERED)
    if answered is None:
        return Phase.UNANSWERED if is_unanswered(why, periods, at=at) else Phase.TO_ANSWER
    return Phase.ANSWERED if why.doubted is None else Phase.TO_JUDGE


def due(why: Why, periods: Periods, *, at: datetime) -> Deadline | None:
    """The last day of what is going on now; `None` where nothing is."""
    where = phase(why, periods, at=at)
    if where in (Phase.TO_ANSWER, Phase.UNANSWERED):
        return answer_by(why, periods)
    since = to_judge_since(why)
    if where is not Phase.TO_JUDGE or since is None:
        return None
    return periods.working_days.working_days_later(day_of(since), periods.judge)


def is_unlawful(why: Why) -> bool:
    """Whether anybody who had to say so found that the look was unlawful."""
    return any(taken.step in FINDINGS and taken.result == Finding.UNLAWFUL for taken in why.steps)


def may_take(why: Why, step: Step, periods: Periods, *, at: datetime) -> None:
    """Check that a step may be taken now.

    :raises Refusal: WHY_NOT_NOW.
    """
    if step not in STEPS[phase(why, periods, at=at)]:
        raise Refusal(Reason.WHY_NOT_NOW)
    if step is Step.LAPSED and why.last(Step.LAPSED) is not None:
        raise Refusal(Reason.WHY_NOT_NOW)


def may_find(why: Why, step: Step, *, by: int, words: str) -> None:
    """Check that an official may answer or judge: never whoever looked, and no judge who answered or judged before; with words.

    :raises Refusal: WHY_TOOK_PART, WHY_NEEDS_WORDS.
    """
    took_part = {why.looked} | (
        {taken.by for taken in why.steps if taken.step in FINDINGS} if step is Step.JUDGED else set()
    )
    if by in took_part:
        raise Refusal(Reason.WHY_TOOK_PART)
    if not words.strip():
        raise Refusal(Reason.WHY_NEEDS_WORDS)
