"""How old a confirmation may be, and what an old one stops: adverse use, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.calendar import start_of
from chengxin.core.facts import ProofMode
from chengxin.core.inquiries import Held, answer
from chengxin.core.law import Basis, Certainty, Kind, Period, RepairClass, Sharing
from chengxin.core.records import Event, Happening, Proof, Standing, standing
from tests.core.lives import BASIS, LAW, PARAMETERS, START, facts, item, licence, lives, purpose
from tests.core.test_inquiries import FRESH, GOOD
from tests.proves import proves

CONFIRMED = date(2026, 2, 28)
LAST_FRESH = date(2027, 2, 28)
FIRST_STALE = date(2027, 3, 1)
OLD = Basis(replace(LAW, last_confirmed_on=CONFIRMED), ("第七十五条",), Certainty.VERIFIED)
FAR = datetime(2080, 1, 1, tzinfo=START.tzinfo)
TOLD = [
    Happening(Event.REGISTERED, START),
    Happening(Event.NOTICE_PROVED, START, Proof(ProofMode.READ_IN_PORTAL, START.date())),
]


def stands(what, on, *, parameters=PARAMETERS, has_basis=True, life=TOLD):
    return standing(what, life, until=FAR, at=start_of(on), parameters=parameters, has_basis=has_basis)


@proves("I6")
class TestAdverse:
    def test_holds_to_the_last_day_of_the_twelfth_month_and_no_longer(self):
        what = item(bases=(BASIS, OLD))
        assert (stands(what, LAST_FRESH), stands(what, FIRST_STALE)) == (Standing.IN_EFFECT, Standing.PERSON_ONLY)

    def test_stops_with_the_oldest_of_its_bases_and_with_its_longer_bar(self):
        assert stands(item(longer_bar=OLD), FIRST_STALE) is Standing.PERSON_ONLY

    def test_what_was_never_confirmed_never_holds(self):
        never = replace(OLD, source=replace(LAW, last_confirmed_on=None))
        assert stands(item(bases=(never,)), date(2026, 2, 1)) is Standing.PERSON_ONLY

    def test_stops_when_a_legal_period_is_too_old(self):
        old = replace(PARAMETERS, stale_from=FIRST_STALE)
        assert stands(item(), LAST_FRESH, parameters=old) is Standing.IN_EFFECT
        assert stands(item(), FIRST_STALE, parameters=old) is Standing.PERSON_ONLY

    @pytest.mark.parametrize("where", ["bases", "cells"])
    def test_is_in_no_answer_of_a_purpose_that_is_too_old(self, where):
        asked = purpose("road_transport_violation")
        cells = tuple(replace(cell, basis=OLD) for cell in asked.cells)
        old = replace(asked, bases=(OLD,)) if where == "bases" else replace(asked, cells=cells)
        found = {
            day: answer(
                replace(GOOD, purpose=old, on=day),
                held=[Held(1, item(), Standing.IN_EFFECT)],
                sources=[FRESH],
                is_identity_in_conflict=False,
                at=START,
            ).shown
            for day in (LAST_FRESH, FIRST_STALE)
        }
        assert found == {LAST_FRESH: (1,), FIRST_STALE: ()}

    @given(lives(), st.dates(FIRST_STALE, date(2028, 12, 31)))
    def test_of_an_old_law_has_no_effect_in_any_life(self, life, on):
        assert stands(item(bases=(OLD,)), on, life=life) is not Standing.IN_EFFECT


@proves("I6")
class TestKind:
    def test_a_licence_counts_on_an_old_law_too(self):
        old = replace(PARAMETERS, stale_from=date.min)
        assert stands(licence(bases=(OLD,)), FIRST_STALE, parameters=old) is Standing.IN_EFFECT

    def test_a_purpose_tells_a_licence_on_an_old_law_too(self):
        asked = replace(purpose("road_transport_qualification"), bases=(OLD,))
        assert asked.may_tell(licence(), FIRST_STALE)

    def test_consent_is_asked_for_as_ever(self):
        own = item(kind=Kind.POSITIVE, requires_consent=True, sharing=Sharing.AUTHORISED, bases=(OLD,))
        assert stands(own, FIRST_STALE) is Standing.NEEDS_CONSENT

    def test_the_end_comes_all_the_same(self):
        what = item(bases=(OLD,))
        assert (
            standing(what, TOLD, until=START, at=start_of(FIRST_STALE), parameters=PARAMETERS, has_basis=True)
            is Standing.EXPIRED
        )


class TestPeriod:
    LEGAL = Period("litigation", "起诉", 6, "month", (OLD,), Certainty.VERIFIED, False, "", date(2026, 11, 1))

    def test_is_as_old_as_the_older_of_its_own_confirmation_and_its_sources(self):
        assert self.LEGAL.stale_from == FIRST_STALE
        assert replace(self.LEGAL, last_confirmed_on=date(2025, 1, 1)).stale_from == date(2026, 1, 2)

    def test_of_our_own_binds_us_for_ever(self):
        assert replace(self.LEGAL, is_own_rule=True, last_confirmed_on=None).stale_from == date.max


@proves("B3")
class TestBasis:
    @given(lives(), st.dates(date(2026, 2, 1), date(2028, 12, 31)))
    def test_that_ended_leaves_no_effect_in_any_life(self, life, on):
        for what in (item(), licence(), item(repair_class=RepairClass.SERIOUS)):
            assert stands(what, on, life=life, has_basis=False) in {Standing.BASIS_ENDED, Standing.WITHDRAWN}

    def test_that_ended_tells_an_asker_nothing(self):
        result = answer(
            replace(GOOD, on=START.date() + timedelta(days=60)),
            held=[Held(1, item(), stands(item(), date(2026, 5, 1), has_basis=False))],
            sources=[FRESH],
            is_identity_in_conflict=False,
            at=START,
        )
        assert result.shown == ()


def test_facts_are_untouched_by_age():
    """Nothing about a confirmation is stored with a record."""
    assert "confirmed" not in facts().to_json()
