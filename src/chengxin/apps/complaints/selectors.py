"""Reports about bodies: one by its number, and for the keeper those that wait for an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chengxin.apps.complaints.models import Complaint, ComplaintAnswer, ComplaintOverdue
from chengxin.apps.ledger.batch import read_content
from chengxin.core.calendar import Deadline, day_of
from chengxin.core.complaints import answer_by, is_overdue
from chengxin.core.counting import Counted, count_working_days
from chengxin.lawbook import Lawbook


@dataclass(frozen=True)
class OpenedComplaint:
    """A report with its clock at one instant."""

    complaint: Complaint
    answer: ComplaintAnswer | None
    due: Deadline
    counted: Counted
    is_overdue: bool
    """A late answer does not mend it."""
    told: ComplaintOverdue | None
    """That a superior was told of the missed day, and who."""
    at: datetime

    @property
    def is_destroyed(self) -> bool:
        """Whether nothing is left of what was said; that, when and what was found stays."""
        return self.complaint.content is None

    @property
    def words(self) -> str:
        """What was reported; "" once destroyed."""
        return str((read_content(self.complaint) or {}).get("words", ""))

    @property
    def answered(self) -> str:
        """What was answered; "" once destroyed."""
        return "" if self.answer is None else str((read_content(self.answer) or {}).get("words", ""))


def get(ref: str, *, lawbook: Lawbook, at: datetime) -> OpenedComplaint | None:
    """One report by its number."""
    row = Complaint.objects.select_related("answer__by").filter(ref=ref, at__lte=at).first()
    return None if row is None else _opened(row, lawbook, at)


def to_answer(*, lawbook: Lawbook, at: datetime) -> list[OpenedComplaint]:
    """Those that wait for an answer, the oldest first."""
    rows = Complaint.objects.filter(answer=None, at__lte=at).order_by("pk")
    return [_opened(row, lawbook, at) for row in rows]


def overdue(*, lawbook: Lawbook, at: datetime) -> list[OpenedComplaint]:
    """Those whose last day passed without an answer, the oldest first."""
    return [one for one in to_answer(lawbook=lawbook, at=at) if one.is_overdue]


def _opened(row: Complaint, lawbook: Lawbook, at: datetime) -> OpenedComplaint:
    found = ComplaintAnswer.objects.select_related("by").filter(complaint=row, at__lte=at).first()
    told = ComplaintOverdue.objects.select_related("superior").filter(complaint=row, at__lte=at).first()
    days = lawbook.period("complaint_answer", on=day_of(row.at))
    due = answer_by(row.at, lawbook.working_days, days)
    return OpenedComplaint(
        complaint=row,
        answer=found,
        due=due,
        counted=count_working_days(lawbook.working_days, day_of(row.at), due),
        is_overdue=is_overdue(due, None if found is None else found.at, at=at),
        told=told,
        at=at,
    )
