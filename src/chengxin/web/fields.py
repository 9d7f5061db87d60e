"""The fields in which a person is named: a full name and a full number, checked before anything else happens.

[law:pipl/第八条]
"""

from __future__ import annotations

from typing import Any

from django import forms

from chengxin.core.facts import DocumentType, Identity
from chengxin.core.identity_number import fault, normalise
from chengxin.core.identity_words import NAME_FAULTS, NUMBER_FAULTS
from chengxin.core.names import check_name, standard


class NumberField(forms.CharField):
    """An 18-digit citizen number; spaces and full-width digits are allowed, and come out normalised."""

    def __init__(self, **kwargs: Any) -> None:
        messages = {"required": "请输入身份证号"}
        super().__init__(label="身份证号", max_length=40, error_messages=messages, **kwargs)
        self.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed and not self.required:
            return ""
        number = normalise(typed)
        wrong = fault(number)
        if wrong is not None:
            raise forms.ValidationError(NUMBER_FAULTS[wrong])
        return number


class NameField(forms.CharField):
    """A name as on the document; rare characters pass untouched."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label="姓名", max_length=400, error_messages={"required": "请输入姓名"}, **kwargs)
        self.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed and not self.required:
            return ""
        name = standard(typed)
        wrong = check_name(name)
        if wrong is not None:
            raise forms.ValidationError(NAME_FAULTS[wrong])
        return name


def identity_from(cleaned: dict[str, Any]) -> Identity:
    """The identity that a form with the fields `number` and `name` holds."""
    return Identity(DocumentType.CITIZEN_ID, cleaned["number"], cleaned["name"])
