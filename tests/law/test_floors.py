"""The floors asked directly, whatever a reader in front of them would have turned back already."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chengxin.core import floors
from chengxin.core.law import (
    Basis,
    Certainty,
    Demand,
    Kind,
    Measure,
    MeasureKind,
    OnObjection,
    PurposeItem,
    Rank,
    RepairClass,
    Retention,
    RetentionStart,
    Sharing,
    Source,
)
from chengxin.lawbook import load
from tests.law.conftest import LAW
from tests.proves import proves

BOOK = load(LAW)
ROAD = BOOK.item("road_transport_violation")
LICENCE = BOOK.item("lawyer_licence")
SERVICE = BOOK.item("volunteer_service")
Q02 = BOOK.purpose("road_transport_licence")


def cited(rank: Rank, *articles: str, title: str = "某某条例", **changes: Any) -> Basis:
    """A citation of an invented source that lists 第一条 to 第九条."""
    listed = {f"第{number}条": "" for number in "一二三四五六七八九"}
    source = Source("some_rule", title, "", "国务院", rank, Certainty.VERIFIED, None, None, listed)
    return Basis(replace(source, **changes), articles, Certainty.VERIFIED)


DAY = date(2026, 11, 1)
LAW_BASIS = cited(Rank.LAW, "第一条")
SEALED = Basis(BOOK.sources["public_security_penalties_law"], ("第一百三十六条",), Certainty.VERIFIED)
RESTRAINT = Measure(
    code="M13",
    slug="no_accounting_post",
    name="五年内不得从事会计工作",
    kind=MeasureKind.RESTRAINT,
    bases=(LAW_BASIS,),
    decider="财政部门",
    implementer="财政部门",
    source_units=("finance_bureau",),
    items=("accountant_bar",),
    longest_months=60,
    ends_when="",
    relevance="行为发生在会计工作中",
    effect="五年内不得从事会计工作",
    appeal="60日内申请行政复议",
    on_objection=OnObjection.FREEZE,
    in_force_from=date(2026, 1, 1),
    in_force_until=None,
    needs_check=False,
)
CONVENIENCE = replace(
    RESTRAINT, kind=MeasureKind.CONVENIENCE, name="绿色通道", source_units=(), items=(), appeal="", on_objection=None
)


class TestItem:
    @pytest.mark.parametrize("item", BOOK.items.values(), ids=BOOK.items)
    def test_each_shipped_one_stands(self, item: Any) -> None:
        assert list(floors.of_item(item)) == []

    @proves("B2", "R21", "R37")
    @pytest.mark.parametrize(
        ("changes", "key"),
        [
            ({"bases": ()}, "bases"),
            ({"bases": (cited(Rank.LAW),)}, "bases"),
            ({"bases": (LAW_BASIS, cited(Rank.LAW, "第九百条"))}, "bases"),
            ({"bases": (LAW_BASIS, cited(Rank.LAW, "第一条至第三条"))}, "bases"),
            ({"bases": (LAW_BASIS, cited(Rank.LAW, "第一条", in_force_until=date(2026, 6, 1)))}, "bases"),
            ({"bases": (LAW_BASIS, cited(Rank.POLICY))}, "bases"),
            *(({"bases": (cited(rank, "第一条"),)}, "bases") for rank in (Rank.DEPARTMENT_RULE, Rank.POLICY, Rank.STANDARD)),
            ({"decider": " "}, "decider"),
            ({"source_units": ()}, "source_units"),
            ({"conduct": "　"}, "conduct"),
            ({"repair_class": RepairClass.NONE}, "repair_class"),
            ({"on_objection": OnObjection.MARK}, "on_objection"),
            ({"repair_class": RepairClass.PER_DECISION}, "repair_class"),
            ({"requires_consent": True, "sharing": Sharing.AUTHORISED}, "requires_consent"),
            ({"retention": Retention(0, RetentionStart.DECISION_DATE, "")}, "retention"),
            ({"retention": Retention(61, RetentionStart.DECISION_DATE, "")}, "retention"),
            ({"publish_max_months": 37}, "publish_max_months"),
            ({"publish_max_months": -1}, "publish_max_months"),
            ({"longer_bar": cited(Rank.POLICY, "第一条")}, "longer_bar"),
            ({"longer_bar": cited(Rank.LAW, "第九百条")}, "longer_bar"),
            ({"longer_bar": replace(LAW_BASIS, certainty=Certainty.FROM_KNOWLEDGE)}, "longer_bar"),
            ({"in_force_until": ROAD.in_force_from}, "in_force_until"),
            ({"demands": (Demand.PROCEDURE,)}, "demands"),
            ({"demands": (Demand.CONDUCT_END_ON,), "retention": Retention(36, RetentionStart.BAR_START, "")}, "demands"),
            ({"demands": (Demand.CONDUCT_END_ON,), "retention": Retention(36, RetentionStart.LICENCE_END, "")}, "demands"),
        ],
    )  # fmt: skip
    def test_an_adverse_one_needs_all_of_it(self, changes: dict[str, Any], key: str) -> None:
        assert {found for found, _ in floors.of_item(replace(ROAD, **changes))} == {key}

    @pytest.mark.parametrize(
        ("changes", "key"),
        [
            ({"repair_class": RepairClass.MINOR}, "repair_class"),
            ({"longer_bar": LAW_BASIS}, "longer_bar"),
            ({"kind": Kind.POSITIVE}, "requires_consent"),
            ({"requires_consent": True}, "sharing"),
        ],
    )
    def test_another_one_as_well(self, changes: dict[str, Any], key: str) -> None:
        assert {found for found, _ in floors.of_item(replace(LICENCE, **changes))} == {key}

    @pytest.mark.parametrize("rank", [Rank.LAW, Rank.ADMINISTRATIVE_REGULATION, Rank.PROVINCIAL_REGULATION])
    def test_each_sufficient_rank_carries_it(self, rank: Rank) -> None:
        assert list(floors.of_item(replace(ROAD, bases=(cited(rank, "第一条", "第二条"),)))) == []

    def test_only_a_list_of_the_courts_may_be_marked_instead_of_frozen_and_ended_by_its_own_rule(self) -> None:
        court = replace(
            ROAD,
            bases=(cited(Rank.JUDICIAL_INTERPRETATION, "第一条"),),
            on_objection=OnObjection.MARK,
            repair_class=RepairClass.PER_DECISION,
        )
        assert list(floors.of_item(court)) == []

    def test_an_article_may_fix_a_longer_term(self) -> None:
        assert not list(
            floors.of_item(
                replace(ROAD, retention=Retention(120, RetentionStart.CONDUCT_END, ""), longer_bar=LAW_BASIS)
            )
        )

    @proves("B5")
    @pytest.mark.parametrize(
        ("changes", "keys"),
        [
            ({}, set()),
            ({"in_force_until": None}, {"sealed.from"}),
            ({"in_force_until": date(2027, 3, 2)}, {"sealed.from"}),
            ({"sealed_by": ()}, {"sealed.bases"}),
            ({"sealed_by": (cited(Rank.LAW, "第九百条"),)}, {"sealed.bases"}),
        ],
    )
    def test_one_that_law_seals_has_ended_by_then(self, changes: dict[str, Any], keys: set[str]) -> None:
        sealing = {"in_force_until": date(2027, 3, 1), "sealed_from": date(2027, 3, 1), "sealed_by": (SEALED,)}
        assert {key for key, _ in floors.of_item(replace(ROAD, **{**sealing, **changes}))} == keys

    @proves("B5", "R20")
    def test_a_sealed_law_fixes_no_longer_term(self) -> None:
        assert {key for key, _ in floors.of_item(replace(ROAD, longer_bar=SEALED))} == {"bases"}

    def test_by_consent_a_policy_is_enough(self) -> None:
        policy = replace(SERVICE, bases=(cited(Rank.POLICY),))
        assert list(floors.of_item(policy)) == []
        assert {key for key, _ in floors.of_item(replace(policy, requires_consent=False))} == {
            "bases",
            "requires_consent",
        }

    @proves("R21")
    @pytest.mark.parametrize("item", BOOK.items.values(), ids=BOOK.items)
    def test_an_unconfirmed_one_has_no_effect_on_anything_whatever_its_kind(self, item: Any) -> None:
        unsure = replace(LAW_BASIS, certainty=Certainty.FROM_KNOWLEDGE)
        assert not replace(item, needs_check=True).may_have_effect_on(DAY)
        assert not replace(item, bases=(*item.bases, unsure)).may_have_effect_on(DAY)

    @pytest.mark.parametrize(
        "words", "其他违法 其它情形 超载等 一切违法 各类违法 各种违法 任何违法行为 所有违法行为 有关规定 相关法律 类似行为 不限于超载".split()
    )  # fmt: skip
    @pytest.mark.parametrize("key", ["name", "conduct", "deciding_document", "subjects"])
    def test_says_everything_one_by_one(self, key: str, words: str) -> None:
        assert {found for found, _ in floors.of_item(replace(ROAD, **{key: words}))} == {key}  # type: ignore[arg-type]


class TestMeasure:
    @pytest.mark.parametrize("measure", BOOK.measures.values(), ids=BOOK.measures)
    def test_each_shipped_one_stands(self, measure: Any) -> None:
        assert list(floors.of_measure(measure)) == []

    @pytest.mark.parametrize("measure", [RESTRAINT, CONVENIENCE])
    def test_a_lawful_one_stands(self, measure: Measure) -> None:
        assert list(floors.of_measure(measure)) == []

    @proves("R12")
    @pytest.mark.parametrize(
        ("changes", "key"),
        [
            ({"bases": ()}, "bases"),
            ({"bases": (cited(Rank.DEPARTMENT_RULE, "第一条"),)}, "bases"),
            ({"bases": (LAW_BASIS, cited(Rank.LAW, "第九百条"))}, "bases"),
            ({"bases": (LAW_BASIS, SEALED)}, "bases"),
            ({"bases": (LAW_BASIS, cited(Rank.POLICY))}, "bases"),
            ({"bases": (cited(Rank.LAW, "第一条", in_force_until=date(2026, 6, 1)),)}, "bases"),
            ({"name": "限制未成年人"}, "name"),
            ({"relevance": "曾受治安管理处罚"}, "relevance"),
            ({"name": "一切从业限制"}, "name"),
            ({"effect": "其配偶也不得从业"}, "effect"),
            ({"effect": " "}, "effect"),
            ({"items": ()}, "items"),
            ({"longest_months": 0}, "longest_months"),
            ({"longest_months": -1, "ends_when": "法院解除那天"}, "longest_months"),
            ({"longest_months": 61}, "longest_months"),
            ({"longest_months": 61, "longer_bar": cited(Rank.POLICY, "第一条")}, "longer_bar"),
            ({"decider": ""}, "decider"),
            ({"relevance": " "}, "relevance"),
            ({"appeal": ""}, "appeal"),
            ({"on_objection": OnObjection.MARK}, "on_objection"),
            ({"source_units": ()}, "source_units"),
            ({"in_force_until": date(2026, 1, 1)}, "in_force_until"),
        ],
    )  # fmt: skip
    def test_a_restraint_needs_all_of_it(self, changes: dict[str, Any], key: str) -> None:
        assert {found for found, _ in floors.of_measure(replace(RESTRAINT, **changes))} == {key}

    @pytest.mark.parametrize(
        ("changes", "key"),
        [
            ({"bases": ()}, "bases"),
            ({"bases": (cited(Rank.LAW),)}, "bases"),
            ({"name": "各类便利"}, "name"),
            ({"relevance": "奖励信用评分高的人"}, "relevance"),
            ({"longest_months": 0}, "longest_months"),
            ({"longer_bar": LAW_BASIS}, "longer_bar"),
            ({"decider": " "}, "decider"),
        ],
    )
    def test_a_convenience_needs_a_basis_and_an_end_too(self, changes: dict[str, Any], key: str) -> None:
        assert {found for found, _ in floors.of_measure(replace(CONVENIENCE, **changes))} == {key}

    def test_a_policy_carries_a_convenience_and_no_restraint(self) -> None:
        assert list(floors.of_measure(replace(CONVENIENCE, bases=(cited(Rank.POLICY),)))) == []
        assert {key for key, _ in floors.of_measure(replace(RESTRAINT, bases=(cited(Rank.POLICY),)))} == {"bases"}

    def test_an_event_may_end_it_instead_of_a_day(self) -> None:
        assert list(floors.of_measure(replace(RESTRAINT, longest_months=0, ends_when="法院解除那天"))) == []

    def test_an_article_may_fix_a_longer_one(self) -> None:
        assert list(floors.of_measure(replace(RESTRAINT, longest_months=120, longer_bar=LAW_BASIS))) == []

    def test_is_unconfirmed_while_anything_it_rests_on_is(self) -> None:
        assert not RESTRAINT.is_unconfirmed
        unsure = replace(LAW_BASIS, certainty=Certainty.FROM_KNOWLEDGE)
        assert replace(RESTRAINT, bases=(LAW_BASIS, unsure)).is_unconfirmed
        assert replace(RESTRAINT, needs_check=True).is_unconfirmed


class TestLayout:
    PENALTY = BOOK.layouts["adm_penalty_natural"]
    TEXT = PENALTY.columns[0]

    @pytest.mark.parametrize("layout", BOOK.layouts.values(), ids=BOOK.layouts)
    def test_each_shipped_one_stands(self, layout: Any) -> None:
        assert list(floors.of_layout(layout)) == []

    @pytest.mark.parametrize(
        ("changes", "key"),
        [
            ({"columns": ()}, "column"),
            ({"columns": (TEXT, TEXT)}, "column[1].heading"),
            ({"columns": (TEXT, replace(TEXT, code="CF_OTHER"))}, "column[1].heading"),
            ({"columns": (TEXT,), "also_seen": (TEXT.heading,)}, "column[0].heading"),
            ({"columns": (replace(TEXT, max_length=-1),)}, "column[0].max_length"),
            ({"columns": (replace(TEXT, values=("自然人",)),)}, "column[0].values"),
        ],
    )
    def test_names_each_column_once(self, changes: dict[str, Any], key: str) -> None:
        assert {found for found, _ in floors.of_layout(replace(self.PENALTY, **changes))} == {key}


class TestDivision:
    NENJIANG = BOOK.divisions["231121"]

    @pytest.mark.parametrize(
        ("changes", "key"),
        [
            ({"code": "23112"}, "code"),
            ({"level": "village"}, "level"),
            ({"until": 1992}, "until"),
            ({"until": None}, "successor"),
        ],
    )
    def test_says_what_it_is_and_what_took_its_place(self, changes: dict[str, Any], key: str) -> None:
        assert list(floors.of_division(self.NENJIANG)) == []
        assert {found for found, _ in floors.of_division(replace(self.NENJIANG, **changes))} == {key}


class TestPurpose:
    @pytest.mark.parametrize("purpose", BOOK.purposes.values(), ids=BOOK.purposes)
    def test_each_shipped_one_stands(self, purpose: Any) -> None:
        assert list(floors.of_purpose(purpose)) == []

    @proves("R09", "D2")
    @pytest.mark.parametrize(
        ("changes", "key"),
        [
            ({"bases": ()}, "bases"),
            ({"bases": (cited(Rank.POLICY),)}, "bases"),
            ({"bases": (LAW_BASIS, cited(Rank.LAW))}, "bases"),
            ({"bases": (cited(Rank.LAW, "第一条", in_force_until=date(2026, 6, 1)),)}, "bases"),
            ({"cells": ()}, "cells"),
            ({"services": ()}, "services"),
            ({"services": ("各类许可",)}, "services"),
            ({"name": "其他审查"}, "name"),
            ({"cells": (PurposeItem("road_transport_violation", cited(Rank.POLICY, "第一条")),)}, "cells[0].basis"),
            ({"cells": (PurposeItem("road_transport_violation", cited(Rank.LAW, "第一条", "第九百条")),)}, "cells[0].basis"),
            ({"cells": (PurposeItem("x", LAW_BASIS), PurposeItem("x", LAW_BASIS))}, "cells[1].item"),
        ],
    )  # fmt: skip
    def test_needs_all_of_it(self, changes: dict[str, Any], key: str) -> None:
        assert {found for found, _ in floors.of_purpose(replace(Q02, **changes))} == {key}

    def test_the_own_file_needs_a_basis_too(self) -> None:
        own = BOOK.purpose("own_file")
        assert {key for key, _ in floors.of_purpose(replace(own, bases=()))} == {"bases"}


class TestPeriod:
    @pytest.mark.parametrize("period", BOOK.periods.values(), ids=BOOK.periods)
    def test_each_shipped_one_stands(self, period: Any) -> None:
        assert list(floors.of_period(period)) == []

    @pytest.mark.parametrize(
        ("code", "changes", "key"),
        [
            ("waiting_period", {"favours_person": " "}, "favours_person"),
            ("waiting_period", {"value": 6}, "value"),
            ("waiting_period", {"unit": "working_day"}, "unit"),
            ("litigation", {"unit": "year"}, "unit"),
            ("litigation", {"value": -1}, "value"),
            ("litigation", {"basis": ()}, "bases"),
            ("litigation", {"basis": (cited(Rank.LAW),)}, "bases"),
            ("litigation", {"certainty": Certainty.FROM_KNOWLEDGE}, "favours_person"),
            ("litigation", {"basis": (replace(LAW_BASIS, certainty=Certainty.NEEDS_CHECK),)}, "favours_person"),
            ("adverse_ceiling", {"value": 61}, "value"),
            ("extract_valid", {"unit": "month"}, "unit"),
            ("statistics_least", {"value": 9}, "value"),
        ],
    )
    def test_needs_all_of_it(self, code: str, changes: dict[str, Any], key: str) -> None:
        assert {found for found, _ in floors.of_period(replace(BOOK.periods[code], **changes))} == {key}

    @proves("D5")
    def test_lets_an_extract_live_seven_days_at_most(self) -> None:
        known = BOOK.periods["extract_valid"]
        told = {days: [key for key, _ in floors.of_period(replace(known, value=days))] for days in (1, 7, 8, 700)}
        assert told == {1: [], 7: [], 8: ["value"], 700: ["value"]}

    @proves("R38")
    def test_lets_no_number_below_ten_be_published(self) -> None:
        known = BOOK.periods["statistics_least"]
        told = {least: [key for key, _ in floors.of_period(replace(known, value=least))] for least in (0, 5, 9, 10, 20)}
        assert told == {0: ["value"], 5: ["value"], 9: ["value"], 10: [], 20: []}

    @proves("C5")
    def test_lets_no_less_than_a_fifth_be_drawn_of_what_rests_on_a_word(self) -> None:
        known = BOOK.periods["word_sample"]
        told = {least: [key for key, _ in floors.of_period(replace(known, value=least))] for least in (0, 19, 20, 100)}
        assert told == {0: ["value"], 19: ["value"], 20: [], 100: []}

    @proves("R26")
    @pytest.mark.parametrize(
        "address",
        ["http://zxgk.court.gov.cn/", "https://example.com/", "https://gov.cn.example.com/", "zxgk.court.gov.cn"],
    )
    def test_links_no_list_but_on_a_site_of_government(self, address: str) -> None:
        one = replace(BOOK.lists["judgment_defaulters"], address=address)
        assert [key for key, _ in floors.of_published_list(one)] == ["address"]

    @pytest.mark.parametrize("unit", ["year", "", "Day", "week"])
    def test_of_ones_own_is_counted_in_a_known_unit(self, unit: str) -> None:
        mine = replace(BOOK.periods["litigation"], code="another_period", unit=unit)
        assert {key for key, _ in floors.of_period(mine)} == {"unit"}
