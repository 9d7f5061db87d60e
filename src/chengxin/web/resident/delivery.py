"""How one letter was brought to its person, as that person reads it: each channel, when, and what came of it.

[law:pipl/第十七条] [law:pipl/第四十五条]
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from chengxin.apps.notices import selectors as notices
from chengxin.apps.officials.words import of_unit_zh
from chengxin.core.delivery import Channel, TryState, state_at
from chengxin.core.words import moment_zh
from chengxin.lawbook import Lawbook

if TYPE_CHECKING:
    from chengxin.apps.notices.models import Attempt, Letter


@dataclass(frozen=True, slots=True)
class Step:
    """One line: by which way, and when and with what outcome."""

    channel: str
    text: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is known of a letter, in a word and a sentence, and every try."""

    title: str
    meaning: str
    steps: tuple[Step, ...]


def delivery(letter: Letter, lawbook: Lawbook, *, at: datetime) -> Delivery:
    words = lawbook.delivery
    title, meaning = words.letters[notices.state_of(letter, at=at)]
    steps = [Step(words.channels[Channel.PORTAL], f"{moment_zh(letter.at)}写好，放进信箱")]
    for attempt in sorted(letter.attempts.all(), key=lambda attempt: attempt.pk):
        who = f"，{of_unit_zh(attempt.by, lawbook, at=attempt.at)}经手" if attempt.by else ""
        steps.append(Step(words.channels[Channel(attempt.channel)], _came_of(attempt, lawbook, at) + who))
    return Delivery(title, meaning, tuple(steps))


def _came_of(attempt: Attempt, lawbook: Lawbook, at: datetime) -> str:
    words = lawbook.delivery
    outcomes = [
        f"{moment_zh(outcome.at)}{words.tries[TryState(outcome.state)]}"
        for outcome in sorted(attempt.outcomes.all(), key=lambda outcome: outcome.pk)
    ]
    last = state_at(notices.try_of(attempt), at)
    if not outcomes:
        outcomes = [f"{moment_zh(attempt.at)}{words.tries[last.state]}"]
    because = f"（{words.causes[last.cause]}）" if last.cause else ""
    return "，".join(outcomes) + because
