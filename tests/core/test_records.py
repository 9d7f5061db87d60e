from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.calendar import SHANGHAI, day_of, end_of, start_of
from chengxin.core.facts import ProofMode, RowState
from chengxin.core.law import Basis, Certainty, Kind, RepairClass, Retention, RetentionStart, Sharing
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.records import (
    LIFE,
    Arrival,
    Event,
    Happening,
    Proof,
    Standing,
    accept_proof,
    arrival,
    effect_from,
    is_open_ended,
    last_day_of,
    may_follow,
    standing,
    term,
    until_of_next,
)
from tests.core.lives import BASIS, LAW, PARAMETERS, START, facts, instants, item, licence, lives
from tests.proves import proves

#: Events that leave the order of a life as it is.
ASIDE = {Event.CONFIRMED, Event.FROZEN, Event.MARKED, Event.RELEASED, Event.REPAIR_ASKED}
FAR = START + timedelta(days=4000)


def _standing(what, life, at, until=FAR, *, conflict=False):
    return standing(
        what, life, until=until, at=at, parameters=PARAMETERS, has_basis=True, is_identity_in_conflict=conflict
    )


class TestEffect:
    @proves("R01")
    @given(lives(), instants)
    def test_never_comes_before_a_proof_of_the_standing_version_and_seven_whole_days(self, life, at):
        if _standing(item(), life, at) is not Standing.IN_EFFECT:
            return
        seen = [h for h in life if h.at <= at]
        told = max(i for i, h in enumerate(seen) if h.event in (Event.REGISTERED, Event.SUPERSEDED))
        proofs = [h for h in seen[told:] if h.event is Event.NOTICE_PROVED]
        assert proofs
        # An independent count: seven full civil days lie between the day of proof and the first day of effect.
        assert any(day_of(at) > h.proof.on + timedelta(days=7) and h.at <= at for h in proofs)

    @proves("R01")
    def test_begins_the_day_after_the_seventh_day(self):
        proof = Proof(ProofMode.READ_IN_PORTAL, date(2026, 11, 3))
        life = [Happening(Event.REGISTERED, START), Happening(Event.NOTICE_PROVED, start_of(proof.on), proof)]
        begins = datetime(2026, 11, 11, tzinfo=SHANGHAI)
        assert effect_from(item(), life, PARAMETERS) == begins
        assert _standing(item(), life, begins - timedelta(seconds=1)) is Standing.WAITING
        assert _standing(item(), life, begins) is Standing.IN_EFFECT

    @proves("B12", "R01")
    @pytest.mark.parametrize("event", [Event.SUPERSEDED, Event.CORRECTED])
    def test_of_a_new_version_waits_for_a_proof_of_its_own(self, event):
        proof = Proof(ProofMode.READ_IN_PORTAL, date(2026, 11, 3))
        told = [Happening(Event.REGISTERED, START), Happening(Event.NOTICE_PROVED, start_of(proof.on), proof)]
        changed_at = datetime(2026, 11, 20, tzinfo=SHANGHAI)
        assert effect_from(item(), told, PARAMETERS) is not None
        life = [*told, Happening(event, changed_at)]
        assert effect_from(item(), life, PARAMETERS) is None
        assert _standing(item(), life, changed_at) is Standing.AWAITING_NOTICE

    def test_moves_a_last_waiting_day_off_a_rest_day(self):
        proof = Proof(ProofMode.READ_IN_PORTAL, date(2026, 11, 7))  # the seventh day is a Saturday
        life = [Happening(Event.REGISTERED, START), Happening(Event.NOTICE_PROVED, start_of(proof.on), proof)]
        assert effect_from(item(), life, PARAMETERS) == datetime(2026, 11, 17, tzinfo=SHANGHAI)

    @proves("B6", "R02")
    @given(lives(), st.integers(0, 20_000))
    def test_never_comes_on_silence_alone(self, life, later):
        silent = [h for h in life if h.event is not Event.NOTICE_PROVED]
        at = life[-1].at + timedelta(days=later)
        assert _standing(item(), silent, at, until=at + timedelta(days=1)) in {
            Standing.AWAITING_NOTICE,
            Standing.WITHDRAWN,
        }
        assert effect_from(item(), silent, PARAMETERS) is None

    @proves("B6", "R02")
    def test_a_proof_without_day_and_mode_is_none(self):
        life = [Happening(Event.REGISTERED, START), Happening(Event.NOTICE_PROVED, START)]
        assert effect_from(item(), life, PARAMETERS) is None

    @given(lives())
    def test_a_newer_version_starts_its_own_proof_and_waiting(self, life):
        again = [*life, Happening(Event.SUPERSEDED, life[-1].at + timedelta(days=30))]
        assert effect_from(item(), again, PARAMETERS) is None

    def test_of_a_licence_needs_no_proof_and_no_waiting(self):
        life = [Happening(Event.REGISTERED, START)]
        assert _standing(licence(), life, START) is Standing.IN_EFFECT

    def test_an_unconfirmed_adverse_record_never_has_any(self):
        doubtful = item(bases=(Basis(LAW, ("第七十五条",), Certainty.NEEDS_CHECK),))
        proof = Proof(ProofMode.READ_IN_PORTAL, date(2026, 2, 1))
        life = [Happening(Event.REGISTERED, START), Happening(Event.NOTICE_PROVED, START, proof)]
        assert _standing(doubtful, life, START + timedelta(days=300)) is Standing.PERSON_ONLY
        assert _standing(item(needs_check=True), life, START + timedelta(days=300)) is Standing.PERSON_ONLY

    def test_an_item_by_consent_has_none_without_it(self):
        praise = licence(kind=Kind.POSITIVE, requires_consent=True, sharing=Sharing.AUTHORISED)
        assert _standing(praise, [Happening(Event.REGISTERED, START)], START) is Standing.NEEDS_CONSENT

    @proves("R42")
    @given(lives(), instants)
    def test_a_conflict_of_identity_freezes_whatever_stood(self, life, at):
        assert _standing(item(), life, at, conflict=True) in {Standing.FROZEN, Standing.WITHDRAWN}
        assert _standing(licence(), life, at, conflict=True) in {Standing.FROZEN, Standing.WITHDRAWN}


class TestEnd:
    @proves("R06")
    @given(lives(), st.sampled_from([item(), licence()]), st.integers(0, 10**8))
    def test_holds_at_read_to_the_second(self, life, what, later):
        until = life[-1].at + timedelta(days=10)
        assert _standing(what, life, until + timedelta(seconds=later), until) in {Standing.EXPIRED, Standing.WITHDRAWN}
        assert _standing(what, life, until - timedelta(seconds=1), until) is not Standing.EXPIRED

    def test_is_the_day_after_the_last_day_in_shanghai(self):
        born = term(item(), facts(), confirmed_on=date(2026, 9, 24), parameters=PARAMETERS)
        assert born.until == datetime(2029, 8, 20, tzinfo=SHANGHAI)
        assert last_day_of(born.until) == date(2029, 8, 19)
        assert born.repair_from == date(2026, 12, 17)

    def test_of_a_month_without_that_day_is_its_last(self):
        five = item(retention=Retention(6, RetentionStart.DECISION_DATE, ""))
        born = term(five, facts(decided_on=date(2026, 8, 31)), confirmed_on=date(2026, 9, 1), parameters=PARAMETERS)
        assert last_day_of(born.until) == date(2027, 2, 28)

    @proves("R07")
    @given(
        st.integers(1, 240),
        st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        st.integers(0, 800),
        st.sampled_from([RetentionStart.CONDUCT_END, RetentionStart.DECISION_DATE]),
    )
    def test_of_an_adverse_record_is_never_past_sixty_months_from_the_conduct(self, months, decided, earlier, start):
        conduct = decided - timedelta(days=earlier)
        born = term(
            item(retention=Retention(months, start, "")),
            facts(decided_on=decided, conduct_end_on=conduct),
            confirmed_on=decided,
            parameters=PARAMETERS,
        )
        assert last_day_of(born.until) <= date(conduct.year + 5, conduct.month, min(conduct.day, 28)) + timedelta(
            days=3
        )

    def test_may_be_later_only_where_the_article_itself_fixes_a_longer_bar(self):
        bar = item(retention=Retention(120, RetentionStart.DECISION_DATE, ""), longer_bar=BASIS)
        born = term(bar, facts(), confirmed_on=date(2026, 9, 24), parameters=PARAMETERS)
        assert last_day_of(born.until) == date(2036, 9, 16)

    @proves("R07")
    @given(instants, instants)
    def test_of_an_adverse_record_only_moves_earlier(self, held, computed):
        assert until_of_next(item(), held=held, computed=computed) <= held

    def test_of_an_open_ended_licence_is_a_year_after_its_source_confirmed_it(self):
        open_ended = facts(item="road_transport_qualification", conduct_end_on=None)
        assert is_open_ended(licence(), open_ended)
        born = term(licence(), open_ended, confirmed_on=date(2026, 3, 10), parameters=PARAMETERS)
        assert last_day_of(born.until) == date(2027, 3, 10)

    def test_needs_the_date_it_counts_from(self):
        with pytest.raises(ValueError, match="conduct_end"):
            term(item(), facts(conduct_end_on=None), confirmed_on=date(2026, 9, 24), parameters=PARAMETERS)

    def test_no_earliest_repair_day_for_what_is_not_adverse(self):
        born = term(licence(), facts(ends_on=date(2030, 1, 1)), confirmed_on=date(2026, 9, 24), parameters=PARAMETERS)
        assert born.repair_from is None
        assert last_day_of(born.until) == date(2031, 1, 1)

    @pytest.mark.parametrize(
        ("repair_class", "first_day"),
        [
            (RepairClass.MINOR, date(2026, 9, 17)),
            (RepairClass.GENERAL, date(2026, 12, 17)),
            (RepairClass.SERIOUS, date(2027, 9, 17)),
        ],
    )
    def test_earliest_repair_day_follows_the_minimum_period_of_the_class(self, repair_class, first_day):
        born = term(item(repair_class=repair_class), facts(), confirmed_on=date(2026, 9, 24), parameters=PARAMETERS)
        assert born.repair_from == first_day


class TestLife:
    @pytest.mark.parametrize("before", [None, *Event])
    @pytest.mark.parametrize("event", list(Event))
    def test_the_table_decides_every_order(self, before, event):
        row = LIFE[Event.REGISTERED if before in ASIDE else before]
        happened = [] if before is None else [Happening(Event.REGISTERED, START), Happening(before, START)]
        if row[event] is None:
            may_follow(happened, event)
        else:
            with pytest.raises(Refusal) as refusal:
                may_follow(happened, event)
            assert refusal.value.reason is row[event]

    def test_the_table_is_total(self):
        assert set(LIFE) == {None, *Event} - ASIDE
        assert all(set(row) == set(Event) for row in LIFE.values())

    def test_nothing_happens_to_a_record_that_was_not_registered(self):
        for event in set(Event) - {Event.REGISTERED}:
            with pytest.raises(Refusal) as refusal:
                may_follow([], event)
            assert refusal.value.reason is Reason.RECORD_MISSING

    @pytest.mark.parametrize(
        ("ending", "reason"),
        [
            (Event.WITHDRAWN, Reason.RECORD_WITHDRAWN),
            (Event.VOIDED, Reason.RECORD_VOIDED),
            (Event.REPAIRED, Reason.RECORD_REPAIRED),
        ],
    )
    def test_nothing_follows_an_ending_but_destruction(self, ending, reason):
        life = [Happening(Event.REGISTERED, START), Happening(ending, START)]
        may_follow(life, Event.DESTROYED)
        for event in set(Event) - {Event.DESTROYED}:
            with pytest.raises(Refusal) as refusal:
                may_follow(life, event)
            assert refusal.value.reason is reason

    def test_notice_is_proved_once(self):
        proof = Proof(ProofMode.READ_IN_PORTAL, date(2026, 1, 5))
        life = [Happening(Event.REGISTERED, START), Happening(Event.NOTICE_PROVED, START, proof)]
        with pytest.raises(Refusal) as refusal:
            may_follow(life, Event.NOTICE_PROVED)
        assert refusal.value.reason is Reason.NOTICE_ALREADY_PROVED

    @given(lives())
    def test_withdrawn_is_for_good(self, life):
        ended = [*life, Happening(Event.WITHDRAWN, life[-1].at)]
        assert _standing(item(), ended, life[-1].at + timedelta(days=1)) is Standing.WITHDRAWN


class TestProof:
    def test_is_not_of_tomorrow(self):
        at = datetime(2026, 11, 24, 15, 59, tzinfo=UTC)
        assert accept_proof(ProofMode.SIGNED_AT_WINDOW, date(2026, 11, 24), at=at).on == date(2026, 11, 24)
        with pytest.raises(Refusal) as refusal:
            accept_proof(ProofMode.SIGNED_AT_WINDOW, date(2026, 11, 25), at=at)
        assert refusal.value.reason is Reason.PROOF_IN_FUTURE


class TestArrival:
    EARLY, LATE = START, START + timedelta(days=1)

    @pytest.mark.parametrize(
        ("state", "as_of", "digest", "known", "is_withdrawn", "expected"),
        [
            (RowState.VALID, LATE, b"a", None, False, Arrival.NEW),
            (RowState.WITHDRAWN, LATE, b"a", None, False, Arrival.WITHDRAWAL_FIRST),
            (RowState.VALID, LATE, b"a", (EARLY, b"a"), False, Arrival.STILL_SO),
            (RowState.VALID, EARLY, b"a", (EARLY, b"a"), False, Arrival.DUPLICATE),
            (RowState.VALID, EARLY, b"a", (LATE, b"a"), False, Arrival.DUPLICATE),
            (RowState.CHANGED, LATE, b"b", (EARLY, b"a"), False, Arrival.NEWER),
            (RowState.VALID, EARLY, b"b", (LATE, b"a"), False, Arrival.OLDER),
            (RowState.VALID, EARLY, b"b", (EARLY, b"a"), False, Arrival.OLDER),
            (RowState.WITHDRAWN, LATE, b"a", (EARLY, b"a"), False, Arrival.WITHDRAWAL),
            (RowState.WITHDRAWN, EARLY, b"a", (LATE, b"a"), False, Arrival.WITHDRAWAL),
            (RowState.WITHDRAWN, LATE, b"a", (EARLY, b"a"), True, Arrival.DUPLICATE),
            (RowState.VALID, LATE, b"c", (EARLY, b"a"), True, Arrival.AFTER_WITHDRAWAL),
        ],
    )
    def test_is_told_by_stated_time_and_content(self, state, as_of, digest, known, is_withdrawn, expected):
        assert arrival(state=state, as_of=as_of, digest=digest, known=known, is_withdrawn=is_withdrawn) is expected

    def test_what_was_voided_or_found_wrong_does_not_come_back(self):
        row = {"state": RowState.VALID, "as_of": self.LATE, "digest": b"b", "known": (self.EARLY, b"a")}
        assert arrival(**row, is_withdrawn=False, is_voided=True) is Arrival.AFTER_VOID
        assert arrival(**row, is_withdrawn=False, is_found_wrong=True) is Arrival.FOUND_WRONG

    def test_an_open_ended_record_can_be_confirmed_by_saying_it_again_later(self):
        again = {"state": RowState.VALID, "digest": b"a", "is_withdrawn": False, "is_open_ended": True}
        assert arrival(as_of=self.LATE, known=(self.EARLY, b"a"), **again) is Arrival.CONFIRMATION
        assert arrival(as_of=self.EARLY, known=(self.EARLY, b"a"), **again) is Arrival.DUPLICATE


def test_half_open_ends_meet():
    assert end_of(date(2026, 12, 31)) == start_of(date(2027, 1, 1))
