"""Which channel says now that a letter waits, and what is known of a letter: for every order of outcomes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.contacts import normal_address
from chengxin.core.delivery import (
    GIVEN_UP_AFTER,
    NUDGES,
    PAUSES,
    Cause,
    Channel,
    LetterState,
    Try,
    TryState,
    is_daytime,
    letter_state,
    next_nudge,
    state_at,
)
from tests.proves import proves

AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
ENDS = [TryState.FAILED, TryState.SENT]


def live(outcomes: dict[Channel, list[TryState]], *, every: timedelta, days: int) -> list[Try]:
    """The tries of one letter when it is looked after at a rhythm, each ending as the channel's list says."""
    tries: list[Try] = []
    at = AT
    while at < AT + timedelta(days=days):
        for _ in NUDGES:
            channel = next_nudge(tries, outcomes, at=at)
            if channel is None:
                break
            done = sum(tried.channel is channel for tried in tries)
            script = outcomes[channel]
            state = script[done] if done < len(script) else TryState.FAILED
            tries.append(Try(channel, at, state, Cause.UNREACHABLE if state is TryState.FAILED else None))
        at += every
    return tries


scripts = st.dictionaries(st.sampled_from(NUDGES), st.lists(st.sampled_from(ENDS), max_size=6))


@proves("G2")
class TestNextNudge:
    @given(scripts, st.integers(min_value=5, max_value=900))
    def test_ends_with_the_first_that_is_taken_and_never_goes_on_for_ever(self, outcomes, minutes) -> None:
        tries = live(outcomes, every=timedelta(minutes=minutes), days=30)
        sent = [tried for tried in tries if tried.state is TryState.SENT]
        assert len(sent) <= 1
        assert not sent or tries[-1] is sent[0]
        for channel in outcomes:
            mine = [tried.at for tried in tries if tried.channel is channel]
            assert len(mine) <= len(PAUSES) + 1
            for earlier, later, pause in zip(mine, mine[1:], PAUSES, strict=False):
                assert later - earlier >= pause

    @given(scripts)
    def test_a_channel_that_works_is_reached_whatever_the_other_does(self, outcomes) -> None:
        working = {channel for channel, script in outcomes.items() if script and script[0] is TryState.SENT}
        tries = live(outcomes, every=timedelta(minutes=30), days=1)
        assert bool(working) <= any(tried.state is TryState.SENT for tried in tries)
        if working and tries:
            # At once, not after the pause of the one that failed.
            assert tries[-1].at == AT

    def test_tries_e_mail_first(self) -> None:
        assert next_nudge([], NUDGES, at=AT) is Channel.EMAIL
        assert next_nudge([], [Channel.SMS], at=AT) is Channel.SMS
        assert next_nudge([], [], at=AT) is None

    def test_disturbs_nobody_who_holds_the_paper(self) -> None:
        for state in (TryState.SENT, TryState.DELIVERED):
            assert next_nudge([Try(Channel.PAPER, AT, state)], NUDGES, at=AT) is None
        assert next_nudge([Try(Channel.PAPER, AT, TryState.RETURNED)], NUDGES, at=AT) is Channel.EMAIL

    def test_a_try_of_which_nothing_is_known_failed_after_a_while(self) -> None:
        tried = Try(Channel.EMAIL, AT, TryState.TRYING)
        later = AT + GIVEN_UP_AFTER
        assert state_at(tried, later - timedelta(seconds=1)) is tried
        assert state_at(tried, later).cause is Cause.OUTCOME_UNKNOWN
        assert next_nudge([tried], NUDGES, at=later - timedelta(seconds=1)) is None
        assert next_nudge([tried], NUDGES, at=later) is Channel.SMS


tries_of_any_kind = st.lists(
    st.builds(Try, st.sampled_from(Channel), st.just(AT), st.sampled_from(TryState)), max_size=6
)


class TestLetterState:
    @given(tries_of_any_kind)
    def test_is_read_when_it_was_opened_and_never_otherwise(self, tries) -> None:
        assert letter_state(tries, is_read=True, is_in_inbox=True, at=AT) is LetterState.READ
        assert letter_state(tries, is_read=False, is_in_inbox=True, at=AT) is not LetterState.READ

    @given(tries_of_any_kind, st.booleans())
    def test_a_delivery_is_undone_by_nothing_and_made_by_nothing_else(self, tries, is_in_inbox) -> None:
        state = letter_state(tries, is_read=False, is_in_inbox=is_in_inbox, at=AT)
        assert (state is LetterState.DELIVERED) == any(tried.state is TryState.DELIVERED for tried in tries)

    def test_lies_in_the_inbox_without_a_try_and_is_owed_before(self) -> None:
        assert letter_state([], is_read=False, is_in_inbox=True, at=AT) is LetterState.SENT
        assert letter_state([], is_read=False, is_in_inbox=False, at=AT) is LetterState.OWED


class TestHours:
    @pytest.mark.parametrize(("hour", "may"), [(7, False), (8, True), (19, True), (20, False), (0, False)])
    def test_are_those_of_the_day_there(self, hour: int, may: bool) -> None:
        assert is_daytime(datetime(2026, 11, 24, hour, 30, tzinfo=UTC) - timedelta(hours=8)) is may


class TestAddress:
    @pytest.mark.parametrize(
        ("channel", "written", "kept"),
        [
            (Channel.EMAIL, " Name.x@example.cn ", "Name.x@example.cn"),
            (Channel.EMAIL, "ｎａｍｅ＠ｅｘａｍｐｌｅ．ｃｎ", "name@example.cn"),
            (Channel.EMAIL, "name@", None),
            (Channel.EMAIL, "a b@example.cn", None),
            (Channel.EMAIL, "a@example.cn\r\nTo: b@example.cn", None),
            (Channel.SMS, "139 0000 0000", "13900000000"),
            (Channel.SMS, "+86-139-0000-0000", "13900000000"),
            (Channel.SMS, "1390000000", None),
            (Channel.PORTAL, "name@example.cn", None),
        ],
    )
    def test_is_kept_in_one_form(self, channel: Channel, written: str, kept: str | None) -> None:
        assert normal_address(channel, written) == kept
