"""Destruction through its acts: what is due, what stays in bulk, two looks, what is gone, and what remains."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from itertools import islice

import pytest
from django.apps import apps
from django.db import connection

from chengxin.apps import letters
from chengxin.apps.destruction import selectors
from chengxin.apps.destruction.actions.keep import keep
from chengxin.apps.destruction.actions.make_list import list_due, make_list
from chengxin.apps.destruction.actions.review import review
from chengxin.apps.destruction.models import Certificate, DueList, DueRecord
from chengxin.apps.inquiries.actions.answer import replay
from chengxin.apps.inquiries.actions.print_letter import print_letter
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.keys import INDEX_BYTES
from chengxin.apps.ledger.models import Entry, commit
from chengxin.apps.ledger.verify import verify
from chengxin.apps.notices import selectors as notices
from chengxin.apps.notices.models import Letter, Paper
from chengxin.apps.objections.actions.lodge import lodge
from chengxin.apps.objections.actions.withdraw import withdraw as take_back
from chengxin.apps.officials.actions.appoint import appoint
from chengxin.apps.officials.models import Official
from chengxin.apps.people import selectors as people
from chengxin.apps.records.actions.make_statement import make_statement
from chengxin.apps.records.models import Record, RecordEvent, Version
from chengxin.apps.records.selectors import held_by
from chengxin.apps.submissions import selectors as submissions
from chengxin.core.calendar import day_of, start_of
from chengxin.core.destruction import Ground, Order, Stay
from chengxin.core.editions import Editions
from chengxin.core.facts import RowState
from chengxin.core.objections import Ground as Objected
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.records import Event
from chengxin.web.law import lawbook
from tests.proves import proves
from tests.web import filled

WHO, OTHER = filled.person(), filled.person("赵㐱", 2)
DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
#: 行为2026年8月19日结束，36个月以后的第一刻。
END = start_of(date(2029, 8, 20))
PDF = ("凭证.pdf", b"%PDF-1.7\n...\n%%EOF\n")
pytestmark = pytest.mark.django_db


def numbers_from(number: str) -> Iterator[bytes]:
    """Every valid number of one county, from those of the birthday in `number` on: a thousand for each day."""
    weights = [pow(2, 17 - place, 11) for place in range(17)]
    day = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    while True:
        before = f"{number[:6]}{day:%Y%m%d}"
        known = sum(int(digit) * weight for digit, weight in zip(before, weights, strict=False))
        for order in range(1_000):
            mark = known + order // 100 * weights[14] + order // 10 % 10 * weights[15] + order % 10 * weights[16]
            yield b"%s%03d%c" % (before.encode(), order, b"10X98765432"[mark % 11])
        day += timedelta(days=1)


@pytest.fixture
def who():
    """A person with one penalty in effect."""
    filled.submit([filled.penalty(WHO, proof=filled.enclosed(date(2026, 9, 18)))], at=filled.AT - 30 * DAY)
    return people.indexes(WHO)


def keeper(name):
    """A case officer of the unit that keeps the platform."""
    known = Official.objects.filter(username=name).first()
    seat = {"unit": "credit_centre", "seat": "核对岗", "role": Role.CASE_OFFICER, "course_on": filled.LEARNED}
    return known or appoint(username=name, name=name, **seat, password="correct-horse-42", by="tests", at=filled.AT)


def first():
    return keeper("鞠雁秋")


def second():
    return keeper("尹伯安")


def listed(at=END, law=None):
    while list_due(lawbook=law or lawbook(), at=at):
        pass
    return DueList.objects.order_by("-pk").first()


def looked(due_list, by, at=END, law=None):
    return review(due_list.ref, lawbook=law or lawbook(), by=by, at=at)


def destroyed(at=END, law=None):
    """List, look twice, and give back the certificate."""
    due_list = listed(at, law)
    looked(due_list, first(), at, law)
    return looked(due_list, second(), at + HOUR, law).certificate


def kept(due_list, at=END, *, order=Order.KEEP, last_day=date(2029, 10, 1), who=WHO, by=None, law=None, **more):
    (record,) = [one.record for one in opened(due_list, at, law).places if person_of(one.record) == people.indexes(who)]
    given = {"words": "同案的另一件还没有审结", "document": "", "lawbook": law or lawbook(), "at": at} | more
    return keep(due_list.ref, record.ref, order=order, last_day=last_day, by=by or first(), **given)


def person_of(record):
    person = record.person
    return people.Indexes(bytes(person.number_index), bytes(person.name_index)) if person else None


def opened(due_list, at=END, law=None):
    return selectors.get(due_list.ref, lawbook=law or lawbook(), at=at)


def held(who, at=END):
    return held_by(who, lawbook=lawbook(), at=at)


def newest_letter(who):
    letter = notices.list_for_person(who.number, who.name).first()
    text = letters.render(letter, lawbook=lawbook())
    return letter, dict(fact for section in text.sections for fact in section.facts), str(text)


class TestList:
    @proves("R06", "I3")
    def test_holds_a_record_from_the_very_second_of_its_end(self, who):
        assert listed(END - SECOND) is None
        due_list = listed(END)
        (place,) = opened(due_list).places
        assert (place.due.ground, place.due.at, place.is_free) == (Ground.EXPIRED, END, True)

    def test_is_made_once_a_day_and_holds_each_record_once(self, who):
        assert list_due(lawbook=lawbook(), at=END) == 1
        assert list_due(lawbook=lawbook(), at=END) == 0
        assert list_due(lawbook=lawbook(), at=END + DAY) == 0
        assert DueRecord.objects.count() == 1

    def test_can_be_made_by_an_official_of_the_keeper(self, who):
        made = make_list(lawbook=lawbook(), by=first(), at=END)
        assert made.by == first()
        assert make_list(lawbook=lawbook(), by=first(), at=END) is None
        stranger = filled.official(Role.CASE_OFFICER, "transport", name="魏立志")
        with pytest.raises(Refusal, match=Reason.UNIT_MAY_NOT):
            make_list(lawbook=lawbook(), by=stranger, at=END)
        with pytest.raises(Refusal, match=Reason.ROLE_MAY_NOT):
            make_list(lawbook=lawbook(), by=filled.official(Role.CLERK), at=END)

    def test_leaves_out_a_file_that_is_not_complete(self):
        filled.submit([filled.penalty(WHO)], at=filled.AT, close=False)
        assert listed(END) is None

    def test_of_what_was_withdrawn_waits_for_its_own_end_while_the_period_is_not_confirmed(self, who):
        gone = filled.penalty(WHO, state=RowState.WITHDRAWN)
        filled.submit([gone], at=filled.AT)
        assert listed(filled.AT + 800 * DAY) is None
        (place,) = opened(listed(END)).places
        assert place.due.ground is Ground.EXPIRED


class TestSealed:
    def sealed(self, on=date(2027, 3, 1)):
        """The lawbook as if law sealed road penalties from a day on."""
        book = lawbook()
        basis = book.item("road_transport_violation").bases[:1]
        rows = [
            replace(one, in_force_until=on, sealed_from=on, sealed_by=basis)
            if one.slug == "road_transport_violation"
            else one
            for one in book.items.rows
        ]
        return replace(book, items=Editions(rows), digest="0" * 64)

    @proves("B5")
    def test_enters_the_list_at_once(self, who):
        law, at = self.sealed(), start_of(date(2027, 3, 1))
        assert listed(at - SECOND, law) is None
        (place,) = opened(listed(at, law), at, law).places
        assert (place.due.ground, place.due.at) == (Ground.SEALED, at)

    @proves("B5")
    def test_enters_the_list_on_the_day_on_which_the_law_is_read_anew(self, who):
        at = start_of(date(2027, 3, 1)) + HOUR
        assert listed(at) is None
        assert listed(at + HOUR, self.sealed()) is not None

    @proves("B5")
    def test_cannot_be_kept_but_by_a_legal_document(self, who):
        law, at = self.sealed(), start_of(date(2027, 3, 1))
        due_list = listed(at, law)
        with pytest.raises(Refusal, match=Reason.KEEP_NOT_SEALED):
            kept(due_list, at, law=law, last_day=date(2027, 4, 1))
        kept(due_list, at, law=law, last_day=date(2027, 4, 1), order=Order.LEGAL_HOLD, document="（2027）黑1102财保3号")
        assert opened(due_list, at, law).free == frozenset()

    @proves("B5")
    def test_is_destroyed_by_its_own_article(self, who):
        law = self.sealed()
        destroyed(start_of(date(2027, 3, 1)), law)
        letter = notices.list_for_person(who.number, who.name).first()
        text = str(letters.render(letter, lawbook=law))
        assert "法律规定封存（2027年3月1日）" in text
        assert law.item("road_transport_violation").sealed_by[0].cite() in text


class TestLooks:
    @proves("I3")
    def test_one_destroys_nothing_and_the_second_by_another_everything(self, who):
        due_list = listed()
        assert looked(due_list, first()).certificate is None
        assert held(who)
        with pytest.raises(Refusal, match=Reason.DESTRUCTION_NOTHING_LEFT):
            looked(due_list, first())
        assert held(who)
        assert looked(due_list, second()).certificate is not None
        assert held(who) == []

    @proves("I3")
    def test_are_not_for_whoever_had_a_part(self, who):
        objection = lodge(
            held(who, filled.AT)[0].record.ref, ground=Objected.WRONG_FACT, words="金额不对", lawbook=lawbook(), by=who,
            through=first(), at=filled.AT,
        )  # fmt: skip
        take_back(objection.ref, lawbook=lawbook(), by=who, at=filled.AT)
        due_list = listed()
        with pytest.raises(Refusal, match=Reason.DESTRUCTION_TOOK_PART):
            looked(due_list, first())
        looked(due_list, second())
        assert looked(due_list, keeper("苗青禾")).certificate is not None

    def test_are_for_case_officers_of_the_keeper(self, who):
        due_list = listed()
        for official, reason in (
            (filled.official(Role.CASE_OFFICER, "transport", name="魏立志"), Reason.UNIT_MAY_NOT),
            (filled.official(Role.AUDITOR, "credit_office"), Reason.ROLE_MAY_NOT),
        ):
            with pytest.raises(Refusal, match=reason):
                looked(due_list, official)
        with pytest.raises(Refusal, match=Reason.DUE_LIST_MISSING):
            review("2222222222", lawbook=lawbook(), by=first(), at=END)


class TestKeeping:
    @pytest.fixture
    def both(self, who):
        """Two people, each with a record that ends on one day."""
        filled.submit([filled.penalty(OTHER, "黑交罚〔2026〕0500号")], at=filled.AT)
        return listed()

    @proves("I3")
    @pytest.mark.parametrize(
        ("order", "document", "stay"),
        [(Order.KEEP, "", Stay.KEPT), (Order.LEGAL_HOLD, "（2029）黑1102财保3号", Stay.HELD)],
    )
    def test_holds_in_bulk_and_ends_by_itself(self, who, both, order, document, stay):
        kept(both, order=order, document=document)
        looked(both, first())
        certificate = looked(both, second()).certificate
        assert certificate is not None
        (left,) = [one for one in opened(both).places if one.destroyed is None]
        assert (left.stays, bool(held(who)), held(people.indexes(OTHER))) == ((stay,), True, [])
        after = start_of(date(2029, 10, 2))
        assert opened(both, after - SECOND).free == frozenset()
        assert opened(both, after).free == {left.place.pk}
        # What came free later was not looked at: two looks again.
        assert looked(both, first(), after).certificate is None
        assert looked(both, second(), after).certificate is not None

    @proves("I3")
    def test_between_the_looks_holds_too(self, who, both):
        looked(both, first())
        kept(both, by=second())
        looked(both, second())
        assert held(who)

    def test_tells_the_person_why_until_when_and_by_whom(self, who, both):
        kept(both)
        letter, facts, _ = newest_letter(who)
        assert letter.template == "record_kept"
        assert facts["理由"] == "同案的另一件还没有审结"
        assert (facts["留到"], facts["决定的人"]) == ("2029年10月1日", "黑河市公共信用中心核对岗，鞠雁秋")
        assert "法律文书" not in facts

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"words": " "}, Reason.KEEP_NEEDS_WORDS),
            ({"order": Order.LEGAL_HOLD}, Reason.KEEP_NEEDS_DOCUMENT),
            ({"last_day": date(2029, 8, 19)}, Reason.KEEP_NEEDS_END),
            ({"last_day": date(2030, 8, 21)}, Reason.KEEP_NEEDS_END),
        ],
    )
    def test_needs_reason_document_and_end(self, who, both, change, reason):
        with pytest.raises(Refusal, match=reason):
            kept(both, **change)

    @proves("I3")
    def test_an_open_case_holds_until_it_is_closed(self, who, both):
        (record,) = held(who, END - HOUR)
        case = lodge(
            record.record.ref, ground=Objected.WRONG_FACT, words="金额不对", lawbook=lawbook(), by=who, at=END - HOUR
        )
        (mine,) = [one for one in opened(both).places if one.stays]
        assert mine.stays == (Stay.OPEN_CASE,)
        looked(both, first())
        looked(both, second())
        assert held(who)
        take_back(case.ref, lawbook=lawbook(), by=who, at=END + HOUR)
        assert opened(both, END + HOUR).free == {mine.place.pk}

    @proves("I3")
    def test_an_answer_that_was_not_recalled_holds(self, who):
        filled.nothing_new()
        given = filled.ask(filled.matter(WHO), WHO).answer
        assert [one for one in replay(given).fragments if one]
        filled.submit([filled.penalty(WHO, state=RowState.WITHDRAWN)], at=filled.AT + DAY)
        (place,) = opened(listed()).places
        assert place.stays == (Stay.OPEN_RECALL,)

    def test_a_licence_that_its_source_confirmed_again_is_not_due(self):
        licence = filled.licence(WHO, ends_on=None)
        filled.submit([licence], feed=filled.LICENCES, at=filled.AT)
        (held_one,) = held(people.indexes(WHO), filled.AT)
        end = held_one.until
        due_list = listed(end)
        filled.submit([licence], feed=filled.LICENCES, at=end + HOUR)
        (place,) = opened(due_list, end + 2 * HOUR).places
        assert place.stays == (Stay.NOT_DUE,)
        with pytest.raises(Refusal, match=Reason.DESTRUCTION_NOTHING_LEFT):
            looked(due_list, first(), end + 2 * HOUR)


@pytest.fixture
def life(who):
    """A record with everything that can hang on one: a letter on paper, an answer, own words, a case with a file."""
    by = filled.official(Role.CLERK)
    filled.nothing_new()
    filled.ask(filled.matter(WHO), WHO)
    (record,) = held(who, filled.AT)
    letter = Letter.objects.get(template="registered_adverse")
    print_letter(letter.ref, render=letters.render, site="信用黑河", lawbook=lawbook(), by=by, at=filled.AT)
    make_statement(record.record.ref, text="罚款当天就缴了", by=who, lawbook=lawbook(), at=filled.AT)
    case = lodge(
        record.record.ref, ground=Objected.WRONG_FACT, words="金额不对", files=[PDF], lawbook=lawbook(), by=who,
        at=filled.AT,
    )  # fmt: skip
    take_back(case.ref, lawbook=lawbook(), by=who, at=filled.AT)
    return record.record


#: Where something is encrypted about a record; answers and matters have periods of their own.
_ABOUT_RECORDS = {"records", "objections", "repairs", "notices"}


def secrets_of(record):
    """Every salt, key and ciphertext that makes anything about a record readable, by table."""
    found = []
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields}
        if {"salt", "content", "data_key"} <= names and model._meta.app_label in _ABOUT_RECORDS:
            for row in model._default_manager.filter(content__isnull=False):
                found += [(model._meta.label, bytes(value)) for value in (row.salt, row.content, row.data_key)]
    return found


def every_value():
    """(table, value) of every binary and text value in the database, read below the models."""
    for model in apps.get_models():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
            for row in cursor.fetchall():
                for value in row:
                    if isinstance(value, bytes | memoryview):
                        yield model._meta.label, bytes(value)
                    elif isinstance(value, str):
                        yield model._meta.label, value.encode()


class TestDestruction:
    @proves("R36", "I3")
    def test_leaves_no_salt_no_key_and_no_ciphertext_anywhere(self, who, life):
        secrets = secrets_of(life)
        assert {label for label, _ in secrets} >= {
            "records.Version",
            "records.Statement",
            "objections.Objection",
            "objections.Evidence",
            "objections.CaseStep",
            "notices.Paper",
        }
        destroyed()
        left = list(every_value())
        for label, secret in secrets:
            assert not [table for table, value in left if secret in value], label
        assert Record.objects.get().person is None

    @proves("R36", "I3")
    def test_leaves_a_ledger_that_verifies(self, who, life):
        destroyed()
        seal(at=END + DAY, force_checkpoint=True)
        verdict = verify()
        assert verdict.findings == ()
        assert verdict.leaves == Entry.objects.count()

    @proves("R36")
    def test_of_a_commitment_that_is_left_a_guesser_finds_nothing(self, who, life):
        """Whoever knows every fact of the record but not the salt: the right content under any salt gives another leaf; and
        every other digest that is left is under a key that is in no table."""
        version = Version.objects.select_related("record__person").get()
        told, salt = version.told(), bytes(version.salt)
        entry = Entry.objects.get(pk=version.pk)
        assert commit(salt, told) == bytes(entry.commitment)
        destroyed()
        left = {value for _, value in every_value()}
        assert not any(salt in value for value in left)
        guesses = {commit(os.urandom(32), told) for _ in range(20_000)} | {commit(bytes(32), told), commit(b"", told)}
        assert not guesses & left
        # Plain digests of anything that a guesser can write down: number, name, decision, natural key, whole content.
        plain = [
            WHO.number, WHO.name, WHO.number + WHO.name, told["content"]["decision_no"], told["natural_key"],
            str(told["content"]),
        ]  # fmt: skip
        hashes = {sha256(text.encode()).digest() for text in plain}
        assert not {cut for one in hashes for cut in (one, one[:INDEX_BYTES])} & left
        assert not {one.hex().encode() for one in hashes} & left
        # And of every number that anybody of the county can have who was born on that day or later.
        digests = {value for value in left if len(value) in {32, INDEX_BYTES}}
        assert {len(value) for value in digests} == {32, INDEX_BYTES}
        assert WHO.number.encode() in islice(numbers_from(WHO.number), 1_000)
        guessed = islice(numbers_from(WHO.number), int(os.environ.get("CHENGXIN_GUESSES", "10000")))
        hashed = (sha256(number).digest() for number in guessed)
        assert not any(one in digests or one[:INDEX_BYTES] in digests for one in hashed)
        assert not [value for value in left if WHO.number.encode() in value or WHO.name.encode() in value]

    @proves("R36", "D3")
    def test_of_what_was_answered_leaves_the_signed_envelope_alone(self, who, life):
        from chengxin.apps.inquiries.models import Answer

        before = replay(Answer.objects.get())
        assert [one for one in before.fragments if one]
        destroyed()
        after = replay(Answer.objects.get())
        assert after.envelope == before.envelope
        assert selectors.gone_from(Answer.objects.get().pk) == {0: (END + HOUR, Ground.EXPIRED)}
        assert set(after.fragments) == {None}

    @proves("I3")
    def test_tells_the_person_the_kind_and_the_day_and_nothing_of_the_content(self, who, life):
        body = Version.objects.get().told()["content"]
        certificate = destroyed()
        letter, facts, text = newest_letter(who)
        assert letter.template == "record_destroyed"
        assert facts["事项"].startswith("道路运输")
        assert facts["销毁证明的编号"] == certificate.ref
        assert facts["复核并同意的人"] == "黑河市公共信用中心核对岗，鞠雁秋；黑河市公共信用中心核对岗，尹伯安"
        assert facts["销毁的时间"] == "2029年8月20日01:00"
        assert not [value for value in (body["decision_no"], "2,000元", "罚款", "2026年9月16日") if value in text]
        (gone,) = selectors.destroyed_for_person(who, at=END + DAY)
        assert (gone.item, gone.unit, gone.letter) == ("road_transport_violation", "transport", letter.ref)
        assert selectors.destroyed_for_person(people.indexes(OTHER), at=END + DAY) == []

    def test_leaves_old_letters_without_words(self, who, life):
        destroyed()
        for letter in notices.list_for_person(who.number, who.name):
            rendered = letters.render(letter, lawbook=lawbook())
            assert (rendered is None) == (letter.template != "record_destroyed")
        assert Paper.objects.get().content is None

    @proves("I3")
    def test_is_whole_or_not_at_all(self, who, life, monkeypatch):
        due_list = listed()
        looked(due_list, first())

        def broken(*_args, **_more):
            raise RuntimeError("the disk is full")

        from django.db import transaction

        monkeypatch.setattr("chengxin.apps.destruction.actions.review.owe", broken)
        with pytest.raises(RuntimeError), transaction.atomic():
            looked(due_list, second())
        assert held(who)
        assert not Version.objects.filter(content=None).exists()
        assert not Certificate.objects.exists()

    @proves("I3")
    def test_is_certified_by_a_page_whose_digest_is_in_the_ledger(self, who, life):
        certificate = destroyed()
        pdf = selectors.pdf_of(certificate)
        assert pdf.startswith(b"%PDF-1.7")
        assert sha256(pdf).hexdigest() == certificate.sha256
        entry = Entry.objects.get(pk=certificate.pk)
        assert commit(bytes(certificate.salt), Certificate.objects.get().told()) == bytes(entry.commitment)
        assert WHO.name.encode() not in pdf

    @proves("I3")
    @pytest.mark.parametrize("state", [RowState.VALID, RowState.WITHDRAWN])
    def test_never_lets_the_same_decision_come_back(self, who, life, state):
        destroyed()
        row = filled.penalty(WHO, proof=filled.enclosed(date(2026, 9, 18)), amount_fen=1, state=state)
        again = filled.submit([row, filled.licence(WHO)], at=END + DAY).receipt
        outcome = again.submission.outcomes.get(row=2)
        if state is RowState.VALID:
            assert (again.refused, outcome.fate) == (1, "refused")
            (issue,) = submissions.issues_of(outcome)
            assert issue["code"] == "destroyed_before"
            assert "已经按期销毁" in issue["message"]
        else:
            assert (again.duplicate, outcome.fate) == (1, "duplicate")
        assert [one.item.slug for one in held(who, END + DAY)] == ["road_transport_qualification"]

    def test_takes_the_original_file_along_where_it_is_still_there(self, who):
        law, on = TestSealed().sealed(day_of(filled.AT)), start_of(day_of(filled.AT))
        from chengxin.apps.submissions.models import Upload

        assert Upload.objects.filter(data_key__isnull=False).exists()
        destroyed(on, law)
        assert not Upload.objects.filter(data_key__isnull=False).exists()

    def test_is_one_event_and_nothing_follows_it(self, who, life):
        destroyed()
        event = RecordEvent.objects.get(event=Event.DESTROYED)
        assert event.cause == Certificate.objects.get().pk
        from django.db import transaction

        from chengxin.apps.records.actions.void import void

        version = Version.objects.select_related("record").get()
        with transaction.atomic(), pytest.raises(Refusal, match=Reason.RECORD_DESTROYED):
            void(version, cause=1, writer=Writer(END + DAY))
