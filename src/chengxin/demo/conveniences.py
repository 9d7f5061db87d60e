"""Somebody whose papers follow: once they did not come in time, which keeps nobody from trying again; now one came."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from chengxin.apps.inquiries.actions.check_service import check_service
from chengxin.apps.matters.actions.open_matter import open_matter
from chengxin.apps.promises.actions.note_arrival import note_arrival
from chengxin.apps.promises.actions.promise_papers import promise_papers
from chengxin.apps.restraints.actions.close_matter import close_matter
from chengxin.core.feeds import Feed
from chengxin.core.services import Brought
from chengxin.core.uses import UseNotice
from chengxin.demo import cast
from chengxin.lawbook import Lawbook

#: How many days ago, at what hour, what happened.
Happening = tuple[int, time, Callable[[datetime], Any]]
_UNIT = "transport"


def plan(lawbook: Lawbook, feeds: Mapping[str, Feed], official: Callable[[str], Any]) -> list[Happening]:
    """Two applications of one person; `official` gives an official of the cast by username."""
    story = _Story(lawbook, feeds, official)
    return [
        (34, time(10, 5), partial(story.apply, service=1, number=30417, reason="")),
        (12, time(16, 40), story.not_granted),
        (1, time(9, 25), partial(story.apply, service=0, number=31126, reason="材料补齐了再来")),
        (1, time(15, 10), story.one_paper_comes),
    ]


@dataclass
class _Story:
    lawbook: Lawbook
    feeds: Mapping[str, Feed]
    official: Callable[[str], Any]
    matter: Any = None

    def apply(self, at: datetime, *, service: int, number: int, reason: str) -> None:
        by = self.official("moxiaolan")
        offered = [one for one in self.lawbook.services.values() if _UNIT in one.deciders][service]
        self.matter = open_matter(
            identity=cast.PAPERS_FOLLOW,
            service=offered.name,
            request_no=f"黑政服〔{at.year}〕{number}",
            reason=reason,
            lawbook=self.lawbook,
            by=by,
            at=at,
        )
        missing = frozenset(paper.code for paper in offered.papers)
        looked_at = at + timedelta(seconds=40)
        check_service(
            self.matter,
            Brought(missing),
            is_agreed=True,
            lawbook=self.lawbook,
            feeds=self.feeds,
            by=by,
            at=looked_at,
        )
        promise_papers(
            self.matter, papers=missing, was_checked=True, lawbook=self.lawbook, by=by, at=at + timedelta(minutes=2)
        )

    def not_granted(self, at: datetime) -> None:
        notice = UseNotice(
            used=frozenset(),
            decider="慕容知远",
            seat="行政审批科科长",
            article="《行政许可法》第三十二条",
            words="说定后补的材料没有交来，过了最后一天。和您的记录没有关系；材料齐了可以再来申请。",
            remedy="黑河市人民政府（行政复议）；黑河市爱辉区人民法院（起诉）",
        )
        close_matter(
            self.matter,
            outcome="not_granted",
            notice=notice,
            lawbook=self.lawbook,
            by=self.official("moxiaolan"),
            at=at,
        )

    def one_paper_comes(self, at: datetime) -> None:
        note_arrival(self.matter, "driving_licence_copy", lawbook=self.lawbook, by=self.official("moxiaolan"), at=at)
