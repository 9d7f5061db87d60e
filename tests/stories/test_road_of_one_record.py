"""The road of one record: a file becomes a record, the person is told, one question is answered, the person sees who asked.

Given a department's workbook with one penalty and no proof of notice; when a clerk asks before the person was told, while
the person waits, and after; then the first two answers say the same words as for somebody of whom nothing is held, the
third holds the record, and the person finds all three in their own log.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from chengxin.apps.inquiries.actions.answer import Given, answer, replay
from chengxin.apps.inquiries.selectors import list_for_person
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.verify import verify
from chengxin.apps.matters import selectors as matters
from chengxin.apps.matters.actions.open_matter import open_matter
from chengxin.apps.notices import selectors as notices
from chengxin.apps.people import selectors as people
from chengxin.apps.people.models import Person
from chengxin.apps.records.actions.read_letter import read_letter
from chengxin.apps.records.selectors import held_by
from chengxin.apps.restraints.actions.close_matter import close_matter
from chengxin.apps.submissions.actions.receive_file import receive_file
from chengxin.core.calendar import SHANGHAI
from chengxin.core.facts import Identity
from chengxin.core.reasons import Reason
from chengxin.core.records import Standing
from chengxin.demo import cast, samples, sheets
from chengxin.demo.decisions import PENALTIES, Penalty
from chengxin.intake.feeds import load_feeds
from chengxin.jobs.queue import work_through
from chengxin.lawbook import Lawbook, load
from tests.confirmed import confirmed
from tests.proves import proves

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 10, 12, 9, 20, tzinfo=SHANGHAI)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
PURPOSE = "road_transport_licence"
WHO, NOBODY = cast.NEWCOMER, cast.UNKNOWN


@pytest.fixture(autouse=True)
def world() -> None:
    cast.appoint_all()
    cast.report_all(MONDAY)


def official(username: str):
    return cast.officials.get_active(username)


def hand_over(data: bytes, filename: str, at: datetime):
    """A department's file arrives and is worked through."""
    feed = load_feeds()[PENALTIES]
    submission = receive_file(lawbook=load(), data=data, filename=filename, feed=feed, by=official("gedehong"), at=at)
    return work_through(submission, lawbook=load(), feeds=load_feeds(), at=at)


def workbook(*penalties: Penalty) -> bytes:
    return sheets.as_xlsx(sheets.table(load_feeds()[PENALTIES], [penalty.row(load()) for penalty in penalties]))


def ask(who: Identity, at: datetime, reason: str = "") -> Given:
    """A clerk opens a matter for one applicant and asks once."""
    cast.report_all(at)
    clerk = official("moxiaolan")
    matter = open_matter(
        identity=who,
        service=load().purpose(PURPOSE).services[0],
        request_no=f"黑政服〔2026〕{at:%m%d%H}号",
        reason=reason,
        lawbook=load(),
        by=clerk,
        at=at,
    )
    given = answer(
        matter=matter.ref,
        purpose=PURPOSE,
        identity=who,
        lawbook=load(),
        feeds=load_feeds(),
        by=clerk,
        at=at + MINUTE,
    )
    close_matter(matter, outcome="granted", lawbook=load(), by=clerk, at=at + 2 * MINUTE)
    return given


def standing(who: Identity, at: datetime, lawbook: Lawbook | None = None) -> list[Standing]:
    return [held.standing for held in held_by(people.indexes(who), lawbook=lawbook or load(), at=at)]


def words(given: Given) -> dict:
    """What the asker reads, without what differs by nature: numbers and times."""
    envelope = replay(given.answer).envelope
    assert envelope["fragments"] == []
    told = {k: v for k, v in envelope.items() if k not in {"answer", "matter", "at", "sources"}}
    return told | {"sources": [(s["item"], s["unit"], s["feed"], s["reason"]) for s in envelope["sources"]]}


def read_all(who: Identity, at: datetime) -> list[str]:
    """The person opens every letter they have not read."""
    me = people.indexes(who)
    letters = notices.list_for_person(me.number, me.name)
    unread = [letter for letter in letters if not notices.is_read(letter)]
    for letter in unread:
        read_letter(letter.ref, lawbook=load(), by=me, at=at)
    return [letter.template for letter in unread]


@proves("R01", "R09", "R11")
def test_the_road_of_one_record() -> None:
    penalty = Penalty(WHO, 391, decided_on=date(2026, 10, 8), conduct_end_on=date(2026, 9, 18))
    receipt = hand_over(workbook(penalty), "处罚.xlsx", MONDAY + MINUTE)
    assert (receipt.rows, receipt.accepted) == (1, 1)

    # One notice per new record, at once, and nobody can use the record.
    me = people.indexes(WHO)
    [letter] = notices.list_for_person(me.number, me.name)
    assert letter.template == "registered_adverse"
    before = ask(WHO, MONDAY + DAY)
    assert before.reasons == (Reason.NOTHING_USABLE,)
    assert standing(WHO, MONDAY + DAY) == [Standing.AWAITING_NOTICE]

    # The person reads: the seven days run from the day after.
    read_at = MONDAY + 2 * DAY
    assert read_all(WHO, read_at) == ["registered_adverse"]
    assert standing(WHO, read_at) == [Standing.WAITING]
    waiting = ask(WHO, MONDAY + 5 * DAY, reason="补交材料后再次受理")
    assert waiting.reasons == (Reason.NOTHING_USABLE,)
    [held] = held_by(me, lawbook=load(), at=read_at)
    assert held.effect_from == datetime(2026, 10, 22, tzinfo=SHANGHAI)

    # Not a second earlier than the letter said.
    assert standing(WHO, held.effect_from - timedelta(seconds=1)) == [Standing.WAITING]
    after = ask(WHO, held.effect_from + timedelta(hours=9), reason="换证")
    assert after.reasons == (Reason.FOUND_USABLE,)
    [shown] = replay(after.answer).fragments
    assert shown is not None
    assert (shown["decision_no"], shown["amount_fen"]) == ("黑市交罚〔2026〕391号", 200_000)
    assert WHO.number not in str(replay(after.answer))
    assert WHO.name not in str(replay(after.answer))

    # The person sees every look: who, which matter, what was shown; the reason for asking again too.
    looks = list(list_for_person(me, at=held.effect_from + DAY))
    assert [look.shown for look in looks] == [["road_transport_violation"], [], []]
    assert {(look.unit, look.seat, look.purpose) for look in looks} == {("transport", "许可窗口3号", PURPOSE)}
    assert [matters.reason_of(look.matter) for look in looks] == ["换证", "补交材料后再次受理", ""]

    # And it ends by itself, three years after the conduct.
    assert held.until == datetime(2029, 9, 19, tzinfo=SHANGHAI)
    assert standing(WHO, held.until - timedelta(seconds=1), confirmed(load())) == [Standing.IN_EFFECT]
    assert standing(WHO, held.until) == [Standing.EXPIRED]
    seal(at=held.effect_from + DAY, force_checkpoint=True)
    assert verify().findings == ()


@proves("R01")
def test_the_asker_reads_the_same_words_for_nothing() -> None:
    """Not told, waiting, withdrawn, a misspelt name, nobody at all: one sentence, byte for byte."""
    penalty = Penalty(WHO, 391, decided_on=date(2026, 10, 8), conduct_end_on=date(2026, 9, 18))
    hand_over(workbook(penalty), "处罚.xlsx", MONDAY + MINUTE)
    nothing = words(ask(NOBODY, MONDAY + DAY))
    assert words(ask(WHO, MONDAY + DAY)) == nothing
    assert load().reason_text(Reason.NOTHING_USABLE).text == "未查得可用于本用途的记录"
    misspelt = Identity(WHO.document_type, WHO.number, "申屠黙黙")
    assert words(ask(misspelt, MONDAY + DAY, reason="换人办理")) == nothing
    read_all(WHO, MONDAY + 2 * DAY)
    assert words(ask(WHO, MONDAY + 3 * DAY, reason="再办")) == nothing
    hand_over(workbook(replace(penalty, state="撤销")), "撤销.xlsx", MONDAY + 20 * DAY)
    late = MONDAY + 25 * DAY
    assert standing(WHO, late) == [Standing.WITHDRAWN]
    assert words(ask(WHO, late, reason="再办")) == nothing


def test_an_inquiry_makes_no_person_and_is_found_on_first_sign_in() -> None:
    ask(NOBODY, MONDAY + DAY)
    assert not Person.objects.exists()
    [look] = list_for_person(people.indexes(NOBODY), at=MONDAY + 2 * DAY)
    assert (look.outcome, look.unit) == ("answered", "transport")


def test_proof_that_was_enclosed_needs_no_letter_to_be_read_but_waits_all_the_same() -> None:
    served = date(2026, 10, 9)
    penalty = Penalty(WHO, 391, date(2026, 10, 8), date(2026, 9, 18), served_on=served)
    hand_over(workbook(penalty), "处罚.xlsx", MONDAY + MINUTE)
    assert standing(WHO, MONDAY + DAY) == [Standing.WAITING]
    # Served on Friday the 9th: seven days end on the 16th, a working day.
    assert standing(WHO, datetime(2026, 10, 16, 23, 59, 59, tzinfo=SHANGHAI)) == [Standing.WAITING]
    assert standing(WHO, datetime(2026, 10, 17, tzinfo=SHANGHAI)) == [Standing.IN_EFFECT]


def test_the_sample_file_of_the_demo_opens_the_road() -> None:
    receipt = hand_over(samples.files(MONDAY)[samples.ROAD], samples.ROAD, MONDAY + MINUTE)
    assert (receipt.rows, receipt.accepted, receipt.refused, receipt.waiting) == (5, 3, 1, 1)
    assert standing(cast.NEWCOMER, MONDAY + DAY) == [Standing.AWAITING_NOTICE]
    assert standing(cast.LICENSED, MONDAY + DAY) == [Standing.WAITING]
