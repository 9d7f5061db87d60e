"""Those who asked why somebody looked: an answer, silence, an unlawful look; one look that waits for its day; reviews."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.inquiries.actions.answer import answer as put
from chengxin.apps.looks import selectors as whys
from chengxin.apps.looks.actions.answer import answer
from chengxin.apps.looks.actions.ask import ask
from chengxin.apps.looks.actions.hide import hide
from chengxin.apps.looks.actions.review import review
from chengxin.apps.matters.actions.open_matter import open_matter
from chengxin.apps.people import selectors as people
from chengxin.core.calendar import day_of
from chengxin.core.facts import Identity
from chengxin.core.feeds import Feed
from chengxin.core.samples import Review
from chengxin.core.whys import Finding
from chengxin.demo import cast
from chengxin.lawbook import Lawbook

#: How many days ago, at what hour, what happened.
Happening = tuple[int, time, Callable[[datetime], Any]]
#: Drawn looks of the newest days are left for whoever tries the demo.
_LEFT = timedelta(days=10)


def plan(lawbook: Lawbook, feeds: dict[str, Feed], official: Callable[[str], Any]) -> list[Happening]:
    """Everything that was asked, answered, hidden and reviewed; `official` gives an official of the cast by username."""
    case = partial(_Case, lawbook=lawbook, official=official)
    explained, silent, unlawful = case(cast.LOOK_EXPLAINED), case(cast.LOOK_UNEXPLAINED), case(cast.LOOK_UNLAWFUL)
    words = "那天下午您在3号窗口申请换证，受理单上有您的签字；换证要看有没有法定限制，凭《道路运输条例》第七十五条。"
    wrong = "查了当天的受理登记，没有这件申请。办事员替熟人看了一眼，已经停了她的查询，报分管领导处理。"
    waits = partial(_look_later, lawbook=lawbook, feeds=feeds, official=official)
    return [
        (22, time(20, 14), partial(explained.ask, "我记不清去办过什么，想知道为什么。")),
        (20, time(10, 30), partial(explained.answer, Finding.LAWFUL, words)),
        (21, time(21, 3), partial(silent.ask, "")),
        (19, time(19, 45), partial(unlawful.ask, "我没有去办过这件事。")),
        (17, time(15, 20), partial(unlawful.answer, Finding.UNLAWFUL, wrong)),
        (6, time(14, 10), waits),
        (36, time(16, 0), partial(_review, official=official, is_doubting=True)),
        (1, time(16, 0), partial(_review, official=official, is_doubting=False)),
    ]


@dataclass
class _Case:
    """One person's question, through the public acts."""

    who: Identity
    lawbook: Lawbook
    official: Callable[[str], Any]
    ref: str = field(default="", init=False)

    def ask(self, words: str, at: datetime) -> None:
        who = people.indexes(self.who)
        (newest, *_) = inquiries.list_for_person(who, at=at)
        number = whys.numbers_of([newest])[newest.pk]
        self.ref = ask(number, words=words, by=who, at=at).ref

    def answer(self, finding: Finding, words: str, at: datetime) -> None:
        by = self.official("weilizhi")
        answer(self.ref, finding=finding, words=words, lawbook=self.lawbook, by=by, at=at)


def _look_later(at: datetime, *, lawbook: Lawbook, feeds: dict[str, Feed], official: Callable[[str], Any]) -> None:
    """A matter whose look the person sees three weeks later."""
    by, who = official("moxiaolan"), cast.LOOK_LATER
    purpose = next(purpose for purpose in lawbook.purposes.values() if by.unit in purpose.askers(day_of(at)))
    matter = open_matter(
        identity=who,
        service=purpose.services[0],
        request_no=f"黑交查〔{at.year}〕0031",
        lawbook=lawbook,
        by=by,
        at=at,
    )
    hide(
        matter.ref,
        category=next(iter(lawbook.hiding)),
        shown_from=day_of(at) + timedelta(days=21),
        words="正在查一起冒用资格证的案件，现在告知，材料会被毁掉。",
        lawbook=lawbook,
        by=official("tongdai"),
        at=at + timedelta(minutes=5),
    )
    asked_at = at + timedelta(minutes=20)
    put(matter=matter.ref, purpose=purpose.slug, identity=who, lawbook=lawbook, feeds=feeds, by=by, at=asked_at)


def _review(at: datetime, *, official: Callable[[str], Any], is_doubting: bool) -> None:
    """The auditor reviews what was drawn, all but the newest; once, the last of them is doubtful."""
    by = official("xingzhiyuan")
    waiting = [one for one in whys.to_review(by) if is_doubting or at - one.at > _LEFT]
    for one in waiting:
        doubts = is_doubting and one is waiting[-1]
        review(
            one.ref,
            result=Review.DOUBTFUL if doubts else Review.FITS,
            words="登记和查询只隔了几十秒，看不出材料是不是齐了才查的。" if doubts else "",
            by=by,
            at=at,
        )
