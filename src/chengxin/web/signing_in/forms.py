"""What stands on the paper from a window, typed."""

from __future__ import annotations

from typing import Any

from django import forms

from chengxin.web.fields import NameField, NumberField


class CodeForm(forms.Form):
    """Name and number, and the code that was given for exactly these."""

    name = NameField(help_text="和身份证上一字不差")
    number = NumberField(help_text="18位，可以带空格")
    code = forms.CharField(
        label="登录码",
        help_text="印在窗口给的纸上，16个字母和数字；横线、空格、大小写都不要紧",
        max_length=60,
        error_messages={"required": "请输入纸上的登录码", "max_length": "登录码没有这么长，请核对"},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        attrs = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "cx-id"}
        self.fields["code"].widget.attrs |= attrs
