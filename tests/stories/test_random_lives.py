"""Random lives of records, lived through the acts on a real database, beside a model that keeps its own count.

The model knows nothing of `core`: it counts days and months by itself. Whatever the order of files, letters, waiting,
conflicts and questions, what an asker reads must be what the model allows, and the person must find every look.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.inquiries.actions.answer import replay
from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.verify import verify
from chengxin.apps.notices import selectors as notices
from chengxin.apps.people import selectors as people
from chengxin.apps.people.actions.recognise import recognise
from chengxin.apps.people.models import Person
from chengxin.apps.records.actions.read_letter import read_letter
from chengxin.apps.records.actions.settle_row import Finding, resolve_shared_number, settle_row
from chengxin.apps.records.models import Record, Version
from chengxin.apps.records.selectors import held_by
from chengxin.apps.submissions import selectors as submissions
from chengxin.core.calendar import SHANGHAI
from chengxin.core.facts import DocumentType, Identity, RowState
from chengxin.core.identity_number import check_character
from chengxin.core.matching import Recognition
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason
from chengxin.core.records import Standing
from chengxin.web.law import lawbook
from tests.proves import proves
from tests.web import filled

ANNA, BORIS = filled.person("王䶮", 1), filled.person("尼古拉·彼得罗维奇·莫尔恰诺夫", 2)
NAMESAKE = filled.person("赵㐱", 1)  # another name under Anna's number
START = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
NOTHING = (Reason.NOTHING_USABLE,)
_NUMBERS = count(1)


@dataclass
class Known:
    """What the model knows of one penalty: proofs of the version that stands, its last day, whether it was withdrawn."""

    as_of: datetime
    conduct_end_on: date
    last_day: date
    proofs: list[date] = field(default_factory=list)
    is_withdrawn: bool = False
    received_on: date = date.min

    def is_usable(self, today: date) -> bool:
        told = [proof for proof in self.proofs if today > proof + timedelta(days=7)]
        return bool(told) and today <= self.last_day and not self.is_withdrawn


def _after_36_months(day: date) -> date:
    return date(day.year + 3, day.month, min(day.day, 28 if day.month == 2 else day.day))


class Lives(RuleBasedStateMachine):
    """Anna and Boris, the penalties about them, a clerk who asks, and time that passes."""

    def __init__(self) -> None:
        super().__init__()
        self.world = transaction.atomic()
        self.world.__enter__()
        self.at = START
        self.penalties: dict[tuple[str, int], Known] = {}
        self.licensed: set[str] = set()
        self.in_conflict = False
        self.asked = 0

    def teardown(self) -> None:
        seal(at=self.at, force_checkpoint=True)
        findings = verify().findings
        transaction.set_rollback(True)
        self.world.__exit__(None, None, None)
        assert findings == ()

    @rule(hours=st.sampled_from([1, 24, 24 * 7, 24 * 8, 24 * 40, 24 * 400]))
    def time_passes(self, hours):
        self.at += timedelta(hours=hours)

    @rule(
        who=st.sampled_from([ANNA, BORIS]),
        number=st.integers(1, 2),
        conduct=st.integers(1, 60),
        served=st.none() | st.integers(0, 12),
        as_of_earlier=st.sampled_from([0, 0, 0, 5]),
    )
    def a_penalty_comes(self, who, number, conduct, served, as_of_earlier):
        today = self.at.date()
        decided = date(2026, 2, 27)
        served_on = None if served is None else max(decided, today - timedelta(days=served))
        facts = filled.penalty(
            who,
            f"黑交罚〔2026〕{number:04d}号",
            decided_on=decided,
            conduct_end_on=decided - timedelta(days=conduct),
            proof=filled.enclosed(served_on) if served_on else None,
        )
        as_of = self.at - timedelta(days=as_of_earlier)
        submission = filled.submit([facts], at=self.at, as_of=as_of)
        key, known = (who.name, number), self.penalties.get((who.name, number))
        last_day = _after_36_months(facts.conduct_end_on)
        if submission.receipt.accepted:
            assert known is None or (as_of > known.as_of and not known.is_withdrawn)
            if known is None:
                assert today <= last_day
            else:
                last_day = min(last_day, known.last_day)
            tells_of_this = served_on is not None and (known is None or served_on > known.received_on)
            proofs = [served_on] if tells_of_this else []
            self.penalties[key] = Known(as_of, facts.conduct_end_on, last_day, proofs, received_on=today)

    @rule(who=st.sampled_from([ANNA, BORIS]))
    def a_licence_comes(self, who):
        submission = filled.submit([filled.licence(who, ends_on=date(2040, 1, 1))], feed=filled.LICENCES, at=self.at)
        assert submission.receipt.accepted + submission.receipt.duplicate == 1
        self.licensed.add(who.name)

    @precondition(lambda self: self.penalties)
    @rule(data=st.data())
    def a_source_withdraws(self, data):
        name, number = data.draw(st.sampled_from(sorted(self.penalties)))
        who = ANNA if name == ANNA.name else BORIS
        facts = filled.penalty(who, f"黑交罚〔2026〕{number:04d}号", state=RowState.WITHDRAWN)
        submission = filled.submit([facts], at=self.at)
        if submission.receipt.accepted:
            self.penalties[name, number].is_withdrawn = True

    @rule(who=st.sampled_from([ANNA, BORIS]), data=st.data())
    def a_letter_is_read(self, who, data):
        indexes = people.indexes(who)
        unread = [one for one in notices.list_for_person(indexes.number, indexes.name) if not notices.is_read(one)]
        if not unread:
            return
        letter = data.draw(st.sampled_from(unread))
        read_letter(letter.ref, lawbook=lawbook(), by=indexes, at=self.at)
        version = Version.objects.filter(pk=letter.subject).select_related("record").first()
        if version is None or letter.template not in {"registered_adverse", "record_changed"}:
            return
        newest = version.record.versions.order_by("-pk").first()
        number = int(
            next(h for h in held_by(indexes, lawbook=lawbook(), at=self.at) if h.record == version.record).body[
                "decision_no"
            ][9:13]
        )
        known = self.penalties[who.name, number]
        if newest == version and not known.proofs and not known.is_withdrawn:
            known.proofs.append(self.at.date())

    @rule()
    def two_are_found_to_share_a_number(self):
        if self.in_conflict or people.find(people.indexes(ANNA)) is None:
            return
        facts = filled.penalty(
            NAMESAKE, "黑交罚〔2026〕0099号", decided_on=date(2026, 2, 27), conduct_end_on=date(2026, 2, 1)
        )
        submission = filled.submit([facts], at=self.at)
        if not submission.receipt.waiting:
            return
        officer = filled.official(Role.CASE_OFFICER, "credit_centre")
        held = submission.held_rows.get()
        assert submissions.next_held_row() is not None
        settle_row(held, finding=Finding.NUMBER_IS_SHARED, reason="户籍核对", lawbook=lawbook(), by=officer, at=self.at)
        self.in_conflict = True

    @precondition(lambda self: self.in_conflict)
    @rule()
    def the_conflict_is_resolved(self):
        officer = filled.official(Role.CASE_OFFICER, "credit_centre")
        resolve_shared_number(people.indexes(ANNA).number, reason="公安来函", lawbook=lawbook(), by=officer, at=self.at)
        self.in_conflict = False

    @rule(who=st.sampled_from([ANNA, BORIS]))
    def a_clerk_asks(self, who):
        filled.nothing_new(at=self.at)
        matter = filled.matter(who, at=self.at, request_no=f"黑政服〔2026〕{next(_NUMBERS)}", reason="换证")
        entries = AccessEntry.objects.count()
        given = filled.ask(matter, who, at=self.at)
        self._sees_the_look(who, entries)
        shown = [fragment for fragment in replay(given.answer).fragments if fragment is not None]
        if self.in_conflict and who is ANNA:
            assert (given.reasons, shown) == ((Reason.IDENTITY_CONFLICT,), [])
            return
        today = self.at.date()
        expected = {
            f"黑交罚〔2026〕{number:04d}号"
            for (name, number), known in self.penalties.items()
            if name == who.name and known.is_usable(today)
        }
        bound = lawbook().purpose("road_transport_licence").items
        assert {fragment["item"] for fragment in shown} <= set(bound)
        penalties = {one["decision_no"] for one in shown if one["item"] == "road_transport_violation"}
        assert penalties <= expected  # never more than the law allows
        slow = self._waits_a_little_longer(who)
        assert penalties >= expected - slow  # and never less, but for last days that a holiday moved
        licences = [one for one in shown if one["item"] == "road_transport_qualification"]
        assert len(licences) == (who.name in self.licensed)
        if not shown:
            assert given.reasons == NOTHING

    @rule(
        who=st.sampled_from([ANNA, BORIS]),
        wrong=st.sampled_from(["matter", "purpose", "other_purpose", "identity", "other_person", "blank"]),
    )
    def a_clerk_asks_wrongly(self, who, wrong):
        matter = filled.matter(who, at=self.at, request_no=f"黑政服〔2026〕{next(_NUMBERS)}", reason="换证")
        entries = AccessEntry.objects.count()
        purposes = {"purpose": "no_such_purpose", "other_purpose": "food_licence", "blank": ""}
        given = filled.ask(
            None if wrong == "matter" else matter,
            None if wrong == "identity" else BORIS if wrong == "other_person" and who is ANNA else who,
            at=self.at,
            purpose=purposes.get(wrong, "road_transport_licence"),
        )
        if wrong == "other_person" and who is BORIS:
            return
        assert given.answer is None
        assert given.reasons
        assert AccessEntry.objects.count() == entries + 1
        assert given.entry.outcome == "refused"
        assert given.entry.shown == []

    @rule(who=st.sampled_from([ANNA, BORIS]))
    def the_person_reads_their_file(self, who):
        held = held_by(people.indexes(who), lawbook=lawbook(), at=self.at)
        mine = {known for known in self.penalties if known[0] == who.name}
        assert len([one for one in held if one.item.is_adverse]) == len(mine)
        for one in held:
            if one.item.is_adverse and one.standing is Standing.IN_EFFECT:
                assert self.penalties[who.name, int(one.body["decision_no"][9:13])].is_usable(self.at.date())
            if self.in_conflict and who is ANNA:
                assert one.standing in {Standing.FROZEN, Standing.EXPIRED, Standing.WITHDRAWN}
        assert not Record.objects.exclude(pk__in=Version.objects.values("record_id")).exists()

    def _sees_the_look(self, who, entries_before):
        assert AccessEntry.objects.count() == entries_before + 1
        look = inquiries.list_for_person(people.indexes(who), at=self.at).first()
        assert look.at == self.at
        assert (look.unit, look.purpose, look.matter.number_index) == (
            "transport",
            "road_transport_licence",
            people.indexes(who).number,
        )

    def _waits_a_little_longer(self, who):
        """Penalties whose seventh waiting day may have been a rest day: the longest holidays move it by ten days."""
        return {
            f"黑交罚〔2026〕{number:04d}号"
            for (name, number), known in self.penalties.items()
            if name == who.name and known.proofs and self.at.date() <= max(known.proofs) + timedelta(days=18)
        }


@proves("R01", "R02", "R06", "R07", "R08", "R09", "R10", "R11", "R37", "R42")
@pytest.mark.django_db
@pytest.mark.slow
def test_random_lives_never_show_more_than_the_law_allows():
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=25,
            stateful_step_count=22,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],  # a failing life is short enough to read; shrinking one takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )


@proves("B10", "R24", "R42")
@pytest.mark.django_db
def test_ten_thousand_pairs_of_the_same_name_never_cross():
    """B10: names alone join nobody. Two people of one name each, ten thousand times, in two files."""
    names = [f"{family}{given}" for family in "王李张刘陈杨赵黄周吴" for given in "伟芳娜敏静强磊军洋勇"]

    def number(division: str, place: int) -> str:
        born = date(1880, 1, 1) + timedelta(days=place // 10)
        body = f"{division}{born:%Y%m%d}{place % 10:03d}"
        return body + check_character(body)

    pairs = [
        (
            Identity(DocumentType.CITIZEN_ID, number("231102", place), names[place % 100]),
            Identity(DocumentType.CITIZEN_ID, number("231181", place), names[place % 100]),
        )
        for place in range(10_000)
    ]
    with transaction.atomic():
        first = recognise([one for one, _ in pairs], writer=Writer(START))
        second = recognise([other for _, other in pairs], writer=Writer(START))
    assert {found.how for found in first + second} == {Recognition.NEW}
    assert Person.objects.count() == 20_000
    with transaction.atomic():
        again = recognise([one for one, _ in pairs], writer=Writer(START))
    assert [found.person.pk for found in again] == [found.person.pk for found in first]
    assert not {found.person.pk for found in first} & {found.person.pk for found in second}
