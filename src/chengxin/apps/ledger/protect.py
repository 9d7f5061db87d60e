"""Three classes of table, and the one migration operation that writes their triggers for both databases.

*log*: never UPDATE or DELETE. *payload*: the one UPDATE allowed sets the named columns to NULL, never DELETE. *working*:
free. On PostgreSQL `grant_application` also keeps these rights from the role the product runs as; on SQLite the triggers
are the whole claim.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Model

LOG, PAYLOAD, WORKING = "log", "payload", "working"


class Protect(migrations.operations.base.Operation):
    """Write the triggers of a log table, or with `blankable` those of a payload table; those that are there go first.

    To be written again where a migration changes a column or constraint: SQLite makes the table anew, without them.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, columns: Sequence[str], blankable: Sequence[str] = ()) -> None:
        self.table, self.columns, self.blankable = table, tuple(columns), tuple(blankable)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return ("Protect", [self.table, self.columns], {"blankable": self.blankable})

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models do not change."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        self._drop(schema_editor)
        for statement in self._statements(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        self._drop(schema_editor)

    def _drop(self, schema_editor: BaseDatabaseSchemaEditor) -> None:
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        on_table = f" ON {self.table}" if is_postgresql else ""
        for what in ("update", "delete", "truncate") if is_postgresql else ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.table}_no_{what}{on_table}", params=None)

    def describe(self) -> str:
        return f"Protect {self.table}"

    def _allowed(self) -> str:
        """The SQL condition of an allowed UPDATE: every blankable column becomes NULL, all others stay."""
        same = [column for column in self.columns if column not in self.blankable]
        return " AND ".join(
            [f"NEW.{column} IS NULL" for column in self.blankable]
            + [f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in same]
        )

    def _statements(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            when = f"WHEN NOT ({self._allowed()})".replace("IS NOT DISTINCT FROM", "IS") if self.blankable else ""
            refuse = f"BEGIN SELECT RAISE(ABORT, '{self.table} is append-only'); END"
            return [
                f"CREATE TRIGGER {self.table}_no_update BEFORE UPDATE ON {self.table} {when} {refuse}",
                f"CREATE TRIGGER {self.table}_no_delete BEFORE DELETE ON {self.table} {refuse}",
            ]
        when = f"WHEN (NOT ({self._allowed()}))" if self.blankable else ""
        return [
            """CREATE OR REPLACE FUNCTION chengxin_refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$""",
            f"""CREATE TRIGGER {self.table}_no_update BEFORE UPDATE ON {self.table}
            FOR EACH ROW {when} EXECUTE FUNCTION chengxin_refuse()""",
            f"""CREATE TRIGGER {self.table}_no_delete BEFORE DELETE ON {self.table}
            FOR EACH ROW EXECUTE FUNCTION chengxin_refuse()""",
            f"""CREATE TRIGGER {self.table}_no_truncate BEFORE TRUNCATE ON {self.table}
            FOR EACH STATEMENT EXECUTE FUNCTION chengxin_refuse()""",
        ]


def grant_application(role: str) -> None:
    """On PostgreSQL, give a role what the product needs and nothing more; the tables' owner stays another role."""
    from django.apps import apps

    with connection.cursor() as cursor:
        quoted = connection.ops.quote_name(role)
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quoted}")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {quoted}")
        for model in apps.get_models(include_auto_created=True):
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"REVOKE ALL ON {table} FROM {quoted}")
            cursor.execute(f"GRANT {_rights(model)} ON {table} TO {quoted}")
        cursor.execute(f"GRANT SELECT ON django_migrations TO {quoted}")


def _rights(model: type[Model]) -> str:
    """What the application may do with a table. A payload can be locked (which needs a right to update its key, and the
    trigger refuses that update), and blanked only in the columns that a duty of today blanks."""
    kind = getattr(model, "table_class", WORKING)
    if kind == WORKING:
        return "SELECT, INSERT, UPDATE, DELETE"
    if kind == LOG:
        return "SELECT, INSERT"
    columns = (model._meta.pk.column, *getattr(model, "blanked_by_duty", ()))
    return f"SELECT, INSERT, UPDATE ({', '.join(columns)})"
