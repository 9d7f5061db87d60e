"""What a question stands on before it is asked: an agreement, both sides' numbers, a named human; and what each purpose learns."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.apps.inquiries.actions.answer import answer, replay
from chengxin.apps.inquiries.models import AccessEntry, Answer
from chengxin.apps.ledger.batch import read_content
from chengxin.apps.matters import selectors as matters
from chengxin.apps.matters.actions.open_matter import open_matter
from chengxin.apps.matters.models import Matter
from chengxin.core.permissions import MAY, Act, Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.web.law import feeds, lawbook
from tests.proves import proves
from tests.web import filled
from tests.web.filled import AT

WHO = filled.person("王䶮", 17)
REQUEST = "黑政服〔2026〕11820"
ROAD, FOOD = "黑交罚〔2026〕0417号", "黑市监罚〔2026〕0031号"
#: Every purpose for which an agreement lets somebody ask, with that unit.
ASKERS = [
    (purpose.slug, unit)
    for purpose in lawbook().purposes.values()
    if not purpose.needs_consent
    for unit in purpose.askers(AT.date())
]
UNITS = sorted({unit for _, unit in ASKERS})
SERVICES = sorted({service for purpose in lawbook().purposes.values() for service in purpose.services})


def opened(unit="transport", service="", request_no=REQUEST, **more):
    given_ = {
        "identity": WHO,
        "service": service or lawbook().purposes["road_transport_licence"].services[0],
        "request_no": request_no,
        "lawbook": lawbook(),
        "by": filled.official(Role.CLERK, unit),
        "at": AT,
    }
    return open_matter(**given_ | more)


def asked(purpose, unit):
    matter = opened(unit, lawbook().purposes[purpose].services[0])
    by = filled.official(Role.CLERK, unit)
    return answer(matter=matter, purpose=purpose, identity=WHO, lawbook=lawbook(), feeds=feeds(), by=by, at=AT)


def refused(**more):
    with pytest.raises(Refusal) as refusal:
        opened(**more)
    assert not Matter.objects.exists()
    return refusal.value.reason


@pytest.mark.django_db
@proves("C2")
class TestOpening:
    @pytest.mark.parametrize("request_no", ["", " ", "　"])
    def test_needs_the_number_of_the_other_side(self, request_no):
        assert refused(request_no=request_no) is Reason.REQUEST_NUMBER_MISSING

    @pytest.mark.parametrize("unit", UNITS)
    def test_is_for_the_services_of_the_own_agreement_alone(self, unit):
        """Of all the services there are, exactly those of a purpose that this unit's agreement names."""
        theirs = {s for slug, one in ASKERS if one == unit for s in lawbook().purposes[slug].services}
        let_in = set()
        for service in SERVICES:
            try:
                opened(unit, service, reason="另一件事")
            except Refusal as refusal:
                assert refusal.reason is Reason.PURPOSE_NOT_FOR_SERVICE  # noqa: PT017 - which services are let in is asserted
            else:
                let_in.add(service)
        assert let_in == theirs

    @pytest.mark.parametrize("role", [role for role in Role if Act.OPEN_MATTER not in MAY[role]])
    def test_is_for_an_official_in_the_seat_for_it(self, role):
        assert refused(by=filled.official(role)) is Reason.ROLE_MAY_NOT

    def test_ends_with_the_agreement(self):
        last = next(one.in_force_until for one in lawbook().purposes["road_transport_licence"].agreements)
        at = AT + timedelta(days=(last - AT.date()).days)
        assert refused(at=at) is Reason.AGREEMENT_NOT_IN_FORCE


@pytest.mark.django_db
class TestQuestion:
    @proves("C2")
    def test_keeps_the_numbers_of_both_sides_and_a_named_human(self):
        filled.nothing_new()
        given_ = asked("road_transport_licence", "transport")
        matter = Matter.objects.get()
        envelope = read_content(given_.answer)
        assert matters.request_no_of(matter) == REQUEST
        assert (envelope["matter"], envelope["answer"]) == (matter.ref, given_.answer.ref)
        assert given_.entry.matter == matter
        for row in (matter, given_.answer, given_.entry):
            assert row.by.name == "莫晓岚"

    @proves("C2")
    @pytest.mark.parametrize("model", [Matter, Answer, AccessEntry])
    def test_of_nobody_cannot_be_written(self, model):
        assert not model._meta.get_field("by").null

    @proves("D2")
    def test_under_two_purposes_has_two_answers(self):
        """One person, one day, one second: each body learns what its own purpose binds and nothing of the other."""
        at, proof = AT - timedelta(days=40), filled.enclosed(date(2026, 9, 18))
        filled.submit([filled.penalty(WHO, ROAD, proof=proof)], at=at)
        bar = filled.penalty(
            WHO,
            FOOD,
            item="food_industry_bar",
            authority=lawbook().unit("samr").uscc,
            penalty_classes=(),
            amount_fen=None,
            proof=proof,
        )
        filled.submit([bar], feed="heihe/samr/penalties", at=at)
        filled.nothing_new()
        told = {
            purpose: [one["decision_no"] for one in replay(asked(purpose, unit).answer).fragments]
            for purpose, unit in (("road_transport_licence", "transport"), ("food_licence", "samr"))
        }
        assert told == {"road_transport_licence": [ROAD], "food_licence": [FOOD]}


@proves("D2")
@given(st.sampled_from(list(lawbook().purposes.values())), st.sampled_from(list(lawbook().items.values())))
def test_a_purpose_learns_an_item_by_a_cell_with_an_article_and_by_nothing_else(purpose, item):
    cells = [cell for cell in purpose.cells if cell.item == item.slug]
    for cell in cells:
        assert cell.basis.articles
        assert set(cell.basis.articles) <= set(cell.basis.source.articles)
    assert not purpose.may_tell(item, AT.date()) or len(cells) == 1
