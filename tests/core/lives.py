"""Made-up items, parameters and random lives of records, for the properties of the law engine."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from chengxin.core.assessments import Assessed, Assessment
from chengxin.core.calendar import WorkingDays
from chengxin.core.facts import DocumentType, Facts, Identity, ProofMode
from chengxin.core.law import (
    Agreement,
    Area,
    Basis,
    Certainty,
    Entitlement,
    Item,
    Kind,
    OnObjection,
    Purpose,
    PurposeItem,
    Rank,
    RepairClass,
    Retention,
    RetentionStart,
    Sharing,
    Source,
)
from chengxin.core.records import Event, Happening, Parameters, Proof

LAW = Source(
    "road_law",
    "道路运输条例",
    "",
    "国务院",
    Rank.ADMINISTRATIVE_REGULATION,
    Certainty.VERIFIED,
    None,
    None,
    {"第七十五条": ""},
    date(2090, 1, 1),
)
BASIS = Basis(LAW, ("第七十五条",), Certainty.VERIFIED)
PARAMETERS = Parameters(
    working_days=WorkingDays({}),
    waiting_days=7,
    repair_months={RepairClass.MINOR: 0, RepairClass.GENERAL: 3, RepairClass.SERIOUS: 12},
    adverse_ceiling_months=60,
    confirmation_months=12,
)
ADULT = Identity(DocumentType.CITIZEN_ID, "231102189001010018", "王䶮")


def item(slug: str = "road_transport_violation", **changes: object) -> Item:
    """An adverse, verified item in force since 2020, with what a test wants different."""
    values: dict[str, object] = {
        "code": "A0401",
        "slug": slug,
        "name": "道路运输从业人员违法",
        "kind": Kind.ADVERSE,
        "area": Area.TRAFFIC_SAFETY,
        "bases": (BASIS,),
        "conduct": "违反第七十五条",
        "decider": "交通运输主管部门",
        "source_units": ("transport",),
        "deciding_document": "行政处罚决定书",
        "subjects": "从业人员",
        "repair_class": RepairClass.GENERAL,
        "retention": Retention(36, RetentionStart.CONDUCT_END, ""),
        "sharing": Sharing.GOV_SHARE,
        "publish_max_months": 0,
        "on_objection": OnObjection.FREEZE,
        "requires_consent": False,
        "demands": (),
        "in_force_from": date(2020, 1, 1),
        "in_force_until": None,
        "decisions_from": date(2026, 1, 1),
        "needs_check": False,
        "meaning": "",
    }
    return Item(**{**values, **changes})  # type: ignore[arg-type]


def licence(**changes: object) -> Item:
    """A basic item: a licence, kept 12 months after its end."""
    return item(
        "road_transport_qualification",
        **{
            "code": "B0401",
            "kind": Kind.BASIC,
            "repair_class": RepairClass.NONE,
            "retention": Retention(12, RetentionStart.LICENCE_END, ""),
            **changes,
        },
    )


def agreement(unit: str, **changes: object) -> Agreement:
    values: dict[str, object] = {
        "unit": unit,
        "entitlement": Entitlement.POWER,
        "purposes": ("road_transport_licence",),
        "contact": "法制科",
        "in_force_from": date(2020, 1, 1),
        "in_force_until": date(2200, 1, 1),
    }
    return Agreement(**{**values, **changes})  # type: ignore[arg-type]


def assessed(since: date = date(2020, 1, 1), until: date | None = None, **changes: object) -> Assessed:
    """An impact assessment on the days on which it counts."""
    values: dict[str, object] = {
        "purpose": "road_transport_licence",
        "subject": "0" * 64,
        "necessity": "只问申请的这一项",
        "effect": "可能耽误上岗",
        "protection": "先告知本人",
        "conclusion": "可以开始",
        "made_by": "个人信息保护岗",
        "made_on": since,
        "approved_by": "分管负责人",
        "approved_on": since,
    }
    return Assessed(Assessment(**{**values, **changes}), since, until)  # type: ignore[arg-type]


def purpose(*items: str, **changes: object) -> Purpose:
    values: dict[str, object] = {
        "code": "Q02",
        "slug": "road_transport_licence",
        "name": "道路运输从业资格许可审查",
        "question": "有没有法定限制",
        "agreements": (agreement("transport"),),
        "assessed": (assessed(),),
        "bases": (BASIS,),
        "cells": tuple(PurposeItem(slug, BASIS) for slug in items),
        "services": ("从业资格证换证",),
        "needs_consent": False,
        "in_force_from": date(2020, 1, 1),
        "in_force_until": None,
    }
    return Purpose(**{**values, **changes})  # type: ignore[arg-type]


def facts(**changes: object) -> Facts:
    values: dict[str, object] = {
        "item": "road_transport_violation",
        "identity": ADULT,
        "authority": "11231100MB0000000X",
        "decision_no": "黑交罚〔2026〕1号",
        "decided_on": date(2026, 9, 16),
        "conduct_end_on": date(2026, 8, 19),
    }
    return Facts(**{**values, **changes})  # type: ignore[arg-type]


START = datetime(2026, 1, 5, tzinfo=UTC)
instants = st.integers(0, 3600 * 24 * 365 * 2).map(lambda seconds: START + timedelta(seconds=seconds))
days = st.dates(date(2025, 12, 1), date(2027, 12, 31))


@st.composite
def lives(draw: st.DrawFn) -> list[Happening]:
    """The history of one record in the order of time: registered, then anything the sources and the person may do."""
    ats = sorted(draw(st.lists(instants, min_size=1, max_size=7)))
    life = [Happening(Event.REGISTERED, ats[0])]
    for at in ats[1:]:
        event = draw(st.sampled_from([Event.SUPERSEDED, Event.CONFIRMED, Event.NOTICE_PROVED, Event.WITHDRAWN]))
        proof = None
        if event is Event.NOTICE_PROVED:
            proof = Proof(draw(st.sampled_from(ProofMode)), min(draw(days), at.date()))
        life.append(Happening(event, at, proof))
    return life
