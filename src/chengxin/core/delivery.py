"""How a letter is brought to a person: by which channels, in which order, how often, and what is known of it.

[law:pipl/第十七条] [law:pipl/第三十五条]

Rules of order, before any code:
- Every letter lies in the portal's inbox; that needs no try. E-mail and text message only say that a letter is waiting.
- A channel that failed falls to the next. None is tried for ever: what is still undelivered then is seen at the desk, and
  works for the person.
- A channel that is away, a server that cannot be reached or answers that it cannot, has failed nobody: it uses up no try,
  the next channel is tried at once, and when it is there again what waited leaves in the order of the letters.
- None of this is proof that the person was told: there is no way from here to `core.records.accept_proof`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from chengxin.core.calendar import SHANGHAI


class Channel(StrEnum):
    """A way to a person."""

    PORTAL = "portal"
    EMAIL = "email"
    SMS = "sms"
    PAPER = "paper"


class TryState(StrEnum):
    """What became of one try; `TRYING` while nothing is known yet."""

    TRYING = "trying"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    RETURNED = "returned"


class LetterState(StrEnum):
    """What is known of a letter; always derived from its tries, never stored."""

    OWED = "owed"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    RETURNED = "returned"


class Cause(StrEnum):
    """Why a try failed."""

    UNREACHABLE = "unreachable"
    """The channel was away, for everybody: no try of this letter."""
    NOT_TAKEN = "not_taken"
    """The channel was asked whether it is there again, said so, and did not take this message."""
    ADDRESS_REFUSED = "address_refused"
    OUTCOME_UNKNOWN = "outcome_unknown"


#: The channels that may say that a letter is waiting, in the order in which they are tried.
NUDGES = (Channel.EMAIL, Channel.SMS)
#: How long to wait before the second, third ... try of one channel. There is no try after the last one.
PAUSES = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3))
#: A try of which nothing is known after this long failed: the machine stopped in the middle of it.
GIVEN_UP_AFTER = timedelta(minutes=10)
#: A channel that is away is asked again after as long as it has been away, but within these bounds.
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
#: The hours of the day, in Asia/Shanghai, in which nobody is disturbed by a message.
DAY_BEGINS, DAY_ENDS = 8, 20


@dataclass(frozen=True, slots=True)
class Try:
    """One try to bring a letter to a person, as stored, with the last that is known of it."""

    channel: Channel
    at: datetime
    state: TryState
    cause: Cause | None = None


def is_daytime(at: datetime) -> bool:
    """Whether a message may be sent at this instant."""
    return DAY_BEGINS <= at.astimezone(SHANGHAI).hour < DAY_ENDS


def state_at(tried: Try, at: datetime) -> Try:
    """A try as it is at an instant: one that nothing more was heard of failed."""
    if tried.state is TryState.TRYING and at - tried.at >= GIVEN_UP_AFTER:
        return Try(tried.channel, tried.at, TryState.FAILED, Cause.OUTCOME_UNKNOWN)
    return tried


def letter_state(tries: Sequence[Try], *, is_read: bool, is_in_inbox: bool, at: datetime) -> LetterState:
    """What is known of a letter at an instant; of several tries the last one that came to an end counts, but for a
    delivery, which nothing undoes."""
    if is_read:
        return LetterState.READ
    known = [state_at(tried, at).state for tried in tries]
    if TryState.DELIVERED in known:
        return LetterState.DELIVERED
    ended = [state for state in known if state is not TryState.TRYING]
    if ended:
        return LetterState(ended[-1].value)
    return LetterState.SENT if is_in_inbox else LetterState.OWED


def next_nudge(tries: Iterable[Try], having: Iterable[Channel], *, at: datetime) -> Channel | None:
    """By which of the channels a person has to say now that a letter is waiting; `None` when none, or none any more.

    Once one of them took the message nobody is disturbed again. Paper stops none of it, signed for or not: else a window could
    note a signature that nobody gave and keep its letter from being told of.
    """
    known = [state_at(tried, at) for tried in tries]
    told = {TryState.SENT, TryState.DELIVERED, TryState.TRYING}
    if any(tried.state in told for tried in known if tried.channel is not Channel.PAPER):
        return None
    wanted = set(having)
    used_up = [tried for tried in known if tried.cause is not Cause.UNREACHABLE]
    count = Counter(tried.channel for tried in used_up)
    last = {tried.channel: tried.at for tried in used_up}
    open_channels = [channel for channel in NUDGES if channel in wanted and _may_try(count, last, channel, at)]
    return min(open_channels, key=lambda channel: count[channel], default=None)


def _may_try(count: Counter[Channel], last: dict[Channel, datetime], channel: Channel, at: datetime) -> bool:
    tried = count[channel]
    return tried == 0 or (tried <= len(PAUSES) and at - last[channel] >= PAUSES[tried - 1])


def is_asked_again(began: datetime, tried: datetime, *, at: datetime) -> bool:
    """Whether to ask now if a channel is there again that has been away since `began` and was tried last at `tried`."""
    return at - tried >= min(max(tried - began, SHORTEST_PAUSE), LONGEST_PAUSE)
