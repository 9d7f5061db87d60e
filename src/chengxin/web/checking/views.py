"""Is this paper genuine? Four words, and nothing about anybody. [law:pipl/第六条]"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from chengxin import clock
from chengxin.apps.extracts.actions.check_extract import check_extract
from chengxin.core.extracts import CODE_LENGTH, State, letters_in, printed, typed
from chengxin.core.reasons import Reason
from chengxin.web import errors
from chengxin.web.doors import door
from chengxin.web.law import lawbook
from chengxin.web.origin_tries import Tries
from chengxin.web.replies import form_page, posted

#: The answer and what it means; all that this page ever says.
ANSWERS: dict[State | None, tuple[str, str]] = {
    State.GENUINE: ("真实", "这份摘录是本平台开出的，还在有效期内，里面的内容到现在没有变。"),
    State.EXPIRED: ("已过期", "这份摘录是本平台开出的，有效期已经过了，不能再用。"),
    State.SUPERSEDED: (
        "已失效",
        "这份摘录是本平台开出的，不能再用了：里面写的有了变化，或者本人另开了一份；是哪一样，这里不说。需要的，请本人再开一份。",
    ),
    None: (
        "查不到这个编号",
        "本平台没有开出过这个编号的摘录。请核对有没有输错；一共12个字母和数字，没有0、1、I、L、O、U。",
    ),
}

#: A code that exists counts as one that does not, so that nobody can go on with known ones beside guesses.
TRIES = Tries("extracts", 20)


class CheckForm(forms.Form):
    """The code on the paper."""

    code = forms.CharField(
        label="核对编号",
        help_text="印在摘录上，12个字母和数字；横线、空格、大小写都不要紧",
        max_length=60,
        error_messages={"required": "请输入摘录上的核对编号", "max_length": "编号没有这么长，请核对"},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        attrs = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "cx-id"}
        self.fields["code"].widget.attrs |= attrs

    def clean_code(self) -> str:
        """Whatever is not as long as a code was never looked for: it says nothing of any extract, and is no try."""
        code, count = str(self.cleaned_data["code"]), len(letters_in(self.cleaned_data["code"]))
        if count != CODE_LENGTH:
            raise forms.ValidationError(
                f"这是{count}位，要{CODE_LENGTH}位的核对编号：在纸上“核对编号”那一行，不是摘录编号"
            )
        return code


@door("public")
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Type a code, read what it says; the code never stands in an address."""
    form = CheckForm(posted(request))
    context: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        if TRIES.is_locked(request):
            return errors.refused(request, [Reason.EXTRACT_TRIED_TOO_OFTEN], back=request.path, status=429)
        TRIES.note(request)
        code = typed(form.cleaned_data["code"])
        told = check_extract(code, lawbook=lawbook(), at=clock.now())
        # Its last group says which paper this is about; the whole of it stays on the paper.
        context = {"answer": ANSWERS[told], "at": clock.now(), "tail": printed(code)[-4:]}
        if told is not None:
            form = CheckForm()  # what was not found may only be mistyped
    return form_page(request, "checking/check.html", form, **context)
