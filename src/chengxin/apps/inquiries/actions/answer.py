"""Answer one question about one person in one matter, and write who asked, in one transaction.

[law:pipl/第六条] [law:pipl/第三十四条] [law:credit_reporting_regulation/第二十二条]
If the access entry cannot be written nothing is shown, because nothing was committed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import CharField, OuterRef, Q, Subquery

from chengxin.apps.consents.models import ConsentGiven
from chengxin.apps.consents.selectors import versions_of
from chengxin.apps.inquiries.consented import carrying, still_carries
from chengxin.apps.inquiries.models import AccessEntry, Answer, Fragment
from chengxin.apps.inquiries.told import told
from chengxin.apps.inquiries.unfold import unfold
from chengxin.apps.ledger.adopted_law import is_law_adopted
from chengxin.apps.ledger.batch import Writer, read_content, seal_under
from chengxin.apps.ledger.hold import holding as holding_on
from chengxin.apps.ledger.keyring import keys
from chengxin.apps.ledger.load import NextKey
from chengxin.apps.ledger.models import Batch
from chengxin.apps.ledger.refs import new_ref
from chengxin.apps.ledger.statement import Statement, together
from chengxin.apps.ledger.witnessed import is_stopped
from chengxin.apps.matters import selectors as matters
from chengxin.apps.matters.models import Matter
from chengxin.apps.officials.models import Official, Program
from chengxin.apps.people import selectors as people
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.records.selectors import asking_holding, held_by, holding
from chengxin.apps.submissions.selectors import asking_freshness
from chengxin.core import inquiries
from chengxin.core.calendar import day_of
from chengxin.core.canonical import canonical
from chengxin.core.facts import Identity
from chengxin.core.feeds import Feed
from chengxin.core.inquiries import RESTRAINT, Answered, CannotTell, Held, MatterState, Question, Refused, SourceState
from chengxin.core.law import Purpose, Service
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason
from chengxin.core.records import Standing
from chengxin.core.watching import is_own_name
from chengxin.lawbook import Lawbook

#: A matter of a unit's, with the id of the answer that was given in it for a purpose, and one for the batch that is written
#: whatever comes of the question.
_MATTER: Statement[Any] = Statement(
    lambda unit, ref, purpose: (
        Matter.objects.select_related("closing")
        .filter(unit=unit, ref=ref)
        .annotate(
            given=Subquery(Answer.objects.filter(matter=OuterRef("pk"), purpose=purpose).values("pk")),
            batch=NextKey(Batch),
        )
    ),
    *[CharField()] * 3,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer replayed: its envelope, and for each item shown its fragment or `None` once destroyed."""

    envelope: dict[str, Any]
    fragments: tuple[dict[str, Any] | None, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """What the asker gets: an answer by reference, or the reasons of a refusal."""

    answer: Answer | None
    reasons: tuple[Reason, ...]
    entry: AccessEntry
    shown: Shown | None = None
    """What a new answer shows, in hand before it was stored; one that was given earlier is replayed."""


class _Fragment(NamedTuple):
    """A `Fragment` to be written."""

    answer_id: int
    place: int
    version_id: int
    content: bytes


class TouchedAnswer(Exception):
    """A stored answer is not the one that was given. A fault: somebody wrote past the ledger."""


@transaction.atomic
def answer(
    *,
    matter: str,
    purpose: str,
    identity: Identity | None,
    lawbook: Lawbook,
    feeds: Mapping[str, Feed],
    program: Program | None = None,
    by: Official,
    at: datetime,
) -> Given:
    """Answer, refuse, or say that nothing can be told; each leaves an access entry that the person sees.

    `matter` is a reference of the unit's; another unit's matter does not exist for it. Asking again for the same matter
    and purpose returns the answer that was given, with a new access entry. `program` is the one that asks in the name of
    `by`.
    """
    at = at.replace(microsecond=0)
    writer = Writer(at)
    who = people.indexes(identity) if identity else None
    # Whoever asks the same at the same time has answered or closed by the time the matter is ours; whoever objects at
    # this moment comes before the answer, or after it: never between its reading and its writing.
    _, matters_found = together(
        holding_on(("matter", matter), *([("number", who.number)] if who else [])),
        _MATTER.of(by.unit, matter, purpose),
    )
    found = next(iter(matters_found), None)
    if found is not None:
        writer.draw(found.batch)
    question = Question(
        unit=by.unit,
        role=Role(by.role),
        matter=_state(found, who, lawbook),
        purpose=lawbook.purposes.find(purpose, day_of(at)),
        identity=identity,
        on=day_of(at),
        program=program.binding if program else None,
    )
    look = _Look(writer, found, who, purpose, program, by)
    wrong = inquiries.reasons_against(question)
    if program is None and identity is not None and is_own_name(lawbook.watching, identity.name, own=by.name):
        wrong = (Reason.SAME_NAME_AS_YOURS, *wrong)
    if not is_law_adopted():
        wrong = (Reason.LAW_NOT_ADOPTED, *wrong)
    elif _can_work_against(question.purpose, lawbook) and is_stopped(lawbook, at=at):
        # By its purpose, never by what is held: the refusal must not tell that there is something.
        wrong = (Reason.NOT_WITNESSED, *wrong)
    if wrong or found is None or who is None:
        return Given(None, wrong, look.enter("refused", wrong))
    if found.given is None:
        return _answer(question, look, lawbook, feeds)
    known = Answer.objects.get(pk=found.given)
    # What was outdated once stays so: whoever asks again and again does not see when it ends.
    if was_outdated(known) or is_outdated(known, lawbook=lawbook, at=at):
        outdated = (Reason.ANSWER_OUTDATED,)
        return Given(None, outdated, look.enter("refused", outdated, known))
    envelope = read_content(known)
    reasons = tuple(Reason(reason) for reason in envelope["reasons"])
    shown = [fragment["item"] for fragment in envelope["fragments"]]
    return Given(known, reasons, look.enter("read_again", reasons, known, shown))


def replay(given: Answer) -> Shown:
    """The answer as it was given; the asker's screen and the person's own page read it here.

    :raises TouchedAnswer: when a byte of it is not the one that was signed: nothing of it is shown.
    """
    unfolded = unfold(given, list(given.fragments.select_related("version").order_by("place")))
    if unfolded.touched:
        raise TouchedAnswer("；".join(unfolded.touched))
    fragments = (None if plain is None else json.loads(plain)["shown"] for plain in unfolded.fragments)
    return Shown(unfolded.envelope or {}, tuple(fragments))


def was_outdated(given: Answer) -> bool:
    """Whether somebody was told that this answer, or a use that rests on it, is outdated: it stays so."""
    of_matter = AccessEntry.objects.filter(
        number_index=given.matter.number_index, matter=given.matter, outcome="refused"
    )
    told = Q(answer=given, reasons=[Reason.ANSWER_OUTDATED.value]) | Q(reasons=[Reason.USE_NOTICE_OUTDATED.value])
    return of_matter.filter(told).exists()


def is_outdated(given: Answer, *, lawbook: Lawbook, at: datetime) -> bool:
    """Whether an answer shows something that may be shown no more as it is: ended, withdrawn, changed or frozen since,
    its consent ended or withdrawn, or objected to or commented on by the person in another way than it says."""
    rows = list(given.fragments.select_related("version").order_by("place"))
    if not rows:
        return False
    carries = still_carries(given, at=at)
    if carries is False:
        return True
    return not all(still_so(given, rows, carries=bool(carries), lawbook=lawbook, at=at))


def still_so(
    given: Answer, rows: Sequence[Fragment], *, carries: bool = False, lawbook: Lawbook, at: datetime
) -> list[bool]:
    """Of each of the answer's fragments, in the order of their places, whether its record is at `at` what it was shown to be:
    in effect, in that version, with the person's objection and words as it says."""
    who = Indexes(bytes(given.matter.number_index), bytes(given.matter.name_index))
    standings = {Standing.IN_EFFECT, Standing.NEEDS_CONSENT} if carries else {Standing.IN_EFFECT}
    usable = {
        record.version.pk: (bool(record.flags), record.statement)
        for record in held_by(who, lawbook=lawbook, at=at)
        if record.standing in standings
    }
    return [
        fragment is not None
        and usable.get(row.version_id) == (fragment.get("is_objected_to", False), fragment.get("statement", ""))
        for row, fragment in zip(rows, replay(given).fragments, strict=True)
    ]


def feeds_bringing(purpose: Purpose | Service, feeds: Mapping[str, Feed]) -> dict[str, list[Feed]]:
    """For every item of the purpose or service, the feeds that bring it."""
    return {item: [feed for feed in feeds.values() if item in feed.items] for item in purpose.items}


def sources_of(bringing: Mapping[str, Sequence[Feed]], as_of: Mapping[str, datetime]) -> list[SourceState]:
    """For every item, each feed that brings it and how fresh it is; an item that none brings is unsearched."""
    return [
        source
        for item, found in bringing.items()
        for source in (
            [SourceState(item, feed.sender, feed.key, as_of.get(feed.key), feed.max_age_days) for feed in found]
            or [SourceState(item, "", None, None, 0)]
        )
    ]


@dataclass(frozen=True, slots=True)
class _Look:
    """One look while it is answered: in which matter, about whom, for what as it was said, by whom."""

    writer: Writer
    matter: Matter | None
    who: Indexes | None
    purpose: str
    program: Program | None
    by: Official

    def enter(
        self,
        outcome: str,
        reasons: Sequence[Reason],
        given: Answer | None = None,
        shown: Sequence[str] = (),
        *,
        consent: ConsentGiven | None = None,
    ) -> AccessEntry:
        """Write the access entry with everything else the batch holds: the last thing an answer does."""
        entry = self.writer.add(
            "person_looked_at",
            AccessEntry.new(
                number_index=self.who.number if self.who else None,
                # A matter tells the name, unless there is none, or it is about somebody else.
                name_index=self.who.name if self.who and not _is_about(self.matter, self.who) else None,
                outcome=outcome,
                unit=self.by.unit,
                role=self.by.role,
                seat=self.by.seat,
                # What no question is for is no question's purpose, whatever it calls itself.
                purpose="" if self.purpose == RESTRAINT else self.purpose[:64],
                matter_id=self.matter.pk if self.matter else None,
                answer_id=given.pk if given else None,
                shown=list(shown),
                reasons=[reason.value for reason in reasons],
                program_id=self.program.pk if self.program else None,
                consent_id=consent.pk if consent else None,
                at=self.writer.at,
                by_id=self.by.pk,
            ),
        )
        self.writer.flush(ends=True)
        return entry


def _answer(question: Question, look: _Look, lawbook: Lawbook, feeds: Mapping[str, Feed]) -> Given:
    purpose, matter, who, at = question.purpose, look.matter, look.who, look.writer.at
    assert purpose is not None and matter is not None and who is not None  # noqa: S101, PT018 - let in by reasons_against()
    bringing = feeds_bringing(purpose, feeds)
    *found, newest = together(
        *asking_holding(who, at=at), asking_freshness([feed.key for some in bringing.values() for feed in some])
    )
    all_held = holding(found, who, lawbook=lawbook, at=at)
    # What the purpose does not bind is not looked into.
    held = {one.record.pk: one for one in all_held.records if purpose.may_tell(one.item, question.on)}
    sources = sources_of(bringing, dict(newest))
    consent = carrying(who, unit=question.unit, purpose=purpose.slug, at=at) if purpose.needs_consent else None
    # Only the very versions that the person saw, of the items that they named.
    seen = versions_of(consent) if consent is not None else frozenset()
    named = consent.items if consent is not None else ()
    result = inquiries.answer(
        question,
        held=[
            Held(pk, one.item, one.standing, is_consented=one.version.pk in seen and one.item.slug in named)
            for pk, one in held.items()
        ],
        sources=sources,
        is_identity_in_conflict=all_held.is_in_conflict,
        at=at,
    )
    outcome = {Answered: "answered", CannotTell: "cannot_tell", Refused: "refused"}[type(result)]
    shown = [held[pk] for pk in result.shown] if isinstance(result, Answered) else []
    shown_as = [told(record, lawbook) for record in shown]
    # With a salt each, so that its commitment tells nothing.
    fragments = [canonical({"salt": os.urandom(32).hex(), "shown": fragment}) for fragment in shown_as]
    ref = new_ref()
    envelope = {
        "answer": ref,
        "outcome": outcome,
        "reasons": [reason.value for reason in result.reasons],
        "purpose": purpose.slug,
        "matter": matter.ref,
        "unit": look.by.unit,
        "edition": lawbook.edition,
        "law_digest": lawbook.digest,
        "at": at.isoformat(),
        "sources": [source_json(source, at) for source in sources],
        "fragments": [
            {"item": record.item.slug, "commitment": sha256(fragment).hexdigest()}
            for record, fragment in zip(shown, fragments, strict=True)
        ],
    }
    written = canonical(envelope)
    given = look.writer.add(
        "answer_given",
        Answer.new(
            ref=ref,
            matter_id=matter.pk,
            purpose=purpose.slug,
            signature=keys().sign(written),
            at=at,
            by_id=look.by.pk,
        ),
        content=envelope,
        written=written,
    )
    for place, (record, fragment) in enumerate(zip(shown, fragments, strict=True)):
        content = seal_under(record.version, fragment)
        look.writer.beside(Fragment, _Fragment(given.pk, place, record.version.pk, content))
    used = consent if isinstance(result, Answered) else None
    entry = look.enter(outcome, result.reasons, given, [record.item.slug for record in shown], consent=used)
    return Given(given, result.reasons, entry, Shown(envelope, tuple(shown_as)))


def source_json(source: SourceState, at: datetime) -> dict[str, Any]:
    reason = source.reason(at)
    return {
        "item": source.item,
        "unit": source.unit,
        "feed": source.feed,
        "as_of": source.as_of.isoformat() if source.as_of else None,
        "reason": reason.value if reason else None,
    }


def _can_work_against(purpose: Purpose | None, lawbook: Lawbook) -> bool:
    return purpose is not None and any(lawbook.item(slug).is_adverse for slug in purpose.items)


def _state(matter: Matter | None, who: Indexes | None, lawbook: Lawbook) -> MatterState | None:
    if matter is None:
        return None
    last_day = matters.last_day_of(matter, lawbook=lawbook)
    return MatterState(matter.unit, matter.service, matters.is_closed(matter), _is_about(matter, who), last_day)


def _is_about(matter: Matter | None, who: Indexes | None) -> bool:
    of = Indexes(bytes(matter.number_index), bytes(matter.name_index)) if matter is not None else None
    return of is not None and of == who
