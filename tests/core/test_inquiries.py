from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.inquiries import (
    Answered,
    CannotTell,
    Held,
    MatterState,
    Question,
    Refused,
    SourceState,
    answer,
    reasons_against,
)
from chengxin.core.permissions import MAY, Act, Role, require
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.records import Standing
from tests.core.lives import ADULT, START, agreement, assessed, item, licence, purpose
from tests.proves import proves

PURPOSE = purpose("road_transport_violation", "road_transport_qualification")
MATTER = MatterState("transport", "从业资格证换证", is_closed=False, is_about_this_person=True, last_day=date.max)
GOOD = Question("transport", Role.CLERK, MATTER, PURPOSE, ADULT, date(2026, 11, 24))
FRESH = SourceState("road_transport_violation", "transport", "heihe/transport/penalties", START, 31)


def _ask(question=GOOD, held=(), sources=(FRESH,), *, conflict=False, at=START):
    return answer(question, held=held, sources=sources, is_identity_in_conflict=conflict, at=at)


WRONG = [
    ({"role": Role.AUDITOR}, Reason.ROLE_MAY_NOT),
    ({"role": Role.DATA_OFFICER}, Reason.ROLE_MAY_NOT),
    ({"matter": None}, Reason.MATTER_MISSING),
    ({"matter": replace(MATTER, unit="samr")}, Reason.MATTER_NOT_YOURS),
    ({"matter": replace(MATTER, is_closed=True)}, Reason.MATTER_CLOSED),
    ({"matter": replace(MATTER, last_day=date(2026, 11, 23))}, Reason.MATTER_TOO_OLD),
    ({"matter": replace(MATTER, is_about_this_person=False)}, Reason.MATTER_ABOUT_SOMEONE_ELSE),
    ({"matter": replace(MATTER, service="别的事")}, Reason.PURPOSE_NOT_FOR_SERVICE),
    ({"purpose": None}, Reason.PURPOSE_MISSING),
    ({"purpose": replace(PURPOSE, agreements=(agreement("samr"),))}, Reason.PURPOSE_NOT_YOURS),
    ({"purpose": replace(PURPOSE, agreements=())}, Reason.PURPOSE_NOT_YOURS),
    (
        {"purpose": replace(PURPOSE, agreements=(agreement("transport", in_force_until=date(2026, 11, 24)),))},
        Reason.AGREEMENT_NOT_IN_FORCE,
    ),
    (
        {"purpose": replace(PURPOSE, agreements=(agreement("transport", in_force_from=date(2026, 11, 25)),))},
        Reason.AGREEMENT_NOT_IN_FORCE,
    ),
    ({"purpose": replace(PURPOSE, assessed=())}, Reason.PURPOSE_NOT_ASSESSED),
    ({"purpose": replace(PURPOSE, assessed=(assessed(date(2026, 11, 25)),))}, Reason.PURPOSE_NOT_ASSESSED),
    ({"purpose": replace(PURPOSE, in_force_until=date(2026, 11, 24))}, Reason.PURPOSE_NOT_IN_FORCE),
    ({"identity": None}, Reason.NUMBER_MISSING),
]


class TestQuestion:
    @proves("R08", "C2")
    @pytest.mark.parametrize(("change", "reason"), WRONG)
    def test_with_one_thing_wrong_is_refused_for_just_that(self, change, reason):
        assert _ask(replace(GOOD, **change), [Held(1, licence(), Standing.IN_EFFECT)]) == Refused((reason,))

    @proves("R08", "C2")
    @given(st.lists(st.sampled_from(WRONG), min_size=1, max_size=4))
    def test_with_anything_wrong_is_never_answered(self, wrongs):
        question = GOOD
        for change, _ in wrongs:
            question = replace(question, **change)
        assert isinstance(_ask(question, [Held(1, licence(), Standing.IN_EFFECT)]), Refused)

    def test_tells_everything_that_is_wrong_at_once(self):
        question = Question("transport", Role.AUDITOR, None, None, None, date(2026, 11, 24))
        assert reasons_against(question) == (
            Reason.ROLE_MAY_NOT,
            Reason.MATTER_MISSING,
            Reason.PURPOSE_MISSING,
            Reason.NUMBER_MISSING,
        )

    def test_on_the_last_day_of_a_purpose_may_be_asked(self):
        ends = replace(PURPOSE, in_force_until=date(2026, 11, 25))
        assert not reasons_against(replace(GOOD, purpose=ends))


records_held = st.lists(
    st.tuples(
        st.sampled_from([item(), licence(), item("food_industry_bar"), item("civic_honour")]),
        st.sampled_from(Standing),
    ),
    max_size=6,
).map(lambda pairs: [Held(place, what, standing) for place, (what, standing) in enumerate(pairs)])


class TestAnswer:
    @proves("R09", "C3", "D2")
    @given(records_held)
    def test_holds_only_what_the_purpose_binds_and_what_is_in_effect(self, held):
        given_answer = _ask(held=held)
        assert isinstance(given_answer, Answered)
        for record in held:
            usable = record.standing is Standing.IN_EFFECT and record.item.slug in PURPOSE.items
            assert (record.ref in given_answer.shown) == usable

    @proves("R06")
    @given(st.sampled_from([s for s in Standing if s is not Standing.IN_EFFECT]))
    def test_says_the_same_words_for_everything_that_is_not_in_effect(self, standing):
        nothing = Answered((), (Reason.NOTHING_USABLE,))
        assert _ask(held=[Held(1, item(), standing)]) == nothing == _ask()

    @proves("R42")
    @given(records_held)
    def test_in_a_conflict_of_identity_tells_and_shows_nothing(self, held):
        assert _ask(held=held, conflict=True) == CannotTell((Reason.IDENTITY_CONFLICT,))

    @proves("D1")
    def test_from_a_source_never_searched_cannot_be_told(self):
        silent = SourceState("food_industry_bar", "", None, None, 0)
        held = [Held(1, licence(), Standing.IN_EFFECT)]
        assert _ask(held=held, sources=[FRESH, silent]) == CannotTell((Reason.SOURCE_NOT_SEARCHED,))

    @proves("D1")
    @given(st.integers(0, 100))
    def test_from_a_stale_source_cannot_be_told(self, days):
        result = _ask(at=START + timedelta(days=days))
        assert isinstance(result, Answered if days <= FRESH.max_age_days else CannotTell)

    @proves("D1")
    def test_names_each_gap_once(self):
        silent = SourceState("food_industry_bar", "", None, None, 0)
        assert _ask(sources=[silent, silent]) == CannotTell((Reason.SOURCE_NOT_SEARCHED,))


class TestPermissions:
    def test_every_role_has_its_acts_and_no_act_is_without_a_role(self):
        assert set(MAY) == set(Role)
        assert frozenset().union(*MAY.values()) == set(Act)

    @pytest.mark.parametrize("role", list(Role))
    @pytest.mark.parametrize("act", list(Act))
    def test_what_the_table_does_not_grant_is_refused(self, role, act):
        if act in MAY[role]:
            require(role, act)
        else:
            with pytest.raises(Refusal) as refusal:
                require(role, act)
            assert refusal.value.reason is Reason.ROLE_MAY_NOT
