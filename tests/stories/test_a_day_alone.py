"""A day without mail, text messages and witnesses: receiving and rights go on, no adverse effect
begins meanwhile, and afterwards everything leaves in order."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.test import Client

from chengxin.apps.inquiries.models import Answer
from chengxin.apps.ledger import proving, witness, witnessed
from chengxin.apps.ledger.verify import verify
from chengxin.apps.notices import selectors as notices
from chengxin.apps.notices.actions.contact import give_contact
from chengxin.apps.notices.models import Attempt, AttemptOutcome, Outage
from chengxin.apps.objections.actions.lodge import lodge
from chengxin.apps.people.selectors import indexes
from chengxin.apps.records.actions.read_letter import read_letter
from chengxin.apps.records.selectors import held_by
from chengxin.apps.submissions.selectors import receipt_of
from chengxin.core.delivery import Channel
from chengxin.core.objections import Ground
from chengxin.core.reasons import Reason
from chengxin.core.records import Standing
from chengxin.jobs.duties import run_due
from chengxin.web.law import lawbook
from tests import loopback
from tests.confirmed import confirmed
from tests.proves import proves
from tests.web import filled
from tests.witnesses import serving

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
#: 09:00 in Heihe.
BEGIN = filled.AT
#: Nobody listens here.
DEAD = 9
WAITING = filled.person("王䶮", 61)
TOLD = [
    filled.person(name, 62 + number)
    for number, name in enumerate(("诸葛长河", "孟·乌娜坚", "葛德鸿", "申屠默", "夹谷望岳"))
]
#: Of those who are told of something, who reads it in the portal before any message leaves.
READER = TOLD[3]
HOURS = (1, 2, 3, 4, 5, 9, 14, 19, 24)
PDF = ("文书.pdf", b"%PDF-1.7\n...\n%%EOF\n")


class World:
    """Everything outside that the product talks to, and whether it is there."""

    def __init__(self, settings, place) -> None:
        self.settings, self.place = settings, place
        self.keys = [
            witness.begin(place / name, name=f"{name}.example", log=proving.public_key())
            for name in ("court", "school")
        ]
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.MAIL_IS_ON, settings.EMAIL_HOST = True, "127.0.0.1"
        settings.DEFAULT_FROM_EMAIL = "noreply@example.cn"
        settings.SMS_SECRET = "a secret"
        settings.LEDGER_WITNESSES, settings.LEDGER_WITNESS_QUORUM = tuple(self.keys), 2
        self.name(DEAD, DEAD, [DEAD, DEAD])

    def name(self, mail: int, sms: int, witnesses: list[int]) -> None:
        self.settings.EMAIL_PORT = mail
        self.settings.SMS_URL = f"http://127.0.0.1:{sms}/send"
        self.settings.LEDGER_WITNESS_URLS = {
            key.text: f"http://127.0.0.1:{port}" for key, port in zip(self.keys, witnesses, strict=True)
        }

    def is_there(self, stack: ExitStack) -> tuple[loopback.Taken, loopback.Taken]:
        mail, sms = stack.enter_context(loopback.mail_server()), stack.enter_context(loopback.sms_gateway())
        ports = [stack.enter_context(serving(self.place / name)) for name in ("court", "school")]
        self.name(mail.port, sms.port, ports)
        return mail, sms


def standing(who, at) -> Standing:
    [one] = held_by(indexes(who), lawbook=confirmed(lawbook()), at=at)
    return one.standing


def letters(who) -> int:
    mine = indexes(who)
    return len(list(notices.list_for_person(mine.number, mine.name)))


@proves("I10", "G2")
def test_a_day_alone(settings, tmp_path, client: Client):
    settings.SECURE_SSL_REDIRECT = False
    world = World(settings, tmp_path)
    law = confirmed(lawbook())
    # Given: a person whose record begins to count within the day, an open matter, and witnesses that were here just now.
    waiting_days = timedelta(days=law.period("waiting_period", on=BEGIN.date()))
    told_on = (BEGIN - waiting_days).date()
    filled.submit([filled.penalty(WAITING, proof=filled.enclosed(told_on))], at=BEGIN - HOUR)
    filled.nothing_new(at=BEGIN - HOUR)
    matter = filled.matter(WAITING, at=BEGIN)
    # Who left an address last is told of something first.
    for place, who in reversed(list(enumerate(TOLD))):
        by_mail = place % 2 == 0 or who is READER
        channel, address = (Channel.EMAIL, f"{place}@example.cn") if by_mail else (Channel.SMS, f"1390000000{place}")
        mine = indexes(who)
        give_contact(channel, address, number_index=mine.number, name_index=mine.name, at=BEGIN - HOUR)
    with ExitStack() as stack:
        world.is_there(stack)
        assert run_due(BEGIN).cosigned == 2
    world.name(DEAD, DEAD, [DEAD, DEAD])
    assert standing(WAITING, BEGIN) is Standing.WAITING
    patience = witnessed.patience(law, at=BEGIN)

    # When: for a day nobody outside answers. Each time a file comes in, and each of the first ones tells somebody.
    files = []
    for hour in HOURS:
        at = BEGIN + hour * HOUR
        who = TOLD[hour - 1] if hour <= len(TOLD) else filled.person("德吉", 100 + hour)
        submission = filled.submit([filled.penalty(who, f"黑交罚〔2026〕{500 + hour:04d}号")], close=False, at=at)
        done = run_due(at)
        # Then: it is received, judged, and its person's letter waits in the inbox.
        assert (done.faults, done.cosigned, done.nudged) == (0, 0, 0)
        receipt = receipt_of(submission)
        assert receipt is not None
        files.append((receipt.rows, receipt.accepted))
        assert letters(who) >= 1
        asked = filled.ask(matter, WAITING, at=at, law=law)
        if hour > patience:
            # Nobody has vouched for the ledger for too long: what could work against the person waits.
            assert asked.reasons[0] is Reason.NOT_WITNESSED
        else:
            assert asked.reasons == (Reason.NOTHING_USABLE,)
    end = BEGIN + 24 * HOUR
    assert files == [(1, 1)] * len(HOURS)
    # Nobody was there, and that was seen once and not for each letter.
    assert (Outage.objects.count(), Attempt.objects.count()) == (2, 2)
    assert standing(WAITING, end) is Standing.IN_EFFECT
    shown = [one for one in Answer.objects.all() if one.fragments.exists()]
    assert shown == []
    # Rights go on: the person reads everything, and an objection is lodged and counts at once.
    filled.sign_in(client, WAITING)
    for page in ("/me/records/", "/me/letters/", "/me/looks/"):
        assert client.get(page).status_code == 200
    mine = indexes(READER)
    [letter] = notices.list_for_person(mine.number, mine.name)
    assert read_letter(letter.ref, lawbook=law, by=mine, at=end) is not None
    [record] = held_by(indexes(TOLD[0]), lawbook=law, at=end)
    who = indexes(TOLD[0])
    about = {"ground": Ground.WRONG_FACT, "words": "金额不对", "files": [PDF], "lawbook": law}
    lodge(record.record.ref, **about, by=who, at=end)

    # When they are there again: every message leaves once, in the order of its letter, and the ledger is vouched for.
    with ExitStack() as stack:
        mail, sms = world.is_there(stack)
        done = run_due(end + HOUR)
        assert (done.cosigned, done.nudged) == (2, len(TOLD) - 1)
        assert [to for to, _ in mail.messages] == ["0@example.cn", "2@example.cn", "4@example.cn"]
        assert [to for to, _ in sms.messages] == ["13900000001"]
        waited = sum(letters(who) for who in TOLD if who is not READER)
        assert Counter(AttemptOutcome.objects.values_list("state", flat=True)) == {"failed": 2, "sent": waited}
        assert not Outage.objects.filter(ended_at=None).exists()
        later = end + 2 * HOUR
        filled.nothing_new(at=later)
        again = filled.matter(WAITING, at=later, request_no="黑政服〔2026〕11821", reason="重新申请")
        assert filled.ask(again, WAITING, at=later, law=law).reasons == (Reason.FOUND_USABLE,)
    assert verify().findings == ()
