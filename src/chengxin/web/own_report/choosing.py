"""Choose for whom and for what an extract is, and see it first: the same on a phone and at a window. [law:pipl/第六条]"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms

from chengxin import clock
from chengxin.apps.extracts.actions.make_extract import digest, make_extract
from chengxin.apps.inquiries.preview import preview
from chengxin.apps.people import selectors as people
from chengxin.core.calendar import day_of
from chengxin.core.extracts import recipients, valid_until
from chengxin.core.facts import Identity
from chengxin.core.law import Purpose
from chengxin.core.records import last_day_of
from chengxin.core.words import day_zh
from chengxin.lawbook import Lawbook
from chengxin.web.law import feeds, lawbook
from chengxin.web.looks import fragment_facts

if TYPE_CHECKING:
    from datetime import datetime

    from chengxin.apps.extracts.models import Extract
    from chengxin.apps.officials.models import Official


@dataclass(frozen=True, slots=True)
class Choice:
    """One purpose for which an extract can be made, and to whom it may go."""

    slug: str
    name: str
    units: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What an extract would say, before it is made."""

    can_tell: bool
    sentences: tuple[tuple[str, str], ...]
    records: tuple[tuple[str, list[tuple[str, str]]], ...]
    seen: str
    last_day: str


class ExtractForm(forms.Form):
    """To which unit; and, unseen, what the person has just been shown."""

    unit = forms.ChoiceField(
        label="给哪个单位",
        help_text="只有依法可以为这件事来问的单位",
        widget=forms.RadioSelect,
        error_messages={"required": "请选一个单位", "invalid_choice": "请从列出的单位里选"},
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, units: Sequence[tuple[str, str]], seen: str) -> None:
        super().__init__(data, initial={"seen": seen})
        self.fields["unit"].choices = [*units]  # type: ignore[attr-defined]


def choices(book: Lawbook, *, at: datetime) -> list[Choice]:
    """Every purpose with its recipients, in the order of the closed list."""
    on = day_of(at)
    found: dict[str, list[str]] = {}
    for one in recipients(book.on(on).purposes.values(), on=on):
        found.setdefault(one.purpose.slug, []).append(book.unit(one.unit).name)
    return [Choice(slug, book.purpose(slug).name, "、".join(units)) for slug, units in found.items()]


def purpose_of(slug: str, book: Lawbook, *, at: datetime) -> Purpose | None:
    """The purpose of this name, where somebody may be given an extract for it today."""
    on = day_of(at)
    found = book.purposes.find(slug, on)
    return found if found is not None and recipients([found], on=on) else None


def units_of(purpose: Purpose, book: Lawbook, *, on: date) -> list[tuple[str, str]]:
    return [(unit, book.unit(unit).name) for unit in purpose.askers(on)]


def shown(holder: Identity, purpose: Purpose, *, at: datetime) -> Shown:
    """What an inquiry for the purpose would be answered now."""
    book = lawbook()
    found = preview(people.indexes(holder), purpose, lawbook=book, feeds=feeds(), at=at)
    days = book.period("extract_valid", on=day_of(at))
    texts = [book.reason_text(reason) for reason in found.reasons]
    return Shown(
        can_tell=found.can_tell,
        sentences=tuple((text.title, text.text if text.text != text.title else "") for text in texts),
        records=tuple((one["item_name"], fragment_facts(one)) for one in found.told),
        seen=digest(found),
        last_day=day_zh(last_day_of(valid_until(at, days))),
    )


def make_from(form: ExtractForm, purpose: str, *, holder: Identity, through: Official | None = None) -> Extract:
    """Make what the form says.

    :raises Refusal: for what no field can mend.
    """
    return make_extract(
        purpose=purpose,
        unit=form.cleaned_data["unit"],
        seen=form.cleaned_data["seen"],
        lawbook=lawbook(),
        feeds=feeds(),
        by=holder,
        through=through,
        at=clock.now(),
    )
