"""What an official found about a held row, and why."""

from __future__ import annotations

from django import forms

from chengxin.apps.records.actions.settle_row import Finding

FINDINGS = {
    Finding.ROW_IS_WRONG: (
        "这一行写错了",
        "号码或者姓名有一个不对。这一行退给来源单位改，平台上原有的记录不动。",
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
