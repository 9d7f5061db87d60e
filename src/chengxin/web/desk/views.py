"""The case officer's desk: one row that waits for a human, the two names, a finding. [law:pipl/第八条]

Rows come one at a time, oldest first; there is no list. Opening one is a look at a person: it is posted, and entered.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chengxin import clock
from chengxin.apps.inquiries.actions.look_at_held_row import look_at_held_row
from chengxin.apps.records import selectors as records
from chengxin.apps.records.actions.settle_row import Finding, fitting, resolve_shared_number, settle_row
from chengxin.apps.submissions import selectors as submissions
from chengxin.core.calendar import day_of
from chengxin.core.identity_number import mask
from chengxin.core.matching import Waits
from chengxin.core.permissions import require_keeper
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.words import day_zh, moment_zh
from chengxin.web import errors
from chengxin.web.desk.forms import FINDINGS, ResolveForm, SettleForm
from chengxin.web.doors import door
from chengxin.web.law import lawbook
from chengxin.web.replies import official, see_other

if TYPE_CHECKING:
    from chengxin.apps.submissions.models import HeldRow

View = TypeVar("View", bound=Callable[..., HttpResponse])


def of_the_keeper(view: View) -> View:
    """Only for officials of the unit that keeps the platform; others read why."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            require_keeper(official(request).unit)
        except Refusal as refusal:
            return errors.refused(request, [refusal.reason], status=403)
        return view(request, *args, **kwargs)

    return cast(View, guarded)


@door("case_officer")
@of_the_keeper
@require_http_methods(["GET", "HEAD", "POST"])
def held_row(request: HttpRequest) -> HttpResponse:
    """How many rows wait; posting opens the oldest that this official may open: one of their own name holds up none behind it."""
    if request.method == "POST":
        for one in submissions.rows_to_settle():
            try:
                return _compare(request, one, SettleForm())
            except Refusal as refusal:
                if refusal.reason is not Reason.SAME_NAME_AS_YOURS:
                    return errors.refused(request, [refusal.reason])
        if submissions.held_rows_waiting():
            return errors.refused(request, [Reason.SAME_NAME_AS_YOURS])
    row = submissions.next_held_row()
    context = {
        "waiting": submissions.held_rows_waiting(),
        "oldest_on": day_zh(day_of(row.at)) if row else "",
        "source": lawbook().unit(row.submission.unit).name if row else "",
        "shared": [
            {
                "ref": one.ref,
                "title": f"{lawbook().unit(one.submission.unit).name}，{_place(one)}",
                "since": day_zh(day_of(one.settled.at)),
                "is_frozen": records.freezes(one),
            }
            for one in records.rows_of_open_conflicts()
        ],
    }
    return render(request, "desk/held_row.html", context)


@door("case_officer")
@of_the_keeper
@require_POST
def settle(request: HttpRequest, ref: str) -> HttpResponse:
    """Settle the row; a form with something missing shows the two names again, which is a look again."""
    row = _row(ref)
    if hasattr(row, "settled"):
        return errors.refused(request, [Reason.ROW_ALREADY_SETTLED])
    form = SettleForm(request.POST)
    if not form.is_valid():
        try:
            return _compare(request, row, form, status=422)
        except Refusal as refusal:
            return errors.refused(request, [refusal.reason])
    try:
        settle_row(
            row,
            finding=Finding(form.cleaned_data["finding"]),
            reason=form.cleaned_data["reason"],
            lawbook=lawbook(),
            by=official(request),
            at=clock.now(),
        )
    except Refusal as refusal:
        return errors.refused(request, [refusal.reason])
    return see_other(reverse("desk:settled", args=[ref]))


@door("case_officer")
@of_the_keeper
@require_safe
def settled(request: HttpRequest, ref: str) -> HttpResponse:
    """What was found and what follows; no name is shown any more."""
    row = _row(ref)
    if not hasattr(row, "settled"):
        return redirect("desk:held_row")
    return _settled(request, row, ResolveForm())


@door("case_officer")
@of_the_keeper
@require_POST
def resolve(request: HttpRequest, ref: str) -> HttpResponse:
    """End a conflict: both files may be used again, and both people are told."""
    row = _row(ref)
    form = ResolveForm(request.POST)
    if not form.is_valid():
        return _settled(request, row, form, status=422)
    try:
        resolve_shared_number(
            bytes(row.number_index),
            reason=form.cleaned_data["reason"],
            lawbook=lawbook(),
            by=official(request),
            at=clock.now(),
        )
    except Refusal as refusal:
        return errors.refused(request, [refusal.reason])
    return see_other(reverse("desk:settled", args=[ref]))


def _settled(request: HttpRequest, row: HeldRow, form: ResolveForm, *, status: int = 200) -> HttpResponse:
    finding = Finding(row.settled.finding)
    is_shared = finding is Finding.NUMBER_IS_SHARED
    context = {
        "ref": row.ref,
        "finding": FINDINGS[finding][0],
        "is_shared": is_shared,
        "is_registered": finding is Finding.ROW_IS_RIGHT,
        "is_open": is_shared and records.is_conflict_open(row),
        "is_frozen": is_shared and records.freezes(row),
        "form": form,
        "source": lawbook().unit(row.submission.unit).name,
        "place": _place(row),
        "settled_at": moment_zh(row.settled.at),
        "by": row.settled.by.name,
        "waiting": submissions.held_rows_waiting(),
    }
    return render(request, "desk/settled.html", context, status=status)


def _compare(request: HttpRequest, row: HeldRow, form: SettleForm, *, status: int = 200) -> HttpResponse:
    """Show the two names beside each other, after the look was entered.

    :raises Refusal: as `look_at_held_row`.
    """
    compared = look_at_held_row(row, lawbook=lawbook(), by=official(request), at=clock.now())
    authority, fits = lawbook().unit_by_uscc(compared.authority), fitting(row)
    context = {
        "ref": row.ref,
        "form": form,
        "findings": [
            {"value": finding.value, "title": title, "hint": hint, "checked": form["finding"].value() == finding.value}
            for finding, (title, hint) in FINDINGS.items()
            if finding in fits
        ],
        "is_like_ended": compared.why is Waits.LIKE_ENDED,
        "number": mask(compared.row.number),
        "row_name": compared.row.name,
        "held_names": compared.held_names,
        "decision_no": compared.decision_no,
        "authority": authority.name if authority else compared.authority,
        "source": lawbook().unit(row.submission.unit).name,
        "received_at": moment_zh(row.submission.at),
        "place": _place(row),
    }
    return render(request, "desk/compare.html", context, status=status)


def _row(ref: str) -> HeldRow:
    row = submissions.get_held_row(ref)
    if row is None:
        raise Http404
    return row


def _place(row: HeldRow) -> str:
    return f"工作表“{row.sheet}”第{row.row}行" if row.sheet else f"第{row.row}行"
