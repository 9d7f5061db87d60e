"""The life of an objection: who does what next, by when, and how it may end.

[law:pipl/第四十六条] [law:pipl/第五十条]

Rules of order, before any code:
- Lodging flags the record at once. "Not me" and a document that annuls the decision take it out of every answer; for the
  rest the item says whether it freezes or is marked. Nothing about a case stops a clock of the record.
- The unit that keeps the platform checks its own part first; then the source unit says what it found, on what proof;
  then someone decides who had no part in what was decided before, nor in the case so far as it speaks against the person.
- Keeping the record needs the source's own findings that confirm it. Without them by the last day it can only be
  removed or corrected: what cannot be verified in time does not stay.
- One deadline runs for the whole case from the day of lodging; it can be extended once, with a reason, under a name. A
  case that is overdue hides the record, whatever its item says, until it is decided.
- One review by somebody who took no part at all. While reconsideration or a lawsuit is pending the flag stays; that case
  waits for the body that decides it and has no deadline of its own.
- While a case is open the person may add words and papers to it; whoever takes the next step has them before their eyes.
- The same ground against the same version is examined once; again only with new facts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chengxin.core.calendar import Deadline, WorkingDays, day_of
from chengxin.core.law import OnObjection
from chengxin.core.reasons import Reason, Refusal


class Ground(StrEnum):
    """Why a person objects."""

    NOT_ME = "not_me"
    WRONG_FACT = "wrong_fact"
    WRONG_ITEM = "wrong_item"
    NOT_ADULT = "not_adult"
    ANNULLED = "annulled"
    PERFORMED = "performed"
    PAST_TERM = "past_term"
    NO_BASIS = "no_basis"
    SEALED_KIND = "sealed_kind"
    UNDER_APPEAL = "under_appeal"


class Step(StrEnum):
    """What can happen in a case after it was lodged; each is a row that is added."""

    CHECKED = "checked"
    FOUND = "found"
    EXTENDED = "extended"
    ESCALATED = "escalated"
    OUTCOME_FILED = "outcome_filed"
    ADDED = "added"
    DECIDED = "decided"
    REVIEW_ASKED = "review_asked"
    REVIEWED = "reviewed"
    WITHDRAWN = "withdrawn"
    SPLIT = "split"


class Phase(StrEnum):
    """Where a case stands; always derived."""

    CHECKING = "checking"
    AT_SOURCE = "at_source"
    AT_COURT = "at_court"
    TO_DECIDE = "to_decide"
    DECIDED = "decided"
    IN_REVIEW = "in_review"
    CLOSED = "closed"


class Actor(StrEnum):
    """Who has to do the next thing."""

    KEEPER = "keeper"
    SOURCE = "source"
    COURT = "court"
    PERSON = "person"


class Check(StrEnum):
    """What the platform's own check comes to."""

    OWN_ERROR = "own_error"
    NO_OWN_ERROR = "no_own_error"


class Verdict(StrEnum):
    """What the source unit found in its own files."""

    CONFIRMED = "confirmed"
    WRONG = "wrong"
    UNVERIFIABLE = "unverifiable"


class Outcome(StrEnum):
    """How a case is decided."""

    REMOVED = "removed"
    CORRECTED = "corrected"
    KEPT = "kept"


#: Characters of a person's own statement. [law:credit_reporting_regulation/第十六条]
STATEMENT_MOST = 4_000
#: So often can something be added to one case: enough for anybody, and no store for whatever else.
ADDITIONS_MOST = 20
#: Of these, what windows write down: the rest is the person's own.
ADDITIONS_THROUGH_MOST = 10
#: These take the record out of every answer, whatever its item says.
ALWAYS_FREEZE = frozenset({Ground.NOT_ME, Ground.ANNULLED})
#: These rest on a paper of another body, which has to be shown.
NEED_DOCUMENT = frozenset({Ground.ANNULLED, Ground.UNDER_APPEAL})
#: What a correction may change. Another authority, number, item or person is another record.
CORRECTABLE = ("decided_on", "conduct_end_on", "penalty_classes", "amount_fen", "starts_on", "ends_on")

#: Which step may come in which phase.
STEPS: Mapping[Phase, frozenset[Step]] = {
    Phase.CHECKING: frozenset({Step.CHECKED, Step.EXTENDED, Step.ESCALATED, Step.ADDED, Step.WITHDRAWN}),
    Phase.AT_SOURCE: frozenset({Step.FOUND, Step.EXTENDED, Step.ESCALATED, Step.ADDED, Step.WITHDRAWN}),
    Phase.AT_COURT: frozenset({Step.OUTCOME_FILED, Step.ADDED, Step.WITHDRAWN}),
    Phase.TO_DECIDE: frozenset({Step.DECIDED, Step.EXTENDED, Step.ESCALATED, Step.ADDED, Step.WITHDRAWN}),
    Phase.DECIDED: frozenset({Step.REVIEW_ASKED}),
    Phase.IN_REVIEW: frozenset({Step.REVIEWED, Step.ESCALATED, Step.ADDED, Step.WITHDRAWN}),
    Phase.CLOSED: frozenset(),
}
#: The phases in which the flag is open.
FLAGGED = frozenset({Phase.CHECKING, Phase.AT_SOURCE, Phase.AT_COURT, Phase.TO_DECIDE, Phase.IN_REVIEW})

#: Whom a case waits for; after a decision it is the person who may ask for a review.
WAITS_FOR: Mapping[Phase, Actor] = {
    Phase.CHECKING: Actor.KEEPER,
    Phase.AT_SOURCE: Actor.SOURCE,
    Phase.AT_COURT: Actor.COURT,
    Phase.TO_DECIDE: Actor.KEEPER,
    Phase.DECIDED: Actor.PERSON,
    Phase.IN_REVIEW: Actor.KEEPER,
}


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

    ground: Ground
    lodged_at: datetime
    steps: tuple[Taken, ...] = ()
    involved: frozenset[int] = frozenset()
    """Officials who had a part in what is objected to: who handed it over, who settled it."""

    def last(self, step: Step) -> Taken | None:
        return next((taken for taken in reversed(self.steps) if taken.step is step), None)


@dataclass(frozen=True, slots=True)
class Periods:
    """The dated periods of a case, as they hold on the day it was lodged."""

    working_days: WorkingDays
    answer: int
    """Working days for the whole case."""
    extended: int
    """Calendar days from lodging, once extended."""
    review: int
    """Working days for a review."""
    ask_review: int
    """Calendar days after the decision within which a review may be asked for."""


def flag_of(ground: Ground, on_objection: OnObjection) -> OnObjection:
    """Whether a case freezes its record or marks it."""
    return OnObjection.FREEZE if ground in ALWAYS_FREEZE else on_objection


def due(case: Case, periods: Periods) -> Deadline | None:
    """The last day of what is going on now; `None` while another body decides, and when nothing is open."""
    asked = case.last(Step.REVIEW_ASKED)
    if asked is not None:
        return periods.working_days.working_days_later(day_of(asked.at), periods.review)
    if case.last(Step.DECIDED) is not None:
        return None
    begun = case.lodged_at
    if case.ground is Ground.UNDER_APPEAL:
        filed = case.last(Step.OUTCOME_FILED)
        if filed is None:
            return None
        begun = filed.at
    if case.last(Step.EXTENDED) is not None:
        return periods.working_days.days_later(day_of(begun), periods.extended)
    return periods.working_days.working_days_later(day_of(begun), periods.answer)


def is_overdue(case: Case, periods: Periods, *, at: datetime) -> bool:
    """Whether the last day of an open case is over."""
    last = due(case, periods)
    return last is not None and at >= last.until and case.last(Step.REVIEWED) is None and not _is_withdrawn(case)


def phase(case: Case, periods: Periods, *, at: datetime) -> Phase:
    """Where the case stands at an instant. A source that stays silent past the last day has had its turn."""
    if _is_withdrawn(case) or case.last(Step.REVIEWED) is not None:
        return Phase.CLOSED
    if case.last(Step.REVIEW_ASKED) is not None:
        return Phase.IN_REVIEW
    decided = case.last(Step.DECIDED)
    if decided is not None:
        may_be_reviewed = decided.result != Outcome.REMOVED and at < review_until(case, periods).until
        return Phase.DECIDED if may_be_reviewed else Phase.CLOSED
    if case.ground is Ground.UNDER_APPEAL:
        return Phase.TO_DECIDE if case.last(Step.OUTCOME_FILED) is not None else Phase.AT_COURT
    checked = case.last(Step.CHECKED)
    if case.last(Step.FOUND) is not None or (checked is not None and checked.result == Check.OWN_ERROR):
        return Phase.TO_DECIDE
    if is_overdue(case, periods, at=at):
        return Phase.TO_DECIDE
    return Phase.CHECKING if checked is None else Phase.AT_SOURCE


def review_until(case: Case, periods: Periods) -> Deadline:
    """The last day on which a review of a decided case may be asked for.

    :raises ValueError: for a case that was not decided.
    """
    decided = case.last(Step.DECIDED)
    if decided is None:
        raise ValueError("only a decision can be reviewed")
    return periods.working_days.days_later(day_of(decided.at), periods.ask_review)


def may_lodge(
    *,
    ground: Ground,
    words: str,
    has_document: bool,
    earlier: Sequence[tuple[Ground, Phase, bool]],
    new_facts: str,
) -> None:
    """Check that a case may be opened. `earlier` are the cases about the same version: ground, phase, whether kept.

    :raises Refusal: OBJECTION_OPEN, OBJECTION_DECIDED_BEFORE, OBJECTION_NEEDS_WORDS, OBJECTION_NEEDS_PROOF.
    """
    for known, where, was_kept in earlier:
        if known is not ground:
            continue
        if where in FLAGGED:
            raise Refusal(Reason.OBJECTION_OPEN)
        if was_kept and not new_facts.strip():
            raise Refusal(Reason.OBJECTION_DECIDED_BEFORE)
    if not words.strip():
        raise Refusal(Reason.OBJECTION_NEEDS_WORDS)
    if ground in NEED_DOCUMENT and not has_document:
        raise Refusal(Reason.OBJECTION_NEEDS_PROOF)


def require_room(through: Iterable[bool]) -> None:
    """Check that a window may write down another addition; `through` says of each so far whether a window did.

    :raises Refusal: OBJECTION_ADDED_ENOUGH.
    """
    if sum(through) >= ADDITIONS_THROUGH_MOST:
        raise Refusal(Reason.OBJECTION_ADDED_ENOUGH)


def may_take(case: Case, step: Step, periods: Periods, *, at: datetime) -> None:
    """Check that a step may be taken now.

    :raises Refusal: REVIEW_TOO_LATE, EXTENSION_NOT_AGAIN, OBJECTION_ADDED_ENOUGH, OBJECTION_NOT_NOW.
    """
    where = phase(case, periods, at=at)
    if step is Step.SPLIT:
        _may_split(case, where)
        return
    if step is Step.REVIEW_ASKED and where is Phase.CLOSED and case.last(Step.REVIEWED) is None:
        raise Refusal(Reason.REVIEW_TOO_LATE)
    if step not in STEPS[where]:
        raise Refusal(Reason.OBJECTION_NOT_NOW)
    if step is Step.ADDED and sum(taken.step is Step.ADDED for taken in case.steps) >= ADDITIONS_MOST:
        raise Refusal(Reason.OBJECTION_ADDED_ENOUGH)
    if step is Step.EXTENDED:
        if case.last(Step.EXTENDED) is not None:
            raise Refusal(Reason.EXTENSION_NOT_AGAIN)
        if is_overdue(case, periods, at=at):
            raise Refusal(Reason.OBJECTION_NOT_NOW)


def is_splitting(case: Case, where: Phase) -> bool:
    """Whether other records that came by the same wrong join may be taken out in this case: it says "not me", and is open
    or ended with the record taken out."""
    if case.ground is not Ground.NOT_ME:
        return False
    settled = case.last(Step.REVIEWED) or case.last(Step.DECIDED)
    return where in FLAGGED or (settled is not None and settled.result == Outcome.REMOVED)


def _may_split(case: Case, where: Phase) -> None:
    if not is_splitting(case, where):
        raise Refusal(Reason.OBJECTION_NOT_NOW)


def late_actor(case: Case) -> Actor:
    """Which office an overdue case waited for on its last day: a source that was asked and stayed silent, else the unit
    that keeps the platform."""
    checked = case.last(Step.CHECKED)
    is_asked = checked is not None and checked.result == Check.NO_OWN_ERROR and case.last(Step.FOUND) is None
    return Actor.SOURCE if is_asked and case.last(Step.REVIEW_ASKED) is None else Actor.KEEPER


def may_settle(
    case: Case, step: Step, outcome: Outcome, *, by: int, words: str, article: str, changes: Collection[str]
) -> None:
    """Check that a decision (or with `step` a review) may end like this, by this official.

    Whatever favours the person needs a reason; whatever does not needs the source's confirming findings and the article.
    :raises Refusal: OBJECTION_TOOK_PART, OBJECTION_NEEDS_WORDS, OBJECTION_NEEDS_FINDINGS, OBJECTION_NEEDS_ARTICLE,
        OBJECTION_NEEDS_CHANGE.
    """
    if by in part_taken(case, step):
        raise Refusal(Reason.OBJECTION_TOOK_PART)
    if not words.strip():
        raise Refusal(Reason.OBJECTION_NEEDS_WORDS)
    if outcome is Outcome.CORRECTED and (not changes or not set(changes) <= set(CORRECTABLE)):
        raise Refusal(Reason.OBJECTION_NEEDS_CHANGE)
    if outcome is Outcome.KEPT:
        if not is_confirmed(case):
            raise Refusal(Reason.OBJECTION_NEEDS_FINDINGS)
        if not article.strip():
            raise Refusal(Reason.OBJECTION_NEEDS_ARTICLE)


def part_taken(case: Case, step: Step) -> frozenset[int]:
    """Officials who may not take this step: for a decision those of the original and who spoke for it, for a review
    everybody who did anything in the case."""
    did = {taken.by for taken in case.steps if taken.by is not None}
    if step is Step.REVIEWED:
        return case.involved | did
    return case.involved | {taken.by for taken in case.steps if taken.step is Step.FOUND and taken.by is not None}


def is_confirmed(case: Case) -> bool:
    """Whether what the record says was confirmed: by its source, or by the body that decided on the appeal."""
    if case.ground is Ground.UNDER_APPEAL:
        return case.last(Step.OUTCOME_FILED) is not None
    found = case.last(Step.FOUND)
    return found is not None and found.result == Verdict.CONFIRMED


def _is_withdrawn(case: Case) -> bool:
    return case.last(Step.WITHDRAWN) is not None
