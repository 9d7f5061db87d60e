"""Refusing somebody whom the unit could read elsewhere: in another matter, at its window. Never without the notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chengxin.apps.inquiries.actions.find_letters import find_letters
from chengxin.apps.inquiries.actions.open_at_window import open_at_window
from chengxin.apps.inquiries.actions.print_letter import print_letter
from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.letters import render
from chengxin.apps.matters.models import Closing
from chengxin.apps.notices import selectors as notices
from chengxin.apps.notices.models import Letter
from chengxin.apps.people import selectors as people
from chengxin.apps.restraints.actions.close_matter import close_matter
from chengxin.core.errands import Errand
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.uses import UseNotice
from chengxin.web.law import lawbook
from tests.proves import proves
from tests.web import filled

pytestmark = pytest.mark.django_db
AT, DAY, HOUR = filled.AT, timedelta(days=1), timedelta(hours=1)
WHO, OTHER = filled.person("王䶮", 7), filled.person("欧阳㐱", 8)
SAID = UseNotice(frozenset(), "慕容知远", "科长", "《行政许可法》第三十八条", "材料不齐，和记录没有关系", "市人民政府")


def clerk(unit="transport"):
    return filled.official(Role.CLERK, unit)


def closed(matter, outcome="not_granted", *, notice=None, at=AT + 2 * HOUR, by=None):
    return close_matter(matter, outcome=outcome, notice=notice, lawbook=lawbook(), by=by or clerk(), at=at)


def asked_and_withdrawn(who=WHO, at=AT):
    """A matter in which an answer is given, and which ends as withdrawn."""
    filled.nothing_new(at=at)
    matter = filled.matter(who, at=at)
    given = filled.ask(matter, who, at=at)
    closed(matter, "applicant_withdrew", at=at + HOUR)
    return given


def opened_again(who=WHO, at=AT + HOUR):
    return filled.matter(who, at=at, request_no="黑政服〔2026〕2号", reason="又来一次")


def at_window(errand, who=WHO, by=None):
    open_at_window(who, errand=errand, lawbook=lawbook(), by=by or clerk(), at=AT)


def printed(who=WHO):
    filled.submit([filled.penalty(who)], at=AT - DAY)
    (letter,) = find_letters(who, lawbook=lawbook(), by=clerk(), at=AT).letters
    print_letter(letter.ref, render=render, site="黑河信用记录", lawbook=lawbook(), by=clerk(), at=AT)


@proves("R43")
class TestReadBesides:
    @pytest.mark.parametrize("held", [True, False])
    def test_in_a_matter_that_was_withdrawn_nobody_is_refused_without_a_notice(self, held):
        """Whatever was found there: who opens the second matter does not learn it."""
        if held:
            filled.submit([filled.penalty(WHO, proof=filled.enclosed((AT - 30 * DAY).date()))], at=AT - 20 * DAY)
        assert bool(asked_and_withdrawn().entry.shown) is held
        again = opened_again()
        with pytest.raises(Refusal) as refusal:
            closed(again)
        assert refusal.value.reason is Reason.USE_NOTICE_MISSING
        closed(again, notice=SAID)
        indexes = people.indexes(WHO)
        letter = notices.list_for_person(indexes.number, indexes.name).get(template="adverse_use")
        facts = dict(fact for section in render(letter, lawbook=lawbook()).sections for fact in section.facts)
        assert facts["用到的记录"] == "没有用到任何一条记录，结果另有原因"
        assert facts["理由"] == "材料不齐，和记录没有关系"

    def test_no_notice_rests_on_what_another_matter_showed(self):
        filled.submit([filled.penalty(WHO, proof=filled.enclosed((AT - 30 * DAY).date()))], at=AT - 20 * DAY)
        given = asked_and_withdrawn()
        fragment = given.answer.fragments.get().pk
        again = opened_again()
        with pytest.raises(Refusal) as refusal:
            closed(again, notice=replace(SAID, used=frozenset({fragment})))
        assert refusal.value.reason is Reason.USE_NOTICE_NOT_SHOWN

    def test_in_a_matter_that_was_opened_later_counts_as_well(self):
        """The first stays open, the second is asked in and withdrawn, the first is refused."""
        first = filled.matter(WHO, at=AT - HOUR, request_no="黑政服〔2026〕1号")
        filled.nothing_new(at=AT)
        second = opened_again(at=AT)
        filled.ask(second, WHO, at=AT)
        closed(second, "applicant_withdrew")
        with pytest.raises(Refusal):
            closed(first)
        assert not Closing.objects.filter(matter=first).exists()

    def test_under_another_spelling_of_the_name_counts_as_well(self):
        asked_and_withdrawn()
        with pytest.raises(Refusal):
            closed(opened_again(replace(WHO, name="王龑")))

    @pytest.mark.parametrize("read", [lambda: at_window(Errand.READ), lambda: at_window(Errand.OBJECT), printed])
    def test_at_a_window_nobody_is_refused_without_a_notice(self, read):
        read()
        with pytest.raises(Refusal) as refusal:
            closed(filled.matter(WHO, at=AT + HOUR))
        assert refusal.value.reason is Reason.USE_NOTICE_MISSING

    @pytest.mark.parametrize(
        "look",
        [
            lambda: None,
            lambda: at_window(Errand.CODE),
            lambda: at_window(Errand.READ, by=clerk("samr")),
            lambda: find_letters(WHO, lawbook=lawbook(), by=clerk(), at=AT),
            lambda: asked_and_withdrawn(OTHER),
            lambda: filled.ask(filled.matter(WHO, at=AT - HOUR), WHO, purpose="food_licence"),
        ],
        ids=["no look", "code", "another unit", "letters found", "another person", "refused"],
    )
    def test_of_what_could_not_be_read_nothing_is_told(self, look):
        look()
        again = opened_again()
        with pytest.raises(Refusal) as refusal:
            closed(again, notice=SAID)
        assert refusal.value.reason is Reason.USE_NOTICE_WITHOUT_USE
        closed(again)
        assert not Letter.objects.filter(template="adverse_use").exists()

    def test_for_the_person_it_ends_without_a_word(self):
        asked_and_withdrawn()
        closed(opened_again(), "granted")
        assert not Letter.objects.filter(template="adverse_use").exists()
        assert AccessEntry.objects.count() == 1
