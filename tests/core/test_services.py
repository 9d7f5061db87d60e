"""The check of a convenience: yes, no, cannot tell; and everything that can never make it a no."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.calendar import add_months, day_of
from chengxin.core.inquiries import SourceState
from chengxin.core.law import Basis, Certainty, Exclusion, Kind, OfferGround, Paper, Service
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.records import Standing
from chengxin.core.services import Brought, Found, Offer, Verdict, check, excluded_by, may_check, offered_by, offers
from tests.core.lives import BASIS, LAW, START, item, licence, purpose
from tests.proves import proves

ON = day_of(START)
PURPOSE = purpose("road_transport_violation", "road_transport_qualification")
ROAD = item(minor_when=("warning",))
SERVICE = Service(
    code="S01",
    slug="passenger_driver",
    name="从业资格证换证",
    purpose=PURPOSE.slug,
    deciders=("transport",),
    green_channel="先办",
    grounds=((OfferGround.COMPLETE_PAPERS, "交齐"), (OfferGround.OWN_PROOF, "出示证明")),
    papers=(Paper("photo", "证件照", 5), Paper("copy", "复印件", 3)),
    exclusions=(Exclusion("road_transport_violation", BASIS, "同一行业"),),
    look_back_months=36,
    bases=(BASIS,),
    in_force_from=date(2020, 1, 1),
    in_force_until=None,
    needs_check=False,
)
FRESH = SourceState("road_transport_violation", "transport", "heihe/transport/penalties", START, 31)
COUNTS = Found(1, ROAD, Standing.IN_EFFECT, ON - timedelta(days=60), ON - timedelta(days=90), ("fine",))
GREEN = (Offer.GREEN_CHANNEL,)


def checked(*found: Found, service=SERVICE, of=PURPOSE, sources=(FRESH,), conflict=False, at=START):
    return check(
        service, of, GREEN, found=found, sources=sources, is_identity_in_conflict=conflict, on=day_of(at), at=at
    )


def old_law() -> Basis:
    return replace(BASIS, source=replace(LAW, last_confirmed_on=ON - timedelta(days=400)))


#: What keeps a record that otherwise excludes from excluding.
NEVER = {
    "expired": replace(COUNTS, standing=Standing.EXPIRED),
    "repaired": replace(COUNTS, standing=Standing.REPAIRED),
    "frozen": replace(COUNTS, standing=Standing.FROZEN),
    "not told yet": replace(COUNTS, standing=Standing.AWAITING_NOTICE),
    "waiting": replace(COUNTS, standing=Standing.WAITING),
    "withdrawn": replace(COUNTS, standing=Standing.WITHDRAWN),
    "voided": replace(COUNTS, standing=Standing.VOIDED),
    "its law ended": replace(COUNTS, standing=Standing.BASIS_ENDED),
    "for the person only": replace(COUNTS, standing=Standing.PERSON_ONLY),
    "objected to": replace(COUNTS, is_objected_to=True),
    "minor": replace(COUNTS, penalty_classes=("warning",)),
    "unconfirmed": replace(COUNTS, item=item(needs_check=True)),
    "of an old law": replace(COUNTS, item=item(bases=(old_law(),))),
    "unrelated": replace(COUNTS, item=item("food_industry_bar")),
    "ordinary": replace(COUNTS, item=licence()),
    "not adverse": replace(COUNTS, item=item(kind=Kind.BASIC)),
    "too long ago": replace(COUNTS, decided_on=add_months(ON, -37), conduct_end_on=None),
    "done too long ago": replace(COUNTS, conduct_end_on=add_months(ON, -37)),
}
never = st.sampled_from(list(NEVER.values()))
anything = st.lists(st.one_of(never, st.just(COUNTS)), max_size=6)


class TestCheck:
    @proves("E8", "R23")
    def test_says_yes_where_nothing_excludes_and_no_with_the_chain(self) -> None:
        assert checked().verdict is Verdict.YES
        assert checked().reasons == (Reason.SERVICE_OFFERED,)
        result = checked(COUNTS)
        assert (result.verdict, result.reasons) == (Verdict.NO, (Reason.SERVICE_EXCLUDED,))
        (one,) = result.excluding
        assert one.exclusion.basis.cite() == "《道路运输条例》第七十五条"
        assert (one.months, one.happened_on) == (36, COUNTS.conduct_end_on)
        assert one.last_day == add_months(COUNTS.conduct_end_on, 36)

    @proves("E8")
    @pytest.mark.parametrize("name", NEVER)
    def test_never_says_no_for_a_record_that_is(self, name: str) -> None:
        assert checked(NEVER[name]).verdict is Verdict.YES

    @proves("E8", "R23")
    @given(anything, never)
    def test_a_record_that_cannot_exclude_never_changes_the_result(self, held, more) -> None:
        before, after = checked(*held), checked(*held, more)
        assert after == before

    @proves("E8")
    @given(st.lists(st.sampled_from(list(Standing)), max_size=5), st.integers(0, 2000))
    def test_more_ordinary_records_never_make_it_worse(self, standings, days) -> None:
        ordinary = [
            Found(9, one, standing, ON - timedelta(days=days))
            for standing in standings
            for one in (licence(), item("civic_honour", kind=Kind.POSITIVE), item("drug_industry_bar"))
        ]
        assert checked(*ordinary) == checked()

    @proves("R23")
    @given(st.integers(-3, 3))
    def test_three_years_are_counted_to_the_day(self, days: int) -> None:
        happened = add_months(ON, -36) + timedelta(days=days)
        record = replace(COUNTS, decided_on=happened, conduct_end_on=None)
        is_within = add_months(happened, 36) >= ON
        assert (checked(record).verdict is Verdict.NO) == is_within

    @proves("E8")
    @given(anything, st.sampled_from(["silent", "stale", "unsent", "conflict"]))
    def test_what_was_not_searched_is_cannot_tell_and_never_no(self, held, gap) -> None:
        sources = {
            "silent": (FRESH, SourceState("road_transport_violation", "", None, None, 0)),
            "stale": (replace(FRESH, as_of=START - timedelta(days=32)),),
            "unsent": (replace(FRESH, as_of=None),),
        }.get(gap, (FRESH,))
        result = checked(*held, sources=sources, conflict=gap == "conflict")
        assert (result.verdict, result.excluding) == (Verdict.CANNOT_TELL, ())

    @proves("E8")
    def test_an_exclusion_or_a_purpose_whose_law_is_not_sure_excludes_nobody(self) -> None:
        doubtful = replace(BASIS, certainty=Certainty.NEEDS_CHECK)
        for basis in (doubtful, old_law()):
            one = replace(SERVICE, exclusions=(replace(SERVICE.exclusions[0], basis=basis),))
            assert checked(COUNTS, service=one).verdict is Verdict.YES
            assert checked(COUNTS, of=replace(PURPOSE, bases=(basis,))).verdict is Verdict.YES
        assert checked(COUNTS, of=purpose("road_transport_qualification")).verdict is Verdict.YES

    def test_excludes_by_what_the_row_names_alone(self) -> None:
        assert excluded_by(replace(SERVICE, exclusions=()), PURPOSE, COUNTS, on=ON) is None


papers = st.frozensets(st.sampled_from(["photo", "copy", "unlisted"]))


class TestOffers:
    @proves("E8")
    def test_whoever_brings_everything_is_offered_the_green_channel(self) -> None:
        assert offers(SERVICE, Brought()) == GREEN

    @given(papers, st.booleans(), st.booleans())
    def test_are_for_listed_papers_alone_and_never_for_somebody(self, missing, another, proof) -> None:
        found = offers(SERVICE, Brought(missing, another, proof))
        is_possible = not another and "unlisted" not in missing
        assert (Offer.TOLERANT in found) == (is_possible and bool(missing))
        assert (Offer.GREEN_CHANNEL in found) == (is_possible and (proof or not missing))

    @proves("R23")
    def test_need_a_yes_and_a_ground_before_anything_is_looked_at(self) -> None:
        for brought, agreed, reason in (
            (Brought(), False, Reason.SERVICE_NEEDS_AGREEMENT),
            (Brought(is_another_missing=True), True, Reason.SERVICE_WITHOUT_GROUND),
        ):
            with pytest.raises(Refusal) as refusal:
                may_check(SERVICE, brought, is_agreed=agreed)
            assert refusal.value.reason is reason
        assert may_check(SERVICE, Brought(frozenset({"photo"})), is_agreed=True) == (Offer.TOLERANT,)

    @proves("R23", "C1")
    def test_are_of_a_unit_that_decides_and_may_ask_on_that_day(self) -> None:
        purposes = {PURPOSE.slug: PURPOSE}
        (agreement,) = PURPOSE.agreements
        for service, unit, on, reason in (
            (None, agreement.unit, ON, Reason.SERVICE_OFFERS_NOTHING),
            (SERVICE, "samr", ON, Reason.SERVICE_OFFERS_NOTHING),
            (replace(SERVICE, deciders=("samr",)), "samr", ON, Reason.PURPOSE_NOT_YOURS),
            (SERVICE, agreement.unit, agreement.in_force_until, Reason.AGREEMENT_NOT_IN_FORCE),
        ):
            with pytest.raises(Refusal) as refusal:
                offered_by(service, purposes, unit=unit, on=on)
            assert refusal.value.reason is reason
        assert offered_by(SERVICE, purposes, unit=agreement.unit, on=ON) is SERVICE
