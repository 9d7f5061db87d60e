"""Rows as a department would write them: a penalty, a licence, an honour, a place on a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from chengxin.core.calendar import add_months
from chengxin.core.facts import Identity
from chengxin.core.feeds import Field
from chengxin.demo.sheets import Row
from chengxin.lawbook import Lawbook

PENALTIES = "heihe/transport/penalties"
LICENCES = "heihe/transport/licences"
HONOURS = "heihe/civility_office/honours"
SERIOUS_LIST = "heihe/tax/serious_list"
AGRICULTURE = "heihe/agriculture/product_penalties"
AGRICULTURE_NENJIANG = "heihe/agriculture_nenjiang/product_penalties"
EMERGENCY = "heihe/emergency/penalties"
ACCOUNTANT_BARS = "heihe/finance_bureau/accountant_bars"

CONDUCTS = [
    "不按批准的客运站点停靠或者不按规定的线路、公布的班次行驶",
    "强行招揽旅客、货物",
    "在旅客运输途中擅自变更运输车辆或者将旅客移交他人运输",
    "没有采取必要措施防止货物脱落、扬撒",
]
LICENCE_NAMES = ["道路旅客运输驾驶员从业资格证", "道路货物运输驾驶员从业资格证", "道路危险货物运输驾驶员从业资格证"]
HONOUR_NAMES = ["身边好人", "黑河好人", "道德模范"]
OPEN_END = "2099-12-31"


@dataclass(frozen=True, slots=True)
class Office:
    """Who hands over penalties: by which feed, about which item, in which words, under which numbers."""

    feed: str
    sender: str
    item: str
    conducts: tuple[str, ...]
    prefix: str


TRANSPORT = Office(PENALTIES, "transport", "road_transport_violation", tuple(CONDUCTS), "黑市交罚")
#: The others that penalise somebody of the crowd, so that the open statistics have several sources.
OFFICES = (
    TRANSPORT,
    Office(AGRICULTURE, "agriculture", "agri_product_penalty", ("生产经营的农产品不符合质量安全标准",), "黑市农罚"),
    Office(
        AGRICULTURE_NENJIANG, "agriculture_nenjiang", "agri_product_penalty", ("销售含有禁用农药的农产品",), "嫩农罚"
    ),
    Office(EMERGENCY, "emergency", "work_safety_violation", ("从业人员违反安全生产法",), "黑市应急罚"),
)


@dataclass(frozen=True, slots=True)
class Penalty:
    """One penalty decision about one person."""

    who: Identity
    number: int
    decided_on: date
    conduct_end_on: date
    wan: str = "0.2"
    conduct: str = CONDUCTS[0]
    unit: str = "transport"
    served_on: date | None = None
    """The day on which decision and notice were served; `None` where the platform's notice was not enclosed."""
    state: str = "有效"
    office: Office = TRANSPORT

    @property
    def decision_no(self) -> str:
        return f"{self.office.prefix}〔{self.decided_on.year}〕{self.number}号"

    def row(self, lawbook: Lawbook) -> Row:
        """As the department's program writes it."""
        unit, sender = lawbook.unit(self.unit), lawbook.unit(self.office.sender)
        row = {
            **_person(self.who),
            Field.DECISION_NO: self.decision_no,
            Field.CONDUCT: self.conduct,
            Field.LEGAL_BASIS: lawbook.item(self.office.item).bases[0].cite(),
            Field.PENALTY_CLASS: "罚款",
            Field.AMOUNT: self.wan,
            Field.DECIDED_ON: self.decided_on.isoformat(),
            Field.AUTHORITY_NAME: unit.name,
            Field.AUTHORITY_CODE: unit.uscc,
            Field.SENDER_NAME: sender.name,
            Field.SENDER_CODE: sender.uscc,
            Field.CONDUCT_END_ON: self.conduct_end_on.isoformat(),
            Field.PROCEDURE: "普通程序",
            Field.ROW_STATE: self.state,
        }
        if self.served_on is not None:
            row |= {
                Field.SERVED_ON: self.served_on.isoformat(),
                Field.SERVICE_MODE: "直接送达",
                Field.SERVICE_PROOF_NO: f"送证〔{self.served_on.year}〕{self.number}",
                Field.NOTICE_EDITION: notice_edition(lawbook, self.served_on),
            }
        return row


def licence_row(
    who: Identity, number: int, decided_on: date, ends_on: str, name: str, lawbook: Lawbook, state: str = "有效"
) -> Row:
    """A certificate of one person."""
    unit = lawbook.unit("transport")
    return {
        **_person(who),
        Field.DECISION_NO: f"黑市交许〔{decided_on.year}〕{number}号",
        Field.LICENCE_NAME: name,
        Field.DECIDED_ON: decided_on.isoformat(),
        Field.STARTS_ON: decided_on.isoformat(),
        Field.ENDS_ON: ends_on,
        Field.AUTHORITY_NAME: unit.name,
        Field.AUTHORITY_CODE: unit.uscc,
        Field.LICENCE_STATE: "1",
        Field.SENDER_NAME: unit.name,
        Field.SENDER_CODE: unit.uscc,
        Field.ROW_STATE: state,
    }


def honour_row(who: Identity, number: int, decided_on: date, category: str) -> Row:
    """An honour of one person."""
    return {
        Field.NAME: who.name,
        Field.NUMBER: who.number,
        Field.HONOUR_CATEGORY: category,
        Field.DECISION_NO: f"黑文明办发〔{decided_on.year}〕{number}号",
        Field.DECIDED_ON: decided_on.isoformat(),
        Field.AUTHORITY_NAME: "市文明办",
        Field.ENDS_ON: OPEN_END,
        Field.ROW_STATE: "有效",
    }


def serious_row(who: Identity, number: int, decided_on: date, lawbook: Lawbook) -> Row:
    """A decision that lists one person; the platform's notice was not enclosed."""
    return {
        Field.NAME: who.name,
        Field.NUMBER: who.number,
        Field.CONDUCT: "重大税收违法失信主体",
        Field.DECISION_NO: f"黑市税失信〔{decided_on.year}〕{number}号",
        Field.AUTHORITY_NAME: lawbook.unit("tax").name,
        Field.ENDS_ON: add_months(decided_on, 36).isoformat(),
        Field.DECIDED_ON: decided_on.isoformat(),
        Field.CONDUCT_END_ON: (decided_on - timedelta(days=160)).isoformat(),
        Field.PROCEDURE: "普通程序",
        Field.ROW_STATE: "有效",
    }


def bar_row(who: Identity, number: int, decided_on: date, lawbook: Lawbook, state: str = "有效") -> Row:
    """A decision that bars one accountant, served with the platform's notice."""
    unit, served_on = lawbook.unit("finance_bureau"), decided_on + timedelta(days=3)
    return {
        **_person(who),
        Field.DECISION_NO: f"黑财罚〔{decided_on.year}〕{number}号",
        Field.CONDUCT: "伪造、变造会计凭证、会计账簿",
        Field.LEGAL_BASIS: lawbook.item("accountant_bar").bases[0].cite(),
        Field.PENALTY_CLASS: "限制从业",
        Field.DECIDED_ON: decided_on.isoformat(),
        Field.AUTHORITY_NAME: unit.name,
        Field.AUTHORITY_CODE: unit.uscc,
        Field.SENDER_NAME: unit.name,
        Field.SENDER_CODE: unit.uscc,
        Field.CONDUCT_END_ON: (decided_on - timedelta(days=20)).isoformat(),
        Field.PROCEDURE: "普通程序",
        Field.ROW_STATE: state,
        Field.SERVED_ON: served_on.isoformat(),
        Field.SERVICE_MODE: "直接送达",
        Field.SERVICE_PROOF_NO: f"送证〔{served_on.year}〕{number}",
        Field.NOTICE_EDITION: notice_edition(lawbook, served_on),
    }


def notice_edition(lawbook: Lawbook, on: date) -> str:
    """The edition of the notice that was in force on a day.

    :raises LookupError: when none was.
    """
    editions: dict[str, Any] = dict(lawbook.notice_editions)
    for code, edition in sorted(editions.items()):
        if edition.in_force_from <= on and (edition.in_force_until is None or on < edition.in_force_until):
            return code
    raise LookupError(f"no notice edition on {on}")


def monday_on_or_after(day: date) -> date:
    """The Monday on which a decision of that day is sent."""
    return day + timedelta(days=-day.weekday() % 7)


def _person(who: Identity) -> dict[Field, str]:
    return {
        Field.NAME: who.name,
        Field.SUBJECT_KIND: "自然人",
        Field.DOCUMENT_TYPE: "身份证",
        Field.NUMBER: who.number,
    }
