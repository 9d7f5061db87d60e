"""The desk of a unit that the list names: write down what was decided elsewhere, look after it, note its end.

[law:pipl/第二十四条] [law:administrative_penalty_law/第四十四条]
One page takes everything and names everything that is missing at once. The list holds numbers of decisions, never names.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from chengxin import clock
from chengxin.apps.ledger.batch import read_content
from chengxin.apps.records.evidence import MOST_MEGABYTES, clean, name_of
from chengxin.apps.records.evidence import opened as file_of
from chengxin.apps.restraints import rules, selectors
from chengxin.apps.restraints.actions.document import PAPERS, document
from chengxin.apps.restraints.actions.lift import lift
from chengxin.apps.restraints.actions.look import look
from chengxin.apps.restraints.selectors import OpenedRestraint
from chengxin.core.calendar import day_of
from chengxin.core.law import Measure
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.restraints import OPEN, Draft, Heard, Paper, is_confirmed, lacking
from chengxin.core.words import day_zh
from chengxin.web import errors
from chengxin.web.desk.restraint_faults import Written, faults
from chengxin.web.doors import PAPERS_BYTES, door, takes_files
from chengxin.web.fields import DayField, NameField, NumberField, identity_from
from chengxin.web.law import lawbook
from chengxin.web.replies import download, form_page, official, posted, posted_from, see_other
from chengxin.web.restraining import told
from chengxin.web.staff.again import proved, proved_before_form

_MOST = 2_000


class PaperField(forms.FileField):
    """One paper as (name, bytes), recognised by its content; the rule says when it is missing."""

    def __init__(self, label: str) -> None:
        accept = {"accept": ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"}
        super().__init__(label=label, required=False, widget=forms.FileInput(attrs=accept))

    def clean(self, data: Any, initial: Any = None) -> tuple[str, bytes] | None:
        if not isinstance(data, UploadedFile):
            return None
        if (data.size or 0) > MOST_MEGABYTES << 20:
            raise forms.ValidationError(lawbook().reason_text(Reason.EVIDENCE_TOO_MUCH).text)
        given = (data.name or "", data.read())
        try:
            clean([given])
        except Refusal as refusal:
            raise forms.ValidationError(lawbook().reason_text(refusal.reason).text) from None
        return given


def _line(label: str, hint: str = "", most: int = 200) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, max_length=most, required=False)


def _words(label: str, hint: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": f"太长了，最多{_MOST:,}个字"},
    )


def _day(label: str, hint: str = "") -> DayField:
    return DayField(label=label, help_text=hint, calendar=True)


class DocumentForm(forms.Form):
    """Everything that a restraint must show. What is missing is told by the rule, all of it at once."""

    name = NameField(help_text="和证件上一字不差")
    number = NumberField(help_text="18位，可以带空格")
    record_no = forms.CharField(
        label="以哪条记录为根据",
        help_text="那份决定的文号，要和平台上正在生效的记录一样；别的都写全了才去核对",
        max_length=200,
        error_messages={"required": "请写作为根据的那份决定的文号"},
    )
    measure = forms.ChoiceField(
        label="清单里的哪一项",
        widget=forms.RadioSelect,
        error_messages={"required": "请选一项措施", "invalid_choice": "请从列出的里面选一项"},
    )
    decision_no = _line("决定书的文号")
    decision_on = _day("决定的日期")
    decision = PaperField("决定书")
    decider = _line("谁决定的", "一个人的姓名，不是单位；登记的人不能是他", 100)
    seat = _line("他的职务", "例如“黑河市财政局副局长”", 100)
    notice_no = _line("告知书的文号")
    notice_on = _day("送达本人的日期")
    notice = PaperField("送达的证明")
    heard = forms.ChoiceField(
        label="怎样听取本人的意见",
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (Heard.STATED.value, "本人作了陈述、申辩"),
            (Heard.HEARING.value, "举行了听证"),
            (Heard.WAIVED.value, "本人书面放弃"),
            (Heard.SILENT.value, "到期没有说意见"),
        ],
    )
    hearing_no = _line("笔录或者材料的编号")
    hearing_on = _day("那一天", "没有说意见的，写期满那天")
    hearing = PaperField("笔录、放弃书，或者期满没有意见的记录")
    relevance = _words("和记录的关联", "这项限制和那件事有什么直接的关联")
    proportionality = _words("为什么是这个程度", "为什么这样就够，轻一点的为什么不行")
    appeal = _words("怎样申诉", "向哪个机关，在多久以内；会原样写进给本人的信")
    starts_on = _day("从哪天起")
    ends_on = _day("最后一天")

    def __init__(self, data: Any = None, files: Any = None, *, offered: Sequence[Measure]) -> None:
        super().__init__(data, files)
        self.offered = offered
        self.fields["measure"].choices = [(one.slug, f"{one.name}（{one.code}）") for one in offered]  # type: ignore[attr-defined]
        self.fields["number"].widget.attrs |= {"class": "cx-id"}

    @property
    def hints(self) -> dict[str, str]:
        """What each measure rests on, and how long it may last."""
        return {
            one.slug: "；".join(basis.cite() for basis in one.bases)
            + (f"；最长{one.longest_months}个月" if one.longest_months else "")
            for one in self.offered
        }

    def groups(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """The fields after the measure, in parts with a heading and a sentence each."""
        parts = (
            ("三、决定书", "决定在别处作出；平台只登记，不决定。", "decision_no decision_on decision decider seat"),
            ("四、先告知", "决定以前的告知，和它送到本人的证明。", "notice_no notice_on notice"),
            ("五、听取意见", "告知以后，决定以前。", "heard hearing_no hearing_on hearing"),
            ("六、理由和申诉", "会原样写进给本人的信。", "relevance proportionality appeal"),
            ("七、期限", "到最后一天自动结束，不能晚于记录到期的日子。", "starts_on ends_on"),
        )
        return [(title, text, [self[name] for name in names.split()]) for title, text, names in parts]

    def draft(self) -> Draft:
        """What was written, whole or not."""
        given = self.cleaned_data
        papers: dict[str, Any] = {
            name: Paper(given.get(f"{name}_no") or "", given.get(f"{name}_on"), (given.get(name) or ("", b""))[1])
            for name in PAPERS
        }
        said: dict[str, Any] = {
            name: given.get(name) or "" for name in ("decider", "seat", "relevance", "proportionality", "appeal")
        }
        heard = given.get("heard")
        return Draft(
            **papers,
            **said,
            heard=Heard(heard) if heard else None,
            starts_on=given.get("starts_on"),
            ends_on=given.get("ends_on"),
        )

    def papers(self) -> dict[str, tuple[str, bytes]]:
        return {name: self.cleaned_data[name] for name in PAPERS if self.cleaned_data.get(name)}

    def tell(self, reasons: Sequence[Reason], *, on: date) -> None:
        """Put each reason where it can be mended; a field that is wrong already says so."""
        given = self.cleaned_data
        unreadable = frozenset(self.errors)
        filled = unreadable.union(name for name in self.fields if given.get(name))
        measure = next((one for one in self.offered if one.slug == given.get("measure")), None)
        written = Written(filled, unreadable, self.draft(), measure, lawbook(), on)
        for reason in reasons:
            for field, sentence in faults(reason, written):
                if field not in self.errors:
                    self.add_error(field, sentence)


class EndForm(forms.Form):
    """The end that the decider wrote down elsewhere."""

    document_no = forms.CharField(
        label="解除决定的文号", max_length=100, error_messages={"required": "请写解除决定的文号"}
    )
    decider = forms.CharField(label="谁决定解除的", max_length=100, error_messages={"required": "请写谁决定解除的"})
    words = forms.CharField(
        label="理由",
        help_text="会原样写进给本人的信",
        max_length=_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写理由", "max_length": f"太长了，最多{_MOST:,}个字"},
    )
    stops_on = DayField(label="从哪天起解除", missing="请写从哪天起解除", calendar=True)


@door("case_officer")
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """What this unit wrote down, newest first, by the numbers of the decisions."""
    by, at, book = official(request), clock.now(), lawbook()
    known = selectors.list_for_unit(by.unit, at=at)
    context = {
        "unit": book.unit(by.unit).name,
        "rows": [_row(one) for one in known],
        "is_full": len(known) == selectors.MOST,
        "most": selectors.MOST,
        "offered": _offered(by.unit, on=day_of(at)),
    }
    return render(request, "desk/restraints.html", context)


@door("case_officer")
@takes_files(PAPERS_BYTES)
@proved_before_form
@sensitive_post_parameters("name", "number")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write one down on one page; whatever is missing is named at once."""
    by, at, book = official(request), clock.now(), lawbook()
    offered = _offered(by.unit, on=day_of(at))
    form = DocumentForm(posted(request), request.FILES or None, offered=offered)
    if request.method == "POST" and offered:
        if form.is_valid():
            try:
                done = document(
                    identity=identity_from(form.cleaned_data),
                    record_no=form.cleaned_data["record_no"],
                    measure=form.cleaned_data["measure"],
                    draft=form.draft(),
                    files=form.papers(),
                    lawbook=book,
                    by=by,
                    at=at,
                )
            except Refusal as refusal:
                return errors.refused(request, [refusal.reason], back=request.path)
            if done.restraint is not None:
                return see_other(reverse("desk:restraint", args=[done.restraint.ref]))
            form.tell(done.reasons, on=day_of(at))
        else:
            form.tell(_lacking(form, by, at), on=day_of(at))
    days = book.period("statement_window", on=day_of(at))
    return form_page(request, "desk/restraint_new.html", form, offered=offered, days=days)


@door("case_officer")
@require_safe
def one(request: HttpRequest, ref: str) -> HttpResponse:
    """One restraint, whole; opening it is a look at a person, and is entered."""
    return _one(request, ref)


@door("case_officer")
@proved
@posted_from("desk:restraint")
def end(request: HttpRequest, ref: str) -> HttpResponse:
    """Note the end before its day."""
    form = EndForm(request.POST)
    if not form.is_valid():
        return _one(request, ref, form)
    try:
        lift(ref, **form.cleaned_data, lawbook=lawbook(), by=official(request), at=clock.now())
    except Refusal as refusal:
        if refusal.reason is Reason.RESTRAINT_END_INCOMPLETE:
            form.add_error("stops_on", lawbook().reason_text(refusal.reason).text)
            return _one(request, ref, form)
        return errors.refused(request, [refusal.reason], back=reverse("desk:restraints"))
    return see_other(reverse("desk:restraint", args=[ref]))


@door("case_officer")
@require_safe
def paper(request: HttpRequest, ref: str, file: str) -> HttpResponse:
    """One paper of a restraint, to be saved."""
    kept = next((paper for paper in _looked_at(request, ref).papers if paper.ref == file), None)
    found = file_of(kept) if kept is not None else None
    if kept is None or found is None:
        raise Http404
    return download(found[1], found[0], kept.kind)


def _one(request: HttpRequest, ref: str, form: EndForm | None = None) -> HttpResponse:
    opened, book = _looked_at(request, ref), lawbook()
    held = opened.held
    context = {
        "told": told(opened, book),
        "item": held.item.name if held is not None else "",
        "record_no": held.body.get("decision_no", "") if held is not None else "",
        "papers": [{"ref": one.ref, "name": name_of(one), "what": _PAPERS[one.role]} for one in opened.papers],
        "is_open": opened.state in OPEN,
        "form": form or EndForm(),
        "ref": ref,
    }
    return render(request, "desk/restraint.html", context, status=422 if form is not None else 200)


_PAPERS = {"decision": "决定书", "notice": "送达的证明", "hearing": "听取意见的材料"}


def _looked_at(request: HttpRequest, ref: str) -> OpenedRestraint:
    try:
        return look(ref, lawbook=lawbook(), by=official(request), at=clock.now())
    except Refusal:
        raise Http404 from None


def _lacking(form: DocumentForm, by: Any, at: Any) -> list[Reason]:
    """What else a form lacks whose name or numbers cannot be read: nobody is looked at before they can."""
    draft = form.draft()
    setting = rules.setting(form.cleaned_data.get("measure") or "", draft, None, lawbook=lawbook(), by=by, at=at)
    return [reason for reason in lacking(draft, setting) if reason is not Reason.RESTRAINT_NOT_LISTED]


def _offered(unit: str, *, on: date) -> list[Measure]:
    """The restraints that this unit may write down today."""
    known = lawbook().on(on).measures.values()
    mine = [one for one in known if one.is_restraint and unit in one.source_units and is_confirmed(one, on)]
    return sorted(mine, key=lambda one: one.code)


def _row(restraint: Any) -> dict[str, Any]:
    """Whether it still binds stands on its own page: that says whether the record stands, and opening it is entered."""
    return {
        "ref": restraint.ref,
        "number": (read_content(restraint) or {}).get("decision_no", "内容已经销毁"),
        "measure": lawbook().measures.at(restraint.measure, restraint.decided_on).name,
        "from": day_zh(restraint.starts_on),
        "until": day_zh(restraint.ends_on),
    }
