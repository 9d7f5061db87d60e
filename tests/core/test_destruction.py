"""When a record is destroyed, what keeps it, and who must have looked: rules, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.calendar import add_months, day_of, end_of, start_of
from chengxin.core.destruction import (
    KEPT_BY,
    REVIEWERS,
    Due,
    Ground,
    Looked,
    Order,
    Ordered,
    Stay,
    due,
    last_day_ended,
    may_look,
    may_order,
    months_kept,
    stays,
    to_destroy,
)
from chengxin.core.law import Certainty, Period
from chengxin.core.reasons import Reason, Refusal
from tests.core.lives import BASIS, START, instants
from tests.proves import proves

AT = START + timedelta(days=400)
DAY = timedelta(days=1)
EXPIRED, SEALED = Due(Ground.EXPIRED, AT), Due(Ground.SEALED, AT)
months = st.fixed_dictionaries({ground: st.none() | st.integers(0, 36) for ground in KEPT_BY})
ended = st.dictionaries(st.sampled_from(sorted(set(Ground) - {Ground.EXPIRED})), instants, max_size=5)
records = st.frozensets(st.integers(1, 6))
looks = st.lists(st.builds(Looked, st.integers(1, 4), records), max_size=6)


def period(**changes: object) -> Period:
    known = Period("kept_after_repair", "", 12, "month", (BASIS,), Certainty.VERIFIED, False, "", date(2026, 1, 1))
    return replace(known, **changes)


class TestDue:
    @proves("I3")
    @given(ended, instants, months)
    def test_is_never_later_than_the_own_end(self, ended, until, months):
        assert due(ended, until=until, months=months).at <= until

    @given(ended, instants, months)
    def test_leaves_the_person_the_months_that_are_theirs(self, ended, until, months):
        """By another model: the earliest of the own end, the sealing, and the end of each confirmed time for the person."""
        days = {until}
        for ground, at in ended.items():
            if ground is Ground.SEALED:
                days.add(at)
            elif months[ground] is not None:
                days.add(start_of(add_months(day_of(at), months[ground]) + DAY))
        assert due(ended, until=until, months=months).at == min(days)

    @proves("B5")
    @given(ended, instants, months)
    def test_of_what_law_sealed_is_at_once(self, ended, sealed_at, months):
        found = due({**ended, Ground.SEALED: sealed_at}, until=sealed_at + 9000 * DAY, months=months)
        assert found.at <= sealed_at

    @given(ended, instants, months, st.sampled_from(sorted(KEPT_BY)))
    def test_a_period_that_is_not_confirmed_shortens_nothing(self, ended, until, months, ground):
        with_it, without = (
            due(ended, until=until, months={**months, ground: value}) for value in (months[ground], None)
        )
        assert with_it.at <= without.at

    @given(st.dates(date(2026, 1, 1), date(2030, 12, 31)), st.integers(0, 36))
    def test_the_last_day_that_is_due_is_found_for_a_query(self, today, kept):
        last = last_day_ended(kept, today=today)
        assert end_of(add_months(last, kept)) <= start_of(today)
        assert end_of(add_months(last + DAY, kept)) > start_of(today)


class TestMonths:
    def test_hold_while_they_are_confirmed(self):
        assert months_kept(period(), on=date(2026, 12, 31)) == 12

    @pytest.mark.parametrize(
        "changes",
        [
            {"certainty": Certainty.FROM_KNOWLEDGE},
            {"basis": (replace(BASIS, certainty=Certainty.NEEDS_CHECK),)},
            {"last_confirmed_on": date(2025, 1, 1)},
            {"last_confirmed_on": None},
        ],
    )
    def test_count_for_nothing_while_they_are_not(self, changes):
        assert months_kept(period(**changes), on=date(2026, 12, 31)) is None

    def test_of_our_own_bind_us_whenever_they_were_confirmed(self):
        own = period(basis=(), is_own_rule=True, last_confirmed_on=date(2020, 1, 1))
        assert months_kept(own, on=date(2026, 12, 31)) == 12


class TestStays:
    def now(self, listed=EXPIRED, **changes):
        known = {"has_open_case": False, "has_open_recall": False, "orders": (), "at": AT} | changes
        return stays(listed, **known)

    def test_are_none_where_nothing_keeps_it(self):
        assert self.now() == ()

    @proves("I3")
    def test_hold_from_order_to_end_to_the_second(self):
        for order, stay in ((Order.KEEP, Stay.KEPT), (Order.LEGAL_HOLD, Stay.HELD)):
            one = Ordered(order, AT, AT + 5 * DAY)
            assert self.now(orders=[one]) == (stay,)
            assert self.now(orders=[one], at=AT + 5 * DAY - timedelta(seconds=1)) == (stay,)
            assert self.now(orders=[one], at=AT + 5 * DAY) == ()

    @proves("B5")
    def test_a_decision_to_keep_holds_nothing_that_law_sealed(self):
        both = [Ordered(order, AT, AT + DAY) for order in Order]
        assert self.now(SEALED, orders=both) == (Stay.HELD,)

    @proves("I3")
    def test_a_case_and_a_recall_hold(self):
        assert self.now(has_open_case=True, has_open_recall=True) == (Stay.OPEN_CASE, Stay.OPEN_RECALL)

    def test_what_is_not_due_any_more_stays(self):
        assert self.now(at=AT - timedelta(seconds=1)) == (Stay.NOT_DUE,)


class TestOrder:
    def ordered(self, order=Order.KEEP, listed=EXPIRED, **changes):
        known = {"words": "同案", "document": "", "until": AT + DAY, "at": AT, "longest": 12} | changes
        may_order(order, listed, **known)

    def test_with_all_it_needs_is_taken(self):
        self.ordered()
        self.ordered(until=end_of(add_months(day_of(AT), 12)))
        self.ordered(Order.LEGAL_HOLD, document="财保3号", until=AT + 3000 * DAY)
        self.ordered(Order.LEGAL_HOLD, SEALED, document="财保3号")

    @pytest.mark.parametrize(
        ("order", "changes", "reason"),
        [
            (Order.KEEP, {"listed": SEALED}, Reason.KEEP_NOT_SEALED),
            (Order.KEEP, {"words": " "}, Reason.KEEP_NEEDS_WORDS),
            (Order.LEGAL_HOLD, {"document": " "}, Reason.KEEP_NEEDS_DOCUMENT),
            (Order.KEEP, {"until": AT}, Reason.KEEP_NEEDS_END),
            (Order.LEGAL_HOLD, {"document": "财保3号", "until": AT}, Reason.KEEP_NEEDS_END),
            (Order.KEEP, {"until": AT + 800 * DAY}, Reason.KEEP_NEEDS_END),
        ],
    )
    def test_without_one_of_them_is_refused(self, order, changes, reason):
        with pytest.raises(Refusal, match=reason):
            self.ordered(order, **changes)


class TestLooks:
    @proves("I3")
    @given(records, looks)
    def test_destroy_only_what_is_free_and_was_seen_by_two(self, free, looked):
        gone = to_destroy(free, looked)
        assert gone <= free
        for record in free:
            assert (record in gone) == (len({look.by for look in looked if record in look.records}) >= REVIEWERS == 2)

    @proves("I3")
    @given(records, looks, st.integers(1, 4), st.dictionaries(st.integers(1, 6), st.frozensets(st.integers(1, 4))))
    def test_cover_what_is_new_to_the_official_and_not_their_own(self, free, looked, by, parts):
        new = {record for record in free if not any(record in look.records for look in looked if look.by == by)}
        expected = {record for record in new if by not in parts.get(record, ())}
        if expected:
            assert may_look(free, looked, by=by, took_part=parts) == expected
            return
        with pytest.raises(Refusal) as refusal:
            may_look(free, looked, by=by, took_part=parts)
        assert refusal.value.reason is (Reason.DESTRUCTION_TOOK_PART if new else Reason.DESTRUCTION_NOTHING_LEFT)


def test_sample_of_a_leap_day() -> None:
    repaired = datetime(2028, 2, 29, 3, tzinfo=START.tzinfo)
    found = due({Ground.REPAIRED: repaired}, until=repaired + 9000 * DAY, months=dict.fromkeys(KEPT_BY, 12))
    assert found == Due(Ground.REPAIRED, end_of(date(2029, 2, 28)))
