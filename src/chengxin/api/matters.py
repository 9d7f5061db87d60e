"""A program opens a matter, asks one question in it, says how it ended. [law:pipl/第六条] [law:pipl/第三十四条]

The same acts as at the window: nothing is asked outside a matter, and each question is entered where its person sees it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from ninja import Router
from ninja.responses import Status

from chengxin import clock
from chengxin.api.law import feeds, lawbook
from chengxin.api.pace import on_the_beat
from chengxin.api.problems import Problem, told
from chengxin.api.reading import plain_text, refuse_unknown
from chengxin.api.shapes import (
    AnswerTold,
    InquiryAsked,
    MatterAsked,
    MatterTold,
    OutcomeAsked,
    OutcomeTold,
    PersonAsked,
    ReasonTold,
    RecordShown,
    RefInPath,
    UseNoticeAsked,
    created,
    problems,
    stamp,
)
from chengxin.api.tokens import ProgramToken, program_of
from chengxin.apps.inquiries.actions.answer import answer as give_answer
from chengxin.apps.inquiries.actions.answer import replay
from chengxin.apps.inquiries.actions.stop_probing import stop_probing
from chengxin.apps.matters import selectors as matters
from chengxin.apps.matters.actions.open_matter import open_matter
from chengxin.apps.restraints.actions.close_matter import close_matter
from chengxin.apps.restraints.selectors import adverse_shown
from chengxin.core.calendar import day_of
from chengxin.core.facts import DocumentType, Identity
from chengxin.core.identity_number import fault, normalise
from chengxin.core.identity_words import NAME_FAULTS, NUMBER_FAULTS
from chengxin.core.names import check_name, standard
from chengxin.core.reasons import Reason
from chengxin.core.uses import UseNotice
from chengxin.lawbook import Lawbook

if TYPE_CHECKING:
    from chengxin.apps.matters.models import Matter
    from chengxin.apps.officials.models import Program

router = Router(auth=ProgramToken(), tags=["matters"])
_OF_A_BODY = (400, 401, 403, 404, 409, 413, 415, 422)


@router.post("/matters", response={201: MatterTold, **problems(*_OF_A_BODY, 503)})
def open_one(request: HttpRequest, asked: MatterAsked) -> Status[Any]:
    """Open a matter: one service, one request number, one person. Only then can anything be asked."""
    refuse_unknown(request.GET, (), "query")
    program, at, book = program_of(request), clock.now(), lawbook()
    opened = open_matter(
        identity=_identity(asked.person),
        service=asked.service,
        request_no=plain_text(asked.request_no, "/request_no"),
        reason=plain_text(asked.reason, "/reason"),
        lawbook=book,
        program=program,
        by=program.official,
        at=at,
    )
    purposes = book.on(day_of(at)).purposes.values()
    mine = [purpose.slug for purpose in purposes if purpose.slug in program.purposes]
    return created(
        MatterTold(
            matter=opened.ref,
            unit=opened.unit,
            service=opened.service,
            request_no=matters.request_no_of(opened),
            opened_at=stamp(opened.at),
            purposes=sorted(slug for slug in mine if opened.service in book.purpose(slug).services),
        )
    )


@router.post("/matters/{ref}/inquiries", response={200: AnswerTold, **problems(*_OF_A_BODY, 503)})
def ask(request: HttpRequest, ref: RefInPath, asked: InquiryAsked) -> AnswerTold:
    """Ask one question about the person of a matter. The look is entered here, whatever comes of it.

    Asking again for the same purpose gives the answer that was given. A refused question is a problem document whose
    `outcome` is `refused`, with every reason.
    """
    refuse_unknown(request.GET, (), "query")
    with on_the_beat():
        return _answered(request, ref, asked)


def _answered(request: HttpRequest, ref: str, asked: InquiryAsked) -> AnswerTold:
    program, at, book = program_of(request), clock.now(), lawbook()
    given = give_answer(
        matter=ref,
        purpose=asked.purpose,
        identity=_identity(asked.person),
        lawbook=book,
        feeds=feeds(),
        program=program,
        by=program.official,
        at=at,
    )
    if given.answer is None:
        stop_probing(program, lawbook=book, at=at)
        head = {"edition": book.edition, "law_digest": book.digest, "at": stamp(given.entry.at)}
        raise Problem(*given.reasons, more={"outcome": "refused", **head})
    replayed = given.shown or replay(given.answer)
    envelope = replayed.envelope
    return AnswerTold(
        **{name: envelope[name] for name in ("outcome", "answer", "matter", "purpose", "unit", "sources", "edition")},
        is_again=given.entry.outcome == "read_again",
        reasons=[ReasonTold(**told(Reason(reason))) for reason in envelope["reasons"]],
        records=[RecordShown(**shown) if shown else None for shown in replayed.fragments],
        law_digest=envelope["law_digest"],
        at=envelope["at"],
    )


@router.post("/matters/{ref}/outcome", response={200: OutcomeTold, **problems(*_OF_A_BODY)})
def close(request: HttpRequest, ref: RefInPath, asked: OutcomeAsked) -> OutcomeTold:
    """Say how a matter ended. Afterwards nothing can be asked in it."""
    refuse_unknown(request.GET, (), "query")
    program = program_of(request)
    found = matters.get_for_unit(program.unit, ref)
    if found is None:
        raise Problem(Reason.NOTHING_HERE)
    book = lawbook()
    closing = close_matter(
        found,
        outcome=asked.outcome,
        notice=_notice(found, asked.notice, program, book) if asked.notice else None,
        lawbook=book,
        program=program,
        by=program.official,
        at=clock.now(),
    )
    return OutcomeTold(matter=found.ref, outcome=closing.outcome, closed_at=stamp(closing.at))


def _notice(matter: Matter, asked: UseNoticeAsked, program: Program, book: Lawbook) -> UseNotice:
    """The notice that a program sends, with what it names among what the answers showed; anything else is none of it."""
    adverse = adverse_shown(matter, lawbook=book, by=program.official, program=program)
    shown = {(one.answer.ref, one.place): one.pk for one in adverse}
    said = {
        name: plain_text(getattr(asked, name), f"/notice/{name}")
        for name in ("decider", "seat", "article", "words", "remedy")
    }
    return UseNotice(frozenset(shown.get((one.answer, one.place), 0) for one in asked.used), **said)


def _identity(person: PersonAsked) -> Identity:
    """The person a program names; number and name are checked as on the pages.

    :raises Problem: VALUE_NOT_TAKEN.
    """
    number, name = normalise(person.id_number), standard(person.name.strip())
    number_fault, name_fault = fault(number), check_name(name)
    errors = []
    if number_fault is not None:
        errors.append(("/person/id_number", NUMBER_FAULTS[number_fault]))
    if name_fault is not None:
        errors.append(("/person/name", NAME_FAULTS[name_fault]))
    if errors:
        raise Problem(Reason.VALUE_NOT_TAKEN, errors=errors)
    return Identity(DocumentType(person.id_type), number, name)
