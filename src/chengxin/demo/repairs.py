"""The repairs of the demo: a draft that opened by itself, a request that waits, one that was granted, one refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import partial
from typing import Any

from chengxin.apps.people import selectors as people
from chengxin.apps.records.selectors import held_by
from chengxin.apps.repairs.actions.decide import decide
from chengxin.apps.repairs.actions.request import request
from chengxin.core.facts import Identity
from chengxin.core.repairs import Outcome
from chengxin.demo import cast
from chengxin.lawbook import Lawbook

#: How many days ago, at what hour, what happened.
Happening = tuple[int, time, Callable[[datetime], Any]]


def plan(lawbook: Lawbook, official: Callable[[str], Any]) -> list[Happening]:
    """Everything that was done in these cases; `official` gives an official of the cast by username."""
    case = partial(_Case, lawbook=lawbook, official=official)
    asked, granted, refused = case(cast.REPAIR_ASKED), case(cast.REPAIRED), case(cast.REPAIR_REFUSED)
    return [
        (1, time(8, 5), partial(asked.ask, "罚款当月就缴清了，以后按规定停靠载客。")),
        (12, time(20, 31), partial(granted.ask, "罚款已经缴清，车上的证件都补齐了。")),
        (11, time(10, 2), partial(granted.decide, Outcome.GRANTED, "查到缴款记录，违法行为没有再发生，准予修复。")),
        (9, time(19, 12), partial(refused.ask, "以后注意。")),
        (7, time(9, 40), partial(refused.decide, Outcome.REFUSED, "罚款还差一半没有缴，缴清以后可以再申请。")),
    ]


@dataclass
class _Case:
    """One person's request, through the public acts."""

    who: Identity
    lawbook: Lawbook
    official: Callable[[str], Any]
    ref: str = field(default="", init=False)

    def ask(self, commitment: str, at: datetime) -> None:
        who = people.indexes(self.who)
        held = held_by(who, lawbook=self.lawbook, at=at)
        self.ref = request(held[0].record.ref, commitment=commitment, lawbook=self.lawbook, by=who, at=at).ref

    def decide(self, outcome: Outcome, words: str, at: datetime) -> None:
        article = "《信用修复管理办法》第三条" if outcome is Outcome.REFUSED else ""
        by = self.official("weilizhi")
        decide(self.ref, outcome=outcome, words=words, article=article, lawbook=self.lawbook, by=by, at=at)
