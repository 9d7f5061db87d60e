"""The demo's year: as many people and records as promised, every state, nobody who could be alive, an intact ledger."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import connection

from chengxin.apps.consents import selectors as consents
from chengxin.apps.extracts.selectors import list_for_person as extracts_of
from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.inquiries.consented import used_at
from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.verify import verify
from chengxin.apps.looks import selectors as whys
from chengxin.apps.looks.figures import figures
from chengxin.apps.mandates import selectors as mandates
from chengxin.apps.matters.models import Matter
from chengxin.apps.matters.selectors import reason_of
from chengxin.apps.notices.models import Letter
from chengxin.apps.objections import recalls
from chengxin.apps.objections.selectors import list_for_person
from chengxin.apps.people import selectors as people
from chengxin.apps.people.models import Person
from chengxin.apps.promises import selectors as promises
from chengxin.apps.records.models import Record, Version
from chengxin.apps.records.selectors import held_by
from chengxin.apps.restraints.models import UseNotice
from chengxin.apps.restraints.selectors import list_for_person as restraints_of
from chengxin.apps.submissions import selectors as submissions
from chengxin.core.calendar import SHANGHAI
from chengxin.core.extracts import State
from chengxin.core.identity_number import birth_date, fault
from chengxin.core.objections import Phase
from chengxin.core.promises import State as PromiseState
from chengxin.core.records import Standing
from chengxin.core.restraints import State as Restrained
from chengxin.core.whys import Phase as WhyPhase
from chengxin.demo import cases, cast, repairs, seed
from chengxin.demo.numbers import citizen_number
from chengxin.intake.feeds import load_feeds
from chengxin.jobs.queue import work_through
from chengxin.lawbook import load

NOW = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
EXPECTED = {
    cast.NEWCOMER: [],
    cast.AWAITING: [Standing.AWAITING_NOTICE],
    cast.WAITING: [Standing.WAITING],
    cast.IN_EFFECT: [Standing.IN_EFFECT],
    cast.EXPIRED: [Standing.EXPIRED],
    cast.WITHDRAWN: [Standing.WITHDRAWN],
    cast.CHANGED: [Standing.WAITING],
    cast.SHARED_FIRST: [Standing.FROZEN],
    cast.SHARED_SECOND: [Standing.FROZEN],
    cast.PERSON_ONLY: [Standing.PERSON_ONLY],
    cast.LICENSED: [Standing.IN_EFFECT, Standing.NEEDS_CONSENT],
    cast.UNKNOWN: [],
    cast.OBJECTING: [Standing.FROZEN],
    cast.AT_SOURCE: [Standing.FROZEN],
    cast.TO_DECIDE: [Standing.FROZEN],
    cast.AT_COURT: [Standing.FROZEN],
    cast.KEPT: [Standing.IN_EFFECT],
    cast.IN_REVIEW: [Standing.FROZEN],
    cast.CORRECTED: [Standing.AWAITING_NOTICE],
    cast.REMOVED: [Standing.VOIDED],
    cast.OVERDUE: [Standing.FROZEN],
    cast.EXTENDED: [Standing.FROZEN],
    cast.REPAIRABLE: [Standing.IN_EFFECT],
    cast.REPAIR_ASKED: [Standing.IN_EFFECT],
    cast.REPAIRED: [Standing.REPAIRED],
    cast.REPAIR_REFUSED: [Standing.IN_EFFECT],
    cast.DESTROYED: [],
    cast.HELD: [Standing.EXPIRED],
    cast.LOOK_EXPLAINED: [],
    cast.LOOK_UNEXPLAINED: [],
    cast.LOOK_UNLAWFUL: [],
    cast.LOOK_LATER: [],
    cast.REPRESENTED: [],
    cast.PAPERS_FOLLOW: [],
    cast.RESTRAINED: [Standing.IN_EFFECT],
    cast.RESTRAINT_GONE: [Standing.WITHDRAWN],
}
PHASES = {
    cast.OBJECTING: Phase.CHECKING,
    cast.AT_SOURCE: Phase.AT_SOURCE,
    cast.TO_DECIDE: Phase.TO_DECIDE,
    cast.AT_COURT: Phase.AT_COURT,
    cast.KEPT: Phase.DECIDED,
    cast.IN_REVIEW: Phase.IN_REVIEW,
    cast.CORRECTED: Phase.DECIDED,
    cast.REMOVED: Phase.CLOSED,
    cast.OVERDUE: Phase.TO_DECIDE,
    cast.EXTENDED: Phase.AT_SOURCE,
}
WHYS = {
    cast.LOOK_EXPLAINED: (WhyPhase.ANSWERED, False),
    cast.LOOK_UNEXPLAINED: (WhyPhase.UNANSWERED, True),
    cast.LOOK_UNLAWFUL: (WhyPhase.CLOSED, False),
}


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the demo is filled on the embedded database, and moved from there"
)
def test_the_demo_is_filled_through_public_acts() -> None:
    seed.fill(now=NOW, work_through=work_through)
    assert Person.objects.count() == seed.PEOPLE
    assert Record.objects.count() == seed.RECORDS
    shown: set[Standing] = set()
    for who, standings in EXPECTED.items():
        held = held_by(people.indexes(who), lawbook=load(), at=NOW)
        assert sorted(one.standing for one in held) == standings, who.name
        shown.update(one.standing for one in held)
    recalled = recalls.of_unit("transport", lawbook=load(), at=NOW)
    assert sorted(one.confirmed is None for one in recalled) == [False, True]
    # The demo lives under one law: nothing in it has lost its basis.
    assert shown == set(Standing) - {Standing.BASIS_ENDED}
    told = {"registered", "superseded", "confirmed", "corrected"}
    assert set(Version.objects.values_list("event", flat=True)) == told
    phases = {who: list_for_person(people.indexes(who), lawbook=load(), at=NOW)[0] for who in PHASES}
    assert {who: case.phase for who, case in phases.items()} == PHASES
    assert set(PHASES.values()) == set(Phase)
    assert [who for who, case in phases.items() if case.is_escalated] == [cast.OVERDUE]
    extracts = extracts_of(people.indexes(cast.IN_EFFECT), lawbook=load(), at=NOW)
    assert [one.state for one in extracts] == [State.GENUINE, State.SUPERSEDED, State.EXPIRED]
    assert [len(one.checks) for one in extracts] == [0, 1, 0]
    assert set(AccessEntry.objects.values_list("outcome", flat=True)) >= {"answered", "cannot_tell", "identity_check"}
    first_looks = {(one.unit, bytes(one.number_index)): one for one in Matter.objects.order_by("-pk")}
    assert {reason_of(one) for one in first_looks.values()} == {""}
    asked = {who: whys.list_for_person(people.indexes(who), lawbook=load(), at=NOW)[0] for who in WHYS}
    assert {who: (one.phase, one.is_unanswered) for who, one in asked.items()} == WHYS
    promised = promises.list_for_person(people.indexes(cast.PAPERS_FOLLOW), at=NOW)
    assert [(one.state, one.is_open, len(one.arrived)) for one in promised] == [
        (PromiseState.OPEN, True, 1),
        (PromiseState.LAPSED, False, 0),
    ]
    assert inquiries.count_hidden(people.indexes(cast.LOOK_LATER), at=NOW) == 1
    assert sum(row.unlawful for row in figures(lawbook=load(), at=NOW)) == 1
    assert sum(row.doubtful for row in figures(lawbook=load(), at=NOW)) == 1
    consented = consents.list_for_person(people.indexes(cast.LICENSED), at=NOW)
    assert [one.pk in used_at(people.indexes(cast.LICENSED)) for one in consented] == [False, True]
    (noted,) = mandates.list_for_person(people.indexes(cast.REPRESENTED), at=NOW)
    assert [one.act for one in noted.acted.all()] == ["read"]
    restrained = [
        restraints_of(people.indexes(who), lawbook=load(), at=NOW) for who in (cast.RESTRAINED, cast.RESTRAINT_GONE)
    ]
    assert [[one.state for one in known] for known in restrained] == [[Restrained.HOLDS], [Restrained.GROUND_GONE]]
    assert Letter.objects.filter(template="adverse_use").count() == UseNotice.objects.count() > 0
    assert submissions.held_rows_waiting() == 1
    assert submissions.unfinished().count() == 0
    fresh = submissions.freshness(list(load_feeds()))
    assert fresh.keys() == {feed.key for feed in cast.sources()}
    verdict = verify()
    assert verdict.findings == ()
    assert verdict.checkpoints > 40


class TestCast:
    @pytest.mark.parametrize("part", [cases, repairs], ids=["objections", "repairs"])
    def test_plans_nothing_for_an_hour_of_today_that_may_not_have_come(self, part) -> None:
        planned = part.plan(load(), lambda username: username)
        assert planned
        assert all(days > 0 for days, _, _ in planned)

    def test_has_no_sender_without_a_feed(self) -> None:
        assert {feed.sender for feed in cast.sources()} == set(cast.SENDERS)

    def test_has_all_residents_of_the_year_checked(self) -> None:
        assert EXPECTED.keys() == {who for who, _ in cast.RESIDENTS}

    def test_holds_nobody_who_could_be_alive(self) -> None:
        for who, says in cast.RESIDENTS:
            assert fault(who.number) is None
            assert birth_date(who.number).year < 1900
            assert says

    def test_has_passwords_that_the_product_would_take(self) -> None:
        assert all(len(one.password) >= 12 for one in cast.OFFICIALS)
        assert {one.unit for one in cast.OFFICIALS} <= set(load().units)

    @pytest.mark.parametrize("born", [date(1900, 1, 1), date(1990, 5, 5), date(1879, 12, 31)])
    def test_invents_no_number_of_somebody_alive(self, born: date) -> None:
        with pytest.raises(ValueError, match="1880"):
            citizen_number("231102", born, 1)
