"""What a ninth trial saw happen. These tests show what is so now, not what ought to be."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.people import selectors as people
from tests.apps import test_consents as consents
from tests.web import filled
from tests.web.filled import AT

pytestmark = pytest.mark.django_db
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def size_in_public() -> int:
    return int(Client().get("/ledger/checkpoint").content.decode().splitlines()[1])


def grown_by_a_question(who, *, at) -> int:
    of = consents.matter(who, at=at, number=f"{who.number[-4:]}")
    seal(at=at, force_checkpoint=True)
    before = size_in_public()
    given = consents.ask(who, at=at + MINUTE, of=of)
    assert not given.entry.shown
    seal(at=at + 2 * MINUTE, force_checkpoint=True)
    return size_in_public() - before


def test_the_public_size_of_the_ledger_tells_the_asker_who_consented():
    filled.submit([consents.honour(consents.WHO)], feed=filled.HONOURS, at=AT - 30 * DAY)
    filled.nothing_new()
    consents.consent(consents.NOBODY_ELSE)
    refuses_but_has_one = grown_by_a_question(consents.WHO, at=AT + HOUR)
    never_asked_and_has_none = grown_by_a_question(consents.NOBODY, at=AT + 2 * HOUR)
    consented_and_has_none = grown_by_a_question(consents.NOBODY_ELSE, at=AT + 3 * HOUR)
    print(refuses_but_has_one, never_asked_and_has_none, consented_and_has_none)
    assert refuses_but_has_one == never_asked_and_has_none == 2
    assert consented_and_has_none == 3


# --- The word of the keeper's window alone: who "signed" hears nothing, and nobody looks again.
from dataclasses import replace  # noqa: E402
from unittest import mock  # noqa: E402

from chengxin.apps import letters as written  # noqa: E402
from chengxin.apps.inquiries.actions.find_letters import find_letters  # noqa: E402
from chengxin.apps.inquiries.actions.print_letter import print_letter  # noqa: E402
from chengxin.apps.inquiries.actions.sign_letters import sign_letters  # noqa: E402
from chengxin.apps.inquiries.actions.tell_looks import tell_looks  # noqa: E402
from chengxin.apps.inquiries.models import AccessEntry  # noqa: E402
from chengxin.apps.looks.actions.draw import draw, looked_in  # noqa: E402
from chengxin.apps.looks.models import DrawnLook  # noqa: E402
from chengxin.apps.notices import selectors as notices  # noqa: E402
from chengxin.apps.notices.actions.contact import give_contact  # noqa: E402
from chengxin.apps.notices.actions.nudge import nudge  # noqa: E402
from chengxin.apps.records.selectors import held_by  # noqa: E402
from chengxin.core.delivery import Channel  # noqa: E402
from chengxin.core.permissions import KEEPER, Role  # noqa: E402
from chengxin.core.records import Standing  # noqa: E402
from chengxin.web.law import lawbook  # noqa: E402

WHO = filled.person("王䶮", 7)


def week_of(at):
    from chengxin.core.calendar import day_of

    return day_of(at) - timedelta(days=day_of(at).weekday())


def test_a_signature_that_nobody_gave_takes_effect_and_its_person_is_told_by_nothing():
    who = people.indexes(WHO)
    evening = AT - 12 * HOUR  # 21:00; messages leave from 08:00 on
    give_contact(Channel.EMAIL, "me@example.cn", number_index=who.number, name_index=who.name, at=evening - HOUR)
    filled.submit([filled.penalty(WHO)], at=evening)
    sent = []
    channels = {Channel.EMAIL: mock.Mock(send=lambda *a, **k: sent.append(a))}
    nudge(channels=channels, lawbook=lawbook(), at=evening)
    early = AT - HOUR - 30 * MINUTE  # 07:30: no odd hour
    clerk = filled.official(Role.CLERK, KEEPER, name="季清源")
    found = find_letters(WHO, to_whom=written.addressee, lawbook=lawbook(), by=clerk, at=early)
    for letter in found.letters:
        print_letter(
            letter.ref,
            whose=WHO,
            render=written.render,
            to_whom=written.addressee,
            site="",
            lawbook=lawbook(),
            by=clerk,
            at=early,
        )
    sign_letters([letter.ref for letter in found.letters], lawbook=lawbook(), by=clerk, at=early)

    for at in (AT, AT + DAY, AT + 5 * DAY, AT + 12 * DAY):
        nudge(channels=channels, lawbook=lawbook(), at=at)
        tell_looks(lawbook=lawbook(), at=at)
    assert sent == []
    assert notices.unread(who.number, who.name) == []
    assert len(notices.list_for_person(who.number, who.name)) == 1
    [held] = held_by(who, lawbook=lawbook(), at=AT + 12 * DAY)
    assert held.standing is Standing.IN_EFFECT

    # No reviewer can be given it: not by chance, not by a rule.
    signed = AccessEntry.objects.get(outcome="letter_signed")
    assert signed not in looked_in(week_of(early))
    seal(at=AT, force_checkpoint=True)
    from chengxin.core.calendar import start_of

    everything = replace(lawbook(), watching=lawbook().watching)
    draw(lawbook=everything, at=start_of(week_of(AT) + timedelta(days=7)) + 9 * HOUR)
    assert not DrawnLook.objects.filter(entry=signed).exists()


# --- A way in that is stopped under another name.
def test_another_name_over_the_number_ends_who_is_in_and_lets_go_of_the_account_and_tells_nobody():
    from chengxin.apps.inquiries.actions.open_at_window import open_at_window
    from chengxin.apps.inquiries import selectors as looks
    from chengxin.apps.sign_ins import open_sessions
    from chengxin.apps.sign_ins.actions.bind_subject import bind_subject
    from chengxin.apps.sign_ins.actions.stop import stop
    from chengxin.apps.sign_ins.models import Subject
    from chengxin.core.errands import Errand

    who, wrong = people.indexes(WHO), replace(WHO, name="王龑")
    bind_subject(WHO, issuer="https://id.example", subject="mine", at=AT)
    open_sessions.begin(open_sessions.of_resident(who.number), "m1", most=5, at=AT)
    clerk = filled.official(Role.CLERK)
    open_at_window(wrong, errand=Errand.UNCODE, lawbook=lawbook(), by=clerk, at=AT)
    stop(wrong, lawbook=lawbook(), by=clerk, at=AT)
    assert not open_sessions.is_open("m1")
    assert not Subject.objects.exists()
    assert list(notices.list_for_person(who.number, who.name)) == []
    assert list(looks.list_for_person(who, at=AT + DAY)) == []
    # An account that is not theirs is bound to their number next.
    bind_subject(WHO, issuer="https://id.example", subject="somebody else's", at=AT + HOUR)


# --- A consent taken back at the window of the unit that it was given to.
def test_a_consent_is_taken_back_for_a_person_who_is_not_written_to():
    from chengxin.apps.consents.actions.withdraw import withdraw

    filled.submit([consents.honour(WHO)], feed=filled.HONOURS, at=AT - 30 * DAY)
    filled.nothing_new()
    given = consents.consent()
    before = len(notices.list_for_person(*_of(WHO)))
    clerk = filled.official(Role.CLERK, consents.UNIT, name="晏如", seat="评选科")
    withdraw(given.ref, by=people.indexes(WHO), through=clerk, at=AT + HOUR)
    assert len(notices.list_for_person(*_of(WHO))) == before


def _of(who):
    found = people.indexes(who)
    return found.number, found.name


# --- A public note beside a figure names a person.
def test_a_note_beside_a_public_figure_names_a_person():
    from chengxin.core.figures import may_note

    may_note("这一件是爱辉区王小明自己无证经营被罚，又反复提异议造成的，与本局无关")


# --- The page of a restraint, opened again and again on one day.
def test_the_page_of_a_restraint_says_when_a_freeze_begins_without_another_entry(monkeypatch):
    from chengxin.apps.objections.actions.lodge import lodge
    from chengxin.apps.restraints.actions.look import look
    from chengxin.core.objections import Ground
    from chengxin.core.restraints import State
    from tests.apps import restrained

    restrained.record()
    done = restrained.documented().restraint
    by, morning = restrained.officer(), AT + DAY
    assert look(done.ref, lawbook=lawbook(), by=by, at=morning).state in (State.HOLDS, State.TO_COME)
    entries = AccessEntry.objects.count()
    held = restrained.held(at=morning)
    lodge(
        held.record.ref,
        ground=Ground.NOT_ME,
        words="不是我",
        lawbook=lawbook(),
        by=people.indexes(restrained.WHO),
        at=morning + HOUR,
    )
    assert look(done.ref, lawbook=lawbook(), by=by, at=morning + 2 * HOUR).state is State.SUSPENDED
    assert AccessEntry.objects.count() == entries


def test_two_receipts_of_the_asker_tell_it_in_a_busy_ledger_too(client):
    """What stands between two answers of one clerk: two leaves where nobody consented, three where somebody did."""
    import json

    filled.submit([consents.honour(consents.WHO)], feed=filled.HONOURS, at=AT - 30 * DAY)
    filled.nothing_new()
    consents.consent(consents.NOBODY_ELSE)
    who = [consents.WHO, consents.NOBODY, consents.NOBODY_ELSE, filled.person("赵青", 12)]
    matters = [consents.matter(one, at=AT + HOUR, number=str(place)) for place, one in enumerate(who)]
    given = [consents.ask(one, at=AT + HOUR + MINUTE, of=of) for one, of in zip(who, matters, strict=True)]
    with mock.patch("chengxin.clock.now", lambda: AT + 2 * HOUR):
        seal(at=AT + 2 * HOUR, force_checkpoint=True)
        client.force_login(filled.official(Role.CLERK, consents.UNIT))
        places = []
        for one in given:
            reply = client.get(f"/window/answers/{one.answer.ref}/receipt.json")
            assert reply.status_code == 200
            places.append(json.loads(reply.content)["entries"][0]["index"])
    assert [b - a for a, b in zip(places, places[1:], strict=False)] == [2, 2, 3]


def silenced(who, clerk, at):
    """What waits for a person, found, printed and "signed" at the keeper's window in one go; how many letters."""
    found = find_letters(who, to_whom=written.addressee, lawbook=lawbook(), by=clerk, at=at)
    for letter in found.letters:
        print_letter(
            letter.ref,
            whose=who,
            render=written.render,
            to_whom=written.addressee,
            site="",
            lawbook=lawbook(),
            by=clerk,
            at=at,
        )
    sign_letters([letter.ref for letter in found.letters], lawbook=lawbook(), by=clerk, at=at)
    return len(found.letters)


@pytest.mark.parametrize("is_silenced", [False, True])
def test_the_keepers_window_gives_up_a_freeze_and_its_letter_in_one_morning(is_silenced):
    from chengxin.apps.inquiries.actions.open_at_window import open_at_window
    from chengxin.apps.objections.actions.lodge import lodge
    from chengxin.apps.objections.actions.withdraw import withdraw
    from chengxin.core.errands import Errand
    from chengxin.core.objections import Ground

    who = people.indexes(WHO)
    filled.submit([filled.penalty(WHO, proof=filled.enclosed((AT - 30 * DAY).date()))], at=AT - 20 * DAY)
    give_contact(Channel.EMAIL, "me@example.cn", number_index=who.number, name_index=who.name, at=AT - 19 * DAY)
    [held] = held_by(who, lawbook=lawbook(), at=AT - 2 * DAY)
    case = lodge(held.record.ref, ground=Ground.NOT_ME, words="不是我", lawbook=lawbook(), by=who, at=AT - 2 * DAY)
    sent = []
    channels = {Channel.EMAIL: mock.Mock(send=lambda *a, **k: sent.append(a))}
    nudge(channels=channels, lawbook=lawbook(), at=AT - 2 * DAY)
    sent.clear()
    clerk = filled.official(Role.CLERK, KEEPER, name="季清源")
    early = AT - HOUR - 30 * MINUTE
    open_at_window(WHO, errand=Errand.WITHDRAW, lawbook=lawbook(), by=clerk, at=early)
    withdraw(case.ref, lawbook=lawbook(), by=who, through=clerk, at=early)
    if is_silenced:
        assert silenced(WHO, clerk, early + MINUTE) >= 1
    for at in (AT, AT + DAY, AT + 5 * DAY):
        nudge(channels=channels, lawbook=lawbook(), at=at)
        tell_looks(lawbook=lawbook(), at=at)
    assert [one.standing for one in held_by(who, lawbook=lawbook(), at=AT)] == [Standing.IN_EFFECT]
    assert len(sent) == (0 if is_silenced else 1)
    assert bool(notices.to_hand_over(who.number, who.name)) is not is_silenced


def test_the_public_size_tells_whoever_just_looked_whether_their_person_left_a_contact():
    from chengxin.jobs.duties import run_due

    filled.nothing_new()
    other = filled.person("赵青", 12)
    who = people.indexes(WHO)
    give_contact(Channel.EMAIL, "me@example.cn", number_index=who.number, name_index=who.name, at=AT)
    grown = []
    for place, one in enumerate([other, WHO]):
        at = AT + (place + 1) * HOUR
        of = filled.matter(one, at=at, request_no=f"{place}")
        seal(at=at, force_checkpoint=True)
        before = size_in_public()
        filled.ask(of, one, at=at + MINUTE)
        run_due(at + 3 * MINUTE)
        seal(at=at + 5 * MINUTE, force_checkpoint=True)
        grown.append(size_in_public() - before)
    assert grown == [2, 3]


def test_an_act_on_the_eighteenth_birthday_counts_as_an_adults():
    """周岁 is counted from the day after the birthday (法释〔2006〕1号第二条)."""
    from datetime import date

    from chengxin.core.identity_number import check_character, is_adult_on

    seventeen = "23110220080616001"
    assert is_adult_on(seventeen + check_character(seventeen), date(2026, 6, 16))


def test_a_window_reads_who_else_looked_and_the_log_says_that_nothing_was_seen(client, monkeypatch):
    """The whole report of somebody of whom no record is held: others' looks, consents; the person reads "nothing about you"."""
    monkeypatch.setattr("chengxin.clock.now", lambda: AT + 2 * HOUR)
    filled.nothing_new()
    consents.consent(consents.NOBODY)
    consents.ask(consents.NOBODY, at=AT + HOUR)  # by the civility office
    seen = []
    from chengxin.web.own_report.words import parts

    def told(mine, book, **more):
        seen.extend(parts(mine, book))
        return b"%PDF-1.4"

    monkeypatch.setattr("chengxin.web.window.extract_views.report_pdf", told)
    client.force_login(filled.official(Role.CLERK))  # transport
    card = {"errand": "read", "name": consents.NOBODY.name, "number": consents.NOBODY.number, "is_checked": "on"}
    assert client.post("/window/person/", card).status_code in (302, 303)
    assert client.get("/window/person/report/").status_code == 200
    (looked,) = [part for part in seen if part.key == "who_looked"]
    text = str(looked.entries)
    assert "道德模范评选" in text
    assert "同意" in text
    entry = AccessEntry.objects.get(outcome="at_window")
    assert entry.shown == []
    me = Client()
    filled.sign_in(me, consents.NOBODY)
    page = me.get("/me/looks/").content.decode()
    assert "没有关于您的记录" in page
    assert AccessEntry.objects.filter(unit="transport").count() == 1


def test_who_answers_for_a_program_reads_how_many_records_it_was_shown_and_nothing_is_entered(client, monkeypatch):
    """From the list of "their own" matters of the day to a name and a count, with no look of a human being entered."""
    import re

    from chengxin.apps.inquiries.actions.answer import answer
    from chengxin.apps.matters.actions.open_matter import open_matter
    from chengxin.web.law import feeds
    from tests.apps.test_programs import registered

    filled.submit([filled.penalty(WHO, proof=filled.enclosed((AT - 30 * DAY).date()))], at=AT - 20 * DAY)
    filled.nothing_new_anywhere(at=AT)
    program = registered().program
    purpose = lawbook().purposes["road_transport_licence"]
    of = open_matter(
        identity=WHO,
        service=purpose.services[0],
        request_no="程-1",
        lawbook=lawbook(),
        program=program,
        by=program.official,
        at=AT + HOUR,
    )
    given = answer(
        matter=of.ref,
        purpose=purpose.slug,
        identity=WHO,
        lawbook=lawbook(),
        feeds=feeds(),
        program=program,
        by=program.official,
        at=AT + HOUR,
    )
    assert given.entry.shown
    monkeypatch.setattr("chengxin.clock.now", lambda: AT + 3 * HOUR)
    entries = AccessEntry.objects.count()
    client.force_login(program.official)
    listed = client.get("/window/today/").content.decode()
    (ref,) = re.findall(r"/window/matters/(\w+)/", listed)
    page = client.get(f"/window/matters/{ref}/").content.decode()
    assert WHO.name in page
    assert f"答复{given.answer.ref}的第1条" in page
    assert AccessEntry.objects.count() == entries


def test_one_row_that_no_officer_of_the_keeper_may_open_stops_all_that_wait_behind_it(client, monkeypatch):
    """A source registers a number under the name of each case officer of the keeper and takes it back; the next name waits, and
    the desk offers the oldest row alone."""
    from chengxin.apps.submissions import selectors as submissions
    from chengxin.core.facts import RowState
    from chengxin.web import errors  # noqa: F401
    from tests.web.world import official

    names = ["孟乌娜", "戚望舒", "路遥之"]
    officers = [
        official(f"keeper{place}", Role.CASE_OFFICER, KEEPER, name=name, seat="核对岗")
        for place, name in enumerate(names)
    ]
    invented, at = filled.person("某甲", 99), AT - 3 * DAY
    for place, name in enumerate(names):
        row = filled.penalty(replace(invented, name=name), decision_no=f"黑交罚〔2026〕90{place}号")
        filled.submit([row], at=at + place * HOUR)
        if name != names[-1]:
            filled.submit([replace(row, state=RowState.WITHDRAWN)], at=at + place * HOUR + MINUTE)
    filled.submit([filled.penalty(invented, decision_no="黑交罚〔2026〕909号")], at=at + 5 * HOUR)
    # Behind it: the withdrawal of somebody's record that waits, because its source wrote the name otherwise.
    filled.submit([filled.penalty(WHO, proof=filled.enclosed((AT - 30 * DAY).date()))], at=AT - 20 * DAY)
    taken_back = replace(filled.penalty(replace(WHO, name="王䶮䶮")), state=RowState.WITHDRAWN)
    filled.submit([taken_back], at=AT - DAY)
    assert submissions.held_rows_waiting() == 2
    monkeypatch.setattr("chengxin.clock.now", lambda: AT)
    for by in officers:
        client.force_login(by)
        page = client.post("/desk/").content.decode()
        assert "王䶮" not in page
        assert "某甲" not in page
        assert "同名" in page
    [held] = held_by(people.indexes(WHO), lawbook=lawbook(), at=AT + 60 * DAY)
    assert held.standing is Standing.IN_EFFECT
