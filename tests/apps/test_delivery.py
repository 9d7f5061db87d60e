"""How a letter is brought to its person: by message, on paper, at a window; and that none of it is proof but a signature."""

from __future__ import annotations

import email
import email.policy
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from chengxin.apps.inquiries.actions.find_letters import find_letters
from chengxin.apps.inquiries.actions.note_return import note_letter_returned, note_slip
from chengxin.apps.inquiries.actions.print_letter import print_letter
from chengxin.apps.inquiries.actions.sign_at_window import sign_at_window
from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.verify import verify
from chengxin.apps.letters import render
from chengxin.apps.notices import selectors as notices
from chengxin.apps.notices.actions.contact import give_contact, remove_contact
from chengxin.apps.notices.actions.nudge import nudge
from chengxin.apps.notices.channels import configured
from chengxin.apps.notices.models import Attempt, AttemptOutcome, Contact, Outage, Paper
from chengxin.apps.people.selectors import indexes
from chengxin.apps.records.actions.read_letter import read_letter
from chengxin.apps.records.selectors import held_by
from chengxin.core.calendar import day_of
from chengxin.core.delivery import PAUSES, Cause, Channel, LetterState
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.records import Standing
from chengxin.jobs import metrics
from chengxin.jobs.duties import run_due
from chengxin.web.law import lawbook
from tests import loopback
from tests.confirmed import confirmed
from tests.loopback import Taken
from tests.proves import proves
from tests.web import filled
from tests.web.filled import AT, matter, penalty, person, submit

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ME = person("王䶮", 51)
OTHER = person("诸葛长河", 52)
SITE = "黑河信用记录"


@pytest.fixture
def mail(settings) -> Iterator[Taken]:
    with loopback.mail_server() as taken:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.MAIL_IS_ON, settings.EMAIL_HOST, settings.EMAIL_PORT = True, "127.0.0.1", taken.port
        settings.DEFAULT_FROM_EMAIL = "noreply@example.cn"
        yield taken


@pytest.fixture
def sms(settings) -> Iterator[Taken]:
    with loopback.sms_gateway() as taken:
        settings.SMS_URL, settings.SMS_SECRET = f"http://127.0.0.1:{taken.port}/send", "a secret"
        yield taken


def give(who, channel: Channel = Channel.EMAIL, address: str = "me@example.cn", at=AT):
    mine = indexes(who)
    return give_contact(channel, address, number_index=mine.number, name_index=mine.name, at=at)


def sweep(at=AT) -> int:
    return nudge(channels=configured(), lawbook=lawbook(), at=at)


def letters(who=ME):
    mine = indexes(who)
    return list(notices.list_for_person(mine.number, mine.name))


def only_letter(who=ME):
    [letter] = letters(who)
    return letter


def states(who=ME) -> list[tuple[str, str]]:
    return [(tried.channel.value, tried.state.value) for tried in notices.tries_of(only_letter(who))]


def standing(at, who=ME) -> Standing:
    [held] = held_by(indexes(who), lawbook=lawbook(), at=at)
    return held.standing


def clerk(unit: str = "transport"):
    return filled.official(Role.CLERK, unit)


def counter():
    """A clerk at a window of the unit that keeps the platform."""
    return filled.official(Role.CLERK, "credit_centre")


def keeper():
    return filled.official(Role.CASE_OFFICER, "credit_centre", name="孟·乌娜坚", seat="异议处理")


def printed(ref: str, by=None, at=AT) -> bytes:
    return print_letter(ref, render=render, site=SITE, lawbook=lawbook(), by=by or clerk(), at=at)


def assert_ledger_is_sound(at=AT) -> None:
    seal(at=at)
    assert verify().findings == ()


@proves("G2")
class TestNudge:
    def test_is_off_until_its_settings_are_there(self) -> None:
        submit([penalty(ME)])
        give(ME)
        assert configured() == {}
        assert sweep() == 0
        assert states() == []

    def test_is_one_and_the_same_message_for_everybody(self, mail: Taken, sms: Taken) -> None:
        submit([penalty(ME), penalty(OTHER, "黑交罚〔2026〕0418号")])
        give(ME)
        give(OTHER, Channel.SMS, "13900000000")
        assert sweep() == 2
        text = lawbook().delivery.nudge
        [(to, raw)] = mail.messages
        message = email.message_from_bytes(raw.encode(), policy=email.policy.default)
        assert to == "me@example.cn"
        assert message.get_content().strip() == text
        assert message["Subject"] == lawbook().delivery.nudge_subject
        assert {key.lower() for key in message} == {
            "subject", "from", "to", "date", "message-id", "content-type", "content-transfer-encoding", "mime-version",
        }  # fmt: skip
        assert re.fullmatch(r"<[0-9a-f]{32}@example\.cn>", message["Message-ID"])
        [(to, body)] = sms.messages
        assert body == f'{{"to": "13900000000", "text": "{text}"}}'
        assert sms.headers[0]["Authorization"] == "Bearer a secret"

    def test_holds_nothing_of_the_letter_or_the_office(self) -> None:
        said = lawbook().delivery.nudge_subject + lawbook().delivery.nudge
        names = [unit.name for unit in lawbook().units.values()] + [item.name for item in lawbook().items.values()]
        assert [name for name in names if name in said] == []
        assert not re.search(r"\d|记录|信用|处罚|http", said)

    def test_tells_once_of_all_that_waits(self, mail: Taken) -> None:
        submit([penalty(ME), penalty(ME, "黑交罚〔2026〕0419号")])
        give(ME)
        assert sweep() == 1
        assert len(mail.messages) == 1
        assert [letter.attempts.count() for letter in letters()] == [1, 1]
        assert sweep(AT + DAY) == 0
        assert len(mail.messages) == 1
        assert_ledger_is_sound()

    def test_tells_nobody_of_a_letter_that_was_opened_or_is_not_there_yet(self, mail: Taken) -> None:
        submission = submit([penalty(ME)], close=False)
        give(ME)
        assert sweep() == 0
        filled.close_submission(submission, at=AT)
        read_letter(only_letter().ref, lawbook=lawbook(), by=indexes(ME), at=AT)
        assert sweep() == 0
        assert mail.messages == []

    def test_falls_to_the_next_channel(self, mail: Taken, sms: Taken) -> None:
        submit([penalty(ME)])
        give(ME)
        give(ME, Channel.SMS, "13900000000")
        mail.refuses.add("me@example.cn")
        assert sweep() == 1
        assert states() == [("email", "failed"), ("sms", "sent")]
        assert [to for to, _ in sms.messages] == ["13900000000"]

    def test_leaves_a_dead_channel_alone_and_goes_on_with_the_others(self, settings, sms: Taken) -> None:
        with loopback.mail_server() as gone:
            settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
            settings.MAIL_IS_ON, settings.EMAIL_HOST, settings.EMAIL_PORT = True, "127.0.0.1", gone.port
        settings.DEFAULT_FROM_EMAIL = "noreply@example.cn"
        people = [person("诸葛长河", serial) for serial in range(61, 65)]
        submit([penalty(who, f"黑交罚〔2026〕05{n}号") for n, who in enumerate(people)])
        for n, who in enumerate(people):
            give(who, address=f"p{n}@example.cn")
            give(who, Channel.SMS, f"1390000000{n}")
        assert sweep() == 4
        assert len(sms.messages) == 4
        # One try was enough to see that nobody is there.
        assert Attempt.objects.filter(channel="email").count() == 1

    def test_tries_a_channel_again_after_pauses_and_then_no_more(self, sms: Taken) -> None:
        submit([penalty(ME)])
        give(ME, Channel.SMS, "13900000000")
        sms.refuses.add("13900000000")
        at = AT
        for pause in PAUSES:
            sweep(at)
            sweep(at + pause - timedelta(minutes=1))
            at += pause
        for later in range(30):
            sweep(at + later * DAY)
        assert sms.tried == len(PAUSES) + 1
        assert notices.state_of(only_letter(), at=at) is LetterState.FAILED
        assert_ledger_is_sound(at)

    def test_does_not_follow_the_gateway_elsewhere(self, sms: Taken) -> None:
        submit([penalty(ME)])
        give(ME, Channel.SMS, "13900000000")
        sms.status = 307
        assert sweep() == 0
        assert sms.tried == 1
        assert states() == [("sms", "failed")]

    def test_disturbs_nobody_at_night(self, mail: Taken) -> None:
        submit([penalty(ME)])
        give(ME)
        night = AT.replace(hour=13)
        assert sweep(night) == 0
        assert sweep(night + timedelta(hours=11)) == 1

    def test_is_a_duty_and_done_once(self, mail: Taken) -> None:
        submit([penalty(ME)])
        give(ME)
        assert [run_due(AT).nudged, run_due(AT).nudged] == [1, 0]
        assert len(mail.messages) == 1

    def test_a_try_that_stopped_in_the_middle_failed_and_is_not_forgotten(self, mail: Taken, monkeypatch) -> None:
        submit([penalty(ME)])
        give(ME)

        def die(*args, **kwargs):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr("chengxin.apps.notices.channels.Mail.send", die)
            with pytest.raises(KeyboardInterrupt):
                sweep()
        assert states() == [("email", "trying")]
        assert sweep(AT + timedelta(minutes=5)) == 0
        assert notices.state_of(only_letter(), at=AT + timedelta(minutes=20)) is LetterState.FAILED
        assert sweep(AT + PAUSES[0]) == 1
        assert states() == [("email", "trying"), ("email", "sent")]


def minutes(until: timedelta, *, begin=AT, every: int = 1) -> Iterator[datetime]:
    """Whenever the duties are done until then."""
    at = begin
    while at <= begin + until:
        yield at
        at += timedelta(minutes=every)


@proves("G2")
class TestAway:
    """A mail server or a gateway that is away for everybody."""

    MAIL = ("refused", "unknown", "closing", "closing later", "cut", "silent")
    GATEWAY = ("refused", "unknown", "garbage", "cut", "silent", "307", "401", "404", "429", "500", "503")

    @pytest.fixture(autouse=True)
    def in_a_hurry(self, monkeypatch) -> None:
        monkeypatch.setattr("chengxin.apps.notices.channels.TIMEOUT_SECONDS", 0.2)

    @contextmanager
    def away(self, channel: Channel, how: str, taken: Taken, settings) -> Iterator[None]:
        """Break it in this way, for a while."""
        host, port = {"refused": ("127.0.0.1", 9), "unknown": ("nobody.invalid", 25)}.get(
            how, ("127.0.0.1", taken.port)
        )
        taken.breaks = "" if how.isdigit() else how
        taken.status = int(how) if how.isdigit() else 200
        if channel is Channel.EMAIL:
            settings.EMAIL_HOST, settings.EMAIL_PORT = host, port
        else:
            settings.SMS_URL = f"http://{host}:{port}/send"
        yield
        taken.breaks, taken.status = "", 200
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", taken.port
        settings.SMS_URL = f"http://127.0.0.1:{taken.port}/send"

    @pytest.mark.parametrize(
        ("channel", "how"), [*((Channel.EMAIL, how) for how in MAIL), *((Channel.SMS, how) for how in GATEWAY)]
    )
    def test_is_told_from_an_address_that_is_refused(self, channel: Channel, how: str, request, settings) -> None:
        taken = request.getfixturevalue("mail" if channel is Channel.EMAIL else "sms")
        submit([penalty(ME)])
        give(ME, channel, "me@example.cn" if channel is Channel.EMAIL else "13900000000")
        with self.away(channel, how, taken, settings):
            assert sweep() == 0
            [tried] = notices.tries_of(only_letter())
            assert tried.cause is Cause.UNREACHABLE
            assert sweep(AT + timedelta(seconds=30)) == 0
        assert len(notices.tries_of(only_letter())) == 1
        assert sweep(AT + timedelta(minutes=1)) == 1
        assert states() == [(channel.value, "failed"), (channel.value, "sent")]
        assert_ledger_is_sound()

    @proves("N30")
    @pytest.mark.parametrize("how", ["drip", "drip later"])
    @pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.SMS])
    def test_keeps_nobody_waiting_by_saying_a_byte_at_a_time(
        self, channel: Channel, how: str, request, settings, monkeypatch
    ) -> None:
        """Each step of it ends in time; sealing and the queue wait for all of it together."""
        monkeypatch.setattr("chengxin.apps.notices.channels.TIMEOUT_SECONDS", 2)
        taken = request.getfixturevalue("mail" if channel is Channel.EMAIL else "sms")
        submit([penalty(ME)])
        give(ME, channel, "me@example.cn" if channel is Channel.EMAIL else "13900000000")
        with self.away(channel, how, taken, settings), monkeypatch.context() as short:
            short.setattr("chengxin.apps.notices.channels.DEADLINE_SECONDS", 0.3)
            for at in (AT, AT + timedelta(minutes=1)):
                begun, before = time.monotonic(), threading.active_count()
                assert sweep(at) == 0
                assert time.monotonic() - begun < 1.5
            # What was asked first is still being answered: nobody else asks meanwhile.
            assert threading.active_count() <= before
        assert [tried.cause for tried in notices.tries_of(only_letter())] == [Cause.UNREACHABLE]
        assert sweep(AT + timedelta(minutes=3)) == 1

    @pytest.mark.parametrize("how", ["closing", "refused"])
    def test_is_noted_once_and_uses_up_no_try_however_long_it_lasts(self, mail: Taken, settings, how: str) -> None:
        submit([penalty(ME)])
        give(ME)
        with self.away(Channel.EMAIL, how, mail, settings):
            for at in minutes(20 * DAY, every=397):
                assert sweep(at) == 0
        assert Attempt.objects.count() == Outage.objects.count() == 1
        assert Outage.objects.get().ended_at is None
        assert f'chengxin_channel_away_seconds{{channel="email"}} {20 * 86_400}' in metrics.text(AT + 20 * DAY)
        back = AT + 21 * DAY
        assert sweep(back) == 1
        [outage] = Outage.objects.all()
        assert (outage.began_at, outage.ended_at) == (AT, back)
        assert 'chengxin_channel_away_seconds{channel="email"} 0' in metrics.text(back)
        assert sweep(back + DAY) == 0

    def test_is_asked_again_at_growing_pauses_and_by_day(self, sms: Taken) -> None:
        submit([penalty(ME)])
        give(ME, Channel.SMS, "13900000000")
        sms.status = 503
        asked = []
        for at in [*minutes(timedelta(hours=3)), *minutes(DAY, begin=AT + timedelta(minutes=190), every=10)]:
            before = sms.asked
            sweep(at)
            if sms.asked > before:
                asked.append(int((at - AT).total_seconds() // 60))
        assert sms.tried == 1
        assert asked[:8] == [1, 2, 4, 8, 16, 32, 64, 124]
        # Nine in the morning was the beginning: from eight in the evening to eight in the morning nobody is asked.
        assert [minute for minute in asked if 11 * 60 <= minute < 23 * 60] == []
        assert len(asked) < 24

    def test_lets_messages_leave_in_the_order_of_their_letters_when_it_is_back(self, mail: Taken, settings) -> None:
        people = [person("诸葛长河", serial) for serial in range(61, 67)]
        for n, who in reversed(list(enumerate(people))):
            give(who, address=f"p{n}@example.cn")
        with self.away(Channel.EMAIL, "closing", mail, settings):
            for n, who in enumerate(people):
                at = AT + n * timedelta(minutes=20)
                submit([penalty(who, f"黑交罚〔2026〕05{n}号")], at=at)
                assert [sweep(one) for one in minutes(timedelta(minutes=19), begin=at, every=3)] == [0] * 7
        assert Attempt.objects.count() == 1
        sent = [sweep(at) for at in minutes(timedelta(hours=2), begin=AT + timedelta(hours=2))]
        assert [to for to, _ in mail.messages] == [f"p{n}@example.cn" for n in range(6)]
        assert [count for count in sent if count] == [6]
        ends = Counter(AttemptOutcome.objects.values_list("state", flat=True))
        assert ends == {"failed": 1, "sent": 6}
        assert_ledger_is_sound()

    def test_keeps_nobody_waiting_who_can_be_told_otherwise(self, mail: Taken, sms: Taken, settings) -> None:
        submit([penalty(ME)])
        give(ME)
        give(ME, Channel.SMS, "13900000000")
        with self.away(Channel.EMAIL, "cut", mail, settings):
            assert sweep() == 1
        assert states() == [("email", "failed"), ("sms", "sent")]
        assert sum(sweep(at) for at in minutes(2 * DAY, every=30)) == 0
        assert Outage.objects.get().ended_at is not None

    def test_one_number_on_which_the_gateway_breaks_holds_up_nobody_for_long(self, sms: Taken) -> None:
        people = [ME, *(person("诸葛长河", serial) for serial in range(61, 64))]
        for n, who in enumerate(people):
            submit([penalty(who, f"黑交罚〔2026〕05{n}号")])
            give(who, Channel.SMS, f"1390000000{n}")
        sms.chokes_on.add("13900000000")
        assert sum(sweep(at) for at in minutes(timedelta(minutes=10))) == 3
        assert [to for to, _ in sms.messages] == ["13900000001", "13900000002", "13900000003"]
        for at in [*minutes(DAY, every=30), *minutes(9 * DAY, begin=AT + DAY, every=180)]:
            sweep(at)
        causes = Counter(tried.cause for tried in notices.tries_of(only_letter()))
        # It is tried as often as an address that is refused, and no more.
        assert causes[Cause.NOT_TAKEN] == len(PAUSES) + 1
        assert causes[Cause.UNREACHABLE] <= len(PAUSES) + 1
        assert len(sms.messages) == 3


@proves("R02", "G2")
class TestNothingOfItIsProof:
    @pytest.mark.parametrize("works", [True, False])
    def test_a_message_has_no_effect_whether_it_arrives_or_fails_for_ever(self, sms: Taken, works: bool) -> None:
        submit([penalty(ME)])
        give(ME, Channel.SMS, "13900000000")
        sms.status = 200 if works else 500
        forever = confirmed(lawbook())
        [held] = held_by(indexes(ME), lawbook=lawbook(), at=AT)
        at = AT
        while at < held.until:
            sweep(at)
            # With a lawbook that is confirmed every year: nothing but the missing proof keeps it from having an effect.
            [held] = held_by(indexes(ME), lawbook=forever, at=at)
            assert held.standing is Standing.AWAITING_NOTICE
            at += timedelta(days=29)
        assert standing(held.until) is Standing.EXPIRED
        assert only_letter().attempts.exists()

    def test_printing_and_posting_have_none_either(self) -> None:
        submit([penalty(ME)])
        printed(only_letter().ref)
        printed(only_letter().ref, keeper())
        assert standing(AT + 60 * DAY) is Standing.AWAITING_NOTICE

    def test_a_letter_that_came_back_has_none(self) -> None:
        submit([penalty(ME)])
        ref = only_letter().ref
        printed(ref, keeper())
        note_letter_returned(ref, lawbook=lawbook(), by=keeper(), at=AT + 5 * DAY)
        assert standing(AT + 60 * DAY) is Standing.AWAITING_NOTICE
        assert notices.state_of(only_letter(), at=AT) is LetterState.RETURNED
        assert_ledger_is_sound()


@proves("R01", "G1")
class TestSignedAtWindow:
    def test_is_proof_and_the_waiting_period_follows(self) -> None:
        submit([penalty(ME)])
        ref = only_letter().ref
        printed(ref, counter())
        sign_at_window(ref, lawbook=lawbook(), by=counter(), at=AT)
        assert notices.state_of(only_letter(), at=AT) is LetterState.DELIVERED
        [held] = held_by(indexes(ME), lawbook=lawbook(), at=AT + timedelta(minutes=1))
        assert held.standing is Standing.WAITING
        [event] = held.events
        assert (event.proof_mode, event.proof_on) == ("signed_at_window", day_of(AT))
        assert held.effect_from is not None
        assert held.effect_from > AT + 7 * DAY
        assert standing(held.effect_from - timedelta(seconds=1)) is Standing.WAITING
        assert standing(held.effect_from) is Standing.IN_EFFECT
        assert_ledger_is_sound()

    def test_needs_the_letter_to_be_printed_by_this_unit_and_not_signed_for(self) -> None:
        submit([penalty(ME)])
        ref = only_letter().ref
        for _ in range(2):
            with pytest.raises(Refusal) as refused:
                sign_at_window(ref, lawbook=lawbook(), by=counter(), at=AT)
            assert refused.value.reason is Reason.LETTER_NOT_PRINTED
            printed(ref, clerk())
        printed(ref, counter())
        sign_at_window(ref, lawbook=lawbook(), by=counter(), at=AT)
        with pytest.raises(Refusal) as refused:
            sign_at_window(ref, lawbook=lawbook(), by=counter(), at=AT)
        assert refused.value.reason is Reason.LETTER_NOT_PRINTED

    @proves("R03", "E8")
    def test_is_no_proof_where_whoever_asks_notes_it(self) -> None:
        """The office that wants the record to have an effect does not say that its person was told."""
        submit([penalty(ME)])
        ref = only_letter().ref
        printed(ref, clerk())
        with pytest.raises(Refusal) as refused:
            sign_at_window(ref, lawbook=lawbook(), by=clerk(), at=AT)
        assert refused.value.reason is Reason.UNIT_MAY_NOT
        assert standing(AT + 90 * DAY) is Standing.AWAITING_NOTICE

    def test_of_an_older_version_proves_nothing_of_the_newer(self) -> None:
        submit([penalty(ME)])
        ref = only_letter().ref
        printed(ref, counter())
        submit([penalty(ME, amount_fen=300_000)], at=AT + DAY, as_of=AT + DAY)
        sign_at_window(ref, lawbook=lawbook(), by=counter(), at=AT + 2 * DAY)
        assert standing(AT + 90 * DAY) is Standing.AWAITING_NOTICE

    def test_is_a_clerks_act(self) -> None:
        submit([penalty(ME)])
        printed(only_letter().ref)
        for by in (keeper(), filled.official(Role.DATA_OFFICER, "credit_centre"), filled.official(Role.AUDITOR)):
            with pytest.raises(Refusal) as refused:
                sign_at_window(only_letter().ref, lawbook=lawbook(), by=by, at=AT)
            assert refused.value.reason is Reason.ROLE_MAY_NOT


class TestReturnSlip:
    def test_is_proof_of_the_day_on_it(self) -> None:
        submit([penalty(ME)])
        ref = only_letter().ref
        printed(ref, keeper())
        note_slip(ref, signed_on=day_of(AT + 3 * DAY), lawbook=lawbook(), by=keeper(), at=AT + 6 * DAY)
        [held] = held_by(indexes(ME), lawbook=lawbook(), at=AT + 6 * DAY)
        assert [(e.proof_mode, e.proof_on) for e in held.events] == [("postal_return_slip", day_of(AT + 3 * DAY))]
        assert held.standing is Standing.WAITING
        assert_ledger_is_sound(AT + 7 * DAY)

    @pytest.mark.parametrize(
        ("on", "reason"),
        [(day_of(AT - DAY), Reason.PROOF_BEFORE_LETTER), (day_of(AT + 7 * DAY), Reason.PROOF_IN_FUTURE)],
    )
    def test_is_neither_before_the_letter_nor_in_the_future(self, on: date, reason: Reason) -> None:
        submit([penalty(ME)])
        ref = only_letter().ref
        printed(ref, keeper())
        with pytest.raises(Refusal) as refused:
            note_slip(ref, signed_on=on, lawbook=lawbook(), by=keeper(), at=AT + 6 * DAY)
        assert refused.value.reason is reason

    def test_is_noted_by_the_keeper_alone(self) -> None:
        submit([penalty(ME)])
        ref = only_letter().ref
        printed(ref, keeper())
        elsewhere = filled.official(Role.CASE_OFFICER, "transport")
        for by, reason in ((elsewhere, Reason.UNIT_MAY_NOT), (clerk(), Reason.ROLE_MAY_NOT)):
            with pytest.raises(Refusal) as refused:
                note_slip(ref, signed_on=day_of(AT), lawbook=lawbook(), by=by, at=AT)
            assert refused.value.reason is reason
            with pytest.raises(Refusal) as refused:
                note_letter_returned(ref, lawbook=lawbook(), by=by, at=AT)
            assert refused.value.reason is reason

    def test_needs_a_letter_that_is_under_way(self) -> None:
        submit([penalty(ME)])
        ref = only_letter().ref
        with pytest.raises(Refusal) as refused:
            note_letter_returned(ref, lawbook=lawbook(), by=keeper(), at=AT)
        assert refused.value.reason is Reason.LETTER_NOT_PRINTED
        printed(ref, keeper())
        note_letter_returned(ref, lawbook=lawbook(), by=keeper(), at=AT)
        with pytest.raises(Refusal):
            note_slip(ref, signed_on=day_of(AT), lawbook=lawbook(), by=keeper(), at=AT)
        printed(ref, keeper(), AT + DAY)
        note_slip(ref, signed_on=day_of(AT + DAY), lawbook=lawbook(), by=keeper(), at=AT + DAY)
        assert states() == [("paper", "returned"), ("paper", "delivered")]


class TestFind:
    def test_shows_references_and_enters_the_look_whatever_is_found(self) -> None:
        submit([penalty(ME)])
        found = find_letters(ME, lawbook=lawbook(), by=clerk(), at=AT)
        assert [letter.ref for letter in found.letters] == [only_letter().ref]
        assert find_letters(person("别人", 51), lawbook=lawbook(), by=clerk(), at=AT).letters == ()
        entries = AccessEntry.objects.filter(number_index=indexes(ME).number)
        assert [entry.outcome for entry in entries] == ["letters_found"] * 2

    def test_finds_by_the_reference_and_tells_whose_it_is(self) -> None:
        submit([penalty(ME)])
        found = find_letters(only_letter().ref, lawbook=lawbook(), by=clerk(), at=AT)
        assert found.identity == ME
        with pytest.raises(Refusal) as refused:
            find_letters("2222222222", lawbook=lawbook(), by=clerk(), at=AT)
        assert refused.value.reason is Reason.LETTER_UNKNOWN

    @proves("N6")
    def test_leaves_out_what_was_opened_and_says_what_was_signed_for(self) -> None:
        submit([penalty(ME), penalty(ME, "黑交罚〔2026〕0419号")])
        first, second = letters()
        read_letter(first.ref, lawbook=lawbook(), by=indexes(ME), at=AT)
        printed(second.ref, counter())
        sign_at_window(second.ref, lawbook=lawbook(), by=counter(), at=AT)
        [found] = find_letters(ME, lawbook=lawbook(), by=clerk(), at=AT).letters
        assert (found.ref, notices.signed_on(found)) == (second.ref, day_of(AT))
        assert notices.unread(indexes(ME).number, indexes(ME).name) == [found]

    def test_a_letter_of_an_unfinished_file_does_not_exist(self) -> None:
        submit([penalty(ME)], close=False)
        from chengxin.apps.notices.models import Letter

        ref = Letter.objects.get().ref
        with pytest.raises(Refusal) as refused:
            find_letters(ref, lawbook=lawbook(), by=clerk(), at=AT)
        assert refused.value.reason is Reason.LETTER_UNKNOWN
        with pytest.raises(Refusal):
            printed(ref)

    def test_a_namesake_under_the_number_sees_no_look_at_the_others_letter(self) -> None:
        from chengxin.apps.inquiries import selectors as inquiries
        from chengxin.apps.ledger.batch import Writer
        from chengxin.apps.people.actions.add_namesake import add_namesake

        submit([penalty(ME)])
        namesake = person("另一人", 51)
        with transaction.atomic():
            add_namesake(namesake, writer=Writer(AT))
        printed(only_letter().ref)
        assert [e.outcome for e in inquiries.list_for_person(indexes(ME), at=AT)] == ["letter_printed"]
        assert not inquiries.list_for_person(indexes(namesake), at=AT)


class TestPrint:
    def test_keeps_the_bytes_encrypted_and_gives_the_same_again(self) -> None:
        submit([penalty(ME)])
        ref = only_letter().ref
        first = printed(ref)
        assert first.startswith(b"%PDF")
        assert printed(ref, keeper(), AT + 30 * DAY) == first
        [paper] = Paper.objects.all()
        assert b"%PDF" not in bytes(paper.content)
        assert ME.name.encode() not in bytes(paper.content)
        assert states() == [("paper", "sent"), ("paper", "sent")]
        assert_ledger_is_sound(AT + 30 * DAY)

    def test_nothing_is_kept_of_a_letter_that_was_only_read(self) -> None:
        submit([penalty(ME)])
        read_letter(only_letter().ref, lawbook=lawbook(), by=indexes(ME), at=AT)
        assert not Paper.objects.exists()

    def test_of_a_matter_goes_to_whom_the_matter_names(self) -> None:
        from chengxin.apps.matters.actions.note_overdue import note_overdue

        matter(OTHER)
        note_overdue(lawbook=lawbook(), at=AT + 40 * DAY)
        assert printed(only_letter(OTHER).ref, at=AT + 41 * DAY).startswith(b"%PDF")

    def test_is_for_clerks_and_the_keepers_case_officers(self) -> None:
        submit([penalty(ME)])
        for role in (Role.DATA_OFFICER, Role.AUDITOR):
            with pytest.raises(Refusal) as refused:
                printed(only_letter().ref, filled.official(role))
            assert refused.value.reason is Reason.ROLE_MAY_NOT
        with pytest.raises(Refusal) as refused:
            printed(only_letter().ref, filled.official(Role.CASE_OFFICER, "transport"))
        assert refused.value.reason is Reason.UNIT_MAY_NOT


class TestContact:
    def test_is_kept_encrypted_and_destroyed_in_one_step(self) -> None:
        contact = give(ME)
        mine = indexes(ME)
        assert b"example" not in bytes(contact.content)
        assert [notices.address_of(one) for one in notices.contacts_of(mine.number, mine.name)] == ["me@example.cn"]
        assert remove_contact(Channel.EMAIL, number_index=mine.number, name_index=mine.name, at=AT)
        contact.refresh_from_db()
        assert (contact.content, contact.data_key, contact.salt) == (None, None, None)
        assert notices.contacts_of(mine.number, mine.name) == []
        assert not remove_contact(Channel.EMAIL, number_index=mine.number, name_index=mine.name, at=AT)
        assert_ledger_is_sound()

    def test_a_new_one_destroys_the_old(self) -> None:
        old = give(ME)
        give(ME, address="new@example.cn")
        old.refresh_from_db()
        assert old.content is None
        assert Contact.objects.filter(content__isnull=False).count() == 1

    def test_stops_the_messages(self, mail: Taken) -> None:
        submit([penalty(ME)])
        give(ME)
        mine = indexes(ME)
        remove_contact(Channel.EMAIL, number_index=mine.number, name_index=mine.name, at=AT)
        assert sweep() == 0
        assert mail.tried == 0

    @pytest.mark.parametrize(
        ("channel", "written"),
        [
            (Channel.EMAIL, "no"),
            (Channel.EMAIL, "a@b.cn\nBcc: c@d.cn"),
            (Channel.EMAIL, "王@example.cn"),
            (Channel.SMS, "110"),
            (Channel.SMS, "12345678901"),
            (Channel.PAPER, "黑河市"),
        ],
    )
    def test_takes_no_other_address(self, channel: Channel, written: str) -> None:
        with pytest.raises(Refusal) as refused:
            give(ME, channel, written)
        assert refused.value.reason is Reason.CONTACT_NOT_USABLE
        assert not Contact.objects.exists()

    def test_only_the_content_can_go(self) -> None:
        contact = give(ME)
        with pytest.raises(DatabaseError), transaction.atomic():
            Contact.objects.filter(pk=contact.pk).update(channel="sms")


class TestUndelivered:
    def test_counts_by_template_and_age_and_names_nobody(self) -> None:
        submit([penalty(ME)])
        submit([penalty(OTHER, "黑交罚〔2026〕0420号")], at=AT + 20 * DAY)
        [row] = notices.undelivered(at=AT + 31 * DAY)
        assert (row.template, row.count, row.older, row.oldest_at) == ("registered_adverse", 2, (2, 1, 0), AT)
        read_letter(only_letter().ref, lawbook=lawbook(), by=indexes(ME), at=AT + 31 * DAY)
        printed(only_letter(OTHER).ref, counter())
        assert notices.undelivered(at=AT + 31 * DAY)[0].count == 1
        sign_at_window(only_letter(OTHER).ref, lawbook=lawbook(), by=counter(), at=AT + 31 * DAY)
        assert notices.undelivered(at=AT + 31 * DAY) == []
