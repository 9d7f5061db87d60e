"""What an office writes in a case: the check, the findings, more time, the decision, a split."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from chengxin.apps.objections.letters import VERDICTS
from chengxin.core.explanations import penalty_zh
from chengxin.core.law import Item
from chengxin.core.objections import CORRECTABLE, Check, Outcome, Verdict
from chengxin.core.official_words import PENALTY_CLASSES
from chengxin.core.records import COUNTED_FROM
from chengxin.web.fields import DayField
from chengxin.web.objecting import EvidenceField

_MOST = 2000
_DATES = ("decided_on", "conduct_end_on", "starts_on", "ends_on")
CHECK_CHOICES = {
    Check.NO_OWN_ERROR: ("平台没有弄错", "和收到的文件一致。案件连同全部材料转给报送单位核查。"),
    Check.OWN_ERROR: (
        "平台自己弄错了",
        "收到的文件没有错，是平台登记错了人、错了项或者错了数。不用报送单位核查，直接决定。",
    ),
}
OUTCOME_CHOICES = {
    Outcome.CORRECTED: (
        "更正这条记录",
        "在下面改成对的。旧内容谁也查不到，拿到过旧内容的单位要确认不再使用；新内容重新告诉本人，重新等待。",
    ),
    Outcome.REMOVED: ("移出这条记录", "不是本人的、没有依据的、到期查不到证实的。同一份决定以后不能再交来。"),
    Outcome.KEPT: ("不改这条记录", "报送单位用自己的档案证实过。要写明理由和依据的条文，本人还可以申请复核。"),
}
#: A review is asked for once; after it nothing more can be promised here.
KEPT_IN_REVIEW = "报送单位用自己的档案证实过。要写明理由和依据的条文；复核只有一次。"


def _words(label: str, hint: str, missing: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=_MOST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": missing, "max_length": f"太长了，最多{_MOST}个字"},
    )


def _choice(label: str, choices: Mapping[Any, str], missing: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[(key.value, text) for key, text in choices.items()],
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": "请从列出的里面选一个"},
    )


class CheckForm(forms.Form):
    """What the platform's own check comes to."""

    result = _choice("自查的结果", {key: text for key, (text, _) in CHECK_CHOICES.items()}, "请选自查的结果")
    words = _words("查了什么", "对照了哪份文件、哪一行；本人和报送单位都看得到", "请写查了什么")


class FindForm(forms.Form):
    """What the source found in its own files, on what proof."""

    verdict = _choice("核查的结论", VERDICTS, "请选核查的结论")
    words = _words("查到了什么", "会写进给本人的信", "请写查到了什么")
    proof = forms.CharField(
        label="依据本单位的哪份材料",
        help_text="卷宗号、页码，例如“黑交罚〔2026〕0417号卷第14页”。没有自己的档案证实，就不能说“一致”",
        max_length=200,
        required=False,
    )
    copies = EvidenceField(label="材料的复印件", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("verdict") == Verdict.CONFIRMED and not (cleaned.get("proof") or "").strip():
            self.add_error("proof", "说“和本单位档案一致”，要写明是哪份材料；没有的，请选“查不到可以证实的档案”")
        return cleaned


class ExtendForm(forms.Form):
    """Why more time is needed."""

    reason = _words("为什么要延长", "会写进给本人的信。只能延长一次", "请写为什么要延长")


class DecideForm(forms.Form):
    """How a case ends: which way, why, by which article, and what is right instead."""

    outcome = _choice("怎么决定", {key: text for key, (text, _) in OUTCOME_CHOICES.items()}, "请选怎么决定")
    words = _words("理由", "原样写进给本人的信：查了什么，凭什么", "请写理由")
    article = forms.ChoiceField(
        label="不改的，依据哪一条",
        required=False,
        error_messages={"invalid_choice": "请从这个事项的依据里选"},
    )
    decided_on = DayField(label="决定日期", calendar=True)
    conduct_end_on = DayField(label="行为结束日期", calendar=True)
    starts_on = DayField(label="开始日期", calendar=True)
    ends_on = DayField(label="结束日期", calendar=True)
    amount = forms.DecimalField(
        label="金额（元）",
        required=False,
        min_value=Decimal("0.01"),
        max_digits=14,
        decimal_places=2,
        error_messages={"invalid": "金额要写成数字，例如500或者500.50", "min_value": "没有金额的，请留空"},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-10"}),
    )
    penalty_classes = forms.MultipleChoiceField(
        label="处罚种类",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(name, penalty_zh([name], None)) for name in dict.fromkeys(PENALTY_CLASSES.values())],
    )

    def __init__(self, data: Any = None, *, item: Item, body: Mapping[str, Any], may_keep: bool, today: date) -> None:
        """`body` is what the record says now: a correction is what differs from it."""
        fen = body.get("amount_fen")
        known = {key: body.get(key) for key in (*_DATES, "penalty_classes")}
        super().__init__(data, initial={**known, "amount": None if fen is None else Decimal(fen) / 100})
        self._item, self._body, self._today = item, body, today
        if not may_keep:
            outcome = self.fields["outcome"]
            outcome.choices = [pair for pair in outcome.choices if pair[0] != Outcome.KEPT]  # type: ignore[attr-defined]
        cites = [basis.cite() for basis in item.bases]
        self.fields["article"].choices = [("", "请选"), *((cite, cite) for cite in cites)]  # type: ignore[attr-defined]

    def dates(self) -> list[forms.BoundField]:
        return [self[name] for name in _DATES]

    def changes(self) -> dict[str, Any]:
        """What a correction puts in place: every fact that was written otherwise than the record says it."""
        said: dict[str, Any] = {
            name: day.isoformat() if (day := self.cleaned_data.get(name)) else None for name in _DATES
        }
        amount = self.cleaned_data.get("amount")
        said["amount_fen"] = None if amount is None else int(amount * 100)
        said["penalty_classes"] = self.cleaned_data.get("penalty_classes", [])
        return {key: said[key] for key in CORRECTABLE if _plain(said[key]) != _plain(self._body.get(key))}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        match cleaned.get("outcome"):
            case Outcome.KEPT if not cleaned.get("article"):
                self.add_error("article", "不改的，请选依据哪一条")
            case Outcome.CORRECTED if not self.errors:
                self._check_correction(cleaned)
        return cleaned

    def _check_correction(self, cleaned: dict[str, Any]) -> None:
        needed = {"decided_on"} | ({COUNTED_FROM[self._item.retention.start]} if self._item.is_adverse else set())
        for name in needed:
            if not cleaned.get(name):
                self.add_error(name, "期限从这一天算起，不能空着")
        for name in ("decided_on", "conduct_end_on"):
            if cleaned.get(name) and cleaned[name] > self._today:
                self.add_error(name, "这一天还没有到")
        if _is_after(cleaned.get("conduct_end_on"), cleaned.get("decided_on")):
            self.add_error("conduct_end_on", "行为结束不能晚于决定")
        if _is_after(cleaned.get("starts_on"), cleaned.get("ends_on")):
            self.add_error("ends_on", "结束不能早于开始")
        if not self.errors and not self.changes():
            self.add_error("outcome", "更正的，请在下面改至少一项")


class SplitForm(forms.Form):
    """Which other records came by the same wrong join, and why."""

    records = forms.MultipleChoiceField(
        label="哪些是别人的",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一条；都不是的，不用办这一步", "invalid_choice": "请从列出的里面选"},
    )
    words = _words("理由", "原样写进给本人的信：凭什么知道是别人的。请不要写那个人的姓名和号码", "请写理由")

    def __init__(self, data: Any = None, *, records: Sequence[tuple[str, str]]) -> None:
        super().__init__(data, prefix="split")
        self.fields["records"].choices = list(records)  # type: ignore[attr-defined]


def _is_after(day: date | None, other: date | None) -> bool:
    return day is not None and other is not None and day > other


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, list | tuple) else value
