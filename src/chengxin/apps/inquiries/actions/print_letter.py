"""Print a letter, to be handed over at a window or to be posted. [law:pipl/第十七条]"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from django.db import transaction

from chengxin.apps.inquiries.models import LETTER_PRINTED
from chengxin.apps.inquiries.paper_looks import addressed, enter, letter_in_hand, paper_under_way, require_paper
from chengxin.apps.ledger.batch import Writer, read_content
from chengxin.apps.ledger.hold import hold
from chengxin.apps.notices.models import Attempt, AttemptOutcome, Letter, Paper
from chengxin.apps.notices.paper import Envelope, letter_pdf
from chengxin.apps.officials.models import Official
from chengxin.apps.people import selectors as people
from chengxin.apps.people.oneself import require_somebody_else
from chengxin.apps.records.letters import addressee, is_by_name
from chengxin.core.calendar import day_of
from chengxin.core.delivery import Channel, TryState
from chengxin.core.explanations import RenderedLetter
from chengxin.core.facts import Identity
from chengxin.core.permissions import KEEPER
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.words import day_zh
from chengxin.lawbook import Lawbook


class Render(Protocol):
    """Gives the words of a letter, or `None` once its content is destroyed."""

    def __call__(self, letter: Letter, /, *, lawbook: Lawbook) -> RenderedLetter | None: ...


@transaction.atomic
def print_letter(
    ref: str,
    *,
    whose: Identity | None = None,
    render: Render,
    to_whom: Callable[[Letter], Identity | None] = addressee,
    site: str,
    lawbook: Lawbook,
    by: Official,
    at: datetime,
) -> bytes:
    """The letter as a PDF; the bytes of the first printing are kept and given again. The person sees that it was printed.

    `render` says what the letter says, `to_whom` whose it is by that: those of the last stage that owes letters, which this one does not know.
    `whose` is who was found by number and name before: of a letter that is about no record nothing else says to whom it is.
    What was printed is sent, which proves nothing: it works once the person has signed for it.
    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT, WINDOW_NOT_YOURS, SAME_NAME_AS_YOURS, LETTER_UNKNOWN, LETTER_BY_NAME,
        LETTER_GONE.
    """
    require_paper(by, lawbook.askers(day_of(at)))
    hold("letter", ref)
    letter = letter_in_hand(ref)
    to = _found(letter, whose) if is_by_name(letter) else to_whom(letter)
    require_somebody_else(to, lawbook=lawbook, by=by)
    writer = Writer(at)
    printed = _kept(letter)
    if printed is None:
        printed = _print(letter, to, render, site, lawbook)
        paper = Paper(letter=letter, at=writer.at, by=by)
        writer.add("letter_printed", paper, content={"pdf": b64encode(printed).decode()})
    if paper_under_way(letter, by.unit) is None:
        number = 1 + letter.attempts.filter(channel=Channel.PAPER.value).count()
        attempt = writer.add(
            "letter_tried",
            Attempt(letter=letter, channel=Channel.PAPER.value, number=number, at=writer.at, by=by),
        )
        writer.add("letter_try_ended", AttemptOutcome(attempt=attempt, state=TryState.SENT.value, at=writer.at, by=by))
    enter(writer, LETTER_PRINTED, addressed(letter), letter=letter, by=by)
    writer.flush()
    return printed


def _found(letter: Letter, whose: Identity | None) -> Identity:
    if whose is None or people.indexes(whose) != addressed(letter):
        raise Refusal(Reason.LETTER_BY_NAME)
    return whose


def _kept(letter: Letter) -> bytes | None:
    """What was printed before.

    :raises Refusal: LETTER_GONE once it is destroyed.
    """
    paper = Paper.objects.filter(letter=letter).first()
    if paper is None:
        return None
    content = read_content(paper)
    if content is None:
        raise Refusal(Reason.LETTER_GONE)
    return b64decode(content["pdf"])


def _print(letter: Letter, to: Identity | None, render: Render, site: str, lawbook: Lawbook) -> bytes:
    rendered = render(letter, lawbook=lawbook)
    if to is None or rendered is None:
        raise Refusal(Reason.LETTER_GONE)
    envelope = Envelope(
        sender=lawbook.unit(KEEPER).name, site=site, to=to.name, ref=letter.ref, on=day_zh(day_of(letter.at))
    )
    return letter_pdf(rendered, envelope, at=letter.at)
