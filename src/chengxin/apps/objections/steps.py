"""What every step of a case shares: hold it, read it anew, check that the step may come now, add the row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.notices.actions.owe import Owed, owe
from chengxin.apps.objections.models import CaseStep, Objection
from chengxin.apps.objections.rules import case_of, periods
from chengxin.apps.officials.models import Official
from chengxin.apps.people.oneself import require_somebody_else
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.records.actions.flag import mark
from chengxin.core.calendar import day_of
from chengxin.core.law import OnObjection
from chengxin.core.objections import Case, Periods, Step, Taken, due, flag_of, may_take
from chengxin.core.permissions import KEEPER, Act, Role, require
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.records import ENDINGS
from chengxin.lawbook import Lawbook

_ENDINGS = frozenset(event.value for event in ENDINGS)


@dataclass(frozen=True, slots=True)
class Held:
    """A case that this transaction alone may move, with what the next step needs."""

    objection: Objection
    case: Case
    periods: Periods
    writer: Writer
    lawbook: Lawbook

    def add(
        self,
        step: Step,
        content: Any,
        *,
        result: str = "",
        by: Official | None = None,
        through: Official | None = None,
    ) -> CaseStep:
        """Add what was done; an official who bears the person's name does none of it.

        :raises Refusal: SAME_NAME_AS_YOURS.
        """
        if by is not None:
            require_somebody_else(self.objection.version.record.person, lawbook=self.lawbook, by=by)
        row = CaseStep(
            objection=self.objection, step=step.value, result=result, by=by, through=through, at=self.writer.at
        )
        return self.writer.add("objection_step", row, content=content)

    def tell(self, template: str, subject: int) -> None:
        """Owe the person a letter about a step, or about the case."""
        letter = self.lawbook.letter(template)
        objection = self.objection
        who = (bytes(objection.number_index), bytes(objection.name_index))
        owe(self.writer, Owed(*who, letter.template, letter.edition, subject))


def hold_case(ref: str, step: Step, *, lawbook: Lawbook, at: datetime) -> Held:
    """Hold a case for one step.

    :raises Refusal: OBJECTION_MISSING, and the reasons of `core.objections.may_take`.
    """
    hold("objection", ref)
    found = Objection.objects.filter(ref=ref).first()
    if found is None:
        raise Refusal(Reason.OBJECTION_MISSING)
    # Whoever changes one of the person's records, or answers about the person, waits for this too.
    hold("number", bytes(found.number_index))
    objection = (
        Objection.objects.select_related("version__record__person", "version__submission")
        .prefetch_related("steps", "version__record__versions", "version__record__events")
        .get(pk=found.pk)
    )
    writer = Writer(at)
    case, known = case_of(objection, at=writer.at), periods(lawbook, at=objection.at)
    may_take(case, step, known, at=writer.at)
    return Held(objection, case, known, writer, lawbook)


def is_marking(held: Held) -> bool:
    """Whether the flag of the case is a mark: it travels with the record until the case is overdue."""
    item = held.lawbook.items.at(held.objection.record.item, day_of(held.case.lodged_at))
    return flag_of(held.case.ground, item.on_objection) is OnObjection.MARK


def is_ended(held: Held) -> bool:
    """Whether the record is gone already: withdrawn by its source, or removed in another case."""
    return any(event.event in _ENDINGS for event in held.objection.version.record.events.all())


def mark_until_due(held: Held, taken: Taken) -> None:
    """Let a mark freeze with the last day that the case has after this step. What is frozen or gone stays so."""
    if not is_marking(held) or is_ended(held):
        return
    last = due(replace(held.case, steps=(*held.case.steps, taken)), held.periods)
    assert last is not None  # noqa: S101 - a step that comes here gives the case a last day
    mark(held.objection.version, cause=held.objection.pk, freezes_from=last.until, writer=held.writer)


def require_person(held: Held, who: Indexes) -> None:
    """Check that the case is this person's own.

    :raises Refusal: OBJECTION_MISSING: another person's case does not exist here.
    """
    if (bytes(held.objection.number_index), bytes(held.objection.name_index)) != (who.number, who.name):
        raise Refusal(Reason.OBJECTION_MISSING)


def require_office(official: Official, act: Act, unit: str = KEEPER) -> None:
    """Check that an official may do the act, for this unit.

    :raises Refusal: ROLE_MAY_NOT, OBJECTION_NOT_YOURS.
    """
    require(Role(official.role), act)
    if official.unit != unit:
        raise Refusal(Reason.OBJECTION_NOT_YOURS)


def require_words(words: str) -> str:
    """:raises Refusal: OBJECTION_NEEDS_WORDS."""
    if not words.strip():
        raise Refusal(Reason.OBJECTION_NEEDS_WORDS)
    return words.strip().replace("\r\n", "\n")
