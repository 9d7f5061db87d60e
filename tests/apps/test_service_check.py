"""The check of a convenience through its act: live, within one matter, entered as a look, and kept nowhere."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest
from django.apps import apps

from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.inquiries.actions.check_service import check_service
from chengxin.apps.inquiries.models import AccessEntry, Answer
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.verify import verify
from chengxin.apps.people import selectors as people
from chengxin.apps.restraints.actions.close_matter import close_matter
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.services import Brought, Offer, Verdict
from chengxin.web.law import feeds, lawbook
from tests.proves import proves
from tests.web import filled

pytestmark = pytest.mark.django_db
AT, DAY = filled.AT, timedelta(days=1)
WHO, CLEAN = filled.person("王䶮", 7), filled.person("欧阳㐱", 8)


@pytest.fixture
def held():
    """Somebody of whom a penalty is in effect, and fresh sources."""
    filled.submit([filled.penalty(WHO, proof=filled.enclosed(date(2026, 9, 18)))], at=AT - 30 * DAY)
    filled.nothing_new()


def checked(who=WHO, brought=None, *, of=None, at=AT, is_agreed=True, by=None):
    return check_service(
        of or filled.matter(who, at=at, reason="又来一次"),
        brought or Brought(),
        is_agreed=is_agreed,
        lawbook=lawbook(),
        feeds=feeds(),
        by=by or filled.official(Role.CLERK),
        at=at,
    )


def refused(**how):
    with pytest.raises(Refusal) as refusal:
        checked(**how)
    return refusal.value.reason


class TestCheck:
    @proves("E8", "R23")
    def test_says_yes_no_or_cannot_tell_live(self, held):
        assert checked(CLEAN).checked.verdict is Verdict.YES
        outcome = checked()
        assert outcome.checked.verdict is Verdict.NO
        (record,), (why,) = outcome.records, outcome.checked.excluding
        assert record["decision_no"] == "黑交罚〔2026〕0417号"
        assert (why.happened_on, why.last_day) == (date(2026, 8, 19), date(2029, 8, 19))
        assert checked(at=AT + 60 * DAY).checked.verdict is Verdict.CANNOT_TELL

    @proves("E8")
    def test_a_source_that_never_sent_is_cannot_tell(self):
        assert checked().checked.reasons == (Reason.SOURCE_NOT_SEARCHED,)

    @proves("E8")
    def test_what_the_person_was_not_told_of_excludes_nobody(self):
        filled.submit([filled.penalty(WHO)], at=AT - 30 * DAY)
        filled.nothing_new()
        assert checked().checked.verdict is Verdict.YES

    @proves("E8")
    def test_papers_may_follow_where_the_row_lists_them(self, held):
        outcome = checked(CLEAN, Brought(frozenset({"photo"})))
        assert outcome.checked.offers == (Offer.TOLERANT,)
        assert refused(brought=Brought(frozenset({"photo"}), is_another_missing=True)) is Reason.SERVICE_WITHOUT_GROUND

    @proves("R23")
    def test_needs_the_applicants_yes_an_open_matter_and_its_own_unit(self, held):
        of = filled.matter(WHO)
        assert refused(of=of, is_agreed=False) is Reason.SERVICE_NEEDS_AGREEMENT
        assert refused(of=of, by=filled.official(Role.CLERK, "samr")) is Reason.MATTER_NOT_YOURS
        assert refused(of=of, by=filled.official(Role.DATA_OFFICER)) is Reason.ROLE_MAY_NOT
        assert not AccessEntry.objects.exists()
        close_matter(of, outcome="granted", lawbook=lawbook(), by=filled.official(Role.CLERK), at=AT)
        assert refused(of=of) is Reason.MATTER_CLOSED
        assert not AccessEntry.objects.exists()


class TestKeptNowhere:
    @proves("R23")
    def test_the_look_is_entered_and_says_nothing_of_what_came_of_it(self, held):
        checked()
        checked(CLEAN)
        of_no, of_yes = AccessEntry.objects.filter(outcome="service_checked").order_by("pk")
        alike = ("unit", "role", "seat", "purpose", "answer_id", "case", "shown", "reasons", "letter_id", "program_id")
        assert [getattr(of_no, name) for name in alike] == [getattr(of_yes, name) for name in alike]
        assert (of_no.shown, of_no.reasons) == ([], [])
        (seen,) = inquiries.list_for_person(people.indexes(WHO), at=AT)
        assert seen == of_no
        assert not Answer.objects.exists()
        seal(at=AT, force_checkpoint=True)
        assert verify().findings == ()

    @proves("R23")
    def test_no_row_of_any_table_differs_between_yes_no_and_cannot_tell(self, held):
        """Nothing is written for one outcome that is not for the others."""
        written = [_written_by(partial(checked, who, of=of, at=at)) for who, at, of in _matters()]
        assert (
            written[0] == written[1] == written[2] == {"inquiries_accessentry": 1, "ledger_batch": 1, "ledger_entry": 1}
        )


def _matters():
    late = AT + 60 * DAY
    return [
        (CLEAN, AT, filled.matter(CLEAN)),
        (WHO, AT, filled.matter(WHO)),
        (WHO, late, filled.matter(WHO, at=late, reason="又来一次")),
    ]


def _written_by(act) -> dict[str, int]:
    before = _counts()
    act()
    return {table: count - before[table] for table, count in _counts().items() if count != before[table]}


def _counts() -> dict[str, int]:
    return {model._meta.db_table: model._default_manager.count() for model in apps.get_models()}
