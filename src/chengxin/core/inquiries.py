"""One lawful question about one person in one concrete matter, and its three answers.

[law:pipl/第六条] [law:pipl/第十三条] [law:pipl/第三十四条] [law:credit_reporting_regulation/第十八条]

Rules of order: a matter first; then a purpose of the closed list that the asking unit holds for that service; then one
full number and name. What is wrong with the question is told all at once. An answer holds only what the purpose binds.
None, frozen, not yet told, waiting, expired, withdrawn, not bound to the purpose, not consented to: the asker reads the
same words.
Cannot tell is for a conflict of identity, and for a source not searched or stale; it never counts against anyone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from chengxin.core.calendar import day_of
from chengxin.core.facts import Identity
from chengxin.core.law import Item, Purpose
from chengxin.core.permissions import MAY, Act, Role
from chengxin.core.programs import Binding
from chengxin.core.reasons import Reason
from chengxin.core.records import Standing


@dataclass(frozen=True, slots=True)
class MatterState:
    """What a question needs to know of its matter."""

    unit: str
    service: str
    is_closed: bool
    is_about_this_person: bool
    last_day: date
    """The last day on which something may be asked, or read again, in it."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it stands before it is let in; `None` is what was not given or does not exist."""

    unit: str
    role: Role
    matter: MatterState | None
    purpose: Purpose | None
    identity: Identity | None
    on: date
    program: Binding | None = None
    """What the program that asks is bound to; `None` where an official asks in person."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source of one item: its feed, and the time up to which its newest complete file speaks."""

    item: str
    unit: str
    feed: str | None
    as_of: datetime | None
    max_age_days: int

    def reason(self, at: datetime) -> Reason | None:
        """Why nothing can be said on this source at `at`, or `None` when it was searched and is fresh."""
        if self.feed is None or self.as_of is None:
            return Reason.SOURCE_NOT_SEARCHED
        if (day_of(at) - day_of(self.as_of)).days > self.max_age_days:
            return Reason.SOURCE_STALE
        return None


@dataclass(frozen=True, slots=True)
class Held:
    """One record held about the person, by a reference the caller chose."""

    ref: int
    item: Item
    standing: Standing
    is_consented: bool = False
    """Whether the person let this very asker learn it, for this purpose, in an answer not given yet."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The records bound to the purpose and in effect; possibly none."""

    shown: tuple[int, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """The question was not let in; nothing was looked up."""

    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class CannotTell:
    """Nothing can be said; nothing is shown."""

    reasons: tuple[Reason, ...]


Answer = Answered | Refused | CannotTell


#: What the person reads as the purpose of a look because of a restraint; no purpose of the closed list is one, and whoever fills
#: in its form asks no question.
RESTRAINT = "restraint"
#: Refused through no fault of the asking: the law here was not adopted yet, no witness came, or what was answered has changed
#: since.
_NOT_OVER_ASKING = frozenset(
    {Reason.LAW_NOT_ADOPTED, Reason.NOT_WITNESSED, Reason.ANSWER_OUTDATED, Reason.USE_NOTICE_OUTDATED}
)


def is_over_asking(reasons: Iterable[str]) -> bool:
    """Whether a question refused for these reasons asked for more than the unit, its matter or its purpose allows."""
    return not _NOT_OVER_ASKING.issuperset(reasons)


def reasons_against(question: Question) -> tuple[Reason, ...]:
    """Everything that is wrong with a question, in the order in which a clerk would mend it; empty when it may be asked."""
    return tuple(
        reason
        for reason in (
            None if Act.ASK in MAY[question.role] else Reason.ROLE_MAY_NOT,
            *_about_matter(question),
            *_about_purpose(question),
            Reason.NUMBER_MISSING if question.identity is None else None,
        )
        if reason is not None
    )


def _about_matter(question: Question) -> Iterable[Reason | None]:
    matter = question.matter
    if matter is None:
        return (Reason.MATTER_MISSING,)
    return (
        None if matter.unit == question.unit else Reason.MATTER_NOT_YOURS,
        Reason.MATTER_CLOSED if matter.is_closed else None,
        # Whoever asked again and again in one matter would watch a person.
        Reason.MATTER_TOO_OLD if question.on > matter.last_day else None,
        None if matter.is_about_this_person else Reason.MATTER_ABOUT_SOMEONE_ELSE,
    )


def _about_purpose(question: Question) -> Iterable[Reason | None]:
    purpose, matter = question.purpose, question.matter
    if purpose is None:
        return (Reason.PURPOSE_MISSING,)
    return (
        question.program.about_purpose(purpose) if question.program else None,
        purpose.reason_against(question.unit, question.on),
        None if purpose.is_in_force(question.on) else Reason.PURPOSE_NOT_IN_FORCE,
        None if matter is None or matter.service in purpose.services else Reason.PURPOSE_NOT_FOR_SERVICE,
    )


def may_show(record: Held, purpose: Purpose, on: date) -> bool:
    """Whether an answer may hold a record: bound to the purpose and in effect; where the item or the purpose lives by
    consent alone, only with it. Without it the answer is what it is where nothing is held."""
    if not purpose.may_tell(record.item, on):
        return False
    if purpose.needs_consent or record.item.requires_consent:
        return record.is_consented and record.standing in (Standing.IN_EFFECT, Standing.NEEDS_CONSENT)
    return record.standing is Standing.IN_EFFECT


def answer(
    question: Question,
    *,
    held: Sequence[Held],
    sources: Sequence[SourceState],
    is_identity_in_conflict: bool,
    at: datetime,
) -> Answer:
    """Answer a question. `held` may be everything about the person: what the purpose does not bind stays unsaid."""
    wrong = reasons_against(question)
    if wrong:
        return Refused(wrong)
    assert question.purpose is not None  # noqa: S101 - reasons_against() refuses a question without one
    return told(
        question.purpose,
        held=held,
        sources=sources,
        is_identity_in_conflict=is_identity_in_conflict,
        on=question.on,
        at=at,
    )


def gaps_in(sources: Iterable[SourceState], *, is_identity_in_conflict: bool, at: datetime) -> tuple[Reason, ...]:
    """Why nothing can be said, each reason once; empty where everything was searched and is fresh."""
    conflict = [Reason.IDENTITY_CONFLICT] if is_identity_in_conflict else []
    stale = [reason for source in sources if (reason := source.reason(at)) is not None]
    return tuple(dict.fromkeys([*conflict, *stale]))


def told(
    purpose: Purpose,
    *,
    held: Sequence[Held],
    sources: Sequence[SourceState],
    is_identity_in_conflict: bool,
    on: date,
    at: datetime,
) -> Answered | CannotTell:
    """What is said on a day to whoever may ask for a purpose; the same on an extract that the person takes there."""
    gaps = gaps_in(sources, is_identity_in_conflict=is_identity_in_conflict, at=at)
    if gaps:
        return CannotTell(gaps)
    shown = tuple(record.ref for record in held if may_show(record, purpose, on))
    return Answered(shown, (Reason.FOUND_USABLE if shown else Reason.NOTHING_USABLE,))
