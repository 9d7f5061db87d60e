"""Hand-built law, a good row of the penalties feed, and a maker of invented numbers: what the tests of intake share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chengxin.core.editions import Editions
from chengxin.core.feeds import Feed, Field
from chengxin.core.identity_number import check_character
from chengxin.core.law import (
    Area,
    Basis,
    Certainty,
    Demand,
    Item,
    Kind,
    OnObjection,
    Rank,
    RepairClass,
    Retention,
    RetentionStart,
    Sharing,
    Source,
    Unit,
)
from chengxin.core.rows import CellValue, Outcome, RawRow, judge
from chengxin.core.uscc import check_character as uscc_check
from chengxin.intake.feeds import load_feeds

TODAY = date(2026, 11, 24)
PENALTIES = "heihe/transport/penalties"
LICENCES = "heihe/transport/licences"
HONOURS = "heihe/civility_office/honours"


def number(born: str, order: int = 31, division: str = "231102") -> str:
    body = f"{division}{born}{order:03d}"
    return body + check_character(body)


def unit(code: str, order: int) -> Unit:
    body = f"11231100MB{order:07d}"
    return Unit(code, f"{code}单位", code, body + uscc_check(body), Certainty.NEEDS_CHECK)


def item(slug: str, kind: Kind, **changed: Any) -> Item:
    source = Source("s", "某条例", "", "", Rank.ADMINISTRATIVE_REGULATION, Certainty.VERIFIED, None, None)
    told: dict[str, Any] = {
        "code": slug[:5],
        "slug": slug,
        "name": slug,
        "kind": kind,
        "area": Area.TRAFFIC_SAFETY,
        "bases": (Basis(source, ("第七十五条",), Certainty.VERIFIED),),
        "conduct": "",
        "decider": "transport",
        "source_units": ("transport",),
        "deciding_document": "",
        "subjects": "",
        "repair_class": RepairClass.GENERAL,
        "retention": Retention(36, RetentionStart.CONDUCT_END, ""),
        "sharing": Sharing.GOV_SHARE,
        "publish_max_months": 0,
        "on_objection": OnObjection.FREEZE,
        "requires_consent": False,
        "demands": (Demand.CONDUCT_END_ON, Demand.PROCEDURE) if kind is Kind.ADVERSE else (),
        "in_force_from": date(2026, 1, 1) if kind is Kind.ADVERSE else date(2015, 1, 1),
        "in_force_until": None,
        "decisions_from": date(2026, 1, 1) if kind is Kind.ADVERSE else date(2015, 1, 1),
        "needs_check": False,
        "meaning": "",
    }
    return Item(**(told | changed))


@dataclass(frozen=True)
class Edition:
    in_force_from: date
    in_force_until: date | None = None


@dataclass(frozen=True)
class Law:
    """As much of a lawbook as a row is judged by."""

    items: Editions[Item]
    units: Mapping[str, Unit]
    notice_editions: Mapping[str, Edition]
    edition: str = "2026-11-01"


LAW = Law(
    Editions(
        [
            item("road_transport_violation", Kind.ADVERSE),
            item("road_transport_qualification", Kind.BASIC),
            item("civic_honour", Kind.POSITIVE),
        ]
    ),
    {code: unit(code, order) for order, code in enumerate(("transport", "transport_sunwu", "civility_office", "samr"))},
    {"2026-01": Edition(date(2026, 1, 1)), "2025-07": Edition(date(2025, 7, 1), date(2026, 1, 1))},
)

GOOD: dict[Field, CellValue] = {
    Field.NAME: "葛长河",
    Field.SUBJECT_KIND: "自然人",
    Field.DOCUMENT_TYPE: "身份证",
    Field.NUMBER: number("18880612"),
    Field.DECISION_NO: "黑交罚[2026] 0391号",
    Field.CONDUCT: "强行招揽旅客、货物",
    Field.LEGAL_BASIS: "《中华人民共和国道路运输条例》",
    Field.PENALTY_CLASS: "警告、罚款",
    Field.AMOUNT: "0.2",
    Field.DECIDED_ON: "2026-09-01",
    Field.AUTHORITY_NAME: "某局",
    Field.AUTHORITY_CODE: LAW.units["transport"].uscc,
    Field.SENDER_NAME: "某局",
    Field.SENDER_CODE: LAW.units["transport"].uscc,
    Field.CONDUCT_END_ON: "2026-08-20",
    Field.PROCEDURE: "普通程序",
    Field.SERVED_ON: "2026-09-03",
    Field.SERVICE_MODE: "直接送达",
    Field.SERVICE_PROOF_NO: "黑交送〔2026〕0391号",
    Field.NOTICE_EDITION: "2026-01",
    Field.ROW_STATE: "有效",
}


def feed(key: str = PENALTIES) -> Feed:
    return load_feeds()[key]


def judged(changed: Mapping[Field, CellValue] | None = None, *, law: Law = LAW, on: date = TODAY) -> Outcome:
    """The good row with some cells changed, judged."""
    raw = RawRow("数据", 7, {**GOOD, **(changed or {})})
    return judge(
        raw,
        feed=feed(),
        items=law.items,
        edition=law.edition,
        units=law.units,
        notice_editions=law.notice_editions,
        received_on=on,
    )


def codes(outcome: Outcome) -> set[str]:
    return {found.code.value for found in outcome.issues}
