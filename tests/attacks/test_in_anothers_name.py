"""Ways in which whoever looks, asks or reviews could do it in somebody else's name, look without a trace, or keep a reviewer
away; each was found by somebody with the source in hand."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from chengxin.apps import letters as written
from chengxin.apps.consents.actions.withdraw import withdraw as take_back
from chengxin.apps.consents.models import ConsentWithdrawn
from chengxin.apps.inquiries.actions.find_letters import find_letters
from chengxin.apps.inquiries.actions.open_at_window import open_at_window
from chengxin.apps.inquiries.actions.print_letter import print_letter
from chengxin.apps.inquiries.actions.sign_letters import sign_letters
from chengxin.apps.inquiries.actions.stop_probing import stop_probing
from chengxin.apps.inquiries.actions.tell_looks import tell_looks
from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.verify import verify
from chengxin.apps.looks import selectors as whys
from chengxin.apps.looks.actions.answer import answer
from chengxin.apps.looks.actions.ask import ask
from chengxin.apps.looks.actions.draw import draw
from chengxin.apps.looks.actions.judge import judge
from chengxin.apps.looks.actions.review import review
from chengxin.apps.looks.models import DrawnLook, Sample
from chengxin.apps.looks.signs import raised_in
from chengxin.apps.notices import selectors as notices
from chengxin.apps.notices.actions.contact import give_contact
from chengxin.apps.notices.actions.nudge import nudge
from chengxin.apps.notices.models import Letter
from chengxin.apps.objections.actions.add import add
from chengxin.apps.objections.actions.lodge import lodge
from chengxin.apps.objections.actions.withdraw import withdraw
from chengxin.apps.people import selectors as people
from chengxin.apps.records.selectors import held_by
from chengxin.apps.restraints.actions.close_matter import close_matter
from chengxin.apps.sign_ins import open_sessions
from chengxin.apps.sign_ins.actions.bind_subject import bind_subject
from chengxin.apps.sign_ins.actions.give_code import give_code
from chengxin.apps.sign_ins.actions.stop import stop
from chengxin.apps.sign_ins.models import Subject
from chengxin.core.calendar import day_of, start_of
from chengxin.core.delivery import Channel
from chengxin.core.errands import SAID_FOR_PERSON, Errand
from chengxin.core.months import month_of
from chengxin.core.objections import ADDITIONS_MOST, ADDITIONS_THROUGH_MOST, Ground
from chengxin.core.permissions import KEEPER, Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.samples import Review
from chengxin.core.watching import Decided, Sign
from chengxin.core.whys import Finding, Phase
from chengxin.web.law import lawbook
from tests.apps import restrained
from tests.apps import test_consents as consents
from tests.apps.test_agreements import ending
from tests.apps.test_programs import registered
from tests.attacks.test_quiet_ways import SAID, SERVED, checked, shown_in_matter, signs_of, week_of
from tests.attacks.test_quiet_ways import refused as turned_down
from tests.proves import proves
from tests.web import filled
from tests.web.filled import AT

pytestmark = pytest.mark.django_db
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
WHO = filled.person("王䶮", 7)


def reason(act, *arguments, **named) -> Reason:
    with pytest.raises(Refusal) as refusal:
        act(*arguments, **named)
    return refusal.value.reason


def keeper(name="季清源"):
    return filled.official(Role.CLERK, KEEPER, name=name)


def another_of_the_keeper():
    from tests.web.world import official

    return official("counter-2", Role.CLERK, KEEPER, name="路遥之", seat="5号窗口")


def judge_of_the_keeper(username="judge", name="戚望舒"):
    from tests.web.world import official

    return official(username, Role.CASE_OFFICER, KEEPER, name=name, seat="核对岗")


def main_of(page: bytes) -> str:
    return re.search(r"<main.*</main>", page.decode(), re.DOTALL)[0]


def auditor(unit="credit_office"):
    return filled.official(Role.AUDITOR, unit, name="邢致远", seat="审计岗")


def drawn_at_night():
    """A look that a rule gives to a reviewer, and the Monday on which it is drawn."""
    filled.submit([filled.penalty(WHO, proof=SERVED)], at=AT - 20 * DAY)
    filled.nothing_new_anywhere(at=AT)
    entry = filled.ask(filled.matter(WHO, at=AT), WHO, at=AT + 14 * HOUR).entry
    seal(at=AT + 2 * DAY, force_checkpoint=True)
    monday = start_of(week_of(AT) + timedelta(days=7)) + 9 * HOUR
    draw(lawbook=lawbook(), at=monday)
    return DrawnLook.objects.get(entry=entry), monday


def asked_and_answered(entry):
    who = people.indexes(WHO)
    case = ask(whys.numbers_of([entry])[entry.pk], by=who, at=AT + DAY)
    other = filled.official(Role.CASE_OFFICER, "transport", name="魏立志", seat="法制科")
    answer(case.ref, finding=Finding.LAWFUL, words="换证要看", lawbook=lawbook(), by=other, at=AT + DAY + HOUR)
    return case


@proves("C5", "G7")
class TestAReview:
    def test_is_not_settled_by_what_the_unit_answered_before(self, monkeypatch):
        drawn, monday = drawn_at_night()
        monkeypatch.setattr("chengxin.clock.now", lambda: monday)
        case = asked_and_answered(drawn.entry)
        review(drawn.ref, result=Review.DOUBTFUL, words="夜里十一点没有窗口", by=auditor(), at=monday)
        (open_now,) = whys.to_judge(lawbook=lawbook(), at=monday)
        assert (open_now.case.ref, open_now.phase) == (case.ref, Phase.TO_JUDGE)
        assert [row.decided for row in raised_in(month_of(monday), lawbook=lawbook(), at=monday)] == [{Decided.OPEN: 1}]
        client = Client()
        filled.sign_in(client, WHO)
        page = client.get(f"/me/whys/{case.ref}/").content.decode()
        assert "夜里十一点没有窗口" in page
        assert "邢致远" in page
        judge(
            case.ref,
            finding=Finding.UNLAWFUL,
            words="没有来过",
            lawbook=lawbook(),
            by=judge_of_the_keeper(),
            at=monday + HOUR,
        )
        assert [row.decided for row in raised_in(month_of(monday), lawbook=lawbook(), at=monday + HOUR)] == [
            {Decided.UNLAWFUL: 1}
        ]
        seal(at=monday + HOUR, force_checkpoint=True)
        assert verify().findings == ()

    def test_opens_again_what_was_judged_and_somebody_else_judges(self):
        drawn, monday = drawn_at_night()
        case = asked_and_answered(drawn.entry)
        from chengxin.apps.looks.actions.doubt import doubt

        doubt(case.ref, lawbook=lawbook(), by=people.indexes(WHO), at=AT + 2 * DAY)
        first, second = judge_of_the_keeper(), judge_of_the_keeper("other", "路遥")
        saying = {"finding": Finding.LAWFUL, "words": "看过了", "lawbook": lawbook()}
        judge(case.ref, **saying, by=first, at=AT + 2 * DAY + HOUR)
        assert whys.to_judge(lawbook=lawbook(), at=monday) == []
        review(drawn.ref, result=Review.DOUBTFUL, words="夜里十一点没有窗口", by=auditor(), at=monday)
        (open_now,) = whys.to_judge(lawbook=lawbook(), at=monday)
        assert open_now.due is not None
        assert open_now.due.last_day > day_of(monday)
        assert reason(judge, case.ref, **saying, by=first, at=monday + HOUR) is Reason.WHY_TOOK_PART
        judge(case.ref, **saying, by=second, at=monday + HOUR)
        assert whys.to_judge(lawbook=lawbook(), at=monday + HOUR) == []
        assert whys.get(case.ref, lawbook=lawbook(), at=monday + HOUR).phase is Phase.CLOSED

    def test_is_of_nobodys_own_look_wherever_they_sit_now(self):
        drawn, monday = drawn_at_night()
        looked = drawn.entry.by
        looked.unit, looked.role = "samr", Role.AUDITOR.value
        looked.save(update_fields=["unit", "role"])
        assert list(whys.to_review(looked)) == []
        saying = {"result": Review.FITS, "words": "", "by": looked, "at": monday}
        assert reason(review, drawn.ref, **saying) is Reason.SAMPLE_NOT_YOURS

    def test_is_for_each_week_however_long_nothing_was_drawn(self):
        """Whoever stops the worker for a week does not erase the reviews of the one before."""
        filled.nothing_new_anywhere(at=AT)
        first = filled.ask(filled.matter(WHO, at=AT), WHO, at=AT + 14 * HOUR).entry
        seal(at=AT + 15 * HOUR, force_checkpoint=True)
        monday = start_of(week_of(AT) + timedelta(days=28)) + 9 * HOUR
        assert draw(lawbook=lawbook(), at=monday) == 1
        assert [one.entry_id for one in DrawnLook.objects.all()] == [first.pk]
        weeks = [one.week_from for one in Sample.objects.order_by("pk")]
        assert weeks == [week_of(AT) + timedelta(days=7 * place) for place in range(4)]
        assert draw(lawbook=lawbook(), at=monday + DAY) == 0


@proves("C5")
class TestWhatWasSeenInAnotherMatter:
    @pytest.mark.parametrize(("later", "signs"), [(2 * DAY, [Sign.SHOWN_UNUSED]), (100 * DAY, [])])
    def test_is_what_a_refusal_may_rest_on(self, later, signs):
        matter, _ = shown_in_matter()
        said = {"lawbook": lawbook(), "by": filled.official(Role.CLERK)}
        close_matter(matter, outcome="granted", **said, at=AT + HOUR)
        other = filled.matter(WHO, at=AT + later, request_no="2", reason="又来办")
        turned_down(other, at=AT + later + HOUR)
        assert signs_of(AT + later) == signs

    def test_is_told_to_the_reviewer(self, client, monkeypatch):
        matter, _ = shown_in_matter()
        said = {"lawbook": lawbook(), "by": filled.official(Role.CLERK)}
        close_matter(matter, outcome="granted", **said, at=AT + HOUR)
        other = filled.matter(WHO, at=AT + 2 * HOUR, request_no="2", reason="又来办")
        turned_down(other, at=AT + 3 * HOUR)
        seal(at=AT + 4 * HOUR, force_checkpoint=True)
        monday = start_of(week_of(AT) + timedelta(days=7)) + 9 * HOUR
        draw(lawbook=lawbook(), at=monday)
        monkeypatch.setattr("chengxin.clock.now", lambda: monday)
        client.force_login(auditor())
        page = client.get(f"/oversight/samples/{DrawnLook.objects.get().ref}/").content.decode()
        assert "准予" in page
        assert "不准予" in page
        assert WHO.name not in page
        assert WHO.number not in page

    def test_hides_no_other_matter(self):
        matter, _ = shown_in_matter()
        said = {"lawbook": lawbook(), "by": filled.official(Role.CLERK)}
        close_matter(matter, outcome="granted", **said, at=AT + HOUR)
        other = filled.matter(filled.person("赵㐱", 9), at=AT + 2 * HOUR)
        turned_down(other, at=AT + 3 * HOUR)
        assert signs_of() == []


@proves("C5", "C3")
def test_a_reviewer_reads_the_last_of_too_many_tries(client, monkeypatch):
    matter = filled.matter(WHO, at=AT)
    for place in range(10):
        assert filled.ask(matter, WHO, purpose="food_licence", at=AT + place * MINUTE).answer is None
    seal(at=AT + HOUR, force_checkpoint=True)
    monday = start_of(week_of(AT) + timedelta(days=7)) + 9 * HOUR
    draw(lawbook=lawbook(), at=monday)
    monkeypatch.setattr("chengxin.clock.now", lambda: monday)
    client.force_login(auditor())
    drawn = DrawnLook.objects.get(rule="refused_often")
    page = client.get(f"/oversight/samples/{drawn.ref}/").content.decode()
    assert "为什么没有答复" in page
    assert WHO.number not in page
    review(drawn.ref, result=Review.DOUBTFUL, words="为什么一再问", by=auditor(), at=monday)
    mine = whys.list_for_person(people.indexes(WHO), lawbook=lawbook(), at=monday)
    assert [one.words for one in mine] == ["为什么一再问"]


@proves("C3", "C4")
class TestAWatch:
    def test_by_matter_after_matter_ends_after_five_in_a_week(self):
        opened = [filled.matter(WHO, at=AT + place * DAY, request_no=str(place), reason="又一件") for place in range(5)]
        assert len(opened) == 5
        more = {"request_no": "6", "reason": "又一件"}
        assert reason(filled.matter, WHO, at=AT + 5 * DAY, **more) is Reason.PERSON_TOO_OFTEN
        assert filled.matter(filled.person("赵㐱", 9), at=AT + 5 * DAY)
        assert filled.matter(WHO, at=AT + 7 * DAY + HOUR, **more)

    def test_by_conveniences_ends_after_five_looks(self):
        filled.submit([filled.penalty(WHO, proof=SERVED)], at=AT - 20 * DAY)
        filled.nothing_new_anywhere(at=AT)
        matter = filled.matter(WHO, at=AT)
        for place in range(5):
            assert checked(matter, at=AT + place * HOUR)
        assert reason(checked, matter, at=AT + 6 * HOUR) is Reason.SERVICE_SEEN_OFTEN
        assert AccessEntry.objects.filter(outcome="service_checked").count() == 5

    def test_by_an_answer_that_is_opened_again_shows_nothing_new(self, client, monkeypatch):
        at = {"now": AT}
        monkeypatch.setattr("chengxin.clock.now", lambda: at["now"])
        filled.submit([filled.penalty(WHO, proof=SERVED)], at=AT - 20 * DAY)
        filled.nothing_new_anywhere(at=AT)
        client.force_login(filled.official(Role.CLERK))
        matter = filled.matter(WHO, at=AT)
        asked = client.post(f"/window/matters/{matter.ref}/ask/road_transport_licence/")
        page = main_of(client.get(asked["Location"]).content)
        who = people.indexes(WHO)
        (held,) = held_by(who, lawbook=lawbook(), at=AT)
        lodge(held.record.ref, ground=Ground.NOT_ME, words="不是我", lawbook=lawbook(), by=who, at=AT + MINUTE)
        at["now"] = AT + 2 * MINUTE
        assert main_of(client.get(asked["Location"]).content) == page

    def test_by_the_list_of_restraints_shows_nothing_new(self, monkeypatch):
        restrained.record()
        at = {"now": restrained.AT}
        monkeypatch.setattr("chengxin.clock.now", lambda: at["now"])
        assert restrained.documented().restraint
        colleague = Client()
        colleague.force_login(filled.official(Role.CASE_OFFICER, "finance_bureau"))
        at["now"] = restrained.AT + 2 * DAY
        who = people.indexes(restrained.WHO)
        before = colleague.get("/desk/restraints/").content
        ref = restrained.held(at=at["now"]).record.ref
        case = lodge(ref, ground=Ground.NOT_ME, words="不是我", lawbook=lawbook(), by=who, at=at["now"])
        at["now"] += HOUR
        during = colleague.get("/desk/restraints/").content
        withdraw(case.ref, lawbook=lawbook(), by=who, at=at["now"])
        at["now"] += HOUR
        after = colleague.get("/desk/restraints/").content
        assert main_of(before) == main_of(during) == main_of(after)

    def test_of_what_was_outdated_takes_no_key(self):
        """A closing that is refused because the record froze meanwhile is no fault of the program's."""
        matter, fragment = shown_in_matter()
        program = registered().program
        who = people.indexes(WHO)
        (held,) = held_by(who, lawbook=lawbook(), at=AT)
        lodge(held.record.ref, ground=Ground.NOT_ME, words="不是我", lawbook=lawbook(), by=who, at=AT + HOUR)
        said = replace(SAID, used=frozenset({fragment.pk}))
        given = {"outcome": "not_granted", "notice": said, "lawbook": lawbook()}
        for place in range(20):
            at = AT + 2 * HOUR + place * MINUTE
            tried = reason(close_matter, matter, **given, by=filled.official(Role.CLERK), at=at)
            assert tried is Reason.USE_NOTICE_OUTDATED
        assert not stop_probing(program, lawbook=lawbook(), at=AT + 3 * HOUR)
        assert signs_of() == []


@proves("R03", "E8")
class TestInThePersonsName:
    def test_nobody_who_asks_takes_a_consent_back_that_was_given_to_others(self):
        filled.submit([consents.honour(WHO)], feed=filled.HONOURS, at=AT - 30 * DAY)
        given = consents.consent(WHO)
        how = {"lawbook": lawbook(), "by": people.indexes(WHO), "at": AT + HOUR}
        assert reason(take_back, given.ref, **how, through=filled.official(Role.CLERK)) is Reason.UNIT_MAY_NOT
        assert not ConsentWithdrawn.objects.exists()
        theirs = filled.official(Role.CLERK, consents.UNIT, name="晏如", seat="评选科")
        assert take_back(given.ref, **how, through=theirs)

    def test_nobody_who_asks_takes_out_of_answers_what_speaks_for_the_person(self):
        filled.submit([filled.licence(WHO)], feed=filled.LICENCES, at=AT - 3 * DAY)
        who = people.indexes(WHO)
        (held,) = held_by(who, lawbook=lawbook(), at=AT)
        said = {"ground": Ground.NOT_ME, "words": "不是我", "lawbook": lawbook(), "by": who, "at": AT}
        assert reason(lodge, held.record.ref, **said, through=filled.official(Role.CLERK)) is Reason.UNIT_MAY_NOT
        assert lodge(held.record.ref, **said, through=keeper())

    def test_what_windows_add_leaves_room_for_the_person(self):
        filled.submit([filled.penalty(WHO, proof=SERVED)], at=AT - 20 * DAY)
        who, clerk = people.indexes(WHO), filled.official(Role.CLERK)
        (held,) = held_by(who, lawbook=lawbook(), at=AT)
        said = {"lawbook": lawbook(), "by": who}
        case = lodge(held.record.ref, ground=Ground.NOT_ME, words="不是我", **said, at=AT)
        for _ in range(ADDITIONS_THROUGH_MOST):
            add(case.ref, words="收据", **said, through=clerk, at=AT + HOUR)
        full = reason(add, case.ref, words="收据", **said, through=clerk, at=AT + HOUR)
        assert full is Reason.OBJECTION_ADDED_ENOUGH
        for _ in range(ADDITIONS_MOST - ADDITIONS_THROUGH_MOST):
            add(case.ref, words="收据", **said, at=AT + 2 * HOUR)
        assert reason(add, case.ref, words="收据", **said, at=AT + 2 * HOUR) is Reason.OBJECTION_ADDED_ENOUGH

    def test_nobody_who_looked_asks_why_or_doubts_for_the_person(self):
        drawn, _ = drawn_at_night()
        who, clerk = people.indexes(WHO), filled.official(Role.CLERK)
        number = whys.numbers_of([drawn.entry])[drawn.entry.pk]
        assert reason(ask, number, by=who, through=clerk, at=AT + DAY) is Reason.UNIT_MAY_NOT
        from chengxin.apps.looks.actions.doubt import doubt

        case = asked_and_answered(drawn.entry)
        how = {"lawbook": lawbook(), "by": who, "at": AT + 2 * DAY}
        assert reason(doubt, case.ref, **how, through=clerk) is Reason.UNIT_MAY_NOT
        assert doubt(case.ref, **how, through=keeper())


@proves("E1", "R24")
def test_no_refusal_rests_on_a_record_past_the_agreements_end():
    matter, fragment = shown_in_matter()
    how = {"outcome": "not_granted", "notice": replace(SAID, used=frozenset({fragment.pk}))}
    how |= {"lawbook": ending(day_of(AT + DAY)), "by": filled.official(Role.CLERK)}
    assert reason(close_matter, matter, **how, at=AT + 3 * DAY) is Reason.USE_NOTICE_OUTDATED


@proves("R24", "R43")
class TestALetterOfNoRecord:
    """Whether anything is held about somebody shows in no letter that can be printed for them."""

    @pytest.mark.parametrize("is_held", [False, True])
    def test_is_handed_over_by_number_and_name_alone(self, is_held):
        if is_held:
            filled.submit([filled.penalty(WHO)], at=AT - DAY)
        clerk = filled.official(Role.CLERK)
        give_code(WHO, lawbook=lawbook(), by=clerk, at=AT)
        how = {"lawbook": lawbook(), "by": clerk, "at": AT + HOUR}
        found = find_letters(WHO, **how)
        (letter,) = [one for one in found.letters if one.template == "sign_in_code_given"]
        assert reason(find_letters, letter.ref, **how) is Reason.LETTER_BY_NAME
        printing = {"render": written.render, "site": "x", **how}
        assert reason(print_letter, letter.ref, **printing) is Reason.LETTER_BY_NAME
        other = filled.person("赵㐱", 9)
        assert reason(print_letter, letter.ref, whose=other, **printing) is Reason.LETTER_BY_NAME
        assert print_letter(letter.ref, whose=WHO, **printing).startswith(b"%PDF")

    def test_is_printed_at_the_window_for_whoever_was_found(self, client):
        client.force_login(filled.official(Role.CLERK))
        give_code(WHO, lawbook=lawbook(), by=filled.official(Role.CLERK), at=AT - HOUR)
        client.post("/window/letters/", {"name": WHO.name, "number": WHO.number, "is_present": "on"})
        ref = Letter.objects.get().ref
        assert client.post(f"/window/letters/{ref}/print/").content.startswith(b"%PDF")

    def test_that_says_why_an_application_was_refused_reaches_whoever_is_known_nowhere(self):
        turned_down(filled.matter(WHO, at=AT), at=AT + HOUR)
        keepers = filled.official(Role.CASE_OFFICER, KEEPER, name="戚望舒")
        letter = Letter.objects.get(template="adverse_use")
        how = {"render": written.render, "to_whom": written.addressee, "site": "x"}
        how |= {"lawbook": lawbook(), "by": keepers, "at": AT + DAY}
        assert print_letter(letter.ref, **how).startswith(b"%PDF")


@proves("C5", "R11")
class TestATryInAnothersMatter:
    def asked(self):
        """Ten questions about somebody else in a matter of WHO; the last is drawn."""
        matter, other = filled.matter(WHO, at=AT), filled.person("赵㐱", 9)
        for place in range(10):
            assert filled.ask(matter, other, at=AT + place * MINUTE).answer is None
        seal(at=AT + HOUR, force_checkpoint=True)
        monday = start_of(week_of(AT) + timedelta(days=7)) + 9 * HOUR
        draw(lawbook=lawbook(), at=monday)
        return DrawnLook.objects.get(rule="refused_often"), other, monday

    def test_is_doubted_for_whom_was_asked(self):
        drawn, other, monday = self.asked()
        review(drawn.ref, result=Review.DOUBTFUL, words="为什么问别人", by=auditor(), at=monday)
        mine = whys.list_for_person(people.indexes(other), lawbook=lawbook(), at=monday)
        assert [one.words for one in mine] == ["为什么问别人"]
        assert whys.list_for_person(people.indexes(WHO), lawbook=lawbook(), at=monday) == []

    def test_tells_whom_was_asked_nothing_of_the_matter(self, monkeypatch):
        _, other, monday = self.asked()
        monkeypatch.setattr("chengxin.clock.now", lambda: monday)
        client = Client()
        filled.sign_in(client, other)
        page = client.get("/me/looks/").content.decode()
        assert "不予答复" in page
        assert "黑政服〔2026〕11820" not in page
        assert "黑政服〔2026〕11820" not in client.get("/api/v1/me/access").content.decode()


@proves("C5")
def test_an_ending_that_was_drawn_uses_up_no_other():
    matter, _ = shown_in_matter()
    said = {"lawbook": lawbook(), "by": filled.official(Role.CLERK)}
    decoy = filled.matter(WHO, at=AT + HOUR, request_no="2", reason="登记错了")
    close_matter(decoy, outcome="opened_by_mistake", **said, at=AT + 2 * HOUR)
    seal(at=AT + 2 * DAY, force_checkpoint=True)
    monday = start_of(week_of(AT) + timedelta(days=7)) + 9 * HOUR
    assert draw(lawbook=lawbook(), at=monday) == 1
    turned_down(matter, at=monday + DAY)
    seal(at=monday + 2 * DAY, force_checkpoint=True)
    draw(lawbook=lawbook(), at=monday + 7 * DAY)
    drawn = DrawnLook.objects.filter(rule="shown_unused").values_list("entry__matter", flat=True)
    assert list(drawn) == [matter.pk] * 2


@proves("C3")
def test_matters_under_a_wrong_name_shut_no_window_for_the_person():
    for place in range(5):
        filled.matter(replace(WHO, name="张三丰"), at=AT + place * HOUR, request_no=str(place), reason="又一件")
    assert filled.matter(WHO, at=AT + DAY, reason="来办")


@proves("C3", "R14")
def test_forms_of_restraints_are_no_questions():
    for _ in range(10):
        assert restrained.documented(draft=replace(restrained.DRAFT, decider="")).reasons
    assert signs_of(restrained.AT) == []


@proves("R03", "E8")
def test_with_a_code_of_its_own_nobody_who_asks_takes_out_what_speaks_for_the_person(monkeypatch):
    filled.submit([filled.licence(WHO)], feed=filled.LICENCES, at=AT - 3 * DAY)
    filled.submit([filled.penalty(WHO, proof=SERVED)], at=AT - 3 * DAY)
    code = give_code(WHO, lawbook=lawbook(), by=filled.official(Role.CLERK), at=AT).code
    monkeypatch.setattr("chengxin.clock.now", lambda: AT + HOUR)
    client = Client()
    client.post("/sign-in/", {"name": WHO.name, "number": WHO.number, "code": code})
    for held in held_by(people.indexes(WHO), lawbook=lawbook(), at=AT):
        said = {"ground": "not_me", "words": "不是我"}
        status = client.post(f"/me/records/{held.record.ref}/object/", said).status_code
        assert status == (303 if held.item.is_adverse else 403)
    assert client.post("/me/consents/22222222/withdraw/").status_code == 403


class Messages:
    """A channel that only counts."""

    def __init__(self):
        self.sent = 0

    def is_there(self):
        return True

    def send(self, address, *, subject, text, at):
        self.sent += 1

    def leave(self, at):
        nudge(channels={Channel.EMAIL: self}, lawbook=lawbook(), at=at)


def with_a_contact(at):
    mine = people.indexes(WHO)
    give_contact(Channel.EMAIL, "me@example.cn", number_index=mine.number, name_index=mine.name, at=at)


def signed_at_the_window(at):
    """What waits for a person, found, printed and noted as signed for, by one clerk of the keeper's in one go."""
    by = keeper()
    found = find_letters(WHO, to_whom=written.addressee, lawbook=lawbook(), by=by, at=at)
    how = {"whose": WHO, "render": written.render, "to_whom": written.addressee, "site": "", "lawbook": lawbook()}
    for letter in found.letters:
        print_letter(letter.ref, **how, by=by, at=at)
    sign_letters([letter.ref for letter in found.letters], lawbook=lawbook(), by=by, at=at)
    return [letter.ref for letter in found.letters]


def drawn_on_a_word(at):
    """What the rule draws of the week of an instant."""
    seal(at=at + HOUR, force_checkpoint=True)
    draw(lawbook=lawbook(), at=start_of(week_of(at) + timedelta(days=7)) + 9 * HOUR)
    return list(DrawnLook.objects.filter(rule=Sign.ON_A_WORD).order_by("pk"))


#: Before messages leave, and no odd hour.
EARLY = AT - HOUR - 30 * MINUTE


class TestOnTheWordOfAWindow:
    @proves("N6", "G5")
    def test_a_signature_keeps_no_message_from_leaving_and_its_person_hears_of_it(self):
        with_a_contact(AT - 20 * HOUR)
        filled.submit([filled.penalty(WHO)], at=AT - 12 * HOUR)
        messages = Messages()
        [ref] = signed_at_the_window(EARLY)
        messages.leave(AT)
        assert messages.sent == 1
        tell_looks(lawbook=lawbook(), at=start_of(day_of(AT) + DAY))
        messages.leave(AT + DAY)
        assert messages.sent == 2
        mine = people.indexes(WHO)
        [told] = notices.list_for_person(mine.number, mine.name).filter(template="look_told")
        values = written.letter_values(told, lawbook=lawbook())
        assert values["service"] == "在窗口替来的人办：记下您在纸上签收了一封信"
        assert "季清源" in values["looked_by"]
        assert ref in {letter.ref for letter in notices.to_hand_over(mine.number, mine.name)}

    @proves("N6", "G5", "C5")
    def test_a_freeze_that_it_ends_is_not_silenced_in_the_same_morning(self):
        with_a_contact(AT - 20 * DAY)
        filled.submit([filled.penalty(WHO, proof=SERVED)], at=AT - 20 * DAY)
        who = people.indexes(WHO)
        [held] = held_by(who, lawbook=lawbook(), at=AT - 2 * DAY)
        lodging = {"ground": Ground.NOT_ME, "words": "不是我", "lawbook": lawbook(), "by": who}
        case = lodge(held.record.ref, **lodging, at=AT - 2 * DAY)
        messages = Messages()
        messages.leave(AT - 2 * DAY)
        open_at_window(WHO, errand=Errand.WITHDRAW, lawbook=lawbook(), by=keeper(), at=EARLY)
        withdraw(case.ref, lawbook=lawbook(), by=who, through=keeper(), at=EARLY)
        signed_at_the_window(EARLY + MINUTE)
        before = messages.sent
        messages.leave(AT)
        assert messages.sent == before + 1
        tell_looks(lawbook=lawbook(), at=start_of(day_of(AT) + DAY))
        told = notices.list_for_person(who.number, who.name).filter(template="look_told")
        services = {written.letter_values(letter, lawbook=lawbook())["service"] for letter in told}
        assert services == {"在窗口替来的人办：收回异议", "在窗口替来的人办：记下您在纸上签收了一封信"}

    @proves("C5")
    def test_goes_to_a_reviewer_half_of_it_and_something_of_each_official(self, monkeypatch):
        filled.submit([filled.penalty(WHO, proof=SERVED)], at=AT - 20 * DAY)
        for place in range(3):
            filled.submit([filled.penalty(WHO, decision_no=f"黑交罚〔2026〕7{place}号")], at=AT - DAY)
        signed_at_the_window(EARLY)
        others = another_of_the_keeper()
        open_at_window(WHO, errand=Errand.WITHDRAW, lawbook=lawbook(), by=others, at=EARLY)
        open_at_window(WHO, errand=Errand.READ, lawbook=lawbook(), by=others, at=EARLY)
        drawn = drawn_on_a_word(EARLY)
        assert [one.entry.outcome for one in drawn].count("letter_signed") == 2
        assert [one.entry.purpose for one in drawn if one.entry.by == others] == ["withdraw"]

    @proves("C5")
    @pytest.mark.parametrize("errand", sorted(SAID_FOR_PERSON))
    def test_whatever_is_said_in_a_persons_name_can_be_drawn(self, errand):
        open_at_window(WHO, errand=errand, lawbook=lawbook(), by=keeper(), at=AT)
        assert [one.entry.purpose for one in drawn_on_a_word(AT)] == [errand.value]

    @proves("C5")
    def test_is_read_by_the_reviewer_with_the_paper_and_without_the_person(self, client, monkeypatch):
        filled.submit([filled.penalty(WHO)], at=AT - DAY)
        [ref] = signed_at_the_window(EARLY)
        [drawn] = drawn_on_a_word(EARLY)
        monday = start_of(week_of(AT) + timedelta(days=7)) + 9 * HOUR
        monkeypatch.setattr("chengxin.clock.now", lambda: monday)
        client.force_login(auditor())
        page = client.get(f"/oversight/samples/{drawn.ref}/").content.decode()
        assert "拿出本人签过字的回执" in page
        assert not any(word in page for word in (WHO.name, WHO.number, ref))
        review(drawn.ref, result=Review.DOUBTFUL, words="拿不出回执", by=auditor(), at=monday)
        mine = whys.list_for_person(people.indexes(WHO), lawbook=lawbook(), at=monday)
        assert [one.words for one in mine] == ["拿不出回执"]

    @proves("N6")
    def test_is_read_to_the_person_at_the_next_window(self, client, monkeypatch):
        filled.submit([filled.penalty(WHO)], at=AT - DAY)
        [ref] = signed_at_the_window(EARLY)
        monkeypatch.setattr("chengxin.clock.now", lambda: AT)
        card = {"name": WHO.name, "number": WHO.number, "is_present": "on"}
        client.force_login(filled.official(Role.CLERK, "credit_centre"))
        page = main_of(client.post("/window/letters/", card).content)
        assert ref in page
        assert "记下已签收" in page
        assert "没有等着的信" in page
        # Whoever may ask would read from it since when a record waits.
        client.force_login(filled.official(Role.CLERK))
        page = main_of(client.post("/window/letters/", card).content)
        assert ref not in page
        assert "签收" not in page
        assert "没有等着的信" in page

    @proves("E8")
    def test_a_consent_taken_back_is_written_to_its_person(self):
        filled.submit([consents.honour(WHO)], feed=filled.HONOURS, at=AT - 30 * DAY)
        given = consents.consent(WHO)
        theirs = filled.official(Role.CLERK, consents.UNIT, name="晏如", seat="评选科")
        how = {"lawbook": lawbook(), "by": people.indexes(WHO)}
        take_back(given.ref, **how, through=theirs, at=AT + HOUR)
        mine = people.indexes(WHO)
        [letter] = notices.list_for_person(mine.number, mine.name).filter(template="consent_taken_back")
        told = str(written.render(letter, lawbook=lawbook()))
        assert all(word in told for word in (lawbook().unit(consents.UNIT).name, "晏如", "2026年11月24日10:00"))
        take_back(consents.consent(WHO, at=AT + 2 * HOUR).ref, **how, at=AT + 3 * HOUR)
        assert notices.list_for_person(mine.number, mine.name).filter(template="consent_taken_back").count() == 1


@proves("N6", "E8")
def test_another_name_over_a_number_ends_nobodys_way_in():
    who, wrong = people.indexes(WHO), replace(WHO, name="王龑")
    bind_subject(WHO, issuer="https://id.example", subject="mine", at=AT)
    open_sessions.begin(open_sessions.of_resident(who), "m1", most=5, at=AT)
    stop(wrong, lawbook=lawbook(), by=filled.official(Role.CLERK), at=AT)
    assert open_sessions.is_open("m1")
    with pytest.raises(Refusal):
        bind_subject(WHO, issuer="https://id.example", subject="somebody else's", at=AT + HOUR)
    # An account comes with the name that its provider has now, and is ended under that one.
    bind_subject(wrong, issuer="https://id.example", subject="mine", at=AT + HOUR)
    stop(WHO, lawbook=lawbook(), by=filled.official(Role.CLERK), at=AT + HOUR)
    assert not open_sessions.is_open("m1")
    assert Subject.objects.exists()
    stop(wrong, lawbook=lawbook(), by=filled.official(Role.CLERK), at=AT + HOUR)
    assert not Subject.objects.exists()
