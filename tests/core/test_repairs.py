"""The life of a repair, as a table and as properties; and what it does to a record."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.calendar import WorkingDays, day_of
from chengxin.core.law import Period, RepairClass
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.records import (
    ENDINGS,
    Event,
    Happening,
    Standing,
    flags,
    repair_class_of,
    repair_from,
    repair_of_next,
    standing,
)
from chengxin.core.repairs import (
    ENDED,
    STEPS,
    Case,
    Outcome,
    Periods,
    Phase,
    Step,
    Taken,
    due,
    is_overdue,
    may_decide,
    may_name,
    may_request,
    may_take,
    opens_on,
    phase,
)
from tests.core.lives import PARAMETERS, START, instants, item, lives
from tests.proves import proves

PERIODS = Periods(WorkingDays({}), 3)
AT = datetime(2026, 12, 17, 1, 0, tzinfo=UTC)  # a Thursday
DAY = timedelta(days=1)
HEAVIER = {RepairClass.MINOR: 0, RepairClass.GENERAL: 1, RepairClass.SERIOUS: 2}


def case(*steps: Step) -> Case:
    return Case(AT, tuple(Taken(step, AT + DAY * place, 7) for place, step in enumerate(steps, 1)))


ORDERS = {
    Phase.TO_DECIDE: [case(), case(Step.MISSING_NAMED, Step.SUPPLIED), case(Step.ESCALATED)],
    Phase.TO_SUPPLY: [case(Step.MISSING_NAMED)],
    Phase.CLOSED: [case(Step.DECIDED), case(Step.WITHDRAWN), case(Step.MISSING_NAMED, Step.WITHDRAWN)],
}


class TestSteps:
    @pytest.mark.parametrize("where", list(Phase))
    def test_lead_where_the_table_says(self, where):
        assert [phase(one) for one in ORDERS[where]] == [where] * len(ORDERS[where])

    @pytest.mark.parametrize("where", list(Phase))
    @pytest.mark.parametrize("step", [Step.SUPPLIED, Step.DECIDED, Step.WITHDRAWN])
    def test_come_only_in_their_phase(self, where, step):
        for one in ORDERS[where]:
            if step in STEPS[where]:
                may_take(one, step, PERIODS, at=AT)
            else:
                with pytest.raises(Refusal, match=Reason.REPAIR_NOT_NOW):
                    may_take(one, step, PERIODS, at=AT)

    @proves("R29", "G17")
    def test_name_what_is_missing_once_and_in_time(self):
        may_take(case(), Step.MISSING_NAMED, PERIODS, at=AT)
        for one, at in ((case(Step.MISSING_NAMED, Step.SUPPLIED), AT), (case(), AT + 30 * DAY)):
            with pytest.raises(Refusal, match=Reason.REPAIR_NOT_NOW):
                may_take(one, Step.MISSING_NAMED, PERIODS, at=at)

    def test_climb_only_when_overdue(self):
        with pytest.raises(Refusal, match=Reason.REPAIR_NOT_NOW):
            may_take(case(), Step.ESCALATED, PERIODS, at=AT)
        may_take(case(), Step.ESCALATED, PERIODS, at=AT + 6 * DAY)


class TestClock:
    @proves("R29", "G17")
    @given(instants)
    def test_gives_three_working_days_and_not_one_more(self, at):
        last = due(Case(at), PERIODS)
        counted = [day for n in range(1, 10) if (day := day_of(at) + timedelta(days=n)).weekday() < 5]
        assert last.last_day == counted[2]
        assert not is_overdue(Case(at), PERIODS, at=last.until - timedelta(seconds=1))
        assert is_overdue(Case(at), PERIODS, at=last.until)

    def test_stands_while_the_person_is_asked_and_begins_anew(self):
        assert due(case(Step.MISSING_NAMED), PERIODS) is None
        assert not is_overdue(case(Step.MISSING_NAMED), PERIODS, at=AT + 900 * DAY)
        assert due(case(Step.MISSING_NAMED, Step.SUPPLIED), PERIODS).last_day == date(2026, 12, 23)

    @proves("R29")
    @given(st.integers(0, 4000))
    def test_decides_nothing(self, days):
        assert phase(case()) is Phase.TO_DECIDE
        assert is_overdue(case(), PERIODS, at=AT + days * DAY) == (days > 5)


def may_ask(**changes):
    given = {
        "repair_from": date(2026, 12, 17),
        "standing": Standing.IN_EFFECT,
        "commitment": "是",
        "has_proofs": False,
        "earlier": (),
        "on": date(2026, 12, 17),
    } | changes
    what = given.pop("item", item())
    may_request(what, **given)


class TestAsking:
    @pytest.mark.parametrize("where", list(Standing))
    def test_is_for_whatever_has_not_ended_frozen_or_not(self, where):
        assert opens_on(date(2026, 12, 17), where, on=date(2026, 12, 17)) == (where not in ENDED)
        if where not in ENDED:
            may_ask(standing=where)
            return
        with pytest.raises(Refusal, match=Reason.REPAIR_NOT_NEEDED):
            may_ask(standing=where)

    def test_has_its_first_day(self):
        with pytest.raises(Refusal, match=Reason.REPAIR_TOO_EARLY):
            may_ask(on=date(2026, 12, 16))
        assert not opens_on(date(2026, 12, 17), Standing.IN_EFFECT, on=date(2026, 12, 16))
        with pytest.raises(Refusal, match=Reason.REPAIR_NOT_NEEDED):
            may_ask(repair_from=None)

    def test_names_everything_that_is_missing_at_once(self):
        owing = item(repair_proofs=("付清工资的凭证",))
        for changes in ({"commitment": ""}, {"item": owing}, {"item": owing, "commitment": " "}):
            with pytest.raises(Refusal, match=Reason.REPAIR_INCOMPLETE):
                may_ask(**changes)
        may_ask(item=owing, has_proofs=True)

    def test_is_open_once_at_a_time_and_again_after_a_refusal(self):
        for where in (Phase.TO_DECIDE, Phase.TO_SUPPLY):
            with pytest.raises(Refusal, match=Reason.REPAIR_OPEN):
                may_ask(earlier=[Phase.CLOSED, where])
        may_ask(earlier=[Phase.CLOSED, Phase.CLOSED])

    @proves("R29")
    @given(st.lists(st.sampled_from(["付清工资的凭证", "缴款书", "无欠费证明", ""]), max_size=4))
    def test_may_be_asked_only_for_what_nobody_else_has(self, missing):
        owing = item(repair_proofs=("付清工资的凭证",))
        with pytest.raises(Refusal, match=Reason.REPAIR_MAY_NOT_ASK):
            may_name(item(), missing)
        if missing and set(missing) == {"付清工资的凭证"}:
            may_name(owing, missing)
        else:
            with pytest.raises(Refusal, match=Reason.REPAIR_MAY_NOT_ASK):
                may_name(owing, missing)


class TestDeciding:
    @proves("R30")
    @pytest.mark.parametrize("outcome", list(Outcome))
    def test_needs_a_reason_and_against_the_person_an_article(self, outcome):
        with pytest.raises(Refusal, match=Reason.REPAIR_NEEDS_WORDS):
            may_decide(case(), outcome, by=7, words=" ", article="第三条")
        if outcome is Outcome.GRANTED:
            may_decide(case(), outcome, by=7, words="已缴", article="")
            return
        with pytest.raises(Refusal, match=Reason.REPAIR_NEEDS_ARTICLE):
            may_decide(case(), outcome, by=7, words="没有缴", article=" ")
        may_decide(case(), outcome, by=7, words="没有缴", article="第三条")

    def test_is_not_for_who_wrote_it_down(self):
        with pytest.raises(Refusal, match=Reason.REPAIR_TOOK_PART):
            may_decide(Case(AT, written_by=7), Outcome.GRANTED, by=7, words="已缴", article="")


class TestRecord:
    @proves("R29")
    @given(lives(), instants)
    def test_repaired_is_for_good_and_from_that_very_second(self, life, at):
        life = [happening for happening in life if happening.event not in ENDINGS]
        repaired = [*life, Happening(Event.REPAIRED, max(at, life[-1].at))]
        when = repaired[-1].at
        far = when + 4000 * DAY
        told = {"until": far + DAY, "parameters": PARAMETERS, "has_basis": True}
        assert standing(item(), repaired, at=when, **told) is Standing.REPAIRED
        assert standing(item(), repaired, at=far, **told, is_identity_in_conflict=True) is Standing.REPAIRED
        assert standing(item(), repaired, at=when - timedelta(seconds=1), **told) is not Standing.REPAIRED

    @proves("R29")
    @given(st.integers(0, 10**7), st.integers(0, 10**7))
    def test_overdue_is_frozen_until_decided_and_no_flag_travels(self, days, later):
        asked_at, freezes = START + timedelta(seconds=days), START + timedelta(seconds=days + later)
        life = [
            Happening(Event.REGISTERED, START),
            Happening(Event.REPAIR_ASKED, asked_at, cause=5, freezes_from=freezes),
        ]
        told = {"until": freezes + 4000 * DAY, "parameters": PARAMETERS, "has_basis": True}
        assert standing(item(), life, at=freezes - timedelta(seconds=1), **told) is not Standing.FROZEN
        assert standing(item(), life, at=freezes + 900 * DAY, **told) is Standing.FROZEN
        assert flags(life, freezes + DAY) == ()
        refused = [*life, Happening(Event.RELEASED, freezes + DAY, cause=5)]
        assert standing(item(), refused, at=freezes + DAY, **told) is not Standing.FROZEN


class TestClass:
    @proves("R07")
    @given(
        st.sampled_from(list(HEAVIER)),
        st.lists(st.sampled_from(["warning", "public_criticism", "fine", "permit_revoked"]), max_size=3),
        st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    )
    def test_of_a_decision_is_never_heavier_than_that_of_its_item(self, of_item, decided, on):
        what = item(repair_class=of_item, minor_when=("warning", "public_criticism"))
        assert HEAVIER[repair_class_of(what, decided)] <= HEAVIER[of_item]
        assert repair_from(what, on, PARAMETERS, decided) <= repair_from(what, on, PARAMETERS)

    def test_of_a_warning_alone_is_minor(self):
        what = item(minor_when=("warning",))
        assert repair_class_of(what, ["warning"]) is RepairClass.MINOR
        assert repair_class_of(what, ["warning", "fine"]) is RepairClass.GENERAL
        assert repair_class_of(what, []) is RepairClass.GENERAL

    @proves("R07")
    @given(st.none() | st.dates(), st.none() | st.dates())
    def test_of_a_newer_version_lets_no_promised_day_move_later(self, held, computed):
        got = repair_of_next(held=held, computed=computed)
        assert held is None or got <= held
        assert got in {held, computed}


def test_no_row_of_a_repair_has_a_price():
    """Repair is free: no field, no period and no reason of it is about money."""
    from chengxin.lawbook import load

    words = ("fee", "price", "charge", "pay", "cost", "amount", "费")
    periods: list[Period] = [one for one in load().periods.rows if one.code.startswith("repair")]
    assert len(periods) >= 8
    names = [*(period.code + period.name for period in periods), *(step.value for step in Step)]
    assert not [name for name in names for word in words if word in name]
