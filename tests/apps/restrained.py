"""An accountant's bar in effect, and the papers of a restraint on it: whole, to take one thing out of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from chengxin.apps.officials.models import Official
from chengxin.apps.people import selectors as people
from chengxin.apps.records.selectors import HeldRecord, held_by
from chengxin.apps.restraints.actions.document import Documented, document
from chengxin.core.facts import Facts, Identity
from chengxin.core.permissions import Role
from chengxin.core.restraints import Draft, Heard, Paper
from chengxin.web.law import lawbook
from tests.web import filled

FEED = "heihe/finance_bureau/accountant_bars"
MEASURE, RECORD_NO = "accountant_bar", "黑财罚〔2026〕11号"
#: When the record was told of, and 09:00 on the day on which the restraint is written down.
SENT, AT = datetime(2026, 9, 1, 1, 0, tzinfo=UTC), filled.AT
WHO = filled.person("宗政䶮", 61)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
FILES = {
    paper: (f"{name}.pdf", PDF.replace(b"1 0 obj", b"%d 0 obj" % number))
    for number, (paper, name) in enumerate(
        {"decision": "决定书", "notice": "送达回证", "hearing": "笔录"}.items(), start=1
    )
}
DRAFT = Draft(
    decision=Paper("黑财限〔2026〕3号", date(2026, 11, 12)),
    decider="尉迟明远",
    seat="黑河市财政局副局长",
    notice=Paper("黑财告〔2026〕3号", date(2026, 10, 9)),
    heard=Heard.STATED,
    hearing=Paper("陈述申辩笔录第3号", date(2026, 10, 15)),
    relevance="伪造会计凭证发生在会计工作中，限制的也是会计工作。",
    proportionality="法律写明五年；只限制会计工作，别的工作不受影响。",
    appeal="60日内向黑河市人民政府申请行政复议，6个月内向黑河市爱辉区人民法院起诉。",
    starts_on=date(2026, 11, 25),
    ends_on=date(2031, 7, 31),
)


def bar(who: Identity = WHO, **changes: Any) -> Facts:
    """An accountant barred for five years, told together with the decision."""
    facts = Facts(
        item="accountant_bar",
        identity=who,
        authority=lawbook().unit("finance_bureau").uscc,
        decision_no=RECORD_NO,
        decided_on=date(2026, 8, 20),
        conduct_end_on=date(2026, 8, 15),
        procedure="ordinary",
        penalty_classes=("occupation_barred",),
        proof=filled.enclosed(date(2026, 8, 24)),
    )
    return replace(facts, **changes)


def record(who: Identity = WHO, *, at: datetime = SENT, **changes: Any) -> None:
    filled.submit([bar(who, **changes)], feed=FEED, at=at)


def officer(unit: str = "finance_bureau") -> Official:
    return filled.official(Role.CASE_OFFICER, unit, name="薄从简", seat="会计科")


def held(who: Identity = WHO, *, at: datetime = AT) -> HeldRecord:
    (one,) = held_by(people.indexes(who), lawbook=lawbook(), at=at)
    return one


def documented(
    who: Identity = WHO,
    *,
    draft: Draft = DRAFT,
    record_no: str = RECORD_NO,
    measure: str = MEASURE,
    files: Any = FILES,
    by: Official | None = None,
    at: datetime = AT,
) -> Documented:
    return document(
        identity=who,
        record_no=record_no,
        measure=measure,
        draft=draft,
        files=files,
        lawbook=lawbook(),
        by=by or officer(),
        at=at,
    )
