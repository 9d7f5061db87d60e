"""A consent: one recipient, one purpose, named items, an end, one answer; and without it, nothing that differs from nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.consents import Consent, State, carries, may_give, state
from chengxin.core.inquiries import Answered, Held, Question, SourceState, answer, may_show
from chengxin.core.law import Kind, RepairClass, Sharing
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.records import Standing
from tests.core.lives import ADULT, START, item, purpose
from tests.core.test_inquiries import MATTER
from tests.proves import proves

AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
PRAISE = item(
    "civic_honour",
    kind=Kind.POSITIVE,
    repair_class=RepairClass.NONE,
    requires_consent=True,
    sharing=Sharing.AUTHORISED,
)
SERVICE = replace(PRAISE, slug="volunteer_service", code="P1601")
PURPOSE = purpose("civic_honour", "volunteer_service", needs_consent=True)
#: The same list without the flag: what holds for such an item holds there too.
PLAIN = purpose("civic_honour", "volunteer_service")
GIVEN = Consent("transport", PURPOSE.slug, frozenset({"civic_honour"}), AT + 30 * DAY)
FRESH = SourceState("civic_honour", "civility_office", "heihe/civility_office/honours", START, 31)


def ask(held, wanted=PURPOSE):
    question = Question("transport", Role.CLERK, MATTER, wanted, ADULT, date(2026, 11, 24))
    return answer(question, held=held, sources=[FRESH], is_identity_in_conflict=False, at=START)


records = st.lists(
    st.tuples(st.sampled_from([PRAISE, SERVICE]), st.sampled_from(Standing), st.booleans()), max_size=6
).map(
    lambda rows: [
        Held(place, what, standing, is_consented=consented) for place, (what, standing, consented) in enumerate(rows)
    ]
)


class TestWithoutConsent:
    @proves("R33")
    @given(records, st.sampled_from([PURPOSE, PLAIN]))
    def test_whatever_is_held_the_answer_is_that_of_nothing(self, held, wanted):
        refused = [replace(one, is_consented=False) for one in held]
        assert ask(refused, wanted) == ask([], wanted) == Answered((), (Reason.NOTHING_USABLE,))

    @proves("R33", "D4")
    @given(records, st.sampled_from([PURPOSE, PLAIN]))
    def test_only_what_was_consented_to_and_stands_is_shown(self, held, wanted):
        shown = ask(held, wanted).shown
        for one in held:
            stands = one.standing in (Standing.IN_EFFECT, Standing.NEEDS_CONSENT)
            assert (one.ref in shown) == (one.is_consented and stands)

    def test_a_consent_widens_no_purpose(self):
        other = Held(1, item("food_industry_bar"), Standing.IN_EFFECT, is_consented=True)
        assert not may_show(other, PURPOSE, date(2026, 11, 24))


class TestState:
    @proves("R15", "R34")
    @given(st.integers(-10, 50), st.none() | st.integers(-10, 50), st.none() | st.integers(-10, 50))
    def test_withdrawn_carries_nothing_from_that_instant_on(self, days, withdrawn, used):
        at = AT + days * DAY
        consent = replace(
            GIVEN,
            withdrawn_at=None if withdrawn is None else AT + withdrawn * DAY,
            used_at=None if used is None else AT + used * DAY,
        )
        is_open = (
            days < 30 and not (withdrawn is not None and withdrawn <= days) and not (used is not None and used <= days)
        )
        assert carries(consent, unit="transport", purpose=PURPOSE.slug, at=at) == is_open
        if withdrawn is not None and withdrawn <= days:
            assert state(consent, at=at) is State.WITHDRAWN

    @proves("R35", "D4")
    @pytest.mark.parametrize(("unit", "wanted"), [("samr", PURPOSE.slug), ("transport", "food_licence")])
    def test_carries_nothing_to_another_recipient_or_for_another_purpose(self, unit, wanted):
        assert not carries(GIVEN, unit=unit, purpose=wanted, at=AT)

    @proves("D4")
    def test_carries_one_answer(self):
        assert state(replace(GIVEN, used_at=AT), at=AT) is State.USED
        assert not carries(replace(GIVEN, used_at=AT), unit="transport", purpose=PURPOSE.slug, at=AT)


class TestGiving:
    @proves("R35", "D4")
    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"purpose": None}, Reason.CONSENT_NOT_FOR_PURPOSE),
            ({"purpose": PLAIN}, Reason.CONSENT_NOT_FOR_PURPOSE),
            ({"unit": "samr"}, Reason.CONSENT_NOT_FOR_PURPOSE),
            ({"purpose": replace(PURPOSE, in_force_until=AT.date())}, Reason.CONSENT_NOT_FOR_PURPOSE),
            ({"items": ()}, Reason.CONSENT_WITHOUT_ITEMS),
            ({"items": ("civic_honour", "road_transport_violation")}, Reason.CONSENT_WITHOUT_ITEMS),
            ({"last_day": AT.date() + 30 * DAY}, Reason.CONSENT_TOO_LONG),
            ({"last_day": AT.date() - DAY}, Reason.CONSENT_TOO_LONG),
        ],
    )
    def test_needs_one_listed_recipient_named_items_and_an_end(self, changes, reason):
        given_now = {
            "purpose": PURPOSE,
            "unit": "transport",
            "items": ("civic_honour",),
            "given_on": AT.date(),
            "last_day": AT.date() + 29 * DAY,
            "longest": 30,
        }
        may_give(**given_now)
        with pytest.raises(Refusal) as refusal:
            may_give(**(given_now | changes))
        assert refusal.value.reason is reason
