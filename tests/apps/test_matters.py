"""What a question stands on before it is asked: an agreement, both sides' numbers, a named human; and what each purpose learns."""

from __future__ import annotations

from dataclasses import replace
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
from chengxin.apps.officials.actions.appoint import appoint
from chengxin.core.permissions import MAY, Act, Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.watching import Sign
from chengxin.web.law import feeds, lawbook
from tests.api.world import program
from tests.proves import proves
from tests.web import filled
from tests.web.filled import AT

WHO = filled.person("王䶮", 17)
BOOK = lawbook()
HOUR = timedelta(hours=1)
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
    return answer(matter=matter.ref, purpose=purpose, identity=WHO, lawbook=lawbook(), feeds=feeds(), by=by, at=AT)


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
@proves("C4")
class TestMany:
    """Whoever would go through the town by guessing comes as far as the published number in a day."""

    MOST = 3

    @pytest.fixture(autouse=True)
    def _few(self, monkeypatch):
        rules = [
            replace(rule, values=(self.MOST,)) if rule.sign is Sign.OPENED_MANY else rule for rule in BOOK.watching
        ]
        monkeypatch.setattr("tests.apps.test_matters.lawbook", lambda: replace(BOOK, watching=tuple(rules)))

    def test_is_published(self):
        (rule,) = [rule for rule in BOOK.watching if rule.sign is Sign.OPENED_MANY]
        assert str(rule.values[0]) == "300"
        assert "三百件" in rule.name

    def test_are_opened_in_any_day_up_to_the_published_number(self):
        for number in range(self.MOST):
            opened(identity=filled.person("甲", 400 + number), at=AT + number * HOUR)
        another = {"identity": filled.person("乙", 410), "at": AT + 5 * HOUR}
        with pytest.raises(Refusal) as refusal:
            opened(**another)
        assert refusal.value.reason is Reason.TOO_MANY_MATTERS
        assert Matter.objects.count() == self.MOST
        window = {
            "name": "佟岱",
            "unit": "transport",
            "seat": "4号窗口",
            "role": Role.CLERK,
            "course_on": filled.LEARNED,
        }
        opened(by=appoint(username="tongdai", password="correct-horse-42", by="tests", at=AT, **window), **another)
        opened(**another | {"at": AT + 24 * HOUR, "reason": "昨天没有开成"})
        with pytest.raises(Refusal):
            opened(identity=filled.person("丙", 411), at=AT + 24 * HOUR)

    def test_are_counted_with_those_of_the_programs_of_an_official(self):
        made = program()
        for number in range(self.MOST):
            by = {"program": made.program, "by": made.program.official} if number else {}
            opened(identity=filled.person("甲", 400 + number), **by)
        with pytest.raises(Refusal) as refusal:
            opened(identity=filled.person("乙", 410), program=made.program, by=made.program.official)
        assert refusal.value.reason is Reason.TOO_MANY_MATTERS

    def test_are_not_more_for_one_form_that_is_sent_twice(self):
        for number in range(self.MOST):
            last = opened(identity=filled.person("甲", 400 + number))
        assert opened(identity=filled.person("甲", 400 + self.MOST - 1)) == last


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
