"""The fields that many forms share: a full name and a full number, checked before anything else happens; and a day.

[law:pipl/第八条]
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any

from django import forms

from chengxin.core.dates import parse, written
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


#: What cannot be the day of anything here is a slip of the hand.
_FIRST, _LAST = date(1900, 1, 1), date(2999, 12, 31)
_SHAPE = "要像2026-12-24这样写"
WRONG_DAY = f"日期{_SHAPE}"
_MONTHS = 12


def why_no_day(text: str) -> str:
    """Why no calendar has this day: 没有13月, 2026年2月没有30日; else how one is written."""
    year, month, day = written(text) or (0, 0, 0)
    if not year:
        return _SHAPE
    if not 1 <= month <= _MONTHS:
        return f"没有{month}月，请核对"
    return _SHAPE if 1 <= day <= monthrange(year, month)[1] else f"{year}年{month}月没有{day}日，请核对"


class DayField(forms.DateField):
    """A civil date, written in any of the ways in which officials write one; the same on every page, as text or with the
    browser's own calendar. `missing` is told where it is required and not there."""

    def __init__(self, *, label: str, missing: str = "", calendar: bool = False, **kwargs: Any) -> None:
        attrs = {"type": "date", "class": "govuk-input--width-10"} if calendar else {"autocomplete": "off"}
        kwargs.setdefault("required", bool(missing))
        super().__init__(
            label=label,
            # What is filled in beforehand looks as the hint says that it is written.
            widget=forms.DateInput(attrs=attrs, format="%Y-%m-%d"),
            error_messages={"required": missing, "invalid": WRONG_DAY},
            **kwargs,
        )

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        day = parse(value)
        if day is None or not _FIRST <= day <= _LAST:
            why = why_no_day(value)
            raise forms.ValidationError(WRONG_DAY if why is _SHAPE else why, code="invalid")
        return day


def identity_from(cleaned: dict[str, Any]) -> Identity:
    """The identity that a form with the fields `number` and `name` holds."""
    return Identity(DocumentType.CITIZEN_ID, cleaned["number"], cleaned["name"])
