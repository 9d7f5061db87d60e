"""Flags: each is opened and closed by its own case, freezes or marks, and leaves the rest of a life as it was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.reasons import Reason, Refusal
from chengxin.core.records import (
    Event,
    Flag,
    Happening,
    Standing,
    effect_from,
    flags,
    may_follow,
    standing,
)
from tests.core.lives import PARAMETERS, START, instants, item, lives
from tests.proves import proves

FLAGS = frozenset({Event.FROZEN, Event.MARKED, Event.RELEASED})
#: Stronger than a flag: these say that there is nothing left to freeze.
ENDED = frozenset({Standing.WITHDRAWN, Standing.VOIDED, Standing.EXPIRED})
cases = st.integers(1, 3)


@st.composite
def flaggings(draw: st.DrawFn) -> list[Happening]:
    """Cases that open and close flags about one record, in the order of time."""
    happened = []
    for at in sorted(draw(st.lists(instants, max_size=8))):
        event = draw(st.sampled_from(sorted(FLAGS)))
        until = at + timedelta(days=draw(st.integers(0, 30))) if event is Event.MARKED else None
        happened.append(Happening(event, at, cause=draw(cases), freezes_from=until))
    return happened


def mixed(life: list[Happening], flagged: list[Happening]) -> list[Happening]:
    return sorted([*life, *flagged], key=lambda happening: happening.at)


def stands(life, at, *, until=START + timedelta(days=4000)) -> Standing:
    return standing(item(), life, until=until, at=at, parameters=PARAMETERS, has_basis=True)


class TestFlags:
    @proves("R03")
    @given(flaggings(), instants)
    def test_are_those_whose_case_opened_last_and_did_not_close(self, flagged, at):
        last = {happening.cause: happening for happening in flagged if happening.at <= at}
        still_open = {cause: one for cause, one in last.items() if one.event is not Event.RELEASED}
        found = {flag.cause: flag for flag in flags(flagged, at)}
        assert set(found) == set(still_open)
        for cause, one in still_open.items():
            freezes = one.at if one.event is Event.FROZEN else one.freezes_from
            assert (found[cause].freezes_from, found[cause].is_freezing(at)) == (freezes, at >= freezes)

    @given(flaggings(), cases, instants)
    def test_of_other_cases_stay_when_one_is_released(self, flagged, cause, at):
        before = flags(flagged, at)
        released = [*(one for one in flagged if one.at <= at), Happening(Event.RELEASED, at, cause=cause)]
        assert flags(released, at) == tuple(flag for flag in before if flag.cause != cause)

    @given(flaggings(), instants, st.timedeltas(timedelta(0), timedelta(days=30)))
    def test_freeze_then_release_is_as_if_nothing_had_been(self, flagged, at, while_open):
        known = [one for one in flagged if one.at <= at and one.cause != 9]
        both = [
            *known,
            Happening(Event.FROZEN, at, cause=9),
            Happening(Event.RELEASED, at + while_open, cause=9),
        ]
        assert flags(both, at + while_open) == flags(known, at + while_open)

    @given(flaggings(), cases, instants)
    def test_of_the_case_that_removes_a_record_end_with_it(self, flagged, cause, at):
        before = flags(flagged, at)
        removed = [*(one for one in flagged if one.at <= at), Happening(Event.VOIDED, at, cause=cause)]
        assert flags(removed, at) == tuple(flag for flag in before if flag.cause != cause)

    def test_keep_the_day_they_were_opened_when_a_case_is_extended(self):
        later = START + timedelta(days=3)
        life = [
            Happening(Event.MARKED, START, cause=1, freezes_from=START + timedelta(days=7)),
            Happening(Event.MARKED, later, cause=1, freezes_from=START + timedelta(days=20)),
        ]
        assert flags(life, later) == (Flag(1, START, START + timedelta(days=20)),)


class TestLife:
    @proves("R03", "R04")
    @given(lives(), flaggings(), instants)
    def test_with_a_freezing_flag_shows_nothing_and_without_one_is_what_it_was(self, life, flagged, at):
        plain, now = stands(life, at), stands(mixed(life, flagged), at)
        if any(flag.is_freezing(at) for flag in flags(flagged, at)) and plain not in ENDED:
            assert now is Standing.FROZEN
        else:
            assert now is plain

    @proves("R04")
    @given(instants, st.integers(0, 30), st.integers(0, 60))
    def test_of_a_mark_ends_for_every_answer_when_its_case_is_overdue(self, at, days, later):
        freezes = at + timedelta(days=days)
        marked = [Happening(Event.REGISTERED, START), Happening(Event.MARKED, at, cause=1, freezes_from=freezes)]
        asked = at + timedelta(days=later)
        assert (stands(marked, asked) is Standing.FROZEN) == (asked >= freezes)

    @given(lives(), flaggings())
    def test_has_its_effect_from_the_same_moment_whatever_is_objected(self, life, flagged):
        assert effect_from(item(), mixed(life, flagged), PARAMETERS) == effect_from(item(), life, PARAMETERS)

    @given(lives(), flaggings(), st.sampled_from(Event))
    def test_may_go_on_as_it_could_whatever_is_objected(self, life, flagged, event):
        def reason(happened):
            try:
                may_follow(happened, event)
            except Refusal as refusal:
                return refusal.reason
            return None

        assert reason(mixed(life, [one for one in flagged if one.at >= life[0].at])) == reason(life)

    @proves("G13")
    @pytest.mark.parametrize("event", [one for one in Event if one not in (Event.REGISTERED, Event.DESTROYED)])
    def test_is_over_once_it_is_void(self, event):
        life = [Happening(Event.REGISTERED, START), Happening(Event.VOIDED, START, cause=1)]
        with pytest.raises(Refusal, match=Reason.RECORD_VOIDED):
            may_follow(life, event)
        after = [*life, Happening(event, START + timedelta(days=1))]
        assert stands(after, START + timedelta(days=30)) is Standing.VOIDED
