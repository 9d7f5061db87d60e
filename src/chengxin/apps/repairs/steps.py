"""What every step of a case shares: hold it, read it anew, check that the step may come now, add the row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.notices.actions.owe import Owed, owe
from chengxin.apps.officials.models import Official
from chengxin.apps.people.oneself import require_somebody_else
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.records.models import Version
from chengxin.apps.repairs.models import RepairRequest, RepairStep
from chengxin.apps.repairs.rules import case_of, periods
from chengxin.core.calendar import day_of
from chengxin.core.law import Item
from chengxin.core.permissions import Act, Role, require
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.repairs import Case, Periods, Step, may_take
from chengxin.lawbook import Lawbook


@dataclass(frozen=True, slots=True)
class Held:
    """A case that this transaction alone may move, with what the next step needs."""

    request: RepairRequest
    case: Case
    periods: Periods
    writer: Writer
    lawbook: Lawbook

    @property
    def item(self) -> Item:
        return self.lawbook.items.at(self.request.record.item, day_of(self.request.at))

    @property
    def newest(self) -> Version:
        """The version of the record that stands, with the record's rows at hand."""
        newest = max(self.request.record.versions.all(), key=lambda version: version.pk)
        newest.record = self.request.record
        return newest

    def add(
        self,
        step: Step,
        content: Any,
        *,
        result: str = "",
        by: Official | None = None,
        through: Official | None = None,
    ) -> RepairStep:
        """Add what was done; an official who bears the person's name does none of it.

        :raises Refusal: SAME_NAME_AS_YOURS.
        """
        if by is not None:
            require_somebody_else(self.request.record.person, lawbook=self.lawbook, by=by)
        row = RepairStep(
            request=self.request, step=step.value, result=result, by=by, through=through, at=self.writer.at
        )
        return self.writer.add("repair_step", row, content=content)

    def tell(self, template: str, subject: int) -> None:
        """Owe the person a letter about a step."""
        letter = self.lawbook.letter(template)
        who = (bytes(self.request.number_index), bytes(self.request.name_index))
        owe(self.writer, Owed(*who, letter.template, letter.edition, subject))


def hold_case(ref: str, step: Step, *, lawbook: Lawbook, at: datetime) -> Held:
    """Hold a case for one step.

    :raises Refusal: REPAIR_MISSING, REPAIR_NOT_NOW.
    """
    hold("repair", ref)
    found = RepairRequest.objects.filter(ref=ref).first()
    if found is None:
        raise Refusal(Reason.REPAIR_MISSING)
    # Whoever changes one of the person's records, or answers about the person, waits for this too.
    hold("number", bytes(found.number_index))
    request = (
        RepairRequest.objects.select_related("record__person", "version__submission")
        .prefetch_related("steps", "record__versions", "record__events")
        .get(pk=found.pk)
    )
    writer = Writer(at)
    case, known = case_of(request, at=writer.at), periods(lawbook, at=request.at)
    may_take(case, step, known, at=writer.at)
    return Held(request, case, known, writer, lawbook)


def require_person(held: Held, who: Indexes) -> None:
    """Check that the case is this person's own.

    :raises Refusal: REPAIR_MISSING: another person's case does not exist here.
    """
    if (bytes(held.request.number_index), bytes(held.request.name_index)) != (who.number, who.name):
        raise Refusal(Reason.REPAIR_MISSING)


def require_source(official: Official, unit: str) -> None:
    """Check that an official may decide repairs, for this unit.

    :raises Refusal: ROLE_MAY_NOT, REPAIR_NOT_YOURS.
    """
    require(Role(official.role), Act.DECIDE_REPAIR)
    if official.unit != unit:
        raise Refusal(Reason.REPAIR_NOT_YOURS)


def require_words(words: str) -> str:
    """:raises Refusal: REPAIR_NEEDS_WORDS."""
    if not words.strip():
        raise Refusal(Reason.REPAIR_NEEDS_WORDS)
    return words.strip().replace("\r\n", "\n")
