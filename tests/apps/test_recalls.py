"""Recall: whoever was shown what no longer stands is asked to confirm, all of them and nobody else."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.verify import verify
from chengxin.apps.notices import selectors as notices
from chengxin.apps.objections import recalls
from chengxin.apps.objections.actions.confirm_recall import confirm_recall
from chengxin.apps.objections.models import Recall
from chengxin.apps.records.actions.read_letter import read_letter
from chengxin.core.facts import RowState
from chengxin.core.objections import Ground, Outcome, Verdict
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.records import Event, Standing
from chengxin.web.law import lawbook
from tests.apps.test_objections import checked, decided, found, lodged, the_record, who
from tests.proves import proves
from tests.web import filled

__all__ = ["who"]
AT, WHO, DAY = filled.AT, filled.person(), timedelta(days=1)
pytestmark = pytest.mark.django_db


def asked(at=AT, identity=WHO):
    """One answer at the window, in a matter of its own."""
    matter = filled.matter(identity, at=at, reason="换证", request_no=f"黑政服〔2026〕{at:%j%H%M}")
    return filled.ask(matter, identity, at=at).answer


def corrected(who, at, fen=50_000):
    ref = lodged(who, at=at).ref
    checked(ref, at=at)
    found(ref, at=at)
    decided(ref, Outcome.CORRECTED, changes={"amount_fen": fen}, at=at)


def removed(who, at, ground=Ground.NOT_ME):
    ref = lodged(who, ground, at=at).ref
    checked(ref, at=at)
    found(ref, Verdict.UNVERIFIABLE, at=at)
    decided(ref, Outcome.REMOVED, at=at)
    return ref


def recalled(who, at):
    return recalls.of_record(the_record(who, at).record.pk, lawbook=lawbook(), at=at)


class TestRecall:
    def test_names_the_answer_the_cause_and_what_changed(self, who):
        given = asked()
        corrected(who, AT + DAY)
        (one,) = recalled(who, AT + DAY)
        assert (one.answer, one.stop.event, one.changed, one.confirmed) == (given, Event.CORRECTED, ("金额",), None)
        assert recalls.unconfirmed(filled.official(Role.CLERK), lawbook=lawbook(), at=AT + DAY) == 1

    def test_is_not_owed_for_what_still_stands(self, who):
        asked()
        lodged(who, at=AT + DAY)
        assert recalled(who, AT + DAY) == []
        assert recalls.of_unit("transport", lawbook=lawbook(), at=AT + DAY) == []

    def test_is_owed_once_for_the_first_thing_that_ended_what_was_shown(self, who):
        asked()
        corrected(who, AT + DAY)
        removed(who, AT + 2 * DAY)
        (one,) = recalled(who, AT + 2 * DAY)
        assert one.stop.event is Event.CORRECTED
        assert [version.event for version in the_record(who, AT + 2 * DAY).versions] == ["registered", "corrected"]

    def test_follows_a_withdrawal_by_the_source_once_its_file_is_complete(self, who):
        asked()
        facts = filled.penalty(WHO, state=RowState.WITHDRAWN)
        open_file = filled.submit([facts], at=AT + DAY, close=False)
        assert recalled(who, AT + DAY) == []
        filled.close_submission(open_file, at=AT + DAY)
        (one,) = recalled(who, AT + DAY)
        assert (one.stop.event, one.changed) == (Event.WITHDRAWN, ())

    def test_does_not_reach_another_unit(self, who):
        asked()
        removed(who, AT + DAY)
        assert recalls.of_unit("samr", lawbook=lawbook(), at=AT + DAY) == []

    def test_keeps_an_old_answer_closed(self, who):
        given = asked()
        removed(who, AT + DAY)
        matter = given.matter
        again = filled.ask(matter, WHO, at=AT + DAY)
        assert (again.answer, again.reasons) == (None, (Reason.ANSWER_OUTDATED,))


class TestConfirming:
    def confirm(self, who, by=None, at=AT + DAY):
        (one,) = recalled(who, at)
        return confirm_recall(
            one.answer.ref, one.stop.cause, lawbook=lawbook(), by=by or filled.official(Role.CLERK), at=at
        )

    def test_is_done_once_and_seen_by_the_person(self, who):
        asked()
        removed(who, AT + DAY)
        self.confirm(who)
        self.confirm(who)
        assert Recall.objects.count() == 1
        (one,) = recalled(who, AT + DAY)
        assert one.confirmed is not None
        assert one.confirmed.by == filled.official(Role.CLERK)
        assert recalls.unconfirmed(filled.official(Role.CLERK), lawbook=lawbook(), at=AT + DAY) == 0
        seal(at=AT + 2 * DAY)
        assert verify().findings == ()

    @proves("D6")
    @pytest.mark.parametrize(
        ("role", "unit", "reason"),
        [
            (Role.CLERK, "samr", Reason.RECALL_MISSING),
            (Role.CASE_OFFICER, "credit_centre", Reason.RECALL_MISSING),
            (Role.DATA_OFFICER, "transport", Reason.ROLE_MAY_NOT),
        ],
    )
    def test_is_for_the_unit_that_asked(self, who, role, unit, reason):
        asked()
        removed(who, AT + DAY)
        with pytest.raises(Refusal, match=reason):
            self.confirm(who, by=filled.official(role, unit))

    def test_may_be_done_by_a_case_officer_of_the_unit(self, who):
        asked()
        removed(who, AT + DAY)
        assert self.confirm(who, by=filled.official(Role.CASE_OFFICER, "transport", name="魏立志")).pk

    def test_of_what_still_stands_is_refused(self, who):
        given = asked()
        with pytest.raises(Refusal, match=Reason.RECALL_MISSING):
            confirm_recall(given.ref, 1, lawbook=lawbook(), by=filled.official(Role.CLERK), at=AT)


@proves("R28", "B12", "D6")
@pytest.mark.parametrize("seed", range(3))
def test_all_recipients_and_nobody_else_are_asked(who, seed):
    """A random life of two people: whoever the log says was shown what no longer stands is asked, and only they."""
    chance, at, other = random.Random(seed), AT, filled.person("欧阳㐱", 2)
    filled.submit(
        [filled.penalty(other, "黑交罚〔2026〕0418号", proof=filled.enclosed(date(2026, 9, 18)))], at=AT - 30 * DAY
    )
    stopped: set[int] = set()
    for turn in range(8):
        at += 8 * DAY
        if turn % 4 == 0:
            filled.nothing_new(at=at)
        standing = the_record(who, at).standing
        match chance.choice(["ask", "ask", "ask other", "correct", "remove"]):
            case "ask":
                asked(at)
            case "ask other":
                asked(at, other)
            case "correct" if standing is Standing.IN_EFFECT:
                stopped |= {version.pk for version in the_record(who, at).versions}
                corrected(who, at, fen=50_000 + turn)
                told = [
                    one for one in notices.list_for_person(who.number, who.name) if one.template == "record_changed"
                ]
                read_letter(told[0].ref, lawbook=lawbook(), by=who, at=at)
            case "remove" if standing is Standing.IN_EFFECT and turn > 5:
                stopped |= {version.pk for version in the_record(who, at).versions}
                removed(who, at)
    entries = AccessEntry.objects.filter(number_index=who.number, outcome="answered")
    shown = {
        entry.answer_id for entry in entries for part in entry.answer.fragments.all() if part.version_id in stopped
    }
    assert shown
    asked_to_confirm = {one.answer.pk for one in recalled(who, at)}
    assert asked_to_confirm == shown
    assert {one.answer.pk for one in recalls.of_unit("transport", lawbook=lawbook(), at=at)} == shown
