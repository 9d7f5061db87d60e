"""What a person types on their own pages."""

from __future__ import annotations

from typing import Any

from django import forms

from chengxin.core.delivery import Channel

_FIELDS = {
    Channel.EMAIL: ("电子邮件", "例如name@example.cn", "email", "请输入电子邮件，或者不留"),
    Channel.SMS: ("手机号", "11位数字", "tel", "请输入手机号，或者不留"),
}


class ContactForm(forms.Form):
    """One address of one channel."""

    address = forms.CharField(max_length=254)

    def __init__(self, channel: Channel, data: Any = None) -> None:
        super().__init__(data, auto_id=f"id_{channel.value}_%s")
        self.channel = channel
        label, hint, kind, missing = _FIELDS[channel]
        field = self.fields["address"]
        field.label, field.help_text = label, hint
        field.error_messages["required"] = missing
        # No type of its own: a browser would refuse in its own language what our page refuses in ours.
        field.widget.attrs |= {"autocomplete": kind, "inputmode": kind, "spellcheck": "false"}
