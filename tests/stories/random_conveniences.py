"""Rules of the random lives about conveniences and the papers that follow, with what the model knows of them.

The model counts by itself, and knows nothing of `core`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from chengxin.apps.inquiries.actions.check_service import check_service
from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.promises.actions.follow_up import follow_up
from chengxin.apps.promises.actions.note_arrival import note_arrival
from chengxin.apps.promises.actions.promise_papers import promise_papers
from chengxin.core.permissions import Role
from chengxin.core.services import Brought
from chengxin.lawbook import Lawbook
from chengxin.web.law import feeds
from tests.web import filled

#: What the row of the service says, by hand.
DAYS = {"photo": 5, "driving_licence_copy": 3}
REMINDED_BEFORE = 2
_NUMBERS = count(1)


@dataclass
class Promised:
    """What the model knows of one promise."""

    matter: Any
    due: dict[str, date]
    came: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)

    def waiting(self) -> list[date]:
        return [day for paper, day in self.due.items() if paper not in self.came]


class Conveniences:
    """To be lived by somebody who has penalties, `law`, `at`, `today`, `told()` and `_try()`."""

    law: Lawbook
    at: datetime
    today: date
    in_conflict: bool
    told: Callable[[], list[str]]
    reached: Counter[str]
    _try: Callable[..., Any]
    _nothing_new: Callable[[], None]
    _sees_the_look: Callable[..., None]

    def __init__(self) -> None:
        super().__init__()
        self.promised: list[Promised] = []

    def _applies(self, who):
        number = f"黑政服〔2026〕便{next(_NUMBERS)}"
        law = filled.without_limit(self.law)
        return filled.matter(who, at=self.at, request_no=number, reason="来申请", law=law)

    def checks(self, who):
        """What stands of the person's penalties says yes or no, whatever was promised before, and nothing of it is kept."""
        self._nothing_new()
        person = self.persons()[who]
        matter, entries = self._applies(person), AccessEntry.objects.count()
        self.told()
        given = {"is_agreed": True, "feeds": feeds(), "by": filled.official(Role.CLERK)}
        outcome = self._try(True, check_service, matter, Brought(), **given)
        assert self.told() == []
        self._sees_the_look(person, entries)
        excluding = {one["decision_no"] for one in outcome.records}
        if self.in_conflict and who == 0:
            assert (outcome.checked.verdict.value, excluding) == ("cannot_tell", set())
            return
        assert excluding == self.excludes(person)
        self.reached["excluded"] += bool(excluding)
        assert outcome.checked.verdict.value == ("no" if excluding else "yes")

    @rule(data=st.data(), what=st.sampled_from(["promised", "came", "came", "followed up"]))
    def papers_follow(self, data, what):
        """One rule, so that the other lives go on as often as before."""
        if what == "promised":
            papers = data.draw(st.frozensets(st.sampled_from([*DAYS, "unlisted"])))
            self._promise(data.draw(st.sampled_from(range(2))), papers)
        elif what == "came" and self.promised:
            one = data.draw(st.sampled_from(self.promised[-3:]))
            self._comes(one, data.draw(st.sampled_from([*DAYS])))
        else:
            self._follow_up()

    def _promise(self, who, papers):
        self.told()
        matter = self._applies(self.persons()[who])
        is_allowed = bool(papers) and "unlisted" not in papers
        self._try(is_allowed, promise_papers, matter, papers=papers, was_checked=True, by=filled.official(Role.CLERK))
        assert self.told() == ["papers_promised"] * is_allowed
        if is_allowed:
            due = {paper: self.worked_later(self.today, DAYS[paper]) for paper in papers}
            self.promised.append(Promised(matter, due))
            self._try(False, promise_papers, matter, papers=papers, was_checked=True, by=filled.official(Role.CLERK))

    def _comes(self, one, paper):
        self.told()
        self._try(paper in one.due, note_arrival, one.matter, paper, by=filled.official(Role.CLERK))
        is_last = paper in one.due and paper not in one.came and len(one.waiting()) == 1
        if paper in one.due:
            one.came.add(paper)
        assert self.told() == ["papers_complete"] * is_last
        one.told |= {"kept"} if is_last else set()

    def _follow_up(self):
        self.told()
        expected = []
        for one in self.promised:
            waiting = one.waiting()
            if not waiting or one.told & {"kept", "lapsed"}:
                continue
            first = min(waiting)
            if first < self.today:
                one.told.add("lapsed")
                expected.append("papers_missed")
            elif "reminded" not in one.told and self._is_near(first):
                one.told.add("reminded")
                expected.append("papers_due_soon")
        assert follow_up(lawbook=self.law, at=self.at) == len(expected)
        assert self.told() == sorted(expected)
        assert follow_up(lawbook=self.law, at=self.at + timedelta(seconds=1)) == 0

    def _is_near(self, day: date) -> bool:
        return self.worked_later(self.today, REMINDED_BEFORE) >= day
