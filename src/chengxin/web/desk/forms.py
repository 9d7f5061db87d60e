"""What an official found about a held row, and why."""

from __future__ import annotations

from typing import Any

from django import forms

from chengxin.apps.records.actions.settle_row import Finding
from chengxin.web.fields import DayField

FINDINGS = {
    Finding.ROW_IS_WRONG: (
        "这一行写错了",
        "号码、姓名或者文号不对，或者还是那个已经拿掉的决定。这一行退给来源单位改，平台上原有的记录不动。",
    ),
    Finding.ROW_IS_RIGHT: (
        "这一行没有写错",
        "须看过文书：号码和姓名是一个人的，也不是拿掉过的那个决定。记到这一行写的这个人名下，写信告诉本人，什么也不停用。",
    ),
    Finding.NUMBER_IS_SHARED: (
        "两个人真的共用一个号码",
        "须有公安机关的书面说明。给第二个人另立一份；两个人的记录都先停用，并写信告诉两个人。",
    ),
}


class SettleForm(forms.Form):
    """A finding and its reason, both needed; the reason is kept for good."""

    finding = forms.ChoiceField(
        label="核对的结果",
        choices=[(finding.value, title) for finding, (title, _) in FINDINGS.items()],
        widget=forms.RadioSelect,
        error_messages={
            "required": "请选一个核对的结果",
            "invalid_choice": "请从列出的结果里选一个",
        },
    )
    reason = forms.CharField(
        label="理由",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": "请写理由：查了什么，凭什么这样认定",
            "max_length": "理由太长了，最多2000个字",
        },
    )


class ResolveForm(forms.Form):
    """What the authority that issues numbers has told, and in which document."""

    reason = forms.CharField(
        label="根据什么恢复",
        help_text="公安机关的哪一份书面说明，怎么说的。这句话会写进给两个人的信",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "请写明根据哪一份书面说明",
            "max_length": "理由太长了，最多2000个字",
        },
    )


class PaperForm(forms.Form):
    """One letter on paper: to be posted, or what came back of it."""

    PRINT, SLIP, RETURNED = "print", "slip", "returned"
    ref = forms.CharField(
        label="信件编号",
        help_text="信上、回执上印的10个字符",
        max_length=16,
        error_messages={"required": "请输入信件编号"},
    )
    what = forms.ChoiceField(
        label="这封信怎样了",
        choices=[(PRINT, "打印出来，准备寄"), (SLIP, "回执寄回来了，上面有签名"), (RETURNED, "信退回来了，没有送到")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选一项", "invalid_choice": "请从列出的里面选一项"},
    )
    signed_on = DayField(
        label="回执上写的日期",
        help_text="只有回执寄回来才填，例如2026-12-01；回执没有写日期的，填收到回执的日子",
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for name in ("ref", "signed_on"):
            self.fields[name].widget.attrs |= {"class": "cx-id", "autocomplete": "off", "spellcheck": "false"}

    def clean_ref(self) -> str:
        return "".join(str(self.cleaned_data["ref"]).split()).upper()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("what") == self.SLIP and not cleaned.get("signed_on") and "signed_on" not in self.errors:
            self.add_error("signed_on", "请填回执上写的日期")
        return cleaned
