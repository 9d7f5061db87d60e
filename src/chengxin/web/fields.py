"""The fields in which a person is named: a full name and a full number, checked before anything else happens.

[law:pipl/第八条]
"""

from __future__ import annotations

from typing import Any

from django import forms

from chengxin.core.facts import DocumentType, Identity
from chengxin.core.identity_number import NumberFault, fault, normalise
from chengxin.core.names import NameFault, check_name, standard

_NUMBER_FAULTS = {
    NumberFault.SHAPE: "身份证号应是18位：前17位是数字，最后一位是数字或X",
    NumberFault.FIFTEEN_DIGITS: "这是15位的旧号码，请输入现在身份证上的18位号码",
    NumberFault.FIGURE: "身份证号应是18位：前17位是数字，最后一位是数字或X",
    NumberFault.BIRTH_DATE: "身份证号第7到14位不是真实的日期，请对照证件再看一遍",
    NumberFault.CHECK: "身份证号最后一位校验不对，请对照证件再看一遍",
}
_NAME_FAULTS = {
    NameFault.EMPTY: "请输入姓名",
    NameFault.TOO_LONG: "姓名太长了，最多200个字",
    NameFault.CONTROL: "姓名里有看不见的字符，请删掉重新输入",
    NameFault.PRIVATE_USE: "姓名里有这台电脑自造的字，请换成标准的字",
    NameFault.DAMAGED: "姓名里有乱码，请重新输入",
}


class NumberField(forms.CharField):
    """An 18-digit citizen number; spaces and full-width digits are allowed, and come out normalised."""

    def __init__(self, **kwargs: Any) -> None:
        messages = {"required": "请输入身份证号"}
        super().__init__(label="身份证号", max_length=40, error_messages=messages, **kwargs)
        self.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def clean(self, value: Any) -> str:
        number = normalise(super().clean(value))
        wrong = fault(number)
        if wrong is not None:
            raise forms.ValidationError(_NUMBER_FAULTS[wrong])
        return number


class NameField(forms.CharField):
    """A name as on the document; rare characters pass untouched."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label="姓名", max_length=400, error_messages={"required": "请输入姓名"}, **kwargs)
        self.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def clean(self, value: Any) -> str:
        name = standard(super().clean(value))
        wrong = check_name(name)
        if wrong is not None:
            raise forms.ValidationError(_NAME_FAULTS[wrong])
        return name


def identity_from(cleaned: dict[str, Any]) -> Identity:
    """The identity that a form with the fields `number` and `name` holds."""
    return Identity(DocumentType.CITIZEN_ID, cleaned["number"], cleaned["name"])
