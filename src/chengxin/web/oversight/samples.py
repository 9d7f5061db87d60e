"""The blind sample: a reviewer of another body sees purpose, matter or errand, office, time and items; never the person.

[law:pipl/第五十四条]
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chengxin import clock
from chengxin.apps.looks import selectors as looks
from chengxin.apps.looks.actions.review import review as say
from chengxin.core.calendar import day_of
from chengxin.core.errands import ERRANDS, SAID_FOR_PERSON, Errand
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.samples import Review
from chengxin.core.words import day_zh, moment_zh
from chengxin.lawbook import Lawbook
from chengxin.web.doors import door
from chengxin.web.endings import ENDINGS
from chengxin.web.law import lawbook
from chengxin.web.replies import form_page, official, posted, see_other

#: Errands that are about letters.
_LETTERS = {
    "letters_found": "找等着本人的信",
    "letter_printed": "打印给本人的一封信，交给他或者寄给他",
    "report_printed": "打印本人的完整报告",
    "letter_signed": "记下本人今天签收了一封信",
    "slip_returned": "记下本人签过字的回执寄回来了",
}
#: Of these the person signed a paper.
_SIGNED_FOR = frozenset({"letter_signed", "slip_returned"})
#: Nothing but paper shows that the person was there. It is asked for by the time and the seat, and shown with the name covered.
_PAPER = "请那个单位按上面的时间和岗位，拿出本人签过字的{paper}，姓名和号码打码；没有，或者日子、签名对不上，就选有疑问"


class ReviewForm(forms.Form):
    """Whether it was made for what it says; a doubt needs words."""

    result = forms.ChoiceField(
        label="这一次该不该看",
        choices=[(Review.FITS.value, "说的和做的对得上"), (Review.DOUBTFUL.value, "有疑问，要那个单位说明")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选对得上还是有疑问", "invalid_choice": "请选对得上还是有疑问"},
    )
    words = forms.CharField(
        label="疑问在哪里（有疑问才要写）",
        help_text="那个单位和本人都看得到",
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@door("auditor")
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The drawn looks of other units that wait for a reviewer."""
    book = lawbook()
    percent = book.period("look_sample", on=day_of(clock.now()))
    drawn = [
        {
            "ref": one.ref,
            "week": day_zh(one.sample.week_from),
            "unit": book.unit(one.entry.unit).name,
            "why": why_drawn(one.rule, book),
        }
        for one in looks.to_review(official(request))
    ]
    return render(
        request,
        "oversight/samples.html",
        {"drawn": drawn, "percent": percent, "rules": [rule.name for rule in book.watching if rule.draws]},
    )


@door("auditor")
@require_http_methods(["GET", "HEAD", "POST"])
def sample(request: HttpRequest, ref: str) -> HttpResponse:
    """One drawn look."""
    by, book = official(request), lawbook()
    drawn = looks.to_review(by).filter(ref=ref).first()
    if drawn is None:
        raise Http404
    form = ReviewForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            say(ref, result=Review(given["result"]), words=given["words"], by=by, at=clock.now())
        except Refusal as refusal:
            form.add_error("words", book.reason_text(refusal.reason).text)
        else:
            return see_other(reverse("oversight:samples"))
    return form_page(
        request,
        "oversight/sample.html",
        form,
        ref=ref,
        facts=[("为什么抽中", why_drawn(drawn.rule, book)), *_facts(drawn.entry, book)],
    )


def why_drawn(rule: str, book: Lawbook) -> str:
    """By chance, or by which of the published rules."""
    return next((one.name for one in book.watching if one.sign == rule), "账本抽中的")


def _facts(entry: Any, book: Lawbook) -> list[tuple[str, str]]:
    """Nothing that leads to the person: no name, no number, no request number, no free text, no content."""
    if entry.outcome == "refused":
        return _refused(entry, book)
    if entry.matter is None:
        return _at_window(entry, book)
    purpose = book.purposes.at(entry.purpose, day_of(entry.at))
    hiding = getattr(entry.matter, "hiding", None)
    put_off = (
        [("推迟给本人看", f"到{day_zh(day_of(hiding.until))}，{book.hiding[hiding.category].name}")] if hiding else []
    )
    what = [("看的是", "这件事的便利：只看便利写明的事项")] if entry.outcome == "service_checked" else []
    return [
        ("单位", f"{book.unit(entry.unit).name}，{entry.seat}"),
        ("时间", moment_zh(entry.at)),
        ("为哪件事", entry.matter.service),
        ("登记这件事的时间", moment_zh(entry.matter.at)),
        ("用途", f"{purpose.name}（{purpose.code}）"),
        ("凭什么", "；".join(basis.cite() for basis in purpose.bases)),
        ("问了哪些事项", "、".join(book.item(slug).name for slug in purpose.items)),
        *what,
        *put_off,
        ("怎么办结的", "；".join(_ending(one) for one in looks.endings_about(entry, lawbook=book)) or "还没有"),
    ]


def _ending(one: Any) -> str:
    return f"{one.matter.service}：{ENDINGS[one.outcome]}，{moment_zh(one.at)}"


def _refused(entry: Any, book: Lawbook) -> list[tuple[str, str]]:
    """The last of many tries in a week that asked for too much."""
    reasons = "；".join(book.reason_text(Reason(reason)).title for reason in entry.reasons)
    return [
        ("单位", f"{book.unit(entry.unit).name}，{entry.seat}"),
        ("时间", moment_zh(entry.at)),
        ("为什么没有答复", reasons),
        ("看到了", "什么也没有"),
    ]


def _at_window(entry: Any, book: Lawbook) -> list[tuple[str, str]]:
    """What was done for whoever stood there. What it showed is not said: that would be the person's file."""
    facts = [("单位", f"{book.unit(entry.unit).name}，{entry.seat}"), ("时间", moment_zh(entry.at))]
    if entry.outcome in _LETTERS:
        facts = [*facts, ("替人办的事", _LETTERS[entry.outcome])]
        return [*facts, ("要看的纸", _PAPER.format(paper="回执"))] if entry.outcome in _SIGNED_FOR else facts
    errand, came = Errand(entry.purpose), "登记过的代理人" if entry.case else "本人"
    facts = [*facts, ("替人办的事", ERRANDS[errand]), ("说是谁来办的", came)]
    return [*facts, ("要看的纸", _PAPER.format(paper="申请"))] if errand in SAID_FOR_PERSON else facts
