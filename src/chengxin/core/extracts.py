"""An extract that a person takes along: for one registered recipient, for one purpose, for a few days.

[law:pipl/第六条] [law:pipl/第四十五条]

Rules of order, before any code:
- It holds what an inquiry for the purpose would answer at that instant, and nothing besides; the person sees it first.
- Only a unit that may itself ask for the purpose can be its recipient: nobody else has anything to do with it.
- Whoever holds the paper learns of it whether it is genuine, expired or superseded; not who it is about, not what it says.
- Expired comes before everything else: what happens to the records afterwards is nobody's to watch.
- It is superseded once something that it shows is so no more, or once the person has made another for the same recipient
  and purpose, or the window where it was made has. What another window makes ends nobody's own: it could be anybody's.
  What comes new does not touch it: a paper is no way to keep an eye on somebody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from unicodedata import normalize

from chengxin.core.calendar import day_of, end_of
from chengxin.core.law import Purpose
from chengxin.core.reasons import Reason, Refusal

#: How many letters and figures a code has, and how many stand in a group of a printed one.
CODE_LENGTH, _GROUP = 12, 4


class State(StrEnum):
    """All that a check tells."""

    GENUINE = "genuine"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One unit, for one purpose."""

    purpose: Purpose
    unit: str


def recipients(purposes: Iterable[Purpose], *, on: date) -> list[Recipient]:
    """Everybody for whom an extract can be made on a day: whoever may ask, for what they may ask."""
    return [
        Recipient(purpose, unit)
        for purpose in purposes
        if purpose.is_in_force(on) and not purpose.needs_consent
        for unit in purpose.askers(on)
    ]


def require_recipient(purpose: Purpose | None, unit: str, *, on: date) -> Purpose:
    """The purpose, where this unit is one of its recipients on a day.

    :raises Refusal: PURPOSE_MISSING, EXTRACT_NOT_FOR_UNIT.
    """
    if purpose is None:
        raise Refusal(Reason.PURPOSE_MISSING)
    if unit not in {one.unit for one in recipients([purpose], on=on)}:
        raise Refusal(Reason.EXTRACT_NOT_FOR_UNIT)
    return purpose


def valid_until(at: datetime, days: int) -> datetime:
    """The first instant at which an extract made at `at` is expired; the day it was made is not counted."""
    return end_of(day_of(at) + timedelta(days=days))


def state(*, until: datetime, was_superseded: bool, is_as_shown: bool, is_newest: bool, at: datetime) -> State:
    """What a check tells at an instant. Told once that it is superseded, nobody is told otherwise: a code shows no freeze end."""
    if at >= until:
        return State.EXPIRED
    return State.GENUINE if is_as_shown and is_newest and not was_superseded else State.SUPERSEDED


def code_of(letters: str) -> str:
    """A code as it is kept, from random letters."""
    return letters[:CODE_LENGTH]


def printed(code: str) -> str:
    """7K2M-PQ9R-WX4T, as it stands on the paper."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def typed(text: str) -> str:
    """A code as somebody typed it, in whatever width, case and grouping; "" where it cannot be one."""
    letters = letters_in(text)
    return letters if len(letters) == CODE_LENGTH else ""


def letters_in(text: str) -> str:
    """The letters and figures of what somebody typed."""
    return "".join(letter for letter in normalize("NFKC", text).upper() if letter.isascii() and letter.isalnum())
