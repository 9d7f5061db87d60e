"""What may stand in each column of a feed: the closed lists that a template offers, and how to fill the rest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from chengxin.core.facts import DocumentType
from chengxin.core.feeds import DATE_FIELDS, Feed, Field
from chengxin.core.identity_number import check_character
from chengxin.core.official_words import (
    ANNOUNCED_MODE,
    DOCUMENT_TYPES,
    PENALTY_CLASSES,
    PROCEDURES,
    PROVING_MODES,
    ROW_STATES,
)
from chengxin.intake.report import Law

_HOW: Mapping[Field, str] = {
    Field.NAME: "照证件写。生僻字照样写，不要用别的字代替",
    Field.NUMBER: "18位，照证件写。这一列已设为文本",
    Field.DECISION_NO: "照决定书写，括号用哪一种都行",
    Field.LEGAL_BASIS: "法律法规的名称和条款",
    Field.PENALTY_CLASS: "可以写几个，用顿号隔开",
    Field.AMOUNT: "单位是万元，2000元写0.2。没有罚款的不填",
    Field.ENDS_ON: "没有期限的写长期",
    Field.CONDUCT_END_ON: "违法行为结束的那一天，照决定书写",
    Field.PROCEDURE: "简易程序（当场处罚）不用交",
    Field.SERVED_ON: "决定书和告知书送到本人的那一天，照送达回证写",
    Field.SERVICE_PROOF_NO: "送达回证上的编号",
    Field.NOTICE_EDITION: "随决定书送达的告知书，右上角印着版本",
    Field.ROW_STATE: "改了内容写变更，撤销决定写撤销，其余写有效或者不填",
}


def choices(feed: Feed, law: Law) -> dict[Field, tuple[str, ...]]:
    """For each column of a feed that has a closed list: its words, the usual one first."""
    bodies = [law.units[code] for code in feed.may_send_for]
    sender = law.units[feed.sender]
    known: dict[Field, tuple[str, ...]] = {
        Field.SUBJECT_KIND: ("自然人",),
        Field.DOCUMENT_TYPE: tuple(_first_word(DOCUMENT_TYPES, kind) for kind in feed.document_types),
        Field.PENALTY_CLASS: _first_words(PENALTY_CLASSES),
        Field.LICENCE_STATE: ("有效",),
        Field.AUTHORITY_NAME: tuple(body.name for body in bodies),
        Field.AUTHORITY_CODE: tuple(body.uscc for body in bodies),
        Field.SENDER_NAME: (sender.name,),
        Field.SENDER_CODE: (sender.uscc,),
        # A summary procedure is never entered; nobody should be offered it.
        Field.PROCEDURE: tuple(word for word in _first_words(PROCEDURES) if PROCEDURES[word] != "summary"),
        Field.SERVICE_MODE: (*PROVING_MODES, ANNOUNCED_MODE),
        Field.NOTICE_EDITION: tuple(
            code for code, edition in law.notice_editions.items() if edition.in_force_until is None
        ),
        Field.ROW_STATE: _first_words(ROW_STATES),
        **{field: tuple(words) for field, words in feed.lookups.items()},
    }
    return {column.field: known[column.field] for column in feed.columns if column.field in known}


def how_to_fill(field: Field, words: tuple[str, ...]) -> str:
    """A sentence for whoever fills the column."""
    parts = [_HOW.get(field, "")]
    if words:
        parts.append("从下拉的词里选")
    elif field in DATE_FIELDS:
        parts.append("日期，例如2026-09-01")
    return "；".join(part for part in parts if part)


def example(feed: Feed, law: Law) -> dict[Field, str]:
    """A row that would be accepted, about somebody invented, born in 1888."""
    words = choices(feed, law)
    item = law.items[feed.lookups[feed.item_field][words[feed.item_field][0]]]
    decided = max(item.decisions_from, item.in_force_from) + timedelta(days=40)
    row = {field: offered[0] for field, offered in words.items()}
    row |= {
        Field.NAME: "葛长河",
        Field.NUMBER: _NUMBER,
        Field.DECISION_NO: f"例〔{decided.year}〕0001号",
        Field.LEGAL_BASIS: item.bases[0].cite(),
        Field.AMOUNT: "0.2",
        Field.DECIDED_ON: decided.isoformat(),
        Field.STARTS_ON: decided.isoformat(),
        Field.ENDS_ON: _years_later(decided, 5).isoformat(),
        Field.CONDUCT_END_ON: (decided - timedelta(days=12)).isoformat(),
        Field.SERVED_ON: (decided + timedelta(days=2)).isoformat(),
        Field.SERVICE_PROOF_NO: f"例送〔{decided.year}〕0001号",
    }
    return {column.field: row.get(column.field, "") for column in feed.columns}


_NUMBER = "23110218880612031" + check_character("23110218880612031")


def _years_later(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=min(day.day, 28))


def _first_words(words: Mapping[str, object]) -> tuple[str, ...]:
    """The usual word of each meaning."""
    return tuple({meaning: word for word, meaning in reversed(list(words.items()))}.values())[::-1]


def _first_word(words: Mapping[str, DocumentType], meaning: DocumentType) -> str:
    return next(word for word, means in words.items() if means is meaning)
