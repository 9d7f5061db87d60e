"""What a person types to ask for repair, and the clock of a case: the same on a phone, at a window, at the desk.

[law:repair_order_36/第二条]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from chengxin import clock
from chengxin.apps.repairs.actions.request import request
from chengxin.apps.repairs.selectors import OpenedRepair
from chengxin.core.calendar import day_of
from chengxin.core.counting import count_working_days
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.repairs import Outcome, Phase, Step, counted_from
from chengxin.lawbook import Lawbook
from chengxin.web.deadline import Clock, drawn
from chengxin.web.law import lawbook
from chengxin.web.objecting import Acting, EvidenceField

if TYPE_CHECKING:
    from chengxin.apps.repairs.models import RepairRequest

#: What a person may start from; every word of it can be changed.
COMMITMENT = "这次决定要求我做的，我都已经做到。以后依法办事，不再发生同样的事。以上是真实的。"
MOST = 2_000


class RepairForm(forms.Form):
    """The one form of a repair: a commitment; a proof only where nobody else can have it. It knows no price."""

    commitment = forms.CharField(
        label="您的承诺",
        help_text="每个字都可以改；这是您自己的话",
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写下您的承诺", "max_length": f"承诺太长了，最多{MOST:,}个字"},
    )
    words = forms.CharField(
        label="怎么改正的（可以不写）",
        help_text="例如哪天缴清、哪天整改完；缴款和结案的凭证由机关自己查，不用附",
        max_length=MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": f"太长了，最多{MOST:,}个字"},
    )

    def __init__(self, data: Any = None, files: Any = None, *, proofs: tuple[str, ...] = ()) -> None:
        super().__init__(data, files, initial={"commitment": COMMITMENT})
        if proofs:
            self.fields["papers"] = _papers("、".join(proofs))


class SupplyForm(forms.Form):
    """What was named as missing."""

    def __init__(self, data: Any = None, files: Any = None, *, missing: str) -> None:
        super().__init__(data, files)
        self.fields["papers"] = _papers(missing)


def request_from(form: forms.Form, ref: str, acting: Acting) -> RepairRequest | None:
    """Ask for the repair of a record as the form says; `None` where the form now says what is missing.

    :raises Refusal: for what no field can mend.
    """
    given = form.cleaned_data
    try:
        return request(
            ref,
            commitment=given["commitment"],
            words=given["words"],
            files=given.get("papers", []),
            lawbook=lawbook(),
            by=acting.who,
            through=acting.through,
            at=clock.now(),
        )
    except Refusal as refusal:
        if refusal.reason is not Reason.REPAIR_INCOMPLETE or "papers" not in form.fields:
            raise
        form.add_error("papers", lawbook().reason_text(refusal.reason).remedy)
        return None


def clock_of_repair(opened: OpenedRepair) -> Clock | None:
    """The clock of a case; `None` where nothing has a last day."""
    if opened.due is None:
        return None
    counted = count_working_days(opened.periods.working_days, day_of(counted_from(opened.case)), opened.due)
    return drawn(counted, is_overdue=opened.is_overdue, at=opened.at)


def now_of_repair(opened: OpenedRepair, book: Lawbook) -> str:
    """Where a case stands, in a few words."""
    decided = opened.case.last(Step.DECIDED)
    if decided is not None:
        return "准予修复" if decided.result == Outcome.GRANTED else "没有准予修复"
    if opened.case.last(Step.WITHDRAWN) is not None:
        return "您收回了申请"
    if opened.phase is Phase.TO_SUPPLY:
        return "等您补交"
    late = "过了最后一天，还在" if opened.is_overdue else ""
    return f"{late}等{book.unit(opened.request.record.unit).name}决定"


def _papers(what: str) -> EvidenceField:
    return EvidenceField(label=what, error_messages={"required": f"请附上{what}"})
