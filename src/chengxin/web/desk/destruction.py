"""The keeper's desk for what is due to be destroyed: lists by day, two looks each, what is kept for now, the certificates.

[law:pipl/第十九条] [law:pipl/第四十七条]
The lists hold random references and kinds, never a name or what a record says: nobody is looked at here.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chengxin import clock
from chengxin.apps.destruction import selectors
from chengxin.apps.destruction.actions.keep import keep
from chengxin.apps.destruction.actions.make_list import make_list
from chengxin.apps.destruction.actions.review import review
from chengxin.apps.destruction.selectors import Listed, OpenedList
from chengxin.apps.destruction.words import GROUNDS, ORDERS, STAYS
from chengxin.core.calendar import day_of
from chengxin.core.destruction import REVIEWERS, Ground, Order
from chengxin.core.reasons import Refusal
from chengxin.core.records import last_day_of
from chengxin.core.words import day_zh, moment_zh
from chengxin.web import errors
from chengxin.web.desk.views import of_the_keeper
from chengxin.web.doors import door
from chengxin.web.fields import DayField
from chengxin.web.law import lawbook
from chengxin.web.replies import download, form_page, official, posted, see_other
from chengxin.web.staff.again import proved

#: Lists that one page shows; the oldest come first, and the next follow once these are done.
_SHOWN = 30
_HINTS = {
    Order.KEEP.value: "由您决定，写上姓名。到了写明的那一天，它重新等两个人复核。法律封存的不能这样留",
    Order.LEGAL_HOLD.value: "法院、检察院、监察或者公安机关的文书要求保全的",
}


class KeepForm(forms.Form):
    """Keep one record for now: by what, why, until when."""

    order = forms.ChoiceField(
        label="凭什么先不销毁",
        choices=[(order.value, text) for order, text in ORDERS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "请选凭什么", "invalid_choice": "请从列出的里面选一个"},
    )
    document = forms.CharField(
        label="哪个机关的哪份文书（按法律文书保全才要写）",
        help_text="例如“黑河市爱辉区人民法院，（2029）黑1102财保3号”",
        max_length=200,
        required=False,
    )
    words = forms.CharField(
        label="理由",
        help_text="会原样写进给本人的信",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写为什么先不销毁", "max_length": "太长了，最多2,000个字"},
    )
    last_day = DayField(label="留到哪一天", missing="请写留到哪一天", calendar=True)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("order") == Order.LEGAL_HOLD and not told.get("document", "").strip():
            self.add_error("document", "按法律文书保全，要写明是哪个机关的哪份文书")
        return told


@door("case_officer")
@of_the_keeper
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every list that is not done, by the day on which it was made, and what was destroyed lately."""
    at, book = clock.now(), lawbook()
    context = {
        "lists": [_line(one) for one in selectors.open_lists(lawbook=book, at=at, limit=_SHOWN)],
        "done": [_line(one) for one in selectors.closed_lists(lawbook=book, at=at, limit=_SHOWN)],
    }
    return render(request, "desk/destruction.html", context)


@door("case_officer")
@of_the_keeper
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """List now what is due, without waiting for the night."""
    try:
        made = make_list(lawbook=lawbook(), by=official(request), at=clock.now())
    except Refusal as refusal:
        return errors.refused(request, [refusal.reason], back=reverse("desk:destruction"))
    return see_other(reverse("desk:due_list", args=[made.ref]) if made else reverse("desk:destruction"))


@door("case_officer")
@of_the_keeper
@require_safe
def due_list(request: HttpRequest, ref: str) -> HttpResponse:
    """One list: what is on it, what stays and why, who has looked."""
    opened, by = _opened(ref), official(request)
    parts = selectors.took_part(opened.places)
    mine = [one for one in opened.places if one.is_free and by.pk not in parts[one.place.pk]]
    new = [one for one in mine if by.pk not in {seen.pk for seen in one.seen_by}]
    context = {
        "ref": ref,
        "made": day_zh(day_of(opened.due_list.at)),
        "line": _line(opened),
        "places": [_place(one) for one in opened.places],
        "new": len(new),
        "goes": sum(len(one.seen_by) >= REVIEWERS - 1 for one in new),
        "free": len(opened.free),
        "kept": len(opened.kept),
        "parted": sum(one.is_free and by.pk in parts[one.place.pk] for one in opened.places),
        "looks": [{"who": one.by, "at": moment_zh(one.at), "covers": len(one.covers)} for one in opened.reviews],
        "certificates": [
            {"ref": one.ref, "at": moment_zh(one.at), "sha256": one.sha256} for one in opened.certificates
        ],
        "is_open": opened.is_open,
    }
    return render(request, "desk/due_list.html", context)


@door("case_officer")
@proved
@of_the_keeper
@require_POST
def look(request: HttpRequest, ref: str) -> HttpResponse:
    """Approve whatever is free to go; the second of two destroys it."""
    try:
        review(ref, lawbook=lawbook(), by=official(request), at=clock.now())
    except Refusal as refusal:
        return errors.refused(request, [refusal.reason], back=reverse("desk:destruction"))
    return see_other(reverse("desk:due_list", args=[ref]))


@door("case_officer")
@proved
@of_the_keeper
@require_http_methods(["GET", "HEAD", "POST"])
def due_record(request: HttpRequest, ref: str, record: str) -> HttpResponse:
    """Keep one record of a list for now."""
    opened = _opened(ref)
    found = next((one for one in opened.places if one.record.ref == record and one.destroyed is None), None)
    if found is None:
        raise Http404
    form = KeepForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            keep(
                ref,
                record,
                order=Order(given["order"]),
                words=given["words"],
                document=given["document"],
                last_day=given["last_day"],
                lawbook=lawbook(),
                by=official(request),
                at=clock.now(),
            )
        except Refusal as refusal:
            form.add_error("last_day", lawbook().reason_text(refusal.reason).text)
        else:
            return see_other(reverse("desk:due_list", args=[ref]))
    return form_page(
        request,
        "desk/due_record.html",
        form,
        ref=ref,
        place=_place(found),
        hints=_HINTS,
        orders=[
            {
                "title": ORDERS[Order(one.kind)],
                "until": day_zh(last_day_of(one.until)),
                "by": one.by,
                "at": moment_zh(one.at),
            }
            for one in found.orders
        ],
    )


@door("case_officer")
@of_the_keeper
@require_safe
def certificate(request: HttpRequest, ref: str, certificate: str) -> HttpResponse:
    """The certificate as it was made, to be saved."""
    found = next((one for one in _opened(ref).certificates if one.ref == certificate), None)
    if found is None:
        raise Http404
    return download(selectors.pdf_of(found), f"销毁证明{certificate}.pdf", "application/pdf")


def _opened(ref: str) -> OpenedList:
    opened = selectors.get(ref, lawbook=lawbook(), at=clock.now())
    if opened is None:
        raise Http404
    return opened


def _line(opened: OpenedList) -> dict[str, Any]:
    """A list in one line of a table."""
    return {
        "ref": opened.due_list.ref,
        "made": day_zh(day_of(opened.due_list.at)),
        "records": len(opened.places),
        "kept": len(opened.kept),
        "destroyed": len(opened.destroyed),
        "seen_by": list({one.by_id: one.by.name for one in opened.reviews}.values()),
        "certificates": [one.ref for one in opened.certificates],
    }


def _place(one: Listed) -> dict[str, Any]:
    """A record's place on a list, without anything that it says."""
    book = lawbook()
    return {
        "ref": one.record.ref,
        "item": book.items.at(one.record.item, day_of(one.place.since)).name,
        "unit": book.unit(one.record.unit).name,
        "ground": GROUNDS[Ground(one.place.ground)],
        "since": day_zh(day_of(one.place.since)),
        "stays": [STAYS[stay] for stay in one.stays],
        "until": max((day_zh(last_day_of(order.until)) for order in one.orders), default="") if one.stays else "",
        "is_destroyed": one.destroyed is not None,
        "destroyed": moment_zh(one.destroyed.at) if one.destroyed else "",
        "seen_by": [official.name for official in one.seen_by],
    }
