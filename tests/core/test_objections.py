from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.calendar import SHANGHAI, WorkingDays, day_of, start_of
from chengxin.core.counting import count_days, count_working_days
from chengxin.core.law import OnObjection
from chengxin.core.objections import (
    ADDITIONS_MOST,
    ALWAYS_FREEZE,
    CORRECTABLE,
    FLAGGED,
    NEED_DOCUMENT,
    STEPS,
    Case,
    Check,
    Ground,
    Outcome,
    Periods,
    Phase,
    Step,
    Taken,
    Verdict,
    due,
    flag_of,
    is_confirmed,
    is_overdue,
    may_lodge,
    may_settle,
    may_take,
    part_taken,
    phase,
    review_until,
)
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.words import day_zh
from chengxin.lawbook import load
from tests.core.cases import LODGED, OFFICIALS, calendars, cases, instants, periods
from tests.proves import proves

PLAIN = Periods(working_days=WorkingDays({}), answer=7, extended=20, review=7, ask_review=60)
FACTS = Ground.WRONG_FACT
grounds = st.sampled_from(Ground)


def a_case(*steps: Taken, ground: Ground = FACTS, involved: frozenset[int] = frozenset()) -> Case:
    return Case(ground, LODGED, steps, involved)


def worked(calendar: WorkingDays, after: date, count: int) -> date:
    """The plain count: walk on, day by day, and count the days that are worked."""
    day = after
    while count:
        day += timedelta(days=1)
        notice = calendar.years.get(day.year)
        is_off = notice is not None and day in notice.days_off
        is_extra = notice is not None and day in notice.days_worked
        count -= is_extra or (day.weekday() < 5 and not is_off)
    return day


class TestOrder:
    """Letters for the steps: C checked without, O with an error of the platform's own; F found; E extended; X climbed;
    P the other body's outcome filed; A something added; D decided to keep; R review asked; V reviewed; W withdrawn."""

    STEP = {
        "C": (Step.CHECKED, Check.NO_OWN_ERROR.value),
        "O": (Step.CHECKED, Check.OWN_ERROR.value),
        "F": (Step.FOUND, Verdict.CONFIRMED.value),
        "E": (Step.EXTENDED, ""),
        "X": (Step.ESCALATED, ""),
        "P": (Step.OUTCOME_FILED, ""),
        "A": (Step.ADDED, ""),
        "D": (Step.DECIDED, Outcome.KEPT.value),
        "R": (Step.REVIEW_ASKED, ""),
        "V": (Step.REVIEWED, Outcome.KEPT.value),
        "W": (Step.WITHDRAWN, ""),
    }

    def test_knows_every_phase_and_every_step(self):
        assert set(STEPS) == set(Phase)
        # A wrong join is taken apart beside the road of a case, and also after it.
        assert frozenset().union(*STEPS.values()) == set(Step) - {Step.SPLIT}
        for step in (Step.WITHDRAWN, Step.ADDED):
            assert {where for where in Phase if step in STEPS[where]} == FLAGGED

    @proves("G10", "G11")
    @pytest.mark.parametrize("ground", Ground)
    def test_refuses_every_order_but_these(self, ground):
        """All words of up to seven steps, taken in time, against a language written down by hand."""
        begins = ["P"] if ground is Ground.UNDER_APPEAL else ["CF", "O"]

        def is_right(word: str) -> bool:
            bare = re.sub("[XA]", "", word).removesuffix("W")
            in_order = any((begin + "DRV").startswith(bare.replace("E", "", 1)) for begin in begins)
            settled = bare.endswith("D") or "V" in bare
            # Nothing is extended or climbs before the other body has spoken, nor once it is decided.
            stray = re.search("W.|D[^R]*[XA]|V.*[XA]|D.*E", word) is not None
            if ground is Ground.UNDER_APPEAL:
                stray |= re.match("[^P]*[EX]", word) is not None
            return in_order and not stray and not (word.endswith("W") and settled)

        words, longest = [""], 0
        while words:
            word = words.pop()
            taken = tuple(Taken(step, LODGED, 1, result) for step, result in (self.STEP[one] for one in word))
            for letter, (step, _) in self.STEP.items():
                try:
                    may_take(a_case(*taken, ground=ground), step, PLAIN, at=LODGED)
                except Refusal:
                    is_allowed = False
                else:
                    is_allowed = True
                assert is_allowed == is_right(word + letter), word + letter
                if is_allowed and len(word) < 6 and (word + letter).count("X") < 3 and (word + letter).count("A") < 2:
                    words.append(word + letter)
                    longest = max(longest, len(word) + 1)
        assert longest == 6

    @given(st.data(), periods())
    def test_is_somewhere_at_every_moment_and_never_opens_by_itself(self, data, known):
        case = data.draw(cases(known))
        at = data.draw(instants)
        later = at + data.draw(st.timedeltas(timedelta(0), timedelta(days=400)))
        first, then = phase(case, known, at=at), phase(case, known, at=later)
        assert (first in FLAGGED) >= (then in FLAGGED)
        for step in set(Step) - STEPS[first] - {Step.SPLIT}:
            with pytest.raises(Refusal):
                may_take(case, step, known, at=at)

    @proves("G10")
    def test_lets_nobody_add_without_end(self):
        full = tuple(Taken(Step.ADDED, LODGED) for _ in range(ADDITIONS_MOST))
        may_take(a_case(*full[1:]), Step.ADDED, PLAIN, at=LODGED)
        with pytest.raises(Refusal, match=Reason.OBJECTION_ADDED_ENOUGH):
            may_take(a_case(*full), Step.ADDED, PLAIN, at=LODGED)
        may_take(a_case(*full), Step.WITHDRAWN, PLAIN, at=LODGED)

    @given(st.data(), periods())
    def test_is_moved_by_nothing_that_is_added(self, data, known):
        case, at = data.draw(cases(known)), data.draw(instants)
        added = replace(case, steps=(*case.steps, Taken(Step.ADDED, at)))
        assert (phase(added, known, at=at), due(added, known)) == (phase(case, known, at=at), due(case, known))
        for step in (Step.DECIDED, Step.REVIEWED):
            assert part_taken(added, step) == part_taken(case, step)

    def test_of_a_review_ends_with_its_last_day(self):
        case = a_case(
            Taken(Step.CHECKED, LODGED, 1, Check.NO_OWN_ERROR.value),
            Taken(Step.FOUND, LODGED, 2, Verdict.CONFIRMED.value),
            Taken(Step.DECIDED, LODGED, 3, Outcome.KEPT.value),
        )
        last = review_until(case, PLAIN)
        may_take(case, Step.REVIEW_ASKED, PLAIN, at=last.until - timedelta(seconds=1))
        with pytest.raises(Refusal, match=Reason.REVIEW_TOO_LATE):
            may_take(case, Step.REVIEW_ASKED, PLAIN, at=last.until)

    def test_of_a_removal_has_no_review(self):
        case = a_case(
            Taken(Step.CHECKED, LODGED, 1, Check.OWN_ERROR.value), Taken(Step.DECIDED, LODGED, 3, Outcome.REMOVED.value)
        )
        assert phase(case, PLAIN, at=LODGED) is Phase.CLOSED

    def test_without_a_decision_has_no_last_day_of_review(self):
        with pytest.raises(ValueError, match="only a decision"):
            review_until(a_case(), PLAIN)


class TestLastDay:
    @proves("G11")
    @given(grounds, instants, periods())
    def test_is_counted_in_working_days_from_the_day_of_lodging(self, ground, at, known):
        case = Case(ground, at)
        last = due(case, known)
        if ground is Ground.UNDER_APPEAL:
            assert last is None
            return
        assert last.last_day == worked(known.working_days, day_of(at), 7)
        assert last.is_provisional == (last.last_day.year not in known.working_days.years)
        assert not is_overdue(case, known, at=last.until - timedelta(seconds=1))
        assert is_overdue(case, known, at=last.until)

    @proves("G11")
    @given(instants, periods())
    def test_is_extended_to_twenty_days_and_to_the_next_day_worked(self, at, known):
        last = due(Case(FACTS, at, (Taken(Step.EXTENDED, at, 1),)), known).last_day
        plain = day_of(at) + timedelta(days=20)
        assert last >= plain
        assert known.working_days.is_working(last)
        assert not any(
            known.working_days.is_working(plain + timedelta(days=days)) for days in range((last - plain).days)
        )

    @proves("G11")
    @given(st.data(), periods())
    def test_is_extended_once_and_not_once_it_is_over(self, data, known):
        case = data.draw(cases(known))
        at = data.draw(instants.filter(lambda at: not case.steps or at >= case.steps[-1].at))
        assert sum(taken.step is Step.EXTENDED for taken in case.steps) <= 1
        if case.last(Step.EXTENDED) or is_overdue(case, known, at=at):
            with pytest.raises(Refusal):
                may_take(case, Step.EXTENDED, known, at=at)

    @given(st.dates(date(2026, 1, 1), date(2027, 12, 31)))
    def test_never_comes_earlier_by_an_extension(self, day):
        """Over the calendar that is shipped: the seven working days over its longest holidays are fewer than twenty days."""
        law = load().on(day)
        known = Periods(
            load().working_days,
            law.period("objection_source"),
            law.period("objection_extended"),
            law.period("objection_review"),
            law.period("objection_review_asked"),
        )
        case = Case(FACTS, start_of(day))
        extended = Case(FACTS, start_of(day), (Taken(Step.EXTENDED, start_of(day), 1),))
        assert due(extended, known).last_day > due(case, known).last_day

    @proves("R05")
    @given(instants, periods())
    def test_does_not_come_while_another_body_decides(self, later, known):
        case = a_case(ground=Ground.UNDER_APPEAL)
        assert phase(case, known, at=later) is Phase.AT_COURT
        assert not is_overdue(case, known, at=later)
        assert phase(case, known, at=later) in FLAGGED

    @given(instants, periods())
    def test_after_a_lawsuit_is_counted_from_the_day_its_outcome_came(self, at, known):
        filed = Taken(Step.OUTCOME_FILED, at)
        case = a_case(filed, ground=Ground.UNDER_APPEAL)
        assert due(case, known).last_day == worked(known.working_days, day_of(at), 7)
        extended = a_case(filed, Taken(Step.EXTENDED, at, 1), ground=Ground.UNDER_APPEAL)
        assert due(extended, known) == known.working_days.days_later(day_of(at), 20)

    @given(instants, periods())
    def test_of_a_review_is_counted_from_the_day_it_was_asked_for(self, at, known):
        case = a_case(Taken(Step.DECIDED, at, 1, Outcome.KEPT.value), Taken(Step.REVIEW_ASKED, at))
        assert due(case, known).last_day == worked(known.working_days, day_of(at), 7)

    @given(instants)
    def test_of_what_is_closed_is_nothing(self, at):
        assert due(a_case(Taken(Step.DECIDED, at, 1, Outcome.KEPT.value)), PLAIN) is None
        withdrawn = a_case(Taken(Step.WITHDRAWN, LODGED))
        assert not is_overdue(withdrawn, PLAIN, at=LODGED + timedelta(days=300))

    @proves("R04")
    @given(st.data(), periods())
    def test_that_is_over_never_closes_a_case_nor_lets_it_be_kept_without_findings(self, data, known):
        case = data.draw(cases(known))
        at = data.draw(instants)
        if not is_overdue(case, known, at=at):
            return
        assert phase(case, known, at=at) in FLAGGED
        found = case.last(Step.FOUND)
        if case.ground is not Ground.UNDER_APPEAL and (found is None or found.result != Verdict.CONFIRMED):
            with pytest.raises(Refusal):
                may_settle(case, Step.DECIDED, Outcome.KEPT, by=99, words="一致", article="第一条", changes=())


@proves("R04")
def test_what_nobody_found_is_not_confirmed() -> None:
    assert not is_confirmed(a_case())
    assert is_confirmed(a_case(Taken(Step.FOUND, LODGED, 1, Verdict.CONFIRMED.value)))
    assert not is_confirmed(a_case(Taken(Step.FOUND, LODGED, 1, Verdict.WRONG.value)))


class TestCount:
    """How a last day was counted can be counted again."""

    @proves("G11")
    @given(calendars(), st.dates(date(2026, 1, 1), date(2027, 6, 30)), st.integers(1, 25))
    def test_of_working_days_equals_the_calendar(self, calendar, since, days):
        deadline = calendar.working_days_later(since, days)
        counted = count_working_days(calendar, since, deadline)
        on = [day.on for day in counted.days]
        assert on == [since + timedelta(days=n + 1) for n in range((deadline.last_day - since).days)]
        assert [day.number for day in counted.days if day.number] == list(range(1, days + 1))
        assert counted.days[-1].number == days
        for day in counted.days:
            assert (day.number is None) == (not calendar.is_working(day.on))
            assert bool(day.why) == (day.number is None)
        assert {day.why for day in counted.skipped} <= {"周末", "放假"}
        for day in counted.skipped:
            assert f"{day_zh(day.on)}（{day.why}）" in counted.sentence
        assert day_zh(deadline.last_day) in counted.sentence
        assert f"数{days}个工作日" in counted.sentence
        assert ("还没有公布" in counted.sentence) == deadline.is_provisional
        assert counted.left(since) == days
        assert counted.left(deadline.last_day) == 1
        assert counted.left(deadline.last_day + timedelta(days=1)) == 0

    @given(calendars(), st.dates(date(2026, 1, 1), date(2027, 6, 30)), st.integers(1, 25))
    def test_of_days_skips_none(self, calendar, since, days):
        deadline = calendar.days_later(since, days)
        counted = count_days(calendar, since, days, deadline)
        assert counted.skipped == ()
        assert [day.number for day in counted.days if day.number] == list(range(1, days + 1))
        moved = [day for day in counted.days if day.number is None]
        assert len(moved) == (deadline.last_day - since).days - days
        assert [day.why for day in moved[-1:]] == ["顺延"] * bool(moved)
        assert all(not calendar.is_working(day.on) for day in moved[:-1])
        assert f"数{days}天" in counted.sentence
        assert ("顺延到" in counted.sentence) == bool(moved)
        assert counted.left(since) == (deadline.last_day - since).days
        assert counted.left(deadline.last_day) == 1

    def test_names_the_notice_of_each_year(self):
        calendar = load().working_days
        deadline = calendar.working_days_later(date(2026, 9, 28), 7)
        counted = count_working_days(calendar, date(2026, 9, 28), deadline)
        assert counted.notices == (calendar.years[2026].notice,)
        assert any(day.why == "放假" for day in counted.skipped)


class TestFlag:
    @proves("R03", "G8")
    @pytest.mark.parametrize("ground", Ground)
    def test_freezes_unless_the_item_marks_and_always_for_not_me_and_annulled(self, ground):
        assert flag_of(ground, OnObjection.FREEZE) is OnObjection.FREEZE
        marked = flag_of(ground, OnObjection.MARK)
        assert (marked is OnObjection.FREEZE) == (ground in {Ground.NOT_ME, Ground.ANNULLED})
        assert frozenset({Ground.NOT_ME, Ground.ANNULLED}) == ALWAYS_FREEZE

    @proves("R05")
    @given(st.data(), periods())
    def test_is_open_until_somebody_decides_or_the_person_takes_the_case_back(self, data, known):
        case = data.draw(cases(known))
        at = data.draw(instants.filter(lambda at: not case.steps or at >= case.steps[-1].at))
        closing = {Step.DECIDED, Step.REVIEWED, Step.WITHDRAWN}
        moved = [taken.step for taken in case.steps if taken.step in closing | {Step.REVIEW_ASKED}]
        assert (phase(case, known, at=at) in FLAGGED) == (not moved or moved[-1] is Step.REVIEW_ASKED)


class TestLodging:
    @given(
        grounds,
        st.sampled_from(["", "  ", "写错了"]),
        st.booleans(),
        st.lists(st.tuples(grounds, st.sampled_from(Phase), st.booleans()), max_size=4),
        st.sampled_from(["", " ", "找到了收据"]),
    )
    def test_is_allowed_once_at_a_time_and_again_only_with_new_facts(
        self, ground, words, has_document, earlier, new_facts
    ):
        mine = [(where, was_kept) for known, where, was_kept in earlier if known is ground]
        wrong = (
            any(where in FLAGGED for where, _ in mine)
            or (any(was_kept for _, was_kept in mine) and not new_facts.strip())
            or not words.strip()
            or (ground in NEED_DOCUMENT and not has_document)
        )
        given_in = {"words": words, "has_document": has_document, "earlier": earlier, "new_facts": new_facts}
        if wrong:
            with pytest.raises(Refusal):
                may_lodge(ground=ground, **given_in)
        else:
            may_lodge(ground=ground, **given_in)


class TestSettling:
    @proves("G10")
    @given(st.data(), periods(), st.sampled_from([Step.DECIDED, Step.REVIEWED]))
    def test_to_keep_needs_what_the_source_itself_confirmed(self, data, known, step):
        case = data.draw(cases(known))
        found = case.last(Step.FOUND)
        confirmed = found is not None and found.result == Verdict.CONFIRMED
        if case.ground is Ground.UNDER_APPEAL:
            confirmed = case.last(Step.OUTCOME_FILED) is not None
        settle = {"by": 99, "words": "与档案一致", "article": "第一条", "changes": ()}
        if confirmed:
            may_settle(case, step, Outcome.KEPT, **settle)
            with pytest.raises(Refusal, match=Reason.OBJECTION_NEEDS_ARTICLE):
                may_settle(case, step, Outcome.KEPT, **{**settle, "article": " "})
        else:
            with pytest.raises(Refusal, match=Reason.OBJECTION_NEEDS_FINDINGS):
                may_settle(case, step, Outcome.KEPT, **settle)

    @proves("G18")
    @given(st.data(), periods(), st.sampled_from(OFFICIALS), st.sampled_from(Outcome))
    def test_is_for_nobody_who_took_part(self, data, known, by, outcome):
        case = data.draw(cases(known))
        found = {taken.by for taken in case.steps if taken.step is Step.FOUND}
        anything = {taken.by for taken in case.steps}
        for step, parted in ((Step.DECIDED, case.involved | found), (Step.REVIEWED, case.involved | anything)):
            assert part_taken(case, step) == parted - {None}
            if by in parted:
                with pytest.raises(Refusal, match=Reason.OBJECTION_TOOK_PART):
                    may_settle(case, step, outcome, by=by, words="理由", article="第一条", changes=CORRECTABLE)

    @proves("G18")
    def test_is_not_for_whoever_examined_it_for_its_source(self):
        case = a_case(Taken(Step.CHECKED, LODGED, 1), Taken(Step.FOUND, LODGED, 2, Verdict.CONFIRMED.value))
        settle = {"words": "一致", "article": "第一条", "changes": ()}
        may_settle(case, Step.DECIDED, Outcome.KEPT, by=1, **settle)
        with pytest.raises(Refusal, match=Reason.OBJECTION_TOOK_PART):
            may_settle(case, Step.DECIDED, Outcome.KEPT, by=2, **settle)

    @proves("R30")
    @given(st.data(), periods(), st.sampled_from(Outcome), st.sampled_from(["", " \n"]))
    def test_always_needs_a_reason(self, data, known, outcome, words):
        case = data.draw(cases(known))
        with pytest.raises(Refusal, match=Reason.OBJECTION_NEEDS_WORDS):
            may_settle(case, Step.DECIDED, outcome, by=99, words=words, article="第一条", changes=CORRECTABLE[:1])

    @proves("R30")
    @pytest.mark.parametrize("article", ["", " \n"])
    @pytest.mark.parametrize(
        "case",
        [
            a_case(Taken(Step.CHECKED, LODGED, 1), Taken(Step.FOUND, LODGED, 2, Verdict.CONFIRMED.value)),
            a_case(Taken(Step.OUTCOME_FILED, LODGED), ground=Ground.UNDER_APPEAL),
        ],
    )
    def test_keeps_nothing_without_an_article(self, case, article):
        settle = {"by": 99, "words": "一致", "changes": ()}
        may_settle(case, Step.DECIDED, Outcome.KEPT, article="第七十五条", **settle)
        with pytest.raises(Refusal, match=Reason.OBJECTION_NEEDS_ARTICLE):
            may_settle(case, Step.DECIDED, Outcome.KEPT, article=article, **settle)

    @given(st.data(), periods(), st.sets(st.sampled_from([*CORRECTABLE, "decision_no", "item", "authority"])))
    def test_corrects_something_and_nothing_that_would_be_another_record(self, data, known, changes):
        case = data.draw(cases(known))
        settle = {"by": 99, "words": "按卷宗更正", "article": "", "changes": changes}
        if changes and changes <= set(CORRECTABLE):
            may_settle(case, Step.DECIDED, Outcome.CORRECTED, **settle)
        else:
            with pytest.raises(Refusal, match=Reason.OBJECTION_NEEDS_CHANGE):
                may_settle(case, Step.DECIDED, Outcome.CORRECTED, **settle)

    def test_of_what_nobody_confirmed_in_time_can_still_remove(self):
        case = a_case(Taken(Step.CHECKED, LODGED, 1, Check.NO_OWN_ERROR.value))
        late = due(case, PLAIN).until
        assert phase(case, PLAIN, at=late) is Phase.TO_DECIDE
        may_take(case, Step.DECIDED, PLAIN, at=late)
        may_settle(case, Step.DECIDED, Outcome.REMOVED, by=3, words="核实不了", article="", changes=())
        with pytest.raises(Refusal, match=Reason.OBJECTION_NOT_NOW):
            may_take(case, Step.FOUND, PLAIN, at=late)


def test_a_last_day_is_a_day_in_shanghai():
    just_before_midnight = datetime(2026, 3, 2, 23, 59, 59, tzinfo=SHANGHAI)
    assert due(Case(FACTS, just_before_midnight), PLAIN).last_day == date(2026, 3, 11)
    assert due(Case(FACTS, just_before_midnight + timedelta(seconds=1)), PLAIN).last_day == date(2026, 3, 12)
