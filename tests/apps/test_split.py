"""A wrong join of two people splits cleanly: what is another's leaves at once, what belongs stays. [B11]"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from chengxin.apps import letters
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.verify import verify
from chengxin.apps.notices import selectors as notices
from chengxin.apps.objections import recalls
from chengxin.apps.objections.actions.split import split
from chengxin.apps.people import selectors as people
from chengxin.apps.records.selectors import held_by
from chengxin.apps.submissions import selectors as submissions
from chengxin.core.objections import Ground, Outcome, Verdict
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.records import Standing
from chengxin.web.law import lawbook
from tests.apps.test_objections import checked, decided, found, keeper
from tests.proves import proves
from tests.web import filled

AT, WHO, DAY = filled.AT, filled.person(), timedelta(days=1)
SERVED = filled.enclosed(date(2026, 9, 18))
MINE, FIRST, SECOND = "黑交罚〔2026〕0417号", "黑交罚〔2026〕0500号", "黑交罚〔2026〕0501号"
pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    """A person with a penalty of their own and two that are somebody else's, all asked about once."""
    facts = [filled.penalty(WHO, number, proof=SERVED) for number in (MINE, FIRST, SECOND)]
    filled.submit(facts, at=AT - 30 * DAY)
    filled.nothing_new()
    filled.ask(filled.matter(WHO), WHO)
    return people.indexes(WHO)


def of_number(who, number, at=AT):
    return next(held for held in held_by(who, lawbook=lawbook(), at=at) if held.body["decision_no"] == number)


def lodged(who, number=FIRST, ground=Ground.NOT_ME):
    from chengxin.apps.objections.actions.lodge import lodge

    return lodge(of_number(who, number).record.ref, ground=ground, words="不是我", lawbook=lawbook(), by=who, at=AT)


def splitting(objection, *refs, by=None, words="卷宗里的身份证复印件是另一个人", at=AT):
    return split(objection.ref, records=refs, words=words, lawbook=lawbook(), by=by or keeper(), at=at)


@proves("B11")
class TestSplit:
    def test_takes_out_what_is_anothers_and_leaves_what_belongs(self, who):
        objection = lodged(who)
        splitting(objection, of_number(who, SECOND).record.ref)
        assert of_number(who, SECOND).standing is Standing.VOIDED
        assert of_number(who, MINE).standing is Standing.IN_EFFECT
        assert of_number(who, FIRST).standing is Standing.FROZEN
        assert {event.cause for event in of_number(who, SECOND).events if event.event == "voided"} == {objection.pk}
        seal(at=AT + DAY)
        assert verify().findings == ()

    def test_recalls_the_answers_that_showed_it(self, who):
        splitting(lodged(who), of_number(who, SECOND).record.ref)
        recalled = recalls.of_unit("transport", lawbook=lawbook(), at=AT)
        assert [one.shown.record_id for one in recalled] == [of_number(who, SECOND).record.pk]

    def test_writes_one_letter_that_names_each(self, who):
        splitting(lodged(who), of_number(who, SECOND).record.ref, of_number(who, MINE).record.ref)
        (letter,) = [one for one in notices.list_for_person(who.number, who.name) if one.template == "objection_split"]
        facts = dict(fact for section in letters.render(letter, lawbook=lawbook()).sections for fact in section.facts)
        assert MINE in facts["移出的记录"]
        assert SECOND in facts["移出的记录"]
        assert FIRST not in facts["移出的记录"]
        assert facts["决定的理由"] == "卷宗里的身份证复印件是另一个人"

    def test_is_never_proposed_again(self, who):
        splitting(lodged(who), of_number(who, SECOND).record.ref)
        again = filled.submit([filled.penalty(WHO, SECOND, proof=SERVED)], at=AT + DAY)
        (refused,) = again.outcomes.all()
        assert [issue["code"] for issue in submissions.issues_of(refused)] == ["voided_before"]
        assert of_number(who, SECOND, AT + DAY).standing is Standing.VOIDED

    def test_may_follow_a_decision_that_took_the_record_out(self, who):
        objection = lodged(who)
        checked(objection.ref)
        found(objection.ref, Verdict.UNVERIFIABLE)
        decided(objection.ref, Outcome.REMOVED)
        splitting(objection, of_number(who, SECOND).record.ref)
        assert of_number(who, SECOND).standing is Standing.VOIDED


class TestRefused:
    @proves("B11")
    def test_for_a_record_that_is_not_in_this_file(self, who):
        other = filled.person("欧阳㐱", 2)
        filled.submit([filled.penalty(other, "黑交罚〔2026〕0600号", proof=SERVED)], at=AT - DAY)
        theirs = of_number(people.indexes(other), "黑交罚〔2026〕0600号")
        with pytest.raises(Refusal, match=Reason.RECORD_MISSING):
            splitting(lodged(who), theirs.record.ref)
        assert of_number(people.indexes(other), "黑交罚〔2026〕0600号").standing is not Standing.VOIDED

    def test_for_the_record_of_the_case_itself_or_for_none(self, who):
        objection = lodged(who)
        for refs in ((of_number(who, FIRST).record.ref,), ()):
            with pytest.raises(Refusal, match=Reason.RECORD_MISSING):
                splitting(objection, *refs)

    @proves("B11")
    def test_on_any_other_ground(self, who):
        with pytest.raises(Refusal, match=Reason.OBJECTION_NOT_NOW):
            splitting(lodged(who, ground=Ground.WRONG_FACT), of_number(who, SECOND).record.ref)

    @proves("B11")
    def test_after_the_record_was_kept(self, who):
        objection = lodged(who)
        checked(objection.ref)
        found(objection.ref, Verdict.CONFIRMED)
        decided(objection.ref, Outcome.KEPT, article="《道路运输条例》第七十五条")
        with pytest.raises(Refusal, match=Reason.OBJECTION_NOT_NOW):
            splitting(objection, of_number(who, SECOND).record.ref)

    def test_without_a_reason_or_by_another_office(self, who):
        objection, ref = lodged(who), of_number(who, SECOND).record.ref
        with pytest.raises(Refusal, match=Reason.OBJECTION_NEEDS_WORDS):
            splitting(objection, ref, words=" ")
        with pytest.raises(Refusal, match=Reason.OBJECTION_NOT_YOURS):
            splitting(objection, ref, by=filled.official(Role.CASE_OFFICER, "transport", name="魏立志"))

    @proves("B11")
    def test_by_whom_had_a_part_in_it(self, who):
        from chengxin.apps.objections.actions.lodge import lodge

        ref = of_number(who, FIRST).record.ref
        objection = lodge(ref, ground=Ground.NOT_ME, words="不是我", lawbook=lawbook(), by=who, through=keeper(), at=AT)
        with pytest.raises(Refusal, match=Reason.OBJECTION_TOOK_PART):
            splitting(objection, of_number(who, SECOND).record.ref)
