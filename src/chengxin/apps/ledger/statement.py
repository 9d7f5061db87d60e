"""A query whose SQL is written once. Writing it anew took most of the time of answering a question.

    _OF_REF = Statement(lambda ref: Matter.objects.filter(ref=ref), CharField())
    _OF_REF.first("ABCD")

What is asked stays a queryset, on either database; only its values differ from one use to the next. Some that follow one
another can be asked `together`, so that PostgreSQL gets them in one message and plans each once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import BinaryField, CharField, Expression, Field, JSONField, Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators

Found = TypeVar("Found", bound=Model)

#: What either database takes as it is.
_AS_THEY_ARE = (CharField, BinaryField)
# The stubs are those of a later Django, which takes one argument more.
_populators_of: Any = get_related_populators


@dataclass(frozen=True, slots=True)
class Asked:
    """One statement with its values, and what becomes of the rows that are found."""

    sql: str
    values: Sequence[Any]
    made: Callable[[Sequence[Sequence[Any]]], list[Any]]
    finds: bool = True
    """Whether there are rows to be fetched at all."""
    is_binary: bool = True
    """Whether PostgreSQL is to send rows as bytes: not where Django wants the text of a JSON value."""


class _Slot(Expression):
    """The place of a value that is not known yet."""

    def __init__(self, place: int, kind: Field[Any, Any]) -> None:
        super().__init__(output_field=kind)
        self.place = place

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


class Statement(Generic[Found]):
    """What `make` says of one value for each of `kinds`; it must not depend on the values themselves."""

    def __init__(self, make: Callable[..., QuerySet[Found, Any]], *kinds: Field[Any, Any]) -> None:
        self._make, self._kinds = make, kinds

    def all(self, *values: Any) -> list[Found]:
        """What is found for these values: instances, or tuples where `make` asks for them."""
        return list(together(self.of(*values))[0])

    def first(self, *values: Any) -> Found | None:
        return next(iter(self.all(*values)), None)

    def of(self, *values: Any) -> Asked:
        """This statement with its values, to be asked together with others."""
        written = self._written
        given = [
            value if isinstance(kind, _AS_THEY_ARE) else kind.get_db_prep_value(value, connections[DEFAULT_DB_ALIAS])
            for kind, value in zip(self._kinds, values, strict=True)
        ]
        params = [given[place.place] if isinstance(place, _Slot) else place for place in written.places]
        return Asked(written.sql, params, written.made, is_binary=written.is_binary)

    @cached_property
    def _written(self) -> _Written:
        asked: Any = self._make(*(_Slot(place, kind) for place, kind in enumerate(self._kinds)))
        compiler = asked.query.get_compiler(DEFAULT_DB_ALIAS)
        return _Written(compiler, of_instances=asked._iterable_class is ModelIterable)


class _Written:
    """The SQL of one query, and how its rows become instances."""

    def __init__(self, compiler: Any, *, of_instances: bool) -> None:
        self.sql, self.places = compiler.as_sql()
        select = compiler.select
        self._about: Any = compiler.klass_info if of_instances else None
        self.is_binary = not any(isinstance(expression.output_field, JSONField) for expression, *_ in select)
        self._converters = list(compiler.get_converters([expression for expression, *_ in select]).items())
        if self._about is not None:
            self._first, self._last = self._about["select_fields"][0], self._about["select_fields"][-1] + 1
            self._names = [expression.target.attname for expression, *_ in select[self._first : self._last]]
            self._populators = _populators_of(self._about, select, DEFAULT_DB_ALIAS)
            self._annotations = list(compiler.annotation_col_map.items())

    def made(self, rows: Sequence[Sequence[Any]]) -> list[Any]:
        converted = map(self._converted, rows) if self._converters else rows
        return [tuple(row) for row in converted] if self._about is None else list(self._instances(converted))

    def _converted(self, row: Sequence[Any]) -> list[Any]:
        connection, cells = connections[DEFAULT_DB_ALIAS], list(row)
        for place, (converters, expression) in self._converters:
            for convert in converters:
                cells[place] = convert(cells[place], expression, connection)
        return cells

    def _instances(self, rows: Any) -> Iterator[Any]:
        assert self._about is not None  # noqa: S101 - `made` asks for instances only then
        for row in rows:
            instance = self._about["model"].from_db(DEFAULT_DB_ALIAS, self._names, row[self._first : self._last])
            for populator in self._populators:
                populator.populate(row, instance)
            for name, place in self._annotations:
                setattr(instance, name, row[place])
            yield instance


def together(*asked: Asked, ends: bool = False) -> list[list[Any]]:
    """What each finds, in order. Each sees what was committed before it began, as if it were asked alone.

    With `ends` the act is over after them: what it wrote is committed with the same message where that can be, else when
    its transaction's block is left.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    # Whoever wants to see each statement, as tests do, is shown it by Django's own cursor alone.
    is_watched = connection.queries_logged or connection.execute_wrappers
    if connection.vendor == "postgresql" and not is_watched:
        # Within another block it is that one's end that commits.
        return _in_one_message(connection, asked, ends=ends and len(connection.atomic_blocks) == 1)
    found = []
    with connection.cursor() as cursor:
        for one in asked:
            cursor.execute(one.sql, one.values)
            found.append(one.made(cursor.fetchall() if one.finds else []))
    return found


def _in_one_message(connection: Any, asked: Sequence[Asked], *, ends: bool) -> list[list[Any]]:
    """With `BEGIN` before them where there was none. Each statement is prepared once for each connection: the server
    spent twice the time on planning an answer's statements than on all else. Values and rows travel as bytes."""
    from chengxin.apps.ledger.message import exchanged

    connection.close_if_health_check_failed()
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors:
        statements = [(one.sql, one.values, one.is_binary) for one in asked]
        found = exchanged(connection.connection, statements, ends=ends)
    return [one.made(rows) for one, rows in zip(asked, found, strict=True)]
