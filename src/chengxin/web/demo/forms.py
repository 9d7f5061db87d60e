"""What a visitor of the demo types: whom to be, and when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms

from chengxin.core.calendar import SHANGHAI
from chengxin.core.identity_number import birth_date
from chengxin.web.fields import DayField, NameField, NumberField

_BORN = range(1880, 1900)


class IdentityForm(forms.Form):
    """An invented person: in the demo nobody born later than 1899 can be typed in."""

    name = NameField(help_text="随便写一个虚构的名字也行")
    number = NumberField(help_text="18位，出生年份在1880到1899之间")

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        if birth_date(number).year not in _BORN:
            raise forms.ValidationError("演示里只收出生在1880—1899年的虚构号码，请不要输入真人的号码")
        return number


class ClockForm(forms.Form):
    """A step, or a day; and whether the departments go on reporting meanwhile."""

    STEPS = {"day": "往后1天", "wait": "往后16天，等待期过完", "month": "往后30天", "year": "往后1年"}
    _DAYS = {"day": 1, "wait": 16, "month": 30, "year": 365}

    step = forms.ChoiceField(choices=list(STEPS.items()), required=False)
    to = DayField(label="或者直接到哪一天", calendar=True)
    reports = forms.BooleanField(label="各部门照常报数，工作人员照常学习", required=False, initial=True)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._now = now

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and self.target() is None:
            self.add_error("to", "请选往后多久，或者填一个日期")
        elif not self.errors and self.target() <= self._now:  # type: ignore[operator]
            self.add_error("to", "演示时钟只能往后拨，请选今天以后的日期")
        elif not self.errors and self.target().year > _LAST_YEAR:  # type: ignore[union-attr]
            self.add_error("to", f"演示时钟最远拨到{_LAST_YEAR}年")
        return cleaned

    def target(self) -> datetime | None:
        """The instant to move to: the chosen day at nine in the morning, else so many days on.

        A day goes first: the return key in its field presses the form's first button.
        """
        day, step = self.cleaned_data.get("to"), self.cleaned_data.get("step")
        if day:
            return datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)
        return self._now + timedelta(days=self._DAYS[step]) if step else None


_LAST_YEAR = 2099
