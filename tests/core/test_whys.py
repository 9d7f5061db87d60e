"""Why did you look: the order of the steps, the clock, who may say so; hiding; the draw."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.calendar import WorkingDays
from chengxin.core.hiding import HidingCategory, may_hide
from chengxin.core.law import Certainty
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.samples import draw, week_before
from chengxin.core.whys import (
    STEPS,
    Finding,
    Periods,
    Phase,
    Step,
    Taken,
    Why,
    answer_by,
    due,
    is_in_time,
    is_unanswered,
    is_unlawful,
    may_find,
    may_take,
    phase,
)
from chengxin.lawbook import load
from tests.proves import proves

PERIODS = Periods(WorkingDays({}), answer=5, judge=7)
AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # a Monday
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
LAST = date(2026, 11, 30)
LOOKED, ANSWERS, JUDGES = 1, 2, 3


def why(*steps: Taken) -> Why:
    return Why(AT, LOOKED, steps)


def answered(after: timedelta = DAY, finding: Finding = Finding.LAWFUL) -> Taken:
    return Taken(Step.ANSWERED, AT + after, ANSWERS, finding)


DOUBTED = Taken(Step.DOUBTED, AT + 2 * DAY)
JUDGED = Taken(Step.JUDGED, AT + 3 * DAY, JUDGES, Finding.LAWFUL)
ORDERS = {
    Phase.TO_ANSWER: (why(), AT),
    Phase.UNANSWERED: (why(), AT + 20 * DAY),
    Phase.ANSWERED: (why(answered()), AT + 20 * DAY),
    Phase.TO_JUDGE: (why(answered(), DOUBTED), AT + 20 * DAY),
    Phase.CLOSED: (why(answered(), DOUBTED, JUDGED), AT + 20 * DAY),
}


class TestSteps:
    @proves("G7")
    @pytest.mark.parametrize("where", list(Phase))
    @pytest.mark.parametrize("step", list(Step))
    def test_come_in_their_phase_and_no_other(self, where, step):
        case, at = ORDERS[where]
        assert phase(case, PERIODS, at=at) is where
        if step in STEPS[where]:
            may_take(case, step, PERIODS, at=at)
            return
        with pytest.raises(Refusal) as refusal:
            may_take(case, step, PERIODS, at=at)
        assert refusal.value.reason is Reason.WHY_NOT_NOW

    def test_the_person_is_told_of_silence_once(self):
        case = why(Taken(Step.LAPSED, AT + 8 * DAY))
        with pytest.raises(Refusal):
            may_take(case, Step.LAPSED, PERIODS, at=AT + 9 * DAY)

    def test_unlawful_is_the_end_of_it(self):
        case = why(answered(finding=Finding.UNLAWFUL))
        assert phase(case, PERIODS, at=AT + DAY) is Phase.CLOSED
        assert is_unlawful(case)
        assert is_unlawful(why(answered(), DOUBTED, replace(JUDGED, result=Finding.UNLAWFUL)))
        assert not is_unlawful(why(answered(), DOUBTED, JUDGED))


class TestClock:
    def test_counts_working_days_from_the_day_after(self):
        assert answer_by(why(), PERIODS).last_day == LAST
        assert due(why(), PERIODS, at=AT).last_day == LAST
        assert due(why(answered()), PERIODS, at=AT) is None
        assert due(why(answered(), DOUBTED), PERIODS, at=AT + 3 * DAY).last_day == date(2026, 12, 4)

    @proves("G7")
    @given(st.integers(0, 60 * 24 * 3600))
    def test_a_late_answer_is_read_and_still_counts_as_none(self, seconds):
        late = timedelta(seconds=seconds)
        until = answer_by(why(), PERIODS).until
        case = why(answered(until - AT + late))
        assert is_unanswered(case, PERIODS, at=until + late)
        assert not is_in_time(case, PERIODS)
        assert phase(case, PERIODS, at=until + late) is Phase.ANSWERED

    @proves("G7")
    @given(st.integers(1, 7 * 24 * 3600 - 9 * 3600))
    def test_an_answer_in_time_never_counts_as_none(self, before):
        until = answer_by(why(), PERIODS).until
        case = why(answered(until - AT - timedelta(seconds=before)))
        assert is_in_time(case, PERIODS)
        assert not is_unanswered(case, PERIODS, at=until + 900 * DAY)


class TestWhoSaysSo:
    @proves("G7")
    @pytest.mark.parametrize(
        ("step", "by", "words", "reason"),
        [
            (Step.ANSWERED, LOOKED, "为换证", Reason.WHY_TOOK_PART),
            (Step.JUDGED, LOOKED, "合法", Reason.WHY_TOOK_PART),
            (Step.JUDGED, ANSWERS, "合法", Reason.WHY_TOOK_PART),
            (Step.ANSWERED, ANSWERS, " ", Reason.WHY_NEEDS_WORDS),
            (Step.JUDGED, JUDGES, "", Reason.WHY_NEEDS_WORDS),
        ],
    )
    def test_never_whoever_took_part_and_never_without_words(self, step, by, words, reason):
        with pytest.raises(Refusal) as refusal:
            may_find(why(answered(), DOUBTED), step, by=by, words=words)
        assert refusal.value.reason is reason

    def test_an_uninvolved_official_may(self):
        may_find(why(), Step.ANSWERED, by=ANSWERS, words="为换证")
        may_find(why(answered(), DOUBTED), Step.JUDGED, by=JUDGES, words="合法")


CATEGORY = next(iter(load().hiding.values()))


def order(**changes: object) -> None:
    given: dict = {
        "category": CATEGORY,
        "words": "案件正在调查",
        "ordered_on": AT.date(),
        "shown_from": AT.date() + 30 * DAY,
        "longest": 90,
        "is_asked": False,
    }
    may_hide(**(given | changes))


class TestHiding:
    def test_is_ordered_beforehand_for_a_listed_ground_and_a_day(self):
        order()
        order(shown_from=AT.date() + 90 * DAY)

    @proves("G6")
    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"category": None}, Reason.HIDING_NOT_LISTED),
            ({"category": HidingCategory("own", "本单位认为需要", ())}, Reason.HIDING_NOT_LISTED),
            ({"is_asked": True}, Reason.HIDING_TOO_LATE),
            ({"shown_from": AT.date() + 91 * DAY}, Reason.HIDING_TOO_LONG),
            ({"shown_from": AT.date()}, Reason.HIDING_TOO_LONG),
            ({"words": " "}, Reason.WHY_NEEDS_WORDS),
        ],
    )
    def test_nothing_else(self, changes, reason):
        with pytest.raises(Refusal) as refusal:
            order(**changes)
        assert refusal.value.reason is reason

    @proves("G6")
    @pytest.mark.parametrize("certainty", [Certainty.FROM_KNOWLEDGE, Certainty.NEEDS_CHECK])
    def test_an_unconfirmed_ground_hides_nothing(self, certainty):
        doubtful = replace(CATEGORY, bases=tuple(replace(basis, certainty=certainty) for basis in CATEGORY.bases))
        with pytest.raises(Refusal) as refusal:
            order(category=doubtful)
        assert refusal.value.reason is Reason.HIDING_NOT_LISTED


LOOKS = st.dictionaries(st.integers(0, 10_000), st.binary(min_size=16, max_size=16), max_size=60)


class TestDraw:
    @proves("G7")
    @given(st.binary(min_size=32, max_size=32), LOOKS, st.integers(0, 100))
    def test_is_the_ledgers_own_and_comes_out_the_same_in_any_order(self, root, looks, percent):
        drawn = draw(root, looks, percent)
        assert drawn == draw(root, dict(reversed(looks.items())), percent)
        assert len(drawn) == -(-len(looks) * percent // 100)
        assert len(set(drawn)) == len(drawn)
        worst = max((sha256(root + looks[look]).digest() for look in drawn), default=b"")
        assert all(look in drawn for look, number in looks.items() if sha256(root + number).digest() < worst)

    @given(st.dates(date(2026, 1, 1), date(2030, 1, 1)))
    def test_is_of_the_last_whole_week(self, day):
        monday = week_before(day)
        assert monday.weekday() == 0
        assert 7 <= (day - monday).days <= 13
