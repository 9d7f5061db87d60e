"""Which channel says now that a letter waits, and what is known of a letter: for every order of outcomes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.contacts import normal_address
from chengxin.core.delivery import (
    GIVEN_UP_AFTER,
    LONGEST_PAUSE,
    NUDGES,
    PAUSES,
    SHORTEST_PAUSE,
    Cause,
    Channel,
    LetterState,
    Try,
    TryState,
    is_asked_again,
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
            tries.append(Try(channel, at, state, Cause.ADDRESS_REFUSED if state is TryState.FAILED else None))
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

    @proves("N6")
    def test_is_stopped_by_no_paper(self) -> None:
        """No office keeps a letter from being told of by printing it, nor by noting a signature that nobody gave."""
        for state in (TryState.SENT, TryState.RETURNED, TryState.DELIVERED):
            assert next_nudge([Try(Channel.PAPER, AT, state)], NUDGES, at=AT) is Channel.EMAIL

    def test_a_try_of_which_nothing_is_known_failed_after_a_while(self) -> None:
        tried = Try(Channel.EMAIL, AT, TryState.TRYING)
        later = AT + GIVEN_UP_AFTER
        assert state_at(tried, later - timedelta(seconds=1)) is tried
        assert state_at(tried, later).cause is Cause.OUTCOME_UNKNOWN
        assert next_nudge([tried], NUDGES, at=later - timedelta(seconds=1)) is None
        assert next_nudge([tried], NUDGES, at=later) is Channel.SMS


@proves("G2")
class TestAway:
    @given(st.lists(st.sampled_from(NUDGES), max_size=30), st.dictionaries(st.sampled_from(NUDGES), st.just([])))
    def test_uses_up_no_try_and_asks_for_no_pause(self, tried_by, having) -> None:
        away = [Try(channel, AT, TryState.FAILED, Cause.UNREACHABLE) for channel in tried_by]
        assert next_nudge(away, having, at=AT) is next_nudge([], having, at=AT)
        ended = live({channel: [] for channel in having}, every=timedelta(hours=6), days=30)
        later = AT + timedelta(days=30)
        assert next_nudge([*ended, *away], having, at=later) is next_nudge(ended, having, at=later) is None

    def test_what_is_not_taken_uses_up_a_try(self) -> None:
        tried = [Try(Channel.EMAIL, AT, TryState.FAILED, Cause.NOT_TAKEN)]
        assert next_nudge(tried, [Channel.EMAIL], at=AT + PAUSES[0] - timedelta(seconds=1)) is None
        assert next_nudge(tried, [Channel.EMAIL], at=AT + PAUSES[0]) is Channel.EMAIL

    @given(st.lists(st.integers(min_value=1, max_value=90), min_size=1, max_size=300))
    def test_is_asked_again_at_pauses_that_grow_to_an_hour(self, minutes) -> None:
        asked, at = [AT], AT
        for pause in minutes:
            at += timedelta(minutes=pause)
            # Whoever looks seldom asks each time; nobody waits more than an hour longer than they looked away.
            if is_asked_again(AT, asked[-1], at=at):
                asked.append(at)
            else:
                assert at - asked[-1] < LONGEST_PAUSE
        gaps = [later - earlier for earlier, later in pairwise(asked)]
        for earlier, gap in zip(asked, gaps, strict=False):
            assert gap >= min(max(earlier - AT, SHORTEST_PAUSE), LONGEST_PAUSE)

    def test_of_a_day_is_asked_thirty_times(self) -> None:
        asked = [AT]
        for minute in range(1, 24 * 60):
            if is_asked_again(AT, asked[-1], at=AT + timedelta(minutes=minute)):
                asked.append(AT + timedelta(minutes=minute))
        assert [int((at - AT).total_seconds() // 60) for at in asked[:9]] == [0, 1, 2, 4, 8, 16, 32, 64, 124]
        assert len(asked) == 30


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
