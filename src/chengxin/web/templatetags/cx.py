"""Values as a page shows them: dates, names, numbers, money. Texts hold no hand-typed spaces; the stylesheet spaces them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, PasswordInput, RadioSelect, Select, Textarea
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from chengxin.core import words
from chengxin.core.calendar import SHANGHAI
from chengxin.core.records import Standing

register = template.Library()

#: The dots that stand between the parts of a transliterated name.
_DOTS = re.compile("([·•・‧])")
#: The look's class of an input that is not a plain line of text.
_BLOCKS: dict[type[Any], str] = {Textarea: "govuk-textarea", Select: "govuk-select"}


def _day(value: date | datetime) -> date:
    return value.astimezone(SHANGHAI).date() if isinstance(value, datetime) else value


@register.filter
def date_zh(value: date | datetime | None) -> str:
    """2026年11月24日; an instant is shown on its day in Asia/Shanghai, nothing as nothing."""
    return "" if value is None else words.day_zh(_day(value))


@register.filter
def date_iso(value: date | datetime | None) -> str:
    """2026-11-24, for the `datetime` attribute of a time element."""
    return "" if value is None else _day(value).isoformat()


@register.filter
def month_zh(value: date | datetime | None) -> str:
    """2026年11月, as the heading over what happened in that month."""
    if value is None:
        return ""
    day = _day(value)
    return f"{day.year}年{day.month}月"


@register.filter
def datetime_zh(value: datetime | None) -> str:
    """2026年11月24日09:00, in Asia/Shanghai."""
    return "" if value is None else words.moment_zh(value)


@register.filter
def time_zh(value: datetime | None) -> str:
    """09:00:41, in Asia/Shanghai: the seconds matter on an answer slip."""
    return "" if value is None else f"{value.astimezone(SHANGHAI):%H:%M:%S}"


@register.filter
def money_zh(fen: int | None) -> str:
    """2,000元."""
    return "" if fen is None else words.money_zh(fen)


@register.filter
def count_zh(value: int | None) -> str:
    """1,241."""
    return "" if value is None else f"{value:,}"


@register.filter
def name_wbr(name: str) -> SafeString:
    """A person's name that may break after its middle dots and nowhere else."""
    broken = _DOTS.sub(r"\1<wbr>", conditional_escape(name))
    return format_html('<span class="cx-name">{}</span>', mark_safe(broken))  # noqa: S308  escaped above


@register.filter
def mask_number(number: str) -> str:
    """2311****0035: the first four and the last four; a short number shows its last two only."""
    if len(number) < 12:
        return "****" + number[-2:]
    return f"{number[:4]}****{number[-4:]}"


@register.filter
def widget_kind(field: BoundField) -> str:
    """`radios`, `checkbox` or `input`: which drawing components/field.html takes."""
    if isinstance(field.field.widget, RadioSelect):
        return "radios"
    return "checkbox" if isinstance(field.field.widget, CheckboxInput) else "input"


@register.filter
def asks_password(form: BaseForm) -> bool:
    """Whether something of a form is not given back with its errors: a password never is."""
    return any(isinstance(field.widget, PasswordInput) for field in form.fields.values())


@register.filter
def first_id(field: BoundField) -> str:
    """The id where an error's link lands: the first radio of a group, otherwise the input itself."""
    return f"{field.auto_id}_0" if widget_kind(field) == "radios" else field.auto_id


@register.filter
def error_count(form: BaseForm) -> int:
    return sum(map(len, form.errors.values()))


@register.filter
def of(table: Mapping[str, Any], key: Any) -> Any:
    """What a table has under a key, "" where it has nothing."""
    return table.get(str(key), "") if table else ""


@register.simple_tag
def draw_input(field: BoundField, *, width: str = "", autofocus: bool = False) -> SafeString:
    """The input of a bound field with the look's classes, tied to its hint and its error."""
    block = _BLOCKS.get(type(field.field.widget), "govuk-input")
    own = field.field.widget.attrs.get("class", "")
    classes = [block, f"{block}--width-{width}" if width else "", f"{block}--error" if field.errors else "", own]
    attrs: dict[str, Any] = {"class": " ".join(filter(None, classes))}
    described = [
        f"{field.auto_id}_{part}" for part, shown in (("hint", field.help_text), ("error", field.errors)) if shown
    ]
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if field.errors:
        attrs["aria-invalid"] = "true"
    elif autofocus and not field.form.errors:
        attrs["autofocus"] = True
    return field.as_widget(attrs=attrs)


#: What a record is doing -> the shape of its tag. The word beside it always says the same.
_TAGS = {
    Standing.AWAITING_NOTICE: "cx-tag--waiting",
    Standing.WAITING: "cx-tag--waiting",
    Standing.IN_EFFECT: "cx-tag--working",
    Standing.PERSON_ONLY: "cx-tag--waiting",
    Standing.NEEDS_CONSENT: "cx-tag--waiting",
    Standing.FROZEN: "cx-tag--paused",
    Standing.BASIS_ENDED: "cx-tag--ended",
    Standing.EXPIRED: "cx-tag--ended",
    Standing.WITHDRAWN: "cx-tag--ended",
    Standing.VOIDED: "cx-tag--ended",
    Standing.REPAIRED: "cx-tag--ended",
}


@register.filter
def tag_class(standing: str) -> str:
    """The class of a tag's shape.

    :raises ValueError: for an unknown standing, so that none is ever shown as in force by accident.
    """
    return _TAGS[Standing(standing)]
