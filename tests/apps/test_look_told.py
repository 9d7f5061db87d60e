"""Who left a contact is written to of each look from outside: once, not before its day, and never of their own errands."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from chengxin.apps import letters
from chengxin.apps.inquiries.actions.find_letters import find_letters
from chengxin.apps.inquiries.actions.open_at_window import open_at_window
from chengxin.apps.inquiries.actions.print_letter import print_letter
from chengxin.apps.inquiries.actions.tell_looks import tell_looks
from chengxin.apps.inquiries.letters import LOOK_TOLD
from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.verify import verify
from chengxin.apps.looks.actions.hide import hide
from chengxin.apps.notices import selectors as notices
from chengxin.apps.notices.actions.contact import give_contact, remove_contact
from chengxin.apps.notices.models import Letter
from chengxin.apps.people import selectors as people
from chengxin.apps.records.actions.read_letter import read_letter
from chengxin.apps.records.models import RecordEvent
from chengxin.core.calendar import day_of, start_of
from chengxin.core.delivery import Channel
from chengxin.core.errands import Errand
from chengxin.core.permissions import KEEPER, Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.jobs.duties import run_due
from chengxin.web.law import lawbook
from tests.apps.test_service_check import checked
from tests.proves import proves
from tests.web import filled

pytestmark = pytest.mark.django_db
ME, OTHER, NAMESAKE = filled.person("王䶮", 61), filled.person("欧阳㐱", 62), filled.person("赵㐱", 61)
AT = filled.AT  # 2026年11月24日，星期二，09:00
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def give(who=ME, at=AT, channel=Channel.EMAIL, address="me@example.cn"):
    mine = people.indexes(who)
    return give_contact(channel, address, number_index=mine.number, name_index=mine.name, at=at)


def take_back(who=ME, at=AT, channel=Channel.EMAIL):
    mine = people.indexes(who)
    assert remove_contact(channel, number_index=mine.number, name_index=mine.name, at=at)


def look(who=ME, at=AT + HOUR, number="1", purpose="road_transport_licence"):
    """Somebody asks about a person in a matter of its own; the entry."""
    matter = filled.matter(who, at=at, request_no=f"黑政服〔2026〕{number}", reason="换证")
    return filled.ask(matter, who, at=at, purpose=purpose).entry


def sweep(at) -> int:
    """The first round of the day after."""
    return tell_looks(lawbook=lawbook(), at=start_of(day_of(at) + DAY))


def told_letters(who=ME):
    mine = people.indexes(who)
    return notices.list_for_person(mine.number, mine.name).filter(template=LOOK_TOLD).order_by("subject")


def told(who=ME) -> list[int]:
    """The looks that this person was written to of, oldest first."""
    mine = people.indexes(who)
    found = notices.list_for_person(mine.number, mine.name).filter(template=LOOK_TOLD)
    return sorted(letter.subject for letter in found)


def said(who=ME) -> tuple[dict[str, str], str]:
    mine = people.indexes(who)
    letter = notices.list_for_person(mine.number, mine.name).filter(template=LOOK_TOLD).first()
    text = letters.render(letter, lawbook=lawbook())
    return dict(fact for section in text.sections for fact in section.facts), str(text)


def clerk():
    return filled.official(Role.CLERK)


@proves("G5")
class TestTelling:
    def test_comes_once(self):
        give()
        looks = [look(), look(number="2", at=AT + 2 * HOUR)]
        assert [sweep(AT + 3 * HOUR), sweep(AT + 3 * HOUR), sweep(AT + 40 * DAY)] == [2, 0, 0]
        assert told() == [entry.pk for entry in looks]
        seal(at=AT + 40 * DAY)
        assert verify().findings == ()

    def test_is_a_duty(self):
        give()
        look()
        midnight = start_of(date(2026, 11, 25))
        rounds = (AT + 3 * HOUR, midnight - timedelta(seconds=1), midnight, midnight + HOUR)
        assert [run_due(at).told for at in rounds] == [0, 0, 1, 0]

    @pytest.mark.parametrize("is_swept_each_time", [False, True])
    def test_is_for_what_came_while_a_contact_was_held_and_is_held_still(self, is_swept_each_time):
        """Every order of giving, changing, taking back and being looked at, each for another person."""
        lives = list(product(("give", "take", "look"), repeat=4))
        filled.nothing_new(at=AT)
        people_of = [filled.person(serial=200 + place) for place in range(len(lives))]
        held, asked, due = [False] * len(lives), [[] for _ in lives], [[] for _ in lives]
        for hour in range(1, 5):
            at = AT + hour * HOUR
            for place, (who, life) in enumerate(zip(people_of, lives, strict=True)):
                match life[hour - 1]:
                    case "give":
                        give(who, at, address=f"me{hour}@example.cn")
                        held[place] = True
                    case "take" if held[place]:
                        take_back(who, at)
                        held[place] = False
                    case "look":
                        entry = look(who, at, number=f"{place}-{hour}")
                        if held[place]:
                            asked[place].append(entry.pk)
                if held[place] and (is_swept_each_time or hour == 4):
                    due[place] = list(asked[place])
            if is_swept_each_time:
                sweep(at)
        sweep(AT + 5 * HOUR)
        assert [told(who) for who in people_of] == due
        assert sum(map(len, due)) == Letter.objects.filter(template=LOOK_TOLD).count() > 0

    def test_takes_so_many_at_once(self, monkeypatch):
        monkeypatch.setattr("chengxin.apps.inquiries.actions.tell_looks._AT_ONCE", 2)
        give()
        give(OTHER)
        looks = [look(number=str(n)) for n in range(3)]
        others = look(OTHER, number="9")
        assert [sweep(AT + 2 * HOUR) for _ in range(3)] == [2, 2, 0]
        assert told() == [entry.pk for entry in looks]
        assert told(OTHER) == [others.pk]

    def test_of_an_answer_read_again_once_a_day(self):
        give()
        filled.nothing_new(at=AT)
        matter = filled.matter(ME, at=AT)
        first, again, next_day, much_later = (
            filled.ask(matter, ME, at=at).entry for at in (AT + HOUR, AT + 2 * HOUR, AT + DAY, AT + DAY + HOUR)
        )
        assert [one.outcome for one in (again, next_day, much_later)] == ["read_again"] * 3
        assert sweep(AT + 3 * HOUR) == 1
        assert sweep(AT + DAY + 2 * HOUR) == 1
        assert told() == [first.pk, next_day.pk]

    def test_of_an_answer_read_again_counts_the_day_in_heihe(self):
        give(at=AT - DAY)
        filled.nothing_new(at=AT)
        midnight = start_of(date(2026, 11, 25))
        matter = filled.matter(ME, at=AT)
        looks = [filled.ask(matter, ME, at=at).entry.pk for at in (midnight - HOUR, midnight, midnight + 10 * HOUR)]
        assert [tell_looks(lawbook=lawbook(), at=midnight + DAY), sweep(midnight + 2 * DAY)] == [2, 0]
        assert told() == looks[:2]

    @pytest.mark.parametrize(("unit", "count"), [(KEEPER, 0), ("transport", 4)])
    def test_of_errands_where_nothing_is_asked_for_nobody_is_told(self, unit, count):
        """Of what is done at the window of a unit that may ask, each time: the person may not have stood there."""
        filled.submit([filled.penalty(ME)])
        give()
        by, how = filled.official(Role.CLERK, unit), {"lawbook": lawbook(), "at": AT + HOUR}
        for errand in (Errand.CODE, Errand.READ):
            open_at_window(ME, errand=errand, **how, by=by)
        found = find_letters(ME, **how, by=by)
        print_letter(found.letters[0].ref, render=letters.render, site="", **how, by=by)
        assert sweep(AT + 2 * HOUR) == count
        mine = people.indexes(ME)
        entries = AccessEntry.objects.filter(number_index=mine.number).order_by("pk")
        assert told() == [entry.pk for entry in entries][: len(entries) * bool(count)]
        told_of = [letters.letter_values(letter, lawbook=lawbook()) for letter in told_letters()]
        assert [(values["service"], values["seen"]) for values in told_of] == [
            ("在窗口替来的人办：领一个登录码", "没有看您的记录"),
            ("在窗口替来的人办：看记录", f"{lawbook().item('road_transport_violation').name}1条"),
            ("在窗口替来的人办：找等着您的信", "有没有信，信的编号和日子"),
            ("在窗口替来的人办：打印一封给您的信", "这一封信的全部内容"),
        ][:count]
        assert all("莫晓岚" in values["looked_by"] for values in told_of)

    def test_of_no_try_without_a_matter(self):
        filled.submit([filled.penalty(ME)])
        give()
        filled.ask(None, ME, at=AT + HOUR)
        mine = people.indexes(ME)
        assert AccessEntry.objects.filter(number_index=mine.number).count() == 1
        assert sweep(AT + 2 * HOUR) == 0

    def test_of_a_look_at_somebody_who_shares_the_number_tells_only_that_one(self):
        filled.submit([filled.penalty(ME)])
        filled.submit([filled.licence(NAMESAKE)], feed=filled.LICENCES)
        give()
        give(NAMESAKE)
        entry = look(NAMESAKE)
        sweep(AT + 2 * HOUR)
        assert told(NAMESAKE) in ([entry.pk], [])
        assert set(told()) | set(told(NAMESAKE)) == {entry.pk}


@proves("G5")
class TestHidden:
    def test_is_told_on_the_day_of_its_release_and_not_before(self):
        give()
        matter = filled.matter(ME, at=AT)
        superior = filled.official(Role.SUPERVISOR, "transport", name="佟岱", seat="分管副局长")
        over = start_of(AT.date() + 30 * DAY)
        hide(matter.ref, shown_from=over.date() + DAY, category="obstructs_duty", words="正在调查", lawbook=lawbook(),
             by=superior, at=AT)  # fmt: skip
        over = start_of(over.date() + DAY)
        entry = filled.ask(matter, ME, at=AT + HOUR).entry
        plain = look(at=AT + 2 * HOUR, number="2")
        # Another address in between is no change of mind.
        give(at=AT + 3 * DAY, address="new@example.cn")
        for at in (AT + DAY, AT + 4 * DAY, over - timedelta(seconds=1)):
            tell_looks(lawbook=lawbook(), at=at)
            assert told() == [plain.pk]
        assert tell_looks(lawbook=lawbook(), at=over) == 1
        assert told() == [entry.pk, plain.pk]
        facts, _ = said()
        assert facts["推迟过"].startswith("推迟到2026年12月")
        assert lawbook().hiding["obstructs_duty"].name in facts["推迟过"]


@proves("G5")
class TestWords:
    def test_say_who_for_what_when_and_what_was_seen(self):
        filled.submit([filled.penalty(ME, proof=filled.enclosed(date(2026, 9, 18)))], at=AT - 30 * DAY)
        filled.nothing_new(at=AT)
        give()
        entry = look(number="77号")
        assert entry.outcome == "answered"
        sweep(AT + 2 * HOUR)
        facts, text = said()
        assert facts == {
            "谁来查的": "黑河市交通运输局3号窗口，莫晓岚",
            "什么时候": "2026年11月24日10:00",
            "为哪件事": entry.matter.service,
            "受理编号": "黑政服〔2026〕77号",
            "用途": lawbook().purpose("road_transport_licence").name,
            "看到了": f"{lawbook().item('road_transport_violation').name}1条",
        }
        assert "谁看过我" in text
        assert "问为什么" in text
        assert ME.name not in text
        assert ME.number not in text

    def test_say_that_nothing_was_seen_and_why(self):
        give()
        assert look().outcome == "cannot_tell"
        sweep(AT + 2 * HOUR)
        facts, _ = said()
        assert facts["看到了"] == "什么也没有"
        assert facts["为什么没给看"]
        assert look(purpose="food_licence", number="2", at=AT + 3 * HOUR).outcome == "refused"
        sweep(AT + 4 * HOUR)
        facts, _ = said()
        assert facts["看到了"] == "什么也没有"
        assert facts["用途"].endswith("（他们说的）")
        filled.nothing_new(at=AT + 4 * HOUR)
        assert look(number="3", at=AT + 5 * HOUR).outcome == "answered"
        sweep(AT + 6 * HOUR)
        assert said()[0]["看到了"] == "没有记录"
        assert "为什么没给看" not in said()[0]

    def test_of_a_checked_convenience_say_nothing_of_what_came_of_it(self):
        give()
        filled.nothing_new(at=AT)
        checked(ME, at=AT + HOUR)
        sweep(AT + 2 * HOUR)
        assert "没有存" in said()[0]["看到了"]


@proves("G5")
class TestInboxAlone:
    def test_never_falls_to_paper_or_to_what_did_not_arrive(self):
        assert LOOK_TOLD in notices.INBOX_ONLY
        filled.submit([filled.penalty(ME)])
        give()
        look()
        sweep(AT + 2 * HOUR)
        mine = people.indexes(ME)
        letter = notices.list_for_person(mine.number, mine.name).get(template=LOOK_TOLD)
        assert [row.template for row in notices.undelivered(at=AT + 90 * DAY)] == ["registered_adverse"]
        found = find_letters(ME, lawbook=lawbook(), by=clerk(), at=AT + 3 * HOUR)
        assert [one.template for one in found.letters] == ["registered_adverse"]
        for act in (
            lambda: find_letters(letter.ref, lawbook=lawbook(), by=clerk(), at=AT + 3 * HOUR),
            lambda: print_letter(letter.ref, render=letters.render, site="", lawbook=lawbook(), by=clerk(), at=AT),
        ):
            with pytest.raises(Refusal) as refusal:
                act()
            assert refusal.value.reason is Reason.LETTER_UNKNOWN
        # But a message says that it waits.
        assert letter in notices.unread(mine.number, mine.name)

    def test_reading_it_proves_nothing(self):
        filled.submit([filled.penalty(ME)])
        give()
        look()
        sweep(AT + 2 * HOUR)
        mine = people.indexes(ME)
        letter = notices.list_for_person(mine.number, mine.name).get(template=LOOK_TOLD)
        read_letter(letter.ref, lawbook=lawbook(), by=mine, at=AT + 3 * HOUR)
        assert not RecordEvent.objects.exists()
