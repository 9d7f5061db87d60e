"""Rules of the random lives about restraints that were decided elsewhere, and about matters that end against somebody.

The model counts by itself, and knows nothing of `core`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.people import selectors as people
from chengxin.apps.restraints import selectors
from chengxin.apps.restraints.actions.close_matter import close_matter
from chengxin.apps.restraints.actions.document import document
from chengxin.apps.restraints.actions.lift import lift
from chengxin.core.editions import Editions
from chengxin.core.facts import Identity
from chengxin.core.law import Basis
from chengxin.core.permissions import Role
from chengxin.core.restraints import Draft, Heard, Paper, State
from chengxin.core.uses import UseNotice
from chengxin.core.watching import Sign
from chengxin.lawbook import Lawbook
from tests.apps.restrained import FILES
from tests.confirmed import LATELY
from tests.web import filled

MEASURE, ITEM, UNIT = "licence_reapply", "road_transport_violation", "transport"
_NUMBERS = count(1)
#: When every penalty of these lives was decided.
DECIDED_ON = date(2026, 2, 27)
AGAINST = {"not_granted", "restricted"}


def restrainable(lawbook: Lawbook) -> Lawbook:
    """The lawbook as if one measure could rest on the penalties of these lives, and its law was confirmed for ever."""

    def bound(basis: Basis) -> Basis:
        return replace(basis, source=replace(basis.source, last_confirmed_on=LATELY))

    # These lives try without end; where that is stopped is seen in `tests/apps/test_restraints.py`.
    return replace(
        lawbook,
        watching=tuple(rule for rule in lawbook.watching if rule.sign is not Sign.UNMATCHED),
        measures=Editions(
            replace(one, items=(*one.items, ITEM), bases=tuple(map(bound, one.bases))) if one.slug == MEASURE else one
            for one in lawbook.measures.rows
        ),
    )


@dataclass
class Restrained:
    """What the model knows of one restraint."""

    ref: str
    who: Identity
    number: int
    version: int
    starts_on: date
    ends_on: date
    stops_on: date | None = None
    is_lifted: bool = False


class Restraints:
    """To be lived by somebody who has `law`, `at`, `today`, `in_conflict`, `penalties`, `told()` and `_try()`."""

    law: Lawbook
    at: datetime
    today: date
    in_conflict: bool
    penalties: dict[tuple[str, int], Any]
    asked: list[tuple[Any, Identity]]
    matters: list[tuple[Any, int]]
    restraints: list[Restrained]
    reached: Counter[str]
    told: Callable[[], list[str]]
    _try: Callable[..., Any]
    persons: Callable[[], tuple[Identity, Identity]]
    a_clerk_asks: Callable[[Identity], None]
    worked_later: Callable[[date, int], date]

    @rule(
        who=st.sampled_from(range(2)),
        data=st.data(),
        ago=st.sampled_from([3, 30, 30, 60]),
        waits=st.sampled_from([0, 0, 10]),
        days=st.sampled_from([30, 30, 200, 1_200]),
        lacks=st.sampled_from(["", "", "", "", "", "", "decider", "appeal", "relevance", "hearing"]),
    )
    def a_restraint_comes_to_be_written_down(self, who, data, ago, waits, days, lacks):
        # The same form twice within seconds is one that was sent twice.
        self.at += timedelta(minutes=1)
        # Most records of a life have no effect, or no more: one that has comes first.
        usable = {one for one, known in self.penalties.items() if known.is_usable(self.today) and not known.is_flagged}
        who = next((place for place, one in enumerate(self.persons()) if one.name in {name for name, _ in usable}), who)
        person = self.persons()[who]
        mine = {number: known for (name, number), known in self.penalties.items() if name == person.name}
        if not mine:
            return
        number = data.draw(st.sampled_from(sorted({one for name, one in usable if name == person.name} or mine)))
        known = self.penalties[person.name, number]
        noticed_on, starts_on = self.today - timedelta(days=ago), self.today + timedelta(days=waits)
        ends_on = starts_on + timedelta(days=days)
        draft = Draft(
            decision=Paper(f"黑交限〔2026〕{next(_NUMBERS)}号", self.today),
            decider="" if lacks == "decider" else "尉迟明远",
            seat="副局长",
            notice=Paper("黑交告〔2026〕1号", noticed_on),
            heard=Heard.STATED,
            hearing=Paper("" if lacks == "hearing" else "笔录第1号", noticed_on + timedelta(days=1)),
            relevance="" if lacks == "relevance" else "同一项许可",
            proportionality="只限这一项",
            appeal="" if lacks == "appeal" else "60日内申请行政复议",
            starts_on=starts_on,
            ends_on=ends_on,
        )
        stands = known.is_usable(self.today) and not known.is_flagged and not self._is_shared(person)
        is_in_time = starts_on > self.worked_later(noticed_on, 5) and ends_on <= known.last_day
        is_short = ends_on <= date(starts_on.year + 3, starts_on.month, min(starts_on.day, 28)) or days < 1_000
        is_first = not any(
            one.who is person and (one.number, one.version) == (number, known.version) and self._is_open(one)
            for one in self.restraints
        )
        is_allowed = stands and is_in_time and is_short and is_first and noticed_on >= DECIDED_ON and not lacks
        entries = AccessEntry.objects.count()
        done = document(
            identity=person,
            record_no=f"黑交罚[2026] {number:04d}号",
            measure=MEASURE,
            draft=draft,
            files=FILES,
            lawbook=self.law,
            by=filled.official(Role.CASE_OFFICER, UNIT, name="魏立志", seat="法制科"),
            at=self.at,
        )
        assert (done.restraint is not None) == is_allowed, done.reasons
        assert self.told() == ["restraint_documented"] * is_allowed
        assert AccessEntry.objects.count() == entries + 1
        self.reached["restrained"] += is_allowed
        if done.restraint is not None:
            self.restraints.append(
                Restrained(done.restraint.ref, person, number, known.version, starts_on, ends_on),
            )
            self.restraints_hold_with_their_records_and_never_without(who)

    @precondition(lambda self: self.restraints)
    @rule(data=st.data(), ago=st.sampled_from([0, 5, -1]))
    def a_decider_ends_a_restraint(self, data, ago):
        one = data.draw(st.sampled_from(self.restraints))
        stops_on = self.today - timedelta(days=ago)
        is_there = (one.who.name, one.number) in self.penalties
        is_allowed = is_there and not one.is_lifted and self.today <= one.ends_on and ago >= 0
        self._try(
            is_allowed,
            lift,
            one.ref,
            document_no="黑交解〔2026〕1号",
            decider="尉迟明远",
            words="已经改正",
            stops_on=stops_on,
            by=filled.official(Role.CASE_OFFICER, UNIT, name="魏立志", seat="法制科"),
        )
        assert self.told() == ["restraint_ended"] * is_allowed
        if is_allowed:
            one.is_lifted, one.stops_on = True, stops_on

    @rule(who=st.sampled_from(range(2)))
    def restraints_hold_with_their_records_and_never_without(self, who):
        person = self.persons()[who]
        mine = selectors.list_for_person(people.indexes(person), lawbook=self.law, at=self.at)
        self.reached["held"] += any(one.state is State.HOLDS for one in mine)
        self.reached["fell"] += any(one.state in (State.GROUND_GONE, State.GROUND_CHANGED) for one in mine)
        holding = {one.restraint.ref for one in mine if one.state is State.HOLDS}
        assert holding == {one.ref for one in self.restraints if one.who is person and self._holds(one)}

    @precondition(lambda self: self.matters)
    @rule(
        data=st.data(),
        outcome=st.sampled_from(["granted", "restricted", "not_granted", "not_granted", "applicant_withdrew"]),
        says=st.sampled_from(["nothing", "all", "all", "none of them", "something else"]),
    )
    def a_matter_ends(self, data, outcome, says):
        self._ends(*data.draw(st.sampled_from(self.matters[-3:])), outcome, says)

    @rule(says=st.sampled_from(["nothing", "all", "all"]))
    def an_application_is_refused_because_of_what_was_answered(self, says):
        """Of whoever has a record that may be shown, where anybody has."""
        usable = {name for (name, _), known in self.penalties.items() if known.is_usable(self.today)}
        for who in self.persons():
            if who.name in usable and not self._is_shared(who):
                self.a_clerk_asks(who)
                self._ends(*self.matters[-1], "not_granted", says)
                return

    def _ends(self, matter, shown, outcome, says):
        clerk = filled.official(Role.CLERK)
        seen = [one.pk for one in selectors.adverse_shown(matter, lawbook=self.law, by=clerk)]
        assert len(seen) == shown
        used = {"all": seen, "something else": [0]}.get(says, [])
        said = UseNotice(frozenset(used), "尉迟明远", "科长", "《道路运输条例》第七十五条", "还在生效", "市人民政府")
        is_needed = outcome in AGAINST
        is_allowed = (says != "nothing") == is_needed and (says != "something else")
        if is_allowed and used and not self.still_so(matter):
            self.outdated.add(matter.pk)
            is_allowed = False
        notice = None if says == "nothing" else said
        self._try(is_allowed, close_matter, matter, outcome=outcome, notice=notice, by=clerk)
        assert self.told() == ["adverse_use"] * (is_allowed and is_needed)
        self.reached["used"] += is_allowed and is_needed
        if is_allowed:
            self.matters = [one for one in self.matters if one[0].pk != matter.pk]
            self.asked = [one for one in self.asked if one[0].pk != matter.pk]

    def _is_open(self, one: Restrained) -> bool:
        return not one.is_lifted and self.today <= one.ends_on

    def _holds(self, one: Restrained) -> bool:
        known = self.penalties.get((one.who.name, one.number))
        is_stopped = one.stops_on is not None and self.today >= one.stops_on
        if known is None or is_stopped or self._is_shared(one.who):
            return False
        stands = known.is_usable(self.today) and not known.is_flagged and known.version == one.version
        return stands and one.starts_on <= self.today <= one.ends_on

    def _is_shared(self, person: Identity) -> bool:
        return self.in_conflict and person is self.persons()[0]
