"""The judge of a row: the floors by one issue each, every other defect by its own, and never an exception."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.editions import Editions
from chengxin.core.facts import DocumentType, EnclosedProof, RowState
from chengxin.core.feeds import Field
from chengxin.core.identity_number import adult_from
from chengxin.core.issues import NEVER_KEPT, Issue, Severity
from chengxin.core.law import Demand, Kind
from chengxin.core.rows import Fate, Outcome, RawRow, judge
from tests.intake.samples import (
    GOOD,
    HONOURS,
    LAW,
    LICENCES,
    PENALTIES,
    TODAY,
    Edition,
    Law,
    codes,
    feed,
    item,
    judged,
    number,
)
from tests.proves import proves

KEPT_TEXTS = [
    Field.CONDUCT,
    Field.LEGAL_BASIS,
    Field.PENALTY_CLASS,
    Field.DECISION_NO,
    Field.SERVICE_PROOF_NO,
    Field.NAME,
]


def refused_at_once(outcome: Outcome, code: str) -> bool:
    """One issue, no facts, and nothing of the row in it but where it stood."""
    return outcome == Outcome("数据", 7, Fate.REFUSED, None, outcome.issues) and [
        (found.code.value, found.column, found.row, dict(found.details)) for found in outcome.issues
    ] == [(code, None, 7, {})]


class TestAccepts:
    def test_a_good_row(self) -> None:
        outcome = judged()
        assert (outcome.fate, outcome.issues) == (Fate.ACCEPTED, ())
        facts = outcome.facts
        assert facts is not None
        assert (facts.item, facts.authority) == ("road_transport_violation", LAW.units["transport"].uscc)
        assert (facts.decision_no, facts.decided_on) == ("黑交罚〔2026〕0391号", date(2026, 9, 1))
        assert (facts.identity.document_type, facts.identity.name) == (DocumentType.CITIZEN_ID, "葛长河")
        assert (facts.procedure, facts.penalty_classes, facts.amount_fen) == ("ordinary", ("fine", "warning"), 200_000)
        assert facts.proof == EnclosedProof(date(2026, 9, 3), "direct", "黑交送〔2026〕0391号", "2026-01")

    @pytest.mark.parametrize("name", ["𠮷田", "龚䶮", "赵㐱", "𰻞", "尼古拉·彼得罗维奇·莫尔恰诺夫"])
    def test_a_rare_name_untouched(self, name: str) -> None:
        facts = judged({Field.NAME: name}).facts
        assert facts is not None
        assert facts.identity.name == name

    def test_the_old_code_of_a_rare_character_in_its_own_place(self) -> None:
        facts = judged({Field.NAME: "龚\ue863"}).facts
        assert facts is not None
        assert facts.identity.name == "龚䶮"

    @proves("B6")
    def test_an_announced_decision_without_proof(self) -> None:
        facts = judged({Field.SERVICE_MODE: "公告送达"}).facts
        assert facts is not None
        assert facts.proof is None

    @proves("B6")
    def test_an_unserved_decision_without_proof(self) -> None:
        gone = (Field.SERVED_ON, Field.SERVICE_MODE, Field.SERVICE_PROOF_NO, Field.NOTICE_EDITION)
        facts = judged(dict.fromkeys(gone)).facts
        assert facts is not None
        assert facts.proof is None

    def test_a_withdrawal_that_no_longer_knows_the_details(self) -> None:
        told = {Field.ROW_STATE: "撤销", Field.CONDUCT_END_ON: "", Field.PROCEDURE: "", Field.DECIDED_ON: "2025-12-31"}
        outcome = judged(told | {Field.SERVED_ON: "", Field.SERVICE_MODE: ""})
        assert outcome.facts is not None
        assert outcome.facts.state is RowState.WITHDRAWN

    def test_an_open_end(self) -> None:
        facts = judged({Field.ENDS_ON: "2099-12-31"}).facts
        assert facts is not None
        assert facts.ends_on is None


@proves("B4", "R17")
class TestMinors:
    WHO = number("18990601")

    def test_the_eighteenth_birthday_is_refused(self) -> None:
        assert refused_at_once(judged({Field.NUMBER: self.WHO, Field.CONDUCT_END_ON: "1917-06-01"}), "minor_at_conduct")

    def test_the_day_after_it_is_not(self) -> None:
        assert judged({Field.NUMBER: self.WHO, Field.CONDUCT_END_ON: "1917-06-02"}).fate is Fate.ACCEPTED

    def test_a_leap_day_child_is_a_minor_through_the_first_of_march(self) -> None:
        who = number("18880229")
        assert refused_at_once(judged({Field.NUMBER: who, Field.CONDUCT_END_ON: "1906-03-01"}), "minor_at_conduct")
        assert judged({Field.NUMBER: who, Field.CONDUCT_END_ON: "1906-03-02"}).fate is Fate.ACCEPTED

    @given(st.dates(date(1880, 1, 1), date(1899, 12, 31)), st.integers(-9000, 9000))
    def test_whoever_was_under_eighteen_never_enters_however_late_it_is_sent(self, born: date, days: int) -> None:
        conduct = adult_from(born) + timedelta(days=days)
        outcome = judged({Field.NUMBER: number(f"{born:%Y%m%d}"), Field.CONDUCT_END_ON: conduct})
        assert (outcome.fate is Fate.ACCEPTED) == (days >= 0)
        assert days >= 0 or refused_at_once(outcome, "minor_at_conduct")

    def test_a_decision_before_adulthood_is_enough(self) -> None:
        told = {Field.NUMBER: self.WHO, Field.CONDUCT_END_ON: "", Field.DECIDED_ON: "1917-05-31"}
        assert refused_at_once(judged(told), "minor_at_conduct")

    def test_taking_back_keeps_no_minor_either(self) -> None:
        told = {Field.NUMBER: self.WHO, Field.CONDUCT_END_ON: "1917-05-31", Field.ROW_STATE: "撤销"}
        assert refused_at_once(judged(told), "minor_at_conduct")

    @pytest.mark.parametrize(
        "kind", ["护照号", "港澳居民来往内地通行证", "台湾居民来往大陆通行证", "外国人永久居留身份证"]
    )
    def test_an_unknown_age_is_refused(self, kind: str) -> None:
        assert refused_at_once(judged({Field.DOCUMENT_TYPE: kind, Field.NUMBER: "E12345678"}), "age_unknown")

    def test_an_adverse_row_without_the_day_of_the_conduct_waits_whatever_its_item_demands(self) -> None:
        lax = item("road_transport_violation", Kind.ADVERSE, demands=())
        law = replace(LAW, items=Editions([lax]))
        assert codes(judged({Field.CONDUCT_END_ON: ""}, law=law)) == {"conduct_end_missing"}


@proves("B4", "R18")
class TestSpecialContent:
    @given(
        st.sampled_from(KEPT_TEXTS),
        st.sampled_from(["信教", "宗 教", "基因", "指纹", "血型", "患有疾病", "民族", "党员", "信访", "言论", "人脸"]),
        st.text("甲乙、，", max_size=6),
    )
    def test_in_any_kept_cell_refuses_the_row_and_leaves_nothing(self, column: Field, word: str, around: str) -> None:
        outcome = judged({column: f"{GOOD[column]}{around}{word}{around}"})
        assert refused_at_once(outcome, "forbidden_content")

    def test_is_heard_before_anything_else(self) -> None:
        told = {Field.CONDUCT: "组织宗教活动", Field.NUMBER: "1", Field.NAME: "", Field.DECIDED_ON: "x"}
        assert refused_at_once(judged(told), "forbidden_content")

    def test_silences_every_other_floor(self) -> None:
        told = {
            Field.CONDUCT: "组织宗教活动",
            Field.LEGAL_BASIS: "《治安管理处罚法》第二十六条",
            Field.PROCEDURE: "简易程序",
        }
        assert refused_at_once(judged(told), "forbidden_content")

    def test_is_not_seen_in_the_name_of_a_body(self) -> None:
        assert judged({Field.AUTHORITY_NAME: "黑河市民族宗教事务局"}).fate is Fate.ACCEPTED


@proves("R19")
class TestWealthContent:
    @given(
        st.sampled_from([Field.CONDUCT, Field.LEGAL_BASIS, Field.DECISION_NO]),
        st.sampled_from(["年收入三万元", "存款", "银行卡", "不动产", "商业保险", "纳税数额", "有价证券"]),
    )
    def test_in_any_kept_cell_refuses_the_row(self, column: Field, word: str) -> None:
        assert refused_at_once(judged({column: f"{GOOD[column]}，{word}"}), "wealth_content")

    def test_leaves_the_fine_as_the_only_money(self) -> None:
        facts = judged().facts
        assert facts is not None
        assert [name for name, value in facts.body().items() if "fen" in name and value] == ["amount_fen"]


@proves("B5", "R20")
class TestSealed:
    @pytest.mark.parametrize(
        "basis",
        [
            "《中华人民共和国治安管理处罚法》第二十六条",
            "治安管理 处罚法",
            "《行政处罚法》第三十三条第一款",
            "未满十八周岁",
        ],
    )
    @pytest.mark.parametrize("column", [Field.LEGAL_BASIS, Field.CONDUCT])
    def test_classes_never_enter(self, basis: str, column: Field) -> None:
        assert refused_at_once(judged({column: f"{GOOD[column]}；{basis}"}), "sealed_class")


class TestOtherFloors:
    def test_summary_procedure(self) -> None:
        assert refused_at_once(judged({Field.PROCEDURE: "简易程序"}), "summary_procedure")
        assert refused_at_once(judged({Field.PROCEDURE: "当场处罚"}), "summary_procedure")

    @pytest.mark.parametrize("kind", ["法人及非法人组织", "个体工商户", "02", "企业"])
    def test_organisations(self, kind: str) -> None:
        assert refused_at_once(judged({Field.SUBJECT_KIND: kind}), "not_a_natural_person")


class TestNumber:
    @proves("B10")
    @pytest.mark.parametrize("figure", [231102188806120031, 2.3110218880612e17, 231102188806120031.0])
    def test_as_a_figure_is_refused(self, figure: float) -> None:
        assert codes(judged({Field.NUMBER: figure})) == {"number_as_figure"}

    @proves("B10")
    @pytest.mark.parametrize(
        ("written", "code"),
        [
            ("2.31102E+17", "number_as_figure"),
            ("231102880612031", "number_fifteen_digits"),
            (GOOD[Field.NUMBER][:17], "number_wrong_shape"),
            (number("18890230"), "number_wrong_birth_date"),
            (number("20990101"), "number_wrong_birth_date"),
            ("'", "number_wrong_shape"),
        ],  # type: ignore[index]
    )
    def test_in_another_shape_is_refused(self, written: str, code: str) -> None:
        told = (
            {Field.NUMBER: written, Field.CONDUCT_END_ON: "", Field.DECIDED_ON: ""}
            if "2099" in written
            else {Field.NUMBER: written}
        )
        assert code in codes(judged(told))

    @proves("B10")
    def test_with_a_wrong_check_character_is_named_by_its_mask_only(self) -> None:
        right = str(GOOD[Field.NUMBER])
        wrong = right[:17] + ("0" if right[17] != "0" else "1")
        (found,) = judged({Field.NUMBER: wrong}).issues
        assert found.code == "number_wrong_check"
        assert dict(found.details) == {"masked": f"{wrong[:4]}****{wrong[-4:]}"}

    def test_is_read_however_it_is_spaced(self) -> None:
        right = str(GOOD[Field.NUMBER])
        assert judged({Field.NUMBER: f" {right[:6]} {right[6:14]}\u3000{right[14:].lower()}"}).facts == judged().facts


@proves("B6")
class TestProof:
    @pytest.mark.parametrize("mode", ["直接送达", "留置送达", "委托送达", "邮寄送达", "电子送达（经本人同意）"])
    def test_is_made_by_each_mode_of_the_closed_list(self, mode: str) -> None:
        facts = judged({Field.SERVICE_MODE: mode}).facts
        assert facts is not None
        assert facts.proof is not None

    @pytest.mark.parametrize(
        "gone", [Field.SERVED_ON, Field.SERVICE_MODE, Field.SERVICE_PROOF_NO, Field.NOTICE_EDITION]
    )
    def test_in_part_waits(self, gone: Field) -> None:
        outcome = judged({gone: ""})
        assert (outcome.fate, codes(outcome), outcome.facts) == (Fate.WAITING, {"proof_incomplete"}, None)

    @pytest.mark.parametrize("edition", ["2031-01", "2025-07"])
    def test_with_an_edition_not_in_force_that_day_waits(self, edition: str) -> None:
        assert (judged({Field.NOTICE_EDITION: edition}).fate, codes(judged({Field.NOTICE_EDITION: edition}))) == (
            Fate.WAITING,
            {"notice_edition_unknown"},
        )

    @pytest.mark.parametrize(
        ("served_on", "code"), [("2026-11-25", "served_in_future"), ("2026-08-31", "served_before_decision")]
    )
    def test_of_a_day_on_which_nothing_can_have_been_served_is_refused(self, served_on: str, code: str) -> None:
        outcome = judged({Field.SERVED_ON: served_on})
        assert (outcome.fate, codes(outcome), outcome.facts) == (Fate.REFUSED, {code}, None)

    def test_with_an_edition_on_its_last_and_first_day(self) -> None:
        law = replace(LAW, notice_editions={"a": Edition(date(2026, 9, 3), date(2026, 9, 4))})
        told: dict[Field, Any] = {Field.NOTICE_EDITION: "a"}
        assert judged(told, law=law).fate is Fate.ACCEPTED
        assert judged(told | {Field.SERVED_ON: "2026-09-04"}, law=law).fate is Fate.WAITING
        assert judged(told | {Field.SERVED_ON: "2026-09-02"}, law=law).fate is Fate.WAITING


class TestDemands:
    @pytest.mark.parametrize(
        ("demand", "column", "code"),
        [
            (Demand.CONDUCT_END_ON, Field.CONDUCT_END_ON, "conduct_end_missing"),
            (Demand.PROCEDURE, Field.PROCEDURE, "procedure_missing"),
            (Demand.LICENCE_ENDS_ON, Field.ENDS_ON, "licence_end_missing"),
        ],
    )
    def test_unmet_let_the_row_wait(self, demand: Demand, column: Field, code: str) -> None:
        law = replace(LAW, items=Editions([item("road_transport_violation", Kind.ADVERSE, demands=(demand,))]))
        outcome = judged({column: ""}, law=law)
        assert (outcome.fate, codes(outcome)) == (Fate.WAITING, {code})

    @pytest.mark.parametrize(("demand", "code"), [(Demand.BAR_STARTS_ON, "bar_start_missing")])
    def test_that_the_layout_cannot_meet_let_it_wait(self, demand: Demand, code: str) -> None:
        law = replace(LAW, items=Editions([item("road_transport_violation", Kind.ADVERSE, demands=(demand,))]))
        assert codes(judged(law=law)) == {code}

    @proves("B6")
    def test_of_service_wait_for_the_day(self) -> None:
        law = replace(
            LAW,
            items=Editions([item("road_transport_violation", Kind.ADVERSE, demands=(Demand.SERVED_ON,))]),
        )
        gone = dict.fromkeys((Field.SERVED_ON, Field.SERVICE_MODE, Field.SERVICE_PROOF_NO, Field.NOTICE_EDITION))
        assert codes(judged(gone, law=law)) == {"served_on_missing"}

    def test_a_row_with_anything_to_refuse_does_not_wait(self) -> None:
        outcome = judged({Field.PROCEDURE: "", Field.DECISION_NO: "无"})
        assert (outcome.fate, codes(outcome)) == (Fate.REFUSED, {"procedure_missing", "decision_no_wrong"})


class TestDatesAndLaw:
    @pytest.mark.parametrize(
        ("told", "code"),
        [
            (
                {Field.DECIDED_ON: "2026-11-25", Field.SERVED_ON: "", Field.SERVICE_MODE: "公告送达"},
                "decision_in_future",
            ),
            ({Field.DECIDED_ON: "2025-12-31", Field.CONDUCT_END_ON: "2025-12-30"}, "decision_too_old"),
            ({Field.CONDUCT_END_ON: "2026-09-02"}, "conduct_after_decision"),
            ({Field.ENDS_ON: "2026-08-31"}, "ends_before_start"),
            ({Field.SERVED_ON: "2026-11-25"}, "served_in_future"),
            ({Field.SERVED_ON: "2026-08-31"}, "served_before_decision"),
            ({Field.DECIDED_ON: "9月1日"}, "date_unreadable"),
            ({Field.AMOUNT: "贰仟元"}, "amount_unreadable"),
            ({Field.AMOUNT: "2000万元"}, "amount_too_large"),
            ({Field.AMOUNT: 2000}, "amount_too_large"),
            ({Field.PENALTY_CLASS: "其他"}, "penalty_class_unknown"),
            ({Field.ROW_STATE: "办理中"}, "row_state_unknown"),
            ({Field.AUTHORITY_CODE: "1"}, "authority_code_wrong"),
            ({Field.AUTHORITY_CODE: "91350100M000100Y43"}, "authority_unknown"),
            ({Field.AUTHORITY_CODE: LAW.units["samr"].uscc}, "authority_not_yours"),
            ({Field.SENDER_CODE: LAW.units["samr"].uscc}, "sender_not_yours"),
            ({Field.CONDUCT: "别的"}, "item_unknown"),
            ({Field.SERVICE_MODE: "微信"}, "service_mode_unknown"),
            ({Field.PROCEDURE: "快办"}, "procedure_unknown"),
            ({Field.LEGAL_BASIS: "长" * 2001}, "text_too_long"),
            ({Field.LEGAL_BASIS: "据\u202e"}, "text_direction"),
            ({Field.LEGAL_BASIS: "据\u200b"}, "text_control"),
            ({Field.LEGAL_BASIS: "据\ue000"}, "text_private_use"),
            ({Field.LEGAL_BASIS: "据\ufffd"}, "text_unreadable"),
            ({Field.NUMBER: "231102\u202c188806120033"}, "text_direction"),
            ({Field.CONDUCT_END_ON: "#N/A"}, "cell_error"),
            ({Field.SERVED_ON: "########"}, "cell_error"),
            ({Field.NAME: "=A1"}, "cell_formula"),
            ({Field.SERVICE_PROOF_NO: "=A1"}, "cell_formula"),
            ({Field.NAME: "张\ue000"}, "text_private_use"),
            ({Field.NAME: "锟斤拷"}, "name_unreadable"),
            ({Field.NAME: " "}, "value_missing"),
            ({Field.DOCUMENT_TYPE: "军官证"}, "document_type_not_taken"),
            ({Field.NAME: "张\0"}, "text_control"),
            ({Field.NAME: "长" * 201}, "name_too_long"),
        ],
    )
    def test_each_defect_has_its_code(self, told: dict[Field, Any], code: str) -> None:
        outcome = judged(told)
        assert (outcome.fate, codes(outcome), outcome.facts) == (Fate.REFUSED, {code}, None)

    def test_the_day_of_receipt_is_not_the_future(self) -> None:
        assert judged({Field.SERVED_ON: TODAY}).fate is Fate.ACCEPTED
        assert judged({Field.DECIDED_ON: TODAY, Field.SERVED_ON: TODAY}).fate is Fate.ACCEPTED

    @pytest.mark.parametrize(
        ("start", "end"), [(date(2026, 9, 2), None), (date(2026, 1, 1), date(2026, 9, 1)), (date(2026, 1, 1), TODAY)]
    )
    def test_the_item_must_be_in_force_on_both_days(self, start: date, end: date | None) -> None:
        closed = item("road_transport_violation", Kind.ADVERSE, in_force_from=start, in_force_until=end)
        assert codes(judged(law=replace(LAW, items=Editions([closed])))) == {"item_not_in_force"}

    @proves("B1", "R21")
    @pytest.mark.parametrize(
        ("start", "end", "absent"),
        [
            (date(2026, 9, 2), None, "2026-09-01"),
            (date(2026, 1, 1), date(2026, 9, 1), "2026-09-01"),
            (date(2026, 1, 1), TODAY, TODAY.isoformat()),
        ],
    )
    def test_an_item_that_the_catalogue_of_the_day_lacks_is_refused_with_the_edition(
        self, start: date, end: date | None, absent: str
    ) -> None:
        closed = item("road_transport_violation", Kind.ADVERSE, in_force_from=start, in_force_until=end)
        (found,) = judged(law=replace(LAW, items=Editions([closed]))).issues
        assert (found.details["edition"], found.details["on"]) == (LAW.edition, absent)

    @proves("B1")
    def test_the_edition_of_the_decision_counts_and_not_the_newest(self) -> None:
        """Until the day after the decision the item asked for nothing; since then it asks for a bar's first day."""
        old = item("road_transport_violation", Kind.ADVERSE, demands=(), in_force_until=date(2026, 9, 2))
        new = item(
            "road_transport_violation",
            Kind.ADVERSE,
            demands=(Demand.BAR_STARTS_ON,),
            in_force_from=date(2026, 9, 2),
        )
        law = replace(LAW, items=Editions([new, old]))
        assert judged(law=law).fate is Fate.ACCEPTED
        assert codes(judged({Field.DECIDED_ON: "2026-09-02"}, law=law)) == {"bar_start_missing"}

    @proves("B1")
    def test_a_gap_between_two_editions_takes_nothing(self) -> None:
        old = item("road_transport_violation", Kind.ADVERSE, in_force_until=date(2026, 8, 30))
        new = item("road_transport_violation", Kind.ADVERSE, in_force_from=date(2026, 9, 5))
        assert codes(judged(law=replace(LAW, items=Editions([old, new])))) == {"item_not_in_force"}

    def test_every_defect_is_told_at_once(self) -> None:
        outcome = judged({Field.NAME: "", Field.AMOUNT: "x", Field.DECIDED_ON: "x"})
        assert codes(outcome) == {"value_missing", "amount_unreadable", "date_unreadable"}

    def test_a_shifted_row_is_refused_whole(self) -> None:
        raw = RawRow("", 3, {**GOOD, Field.NAME: ""}, is_shifted=True)
        outcome = judge(
            raw,
            feed=feed(),
            items=LAW.items,
            edition="",
            units=LAW.units,
            notice_editions=LAW.notice_editions,
            received_on=TODAY,
        )
        assert codes(outcome) == {"cells_shifted"}


ODD = st.sampled_from(
    [
        "",
        " ",
        "自然人",
        "身份证",
        "护照",
        str(GOOD[Field.NUMBER]),
        "2.3E+17",
        "黑交罚〔2026〕1号",
        "强行招揽旅客、货物",
        "罚款、警告",
        "2099-12-31",
        "20260901",
        "撤销",
        "公告送达",
        "直接送达",
        "2026-01",
        LAW.units["transport"].uscc,
        "道路旅客运输驾驶员从业资格证",
        "身边好人",
        "市文明办",
        "1",
        "\0",
        "\ud800",
        "锟斤拷",
        "'",
        "*",
        "：",
        "宗教",
        "9" * 400,
    ]
)
CELL = st.one_of(
    ODD,
    st.none(),
    st.text(max_size=30),
    st.integers(),
    st.just(10**400),
    st.just(-(10**5000)),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


class TestNeverRaises:
    @given(
        st.dictionaries(st.sampled_from(Field), CELL),
        st.sampled_from([PENALTIES, LICENCES, HONOURS]),
        st.booleans(),
        st.booleans(),
    )
    def test_whatever_the_cells_hold(self, cells: dict[Field, Any], key: str, is_good: bool, is_shifted: bool) -> None:
        raw = RawRow("", 2, {**(GOOD if is_good else {}), **cells}, is_shifted)
        outcome = judge(
            raw,
            feed=feed(key),
            items=LAW.items,
            edition=LAW.edition,
            units=LAW.units,
            notice_editions=LAW.notice_editions,
            received_on=TODAY,
        )
        waits = [found for found in outcome.issues if found.severity is Severity.WAITING]
        assert (outcome.fate is Fate.ACCEPTED) == (outcome.facts is not None) == (not outcome.issues)
        assert (outcome.fate is Fate.WAITING) == (bool(waits) and len(waits) == len(outcome.issues))
        assert not any(_shows_a_cell(found, cells) for found in outcome.issues)

    def test_with_an_empty_lawbook(self) -> None:
        empty = Law(Editions(), {}, {})
        assert codes(judged(law=empty)) == {
            "authority_unknown",
            "sender_not_yours",
            "item_unknown",
            "notice_edition_unknown",
        }


def _shows_a_cell(found: Issue, cells: dict[Field, Any]) -> bool:
    """Whether what a cell held stands in the issue; short words also stand in headings."""
    told = " ".join((found.column or "", *found.details.values()))
    long = [value for value in cells.values() if isinstance(value, str) and len(value) > 9]
    return any(value in told for value in long) or (found.code in NEVER_KEPT and bool(told.strip()))
