"""Files whose rows make no record, under a name that nobody bears: whether a number is held shows in none of their fates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chengxin.apps.notices.models import Letter
from chengxin.apps.officials import selectors as officials
from chengxin.apps.people.models import Person
from chengxin.apps.records.models import Record
from chengxin.apps.submissions.actions.receive_file import receive_file
from chengxin.apps.submissions.models import RowOutcome
from chengxin.core.facts import RowState
from chengxin.demo.decisions import PENALTIES
from chengxin.demo.numbers import citizen_number
from chengxin.intake.feeds import load_feeds
from chengxin.jobs.queue import work_through
from chengxin.web.law import lawbook
from tests.apps import restrained
from tests.attacks.test_quiet_ways import GHOST, GIVEN, SENT_AT, SERVED, WHO
from tests.proves import proves
from tests.seated import seat
from tests.web import filled
from tests.web.filled import AT

pytestmark = [pytest.mark.django_db, proves("R24")]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WITHDRAWN = ",2026-08-20,普通程序,,,,,撤销"
VALID = ",2026-08-20,普通程序,2026-09-03,直接送达,送〔2026〕0391号,2026-01,有效"
TOWN = [citizen_number("231102", date(1889, 5, 1), place) for place in range(20)]
NUMBERS = [*TOWN[:7], restrained.WHO.number, *TOWN[7:]]


@pytest.fixture(autouse=True)
def held():
    """One of the numbers is held, through another source."""
    restrained.record()


def sent(tail, at):
    """The fates of a row for each number, oldest first."""
    seat("gedehong")
    head, row = GIVEN.read_text("utf-8-sig").strip().splitlines()
    row = row.replace(",,,,,,,撤销", tail).replace("葛长河", "无此人")
    rows = [
        row.replace("231102188806120319", number).replace("0391", f"9{place:03d}")
        for place, number in enumerate(NUMBERS)
    ]
    data = ("\r\n".join([head, *rows]) + "\r\n").encode("utf-8-sig")
    by = officials.get_active("gedehong")
    feed = load_feeds()[PENALTIES]
    submission = receive_file(lawbook=lawbook(), data=data, filename="a.csv", feed=feed, by=by, at=at)
    work_through(submission, lawbook=lawbook(), feeds=load_feeds(), at=at)
    fates = RowOutcome.objects.filter(submission=submission).order_by("row")
    return [row.fate for row in fates]


def test_of_what_has_run_out():
    letters = Letter.objects.count()
    assert sent(VALID.replace("2026-08-20", "2021-08-20"), SENT_AT) == ["refused"] * len(NUMBERS)
    assert (Record.objects.count(), Letter.objects.count() - letters) == (1, 0)


def test_of_what_was_withdrawn_before_it_came():
    sent(WITHDRAWN, SENT_AT)
    known = Person.objects.count()
    assert sent(VALID, SENT_AT + HOUR) == ["refused"] * len(NUMBERS)
    assert (Record.objects.count(), Person.objects.count()) == (1, known)


def test_of_what_its_own_source_withdrew():
    """Sent again it is refused, whoever holds the number by now."""
    row = filled.penalty(GHOST, proof=SERVED)
    filled.submit([row], at=AT - 20 * DAY)
    filled.submit([replace(row, state=RowState.WITHDRAWN)], at=AT - 19 * DAY)
    fates = []
    for days, is_held in ((18, False), (10, True)):
        if is_held:
            filled.submit([filled.licence(WHO)], feed=filled.LICENCES, at=AT - 15 * DAY)
        again = filled.submit([row], at=AT - days * DAY)
        fates += RowOutcome.objects.filter(submission=again).values_list("fate", flat=True)
    assert fates == ["refused"] * 2
