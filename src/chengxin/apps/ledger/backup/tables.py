"""What a backup holds of the database: every table of ours, its columns in kinds that both databases know.

Left out is what a database makes for itself and what must not outlive a restore: `LEFT_OUT`.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Field, Model

#: Sessions end with a restore: whoever was signed in then, or signed out since, signs in again.
LEFT_OUT = frozenset(
    {
        "django_migrations",
        "django_content_type",
        "django_session",
        "sign_ins_opensession",
        "auth_permission",
        "auth_group",
        "auth_group_permissions",
    }
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_KINDS = {
    "AutoField": "int",
    "BigAutoField": "int",
    "BigIntegerField": "int",
    "BinaryField": "bytes",
    "BooleanField": "bool",
    "CharField": "text",
    "DateField": "day",
    "DateTimeField": "time",
    "IntegerField": "int",
    "JSONField": "json",
    "SmallIntegerField": "int",
}


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns with their kinds, in order, and by which it is put in order."""

    model: type[Model]
    columns: tuple[tuple[str, str], ...]
    key: str
    counts_itself: bool
    """Whether the database gives the key, and so remembers the last one that it gave."""

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    def pack(self, row: Sequence[Any]) -> str:
        """One row as it came from the database, as a line that is the same from either."""
        told = [
            None if value is None else _PACK[kind](value) for value, (_, kind) in zip(row, self.columns, strict=True)
        ]
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))

    def unpack(self, row: Sequence[Any]) -> list[Any]:
        """Such a row again as this database takes it."""
        made = _unpackers(connection.vendor)
        return [
            None if value is None else made[kind](value) for value, (_, kind) in zip(row, self.columns, strict=True)
        ]


@cache
def tables() -> tuple[Table, ...]:
    """Every table of ours, earlier stages first."""
    found = [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table not in LEFT_OUT]
    return tuple(
        Table(
            model,
            tuple((str(field.column), _kind(field)) for field in model._meta.concrete_fields),
            str(model._meta.pk.column),
            model._meta.pk.get_internal_type().endswith("AutoField"),
        )
        for model in found
    )


def _kind(field: Field[Any, Any]) -> str:
    while field.is_relation:
        field = field.target_field  # type: ignore[attr-defined]
    return _KINDS[field.get_internal_type()]


def _same(value: Any) -> Any:
    return value


def _microseconds(value: datetime) -> int:
    # SQLite keeps an instant as text in UTC without saying so.
    return ((value if value.tzinfo else value.replace(tzinfo=UTC)) - _EPOCH) // _MICROSECOND


def _instant(microseconds: int) -> datetime:
    return _EPOCH + microseconds * _MICROSECOND


_PACK: dict[str, Callable[[Any], Any]] = {
    "int": _same,
    "bool": bool,
    "text": _same,
    "json": _same,
    "bytes": lambda value: base64.b64encode(value).decode(),
    "time": _microseconds,
    "day": date.isoformat,
}


@cache
def _unpackers(vendor: str) -> dict[str, Callable[[Any], Any]]:
    same: dict[str, Callable[[Any], Any]] = {"int": _same, "bool": _same, "text": _same, "bytes": base64.b64decode}
    if vendor != "postgresql":
        return same | {
            "json": _same,
            "day": _same,
            "time": lambda value: connection.ops.adapt_datetimefield_value(_instant(value)),
        }
    from psycopg.types.json import Jsonb

    return same | {"json": lambda text: Jsonb(json.loads(text)), "day": date.fromisoformat, "time": _instant}
