"""Law that nobody adopted: everybody reads, the person keeps every right, and nothing is done against anybody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.models import Entry
from chengxin.apps.people import selectors as people
from chengxin.apps.records.models import Record
from chengxin.apps.records.selectors import held_by
from chengxin.apps.restraints.actions.close_matter import close_matter
from chengxin.apps.submissions.models import Submission
from chengxin.core.facts import EnclosedProof
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.jobs.duties import run_due
from chengxin.jobs.queue import work_queue
from chengxin.web.law import feeds, lawbook
from tests.proves import proves
from tests.web import filled

pytestmark = pytest.mark.django_db
WHO = filled.person()
LATER = filled.AT + timedelta(days=60)


@pytest.fixture
def unsigned(settings):
    """Begin with a record in effect and an open matter; then nobody has signed the law."""
    served = filled.AT.date() - timedelta(days=30)
    filled.submit(
        [filled.penalty(WHO, proof=EnclosedProof(served, "direct", "SD-1", next(iter(lawbook().notice_editions))))]
    )
    filled.nothing_new(at=LATER - timedelta(days=1))
    matter = filled.matter(WHO, at=LATER)
    settings.LAW_MUST_BE_SIGNED = True
    return matter


@proves("R21")
class TestUnsigned:
    def test_nothing_is_received_registered_or_opened(self, unsigned):
        before = (Submission.objects.count(), Record.objects.count(), Entry.objects.count())
        for refused in (
            lambda: filled.submit([filled.penalty(WHO, "黑交罚〔2026〕0999号")], at=LATER),
            lambda: filled.nothing_new(at=LATER),
            lambda: filled.matter(filled.person("赵㐱", 22), at=LATER),
        ):
            with pytest.raises(Refusal) as refusal:
                refused()
            assert refusal.value.reason is Reason.LAW_NOT_ADOPTED
        assert (Submission.objects.count(), Record.objects.count(), Entry.objects.count()) == before

    def test_nobody_is_answered_and_the_person_sees_the_question(self, unsigned):
        given = filled.ask(unsigned, WHO, at=LATER)
        assert given.answer is None
        assert given.reasons[0] is Reason.LAW_NOT_ADOPTED
        assert AccessEntry.objects.get(pk=given.entry.pk).number_index == people.indexes(WHO).number

    def test_an_answer_that_was_given_is_not_read_again(self, unsigned, settings):
        settings.LAW_MUST_BE_SIGNED = False
        assert filled.ask(unsigned, WHO, at=LATER).answer is not None
        settings.LAW_MUST_BE_SIGNED = True
        assert filled.ask(unsigned, WHO, at=LATER).answer is None

    def test_what_was_acknowledged_waits_and_is_not_lost(self, unsigned, settings):
        settings.LAW_MUST_BE_SIGNED = False
        filled.submit([], close=False, at=LATER)
        settings.LAW_MUST_BE_SIGNED = True
        assert work_queue(LATER, lawbook=lawbook(), feeds=feeds()).finished == 0
        settings.LAW_MUST_BE_SIGNED = False
        assert work_queue(LATER, lawbook=lawbook(), feeds=feeds()).finished == 1

    def test_the_person_reads_everything_and_records_end_all_the_same(self, unsigned, client: Client, settings):
        settings.SECURE_SSL_REDIRECT = False
        filled.sign_in(client, WHO)
        for page in ("/me/records/", "/me/letters/", "/me/looks/"):
            reply = client.get(page)
            assert reply.status_code == 200
            assert "现在只能看" in reply.content.decode()
        one = held_by(people.indexes(WHO), lawbook=lawbook(), at=LATER)[0]
        assert held_by(people.indexes(WHO), lawbook=lawbook(), at=one.until)[0].standing.value == "expired"
        assert run_due(LATER).faults == 0

    def test_a_matter_can_still_be_closed(self, unsigned):
        close_matter(unsigned, outcome="granted", lawbook=lawbook(), by=filled.official(Role.CLERK), at=LATER)

    def test_the_law_is_shown_to_everybody_with_what_is_missing(self, unsigned, client: Client):
        for page in ("/law/", "/law/diff/"):
            assert "法库还没有两个人签名，系统现在只能看" in client.get(page).content.decode()
        assert client.get("/items/").status_code == 200
        assert client.get("/law/data/items.json").status_code == 200


def test_the_demo_says_that_nobody_had_to_sign(client: Client):
    assert "演示的规则" in client.get("/law/").content.decode()
    assert "现在只能看" not in client.get("/").content.decode()
