"""What is recalled: a version that stands no more, shown in the years before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.recalls import STOPS, Stop, is_within_reach, stop_of
from chengxin.core.records import Event
from tests.proves import proves

AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
happened = st.lists(st.sampled_from(list(Event)), max_size=8).map(
    lambda events: [Stop(place + 1, event, AT + timedelta(days=place)) for place, event in enumerate(events)]
)


class TestStop:
    @proves("R28")
    @given(happened, st.integers(0, 9))
    def test_is_the_first_thing_after_it_that_changes_or_ends(self, stops: list[Stop], version: int) -> None:
        stop = stop_of(version, reversed(stops))
        after = [one for one in stops if one.cause > version and one.event in STOPS]
        assert stop == (after[0] if after else None)

    def test_is_no_confirmation_proof_or_flag(self) -> None:
        for event in set(Event) - STOPS:
            assert stop_of(1, [Stop(2, event, AT)]) is None


class TestReach:
    def test_counts_months_back_from_the_stop(self) -> None:
        stop = Stop(2, Event.VOIDED, AT)
        assert is_within_reach(datetime(2023, 11, 24, 1, tzinfo=UTC), stop, months=36)
        assert not is_within_reach(datetime(2023, 11, 23, 1, tzinfo=UTC), stop, months=36)
        assert is_within_reach(AT, stop, months=0)
