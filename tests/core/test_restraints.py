"""What a restraint must show, and on which days it holds: random drafts, each with one thing missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chengxin.core.calendar import add_months, end_of, start_of
from chengxin.core.law import Certainty, MeasureKind, OnObjection, RepairClass
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.records import Standing
from chengxin.core.restraints import (
    Draft,
    Ground,
    Heard,
    Paper,
    Restraint,
    Setting,
    State,
    is_somebody,
    may_stop,
    reasons_against,
    state,
)
from chengxin.lawbook import load
from tests.proves import proves

BOOK = load()
M13 = BOOK.measures["accountant_bar"]
ITEM = BOOK.items["accountant_bar"]
TODAY = date(2026, 11, 24)
RECORD_UNTIL = end_of(date(2031, 6, 1))
DECIDED_ON, IN_EFFECT_ON = date(2026, 8, 20), date(2026, 9, 1)
GROUND = Ground(ITEM, Standing.IN_EFFECT, RECORD_UNTIL, RepairClass.SERIOUS, DECIDED_ON, IN_EFFECT_ON)
#: Pairs that the closed list binds, restraints only.
BOUND = {(measure.slug, item) for measure in BOOK.measures.values() if measure.is_restraint for item in measure.items}

words = st.text("限制与该项违法直接有关", max_size=12).map(lambda said: f"直接有关{said}")
numbers = st.integers(1, 999).map(lambda serial: f"黑财惩〔2026〕{serial}号")


def setting(**changes) -> Setting:
    known = Setting(
        measure=M13,
        was_listed=True,
        ground=ground(),
        unit="finance_bureau",
        drafter="薄从简",
        on=TODAY,
        working_days=BOOK.working_days,
        window=5,
    )
    return replace(known, **changes)


def ground(**changes) -> Ground:
    return replace(GROUND, **changes)


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """A draft in which nothing is missing."""
    notice_on = date(2026, 9, 1) + timedelta(days=draw(st.integers(0, 40)))
    window = BOOK.working_days.working_days_later(notice_on, 5).last_day
    heard = draw(st.sampled_from(Heard))
    heard_on = window if heard is Heard.SILENT else notice_on + timedelta(days=draw(st.integers(0, 12)))
    decided_on = max(heard_on, window) + timedelta(days=draw(st.integers(1, 8)))
    starts_on = decided_on + timedelta(days=draw(st.integers(0, 90)))
    ends_on = starts_on + timedelta(days=draw(st.integers(0, 1500)))
    return Draft(
        decision=Paper(draw(numbers), decided_on, b"decision"),
        decider=draw(st.sampled_from(["宗政明", "欧阳㐱", "阿依努尔·买买提"])),
        seat="副局长",
        notice=Paper(f"告{draw(numbers)}", notice_on, b"notice"),
        heard=heard,
        hearing=Paper(f"笔录{draw(numbers)}", heard_on, b"hearing"),
        relevance=draw(words),
        proportionality=draw(words),
        appeal=draw(words),
        starts_on=starts_on,
        ends_on=ends_on,
    )


def _no_file(paper: Paper) -> Paper:
    return replace(paper, file=b"")


#: What is taken out of a whole draft, and the reason it is then refused for.
MISSING = {
    "the number of the decision": (lambda d: replace(d, decision=replace(d.decision, number=" ")), Reason.RESTRAINT_NEEDS_DECISION),
    "the day of the decision": (lambda d: replace(d, decision=replace(d.decision, on=None)), Reason.RESTRAINT_NEEDS_DECISION),
    "the file of the decision": (lambda d: replace(d, decision=_no_file(d.decision)), Reason.RESTRAINT_NEEDS_DECISION),
    "the decider": (lambda d: replace(d, decider=""), Reason.RESTRAINT_NEEDS_DECIDER),
    "a person who decided": (lambda d: replace(d, decider="黑河市财政局"), Reason.RESTRAINT_NEEDS_DECIDER),
    "a person, not a program": (lambda d: replace(d, decider="信用惩戒系统"), Reason.RESTRAINT_NEEDS_DECIDER),
    "a person, not an account": (lambda d: replace(d, decider="服务账号"), Reason.RESTRAINT_NEEDS_DECIDER),
    "the seat": (lambda d: replace(d, seat=""), Reason.RESTRAINT_NEEDS_DECIDER),
    "somebody else": (lambda d: replace(d, decider="薄 从简"), Reason.RESTRAINT_DRAFTER_DECIDES),
    "a seat that can be read": (lambda d: replace(d, seat="x"), Reason.RESTRAINT_NEEDS_DECIDER),
    "somebody else than whoever adds a seat": (lambda d: replace(d, decider="薄从简副局长"), Reason.RESTRAINT_DRAFTER_DECIDES),
    "somebody else with a point between": (lambda d: replace(d, decider="薄·从简"), Reason.RESTRAINT_DRAFTER_DECIDES),
    "somebody else whatever is added": (lambda d: replace(d, decider="同志薄 从简"), Reason.RESTRAINT_DRAFTER_DECIDES),
    "a relevance in words": (lambda d: replace(d, relevance="有有有有"), Reason.RESTRAINT_NEEDS_RELEVANCE),
    "a proportion in words": (lambda d: replace(d, proportionality="x"), Reason.RESTRAINT_NEEDS_PROPORTION),
    "an appeal in words": (lambda d: replace(d, appeal="……"), Reason.RESTRAINT_NEEDS_APPEAL),
    "the notice": (lambda d: replace(d, notice=Paper()), Reason.RESTRAINT_NEEDS_NOTICE),
    "the proof of the notice": (lambda d: replace(d, notice=_no_file(d.notice)), Reason.RESTRAINT_NEEDS_NOTICE),
    "how the person was heard": (lambda d: replace(d, heard=None), Reason.RESTRAINT_NEEDS_HEARING),
    "what they said": (lambda d: replace(d, hearing=Paper()), Reason.RESTRAINT_NEEDS_HEARING),
    "the paper of the hearing": (lambda d: replace(d, hearing=_no_file(d.hearing)), Reason.RESTRAINT_NEEDS_HEARING),
    "the relevance": (lambda d: replace(d, relevance=" \n"), Reason.RESTRAINT_NEEDS_RELEVANCE),
    "the proportion": (lambda d: replace(d, proportionality=""), Reason.RESTRAINT_NEEDS_PROPORTION),
    "the appeal": (lambda d: replace(d, appeal=""), Reason.RESTRAINT_NEEDS_APPEAL),
    "the first day": (lambda d: replace(d, starts_on=None), Reason.RESTRAINT_NEEDS_TERM),
    "the last day": (lambda d: replace(d, ends_on=None), Reason.RESTRAINT_NEEDS_TERM),
    "an end after its beginning": (lambda d: replace(d, ends_on=d.starts_on - timedelta(days=1)), Reason.RESTRAINT_NEEDS_TERM),
    "the notice before the hearing": (lambda d: replace(d, notice=replace(d.notice, on=d.hearing.on + timedelta(days=1))), Reason.RESTRAINT_OUT_OF_ORDER),
    "the hearing before the decision": (lambda d: replace(d, hearing=replace(d.hearing, on=d.decision.on + timedelta(days=1))), Reason.RESTRAINT_OUT_OF_ORDER),
    "a decision taken already": (lambda d: replace(d, decision=replace(d.decision, on=TODAY + timedelta(days=1))), Reason.RESTRAINT_OUT_OF_ORDER),
    "a beginning after the decision": (lambda d: replace(d, starts_on=d.decision.on - timedelta(days=1)), Reason.RESTRAINT_STARTS_TOO_EARLY),
    "a decision of its own": (lambda d: replace(d, decision=replace(d.decision, number=f"{d.notice.number} ")), Reason.RESTRAINT_PAPERS_ALIKE),
    "a file of its own for the decision": (lambda d: replace(d, decision=replace(d.decision, file=d.hearing.file)), Reason.RESTRAINT_PAPERS_ALIKE),
    "a record before the notice": (lambda d: replace(d, notice=replace(d.notice, on=DECIDED_ON - timedelta(days=1))), Reason.RESTRAINT_BEFORE_RECORD),
    "days to say something": (lambda d: replace(d, starts_on=BOOK.working_days.working_days_later(d.notice.on, 5).last_day), Reason.RESTRAINT_STARTS_TOO_EARLY),
}  # fmt: skip
#: What is wrong around a whole draft.
AROUND = {
    "no measure": (setting(measure=None), Reason.RESTRAINT_NOT_LISTED),
    "not listed on the day of the decision": (setting(was_listed=False), Reason.RESTRAINT_NOT_LISTED),
    "not listed any more": (setting(measure=replace(M13, in_force_until=TODAY)), Reason.RESTRAINT_NOT_LISTED),
    "a convenience": (setting(measure=replace(M13, kind=MeasureKind.CONVENIENCE)), Reason.RESTRAINT_IS_CONVENIENCE),
    "a measure to be checked": (setting(measure=replace(M13, needs_check=True)), Reason.RESTRAINT_UNCONFIRMED),
    "a basis to be checked": (
        setting(measure=replace(M13, bases=(replace(M13.bases[0], certainty=Certainty.NEEDS_CHECK),))),
        Reason.RESTRAINT_UNCONFIRMED,
    ),
    "a basis confirmed too long ago": (setting(on=date(2029, 1, 8)), Reason.RESTRAINT_UNCONFIRMED),
    "another unit": (setting(unit="transport"), Reason.RESTRAINT_UNIT_MAY_NOT),
    "no record": (setting(ground=None), Reason.RESTRAINT_WITHOUT_RECORD),
    "an item to be checked": (setting(ground=ground(item=replace(ITEM, needs_check=True))), Reason.RESTRAINT_UNCONFIRMED),
    "a minor decision": (setting(ground=ground(repair_class=RepairClass.MINOR)), Reason.RESTRAINT_FOR_MINOR),
    "a decision before the record had effect": (setting(ground=ground(in_effect_on=TODAY)), Reason.RESTRAINT_BEFORE_RECORD),
    "another one that is open": (setting(ground=ground(is_restrained=True)), Reason.RESTRAINT_KNOWN),
    "an objection": (setting(ground=ground(is_objected_to=True)), Reason.RESTRAINT_OBJECTED_TO),
    "a licence": (setting(ground=ground(item=BOOK.items["road_transport_qualification"])), Reason.RESTRAINT_WITHOUT_RECORD),
}  # fmt: skip


class TestRestraint:
    @proves("R12", "E1", "E3", "E4")
    @given(drafts())
    def test_is_one_when_nothing_is_missing(self, draft):
        assume(draft.ends_on <= add_months(draft.starts_on, 60) and end_of(draft.ends_on) <= RECORD_UNTIL)
        assert reasons_against(draft, setting()) == ()
        assert Restraint(draft, setting()).draft is draft

    @proves("R12", "R14", "E3", "E4")
    @pytest.mark.parametrize("what", MISSING)
    @settings(max_examples=15)
    @given(draft=drafts())
    def test_does_not_exist_without(self, what, draft):
        take_out, reason = MISSING[what]
        changed = take_out(draft)
        assert reason in reasons_against(changed, setting())
        with pytest.raises(Refusal):
            Restraint(changed, setting())

    @proves("R12", "R13", "E1", "E7")
    @pytest.mark.parametrize("what", AROUND)
    @settings(max_examples=10)
    @given(draft=drafts())
    def test_does_not_exist_with(self, what, draft):
        around, reason = AROUND[what]
        assert reason in reasons_against(draft, around)
        with pytest.raises(Refusal):
            Restraint(draft, around)

    @proves("R13", "E2")
    @given(drafts(), st.sampled_from(sorted(BOOK.measures)), st.sampled_from(sorted(BOOK.items)))
    def test_rests_on_no_item_outside_the_closed_table(self, draft, measure, item):
        assume((measure, item) not in BOUND)
        named = BOOK.measures[measure]
        # Whose law is confirmed and whose unit writes: nothing but the table is left to refuse for.
        around = setting(measure=replace(M13, items=named.items, kind=named.kind), ground=ground(item=BOOK.items[item]))
        (reason,) = reasons_against(draft, around)
        assert reason is (Reason.RESTRAINT_WITHOUT_RECORD if named.is_restraint else Reason.RESTRAINT_IS_CONVENIENCE)

    @proves("R13", "E2")
    @given(drafts(), st.sampled_from(sorted(standing for standing in Standing if standing is not Standing.IN_EFFECT)))
    def test_rests_on_no_record_that_is_not_in_effect(self, draft, standing):
        around = setting(ground=ground(standing=standing))
        assert Reason.RESTRAINT_WITHOUT_RECORD in reasons_against(draft, around)

    @proves("R12")
    @given(drafts(), st.integers(1, 400))
    def test_is_never_longer_than_its_law_or_its_record(self, draft, days):
        longest = add_months(draft.starts_on, M13.longest_months)
        record = setting(ground=ground(until=end_of(date(2050, 1, 1))))
        assert Reason.RESTRAINT_TOO_LONG not in reasons_against(replace(draft, ends_on=longest), record)
        too_long = replace(draft, ends_on=longest + timedelta(days=days))
        assert Reason.RESTRAINT_TOO_LONG in reasons_against(too_long, record)
        until = end_of(draft.ends_on - timedelta(days=days))
        outlives = setting(ground=ground(until=until))
        assert Reason.RESTRAINT_OUTLIVES_RECORD in reasons_against(draft, outlives)

    @proves("E4")
    @given(drafts())
    def test_begins_after_the_days_to_speak_however_early_the_person_spoke(self, draft):
        notice_on = draft.notice.on
        last = BOOK.working_days.working_days_later(notice_on, 5).last_day
        spoken = replace(
            draft,
            heard=Heard.STATED,
            hearing=replace(draft.hearing, on=notice_on),
            decision=replace(draft.decision, on=notice_on),
            ends_on=last + timedelta(days=90),
        )
        assert reasons_against(replace(spoken, starts_on=last), setting()) == (Reason.RESTRAINT_STARTS_TOO_EARLY,)
        assert reasons_against(replace(spoken, starts_on=last + timedelta(days=1)), setting()) == ()

    @proves("E4")
    @given(drafts())
    def test_silence_is_none_before_the_last_day_to_speak(self, draft):
        spoken = replace(draft, heard=Heard.SILENT)
        last = BOOK.working_days.working_days_later(draft.notice.on, 5).last_day
        early = replace(
            spoken, hearing=replace(draft.hearing, on=draft.notice.on), decision=replace(draft.decision, on=last)
        )
        assert Reason.RESTRAINT_OUT_OF_ORDER in reasons_against(early, setting())

    @proves("R12", "E3")
    @pytest.mark.parametrize("heard", Heard)
    @given(drafts(), st.sampled_from(["number", "file"]))
    def test_has_a_hearing_on_the_sheet_of_the_notice_only_where_the_person_gave_it_up(self, heard, draft, which):
        sheet = {which: getattr(draft.notice, which)}
        one = replace(draft, heard=heard, hearing=replace(draft.hearing, **sheet))
        is_refused = Reason.RESTRAINT_PAPERS_ALIKE in reasons_against(one, setting())
        assert is_refused is (heard is not Heard.WAIVED)

    def test_names_everything_that_is_missing_at_once(self):
        needs = {reason for reason in Reason if reason.value.startswith("restraint_needs")}
        nothing = set(reasons_against(Draft(), setting(measure=None, ground=None)))
        assert nothing == needs | {Reason.RESTRAINT_NOT_LISTED}

    @proves("R13", "E2")
    @given(drafts(), st.sampled_from(sorted(MISSING)))
    def test_says_nothing_of_a_record_while_something_else_is_missing(self, draft, what):
        """A last day, an objection, a class: whoever fills in half a form reads none of them off."""
        take_out, reason = MISSING[what]
        assume(reason is not Reason.RESTRAINT_BEFORE_RECORD)
        changed = take_out(draft)
        grounds = [None, ground(until=end_of(draft.decision.on), is_objected_to=True, repair_class=RepairClass.MINOR)]
        said = {reasons_against(changed, setting(ground=one)) for one in [*grounds, ground()]}
        assert len(said) == 1


class TestSomebody:
    @proves("R14")
    @pytest.mark.parametrize(
        "name",
        [
            "",
            " ",
            "市财政局",
            "信用平台",
            "自动程序",
            "admin01",
            "黑河市人民法院",
            "3号",
            "黑河市人民政府",
            "龙江银行",
            "许可窗口",
            *(
                "信用算法 风控模型 大模型 会计管理科 经办 综合科 电脑 张 局长 审核员 值班室 黑河市交通运输处 某某 李某 XXX 无 不详 见决定书"
                " 集体 信用科 法制科 安全员 运输处 李科长 薄从简副局长 张局 市局某某 惩戒岗 系统·平台 见附件 同上 黑河市委 黑龙江科技处"
            ).split(),
            *(
                "test user",
                "Admin Office",
                "Credit Model",
                "John",
                "xx xx",
                "J. K.",
                "王5",
                "AI模型",
                "李·John",
                "𠮷",
                "·",
                "李·",
            ),
            "集体研究",
            "有关领导",
            "AI",
            "X",
        ],
    )
    def test_is_no_office_and_no_machine(self, name):
        assert not is_somebody(name)

    @pytest.mark.parametrize(
        "name",
        [
            *(
                "薄从简 𠮷田䶮 阿依努尔·买买提 李科 员大明 王处之 尉迟明远 欧阳㐱 敖特根巴雅尔 王志科 周处 陈长 金所 李会 赵一员 王智能 李同志 方方"
                " 尼古拉·彼得罗维奇·莫尔恰诺夫 孟·乌娜坚 孟•乌娜坚 乌热尔图 〇王 \U000323b0明"
            ).split(),
            *("薄 从简", "JOHN SMITH", "Jean-Luc O'Brien", "Müller J. Anna", "NGUYỄN VĂN AN"),
        ],
    )
    def test_has_a_name(self, name):
        assert is_somebody(name)


STARTS, ENDS = date(2026, 12, 1), date(2027, 5, 31)
ENDINGS = [Standing.REPAIRED, Standing.VOIDED, Standing.WITHDRAWN, Standing.EXPIRED, Standing.BASIS_ENDED]


def known(at, **changes) -> State:
    facts = {
        "starts_on": STARTS,
        "ends_on": ENDS,
        "stops_on": None,
        "standing": Standing.IN_EFFECT,
        "is_objected_to": False,
        "is_same_version": True,
        "has_basis": True,
    }
    return state(changes.pop("measure", M13), **{**facts, **changes}, at=at)


instants = st.integers(-400, 900).map(lambda days: start_of(STARTS) + timedelta(days=days, hours=5))


class TestHolding:
    @proves("R15", "E5")
    @given(instants)
    def test_is_between_its_days_and_never_outside(self, at):
        inside = start_of(STARTS) <= at < end_of(ENDS)
        assert (known(at) is State.HOLDS) is inside

    @proves("R15", "E5")
    def test_stops_in_the_second_in_which_its_last_day_ends(self):
        assert known(end_of(ENDS) - timedelta(seconds=1)) is State.HOLDS
        assert known(end_of(ENDS)) is State.OVER

    @proves("R15", "E5", "E7")
    @given(instants, st.sampled_from(sorted(standing for standing in Standing if standing is not Standing.IN_EFFECT)))
    def test_needs_its_record_in_effect(self, at, standing):
        found = known(at, standing=standing)
        assert found is not State.HOLDS
        if standing in ENDINGS:
            assert found in (State.GROUND_GONE, State.OVER)

    @proves("R15")
    @given(instants)
    def test_stops_while_there_is_an_objection_but_where_the_law_says_mark(self, at):
        assert known(at, is_objected_to=True) is not State.HOLDS
        marks = replace(M13, on_objection=OnObjection.MARK)
        assert known(at, is_objected_to=True, measure=marks) is known(at)

    @proves("R15", "E5")
    @given(instants)
    def test_needs_the_law_and_the_version_it_was_decided_on(self, at):
        assert known(at, has_basis=False) is not State.HOLDS
        assert known(at, is_same_version=False) is not State.HOLDS
        assert known(at, measure=replace(M13, needs_check=True)) is not State.HOLDS

    @proves("R15", "E5")
    @given(instants, st.integers(-30, 400))
    def test_stops_on_the_day_on_which_the_decider_ended_it(self, at, days):
        stops_on = STARTS + timedelta(days=days)
        assert (known(at, stops_on=stops_on) is State.HOLDS) is (known(at) is State.HOLDS and at < start_of(stops_on))


class TestEnd:
    def whole(self, **changes):
        facts = {"document_no": "黑财解〔2026〕2号", "decider": "宗政明", "words": "已经改正", "stops_on": TODAY}
        may_stop(changes.pop("state", State.HOLDS), **{**facts, **changes}, at=start_of(TODAY) + timedelta(hours=9))

    def test_may_be_noted_in_any_state_that_could_still_hold(self):
        for one in set(State) - {State.LIFTED, State.OVER}:
            self.whole(state=one)

    @pytest.mark.parametrize(
        "changes", [{"document_no": ""}, {"decider": " "}, {"words": ""}, {"stops_on": None}, {"stops_on": TODAY + timedelta(days=1)}]
    )  # fmt: skip
    def test_is_noted_whole_and_not_before_its_day(self, changes):
        with pytest.raises(Refusal) as refused:
            self.whole(**changes)
        assert refused.value.reason is Reason.RESTRAINT_END_INCOMPLETE

    def test_is_noted_once(self):
        for one in (State.LIFTED, State.OVER):
            with pytest.raises(Refusal) as refused:
                self.whole(state=one)
            assert refused.value.reason is Reason.RESTRAINT_ENDED
