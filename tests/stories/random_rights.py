"""Rules of the random lives about looks, consents and representatives, with what the model knows of them.

The model counts by itself, and knows nothing of `core`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from chengxin.apps.consents.actions.withdraw import withdraw as withdraw_consent
from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.inquiries.actions.answer import answer, replay
from chengxin.apps.inquiries.actions.give_consent import give_consent
from chengxin.apps.inquiries.consented import digest_of, would_tell
from chengxin.apps.looks import selectors as whys
from chengxin.apps.looks.actions.answer import answer as say_why
from chengxin.apps.looks.actions.ask import ask as ask_why
from chengxin.apps.looks.actions.doubt import doubt
from chengxin.apps.looks.actions.judge import judge
from chengxin.apps.looks.actions.note_lapsed import note_lapsed
from chengxin.apps.looks.models import Incident, WhyCase
from chengxin.apps.mandates.actions.act import act
from chengxin.apps.mandates.actions.end import end
from chengxin.apps.mandates.actions.note import note
from chengxin.apps.matters.actions.open_matter import open_matter
from chengxin.apps.people import selectors as people
from chengxin.core.errands import Errand
from chengxin.core.facts import Facts, Identity
from chengxin.core.inquiries import RESTRAINT
from chengxin.core.mandates import Kind
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason
from chengxin.core.whys import Finding
from chengxin.lawbook import Lawbook
from chengxin.web.law import feeds
from tests.web import filled

HONOURED_ON = date(2026, 2, 20)
#: Sixty months after.
HONOUR_ENDS = date(2031, 2, 20)
PRAISE, UNIT, PURPOSE = "civic_honour", "civility_office", "civic_honour_selection"
AGENT = filled.person("上官若谷", 77)
#: What a lawyer may be given, what only a guardian may, and what nobody may.
FOR_A_LAWYER, FOR_A_GUARDIAN, FOR_NOBODY = Errand.OBJECT, Errand.CONSENT, Errand.DISMISS
_NUMBERS = count(1)


@dataclass
class Asked:
    """What the model knows of one question why."""

    ref: str
    entry: int
    who: Identity
    unit: str
    last_day: date
    answered_on: date | None = None
    finding: Finding | None = None
    is_told_of_silence: bool = False
    is_doubted: bool = False
    is_judged: bool = False

    def is_unanswered(self, today: date) -> bool:
        return today > self.last_day and not (self.answered_on and self.answered_on <= self.last_day)

    def may(self, what: str, today: date) -> bool:
        if self.is_judged or self.finding is Finding.UNLAWFUL:
            return False
        if what == "answer":
            return self.answered_on is None
        if what == "doubt":
            return self.answered_on is not None and not self.is_doubted
        return self.is_doubted or (self.answered_on is None and today > self.last_day)


@dataclass
class Consented:
    """What the model knows of one consent."""

    ref: str
    who: Identity
    has_seen: bool
    """Whether an honour stood on the screen."""
    last_day: date
    is_withdrawn: bool = False
    is_used: bool = False

    def is_open(self, today: date) -> bool:
        return not self.is_withdrawn and not self.is_used and today <= self.last_day


@dataclass
class Mandated:
    """What the model knows of one representative."""

    ref: str
    who: Identity
    kind: Kind
    last_day: date
    is_ended: bool = False


class Rights:
    """To be lived by somebody who has `law`, `at`, `today`, `in_conflict`, `told()` and `_try()`."""

    law: Lawbook
    at: datetime
    today: date
    in_conflict: bool
    told: Callable[[], list[str]]
    _try: Callable[..., Any]
    _keeper: Callable[[str], Any]

    def __init__(self) -> None:
        super().__init__()
        self.whys: list[Asked] = []
        self.consents: list[Consented] = []
        self.mandates: list[Mandated] = []
        self.honoured: set[str] = set()

    # Why did you look

    @rule(who=st.sampled_from(range(2)), data=st.data())
    def a_person_asks_why(self, who, data):
        person = self.persons()[who]
        # Who opened a restraint is the official who answers here: nobody answers for a look of their own.
        entries = inquiries.list_for_person(people.indexes(person), at=self.at).exclude(purpose=RESTRAINT)
        if not entries:
            return
        entry = data.draw(st.sampled_from(list(entries[:5])))
        number = whys.numbers_of([entry])[entry.pk]
        is_new = entry.pk not in {one.entry for one in self.whys}
        case: WhyCase | None = self._try(
            is_new, lambda *, lawbook, at: ask_why(number, by=people.indexes(person), at=at)
        )
        assert self.told() == []
        if case is not None:
            last_day = self.worked_later(self.today, 5)
            self.whys.append(Asked(case.ref, entry.pk, person, entry.unit, last_day))

    @precondition(lambda self: self.whys)
    @rule(
        data=st.data(),
        what=st.sampled_from(["answer", "doubt", "judge"]),
        finding=st.sampled_from([Finding.LAWFUL, Finding.LAWFUL, Finding.UNLAWFUL]),
    )
    def a_question_goes_on(self, data, what, finding):
        case = data.draw(st.sampled_from(self.whys))
        is_allowed = case.may(what, self.today)
        unlawful = Incident.objects.count()
        if what == "doubt":
            self._try(is_allowed, doubt, case.ref, by=people.indexes(case.who))
            assert self.told() == []
            case.is_doubted |= is_allowed
            return
        if what == "answer":
            by = filled.official(Role.CASE_OFFICER, case.unit, name="魏立志", seat="法制科")
            self._try(is_allowed, say_why, case.ref, finding=finding, words="为换证", by=by)
        else:
            self._try(is_allowed, judge, case.ref, finding=finding, words="看过材料", by=self._keeper("戚望舒"))
        is_unlawful = is_allowed and finding is Finding.UNLAWFUL
        owed = "look_unlawful" if is_unlawful else {"answer": "why_answered", "judge": "why_judged"}[what]
        assert self.told() == [owed] * is_allowed
        assert Incident.objects.count() == unlawful + is_unlawful
        if not is_allowed:
            return
        if what == "answer":
            case.answered_on, case.finding = self.today, finding
        else:
            case.is_judged = True

    @rule()
    def silence_is_told_once_and_counted_for_good(self):
        late = [one for one in self.whys if one.may("judge", self.today) and one.answered_on is None]
        untold = [one for one in late if not one.is_told_of_silence]
        assert note_lapsed(lawbook=self.law, at=self.at) == len(untold)
        assert self.told() == ["why_unanswered"] * len(untold)
        for one in untold:
            one.is_told_of_silence = True
        counted = {one.case.ref for one in whys.all_asked(lawbook=self.law, at=self.at) if one.is_unanswered}
        assert counted == {one.ref for one in self.whys if one.is_unanswered(self.today)}

    # Consent

    @rule(who=st.sampled_from(range(2)))
    def an_honour_comes(self, who):
        person = self.persons()[who]
        facts = Facts(
            item=PRAISE,
            identity=person,
            authority=self.law.unit(UNIT).uscc,
            decision_no="黑文明办发〔2026〕1号",
            decided_on=HONOURED_ON,
        )
        receipt = filled.submit([facts], feed=filled.HONOURS, at=self.at).receipt
        assert self.told() == ["registered_positive"] * receipt.accepted
        if receipt.accepted:
            assert person.name not in self.honoured
            self.honoured.add(person.name)

    def _stands(self, person: Identity) -> bool:
        is_shared = self.in_conflict and person is self.persons()[0]
        return person.name in self.honoured and self.today <= HONOUR_ENDS and not is_shared

    @rule(
        who=st.sampled_from(range(2)),
        days=st.sampled_from([1, 30, 30, 31]),
        is_stale=st.sampled_from([False, False, True]),
    )
    def a_person_consents(self, who, days, is_stale):
        person = self.persons()[who]
        by = people.indexes(person)
        seen = would_tell(by, self.law.purpose(PURPOSE), lawbook=self.law, at=self.at)
        assert len(seen) == self._stands(person)
        last_day = self.today + timedelta(days=days - 1)
        given = self._try(
            days <= 30 and not is_stale,
            give_consent,
            unit=UNIT,
            purpose=PURPOSE,
            items=[PRAISE],
            last_day=last_day,
            seen="0" * 64 if is_stale else digest_of(seen),
            by=by,
        )
        assert self.told() == []
        # The same form sent twice is one consent.
        if given is not None and given.ref not in {one.ref for one in self.consents}:
            self.consents.append(Consented(given.ref, person, bool(seen), last_day))

    @precondition(lambda self: self.consents)
    @rule(data=st.data())
    def a_person_takes_a_consent_back(self, data):
        consent = data.draw(st.sampled_from(self.consents))
        by = people.indexes(consent.who)
        self._try(
            not consent.is_withdrawn,
            lambda *, lawbook, at: withdraw_consent(consent.ref, lawbook=lawbook, by=by, at=at),
        )
        assert self.told() == []
        consent.is_withdrawn = True

    @rule(who=st.sampled_from(range(2)))
    def somebody_asks_for_praise(self, who):
        """Shown is what was consented to and still stands; else the answer is that of nothing, whatever is held."""
        person = self.persons()[who]
        clerk = filled.official(Role.CLERK, UNIT, name="晏如", seat="评选科")
        honours = next(feed for feed in feeds().values() if PRAISE in feed.items)
        filled.report(honours, at=self.at)
        matter = open_matter(
            identity=person,
            service=self.law.purpose(PURPOSE).services[0],
            request_no=f"评〔2026〕{next(_NUMBERS)}",
            reason="再评一次",
            lawbook=filled.without_limit(self.law),
            by=clerk,
            at=self.at,
        )
        given = answer(
            matter=matter.ref, purpose=PURPOSE, identity=person, lawbook=self.law, feeds=feeds(), by=clerk, at=self.at
        )
        shown = [one for one in replay(given.answer).fragments if one is not None]
        if self.in_conflict and person is self.persons()[0]:
            assert (given.reasons, shown) == ((Reason.IDENTITY_CONFLICT,), [])
            return
        carrying = [one for one in self.consents if one.who is person and one.is_open(self.today)]
        newest = carrying[-1] if carrying else None
        expected = newest is not None and newest.has_seen and self._stands(person)
        assert len(shown) == expected
        assert given.reasons == ((Reason.FOUND_USABLE,) if expected else (Reason.NOTHING_USABLE,))
        if newest is not None:
            newest.is_used = True

    # Representatives

    @rule(who=st.sampled_from(range(2)), kind=st.sampled_from(Kind), has_proof=st.sampled_from([True, True, False]))
    def a_proof_is_shown(self, who, kind, has_proof):
        # The same proof twice within seconds is one that was sent twice.
        self.at += timedelta(minutes=1)
        person, last_day = self.persons()[who], self.today + timedelta(days=30)
        acts = [FOR_A_LAWYER, *([FOR_A_GUARDIAN] if kind is Kind.GUARDIAN else [])]
        noted = self._try(
            has_proof,
            note,
            person=person,
            agent=AGENT,
            kind=kind,
            document_no="第12号" if has_proof else "",
            acts=acts,
            last_day=last_day,
            by=filled.official(Role.CLERK),
        )
        assert self.told() == ["mandate_noted"] * has_proof
        if noted is not None:
            self.mandates.append(Mandated(noted.ref, person, kind, last_day))

    @precondition(lambda self: self.mandates)
    @rule(
        data=st.data(),
        errand=st.sampled_from([FOR_A_LAWYER, FOR_A_LAWYER, FOR_A_GUARDIAN, FOR_NOBODY]),
        is_agent=st.sampled_from([True, True, False]),
    )
    def a_representative_acts(self, data, errand, is_agent):
        mandate = data.draw(st.sampled_from(self.mandates))
        is_in_scope = errand is FOR_A_LAWYER or (errand is FOR_A_GUARDIAN and mandate.kind is Kind.GUARDIAN)
        is_over = mandate.is_ended or self.today > mandate.last_day
        is_allowed = is_agent and is_in_scope and not is_over
        done: list[str] = []

        def does() -> str:
            done.append("done")
            return "K234567892"

        holder = people.indexes(AGENT if is_agent else mandate.who)
        self._try(is_allowed, act, mandate.ref, errand, does, agent=holder, by=filled.official(Role.CLERK))
        assert bool(done) == is_allowed
        assert self.told() == ["mandate_act"] * is_allowed

    @precondition(lambda self: self.mandates)
    @rule(data=st.data(), window=st.sampled_from([None, "credit_centre", "transport"]))
    def a_mandate_is_ended(self, data, window):
        mandate = data.draw(st.sampled_from(self.mandates))
        is_over = mandate.is_ended or self.today > mandate.last_day
        is_by_person = window is None and mandate.kind is Kind.LAWYER
        is_allowed = not is_over and (window == "credit_centre" or is_by_person)
        through = filled.official(Role.CLERK, window) if window else None
        self._try(is_allowed, end, mandate.ref, by=people.indexes(mandate.who), through=through)
        assert self.told() == ["mandate_ended"] * is_allowed
        mandate.is_ended |= is_allowed

    def persons(self) -> tuple[Identity, Identity]:
        raise NotImplementedError

    def worked_later(self, day: date, days: int) -> date:
        raise NotImplementedError
