"""The own report as JSON, for any program of the person's own: `docs/own_report.md` names every field.

[law:pipl/第四十五条]
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chengxin.apps.destruction.selectors import Gone
from chengxin.apps.extracts.selectors import HeldExtract
from chengxin.apps.ledger.batch import read_content
from chengxin.apps.looks.selectors import OpenedWhy, incident_of, words_of
from chengxin.apps.mandates import selectors as mandates
from chengxin.apps.matters import selectors as matters
from chengxin.apps.notices.selectors import is_read
from chengxin.apps.objections.selectors import OpenedCase
from chengxin.apps.officials.words import seat_at
from chengxin.apps.own_report.selectors import Consented, OwnReport, Said, Source, purposes_of
from chengxin.apps.records.letters import authority_name, what_zh
from chengxin.apps.records.selectors import HeldRecord
from chengxin.apps.repairs.selectors import OpenedRepair
from chengxin.apps.restraints.as_json import restraint_json, use_json
from chengxin.core.calendar import day_of, utc_text
from chengxin.core.law import Basis
from chengxin.core.records import ENDINGS, Standing, last_day_of
from chengxin.lawbook import Lawbook

if TYPE_CHECKING:
    from chengxin.apps.inquiries.models import AccessEntry
    from chengxin.apps.looks.models import LookReview
    from chengxin.apps.mandates.models import MandateNoted
    from chengxin.apps.notices.models import Letter
    from chengxin.apps.promises.selectors import Promised
    from chengxin.apps.records.models import RecordEvent, Version

#: A field that is added keeps the number; one that goes, or means something else, raises it.
SCHEMA = "chengxin.own_report/1"
_ENDED = frozenset({*ENDINGS.values(), Standing.EXPIRED, Standing.BASIS_ENDED})


def as_json(report: OwnReport, lawbook: Lawbook) -> dict[str, Any]:
    """Plain JSON values: instants in UTC, civil dates as dates, names of the lawbook beside their codes."""
    return {
        "schema": SCHEMA,
        "at": instant(report.at),
        "law_edition": lawbook.edition,
        "law_digest": lawbook.digest,
        "name": report.name,
        "records": [_record(held, lawbook) for held in report.records],
        "destroyed": [_gone(one, lawbook) for one in report.destroyed],
        "sources": [_source(source, lawbook) for source in report.sources],
        "flags_and_cases": {
            "flags": [
                {"record": held.record.ref, "since": instant(flag.since), "is_freezing": flag.is_freezing(held.at)}
                for held in report.records
                for flag in held.flags
            ],
            "objections": [_objection(case) for case in report.objections],
            "repairs": [_repair(one) for one in report.repairs],
            "restraints": [restraint_json(one, lawbook) for one in report.restraints],
            "mandates": [_mandate(one, report.at) for one in report.mandates],
            "papers_promised": [_promised(one) for one in report.promised],
            "letters": [_letter(one) for one in report.letters],
        },
        "own_statements": [_said(said) for said in report.said],
        "who_looked": {
            "looks": [_look(entry, report.reviews.get(entry.pk, ()), lawbook) for entry in report.looks],
            "looks_put_off": report.hidden,
            "whys": [_why(one) for one in report.whys],
            "consents": [_consent(one) for one in report.consents],
            "extracts": [_extract(one) for one in report.extracts],
            "uses": [use_json(one, lawbook) for one in report.uses],
        },
    }


def instant(at: datetime | None) -> str | None:
    """2026-11-24T01:00:00Z."""
    return None if at is None else utc_text(at)


def _record(held: HeldRecord, lawbook: Lawbook) -> dict[str, Any]:
    title, meaning = lawbook.standing_text(held.standing)
    purposes = [] if held.standing in _ENDED else purposes_of(held.item, lawbook, at=held.at)
    return {
        "record": held.record.ref,
        "item": held.item.slug,
        "item_code": held.item.code,
        "item_name": held.item.name,
        "kind": held.item.kind.value,
        "meaning": held.item_then.meaning,
        "standing": held.standing.value,
        "standing_title": title,
        "standing_meaning": meaning,
        "source_unit": held.record.unit,
        "source_unit_name": lawbook.unit(held.record.unit).name,
        "bases": [basis_json(basis) for basis in held.item_then.bases],
        "decision": _decision(held.body, lawbook),
        "effect_from": instant(held.effect_from),
        "repair_from": held.repair_from.isoformat() if held.repair_from else None,
        "last_day": last_day_of(held.until).isoformat(),
        "may_be_used_for": [
            {"purpose": one.slug, "purpose_name": one.name, "units": list(one.askers(day_of(held.at)))}
            for one in purposes
        ],
        "statement": held.statement,
        "versions": [_version(version, lawbook) for version in held.versions],
        "events": [_event(event) for event in held.events],
    }


def basis_json(basis: Basis) -> dict[str, Any]:
    return {"source": basis.source.slug, "title": basis.source.title, "articles": list(basis.articles)}


def _decision(body: dict[str, Any], lawbook: Lawbook) -> dict[str, Any] | None:
    """What was decided; `None` once destroyed."""
    if not body:
        return None
    return {
        "authority": body["authority"],
        "authority_name": authority_name(body, lawbook),
        "decision_no": body["decision_no"],
        "decided_on": body["decided_on"],
        "conduct_end_on": body["conduct_end_on"],
        "penalty_classes": body["penalty_classes"],
        "amount_fen": body["amount_fen"],
        "starts_on": body["starts_on"],
        "ends_on": body["ends_on"],
        "in_words": what_zh(body),
    }


def _version(version: Version, lawbook: Lawbook) -> dict[str, Any]:
    file = version.submission
    return {
        "event": version.event,
        "as_of": instant(version.as_of),
        "received_at": instant(version.at),
        "law_edition": version.edition,
        "file": None
        if file is None
        else {"file": file.ref, "feed": file.feed, "unit": file.unit, "sheet": version.sheet, "row": version.row},
        "last_day": last_day_of(version.until).isoformat(),
        "repair_from": version.repair_from.isoformat() if version.repair_from else None,
        "decision": _decision(read_content(version) or {}, lawbook),
    }


def _event(event: RecordEvent) -> dict[str, Any]:
    return {
        "event": event.event,
        "at": instant(event.at),
        "proof_mode": event.proof_mode or None,
        "proof_on": event.proof_on.isoformat() if event.proof_on else None,
        "freezes_from": instant(event.freezes_from),
        "file": event.submission.ref if event.submission is not None else None,
    }


def _gone(one: Gone, lawbook: Lawbook) -> dict[str, Any]:
    return {
        "item": one.item,
        "item_name": lawbook.items.at(one.item, day_of(one.at)).name,
        "source_unit": one.unit,
        "source_unit_name": lawbook.unit(one.unit).name,
        "destroyed_at": instant(one.at),
        "letter": one.letter,
    }


def _source(source: Source, lawbook: Lawbook) -> dict[str, Any]:
    return {
        "feed": source.feed.key,
        "title": source.feed.title,
        "unit": source.feed.sender,
        "unit_name": lawbook.unit(source.feed.sender).name,
        "items": sorted(source.feed.items),
        "last_as_of": instant(source.last),
        "records_about_me": source.mine,
    }


def _objection(case: OpenedCase) -> dict[str, Any]:
    objection = case.objection
    return {
        "case": objection.ref,
        "record": objection.record.ref,
        "ground": objection.ground,
        "lodged_at": instant(objection.at),
        "through": objection.through.name if objection.through is not None else None,
        "is_brought": case.is_brought,
        "phase": case.phase.value,
        "is_open": case.is_open,
        "is_overdue": case.is_overdue,
        "due_on": case.due.last_day.isoformat() if case.is_open and case.due is not None else None,
        "words": case.words.get("words", ""),
        "additions": [{"at": instant(at), "words": words} for at, words in case.additions],
        "steps": [{"step": step.step, "result": step.result, "at": instant(step.at)} for step in case.steps],
    }


def _repair(opened: OpenedRepair) -> dict[str, Any]:
    asked = opened.request
    return {
        "case": asked.ref,
        "record": asked.record.ref,
        "asked_at": instant(asked.at),
        "through": asked.through.name if asked.through is not None else None,
        "phase": opened.phase.value,
        "is_open": opened.is_open,
        "is_overdue": opened.is_overdue,
        "due_on": opened.due.last_day.isoformat() if opened.is_open and opened.due is not None else None,
        "commitment": opened.words.get("commitment", ""),
        "steps": [{"step": step.step, "result": step.result, "at": instant(step.at)} for step in opened.steps],
    }


def _said(said: Said) -> dict[str, Any]:
    return {
        "record": said.about.record.ref,
        "text": said.text,
        "at": instant(said.at),
        "through": said.through or None,
        "is_last": said.is_last,
    }


def _look(entry: AccessEntry, reviews: Sequence[LookReview], lawbook: Lawbook) -> dict[str, Any]:
    said = [_review(review) for review in reviews]
    return {
        "at": instant(entry.at),
        "outcome": entry.outcome,
        "unit": entry.unit,
        "unit_name": lawbook.unit(entry.unit).name,
        "seat": entry.seat,
        "role": entry.role,
        "official": entry.by.name,
        "program": entry.program.name if entry.program is not None else None,
        "purpose": entry.purpose,
        "service": entry.matter.service if entry.matter is not None else None,
        "request_no": matters.request_no_of(entry.matter) if entry.matter is not None else None,
        "items_shown": list(entry.shown),
        "reasons": list(entry.reasons),
        "answer": entry.answer.ref if entry.answer is not None else None,
        "letter": entry.letter.ref if entry.letter is not None else None,
        "case": entry.case or None,
        "review": said[-1] if said else None,
        "reviews": said,
    }


def _review(review: LookReview) -> dict[str, Any]:
    return {
        "unit": seat_at(review.by, review.at).unit,
        "result": review.result,
        "rule": review.drawn.rule or None,
        "at": instant(review.at),
    }


def _mandate(noted: MandateNoted, at: datetime) -> dict[str, Any]:
    """Who acts for the person: the representative's name, never their number."""
    return {
        "mandate": noted.ref,
        "kind": noted.kind,
        "agent_name": mandates.agent_name(noted),
        "document_no": mandates.document_no(noted),
        "acts": list(noted.acts),
        "noted_at": instant(noted.at),
        "through": noted.by.name,
        "valid_until": instant(noted.until),
        "ended_at": instant(noted.ended.at) if hasattr(noted, "ended") else None,
        "is_over": mandates.mandate_of(noted).is_over(at),
        "acted": [
            {"act": one.act, "case": one.case or None, "at": instant(one.at), "official": one.by.name}
            for one in noted.acted.all()
        ],
    }


def _promised(one: Promised) -> dict[str, Any]:
    """Papers that follow in one matter; a day that passed says nothing beyond it."""
    promise = one.promise
    return {
        "promise": promise.ref,
        "unit": promise.matter.unit,
        "service": promise.matter.service,
        "made_at": instant(promise.at),
        "official": promise.by.name,
        "state": one.state.value,
        "is_open": one.is_open,
        "papers": [
            {
                "paper": due.code,
                "name": due.name,
                "last_day": due.last_day.isoformat(),
                "arrived_at": instant(one.arrived[due.code].at) if due.code in one.arrived else None,
            }
            for due in one.due
        ],
    }


def _letter(letter: Letter) -> dict[str, Any]:
    return {
        "letter": letter.ref,
        "written_at": instant(letter.at),
        "opened_at": instant(letter.reading.at) if is_read(letter) else None,
    }


def _why(opened: OpenedWhy) -> dict[str, Any]:
    asked, incident = opened.case, incident_of(opened)
    return {
        "case": asked.ref,
        "unit": asked.entry.unit,
        "looked_at": instant(asked.entry.at),
        "asked_at": instant(asked.at),
        "by_reviewer": asked.review_id is not None,
        "through": asked.through.name if asked.through is not None else None,
        "words": opened.words,
        "phase": opened.phase.value,
        "is_unanswered": opened.is_unanswered,
        "is_overdue": opened.is_overdue,
        "due_on": opened.due.last_day.isoformat() if opened.due is not None else None,
        "incident": incident.ref if incident is not None else None,
        "steps": [
            {"step": step.step, "result": step.result, "words": words_of(step), "at": instant(step.at)}
            for step in opened.steps
        ],
    }


def _consent(one: Consented) -> dict[str, Any]:
    given = one.given
    return {
        "consent": given.ref,
        "given_at": instant(given.at),
        "through": given.through.name if given.through is not None else None,
        "unit": given.unit,
        "purpose": given.purpose,
        "items": list(given.items),
        "valid_until": instant(given.until),
        "state": one.state.value,
        "used_at": instant(one.used_at),
        "withdrawn_at": instant(given.withdrawn.at) if hasattr(given, "withdrawn") else None,
    }


def _extract(one: HeldExtract) -> dict[str, Any]:
    """Without its code: this report is no way to check anything."""
    made = one.extract
    return {
        "extract": made.ref,
        "made_at": instant(made.at),
        "through": made.through.name if made.through is not None else None,
        "unit": made.unit,
        "purpose": made.purpose,
        "valid_until": instant(made.until),
        "state": one.state.value,
        "checks": [{"at": instant(check.at), "state": check.state} for check in one.checks],
    }
