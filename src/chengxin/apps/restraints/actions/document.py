"""Write down a restraint that a named person decided elsewhere, on the papers that prove it. The person is told.

[law:pipl/第二十四条] [law:administrative_penalty_law/第四十四条] [law:administrative_penalty_law/第四十五条]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from chengxin.apps.inquiries.few import entered_in_a_day
from chengxin.apps.ledger.adopted_law import require_adopted_law
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.refs import new_ref
from chengxin.apps.ledger.witnessed import require_witnessed
from chengxin.apps.notices.actions.owe import Owed, owe
from chengxin.apps.officials.models import Official
from chengxin.apps.people import selectors as people
from chengxin.apps.people.oneself import require_somebody_else
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.records.evidence import Clean, clean, packed
from chengxin.apps.records.selectors import HeldRecord, held_by
from chengxin.apps.restraints import rules
from chengxin.apps.restraints.looks import enter
from chengxin.apps.restraints.models import Restraint, RestraintPaper
from chengxin.core import document_number, restraints
from chengxin.core.facts import Identity
from chengxin.core.inquiries import RESTRAINT
from chengxin.core.permissions import Act, Role, require
from chengxin.core.reasons import Reason
from chengxin.core.records import Standing
from chengxin.core.restraints import Draft
from chengxin.core.watching import require_matching
from chengxin.lawbook import Lawbook

#: The papers, by their place in a draft.
PAPERS = ("decision", "notice", "hearing")
#: The same form from the same official within this time is one form sent twice.
ONE_CLICK = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Documented:
    """The restraint that was written down, or everything that kept it from being."""

    restraint: Restraint | None
    reasons: tuple[Reason, ...] = ()


@transaction.atomic
def document(
    *,
    identity: Identity,
    record_no: str,
    measure: str,
    draft: Draft,
    files: Mapping[str, tuple[str, bytes]],
    lawbook: Lawbook,
    by: Official,
    at: datetime,
) -> Documented:
    """Write down one restraint on the record of this person with the number `record_no`. `files` are by `PAPERS`.

    The record is looked for only when nothing else is missing. A try that is refused is entered too: it asked for somebody under
    a name and a number.
    :raises Refusal: RESTRAINT_TRIED_OFTEN, ROLE_MAY_NOT, LAW_NOT_ADOPTED, NOT_WITNESSED, SAME_NAME_AS_YOURS, EVIDENCE_NOT_TAKEN,
        EVIDENCE_TOO_MUCH.
    """
    require(Role(by.role), Act.DOCUMENT_RESTRAINT)
    require_adopted_law()
    require_witnessed(lawbook, at=at)
    require_somebody_else(identity, lawbook=lawbook, by=by)
    given = [name for name in PAPERS if name in files]
    kept = dict(zip(given, clean([files[name] for name in given]), strict=True))
    papers: dict[str, Any] = {
        name: replace(getattr(draft, name), file=kept[name].data if name in kept else b"") for name in PAPERS
    }
    draft = replace(draft, **papers)
    who = people.indexes(identity)
    _require_few(lawbook, by=by, at=at)
    hold("number", who.number)
    writer = Writer(at)
    setting = rules.setting(measure, draft, None, lawbook=lawbook, by=by, at=writer.at)
    is_whole = not restraints.lacking(draft, setting)
    held = _record(who, record_no, measure, lawbook, writer.at) if is_whole else None
    key = b"" if held is None else rules.natural_key(held.record.pk, measure, draft.decision.number)
    twice = Restraint.objects.filter(natural_key=key, by=by, at__gt=writer.at - ONE_CLICK).first()
    if twice is not None:
        return Documented(twice)
    setting = rules.setting(measure, draft, held, lawbook=lawbook, by=by, at=writer.at)
    wrong = restraints.reasons_against(draft, setting)
    if wrong or held is None:
        enter(writer, who, case="", reasons=wrong, by=by)
        writer.flush()
        return Documented(None, wrong)
    return Documented(_written(restraints.Restraint(draft, setting), held, who, kept, key, writer, lawbook, by))


def _require_few(lawbook: Lawbook, *, by: Official, at: datetime) -> None:
    """A form that names records is no way to find out which there are: after so many in vain nobody tries another."""
    refused = entered_in_a_day(by, at=at, purpose=RESTRAINT, outcome="refused")
    tries = sum(count for reasons, count in refused if not restraints.ABOUT_GROUND.isdisjoint(reasons))
    require_matching(lawbook.watching, tries)


def _record(who: Indexes, record_no: str, measure: str, lawbook: Lawbook, at: datetime) -> HeldRecord | None:
    """The person's record with this number among those that the measure may rest on, one in effect before all: about any
    other nothing is found out by trying."""
    items = lawbook.measures[measure].items if measure in lawbook.measures else ()
    record_key = document_number.key(record_no)
    found = [
        held
        for held in held_by(who, lawbook=lawbook, at=at)
        if held.item.slug in items and held.body and document_number.key(held.body["decision_no"]) == record_key
    ]
    return min(found, key=lambda held: held.standing is not Standing.IN_EFFECT, default=None)


def _written(
    whole: restraints.Restraint,
    held: HeldRecord,
    who: Indexes,
    kept: Mapping[str, Clean],
    key: bytes,
    writer: Writer,
    lawbook: Lawbook,
    by: Official,
) -> Restraint:
    draft, at = whole.draft, writer.at
    papers = {
        name: writer.add(
            "restraint_paper",
            RestraintPaper(ref=new_ref(), record=held.record, role=name, kind=kept[name].kind, at=at, by=by),
            content=packed(kept[name]),
        )
        for name in PAPERS
    }
    # All of them are there: a restraint without one does not exist.
    dated: dict[str, Any] = {
        "heard": draft.heard,
        "noticed_on": draft.notice.on,
        "heard_on": draft.hearing.on,
        "decided_on": draft.decision.on,
        "starts_on": draft.starts_on,
        "ends_on": draft.ends_on,
    }
    restraint = writer.add(
        "restraint_documented",
        Restraint(
            ref=new_ref(),
            natural_key=key,
            record=held.record,
            version=held.version,
            number_index=who.number,
            name_index=who.name,
            measure=whole.setting.measure.slug if whole.setting.measure else "",
            unit=by.unit,
            edition=lawbook.edition,
            **papers,
            **dated,
            at=at,
            by=by,
        ),
        content={
            "decision_no": document_number.normalise(draft.decision.number),
            "notice_no": draft.notice.number.strip(),
            "hearing_no": draft.hearing.number.strip(),
            **{
                name: getattr(draft, name).strip().replace("\r\n", "\n")
                for name in ("decider", "seat", "relevance", "proportionality", "appeal")
            },
        },
    )
    enter(writer, who, case=restraint.ref, shown=[held.item.slug], by=by)
    letter = lawbook.letter("restraint_documented")
    owe(writer, Owed(who.number, who.name, letter.template, letter.edition, restraint.pk))
    writer.flush()
    return restraint
