"""Object to one record: it is flagged in the same transaction. [law:pipl/第四十六条] [law:pipl/第五十条]"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.refs import new_ref
from chengxin.apps.notices.actions.owe import Owed, owe
from chengxin.apps.objections import evidence
from chengxin.apps.objections.models import Objection
from chengxin.apps.objections.rules import case_of, periods
from chengxin.apps.officials.models import Official
from chengxin.apps.officials.words import seat_at
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.records.actions.flag import freeze, mark
from chengxin.apps.records.selectors import HeldRecord, get_for_person
from chengxin.core.law import OnObjection
from chengxin.core.objections import Case, Ground, Outcome, Phase, Step, due, flag_of, may_lodge, phase
from chengxin.core.permissions import KEEPER, Act, Role, require, require_keeper
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import Lawbook


def lodge(
    ref: str,
    *,
    ground: Ground,
    words: str,
    new_facts: str = "",
    files: Sequence[tuple[str, bytes]] = (),
    lawbook: Lawbook,
    by: Indexes,
    through: Official | None = None,
    is_brought: bool = False,
    at: datetime,
) -> Objection:
    """Open a case about the record with this reference in the file of `by`.

    `through` is the official who acts for the person at a window. With `is_brought` somebody else brought the document
    that annuls the decision, and `words` are what that official read in it.
    `files` are (name, bytes). It stops no clock of the record.
    :raises Refusal: RECORD_MISSING, ROLE_MAY_NOT, UNIT_MAY_NOT, EVIDENCE_NOT_TAKEN, EVIDENCE_TOO_MUCH, RECORD_WITHDRAWN,
        RECORD_VOIDED, and the reasons of `core.objections.may_lodge`.
    """
    if through is not None:
        require(Role(through.role), Act.ACT_FOR_PERSON)
    # Drawing pictures anew takes a while: nobody waits for it.
    said = _Said(ground, words.strip().replace("\r\n", "\n"), new_facts.strip(), evidence.clean(files), is_brought)
    return _lodge(ref, said, lawbook, by, through, at)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the person says and gives."""

    ground: Ground
    words: str
    new_facts: str
    files: list[evidence.Clean]
    is_brought: bool


@transaction.atomic
def _lodge(ref: str, said: _Said, lawbook: Lawbook, by: Indexes, through: Official | None, at: datetime) -> Objection:
    # An answer about the person that begins after this one is committed finds the flag.
    hold("number", by.number)
    held = get_for_person(by, ref, lawbook=lawbook, at=at)
    if held is None:
        raise Refusal(Reason.RECORD_MISSING)
    if through is not None and not held.item.is_adverse:
        # What speaks for the person is taken out of answers by nobody who asks.
        require_keeper(through.unit)
    may_lodge(
        ground=said.ground,
        words=said.words,
        has_document=bool(said.files),
        earlier=_earlier(held, through, lawbook, at),
        new_facts=said.new_facts,
    )
    writer = Writer(at)
    version = held.version
    objection = writer.add(
        "objection_lodged",
        Objection(
            ref=new_ref(),
            record=held.record,
            version=version,
            number_index=by.number,
            name_index=by.name,
            ground=said.ground.value,
            through=through,
            at=writer.at,
        ),
        content={"words": said.words, "new_facts": said.new_facts, "is_brought": said.is_brought},
    )
    evidence.keep(said.files, objection, writer=writer, by=through)
    _flag(objection, held, lawbook, writer)
    letter = lawbook.letter("objection_brought" if said.is_brought else "objection_lodged")
    owe(writer, Owed(by.number, by.name, letter.template, letter.edition, objection.pk))
    writer.flush()
    return objection


def _flag(objection: Objection, held: HeldRecord, lawbook: Lawbook, writer: Writer) -> None:
    ground = Ground(objection.ground)
    known = periods(lawbook, at=writer.at)
    if flag_of(ground, held.item.on_objection) is OnObjection.FREEZE:
        freeze(held.version, cause=objection.pk, writer=writer)
        return
    last = due(Case(ground, writer.at), known)
    # What waits for a court has no last day of its own; a mark that never freezes would end with the record.
    freezes_from = last.until if last is not None else held.until
    mark(held.version, cause=objection.pk, freezes_from=freezes_from, writer=writer)


def _earlier(
    held: HeldRecord, through: Official | None, lawbook: Lawbook, at: datetime
) -> list[tuple[Ground, Phase, bool]]:
    """The cases there have been about the version that stands. What a window wrote down that may want the record uses up no
    examination for the person, or for whoever does it at the keeper's."""
    is_for_all = not _is_own_word(through, at)
    known = Objection.objects.filter(version=held.version).select_related("version__submission", "through")
    earlier = []
    for objection in known.prefetch_related("steps"):
        case = case_of(objection, at=at)
        settled = case.last(Step.REVIEWED) or case.last(Step.DECIDED)
        counts = is_for_all or _is_own_word(objection.through, objection.at)
        was_kept = counts and settled is not None and settled.result == Outcome.KEPT
        earlier.append((case.ground, phase(case, periods(lawbook, at=objection.at), at=at), was_kept))
    return earlier


def _is_own_word(through: Official | None, at: datetime) -> bool:
    """Whether the person said it themselves, or at the window of the unit that keeps the platform."""
    return through is None or seat_at(through, at).unit == KEEPER
