"""What is due at an instant: seal, files, what is overdue, drafts of repair whose day has come, looks that nobody
explained, looks to tell of, the weekly sample, quarters that are over, files, rows and answered reports to destroy, records to
be listed for it, sessions that ended, messages that say that a letter is waiting, witnesses to be shown the newest head."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore

from chengxin import clock
from chengxin.apps.complaints.actions import escalate as complaints
from chengxin.apps.complaints.actions.destroy_complaints import destroy_complaints
from chengxin.apps.destruction.actions.make_list import list_due
from chengxin.apps.inquiries.actions.tell_looks import tell_looks
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.ask_witnesses import ask_witnesses
from chengxin.apps.ledger.witnessed import asked
from chengxin.apps.looks.actions.draw import draw
from chengxin.apps.looks.actions.note_lapsed import note_lapsed
from chengxin.apps.looks.actions.release_hidden import release_hidden
from chengxin.apps.matters.actions.note_overdue import note_overdue
from chengxin.apps.notices.actions.nudge import nudge
from chengxin.apps.notices.channels import configured
from chengxin.apps.objections.actions.escalate import escalate
from chengxin.apps.promises.actions.destroy_promises import destroy_promises
from chengxin.apps.promises.actions.follow_up import follow_up
from chengxin.apps.records.actions.tell_basis_ended import tell_basis_ended
from chengxin.apps.repairs.actions import escalate as repairs
from chengxin.apps.repairs.actions.open_drafts import open_drafts
from chengxin.apps.sign_ins import open_sessions
from chengxin.apps.statistics.actions.freeze import freeze
from chengxin.apps.submissions.actions.destroy_held_rows import destroy_held_rows
from chengxin.apps.submissions.actions.destroy_uploads import destroy_uploads
from chengxin.intake.feeds import load_feeds
from chengxin.jobs.queue import work_queue
from chengxin.jobs.witness_calls import post_to
from chengxin.lawbook import load


@dataclass(frozen=True, slots=True)
class Done:
    """What one round did."""

    sealed: int
    finished: int
    overdue: int
    escalated: int
    destroyed: int
    faults: int
    ended: int = 0
    """Letters about records whose basis ended."""
    nudged: int = 0
    drafts: int = 0
    listed: int = 0
    """Records put on a list of what is to be destroyed."""
    unexplained: int = 0
    """Looks that nobody explained in time, of which persons were told."""
    drawn: int = 0
    """Looks that were drawn for review."""
    reminded: int = 0
    """Letters about papers whose day comes near, or passed."""
    frozen: int = 0
    """Quarters whose statistics were published."""
    told: int = 0
    """Looks of which persons were told who had asked for it."""
    cosigned: int = 0
    """Witnesses that cosigned the newest head."""
    is_more: bool = False
    """Whether something may be left, because it took more turns than it was given."""


def run_due(at: datetime, *, most: int | None = None) -> Done:
    """Do everything that is due at `at`; doing it twice does it once. With `most`, of each duty that takes so many at a time
    no more than that many times: a city's history opens millions of drafts, and files and seals must not wait for them."""
    lawbook, feeds = load(), load_feeds()
    turns = _Turns(most)
    sealed = seal(at=at)
    worked = work_queue(at, lawbook=lawbook, feeds=feeds)
    ended = turns.all(lambda: tell_basis_ended(lawbook=lawbook, at=at))
    overdue = turns.all(lambda: note_overdue(lawbook=lawbook, at=at))
    reminded = turns.all(lambda: follow_up(lawbook=lawbook, at=at))
    drafts = turns.all(lambda: open_drafts(lawbook=lawbook, at=at))
    escalated = escalate(lawbook=lawbook, at=at) + repairs.escalate(lawbook=lawbook, at=at)
    escalated += complaints.escalate(lawbook=lawbook, at=at)
    unexplained = note_lapsed(lawbook=lawbook, at=at)
    drawn = draw(lawbook=lawbook, at=at)
    release_hidden(at=at)
    frozen = turns.all(lambda: freeze(lawbook=lawbook, feeds=feeds, at=at))
    told = turns.all(lambda: tell_looks(lawbook=lawbook, at=at))
    destroyed = turns.all(lambda: destroy_uploads(lawbook=lawbook, at=at))
    destroyed += turns.all(lambda: destroy_held_rows(lawbook=lawbook, at=at))
    destroyed += turns.all(lambda: destroy_promises(lawbook=lawbook, at=at))
    destroyed += turns.all(lambda: destroy_complaints(lawbook=lawbook, at=at))
    listed = turns.all(lambda: list_due(lawbook=lawbook, at=at))
    # A session ends by the machine's own clock, in the demo too.
    SessionStore.clear_expired()
    open_sessions.forget(before=clock.of_machine() - timedelta(seconds=settings.SESSION_COOKIE_AGE))
    sealed += seal(at=at)
    # Last: whatever happens at another machine, everything of ours is done.
    nudged = nudge(channels=configured(), lawbook=lawbook, at=at)
    sealed += seal(at=at) if nudged else 0
    cosigned = ask_witnesses(asked(), post=post_to(settings.LEDGER_WITNESS_URLS), at=at)
    return Done(
        sealed,
        worked.finished,
        overdue,
        escalated,
        destroyed,
        len(worked.failed),
        ended,
        nudged,
        drafts,
        listed,
        unexplained,
        drawn,
        reminded,
        frozen,
        told,
        cosigned,
        is_more=turns.is_more,
    )


class _Turns:
    """How often an act that takes so many at a time is repeated: until nothing is left, or `most` times."""

    def __init__(self, most: int | None) -> None:
        self._most = most
        self.is_more = False

    def all(self, act: Callable[[], int]) -> int:
        total = 0
        for turn in count():
            if turn == self._most:
                self.is_more = True
                break
            did = act()
            if not did:
                break
            total += did
        return total
