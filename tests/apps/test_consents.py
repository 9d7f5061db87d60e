"""Consent through its acts: seen first, one answer, one step back; and nobody can tell a refusal from having none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from chengxin.apps.consents.actions.withdraw import withdraw
from chengxin.apps.consents.models import ConsentGiven
from chengxin.apps.inquiries.actions.answer import answer, is_outdated, replay
from chengxin.apps.inquiries.actions.give_consent import give_consent
from chengxin.apps.inquiries.consented import digest_of, would_tell
from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.batch import read_content
from chengxin.apps.ledger.verify import verify
from chengxin.apps.matters.actions.open_matter import open_matter
from chengxin.apps.people import selectors as people
from chengxin.core.canonical import canonical
from chengxin.core.facts import Facts
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.web.law import feeds, lawbook
from tests.proves import proves
from tests.web import filled

pytestmark = pytest.mark.django_db
AT = filled.AT
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PURPOSE, UNIT, ITEM = "civic_honour_selection", "civility_office", "civic_honour"
WHO, NOBODY, NOBODY_ELSE = filled.person("王䶮", 7), filled.person("欧阳㐱", 8), filled.person("司马青", 9)


def honour(who, number=1):
    return Facts(
        item=ITEM,
        identity=who,
        authority=lawbook().unit(UNIT).uscc,
        decision_no=f"黑文明办发〔2026〕{number}号",
        decided_on=date(2026, 3, 5),
    )


@pytest.fixture
def held():
    """Somebody with one honour."""
    filled.submit([honour(WHO)], feed=filled.HONOURS, at=AT - 30 * DAY)
    filled.nothing_new()


def would(who=WHO, at=AT):
    return would_tell(people.indexes(who), lawbook().purpose(PURPOSE), lawbook=lawbook(), at=at)


def consent(who=WHO, at=AT, **changes):
    given = {
        "unit": UNIT,
        "purpose": PURPOSE,
        "items": [ITEM],
        "last_day": at.date() + 29 * DAY,
        "seen": digest_of(would(who, at)),
        "lawbook": lawbook(),
        "by": people.indexes(who),
        "at": at,
    } | changes
    return give_consent(**given)


def matter(who=WHO, at=AT + HOUR, number="1"):
    clerk = filled.official(Role.CLERK, UNIT, name="晏如", seat="评选科")
    return open_matter(
        identity=who,
        service="道德模范评选",
        request_no=f"评〔2026〕{number}",
        reason="再评一次",
        lawbook=lawbook(),
        by=clerk,
        at=at,
    )


def ask(who=WHO, at=AT + HOUR, of=None):
    return answer(
        matter=(of or matter(who, at)).ref,
        purpose=PURPOSE,
        identity=who,
        lawbook=lawbook(),
        feeds=feeds(),
        by=filled.official(Role.CLERK, UNIT),
        at=at,
    )


def shown(given):
    return [one for one in replay(given.answer).fragments if one is not None]


def refused(act, *arguments, **named):
    with pytest.raises(Refusal) as refusal:
        act(*arguments, **named)
    return refusal.value.reason


class TestConsented:
    @proves("D4")
    def test_the_answer_is_exactly_what_the_person_saw_first(self, held):
        seen = would()
        consent()
        assert shown(ask()) == [one.told for one in seen]
        assert len(seen) == 1

    @proves("D4")
    def test_it_carries_one_answer(self, held):
        consent()
        assert len(shown(ask())) == 1
        assert shown(ask(at=AT + 2 * HOUR)) == []
        assert AccessEntry.objects.filter(consent__isnull=False).count() == 1

    @proves("D4")
    def test_what_came_after_the_person_looked_is_not_in_it(self, held):
        consent()
        filled.submit([honour(WHO, 2)], feed=filled.HONOURS, at=AT + HOUR)
        (one,) = shown(ask(at=AT + 2 * HOUR))
        assert one["decision_no"].endswith("1号")

    @proves("D4")
    def test_what_changed_before_the_consent_is_shown_again_first(self, held):
        seen = digest_of(would())
        filled.submit([honour(WHO, 2)], feed=filled.HONOURS, at=AT + HOUR)
        assert refused(consent, at=AT + 2 * HOUR, seen=seen) is Reason.CONSENT_CHANGED
        assert ConsentGiven.objects.count() == 0

    @proves("D4", "R35")
    def test_it_names_one_listed_recipient_items_and_an_end(self, held):
        assert refused(consent, unit="transport") is Reason.CONSENT_NOT_FOR_PURPOSE
        assert refused(consent, purpose="road_transport_licence") is Reason.CONSENT_NOT_FOR_PURPOSE
        assert refused(consent, items=[]) is Reason.CONSENT_WITHOUT_ITEMS
        assert refused(consent, last_day=AT.date() + 30 * DAY) is Reason.CONSENT_TOO_LONG
        assert refused(consent, through=filled.official(Role.DATA_OFFICER)) is Reason.ROLE_MAY_NOT

    @proves("D4")
    def test_it_ends_on_its_day(self, held):
        consent(last_day=AT.date())
        assert shown(ask(at=AT + DAY)) == []

    @proves("D4")
    def test_it_is_in_the_ledger(self, held):
        given = consent()
        assert ask().entry.told()["consent"] == given.pk
        withdraw(given.ref, lawbook=lawbook(), by=people.indexes(WHO), at=AT + 2 * HOUR)
        seal(at=AT + 2 * HOUR, force_checkpoint=True)
        assert verify().findings == ()


class TestWithdrawn:
    @proves("R34")
    def test_holds_for_the_next_request_and_for_what_waits(self, held):
        waiting = matter()
        given = consent()
        withdraw(given.ref, lawbook=lawbook(), by=people.indexes(WHO), at=AT + HOUR)
        assert shown(ask(at=AT + HOUR, of=waiting)) == []

    @proves("R34")
    def test_what_it_showed_is_shown_no_more(self, held):
        given = consent()
        of = matter()
        first = ask(of=of)
        again = ask(of=of, at=AT + 2 * HOUR)
        assert again.entry.outcome == "read_again"
        withdraw(given.ref, lawbook=lawbook(), by=people.indexes(WHO), at=AT + 3 * HOUR)
        assert is_outdated(first.answer, lawbook=lawbook(), at=AT + 3 * HOUR)
        assert ask(of=of, at=AT + 3 * HOUR).reasons == (Reason.ANSWER_OUTDATED,)

    def test_is_one_step_of_the_person_alone_and_comes_once(self, held):
        given = consent()
        assert (
            refused(withdraw, given.ref, lawbook=lawbook(), by=people.indexes(NOBODY), at=AT) is Reason.CONSENT_UNKNOWN
        )
        withdraw(given.ref, lawbook=lawbook(), by=people.indexes(WHO), at=AT)
        assert refused(withdraw, given.ref, lawbook=lawbook(), by=people.indexes(WHO), at=AT) is Reason.CONSENT_UNKNOWN
        clerk = filled.official(Role.AUDITOR, "credit_office")
        assert (
            refused(withdraw, given.ref, lawbook=lawbook(), by=people.indexes(WHO), through=clerk, at=AT)
            is Reason.ROLE_MAY_NOT
        )


def nothing_held():
    return NOBODY


def nothing_held_and_consented():
    consent(NOBODY_ELSE)
    return NOBODY_ELSE


def never_asked():
    return WHO


def withdrawn():
    withdraw(consent().ref, lawbook=lawbook(), by=people.indexes(WHO), at=AT + timedelta(minutes=1))
    return WHO


def ended():
    consent(at=AT - 40 * DAY + HOUR, seen=digest_of(would(at=AT - 40 * DAY + HOUR)))
    return WHO


def used():
    consent()
    ask(at=AT + timedelta(minutes=5))
    return WHO


def as_the_asker_reads_it(given) -> bytes:
    """The bytes of an answer, but for its own number, its matter's, and what stands in the log only for the person."""
    envelope = read_content(given.answer)
    entry = given.entry
    told = {**envelope, "answer": "", "matter": ""}
    return canonical(
        [told, replay(given.answer).fragments, entry.outcome, entry.shown, entry.reasons, len(given.answer.signature)]
    )


@proves("R33")
@pytest.mark.parametrize("situation", [nothing_held_and_consented, never_asked, withdrawn, ended, used])
def test_refused_and_has_none_are_byte_identical(held, situation):
    at = AT + HOUR
    expected = as_the_asker_reads_it(ask(nothing_held(), at=at))
    assert as_the_asker_reads_it(ask(situation(), at=at)) == expected
    assert "consent" not in expected.decode()
