"""The question why somebody looked: its clock and its words, the same for the person, the window and the desk.

[law:pipl/第五十条]
"""

from __future__ import annotations

from typing import Any

from django import forms

from chengxin.apps.looks.actions.ask import WORDS_MOST
from chengxin.apps.looks.selectors import OpenedWhy, incident_of, words_of
from chengxin.apps.officials.words import of_unit_zh
from chengxin.core.calendar import day_of
from chengxin.core.counting import count_working_days
from chengxin.core.whys import Finding, Phase, Step, to_judge_since
from chengxin.core.words import day_zh, moment_zh
from chengxin.lawbook import Lawbook
from chengxin.web.deadline import Clock, drawn

FINDINGS = {Finding.LAWFUL: "合法，理由写在下面", Finding.UNLAWFUL: "不合法，记为事件，写信告诉本人"}
_VERDICTS = {Finding.LAWFUL.value: "合法", Finding.UNLAWFUL.value: "不合法"}
#: Where an overdue clock says what follows from it.
OVER = "这一次记为没有答复，以后补答也不改。"


class WhyForm(forms.Form):
    """The question itself; no reason is owed."""

    words = forms.CharField(
        label="想补充的话（可以不写）",
        help_text="例如：我没有去办过这件事",
        max_length=WORDS_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": f"太长了，最多{WORDS_MOST:,}个字"},
    )


def clock_of_why(opened: OpenedWhy) -> Clock | None:
    """The clock of what is going on now; `None` where nothing has a last day."""
    if opened.due is None:
        return None
    begun = to_judge_since(opened.why) if opened.phase is Phase.TO_JUDGE else None
    counted = count_working_days(opened.periods.working_days, day_of(begun or opened.why.asked_at), opened.due)
    return drawn(counted, is_overdue=opened.is_overdue, at=opened.at)


def state_of(opened: OpenedWhy) -> str:
    """Where a question stands, in a few words; one that was not answered in time says so for ever."""
    if incident_of(opened) is not None:
        return "认定不合法，记为事件"
    silence = "没有答复" if opened.is_unanswered else ""
    now = {
        Phase.TO_ANSWER: f"等答复，最迟{day_zh(opened.due.last_day)}" if opened.due else "",
        Phase.UNANSWERED: "",
        Phase.ANSWERED: "补了答复" if silence else "答复了",
        Phase.TO_JUDGE: "等市公共信用中心判断",
        Phase.CLOSED: "判断为合法",
    }[opened.phase]
    return "，".join(text for text in (silence, now) if text)


def findings_of(opened: OpenedWhy, book: Lawbook) -> list[dict[str, Any]]:
    """What officials said in it, verbatim, oldest first: answers, doubts, judgements."""
    titles = {Step.ANSWERED: "答复", Step.JUDGED: "判断", Step.DOUBTED: "有疑问"}
    return [
        {
            "title": titles[Step(step.step)],
            "who": of_unit_zh(step.by, book, at=step.at),
            "when": moment_zh(step.at),
            "words": words_of(step),
            "verdict": _VERDICTS.get(step.result, ""),
        }
        for step in opened.steps
        if step.by is not None
    ]
