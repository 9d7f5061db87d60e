"""On PostgreSQL the product runs as a role that does not own its tables, and can do its work but rewrite nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import DatabaseError

from chengxin.apps.complaints.actions.answer import answer
from chengxin.apps.complaints.actions.complain import complain
from chengxin.apps.complaints.actions.destroy_complaints import destroy_complaints
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.backup import dump
from chengxin.apps.ledger.protect import LOG, PAYLOAD, grant_application
from chengxin.apps.ledger.verify import verify
from chengxin.apps.notices import selectors as notices
from chengxin.apps.people import selectors as people
from chengxin.apps.records.actions.read_letter import read_letter
from chengxin.apps.records.actions.settle_row import Finding, settle_row
from chengxin.apps.submissions.actions.destroy_held_rows import destroy_held_rows
from chengxin.apps.submissions.actions.destroy_uploads import destroy_uploads
from chengxin.cli import product
from chengxin.core.complaints import About, Result
from chengxin.core.permissions import Role
from chengxin.web.law import lawbook
from tests.web import filled

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has roles"),
]
WHO = filled.person("王䶮", 41)


@pytest.fixture
def as_application():
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE chengxin_test_app")
        grant_application("chengxin_test_app")
        cursor.execute("SET ROLE chengxin_test_app")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


class TestRole:
    def test_can_do_the_whole_road(self, as_application):
        filled.submit([filled.penalty(WHO, proof=filled.enclosed(date(2026, 9, 18)))])
        who = people.indexes(WHO)
        (letter,) = notices.list_for_person(who.number, who.name)
        read_letter(letter.ref, lawbook=lawbook(), by=who, at=filled.AT)
        filled.nothing_new()
        assert filled.ask(filled.matter(WHO), WHO).answer is not None
        seal(at=filled.AT, force_checkpoint=True)
        assert destroy_uploads(lawbook=lawbook(), at=filled.AT + timedelta(days=60)) == 1
        assert verify().findings == ()

    def test_can_destroy_a_row_that_was_settled(self, as_application):
        filled.submit([filled.penalty(WHO)])
        held = filled.submit([filled.penalty(filled.person("赵㐱", 41), "黑交罚〔2026〕0418号")]).held_rows.get()
        by = filled.official(Role.CASE_OFFICER, "credit_centre")
        settle_row(held, finding=Finding.ROW_IS_WRONG, reason="写错", lawbook=lawbook(), by=by, at=filled.AT)
        assert destroy_held_rows(lawbook=lawbook(), at=filled.AT + timedelta(days=60)) == 1
        assert verify().findings == ()

    def test_can_destroy_a_report_that_was_answered(self, as_application):
        ref = complain(About.BODY, "transport", words="在群里发了名单", lawbook=lawbook(), at=filled.AT).ref
        by = filled.official(Role.CASE_OFFICER, "credit_centre")
        answer(ref, result=Result.WRONG, words="已经撤下", by=by, at=filled.AT)
        assert destroy_complaints(lawbook=lawbook(), at=filled.AT + timedelta(days=800)) == 1
        assert verify().findings == ()

    def test_can_back_everything_up(self, as_application):
        filled.submit([filled.penalty(WHO)])
        told = dump.manifest(at=filled.AT)
        parts = list(dump.parts(told))
        assert sum(len(dump.rows_of(part)[1]) for part in parts[1:]) == told.rows > 10
        assert told.last["ledger_batch"] > 0

    def test_can_tell_that_the_database_is_migrated(self, as_application):
        product.require_migrated()

    @pytest.mark.parametrize(
        "model", [m for m in apps.get_models() if getattr(m, "table_class", "") == LOG], ids=lambda m: m.__name__
    )
    def test_has_no_right_to_rewrite_a_log(self, as_application, model):
        table = model._meta.db_table
        column = model._meta.pk.column
        for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}", f"TRUNCATE {table}"):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                connection.cursor().execute(statement)

    @pytest.mark.parametrize(
        "model", [m for m in apps.get_models() if getattr(m, "table_class", "") == PAYLOAD], ids=lambda m: m.__name__
    )
    def test_has_no_right_to_delete_a_payload_or_drop_a_trigger(self, as_application, model):
        table = model._meta.db_table
        for statement in (f"DELETE FROM {table}", f"DROP TRIGGER {table}_no_update ON {table}"):
            with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
                connection.cursor().execute(statement)
