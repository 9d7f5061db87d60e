from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from chengxin.apps.ledger.batch import write
from chengxin.apps.ledger.verify import verify
from chengxin.apps.notices.selectors import list_for_person
from chengxin.apps.people import selectors as people
from chengxin.apps.records.actions.read_letter import read_letter
from chengxin.apps.records.models import Record, RecordEvent, Version
from chengxin.apps.records.selectors import held_by
from chengxin.core.calendar import day_of, start_of
from chengxin.core.editions import Editions
from chengxin.core.facts import RowState
from chengxin.core.records import Standing
from chengxin.web.law import lawbook
from tests.proves import proves
from tests.web import filled

pytestmark = pytest.mark.django_db
WHO = filled.person("王䶮", 21)
SERVED = filled.enclosed(date(2026, 9, 18))


def held(at=filled.AT):
    return held_by(people.indexes(WHO), lawbook=lawbook(), at=at)


class TestRegister:
    def test_gives_a_record_its_end_and_its_earliest_repair_day(self):
        filled.submit([filled.penalty(WHO)])
        (record,) = held()
        assert record.until.astimezone(filled.AT.astimezone().tzinfo).timestamp() == record.version.until.timestamp()
        assert (record.repair_from, record.standing) == (date(2026, 12, 17), Standing.AWAITING_NOTICE)

    @proves("R01")
    def test_a_change_that_repeats_an_old_day_of_service_proves_nothing(self):
        filled.submit([filled.penalty(WHO, proof=SERVED)], as_of=filled.AT - timedelta(days=30))
        assert [one.standing for one in held()] == [Standing.IN_EFFECT]
        filled.submit([filled.penalty(WHO, proof=SERVED, amount_fen=900_000)])
        assert [one.standing for one in held()] == [Standing.AWAITING_NOTICE]

    @proves("R01")
    def test_what_an_unconfirmed_item_told_proves_nothing_once_it_is_confirmed(self):
        tax = filled.penalty(
            WHO, "税稽〔2026〕7号", item="major_tax_violation", authority=lawbook().unit("tax").uscc, proof=SERVED
        )
        filled.submit([tax], feed="heihe/tax/serious_list")
        who = people.indexes(WHO)
        (letter,) = list_for_person(who.number, who.name)
        read_letter(letter.ref, lawbook=lawbook(), by=who, at=filled.AT)
        assert [one.standing for one in held()] == [Standing.PERSON_ONLY]
        confirmed = replace(
            lawbook(),
            items=Editions(
                [
                    replace(
                        lawbook().item("major_tax_violation"),
                        needs_check=False,
                        bases=lawbook().item("road_transport_violation").bases,
                    )
                ]
            ),
        )
        later = held_by(who, lawbook=confirmed, at=filled.AT + timedelta(days=60))
        assert [one.standing for one in later] == [Standing.AWAITING_NOTICE]

    @proves("B3")
    def test_that_lost_its_basis_has_no_effect_and_does_not_come_back(self):
        filled.submit([filled.penalty(WHO, proof=SERVED)])
        who = people.indexes(WHO)
        ends = day_of(filled.AT) + timedelta(days=3)
        old = replace(lawbook().item("road_transport_violation"), in_force_until=ends)
        new = replace(old, in_force_from=ends + timedelta(days=10), in_force_until=None)
        law = replace(lawbook(), items=Editions([old, new]))
        stands = [
            held_by(who, lawbook=law, at=start_of(ends) + timedelta(days=days, seconds=-1))[0].standing
            for days in (0, 1, 9, 30)
        ]
        assert stands == [Standing.IN_EFFECT, *[Standing.BASIS_ENDED] * 3]

    def test_the_same_row_in_another_file_adds_nothing(self):
        filled.submit([filled.penalty(WHO)])
        again = filled.submit([filled.penalty(WHO)], at=filled.AT + timedelta(days=1))
        assert (again.receipt.duplicate, Version.objects.count()) == (1, 1)

    def test_an_older_statement_is_never_applied(self):
        filled.submit([filled.penalty(WHO)])
        older = filled.submit([filled.penalty(WHO, amount_fen=1)], as_of=filled.AT - timedelta(days=1))
        assert (older.receipt.duplicate, held()[0].body["amount_fen"]) == (1, 200_000)

    def test_absence_from_a_later_file_is_no_withdrawal(self):
        filled.submit([filled.penalty(WHO, proof=SERVED)])
        filled.submit([filled.penalty(filled.person("赵㐱", 22))], at=filled.AT + timedelta(days=1))
        assert [one.standing for one in held()] == [Standing.IN_EFFECT]

    def test_a_withdrawn_decision_does_not_come_back(self):
        filled.submit([filled.penalty(WHO, proof=SERVED)])
        filled.submit([filled.penalty(WHO, state=RowState.WITHDRAWN)])
        back = filled.submit([filled.penalty(WHO, amount_fen=5)], at=filled.AT + timedelta(days=3))
        assert back.receipt.refused == 1
        assert [one.standing for one in held(filled.AT + timedelta(days=4))] == [Standing.WITHDRAWN]

    def test_a_row_past_its_end_is_turned_back(self):
        over = filled.submit([filled.penalty(WHO, conduct_end_on=date(2023, 1, 1))])
        assert (over.receipt.refused, Record.objects.count()) == (1, 0)

    @proves("R42")
    def test_another_name_under_a_number_waits_and_touches_nothing(self):
        filled.submit([filled.penalty(WHO, proof=SERVED)])
        before = [(one.record.pk, one.standing) for one in held()]
        other = filled.submit([filled.penalty(filled.person("王龚", 21), "黑交罚〔2026〕0500号")])
        assert other.receipt.waiting == 1
        assert other.held_rows.count() == 1
        assert [(one.record.pk, one.standing) for one in held()] == before

    @proves("R07")
    def test_a_newer_version_of_an_adverse_record_never_ends_later(self):
        filled.submit([filled.penalty(WHO, conduct_end_on=date(2026, 3, 1))], as_of=filled.AT - timedelta(days=9))
        first = held()[0].until
        filled.submit([filled.penalty(WHO, conduct_end_on=date(2026, 9, 1))])
        assert len(held()[0].versions) == 2
        assert held()[0].until == first

    def test_nothing_of_an_open_submission_is_seen(self):
        filled.submit([filled.penalty(WHO)], close=False)
        assert held() == []

    def test_a_licence_without_an_end_lives_on_while_its_source_confirms_it(self):
        filled.submit([filled.licence(WHO, ends_on=None)], feed=filled.LICENCES)
        first = held()[0].until
        later = filled.AT + timedelta(days=200)
        again = filled.submit([filled.licence(WHO, ends_on=None)], feed=filled.LICENCES, at=later)
        assert again.receipt.accepted == 1
        assert held(later)[0].until > first
        assert held(later)[0].standing is Standing.IN_EFFECT


class TestDatum:
    """R37: a datum without source, legal basis and period cannot exist."""

    @proves("R37")
    @pytest.mark.parametrize(
        ("model", "missing"),
        [
            (Version, {"submission_id": None}),
            (Version, {"until": None}),
            (Version, {"counted_from": None}),
            (Version, {"edition": ""}),
            (Version, {"record_id": None}),
            (Version, {"event": "guessed"}),
            (Record, {"unit": ""}),
            (Record, {"item": ""}),
        ],
    )
    def test_cannot_be_written_without(self, model, missing):
        filled.submit([filled.penalty(WHO)])
        row = model.objects.get()
        row.pk = row.pk + 1
        for column, value in missing.items():
            setattr(row, column, value)
        if model is Record:
            row.ref, row.natural_key = "OTHER", b"o" * 32
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.bulk_create([row])

    @proves("R02", "R37")
    @pytest.mark.parametrize("wrong", [{"proof_mode": ""}, {"proof_on": None}, {"proof_mode": "announced"}])
    def test_of_notice_cannot_be_written_without_day_and_mode(self, wrong):
        filled.submit([filled.penalty(WHO, proof=SERVED)])
        event = RecordEvent.objects.get()
        event.pk += 1
        for column, value in wrong.items():
            setattr(event, column, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            RecordEvent.objects.bulk_create([event])

    @proves("R37")
    def test_has_no_orphan(self):
        filled.submit([filled.penalty(WHO), filled.penalty(WHO, "黑交罚〔2026〕0419号")])
        assert not Record.objects.exclude(pk__in=Version.objects.values("record_id")).exists()
        assert not Record.objects.exclude(item__in=lawbook().items).exists()


class TestOwner:
    def test_of_a_record_cannot_be_changed_unseen(self):
        filled.submit([filled.penalty(WHO), filled.penalty(filled.person("赵㐱", 23), "黑交罚〔2026〕0777号")])
        first, second = Record.objects.order_by("pk")
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("ALTER TABLE records_record DISABLE TRIGGER USER")
            else:
                cursor.execute("DROP TRIGGER records_record_no_update")
            cursor.execute("UPDATE records_record SET person_id = %s WHERE id = %s", [second.person_id, first.pk])
        assert [finding.row for finding in verify().findings] == [first.pk]

    @proves("R01")
    def test_opening_an_old_letter_proves_nothing_about_a_version_written_meanwhile(self):
        filled.submit([filled.penalty(WHO)], as_of=filled.AT - timedelta(days=9))
        old = Version.objects.get()
        filled.submit([filled.penalty(WHO, amount_fen=9_900_000)])
        # As two transactions can leave it: the proof of the old version, written after the new version.
        with transaction.atomic():
            proof = RecordEvent(
                record=old.record,
                version=old,
                event="notice_proved",
                proof_mode="read_in_portal",
                proof_on=date(2026, 11, 24),
                at=filled.AT,
            )
            write(filled.AT, [("record_event", proof)])
        later = held(filled.AT + timedelta(days=60))
        assert [one.standing for one in later] == [Standing.AWAITING_NOTICE]
