"""Asking why, answering, silence, judging; hiding; the blind sample: through their acts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client

from chengxin.apps import letters
from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.inquiries.actions.check_service import check_service
from chengxin.apps.inquiries.actions.find_letters import find_letters
from chengxin.apps.inquiries.actions.open_at_window import open_at_window
from chengxin.apps.inquiries.actions.print_letter import print_letter
from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.models import Checkpoint
from chengxin.apps.ledger.verify import verify
from chengxin.apps.looks import selectors
from chengxin.apps.looks.actions.answer import answer
from chengxin.apps.looks.actions.ask import ask
from chengxin.apps.looks.actions.doubt import doubt
from chengxin.apps.looks.actions.draw import chosen_by, draw
from chengxin.apps.looks.actions.hide import hide
from chengxin.apps.looks.actions.judge import judge
from chengxin.apps.looks.actions.look import look
from chengxin.apps.looks.actions.note_lapsed import note_lapsed
from chengxin.apps.looks.actions.review import review
from chengxin.apps.looks.figures import figures
from chengxin.apps.looks.models import DrawnLook, Incident, Sample, WhyCase
from chengxin.apps.matters.actions.note_overdue import note_overdue
from chengxin.apps.notices import selectors as notices
from chengxin.apps.notices.models import Letter
from chengxin.apps.people import selectors as people
from chengxin.apps.restraints.actions.close_matter import close_matter
from chengxin.core.calendar import start_of
from chengxin.core.errands import Errand
from chengxin.core.permissions import Role
from chengxin.core.quarters import Quarter
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.samples import Review
from chengxin.core.services import Brought
from chengxin.core.watching import Sign
from chengxin.core.whys import Finding, Phase
from chengxin.web.law import feeds, lawbook
from tests.proves import proves
from tests.seated import moves
from tests.web import filled

pytestmark = pytest.mark.django_db
WHO, OTHER = filled.person("王䶮", 7), filled.person("欧阳㐱", 8)
AT = filled.AT  # 2026年11月24日，星期二
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
#: 问的第二天起数5个工作日。
LAST = date(2026, 12, 1)


def looked(who=WHO, at=AT, number="1"):
    """Somebody asks about a person in a matter; the entry."""
    filled.nothing_new(at=at)
    matter = filled.matter(who, at=at, request_no=f"黑政服〔2026〕{number}", reason="换证")
    return filled.ask(matter, who, at=at).entry


def number_of(entry):
    return selectors.numbers_of([entry])[entry.pk]


def asked(who=WHO, at=AT + HOUR, entry=None):
    entry = entry or looked(who)
    return ask(number_of(entry), words="没去办过这件事", by=people.indexes(who), at=at)


def officer(unit="transport", name="魏立志"):
    return filled.official(Role.CASE_OFFICER, unit, name=name, seat="执法监督科")


def keeper():
    return officer("credit_centre", "苗青禾")


def answered(ref, finding=Finding.LAWFUL, at=AT + DAY, by=None, words="他在窗口换证，要看有没有法定限制"):
    return answer(ref, finding=finding, words=words, lawbook=lawbook(), by=by or officer(), at=at)


def opened(ref, at):
    return selectors.get(ref, lawbook=lawbook(), at=at)


def newest_letter(who=WHO):
    indexes = people.indexes(who)
    letter = notices.list_for_person(indexes.number, indexes.name).first()
    text = letters.render(letter, lawbook=lawbook())
    return letter.template, dict(fact for section in text.sections for fact in section.facts), str(text)


def refused(act, *arguments, **named):
    with pytest.raises(Refusal) as refusal:
        act(*arguments, **named)
    return refusal.value.reason


class TestAsking:
    @proves("G7")
    def test_about_any_entry_of_the_own_log_is_answered_and_read(self):
        case = asked()
        assert opened(case.ref, AT + HOUR).due.last_day == LAST
        answered(case.ref)
        template, facts, text = newest_letter()
        assert template == "why_answered"
        assert facts["原话"] == "他在窗口换证，要看有没有法定限制"
        assert "魏立志" in facts["谁答复的"]
        assert "莫晓岚" in facts["谁看的"]
        assert "没有答复" not in text
        (mine,) = selectors.list_for_person(people.indexes(WHO), lawbook=lawbook(), at=AT + DAY)
        assert (mine.phase, mine.is_unanswered) == (Phase.ANSWERED, False)

    def test_about_a_refused_try_and_a_case_that_was_read(self):
        matter = filled.matter(WHO)
        entry = filled.ask(matter, WHO, purpose="food_licence").entry
        assert entry.outcome == "refused"
        case = asked(entry=entry)
        look(case.ref, lawbook=lawbook(), by=officer(), at=AT + 2 * HOUR)
        read = inquiries.list_for_person(people.indexes(WHO), at=AT + 2 * HOUR).first()
        assert (read.outcome, read.purpose, read.case) == ("case_read", "why", case.ref)
        asked(entry=read, at=AT + 3 * HOUR)

    def test_comes_once(self):
        case = asked()
        assert refused(asked, entry=case.entry) is Reason.WHY_ASKED_BEFORE

    @proves("G7")
    def test_is_the_persons_alone(self):
        entry = looked()
        reason = refused(ask, number_of(entry), by=people.indexes(OTHER), at=AT + HOUR)
        assert reason is Reason.LOOK_MISSING
        case = asked(entry=entry)
        assert selectors.get_for_person(people.indexes(OTHER), case.ref, lawbook=lawbook(), at=AT + DAY) is None
        answered(case.ref)
        reason = refused(doubt, case.ref, lawbook=lawbook(), by=people.indexes(OTHER), at=AT + DAY)
        assert reason is Reason.WHY_MISSING

    def test_of_too_many_words_is_refused(self):
        entry = looked()
        reason = refused(ask, number_of(entry), words="长" * 1001, by=people.indexes(WHO), at=AT + HOUR)
        assert reason is Reason.STATEMENT_TOO_LONG

    @proves("G4")
    def test_reading_a_question_is_a_look_once_a_day(self):
        case = asked()
        for hours in (2, 3, 30):
            look(case.ref, lawbook=lawbook(), by=officer(), at=AT + hours * HOUR)
        assert AccessEntry.objects.filter(case=case.ref).count() == 2


class TestWhoAnswers:
    @proves("G7")
    def test_is_told_where_they_sat_then(self):
        case = asked()
        answered(case.ref)
        for one in (case.entry.by, officer()):
            moves(one, "tax", "征管科", at=AT + 2 * DAY)
        told = newest_letter()[2]
        assert "黑河市交通运输局3号窗口，莫晓岚" in told
        assert "黑河市交通运输局执法监督科，魏立志" in told
        assert "征管科" not in told

    @proves("G7")
    def test_the_unit_that_looked_and_never_whoever_looked(self):
        case = asked()
        assert refused(answered, case.ref, by=officer("tax", "卢知微")) is Reason.WHY_NOT_YOURS
        assert refused(answered, case.ref, by=case.entry.by) is Reason.ROLE_MAY_NOT
        case.entry.by.role = Role.CASE_OFFICER
        assert refused(answered, case.ref, by=case.entry.by) is Reason.WHY_TOOK_PART
        assert refused(answered, case.ref, words="") is Reason.WHY_NEEDS_WORDS
        assert refused(look, case.ref, lawbook=lawbook(), by=officer("tax", "卢知微"), at=AT) is Reason.WHY_MISSING

    def test_answers_once(self):
        case = asked()
        answered(case.ref)
        assert refused(answered, case.ref) is Reason.WHY_NOT_NOW
        assert refused(answered, "2222222222") is Reason.WHY_MISSING


class TestSilence:
    @proves("G7")
    def test_is_shown_told_once_and_counted_against_the_unit(self):
        case = asked()
        over = start_of(LAST + DAY)
        assert opened(case.ref, over - timedelta(seconds=1)).phase is Phase.TO_ANSWER
        assert note_lapsed(lawbook=lawbook(), at=over - timedelta(seconds=1)) == 0
        # Nobody has to run anything for it to count.
        assert opened(case.ref, over).is_unanswered
        assert note_lapsed(lawbook=lawbook(), at=over) == 1
        assert note_lapsed(lawbook=lawbook(), at=over + DAY) == 0
        template, facts, text = newest_letter()
        assert template == "why_unanswered"
        assert "没有答复" in text
        assert facts["答复的最后一天"] == "2026年12月1日"
        (row,) = figures(lawbook=lawbook(), at=over)
        assert (row.unit, row.quarter, row.asked, row.in_time, row.unanswered) == (
            "transport",
            Quarter(2026, 4),
            1,
            0,
            1,
        )

    @proves("G7")
    def test_is_not_undone_by_a_late_answer(self):
        case = asked()
        over = start_of(LAST + DAY)
        note_lapsed(lawbook=lawbook(), at=over)
        answered(case.ref, at=over + DAY)
        late = opened(case.ref, over + 2 * DAY)
        assert (late.phase, late.is_unanswered) == (Phase.ANSWERED, True)
        (row,) = figures(lawbook=lawbook(), at=over + 2 * DAY)
        assert (row.in_time, row.unanswered) == (0, 1)

    def test_goes_to_the_keeper(self):
        case = asked()
        over = start_of(LAST + DAY)
        assert selectors.to_judge(lawbook=lawbook(), at=over - HOUR) == []
        assert [one.case.ref for one in selectors.to_judge(lawbook=lawbook(), at=over)] == [case.ref]
        judge(case.ref, finding=Finding.LAWFUL, words="材料里有申请", lawbook=lawbook(), by=keeper(), at=over)
        assert newest_letter()[0] == "why_judged"
        assert selectors.to_answer("transport", lawbook=lawbook(), at=over) == []


class TestUnlawful:
    @proves("G7")
    def test_becomes_an_incident_with_a_letter(self):
        case = asked()
        answered(case.ref, Finding.UNLAWFUL, words="没有这件申请，办事员看了熟人")
        incident = Incident.objects.get()
        template, facts, text = newest_letter()
        assert template == "look_unlawful"
        assert incident.ref in text
        assert facts["理由"] == "没有这件申请，办事员看了熟人"
        assert selectors.incident_of(opened(case.ref, AT + DAY)) == incident
        (row,) = figures(lawbook=lawbook(), at=AT + DAY)
        assert row.unlawful == 1

    @proves("G7")
    def test_is_found_by_the_keeper_where_the_person_doubts(self):
        case = asked()
        answered(case.ref)
        by = people.indexes(WHO)
        judging = {"finding": Finding.UNLAWFUL, "words": "没有申请", "lawbook": lawbook(), "at": AT + 2 * DAY}
        assert refused(judge, case.ref, by=keeper(), **judging) is Reason.WHY_NOT_NOW
        doubt(case.ref, lawbook=lawbook(), by=by, at=AT + 2 * DAY)
        assert refused(doubt, case.ref, lawbook=lawbook(), by=by, at=AT + 2 * DAY) is Reason.WHY_NOT_NOW
        assert refused(judge, case.ref, by=officer(), **judging) is Reason.UNIT_MAY_NOT
        judge(case.ref, by=keeper(), **judging)
        assert newest_letter()[0] == "look_unlawful"
        assert Incident.objects.get().unit == "transport"
        seal(at=AT + 2 * DAY, force_checkpoint=True)
        assert verify().findings == ()


def superior(unit="transport", name="佟岱"):
    return filled.official(Role.SUPERVISOR, unit, name=name, seat="分管副局长")


def hidden(matter, days=30, at=AT, by=None, **changes):
    given = {"category": "obstructs_duty", "words": "案件正在调查", "lawbook": lawbook(), "at": at} | changes
    return hide(matter.ref, shown_from=at.date() + days * DAY, by=by or superior(), **given)


class TestHiding:
    @proves("R15", "G6")
    def test_shows_how_many_wait_and_ends_by_itself(self):
        who = people.indexes(WHO)
        looked(at=AT - DAY, number="0")
        matter = filled.matter(WHO, request_no="黑政服〔2026〕2", reason="换证")
        hidden(matter)
        entry = filled.ask(matter, WHO, at=AT + HOUR).entry
        later, over = AT + 29 * DAY, start_of(AT.date() + 30 * DAY)
        assert entry not in inquiries.list_for_person(who, at=later)
        assert inquiries.list_for_person(who, at=later).count() == 1
        assert inquiries.count_hidden(who, at=later) == 1
        assert inquiries.count_hidden(who, at=over - timedelta(seconds=1)) == 1
        assert inquiries.list_for_person(who, at=over).first() == entry
        assert inquiries.count_hidden(who, at=over) == 0
        # The shown ones and the number of the hidden ones always add up.
        for days in range(40):
            at = AT + HOUR + days * DAY
            assert inquiries.list_for_person(who, at=at).count() + inquiries.count_hidden(who, at=at) == 2

    @proves("G6")
    def test_comes_before_the_first_question_or_never(self):
        matter = filled.matter(WHO)
        filled.ask(matter, WHO)
        assert refused(hidden, matter) is Reason.HIDING_TOO_LATE
        assert inquiries.count_hidden(people.indexes(WHO), at=AT) == 0

    @proves("G6")
    def test_needs_a_listed_ground_a_day_and_a_superior_of_the_unit(self):
        matter = filled.matter(WHO)
        assert refused(hidden, matter, category="as_we_like") is Reason.HIDING_NOT_LISTED
        assert refused(hidden, matter, days=91) is Reason.HIDING_TOO_LONG
        assert refused(hidden, matter, by=filled.official(Role.CLERK)) is Reason.ROLE_MAY_NOT
        assert refused(hidden, matter, by=superior("tax", "卢知微")) is Reason.MATTER_MISSING
        hidden(matter)
        assert refused(hidden, matter) is Reason.HIDING_TOO_LATE

    def test_can_be_asked_about_and_told_of_only_after_its_day(self):
        matter = filled.matter(WHO)
        hidden(matter, days=60)
        number = number_of(filled.ask(matter, WHO, at=AT + HOUR).entry)
        assert refused(ask, number, by=people.indexes(WHO), at=AT + 59 * DAY) is Reason.LOOK_MISSING
        assert note_overdue(lawbook=lawbook(), at=AT + 59 * DAY) == 0
        assert note_overdue(lawbook=lawbook(), at=AT + 61 * DAY) == 1
        assert ask(number, by=people.indexes(WHO), at=AT + 61 * DAY)


WEEK = date(2026, 11, 23)
MONDAY = start_of(date(2026, 11, 30)) + 9 * HOUR


def a_week_of_looks(count=5):
    for place in range(count):
        looked(filled.person("王䶮", 20 + place), at=AT + place * HOUR, number=str(100 + place))
    seal(at=AT + 2 * DAY, force_checkpoint=True)


def at_window(do, who=WHO, at=AT):
    """A clerk opens somebody's file, finds their letters, or prints one."""
    by = filled.official(Role.CLERK)
    if do == "open":
        filled.submit([filled.penalty(who, f"黑交罚〔2026〕{at:%d%H}{who.number[-4:]}")], at=at - DAY)
        open_at_window(who, errand=Errand.READ, lawbook=lawbook(), by=by, at=at)
        return
    filled.submit([filled.penalty(who)], at=at - DAY)
    if do == "find":
        find_letters(who, lawbook=lawbook(), by=by, at=at)
    else:
        print_letter(*letter_refs(), render=letters.render, site="黑河信用记录", lawbook=lawbook(), by=by, at=at)


def letter_refs():
    return list(Letter.objects.values_list("ref", flat=True))


def auditor(unit="credit_office"):
    return filled.official(Role.AUDITOR, unit, name="邢致远", seat="审计岗")


class TestSample:
    @proves("G7")
    def test_is_drawn_once_by_the_root_of_the_week(self):
        a_week_of_looks()
        assert draw(lawbook=lawbook(), at=AT + 3 * DAY) == 0
        assert draw(lawbook=lawbook(), at=MONDAY) == 1
        assert draw(lawbook=lawbook(), at=MONDAY + DAY) == 0
        root = bytes(Checkpoint.objects.order_by("-size").first().root)
        assert [one.entry_id for one in DrawnLook.objects.all()] == chosen_by(root, WEEK, lawbook=lawbook())

    def test_of_a_week_without_a_root_is_none(self):
        looked()
        assert draw(lawbook=lawbook(), at=MONDAY) == 0

    @proves("C5")
    def test_holds_what_the_published_rules_name_and_which_rule_it_was(self):
        filled.nothing_new(at=AT)
        night = AT + 14 * HOUR
        late = looked(OTHER, at=night, number="7")
        for number in range(3):
            again = looked(WHO, at=AT + number * HOUR, number=f"9{number}")
        for person in range(40):
            looked(filled.person("王䶮", 30 + person), at=AT + HOUR, number=str(100 + person))
        seal(at=AT + 2 * DAY, force_checkpoint=True)
        draw(lawbook=lawbook(), at=MONDAY)
        by_rule = {one.entry_id: one.rule for one in DrawnLook.objects.exclude(rule="")}
        assert by_rule == {late.pk: "odd_hours", again.pk: "same_person"}
        assert DrawnLook.objects.filter(rule="").count() >= 1

    @proves("C5")
    @pytest.mark.parametrize("do", ["open", "find", "print"])
    def test_draws_what_was_done_at_a_window_like_any_look(self, do):
        at_window(do)
        seal(at=AT + 2 * DAY, force_checkpoint=True)
        assert draw(lawbook=lawbook(), at=MONDAY) == 1
        (drawn,) = DrawnLook.objects.select_related("entry")
        assert (drawn.rule, drawn.entry.matter) == ("", None)
        assert Sample.objects.get().looks == AccessEntry.objects.count()
        review(drawn.ref, result=Review.DOUBTFUL, words="那天窗口没有开", by=auditor(), at=MONDAY)
        (case,) = selectors.to_answer("transport", lawbook=lawbook(), at=MONDAY)
        mine = selectors.list_for_person(people.indexes(WHO), lawbook=lawbook(), at=MONDAY)
        assert [one.case.ref for one in mine] == [case.case.ref]
        (row,) = figures(lawbook=lawbook(), at=MONDAY)
        assert (row.looks, row.questions, row.drawn, row.doubtful) == (AccessEntry.objects.count(), 0, 1, 1)
        seal(at=MONDAY, force_checkpoint=True)
        assert verify().findings == ()

    @proves("C5")
    def test_holds_whose_file_was_opened_on_two_days(self):
        """Twice for one person on one day is a visit; on two days, somebody of another body looks at it."""
        for person in range(40):
            at_window("open", filled.person("王䶮", 30 + person))
        for at in (AT, AT + HOUR, AT + DAY):
            at_window("open", OTHER, at=at)
        for at in (AT, AT + HOUR):
            at_window("open", WHO, at=at)
        seal(at=AT + 2 * DAY, force_checkpoint=True)
        draw(lawbook=lawbook(), at=MONDAY)
        (drawn,) = DrawnLook.objects.exclude(rule="").select_related("entry")
        assert (drawn.rule, drawn.entry.at) == ("same_file", AT + DAY)
        assert bytes(drawn.entry.number_index) == people.indexes(OTHER).number

    @proves("C5", "C3")
    @pytest.mark.parametrize(
        ("opened_on", "matter_on", "is_drawn"),
        [(0, 0, True), (-20, 0, True), (0, -20, True), (-31, 0, False), (0, -31, False)],
    )
    @pytest.mark.parametrize("do", ["open", "print"])
    def test_holds_whose_file_the_unit_opened_beside_a_matter_of_its_own(self, do, opened_on, matter_on, is_drawn):
        """Who has seen the whole file at its own window, or what a letter says, needs no question to use it."""
        at_window(do, at=AT + opened_on * DAY)
        matter = filled.matter(WHO, at=AT + matter_on * DAY + HOUR)
        if matter_on < 0:
            by = filled.official(Role.CLERK)
            close_matter(matter, outcome="granted", lawbook=lawbook(), by=by, at=AT + matter_on * DAY + 2 * HOUR)
        filled.matter(OTHER, at=AT + HOUR)
        seal(at=AT + 2 * DAY, force_checkpoint=True)
        draw(lawbook=lawbook(), at=MONDAY)
        by_rule = DrawnLook.objects.exclude(rule="")
        assert [one.rule for one in by_rule] == ["file_and_matter"] * is_drawn

    @proves("C5")
    def test_holds_no_file_opened_where_nothing_is_asked_for(self):
        filled.submit([filled.penalty(WHO)], at=AT - DAY)
        for by in (filled.official(Role.CLERK, "credit_centre"), filled.official(Role.CLERK, "samr")):
            open_at_window(WHO, errand=Errand.READ, lawbook=lawbook(), by=by, at=AT)
        filled.matter(WHO, at=AT + HOUR)
        seal(at=AT + 2 * DAY, force_checkpoint=True)
        draw(lawbook=lawbook(), at=MONDAY)
        assert not DrawnLook.objects.exclude(rule="").exists()

    @proves("C5")
    def test_holds_whose_file_was_opened_while_a_matter_was_open_for_long(self):
        filled.matter(WHO, at=AT - 35 * DAY)
        at_window("open")
        seal(at=AT + 2 * DAY, force_checkpoint=True)
        draw(lawbook=lawbook(), at=MONDAY)
        assert [one.rule for one in DrawnLook.objects.exclude(rule="")] == ["file_and_matter"]
        seal(at=MONDAY + DAY, force_checkpoint=True)
        draw(lawbook=lawbook(), at=MONDAY + 7 * DAY)
        assert DrawnLook.objects.exclude(rule="").count() == 1

    @proves("C5")
    def test_holds_a_matter_whose_looks_are_put_off_once(self):
        matter = filled.matter(WHO)
        hidden(matter)
        for week in (0, 1):
            filled.ask(matter, WHO, at=AT + week * 7 * DAY + HOUR)
            seal(at=AT + week * 7 * DAY + DAY, force_checkpoint=True)
            draw(lawbook=lawbook(), at=MONDAY + week * 7 * DAY)
        assert [one.rule for one in DrawnLook.objects.exclude(rule="")] == ["hidden"]

    @proves("C5")
    def test_holds_a_file_that_was_drawn_before_its_matter(self):
        at_window("open", at=AT - 7 * DAY + 11 * HOUR)
        seal(at=AT - 6 * DAY, force_checkpoint=True)
        draw(lawbook=lawbook(), at=AT)
        filled.matter(WHO, at=AT + HOUR)
        seal(at=AT + 2 * DAY, force_checkpoint=True)
        draw(lawbook=lawbook(), at=MONDAY)
        assert [one.rule for one in DrawnLook.objects.order_by("pk")] == ["odd_hours", "file_and_matter"]

    @proves("C5", "C3")
    def test_holds_who_looked_at_conveniences_each_day(self):
        filled.nothing_new()
        matters = [filled.matter(who, at=AT) for who in (WHO, OTHER)]
        clerk = filled.official(Role.CLERK)
        for place in range(9):
            asked = {"lawbook": lawbook(), "feeds": feeds(), "by": clerk, "at": AT + place * HOUR / 4}
            check_service(matters[place % 2], Brought(), is_agreed=True, **asked)
        seal(at=AT + 2 * DAY, force_checkpoint=True)
        draw(lawbook=lawbook(), at=MONDAY)
        by_rule = [(one.rule, one.entry.matter) for one in DrawnLook.objects.exclude(rule="").select_related("entry")]
        assert by_rule == [("read_again", matters[0])]

    @proves("C5")
    def test_holds_whose_file_was_opened_at_night(self):
        at_window("open", at=AT + 14 * HOUR)
        seal(at=AT + 2 * DAY, force_checkpoint=True)
        draw(lawbook=lawbook(), at=MONDAY)
        assert DrawnLook.objects.get().rule == "odd_hours"

    @proves("C5", "G7")
    @pytest.mark.parametrize(
        ("do", "said"), [("open", "看记录"), ("find", "找等着本人的信"), ("print", "打印给本人的一封信")]
    )
    def test_shows_a_reviewer_the_errand_and_not_the_person(self, do, said, client, monkeypatch):
        monkeypatch.setattr("chengxin.clock.now", lambda: MONDAY)
        at_window(do)
        seal(at=AT + 2 * DAY, force_checkpoint=True)
        draw(lawbook=lawbook(), at=MONDAY)
        client.force_login(auditor())
        page = client.get(f"/oversight/samples/{DrawnLook.objects.get().ref}/").content.decode()
        assert said in page
        item = lawbook().item("road_transport_violation").name
        assert not [word for word in (WHO.name, WHO.number, item, *letter_refs()) if word in page]

    @proves("C3")
    @pytest.mark.parametrize("short_of", [0, 1])
    def test_holds_a_look_of_whoever_asked_too_much(self, short_of):
        """Somebody of another body looks at an official who was refused as often as the rule says, and not before."""
        often = next(rule.values[0] for rule in lawbook().watching if rule.sign is Sign.REFUSED_OFTEN)
        entry = looked()
        for _ in range(often - short_of):
            assert filled.ask(entry.matter, WHO, purpose="food_licence").answer is None
        seal(at=AT + 2 * DAY, force_checkpoint=True)
        draw(lawbook=lawbook(), at=MONDAY)
        drawn = [one.entry for one in DrawnLook.objects.filter(rule="refused_often").select_related("entry")]
        assert drawn == list(AccessEntry.objects.filter(outcome="refused").order_by("-pk")[: 1 - short_of])

    @proves("C5")
    def test_a_reviewed_one_is_told_to_the_person_with_its_rule(self):
        from chengxin.web.looks import _reviewed

        entry = looked(at=AT + 14 * HOUR)
        seal(at=AT + 2 * DAY, force_checkpoint=True)
        draw(lawbook=lawbook(), at=MONDAY)
        said = review(DrawnLook.objects.get(entry=entry).ref, result=Review.FITS, words="", by=auditor(), at=MONDAY)
        assert "看的原因：不上班的时候（不上班的日子，早上七点以前、晚上七点以后）去查" in _reviewed(said, lawbook())

    @proves("C3")
    def test_of_units_that_ask_too_much_is_public(self):
        """Asked once as it may, twice as it may not, and once for what had changed, which is nobody's over-asking."""
        entry = looked()
        for _ in range(2):
            assert filled.ask(entry.matter, WHO, purpose="food_licence").answer is None
        AccessEntry.objects.create(
            pk=entry.pk + 1_000,
            salt=bytes(32),
            outcome="refused",
            reasons=["answer_outdated"],
            unit="transport",
            role="clerk",
            seat="",
            purpose="",
            matter=entry.matter,
            shown=[],
            at=AT,
            by=entry.by,
        )
        (row,) = figures(lawbook=lawbook(), at=MONDAY)
        assert (row.looks, row.questions, row.over_asked, row.over_asking_rate) == (4, 4, 2, 50)
        page = Client().get("/figures/looks/").content.decode()
        assert "2（50.0%）" in page

    @proves("G7")
    def test_is_for_a_reviewer_of_another_unit_once(self):
        a_week_of_looks()
        draw(lawbook=lawbook(), at=MONDAY)
        (drawn,) = selectors.to_review(auditor())
        saying = {"result": Review.FITS, "words": "", "at": MONDAY}
        assert refused(review, drawn.ref, by=auditor("transport"), **saying) is Reason.SAMPLE_NOT_YOURS
        assert refused(review, drawn.ref, by=superior(), **saying) is Reason.ROLE_MAY_NOT
        doubting = saying | {"result": Review.DOUBTFUL}
        assert refused(review, drawn.ref, by=auditor(), **doubting) is Reason.WHY_NEEDS_WORDS
        review(drawn.ref, by=auditor(), **saying)
        assert refused(review, drawn.ref, by=auditor(), **saying) is Reason.SAMPLE_NOT_YOURS
        assert WhyCase.objects.count() == 0
        (row,) = figures(lawbook=lawbook(), at=MONDAY)
        assert (row.looks, row.drawn, row.fits, row.doubtful) == (5, 1, 1, 0)

    @proves("G7", "C5")
    def test_a_doubtful_one_asks_the_unit_why_for_the_person(self):
        a_week_of_looks()
        draw(lawbook=lawbook(), at=MONDAY)
        (drawn,) = selectors.to_review(auditor())
        review(drawn.ref, result=Review.DOUBTFUL, words="用途和事项对不上", by=auditor(), at=MONDAY)
        (case,) = selectors.to_answer("transport", lawbook=lawbook(), at=MONDAY)
        assert case.words == "用途和事项对不上"
        matter = case.case.entry.matter
        who = replace(people.indexes(WHO), number=bytes(matter.number_index), name=bytes(matter.name_index))
        assert [one.case.ref for one in selectors.list_for_person(who, lawbook=lawbook(), at=MONDAY)] == [case.case.ref]
        seal(at=MONDAY, force_checkpoint=True)
        assert verify().findings == ()
