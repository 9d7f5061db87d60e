"""What a person reads of themselves by a program of their own, signed in on the pages. [law:pipl/第四十五条]

Reading only, and reading here proves nothing: the text of a letter is given once the person has opened it on the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from ninja import Router

from chengxin import clock
from chengxin.api.law import lawbook
from chengxin.api.law_shapes import citation
from chengxin.api.problems import told
from chengxin.api.reading import refuse_unknown
from chengxin.api.shapes import (
    LetterSection,
    LetterText,
    Look,
    Looks,
    OwnLetter,
    OwnLetters,
    OwnRecord,
    OwnRecords,
    ReasonTold,
    problems,
    stamp,
)
from chengxin.api.tokens import ResidentSession, resident_of
from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.letters import render
from chengxin.apps.matters import selectors as matters
from chengxin.apps.notices import selectors as notices
from chengxin.apps.records import letters as letters_of_records
from chengxin.apps.records import selectors as held
from chengxin.apps.records.selectors import HeldRecord
from chengxin.core.calendar import day_of
from chengxin.core.reasons import Reason
from chengxin.core.records import last_day_of
from chengxin.lawbook import Lawbook

if TYPE_CHECKING:
    from chengxin.apps.inquiries.models import AccessEntry
    from chengxin.apps.notices.models import Letter

router = Router(auth=ResidentSession(), tags=["me"])


@router.get("/me/records", response={200: OwnRecords, **problems(401, 422)})
def records(request: HttpRequest) -> OwnRecords:
    """Everything held about me."""
    refuse_unknown(request.GET, (), "query")
    me, at, book = resident_of(request), clock.now(), lawbook()
    found = held.held_by(me.who, lawbook=book, at=at)
    return OwnRecords(at=stamp(at), records=[_record(one, book) for one in found])


@router.get("/me/letters", response={200: OwnLetters, **problems(401, 422)})
def letters(request: HttpRequest) -> OwnLetters:
    """My letters; of one that I did not open yet, only its title."""
    refuse_unknown(request.GET, (), "query")
    me, book = resident_of(request), lawbook()
    found = notices.list_for_person(me.who.number, me.who.name)
    return OwnLetters(letters=[_letter(letter, book) for letter in found])


@router.get("/me/access", response={200: Looks, **problems(401, 422)})
def access(request: HttpRequest) -> Looks:
    """Who looked at me, and who was refused."""
    refuse_unknown(request.GET, (), "query")
    me, book = resident_of(request), lawbook()
    at = clock.now()
    found = [_look(entry, book) for entry in inquiries.list_for_person(me.who, at=at)]
    return Looks(looks=found, hidden=inquiries.count_hidden(me.who, at=at))


def _record(one: HeldRecord, book: Lawbook) -> OwnRecord:
    title, meaning = book.standing_text(one.standing)
    body = one.body
    return OwnRecord(
        record=one.record.ref,
        item=one.item.slug,
        item_code=one.item.code,
        item_name=one.item.name,
        standing=one.standing.value,
        standing_title=title,
        standing_meaning=meaning,
        source_unit=one.record.unit,
        authority=letters_of_records.authority_name(body, book) if body else None,
        decision_no=body["decision_no"] if body else None,
        decided_on=body["decided_on"] if body else None,
        what=letters_of_records.what_zh(body) if body else None,
        effect_from=stamp(one.effect_from) if one.effect_from else None,
        repair_from=one.repair_from.isoformat() if one.repair_from else None,
        last_day=last_day_of(one.until).isoformat(),
        bases=[citation(basis) for basis in one.item.bases],
        who_may_see=letters_of_records.who_may_see(one.item, book, on=day_of(one.at)),
    )


def _letter(letter: Letter, book: Lawbook) -> OwnLetter:
    is_read = notices.is_read(letter)
    rendered = render(letter, lawbook=book) if is_read else None
    text = None
    if rendered is not None:
        sections = [
            LetterSection(
                heading=section.heading,
                paragraphs=list(section.paragraphs),
                facts=[list(fact) for fact in section.facts],
            )
            for section in rendered.sections
        ]
        text = LetterText(title=rendered.title, intro=list(rendered.intro), sections=sections)
    return OwnLetter(
        letter=letter.ref,
        title=book.letter_then(letter.template, letter.edition).title,
        sent_at=stamp(letter.at),
        is_read=is_read,
        read_at=stamp(letter.reading.at) if is_read else None,
        text=text,
    )


def _look(entry: AccessEntry, book: Lawbook) -> Look:
    purpose = book.purposes.find(entry.purpose, day_of(entry.at))
    return Look(
        at=stamp(entry.at),
        outcome=entry.outcome,
        unit=entry.unit,
        unit_name=book.unit(entry.unit).name,
        seat=entry.seat,
        role=entry.role,
        official=entry.by.name,
        program=entry.program.name if entry.program else "",
        service=entry.own_matter.service if entry.own_matter else "",
        request_no=matters.request_no_of(entry.own_matter) if entry.own_matter else "",
        purpose=purpose.slug if purpose else "",
        purpose_name=purpose.name if purpose else "",
        items_shown=entry.shown,
        reasons=[ReasonTold(**told(Reason(reason))) for reason in entry.reasons],
        answer=entry.answer.ref if entry.answer else None,
    )
