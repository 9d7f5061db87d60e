"""The tables of an app in one step of a migration: Django looks at each model once, not at all of them for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class Create(migrations.operations.base.Operation):
    """Create these models' tables, which is most of what making an empty database costs."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, models: Sequence[migrations.CreateModel]) -> None:
        self.models = tuple(models)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return ("Create", [self.models], {})

    def state_forwards(self, app_label: str, state: Any) -> None:
        # These models come in at once beside what is rendered. Django would render anew, for each, all that it points to.
        rendered = state.__dict__.pop("apps", None)
        for one in self.models:
            one.state_forwards(app_label, state)
        if rendered is not None:
            with rendered.bulk_update():
                rendered.render_multiple([state.models[app_label, one.name_lower] for one in self.models])
            state.__dict__["apps"] = rendered

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for one in self.models:
            one.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for one in reversed(self.models):
            one.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "Create " + ", ".join(one.name for one in self.models)
