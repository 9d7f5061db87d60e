"""What every step of a question shares: hold it, read it anew, check that the step may come now, add the row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.refs import new_ref
from chengxin.apps.looks.models import Incident, WhyCase, WhyStep
from chengxin.apps.looks.rules import periods, why_of
from chengxin.apps.matters.models import Hiding
from chengxin.apps.notices.actions.owe import Owed, owe
from chengxin.apps.officials.models import Official
from chengxin.core.permissions import Act, Role, require, require_keeper
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.whys import Finding, Step, Why, may_take
from chengxin.lawbook import Lawbook


@dataclass(frozen=True, slots=True)
class Held:
    """A question that this transaction alone may move."""

    case: WhyCase
    why: Why
    writer: Writer
    lawbook: Lawbook

    def add(self, step: Step, words: str, *, result: Finding | None = None, by: Official | None = None) -> WhyStep:
        """Add a step; a look that it finds unlawful is an incident from this moment on."""
        row = self.writer.add(
            "why_step",
            WhyStep(case=self.case, step=step.value, result=result.value if result else "", by=by, at=self.writer.at),
            content={"words": words.strip().replace("\r\n", "\n")},
        )
        if result is Finding.UNLAWFUL:
            self.writer.add(
                "look_unlawful",
                Incident(ref=new_ref(), step=row, unit=self.case.entry.unit, at=self.writer.at, by=by),
            )
        return row

    def tell(self, template: str, subject: int) -> None:
        """Owe the person a letter about a step; about a look whose showing is put off, held until its day."""
        letter, entry = self.lawbook.letter(template), self.case.entry
        who = (bytes(self.case.number_index), bytes(self.case.name_index))
        put_off = Hiding.objects.filter(matter=entry.matter_id, at__lte=entry.at, until__gt=self.writer.at).first()
        held_under = put_off.pk if put_off is not None else None
        owe(self.writer, Owed(*who, letter.template, letter.edition, subject), held_under=held_under)


def hold_case(ref: str, step: Step, *, lawbook: Lawbook, at: datetime) -> Held:
    """Hold a question for one step.

    :raises Refusal: WHY_MISSING, WHY_NOT_NOW.
    """
    hold("why", ref)
    case = WhyCase.objects.select_related("entry").prefetch_related("steps").filter(ref=ref).first()
    if case is None:
        raise Refusal(Reason.WHY_MISSING)
    writer = Writer(at)
    why = why_of(case, at=writer.at)
    may_take(why, step, periods(lawbook, at=case.at), at=writer.at)
    return Held(case, why, writer, lawbook)


def require_answerer(official: Official, unit: str) -> None:
    """Check that an official may answer for this unit.

    :raises Refusal: ROLE_MAY_NOT, WHY_NOT_YOURS.
    """
    require(Role(official.role), Act.ANSWER_WHY)
    if official.unit != unit:
        raise Refusal(Reason.WHY_NOT_YOURS)


def require_judge(official: Official) -> None:
    """Check that an official may judge what a unit answered, or that it did not.

    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT.
    """
    require(Role(official.role), Act.JUDGE_WHY)
    require_keeper(official.unit)
