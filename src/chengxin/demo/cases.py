"""The cases of the demo: each of these people objected, and each case stands somewhere else."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import partial
from typing import Any

from PIL import Image, ImageDraw

from chengxin.apps.objections.actions.ask_review import ask_review
from chengxin.apps.objections.actions.check import check
from chengxin.apps.objections.actions.decide import decide
from chengxin.apps.objections.actions.extend import extend
from chengxin.apps.objections.actions.find import find
from chengxin.apps.objections.actions.lodge import lodge
from chengxin.apps.people import selectors as people
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.records.actions.make_statement import make_statement
from chengxin.apps.records.selectors import held_by
from chengxin.core.facts import Identity
from chengxin.core.objections import Check, Ground, Outcome, Verdict
from chengxin.demo import cast
from chengxin.lawbook import Lawbook

Act = Callable[[datetime], Any]
#: How many days ago, at what hour, what happened.
Happening = tuple[int, time, Act]
_EVENING, _MORNING, _NOON, _AFTERNOON = time(20, 14), time(9, 5), time(11, 40), time(14, 30)
_NOT_OURS = "平台收到的文件和页面上写的一致，没有改动过内容。"


def plan(lawbook: Lawbook, official: Callable[[str], Any]) -> list[Happening]:
    """Everything that was done in these cases; `official` gives an official of the cast by username."""
    case = partial(_Case, lawbook=lawbook, official=official)
    return [
        *_checking(case(cast.OBJECTING)),
        *_at_source(case(cast.AT_SOURCE)),
        *_to_decide(case(cast.TO_DECIDE)),
        *_at_court(case(cast.AT_COURT)),
        *_kept(case(cast.KEPT)),
        *_in_review(case(cast.IN_REVIEW)),
        *_corrected(case(cast.CORRECTED)),
        *_removed(case(cast.REMOVED)),
        *_overdue(case(cast.OVERDUE)),
        *_extended(case(cast.EXTENDED)),
    ]


@dataclass
class _Case:
    """One person's case, through the public acts."""

    who: Identity
    lawbook: Lawbook
    official: Callable[[str], Any]
    ref: str = field(default="", init=False)

    @property
    def person(self) -> Indexes:
        return people.indexes(self.who)

    def record(self, at: datetime) -> str:
        return held_by(self.person, lawbook=self.lawbook, at=at)[0].record.ref

    def lodge(self, ground: Ground, words: str, *files: str) -> Act:
        def act(at: datetime) -> None:
            given = [(name, picture(name)) for name in files]
            lodged = lodge(
                self.record(at), ground=ground, words=words, files=given, lawbook=self.lawbook, by=self.person, at=at
            )
            self.ref = lodged.ref

        return act

    def state(self, text: str) -> Act:
        return lambda at: make_statement(self.record(at), text, lawbook=self.lawbook, by=self.person, at=at)

    def check(self, by: str, result: Check = Check.NO_OWN_ERROR, words: str = _NOT_OURS) -> Act:
        return lambda at: check(self.ref, result=result, words=words, lawbook=self.lawbook, by=self.official(by), at=at)

    def find(self, by: str, verdict: Verdict, words: str, proof: str) -> Act:
        return lambda at: find(
            self.ref, verdict=verdict, words=words, proof=proof, lawbook=self.lawbook, by=self.official(by), at=at
        )

    def extend(self, by: str, reason: str) -> Act:
        return lambda at: extend(self.ref, reason=reason, lawbook=self.lawbook, by=self.official(by), at=at)

    def decide(self, by: str, outcome: Outcome, words: str, **more: Any) -> Act:
        return lambda at: decide(
            self.ref, outcome=outcome, words=words, lawbook=self.lawbook, by=self.official(by), at=at, **more
        )

    def ask_review(self, words: str) -> Act:
        return lambda at: ask_review(self.ref, words=words, lawbook=self.lawbook, by=self.person, at=at)


def picture(name: str) -> bytes:
    """A picture of a paper, with nothing on it that could be read."""
    drawn = io.BytesIO()
    paper = Image.new("RGB", (420, 594), "#faf8f3")
    pen = ImageDraw.Draw(paper)
    for line in range(8 + len(name)):
        pen.line([(60, 110 + 22 * line), (360 - 40 * (line % 3), 110 + 22 * line)], fill="#9aa5a8", width=5)
    paper.save(drawn, "JPEG")
    return drawn.getvalue()


def _checking(case: _Case) -> list[Happening]:
    said = "罚款我当天就交了，收据还在。这条记录没有写。"
    return [
        (
            2,
            _EVENING,
            case.lodge(Ground.WRONG_FACT, "处罚决定书上写的是罚款500元，这里写成了2,000元。", "处罚决定书.jpg"),
        ),
        (1, _NOON, case.state(said)),
    ]


def _at_source(case: _Case) -> list[Happening]:
    words = "那天开车的不是我，车已经租给别人，租车合同在这里。"
    return [
        (5, _NOON, case.lodge(Ground.NOT_ME, words, "租车合同第1页.jpg", "租车合同第2页.jpg")),
        (4, _MORNING, case.check("miaoqinghe")),
    ]


def _to_decide(case: _Case) -> list[Happening]:
    found = "原卷里的处罚决定书写的是罚款500元，交文件时多写了一个零。"
    return [
        (8, _EVENING, case.lodge(Ground.WRONG_FACT, "罚款数目写错了，我交的是500元。", "缴款收据.jpg")),
        (7, _MORNING, case.check("miaoqinghe")),
        (3, _AFTERNOON, case.find("weilizhi", Verdict.WRONG, found, "黑市交罚案卷第14页")),
    ]


def _at_court(case: _Case) -> list[Happening]:
    words = "处罚决定我已经起诉，法院立案了，还没有判。"
    return [(45, _NOON, case.lodge(Ground.UNDER_APPEAL, words, "受理案件通知书.jpg"))]


def _kept(case: _Case) -> list[Happening]:
    found = "询问笔录有当事人签字，决定书当面送达，和交来的内容一致。"
    kept = "原卷里有您签过字的询问笔录和送达回证，内容和这条记录一致，没有查到写错的地方。"
    return [
        (30, _EVENING, case.lodge(Ground.WRONG_FACT, "我没有改过线路，是乘客要求的。")),
        (28, _MORNING, case.check("miaoqinghe")),
        (22, _AFTERNOON, case.find("weilizhi", Verdict.CONFIRMED, found, "黑市交罚案卷第3页至第9页")),
        (19, _NOON, case.decide("juyanqiu", Outcome.KEPT, kept, article="《中华人民共和国道路运输条例》第六十九条")),
    ]


def _in_review(case: _Case) -> list[Happening]:
    kept = "送达回证上有签字，来源单位的档案和记录一致。"
    return [
        (34, _NOON, case.lodge(Ground.NOT_ME, "身份证丢过，有人用我的名字办了营运手续。", "挂失回执.jpg")),
        (33, _MORNING, case.check("miaoqinghe")),
        (27, _AFTERNOON, case.find("weilizhi", Verdict.CONFIRMED, "登记材料和身份证号一致。", "营运登记档案第2页")),
        (24, _NOON, case.decide("juyanqiu", Outcome.KEPT, kept, article="《中华人民共和国道路运输条例》第六十九条")),
        (4, _EVENING, case.ask_review("回证上的签名不是我写的，请换一个人比对笔迹。")),
    ]


def _corrected(case: _Case) -> list[Happening]:
    settled = "来源单位查到原卷写的是罚款500元，按原卷更正。"
    return [
        (50, _EVENING, case.lodge(Ground.WRONG_FACT, "罚款是500元，不是2,000元。", "缴款收据.jpg")),
        (49, _MORNING, case.check("miaoqinghe")),
        (44, _AFTERNOON, case.find("weilizhi", Verdict.WRONG, "原卷写的是500元。", "黑市交罚案卷第6页")),
        (41, _NOON, case.decide("juyanqiu", Outcome.CORRECTED, settled, changes={"amount_fen": 50_000})),
    ]


def _removed(case: _Case) -> list[Happening]:
    settled = "来源单位查不到可以证实的档案，期限内不能证实的，不能留。"
    return [
        (60, _NOON, case.lodge(Ground.NOT_ME, "我没有开过营运车，也没有收到过决定书。")),
        (58, _MORNING, case.check("miaoqinghe")),
        (54, _AFTERNOON, case.find("weilizhi", Verdict.UNVERIFIABLE, "原卷搬库时没有找到。", "")),
        (52, _NOON, case.decide("juyanqiu", Outcome.REMOVED, settled)),
    ]


def _overdue(case: _Case) -> list[Happening]:
    return [
        (40, _EVENING, case.lodge(Ground.WRONG_FACT, "决定书上的日期和这里的不一样。")),
        (39, _MORNING, case.check("miaoqinghe")),
    ]


def _extended(case: _Case) -> list[Happening]:
    return [
        (13, _NOON, case.lodge(Ground.PERFORMED, "税款和滞纳金去年已经全部缴清。", "完税证明.jpg")),
        (12, _MORNING, case.check("miaoqinghe")),
        (9, _AFTERNOON, case.extend("miaoqinghe", "完税证明要向外地税务机关调取，对方说还要半个月。")),
    ]
