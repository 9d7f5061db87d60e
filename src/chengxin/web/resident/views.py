"""The person's own pages: records, letters, who looked. [law:pipl/第四十四条] [law:pipl/第四十五条]"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from chengxin import clock, sessions
from chengxin.apps import letters as letters_of_all
from chengxin.apps.destruction import selectors as destruction
from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.inquiries.actions.answer import replay
from chengxin.apps.inquiries.consented import carried
from chengxin.apps.looks import selectors as whys
from chengxin.apps.notices import selectors as notices
from chengxin.apps.objections import selectors as objections
from chengxin.apps.promises import selectors as promises
from chengxin.apps.records import letters as record_letters
from chengxin.apps.records import selectors as held
from chengxin.apps.records.actions.read_letter import read_letter
from chengxin.apps.repairs import selectors as repairs
from chengxin.apps.restraints import selectors as restraints
from chengxin.apps.sign_ins import selectors as sign_ins
from chengxin.core.calendar import day_of
from chengxin.core.delivery import LetterState
from chengxin.core.facts import ProofMode
from chengxin.core.ical import calendar_file
from chengxin.core.permissions import KEEPER
from chengxin.core.reasons import Refusal
from chengxin.core.records import last_day_of
from chengxin.core.words import day_zh
from chengxin.lawbook import Lawbook
from chengxin.sessions import Resident
from chengxin.web import cards, errors
from chengxin.web.case_words import ground_of, now_of
from chengxin.web.deadline import clock_of
from chengxin.web.doors import door
from chengxin.web.law import lawbook
from chengxin.web.looks import answer_page, by_month, codes, sent_under
from chengxin.web.proofs import receipt_file
from chengxin.web.replies import download, see_other
from chengxin.web.resident.calendars import days_of
from chengxin.web.resident.chase import chase
from chengxin.web.resident.delivery import delivery
from chengxin.web.resident.pressing import pressing
from chengxin.web.resident.remedies import remedies, repair_url
from chengxin.web.resident.story import letters_about, story
from chengxin.web.restraining import on_card, told

if TYPE_CHECKING:
    from chengxin.apps.inquiries.models import AccessEntry
    from chengxin.apps.notices.models import Letter


@door("resident")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The short address that letters and the front page print."""
    return redirect("resident:records")


@door("resident")
@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """My records: what there is, in time order; what has ended, apart."""
    me, at = _me(request), clock.now()
    book = lawbook()
    mine = held.held_by(me.who, lawbook=book, at=at)
    entries = list(inquiries.list_for_person(me.who, at=at))
    shown = inquiries.records_shown({entry.answer_id for entry in entries if entry.answer_id})
    cases = objections.list_for_person(me.who, lawbook=book, at=at)
    known = restraints.list_for_person(me.who, lawbook=book, at=at)
    asked = repairs.list_for_person(me.who, lawbook=book, at=at)
    refs = _refs_about(cases, asked, known)
    promised = promises.list_for_person(me.who, at=at)
    shown_cards = [
        _card(record, book, looks=len(_looks_at(record.record.pk, entries, shown, refs)), known=known)
        for record in mine
    ]
    unread = sum(not notices.is_read(letter) for letter in notices.list_for_person(me.who.number, me.who.name))
    context = {
        "name": me.name,
        "cards": [card for card in shown_cards if not card.is_ended],
        "ended": [card for card in shown_cards if card.is_ended],
        "gone": [
            {
                "item": book.items.at(one.item, day_of(one.at)).name,
                "unit": book.unit(one.unit).name,
                "on": day_zh(day_of(one.at)),
                "url": reverse("resident:letter", args=[one.letter]),
            }
            for one in destruction.destroyed_for_person(me.who, at=at)
        ],
        "unread": unread,
        "pressing": pressing(known, promised, lawbook=book, at=at),
        "promised": len(promised),
        "looks": len(entries),
        "hidden": inquiries.count_hidden(me.who, at=at),
        "open_cases": sum(case.is_open for case in cases) + sum(one.is_open for one in asked),
    }
    return render(request, "resident/records.html", context)


@door("resident")
@require_safe
def record(request: HttpRequest, ref: str) -> HttpResponse:
    """One record: why, until when, what can be done, and its story."""
    me, at = _me(request), clock.now()
    book = lawbook()
    mine = held.get_for_person(me.who, ref, lawbook=book, at=at)
    if mine is None:
        raise Http404
    entries = list(inquiries.list_for_person(me.who, at=at))
    shown = inquiries.records_shown({entry.answer_id for entry in entries if entry.answer_id})
    cases = objections.about_record(mine.record.pk, lawbook=book, at=at)
    repair_cases = repairs.about_record(mine.record.pk, lawbook=book, at=at)
    known = restraints.about_record(mine.record.pk, lawbook=book, at=at)
    letters_of_it = letters_about(
        mine, cases, repair_cases, known, list(notices.list_for_person(me.who.number, me.who.name))
    )
    hidden = inquiries.count_hidden(me.who, at=at)
    asked = _looks_at(mine.record.pk, entries, shown, {})
    looks_of_it = _looks_at(mine.record.pk, entries, shown, _refs_about(cases, repair_cases, known))
    context = {
        "has_days": bool(days_of(mine, book)),
        "held": mine,
        "title": mine.item.name,
        "tag": cards.tag(mine, book),
        "basis": cards.basis_text(mine),
        "decided": cards.decided_text(mine, book) if mine.body else "",
        "what": record_letters.what_zh(mine.body) if mine.body else "",
        "end": cards.end_text(mine),
        "end_reason": cards.reason_for_end(mine),
        "who_may_see": record_letters.who_may_see(mine.item, book, on=day_of(at)),
        "source": book.unit(mine.record.unit).name,
        "remedies": remedies(mine, cases, repair_cases, book),
        "chase": chase(
            mine,
            seen={entry.answer_id for entry in entries},
            hidden=hidden,
            lawbook=book,
            at=at,
        ),
        "flags": [_flagged(case, book) for case in cases if case.is_open],
        "looks": len(looks_of_it),
        "hidden": hidden,
        "story": story(
            mine, letters=letters_of_it, looks=asked, cases=cases, repairs=repair_cases, restraints=known, lawbook=book
        ),
        "restraints": [told(one, book) for one in known],
        "object_url": reverse("resident:object", args=[mine.record.ref]),
        "is_ended": mine.standing in cards.ENDED,
        "wait": cards.wait_text(mine, book),
        "repair_from": cards.repair_text(mine),
        "repair_url": repair_url(mine),
    }
    return render(request, "resident/record.html", context)


@door("resident")
@require_safe
def record_calendar(request: HttpRequest, ref: str) -> HttpResponse:
    """The days of one record, for a calendar."""
    me, at, book = _me(request), clock.now(), lawbook()
    mine = held.get_for_person(me.who, ref, lawbook=book, at=at)
    cases = objections.about_record(mine.record.pk, lawbook=book, at=at) if mine is not None else []
    days = days_of(mine, book, cases) if mine is not None else []
    if not days:
        raise Http404
    return download(calendar_file(days, made_at=at), f"{ref}.ics", "text/calendar; charset=utf-8")


@door("resident")
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """My letters, the unread ones first: of these only the title is shown."""
    me = _me(request)
    book = lawbook()
    at = clock.now()
    listed = [_listed(letter, book, at) for letter in notices.list_for_person(me.who.number, me.who.name)]
    waiting = book.period("waiting_period", on=day_of(at))
    context = {
        "unread": [letter for letter in listed if not letter["is_read"]],
        "read": [letter for letter in listed if letter["is_read"]],
        "begins_waiting": any(one["begins_waiting"] and not one["is_read"] for one in listed),
        "proves": sessions.proves_notice(request),
        "code_days": book.period("code_proves_after", on=day_of(at)),
        "waiting_days": waiting,
        "waits_until": day_zh(book.working_days.days_later(day_of(at), waiting).last_day),
        "contacts": len(notices.contacts_of(me.who.number, me.who.name)),
    }
    return render(request, "resident/letters.html", context)


@door("resident", is_open_at_once=True)
@require_POST
def open_letter(request: HttpRequest, ref: str) -> HttpResponse:
    """Open a letter: from then on it is proved that the person was told; in a session that proves nothing it is only shown."""
    me = _me(request)
    if not sessions.proves_notice(request):
        return see_other(reverse("resident:letter", args=[ref]))
    try:
        read_letter(ref, lawbook=lawbook(), by=me.who, at=clock.now())
    except Refusal as refusal:
        return errors.refused(request, [refusal.reason], status=404)
    return see_other(reverse("resident:letter", args=[ref]))


@door("resident")
@require_safe
def letter(request: HttpRequest, ref: str) -> HttpResponse:
    """A letter that was opened; one that was not leads back to the list, where opening it is the person's own act."""
    me, at = _me(request), clock.now()
    book = lawbook()
    mine = notices.get_for_person(me.who.number, me.who.name, ref)
    if mine is None:
        raise Http404
    is_read = notices.is_read(mine)
    if not is_read and sessions.proves_notice(request):
        return redirect("resident:letters")
    context = {
        "name": me.name,
        "letter": letters_of_all.render(mine, lawbook=book),
        "sender": book.unit(KEEPER).name,
        "ref": mine.ref,
        "on": day_zh(day_of(mine.at)),
        "read_on": day_zh(day_of(mine.reading.at)) if is_read else "",
        "waits_until": _waits_until(me, mine, book, at) if is_read else "",
        "waiting_days": book.period("waiting_period", on=day_of(mine.reading.at if is_read else at)),
        "delivery": delivery(mine, book, at=at),
        "about": _record_with_days(me, mine.subject, book, at),
        "leads_to": _leads_to(me, mine, book, at),
    }
    return render(request, "resident/letter.html", context)


@door("resident")
@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """Who looked at me, and who was refused."""
    me, at = _me(request), clock.now()
    entries, book = list(inquiries.list_for_person(me.who, at=at)), lawbook()
    asked = {one.case.entry_id: one for one in whys.list_for_person(me.who, lawbook=book, at=at)}
    context = {
        "months": by_month(
            entries,
            book,
            numbers=whys.numbers_of(entries),
            asked=asked,
            reviews=whys.reviews_of(entries, at=at),
            consents=carried(entries),
            repairs={one.request.ref for one in repairs.list_for_person(me.who, lawbook=book, at=at)},
        ),
        "count": len(entries),
        "hidden": inquiries.count_hidden(me.who, at=at),
        "refused": sum(entry.outcome == "refused" for entry in entries),
        "codes": codes(sign_ins.codes_of(me.who, at=at), book, at=at),
        "sent": sent_under(me.who, book, at=at),
    }
    return render(request, "resident/looks.html", context)


@door("resident")
@require_safe
def looks_receipt(request: HttpRequest) -> HttpResponse:
    """That each look which the person sees stands in the ledger; nothing of what it was: a receipt may be shown around."""
    entries = inquiries.list_for_person(_me(request).who, at=clock.now())
    return receipt_file("谁看过我", [entry.pk for entry in entries])


@door("resident")
@require_safe
def look(request: HttpRequest, ref: str) -> HttpResponse:
    """Exactly what one answer showed to its asker."""
    me, at = _me(request), clock.now()
    entries = [e for e in inquiries.list_for_person(me.who, at=at) if e.answer is not None and e.answer.ref == ref]
    if not entries:
        raise Http404
    first = entries[-1]
    assert first.answer is not None  # noqa: S101 - chosen by its answer
    return render(request, "resident/look.html", answer_page(first, replay(first.answer), lawbook()))


@door("public")
@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """Where a resident signs in: in the demo at the labelled identity picker."""
    return redirect("demo:sign_in" if settings.IS_DEMO else "signing_in:sign_in")


def _me(request: HttpRequest) -> Resident:
    me = sessions.resident_of(request)
    assert me is not None  # noqa: S101 - the doorkeeper lets nobody else in
    return me


def _card(
    mine: held.HeldRecord, book: Lawbook, *, looks: int, known: Sequence[restraints.OpenedRestraint]
) -> cards.Card:
    """One record on my page: what rests on it leads to its place, and an objection begins here."""
    ref, bars = mine.record.ref, on_card(mine.record.pk, known)
    url = reverse("resident:record", args=[ref])
    return cards.card(
        mine,
        book,
        looks=looks,
        url=url,
        links={cards.REPAIR: repair_url(mine), **{label: f"{url}#{anchor}" for label, _, anchor in bars}},
        more=[(label, value) for label, value, _ in bars],
        object_url="" if mine.standing in cards.ENDED or not mine.body else reverse("resident:object", args=[ref]),
    )


def _listed(letter: Letter, book: Lawbook, at: datetime) -> dict[str, Any]:
    """One line of the list; what a letter is about is said only once it was opened."""
    values = letters_of_all.letter_values(letter, lawbook=book)
    is_read = notices.is_read(letter)
    named = ("item", "decision_no", "service", "matter_no")
    about = "，".join(values[key] for key in named if values[key]) if values else ""
    return {
        "ref": letter.ref,
        "title": book.letter_then(letter.template, letter.edition).title,
        "on": day_zh(day_of(letter.at)),
        "is_read": is_read,
        "is_signed": notices.state_of(letter, at=at) is LetterState.DELIVERED,
        "begins_waiting": values is not None and values["wait_sentence"].startswith(record_letters.FROM_OPENING),
        "read_on": day_zh(day_of(letter.reading.at)) if is_read else "",
        "about": about if is_read else "",
        "is_gone": values is None,
        "delivery": delivery(letter, book, at=at),
    }


def _record_with_days(me: Resident, subject: int, book: Lawbook, at: datetime) -> str:
    """The reference of the record that a letter tells of, where it has days still to come."""
    mine = held.held_by(me.who, lawbook=book, at=at)
    told = (one for one in mine if any(version.pk == subject for version in one.versions))
    return next((one.record.ref for one in told if days_of(one, book)), "")


def _waits_until(me: Resident, letter: Letter, book: Lawbook, at: datetime) -> str:
    """The last day of the waiting period that opening this letter began; "" where it began none, or another version has
    taken its place."""
    for mine in held.held_by(me.who, lawbook=book, at=at):
        opened = any(
            event.at == letter.reading.at and event.proof_mode == ProofMode.READ_IN_PORTAL.value
            for event in mine.events
        )
        counts = mine.item.is_adverse and mine.item.may_have_effect_on(day_of(at))
        if mine.version.pk == letter.subject and opened and counts and mine.effect_from is not None:
            return day_zh(last_day_of(mine.effect_from))
    return ""


def _leads_to(me: Resident, letter: Letter, book: Lawbook, at: datetime) -> list[dict[str, str]]:
    """The pages of what a letter tells of, the nearest first: its objection, its repair, its record."""
    found, about = [], 0
    for case in objections.list_for_person(me.who, lawbook=book, at=at):
        if letter.subject in (case.objection.pk, *(step.pk for step in case.steps)):
            ref, about = case.objection.ref, case.objection.record_id
            found.append({"url": reverse("resident:case", args=[ref]), "text": "看这件异议", "no": f"受理号{ref}"})
    for repair in repairs.list_for_person(me.who, lawbook=book, at=at):
        if letter.subject in (repair.request.pk, *(step.pk for step in repair.steps)):
            ref, about = repair.request.ref, repair.request.record_id
            found.append(
                {"url": reverse("resident:repair", args=[ref]), "text": "看这件修复申请", "no": f"受理号{ref}"}
            )
    for mine in held.held_by(me.who, lawbook=book, at=at):
        draft = repairs.draft_of(mine.record.pk, at=at)
        told = {version.pk for version in mine.versions} | ({draft.pk} if draft is not None else set())
        if mine.record.pk == about or letter.subject in told:
            ref = mine.record.ref
            if draft is not None and draft.pk == letter.subject and repair_url(mine):
                found.append({"url": repair_url(mine), "text": "去看填好的申请，提交", "no": mine.item.name})
            found.append({"url": reverse("resident:record", args=[ref]), "text": "看这条记录", "no": mine.item.name})
    return found


def _flagged(case: objections.OpenedCase, book: Lawbook) -> dict[str, Any]:
    """An open case as the page of its record shows it."""
    return {
        "url": reverse("resident:case", args=[case.objection.ref]),
        "ref": case.objection.ref,
        "title": f"您的异议：{ground_of(case)}",
        "now": now_of(case, book),
        "clock": clock_of(case),
    }


def _refs_about(
    cases: Iterable[objections.OpenedCase],
    asked: Iterable[repairs.OpenedRepair],
    known: Iterable[restraints.OpenedRestraint],
) -> dict[int, set[str]]:
    """For each record, the numbers of its objections, of its requests for repair, and of what rests on it."""
    refs: dict[int, set[str]] = {}
    for case in cases:
        refs.setdefault(case.objection.record_id, set()).add(case.objection.ref)
    for repair in asked:
        refs.setdefault(repair.request.record_id, set()).add(repair.request.ref)
    for one in known:
        refs.setdefault(one.restraint.record_id, set()).add(one.restraint.ref)
    return refs


def _looks_at(
    record: int, entries: list[AccessEntry], shown: dict[int, set[int]], refs: dict[int, set[str]]
) -> list[AccessEntry]:
    """The looks at one record: in an answer, or by opening a case about it."""
    answers, cases = shown.get(record, set()), refs.get(record, set())
    return [entry for entry in entries if entry.answer_id in answers or entry.case in cases]
