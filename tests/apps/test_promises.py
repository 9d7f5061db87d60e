"""Papers that follow through their acts: told, reminded, closed on arrival; a breach is a fact of that matter and no record."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.batch import read_content
from chengxin.apps.ledger.verify import verify
from chengxin.apps.letters import render
from chengxin.apps.notices.models import Letter
from chengxin.apps.own_report.as_json import as_json
from chengxin.apps.own_report.selectors import own_report
from chengxin.apps.people import selectors as people
from chengxin.apps.promises import selectors as promises
from chengxin.apps.promises.actions.destroy_promises import destroy_promises
from chengxin.apps.promises.actions.follow_up import follow_up
from chengxin.apps.promises.actions.note_arrival import note_arrival
from chengxin.apps.promises.actions.promise_papers import promise_papers
from chengxin.apps.promises.models import Promise
from chengxin.apps.records.letters import addressee
from chengxin.apps.records.models import Record
from chengxin.apps.restraints.actions.close_matter import close_matter
from chengxin.core.calendar import start_of
from chengxin.core.permissions import Role
from chengxin.core.promises import State
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.services import Brought, Verdict
from chengxin.web.law import feeds, lawbook
from chengxin.web.own_report.words import parts
from tests.apps.test_service_check import checked
from tests.proves import proves
from tests.web import filled

pytestmark = pytest.mark.django_db
AT, DAY = filled.AT, timedelta(days=1)
WHO = filled.person("王䶮", 7)
PAPERS = ("photo", "driving_licence_copy")


def clerk():
    return filled.official(Role.CLERK)


@pytest.fixture
def matter():
    return filled.matter(WHO)


def promise(of, papers=PAPERS, *, at=AT, by=None, was_checked=True):
    return promise_papers(of, papers=papers, was_checked=was_checked, lawbook=lawbook(), by=by or clerk(), at=at)


def arrives(of, paper, *, at=AT + DAY, by=None):
    return note_arrival(of, paper, lawbook=lawbook(), by=by or clerk(), at=at)


def told() -> list[str]:
    found = Letter.objects.filter(template__startswith="papers_").order_by("pk")
    return list(found.values_list("template", flat=True))


def followed(at) -> int:
    return follow_up(lawbook=lawbook(), at=at)


def refused(act, *arguments, **named):
    with pytest.raises(Refusal) as refusal:
        act(*arguments, **named)
    return refusal.value.reason


def standing(of, at):
    return promises.in_matter(of, at=at).state


class TestPromised:
    @proves("E8")
    def test_the_person_is_told_which_papers_until_which_day(self, matter):
        promise(matter)
        assert told() == ["papers_promised"]
        letter = Letter.objects.get(template="papers_promised")
        facts = dict(fact for section in render(letter, lawbook=lawbook()).sections for fact in section.facts)
        assert facts["后补的材料"] == "机动车驾驶证复印件，最后一天2026年11月27日；证件照，最后一天2026年12月1日"
        assert addressee(letter) == WHO

    @proves("E8")
    def test_once_in_an_open_matter_of_ones_unit_and_of_listed_papers_alone(self, matter):
        assert refused(promise, matter, ["unlisted"]) is Reason.PROMISE_WITHOUT_PAPERS
        assert refused(promise, matter, by=filled.official(Role.CLERK, "samr")) is Reason.MATTER_NOT_YOURS
        assert refused(promise, matter, by=filled.official(Role.DATA_OFFICER)) is Reason.ROLE_MAY_NOT
        promise(matter)
        assert refused(promise, matter) is Reason.PROMISE_MADE_BEFORE
        assert refused(arrives, matter, "unlisted") is Reason.PROMISE_PAPER_NOT_DUE
        assert refused(arrives, matter, "photo", by=filled.official(Role.CLERK, "samr")) is Reason.MATTER_NOT_YOURS
        close_matter(matter, outcome="granted", lawbook=lawbook(), by=clerk(), at=AT)
        assert refused(arrives, matter, "photo") is Reason.MATTER_CLOSED
        other = filled.matter(WHO, at=AT, reason="又来一次")
        assert refused(arrives, other, "photo") is Reason.PROMISE_MISSING
        close_matter(other, outcome="granted", lawbook=lawbook(), by=clerk(), at=AT)
        assert refused(promise, other) is Reason.MATTER_CLOSED

    @proves("C1")
    def test_only_where_the_conveniences_of_the_matter_were_looked_at(self, matter):
        """Without the look the applicant never read what it may cost, and never said yes."""
        assert refused(promise, matter, was_checked=False) is Reason.PROMISE_NOT_CHECKED
        assert not inquiries.was_checked(matter)
        filled.ask(matter, WHO)
        assert not inquiries.was_checked(matter)
        checked(of=matter)
        assert inquiries.was_checked(matter)
        assert told() == []

    @proves("C1")
    def test_not_past_the_units_agreement_while_what_follows_already_still_comes(self, matter):
        """An office that may look at no conveniences any more lets nothing follow; a paper that comes is the applicant's."""
        later = start_of(date(2031, 1, 1))
        open_since = filled.matter(filled.person("欧阳㐱", 8))
        promise(open_since)
        assert refused(promise, matter, at=later) is Reason.AGREEMENT_NOT_IN_FORCE
        assert told() == ["papers_promised"]
        arrives(open_since, "photo", at=later)


class TestFollowed:
    @proves("E8")
    def test_a_reminder_comes_once_before_the_first_day(self, matter):
        promise(matter)
        assert followed(AT) == 0
        assert followed(AT + DAY) == 1
        assert followed(AT + 2 * DAY) == 0
        assert told() == ["papers_promised", "papers_due_soon"]

    @proves("E8")
    def test_it_is_closed_when_the_last_paper_comes(self, matter):
        promise(matter)
        first = arrives(matter, "photo")
        assert arrives(matter, "photo", at=AT + 2 * DAY) == first
        assert standing(matter, AT + DAY) is State.OPEN
        arrives(matter, "driving_licence_copy", at=AT + 2 * DAY)
        assert standing(matter, AT + 2 * DAY) is State.KEPT
        assert followed(AT + 30 * DAY) == 0
        assert told() == ["papers_promised", "papers_complete"]

    @proves("E8")
    def test_a_day_that_passes_is_told_once_and_what_comes_late_came(self, matter):
        promise(matter)
        followed(AT + DAY)
        late = AT + 4 * DAY
        assert standing(matter, late) is State.LAPSED
        assert (followed(late), followed(late + DAY)) == (1, 0)
        for paper in PAPERS:
            arrives(matter, paper, at=late + DAY)
        assert standing(matter, late + DAY) is State.KEPT
        assert told() == ["papers_promised", "papers_due_soon", "papers_missed", "papers_complete"]

    def test_nobody_is_reminded_in_a_matter_that_has_its_outcome(self, matter):
        promise(matter)
        close_matter(matter, outcome="granted", lawbook=lawbook(), by=clerk(), at=AT)
        assert followed(AT + 30 * DAY) == 0
        assert not promises.in_matter(matter, at=AT + DAY).is_open


class TestBreach:
    @proves("E8", "R23")
    def test_is_no_record_and_changes_no_later_check(self, matter):
        filled.nothing_new()
        promise(matter)
        followed(AT + 10 * DAY)
        assert told()[-1] == "papers_missed"
        assert not Record.objects.exists()
        at = AT + 11 * DAY
        assert checked(WHO, at=at).checked.verdict is Verdict.YES
        again = checked(WHO, Brought(frozenset({"photo"})), at=at + timedelta(hours=1))
        assert again.checked.verdict is Verdict.YES
        next_one = filled.matter(WHO, at=at, reason="又来一次")
        assert promise(next_one, ["photo"], at=at)

    @proves("E8")
    def test_stands_in_no_answer(self, matter):
        filled.nothing_new()
        promise(matter)
        followed(AT + 10 * DAY)
        given = filled.ask(matter, WHO, at=AT + 10 * DAY)
        assert given.reasons == (Reason.NOTHING_USABLE,)
        assert "paper" not in str(read_content(given.answer))

    def test_is_told_in_the_own_report_as_what_it_is(self, matter):
        promise(matter)
        mine = own_report(people.indexes(WHO), name=WHO.name, lawbook=lawbook(), feeds=feeds(), at=AT + 10 * DAY)
        (line,) = as_json(mine, lawbook())["flags_and_cases"]["papers_promised"]
        assert (line["state"], len(line["papers"])) == ("lapsed", 2)
        cases = next(part for part in parts(mine, lawbook()) if part.key == "flags_and_cases")
        assert [entry.title for entry in cases.entries] == ["后补的材料", "写给您的信"]


class TestEnd:
    def test_is_destroyed_with_the_period_of_its_matter(self, matter):
        made = promise(matter)
        seal(at=AT, force_checkpoint=True)
        assert destroy_promises(lawbook=lawbook(), at=AT + 1820 * DAY) == 0
        assert destroy_promises(lawbook=lawbook(), at=AT + 1830 * DAY) == 1
        gone = Promise.objects.get(pk=made.pk)
        assert gone.is_destroyed
        assert render(Letter.objects.get(template="papers_promised"), lawbook=lawbook()) is None
        assert promises.in_matter(matter, at=AT + 1830 * DAY).due == ()
        assert verify().findings == ()

    def test_is_in_the_ledger(self, matter):
        promise(matter)
        arrives(matter, "photo")
        followed(AT + 30 * DAY)
        seal(at=AT + 30 * DAY, force_checkpoint=True)
        assert verify().findings == ()
