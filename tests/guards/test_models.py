"""What the import linter cannot see: keys that point into the future, tables without a class, times without a name."""

from __future__ import annotations

import configparser
import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models

from chengxin.apps.ledger.protect import LOG, PAYLOAD, WORKING
from tests.guards import tree


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("chengxin.apps.")]


def stages() -> dict[str, int]:
    """App -> its place in time, as the import contracts have it; the ledger is 0."""
    parser = configparser.ConfigParser()
    parser.read_string((tree.ROOT / ".importlinter").read_text(encoding="utf-8"))
    layers = parser["importlinter:contract:stages"]["layers"].split("\n")
    rows = [re.findall(r"\w+", line) for line in layers if line.strip()]
    return {app: place for place, row in enumerate(reversed(rows)) for app in row}


def relations(found: list[type[models.Model]]) -> list[tuple[type[models.Model], models.Field]]:
    return [
        (model, field)
        for model in found
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]
        if field.is_relation
    ]


class TestStages:
    def test_covers_every_app_that_has_tables(self) -> None:
        assert {model._meta.app_label for model in own_models()} <= stages().keys()
        assert len(own_models()) >= 20

    def test_a_key_points_to_the_same_or_an_earlier_stage(self) -> None:
        place = stages()
        wrong = [
            f"{model.__name__}.{field.name} -> {field.related_model}"
            for model, field in relations(own_models())
            if place[model._meta.app_label] < place[field.related_model._meta.app_label]
        ]
        assert wrong == []

    def test_the_past_does_not_learn_the_future_through_the_back(self) -> None:
        wrong = [
            f"{model.__name__}.{field.name} needs related_name='+'"
            for model, field in relations(own_models())
            if model._meta.app_label != field.related_model._meta.app_label and not field.remote_field.hidden
        ]
        assert wrong == []

    def test_nothing_is_deleted_along_with_something_else(self) -> None:
        wrong = [
            f"{model.__name__}.{field.name}"
            for model, field in relations(own_models())
            if getattr(field.remote_field, "on_delete", models.PROTECT) is not models.PROTECT
        ]
        assert wrong == []


class TestTableClass:
    def test_is_stated_by_every_model(self) -> None:
        for model in own_models():
            assert getattr(model, "table_class", None) in {LOG, PAYLOAD, WORKING}, model

    @pytest.mark.django_db
    def test_the_database_refuses_accordingly(self) -> None:
        triggers = existing_triggers()
        for model in own_models():
            table, kind = model._meta.db_table, model.table_class  # type: ignore[attr-defined]
            found = {name.removeprefix(f"{table}_no_"): text for name, text in triggers.get(table, {}).items()}
            if kind == WORKING:
                assert not found, f"{table} is a working table but has triggers"
                continue
            needed = {"update", "delete"} | ({"truncate"} if connection.vendor == "postgresql" else set())
            assert needed <= found.keys(), f"{table} ({kind}) lacks {needed - found.keys()}"
            is_conditional = "WHEN" in found["update"].upper()
            assert is_conditional == (kind == PAYLOAD), f"{table} ({kind}): its UPDATE trigger does not fit its class"
            assert "WHEN" not in found["delete"].upper(), f"{table}: a DELETE is never allowed"

    @pytest.mark.django_db
    def test_the_one_allowed_update_names_every_column(self) -> None:
        """A column added later without telling the trigger would be free to change."""
        triggers = existing_triggers()
        checked = 0
        for model in own_models():
            if model.table_class != PAYLOAD:  # type: ignore[attr-defined]
                continue
            text = triggers[model._meta.db_table][f"{model._meta.db_table}_no_update"].lower().replace('"', "")
            for field in model._meta.concrete_fields:
                may_go = re.search(rf"new\.{field.column} is null", text) is not None
                # SQLite keeps the text as written; PostgreSQL prints it again in its own words, casts included.
                stays = re.search(
                    rf"new\.{field.column}\)?(::[\w ]+)? is ((not )?distinct from )?\(?old\.{field.column}\b", text
                )
                assert may_go != bool(stays), f"{model.__name__}.{field.name} is not guarded by the trigger"
                assert not may_go or field.null, f"{model.__name__}.{field.name} may go but cannot be NULL"
                checked += 1
        assert checked > 30

    def test_only_what_is_personal_may_go(self) -> None:
        for model in own_models():
            if model.table_class == LOG:  # type: ignore[attr-defined]
                assert not {"content", "data_key"} & {
                    field.name for field in model._meta.concrete_fields if field.null
                }, f"{model.__name__} is a log but its content can be NULL"


def existing_triggers() -> dict[str, dict[str, str]]:
    """table -> trigger -> its text, on either database."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
            )
        rows = cursor.fetchall()
    found: dict[str, dict[str, str]] = {}
    for table, name, text in rows:
        found.setdefault(table, {})[name] = text
    return found


#: Rows whose instant has no named official beside it, and who acted instead.
TIMES_WITHOUT_A_NAME = {
    "ledger.Batch": "any act; the rows of the batch name who",
    "ledger.Checkpoint": "the sealer, a machine",
    "notices.Letter": "owed by rule, written by no one",
    "notices.Release": "the closing of a file, whose receipt and submission name the sender",
    "notices.Outage": "a machine that did not answer another machine",
    "notices.Reading": "the person the letter is to",
    "matters.OverdueNote": "a rule: thirty days without an outcome",
    "promises.PromiseNote": "a rule, or the last paper, whose row names who noted it",
    "notices.Contact": "the person, by the indexes of the row",
    "notices.ContactRemoved": "the person whose contact it was",
    "sign_ins.OpenSession": "whoever came in, by the index of the row",
    "sign_ins.Subject": "the person, by the index of the row",
    "sign_ins.SignInCodeUsed": "the person whose code it was",
    "people.Person": "the submission that brought the record, which names its sender",
    "records.Record": "the submission that brought it, which names its sender",
    "records.Version": "the submission that brought it, which names its sender",
    "records.RecordEvent": "a submission, the person's own reading, the outcome of a paper letter or a case: each names its own",
    "records.Tombstone": "the submission that withdrew it, or the journal, whose line an act of a lost time wrote",
    "records.Statement": "the person, or `through`, the official who wrote it down for them",
    "extracts.Extract": "the person, or `through`, the official who made it for them",
    "extracts.ExtractCheck": "whoever held the paper, of whom nothing is known",
    "objections.Objection": "the person, or `through`, the official who acted for them",
    "repairs.Draft": "the clock: the day named in the first letter has come",
    "repairs.RepairRequest": "the person, or `through`, the official who acted for them",
    "consents.ConsentGiven": "the person, or `through`, the official who wrote it down for them",
    "consents.ConsentWithdrawn": "the person, or `through`, the official who wrote it down for them",
    "mandates.MandateEnded": "the person, or `through`, the official at the window",
    "looks.Sample": "the clock: a week is over, and its signed root drew",
    "looks.DrawnLook": "the root of the week, which nobody chose",
    "looks.WhyCase": "the person, `through`, who wrote it down for them, or the reviewer of `review`",
    "complaints.Complaint": "whoever reported it, of whom nothing is known",
    "complaints.ComplaintOverdue": "the clock: a last day has passed",
    "statistics.FrozenQuarter": "the clock: a quarter is over",
    "ledger.Cosignature": "the witness, whose key stands in the row",
    "ledger.WitnessWord": "the witness, whose key stands in the row",
    "submissions.Chunk": "the queue; the submission names the sender",
    "submissions.HeldRow": "the queue; the submission names the sender, RowSettled the official who decides",
    "submissions.Receipt": "the queue; the submission names the sender",
}


class TestFields:
    def test_a_time_stands_beside_a_name(self) -> None:
        wrong = []
        for model in own_models():
            names = {field.name for field in model._meta.concrete_fields}
            label = f"{model._meta.app_label}.{model.__name__}"
            for name in names:
                if name == "at" or name.endswith("_at"):
                    beside = "by" if name == "at" else name.removesuffix("_at") + "_by"
                    if beside not in names and label not in TIMES_WITHOUT_A_NAME:
                        wrong.append(f"{label}.{name} without {beside}")
        assert wrong == []

    def test_excuses_are_needed(self) -> None:
        labels = {f"{model._meta.app_label}.{model.__name__}": model for model in own_models()}
        for label in TIMES_WITHOUT_A_NAME:
            assert label in labels, f"{label} is no model any more"
            assert "by" not in {field.name for field in labels[label]._meta.concrete_fields}, label

    def test_times_and_days_have_the_right_kind_of_column(self) -> None:
        for model in own_models():
            for field in model._meta.concrete_fields:
                if field.name == "at" or field.name.endswith("_at"):
                    assert isinstance(field, models.DateTimeField), f"{model.__name__}.{field.name}"
                if field.name.endswith("_on"):
                    assert type(field) is models.DateField, f"{model.__name__}.{field.name}"

    def test_no_file_lies_beside_the_database(self) -> None:
        for model in own_models():
            assert not [field for field in model._meta.fields if isinstance(field, models.FileField)], model

    def test_free_text_is_never_clear(self) -> None:
        """A long clear column is where a narrative would creep in."""
        wrong = [
            f"{model.__name__}.{field.name}"
            for model in own_models()
            for field in model._meta.concrete_fields
            if isinstance(field, models.TextField)
            or (isinstance(field, models.CharField) and (field.max_length or 0) > 200)
        ]
        assert wrong == []

    def test_no_admin_is_installed(self) -> None:
        assert not [app for app in settings.INSTALLED_APPS if "admin" in app]
