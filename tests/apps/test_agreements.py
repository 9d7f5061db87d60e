"""The register of who may ask is the access rule: one minute past an agreement's end nothing is answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chengxin.apps.inquiries.models import Answer
from chengxin.apps.matters.actions.open_matter import open_matter
from chengxin.apps.matters.models import Matter
from chengxin.core.calendar import day_of, start_of
from chengxin.core.editions import Editions
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import Lawbook
from chengxin.web.law import lawbook
from tests.proves import proves
from tests.web import filled

WHO, AT, MINUTE = filled.person(), filled.AT, timedelta(minutes=1)
pytestmark = pytest.mark.django_db
END = start_of(day_of(AT) + timedelta(days=3))


def ending(on) -> Lawbook:
    """The law as it would be if every agreement of the transport bureau ended before a day."""
    law = lawbook()

    def cut(one):
        return replace(one, in_force_until=on) if one.unit == "transport" else one

    purposes = (replace(row, agreements=tuple(map(cut, row.agreements))) for row in law.purposes.rows)
    return replace(law, purposes=Editions(purposes), agreements=tuple(map(cut, law.agreements)))


@pytest.fixture(autouse=True)
def records():
    filled.submit([filled.penalty(WHO)])
    filled.nothing_new()


@proves("C1")
def test_answers_to_the_last_minute_and_not_one_longer():
    law = ending(day_of(END))
    first, second = (filled.matter(WHO, request_no=f"黑政服〔2026〕{n}", reason="又来办") for n in (1, 2))
    before = filled.ask(first, WHO, at=END - MINUTE, law=law)
    after = filled.ask(second, WHO, at=END + MINUTE, law=law)
    assert before.answer is not None
    assert (after.answer, after.reasons) == (None, (Reason.AGREEMENT_NOT_IN_FORCE,))
    assert Answer.objects.count() == 1
    # The person sees that it was tried.
    assert after.entry.outcome == "refused"


@proves("C1")
def test_opens_no_matter_after_its_end():
    law, by, count = ending(day_of(END)), filled.official(Role.CLERK), Matter.objects.count()
    service = law.purposes["road_transport_licence"].services[0]
    with pytest.raises(Refusal, match=Reason.AGREEMENT_NOT_IN_FORCE):
        open_matter(
            identity=WHO, service=service, request_no="黑政服〔2026〕9", reason="", lawbook=law, by=by, at=END + MINUTE
        )
    assert Matter.objects.count() == count


@proves("C1")
def test_a_unit_that_is_in_no_agreement_asks_nothing():
    law = lawbook()
    none = replace(law, purposes=Editions(replace(row, agreements=()) for row in law.purposes.rows), agreements=())
    given = filled.ask(filled.matter(WHO), WHO, law=none)
    assert (given.answer, given.reasons) == (None, (Reason.PURPOSE_NOT_YOURS,))
