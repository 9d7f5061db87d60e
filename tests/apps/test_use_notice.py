"""Refusing somebody: never without the notice, whoever looked when; resting on nothing that its writer was not shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.letters import render
from chengxin.apps.matters.models import AGAINST, Closing, Ending
from chengxin.apps.notices import selectors as notices
from chengxin.apps.notices.models import Letter
from chengxin.apps.officials.actions.appoint import appoint
from chengxin.apps.people import selectors as people
from chengxin.apps.restraints.actions.close_matter import close_matter
from chengxin.apps.restraints.selectors import adverse_shown
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.uses import UseNotice
from chengxin.web.law import lawbook
from tests.proves import proves
from tests.web import filled

pytestmark = pytest.mark.django_db
AT, DAY, HOUR = filled.AT, timedelta(days=1), timedelta(hours=1)
WHO = filled.person("王䶮", 7)
SAID = UseNotice(frozenset(), "慕容知远", "科长", "《行政许可法》第三十八条", "材料不齐，和记录没有关系", "市人民政府")


def clerk():
    return filled.official(Role.CLERK)


def colleague():
    who = {"name": "闻人远", "unit": "transport", "seat": "4号窗口", "role": Role.CLERK, "course_on": clerk().course_on}
    return appoint(username="another", **who, password="correct-horse-42", by="tests", at=AT)


def closed(matter, outcome=Ending.NOT_GRANTED, *, notice=None, by=None):
    by = by or clerk()
    return close_matter(matter, outcome=outcome.value, notice=notice, lawbook=lawbook(), by=by, at=AT + 2 * HOUR)


def answered():
    """A matter in which a record was shown to `clerk`."""
    filled.submit([filled.penalty(WHO, proof=filled.enclosed((AT - 30 * DAY).date()))], at=AT - 20 * DAY)
    filled.nothing_new(at=AT)
    matter = filled.matter(WHO, at=AT)
    given = filled.ask(matter, WHO, at=AT)
    assert given.entry.shown
    return matter, given.answer.fragments.get().pk


@proves("R43")
class TestNotice:
    @pytest.mark.parametrize("outcome", sorted(AGAINST))
    def test_goes_with_every_refusal_whatever_was_looked_at(self, outcome):
        """Nobody has to find out what was read, when or by whom: elsewhere, by a colleague, or only afterwards."""
        matter = filled.matter(WHO, at=AT)
        with pytest.raises(Refusal) as refusal:
            closed(matter, Ending(outcome))
        assert refusal.value.reason is Reason.USE_NOTICE_MISSING
        assert not Closing.objects.exists()
        closed(matter, Ending(outcome), notice=SAID)
        indexes = people.indexes(WHO)
        letter = notices.list_for_person(indexes.number, indexes.name).get(template="adverse_use")
        facts = dict(fact for section in render(letter, lawbook=lawbook()).sections for fact in section.facts)
        assert facts["用到的记录"] == "没有用到任何一条记录，结果另有原因"
        assert facts["理由"] == "材料不齐，和记录没有关系"

    @pytest.mark.parametrize("outcome", sorted(set(Ending) - AGAINST))
    def test_goes_with_nothing_else(self, outcome):
        matter = filled.matter(WHO, at=AT)
        with pytest.raises(Refusal) as refusal:
            closed(matter, Ending(outcome), notice=SAID)
        assert refusal.value.reason is Reason.USE_NOTICE_WITHOUT_USE
        closed(matter, Ending(outcome))
        assert not Letter.objects.filter(template="adverse_use").exists()


@proves("R43")
class TestUsed:
    def test_is_what_its_writer_was_shown(self):
        matter, fragment = answered()
        assert [one.pk for one in adverse_shown(matter, lawbook=lawbook(), by=clerk())] == [fragment]
        closed(matter, notice=replace(SAID, used=frozenset({fragment})))

    def test_is_nothing_that_only_a_colleague_was_shown(self):
        """And they do not learn from the form whether there is anything; who looks again is entered."""
        matter, fragment = answered()
        other = colleague()
        assert adverse_shown(matter, lawbook=lawbook(), by=other) == []
        with pytest.raises(Refusal) as refusal:
            closed(matter, notice=replace(SAID, used=frozenset({fragment})), by=other)
        assert refusal.value.reason is Reason.USE_NOTICE_NOT_SHOWN
        before = AccessEntry.objects.count()
        filled.ask(matter, WHO, at=AT + HOUR, by=other)
        assert AccessEntry.objects.count() == before + 1
        closed(matter, notice=replace(SAID, used=frozenset({fragment})), by=other)

    def test_is_nothing_that_another_matter_showed(self):
        matter, fragment = answered()
        closed(matter, Ending.APPLICANT_WITHDREW)
        again = filled.matter(WHO, at=AT + HOUR, request_no="黑政服〔2026〕2号", reason="又来一次")
        with pytest.raises(Refusal) as refusal:
            closed(again, notice=replace(SAID, used=frozenset({fragment})))
        assert refusal.value.reason is Reason.USE_NOTICE_NOT_SHOWN
