"""One answer as it was given, for the auditor, within its matter. The person sees that it was read. [law:pipl/第五十一条]

Opening it is a look at a person: it is posted, entered, and has no address of its own.
"""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from chengxin import clock
from chengxin.apps.destruction import selectors as destruction
from chengxin.apps.destruction.words import GROUNDS
from chengxin.apps.inquiries.actions.replay_answer import Replayed, replay_answer
from chengxin.core.canonical import canonical
from chengxin.core.destruction import Ground
from chengxin.core.reasons import Refusal
from chengxin.core.words import moment_zh
from chengxin.web import answer_words
from chengxin.web.doors import door
from chengxin.web.law import lawbook
from chengxin.web.replies import form_page, official, posted


class ReplayForm(forms.Form):
    """Both numbers: of the matter, and of the answer that was given in it."""

    matter = forms.CharField(
        label="事项编号",
        help_text="受理单上的，例如“黑政服〔2026〕11820”",
        max_length=100,
        error_messages={"required": "请输入事项编号"},
    )
    answer = forms.CharField(
        label="答复编号",
        help_text="印在回单上",
        max_length=16,
        error_messages={"required": "请输入答复编号"},
    )


@door("auditor")
@require_http_methods(["GET", "HEAD", "POST"])
def replay(request: HttpRequest) -> HttpResponse:
    """Ask for an answer by both numbers; posting shows it."""
    form = ReplayForm(posted(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            replayed = replay_answer(
                said["matter"].strip(), said["answer"].strip(), by=official(request), at=clock.now()
            )
        except Refusal as refusal:
            form.add_error("answer", lawbook().reason_text(refusal.reason).text)
        else:
            return render(request, "oversight/replayed.html", _page(replayed))
    return form_page(request, "oversight/replay.html", form)


def _page(replayed: Replayed) -> dict[str, Any]:
    given, unfolded = replayed.answer, replayed.unfolded
    envelope = unfolded.envelope
    gone = destruction.gone_from(given.pk)
    shown = [json.loads(plain)["shown"] if plain else None for plain in unfolded.fragments]
    return {
        **(answer_words.told(envelope, shown) if envelope is not None and not unfolded.touched else {}),
        "given": given,
        "unit": lawbook().unit(given.matter.unit).name,
        "given_at": moment_zh(given.at),
        "touched": unfolded.touched,
        "signature": bytes(given.signature).hex(),
        "envelope": _readable(envelope) if envelope is not None else "",
        "envelope_digest": sha256(canonical(envelope)).hexdigest() if envelope is not None else "",
        "originals": [
            {"json": _readable(json.loads(plain)), "digest": sha256(plain).hexdigest()}
            if plain
            else {"gone": _gone(gone.get(place))}
            for place, plain in enumerate(unfolded.fragments)
        ],
    }


def _gone(found: tuple[datetime, Ground | None] | None) -> str:
    """When what was shown was destroyed, and by what."""
    if found is None:
        return "内容已经随记录销毁"
    at, ground = found
    return f"内容{moment_zh(at)}随记录销毁" + (f"：{GROUNDS[ground]}" if ground is not None else "")


def _readable(value: Any) -> str:
    """The stored JSON, spread over lines; the digest beside it is that of the stored form."""
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
