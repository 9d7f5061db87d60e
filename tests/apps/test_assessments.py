"""The day before the second signature nothing is answered and no matter is opened; the person sees that it was tried."""

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
pytestmark = [pytest.mark.django_db, proves("R40")]
SIGNED = start_of(day_of(AT) + timedelta(days=3))


def signed(on) -> Lawbook:
    """The law as it would be if the second person had signed every assessment on a day."""
    law = lawbook()

    def late(row):
        return replace(row, assessed=tuple(replace(one, since=on) for one in row.assessed))

    return replace(law, purposes=Editions(map(late, law.purposes.rows)))


def test_answers_nothing_to_the_last_minute_before_the_second_signature():
    filled.submit([filled.penalty(WHO)])
    filled.nothing_new()
    law = signed(day_of(SIGNED))
    first, second = (filled.matter(WHO, request_no=f"黑政服〔2026〕{n}", reason="又来办") for n in (1, 2))
    before = filled.ask(first, WHO, at=SIGNED - MINUTE, law=law)
    after = filled.ask(second, WHO, at=SIGNED, law=law)
    assert (before.answer, before.reasons) == (None, (Reason.PURPOSE_NOT_ASSESSED,))
    assert before.entry.outcome == "refused"
    assert after.answer is not None
    assert Answer.objects.count() == 1


def test_opens_no_matter_before_it():
    law, by, count = signed(day_of(SIGNED)), filled.official(Role.CLERK), Matter.objects.count()
    asked = {
        "service": law.purposes["road_transport_licence"].services[0],
        "request_no": "黑政服〔2026〕9",
        "reason": "",
    }
    with pytest.raises(Refusal, match=Reason.PURPOSE_NOT_ASSESSED):
        open_matter(identity=WHO, lawbook=law, by=by, at=SIGNED - MINUTE, **asked)
    assert Matter.objects.count() == count
    open_matter(identity=WHO, lawbook=law, by=by, at=SIGNED, **asked)
