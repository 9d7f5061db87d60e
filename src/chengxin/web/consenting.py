"""Consent, as a person types it: first for whom and what, then exactly what would be answered, then yes or nothing.

The same in the portal and at a window. [law:pipl/第二十三条]
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.http import QueryDict

from chengxin import clock
from chengxin.apps.consents import selectors as consents
from chengxin.apps.inquiries.actions.give_consent import give_consent
from chengxin.apps.inquiries.consented import WouldTell, digest_of, used_in_sight, would_tell
from chengxin.apps.people.selectors import Indexes
from chengxin.core.calendar import day_of
from chengxin.core.consents import State, state
from chengxin.core.law import Purpose
from chengxin.core.reasons import Reason
from chengxin.core.records import last_day_of
from chengxin.core.words import day_zh, moment_zh
from chengxin.web.fields import DayField
from chengxin.web.law import lawbook
from chengxin.web.objecting import Acting

if TYPE_CHECKING:
    from chengxin.apps.consents.models import ConsentGiven

STATES = {
    State.OPEN: "还没有用",
    State.USED: "用过了，不能再用",
    State.WITHDRAWN: "撤回了",
    State.ENDED: "过了最后一天，没有用了",
}
#: At which field a refusal is told.
FIELD_OF = {Reason.CONSENT_WITHOUT_ITEMS: "items", Reason.CONSENT_TOO_LONG: "last_day"}


def recipients() -> dict[str, tuple[str, Purpose]]:
    """Whom one may consent to and for what today: `unit.purpose` -> the unit and the purpose."""
    today = day_of(clock.now())
    found = lawbook().on(today).purposes.values()
    return {
        f"{unit}.{purpose.slug}": (unit, purpose)
        for purpose in found
        if purpose.needs_consent
        for unit in purpose.askers(today)
    }


def longest() -> int:
    return lawbook().period("consent_longest", on=day_of(clock.now()))


class ChooseForm(forms.Form):
    """For whom, and for what."""

    to = forms.ChoiceField(
        label="给哪个单位、办什么事",
        widget=forms.RadioSelect,
        error_messages={"required": "请选一个", "invalid_choice": "请选一个"},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (key, f"{lawbook().unit(unit).name}：{'、'.join(purpose.services)}")
            for key, (unit, purpose) in recipients().items()
        ]


class ConsentForm(forms.Form):
    """Which of the items on the screen, and until when; `seen` is what stood there."""

    to = forms.CharField(widget=forms.HiddenInput, max_length=140)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    items = forms.MultipleChoiceField(
        label="同意给看哪些",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一项；一项也不想给看，关上这一页就行"},
    )
    last_day = DayField(label="最后一天", missing="请写最后一天")

    def __init__(self, data: Any = None, *, purpose: Purpose, seen: list[WouldTell], to: str) -> None:
        last = day_of(clock.now()) + timedelta(days=longest() - 1)
        super().__init__(data, initial={"to": to, "seen": digest_of(seen), "last_day": last.isoformat()})
        self.fields["items"].choices = [(slug, lawbook().item(slug).name) for slug in purpose.items]  # type: ignore[attr-defined]
        self.fields["last_day"].help_text = f"最长{longest()}天，只管一次答复；用过、到期、撤回，都不再有用"

    def again(self, reason: Reason) -> ConsentForm:
        """The same form with what is wrong; what would be answered now is what the next consent is to."""
        sent = cast(QueryDict, self.data).copy()
        sent["seen"] = self.initial["seen"]
        self.data = sent
        self.add_error(FIELD_OF.get(reason), lawbook().reason_text(reason).text)
        return self


@dataclass(frozen=True, slots=True)
class Asked:
    """A recipient and purpose that were chosen, with exactly what would be answered."""

    to: str
    unit: str
    purpose: Purpose
    seen: list[WouldTell]

    @property
    def told(self) -> list[dict[str, Any]]:
        """Each record as the recipient would read it."""
        return [{"title": one.told["item_name"], "facts": _facts(one)} for one in self.seen]


def asked(to: str, who: Indexes) -> Asked | None:
    """What a person would consent to; `None` for a recipient or purpose that is not on the list."""
    found = recipients().get(to)
    if found is None:
        return None
    unit, purpose = found
    return Asked(to, unit, purpose, would_tell(who, purpose, lawbook=lawbook(), at=clock.now()))


def consent_from(form: ConsentForm, wanted: Asked, acting: Acting) -> ConsentGiven:
    """:raises Refusal: what `give_consent` refuses."""
    given = form.cleaned_data
    return give_consent(
        unit=wanted.unit,
        purpose=wanted.purpose.slug,
        items=given["items"],
        last_day=given["last_day"],
        seen=given["seen"],
        lawbook=lawbook(),
        by=acting.who,
        through=acting.through,
        at=clock.now(),
    )


def line_for_receipt(wanted: Asked, form: ConsentForm) -> dict[str, str]:
    """What a receipt says of a consent."""
    return {
        "unit": lawbook().unit(wanted.unit).name,
        "purpose": wanted.purpose.name,
        "items": "、".join(lawbook().item(slug).name for slug in form.cleaned_data["items"]),
        "last_day": day_zh(form.cleaned_data["last_day"]),
    }


def lines_of(who: Indexes) -> list[dict[str, Any]]:
    """A person's consents as they read them, newest first."""
    at, book = clock.now(), lawbook()
    mine = consents.list_for_person(who, at=at)
    used = used_in_sight(who, at=at)
    lines = []
    for one in mine:
        now = state(consents.consent_of(one, used_at=used.get(one.pk)), at=at)
        lines.append(
            {
                "ref": one.ref,
                "unit": book.unit(one.unit).name,
                "purpose": book.purpose(one.purpose).name,
                "items": "、".join(book.item(slug).name for slug in one.items),
                "given": moment_zh(one.at),
                "last_day": day_zh(last_day_of(one.until)),
                "state": STATES[now],
                "used": moment_zh(used[one.pk]) if one.pk in used else "",
                "through": one.through.name if one.through else "",
                "is_open": now is State.OPEN,
                "may_withdraw": now in (State.OPEN, State.USED),
            }
        )
    return lines


def _facts(one: WouldTell) -> list[tuple[str, str]]:
    told = one.told
    facts = [
        ("作出决定的机关", told["authority"]),
        ("文号", told["decision_no"]),
        ("决定日期", day_zh(date.fromisoformat(told["decided_on"])) if told["decided_on"] else ""),
        ("到期", day_zh(date.fromisoformat(told["last_day"]))),
        ("本人声明", told["statement"]),
    ]
    return [(label, value) for label, value in facts if value]
