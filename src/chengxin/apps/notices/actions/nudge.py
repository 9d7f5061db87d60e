"""Tell persons who asked for it that a letter is waiting, by the first channel that takes the message.

[law:pipl/第六条] [law:pipl/第十七条]

A try is noted before it is made and its outcome after: no message is sent inside a transaction, none is sent twice, and a
machine that stops in between leaves a try that failed. Nothing here proves that anybody was told anything.

A channel that is away is noted once, and asked without a message whether it is there again, at growing pauses. A message
that it does not take although it said so uses up a try of its letter: no letter holds up those behind it for ever.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from chengxin.apps.ledger.batch import Writer, read_content
from chengxin.apps.ledger.hold import hold
from chengxin.apps.notices import selectors as notices
from chengxin.apps.notices.actions.note_outage import note_away, note_there
from chengxin.apps.notices.channels import NotSent, Sender
from chengxin.apps.notices.models import Attempt, AttemptOutcome, Contact
from chengxin.core.delivery import NUDGES, Cause, Channel, TryState, is_asked_again, is_daytime, next_nudge

if TYPE_CHECKING:
    from chengxin.lawbook import Lawbook

#: Messages in one sweep: the sealer waits for the sweep.
_AT_ONCE = 100


def nudge(*, channels: Mapping[Channel, Sender], lawbook: Lawbook, at: datetime) -> int:
    """Send what is due; how many persons were told. A channel that is away is left alone until it is asked again, and
    whoever was to be told by it is told by the next one."""
    alive = {one: sender for one, sender in channels.items() if _is_there(one, sender, at)} if is_daytime(at) else {}
    told = tried = 0
    for person in _persons_waiting(list(alive)):
        if tried >= _AT_ONCE or not alive:
            break
        for channel in NUDGES:
            if channel not in alive or channel not in person:
                continue
            attempts = _claim(person[channel], channel, [one for one in person if one in alive], at=at)
            if not attempts:
                continue
            tried += 1
            cause = _send(alive[channel], person[channel], lawbook, at)
            if cause is Cause.UNREACHABLE:
                del alive[channel]
                cause = Cause.NOT_TAKEN if note_away(channel, at=at) else cause
            _note(attempts, cause, at=at)
            if cause is None:
                told += 1
                break
    for channel in alive:
        if notices.outage_of(channel) is not None:
            note_there(channel, at=at)
    return told


def _is_there(channel: Channel, sender: Sender, at: datetime) -> bool:
    """Whether a channel is not known to be away, or answers again."""
    outage = notices.outage_of(channel)
    if outage is None:
        return True
    if not is_asked_again(outage.began_at, outage.tried_at, at=at):
        return False
    if sender.is_there():
        return True
    note_away(channel, at=at)
    return False


def _persons_waiting(channels: Collection[Channel]) -> Iterator[dict[Channel, Contact]]:
    """The contacts of one person after the other who gave one and has a letter that nobody has told them of."""
    done: set[tuple[bytes, bytes]] = set()
    for contact in notices.contacts_with_letters_waiting(channels):
        who = bytes(contact.number_index), bytes(contact.name_index)
        if who not in done:
            done.add(who)
            yield {Channel(one.channel): one for one in notices.contacts_of(*who)}


@transaction.atomic
def _claim(contact: Contact, channel: Channel, having: Sequence[Channel], *, at: datetime) -> list[Attempt]:
    """Note a try for each of the person's letters that is due by this channel now; whoever comes second finds none."""
    number_index = bytes(contact.number_index)
    hold("tries of letters", number_index)
    writer = Writer(at)
    claimed = []
    for letter in notices.unread(number_index, bytes(contact.name_index)):
        tries = notices.tries_of(letter)
        if next_nudge(tries, having, at=at) is channel:
            number = 1 + sum(tried.channel is channel for tried in tries)
            attempt = Attempt(letter=letter, channel=channel.value, number=number, at=writer.at)
            claimed.append(writer.add("letter_tried", attempt))
    writer.flush()
    return claimed


def _send(sender: Sender, contact: Contact, lawbook: Lawbook, at: datetime) -> Cause | None:
    """Send the one message; why it was not taken, or `None` when it was."""
    content = read_content(contact)
    try:
        sender.send(content["address"], subject=lawbook.delivery.nudge_subject, text=lawbook.delivery.nudge, at=at)
    except NotSent as fault:
        return fault.cause
    return None


@transaction.atomic
def _note(attempts: Sequence[Attempt], cause: Cause | None, *, at: datetime) -> None:
    writer = Writer(at)
    state = TryState.SENT if cause is None else TryState.FAILED
    for attempt in attempts:
        outcome = AttemptOutcome(
            attempt=attempt, state=state.value, cause=cause.value if cause is not None else "", at=writer.at
        )
        writer.add("letter_try_ended", outcome)
    writer.flush()
