"""Write and find many rows at once, on either database, inside the act's own transaction.

PostgreSQL takes rows by binary COPY (the text form loses rows in silence when a value looks like its end mark), SQLite by
one prepared statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import chain, islice, repeat
from typing import Any

from django.db import connection, transaction
from django.db.models import BigIntegerField, Expression, Field, JSONField, Model

from chengxin.apps.ledger.statement import Asked, together

#: Placeholders in one statement on SQLite, far below the most that any build of it takes.
_AT_ONCE = 5_000
#: So few rows PostgreSQL takes faster as one statement than by a COPY for each table.
_FEW = 20
#: What stands around the rows of a binary COPY: signature, no flags, no extension; then that no row follows.
_COPY_BEGINS, _COPY_ENDS = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
#: Bytes of a whole number; and the instant from which PostgreSQL counts.
_WHOLE = {"int8": 8, "int4": 4}
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_POSTGRES_TYPES = {"bigint": "int8", "integer": "int4", "timestamp with time zone": "timestamptz", "boolean": "bool"}


def load_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of plain values (str, int, bool, bytes, date, aware datetime, None), given in the order of `columns`."""
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            from psycopg.types.string import BytesBinaryDumper

            # For bytes psycopg would take a writer in Python, which cost half of a row.
            cursor.cursor.adapters.register_dumper(bytes, BytesBinaryDumper)
            with cursor.cursor.copy(_copy(model, columns)) as copy:
                copy.set_types([_postgres_type(field) for field in _fields(model, columns)])
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(columns))
            insertion = f"INSERT INTO {_into(model, columns)} VALUES ({marks})"  # noqa: S608 - names of our own
            cursor.connection.executemany(insertion, map(_for_sqlite, rows))


@dataclass(frozen=True, slots=True)
class Same:
    """One value in every row."""

    value: Any


@dataclass(frozen=True, slots=True)
class Columns:
    """`count` rows of one table, column by column: plain values as `load_rows` takes them, or `Same`."""

    model: type[Model]
    count: int
    values: Mapping[str, Same | Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Written:
    """`Columns` as PostgreSQL's binary COPY takes them, laid out by whoever has the time."""

    model: type[Model]
    columns: tuple[str, ...]
    rows: bytes


def written(rows: Columns) -> Columns | Written:
    """Rows as this database takes them. What is the same, or of one length, in all rows is laid out at once; that takes a
    fraction of writing the rows one by one."""
    if connection.vendor != "postgresql":
        return rows
    import numpy as np

    kinds = {
        name: _postgres_type(field)
        for name, field in zip(rows.values, _fields(rows.model, [*rows.values]), strict=True)
    }
    head, even, uneven = len(rows.values).to_bytes(2, "big"), dict[str, Any](), dict[str, list[bytes]]()
    same = {name: values.value for name, values in rows.values.items() if isinstance(values, Same)}
    head += b"".join(_cell(kinds[name], value) for name, value in same.items())
    for name, values in rows.values.items():
        if isinstance(values, Same):
            continue
        block = _block(kinds[name], values)
        if block is None:
            uneven[name] = _cells(kinds[name], values)
        else:
            even[name] = block
    blocks = [np.tile(np.frombuffer(head, dtype=np.uint8), (rows.count, 1))]
    for block in even.values():
        blocks += [np.tile(np.frombuffer(block.shape[1].to_bytes(4, "big"), dtype=np.uint8), (rows.count, 1)), block]
    begun = np.hstack(blocks)
    told, width = begun.tobytes(), begun.shape[1]
    if uneven:
        begins = [told[start : start + width] for start in range(0, len(told), width)]
        told = b"".join(chain.from_iterable(zip(begins, *uneven.values(), strict=True)))
    return Written(rows.model, (*same, *even, *uneven), told)


def load_columns(rows: Columns | Written) -> None:
    """Insert rows that `written` prepared."""
    if isinstance(rows, Columns):
        each = (repeat(one.value) if isinstance(one, Same) else one for one in rows.values.values())
        load_rows(rows.model, [*rows.values], islice(zip(*each, strict=False), rows.count))
        return
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.cursor.copy(_copy(rows.model, rows.columns)) as copy,
    ):
        for part in (_COPY_BEGINS, rows.rows, _COPY_ENDS):
            copy.write(part)


def _block(kind: str, values: Sequence[Any]) -> Any:
    """A column whose values all take the same number of bytes, as one array of so many rows; `None` for any other."""
    import numpy as np

    if kind in _WHOLE and None not in values:
        return np.array(values, dtype=f">i{_WHOLE[kind]}").view(np.uint8).reshape(len(values), -1)
    if kind not in {"bytea", "varchar"} or len(set(map(len, values))) != 1:
        return None
    told = b"".join(values) if kind == "bytea" else "".join(values).encode()
    is_even = len(told) == len(values) * len(values[0]) and told
    return np.frombuffer(told, dtype=np.uint8).reshape(len(values), -1) if is_even else None


def _cells(kind: str, values: Sequence[Any]) -> list[bytes]:
    """Each value as a cell of binary COPY; of few different values each is written once."""
    if kind == "bytea":
        return [len(value).to_bytes(4, "big") + value for value in values]
    known = {value: _cell(kind, value) for value in set(values)}
    return [known[value] for value in values]


def _cell(kind: str, value: Any) -> bytes:
    """A value as binary COPY has it: its length, and its bytes."""
    if value is None:
        return b"\xff\xff\xff\xff"
    told: bytes
    if kind in _WHOLE:
        told = value.to_bytes(_WHOLE[kind], "big", signed=True)
    elif kind == "timestamptz":
        told = ((value - _EPOCH) // timedelta(microseconds=1)).to_bytes(8, "big", signed=True)
    elif kind == "date":
        told = (value - _EPOCH.date()).days.to_bytes(4, "big", signed=True)
    else:
        told = value if kind == "bytea" else value.encode()
    return len(told).to_bytes(4, "big") + told


def load(model: type[Model], instances: Sequence[Any]) -> None:
    """Insert instances as they are, all columns but a key that the database gives itself; or named tuples, with the columns
    that they have. All are of one kind."""
    if instances:
        columns = [str(field.column) for field in _own(model, _kind(instances))]
        load_rows(model, columns, _values(model, instances))


def load_each(parts: Mapping[type[Model], Sequence[Any]], *, ends: bool = False) -> None:
    """`load` for each of some models, in their order; whether the act `ends` with them, as `together` says."""
    if connection.vendor != "postgresql" or sum(map(len, parts.values())) > _FEW:
        for model, instances in parts.items():
            load(model, instances)
        return
    some = {model: instances for model, instances in parts.items() if instances}
    if some:
        values = [value for model, instances in some.items() for row in _values(model, instances) for value in row]
        insertions = _insertions(*((model, _kind(rows), len(rows)) for model, rows in some.items()))
        together(Asked(insertions, values, list, finds=False), ends=ends)


def begin(model: type[Model], column: str, value: Any) -> int:
    """Insert a row of one column, and say which key the database gave it."""
    names = [connection.ops.quote_name(name) for name in (model._meta.db_table, column, str(model._meta.pk.column))]
    insertion = f"INSERT INTO {names[0]} ({names[1]}) VALUES (%s)"  # noqa: S608 - names of our own
    values = [_fields(model, [column])[0].get_db_prep_save(value, connection)]
    if connection.vendor == "postgresql":
        [[(key,)]] = together(Asked(f"{insertion} RETURNING {names[2]}", values, list))
        return int(key)
    with connection.cursor() as cursor:
        cursor.execute(insertion, values)  # not every SQLite says which key it gave
        return int(cursor.lastrowid)


def reserve(model: type[Model], count: int) -> list[int]:
    """Keys that the database would have given to the next rows, and gives to nobody else; by themselves they leave a gap."""
    table = model._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "pg_get_serial_sequence(%s, %s)"
            drawn = f"SELECT nextval({sequence}) FROM generate_series(1, %s)"  # noqa: S608 - no value in it
            cursor.execute(drawn, [table, str(model._meta.pk.column), count])
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s RETURNING seq", [count, table])
        moved = cursor.fetchall()
        return [*range(moved[0][0] - count + 1, moved[0][0] + 1)] if moved else []


class NextKey(Expression):
    """The key that the database would have given to the next row of a model, and gives to nobody else; NULL where it does not
    say. A transaction that is rolled back leaves a gap."""

    def __init__(self, model: type[Model]) -> None:
        super().__init__(output_field=BigIntegerField())
        self._sequence = f"'{model._meta.db_table}', '{model._meta.pk.column}'"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "NULL", []

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        return f"nextval(pg_get_serial_sequence({self._sequence}))", []


@cache
def _insertions(*counts: tuple[type[Model], type, int]) -> str:
    """One statement that inserts so many rows of a kind of each model; what they point at is looked for when the act ends."""
    *others, last = (_insertion(*one) for one in counts)
    beside = ", ".join(f"part_{place} AS ({insertion})" for place, insertion in enumerate(others))
    return f"WITH {beside} {last}" if others else last


def _insertion(model: type[Model], kind: type, count: int) -> str:
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in _own(model, kind))
    marks = ", ".join([f"({', '.join(['%s'] * len(_own(model, kind)))})"] * count)
    return f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({names}) VALUES {marks}"  # noqa: S608


def _kind(rows: Sequence[Any]) -> Any:
    return type(rows[0])


@cache
def _own(model: type[Model], kind: type) -> list[Field[Any, Any]]:
    """The columns that rows of a kind bring: those which a named tuple has, or all that the database does not fill itself."""
    fields = model._meta.concrete_fields
    if issubclass(kind, tuple):
        return [field for field in fields if field.attname in kind._fields]  # type: ignore[attr-defined]
    return [field for field in fields if not field.get_internal_type().endswith("AutoField")]


@cache
def _names(model: type[Model], kind: type) -> list[tuple[str, JSONField[Any, Any] | None]]:
    return [(field.attname, field if isinstance(field, JSONField) else None) for field in _own(model, kind)]


def _values(model: type[Model], instances: Sequence[Any]) -> Iterator[list[Any]]:
    names = _names(model, _kind(instances))
    for instance in instances:
        yield [
            json.get_db_prep_save(getattr(instance, name), connection) if json else getattr(instance, name)
            for name, json in names
        ]


@dataclass(frozen=True, slots=True)
class Having:
    """A row of another table whose `key` points at one that is found, and whose `column` has one of some words of ours."""

    model: type[Model]
    key: str
    column: str
    words: tuple[str, ...]

    def sql(self) -> str:
        """Counted, so that no planner thinks the first row of the table might do: it looks in the index of such rows."""
        quoted = connection.ops.quote_name
        words = ", ".join(f"'{word}'" for word in self.words)
        return (
            f"0 < (SELECT count(*) FROM {quoted(self.model._meta.db_table)} other"  # noqa: S608 - words of our own
            f" WHERE other.{quoted(self.key)} = found.id AND other.{quoted(self.column)} IN ({words}))"
        )


def find(
    model: type[Model],
    key: str,
    keys: Sequence[bytes] | Sequence[int],
    columns: Sequence[str],
    *,
    having: Having | None = None,
) -> Iterator[tuple[Any, ...]]:
    """The given columns of the rows whose `key`, binary or an id, is among `keys`, in no order."""
    names = ", ".join(f"found.{connection.ops.quote_name(name)}" for name in columns)
    table, key_name = connection.ops.quote_name(model._meta.db_table), connection.ops.quote_name(key)
    also = f" AND {having.sql()}" if having else ""
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            import psycopg

            kind = _postgres_type(*_fields(model, [key]))
            cursor.connection.adapters.register_dumper(_Array, _array_dumper(kind))
            # Django's own cursor writes values into the statement as text; a server-side one sends and takes bytes. Each key
            # is looked for in the index by itself: a planner that sees how many they are reads the whole table for each
            # chunk, as long as nobody has analysed it.
            each = f"unnest((SELECT %b::{kind}[] WHERE EXISTS (SELECT FROM {table}))) AS wanted(key)"  # noqa: S608
            one = f"SELECT {names} FROM {table} found WHERE found.{key_name} = wanted.key{also} OFFSET 0"  # noqa: S608
            with psycopg.Cursor(cursor.connection) as binary:
                yield from binary.execute(
                    f"SELECT each_found.* FROM {each} CROSS JOIN LATERAL ({one}) each_found",  # noqa: S608
                    [_array(kind, keys)],
                    binary=True,
                )
            return
        for start in range(0, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            marks = ", ".join(["%s"] * len(some))
            cursor.execute(f"SELECT {names} FROM {table} found WHERE found.{key_name} IN ({marks}){also}", some)  # noqa: S608
            yield from cursor


class _Array(bytes):
    """Keys as PostgreSQL takes an array of them: psycopg takes longer to write one than the server to look all of them up."""


@cache
def _array_dumper(kind: str) -> Any:
    from psycopg import postgres
    from psycopg.adapt import Dumper
    from psycopg.pq import Format

    class Told(Dumper):
        format, oid = Format.BINARY, postgres.types[kind].array_oid

        def dump(self, obj: _Array) -> bytes:
            return obj

    return Told


def _array(kind: str, keys: Sequence[Any]) -> _Array:
    """One dimension that begins with 1, no NULL; or none for no key."""
    from psycopg import postgres

    bounds = (1, 0, postgres.types[kind].oid, len(keys), 1) if keys else (0, 0, postgres.types[kind].oid)
    cells = _cells(kind, keys)
    return _Array(b"".join((*(one.to_bytes(4, "big") for one in bounds), *cells)))


def _copy(model: type[Model], columns: Sequence[str]) -> str:
    return f"COPY {_into(model, columns)} FROM STDIN (FORMAT BINARY)"


def _into(model: type[Model], columns: Sequence[str]) -> str:
    """The table with the columns that are given."""
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    return f"{connection.ops.quote_name(model._meta.db_table)} ({names})"


def _fields(model: type[Model], columns: Sequence[str]) -> list[Field[Any, Any]]:
    by_column = {field.column: field for field in model._meta.concrete_fields}
    return [by_column[name] for name in columns]


def _postgres_type(field: Field[Any, Any]) -> str:
    kind = field.rel_db_type(connection) if field.is_relation else field.db_type(connection)
    plain = str(kind).split("(")[0]
    return _POSTGRES_TYPES.get(plain, plain)


def _for_sqlite(row: Sequence[Any]) -> list[Any]:
    return [_text(value) if isinstance(value, date) else value for value in row]


@cache
def _text(value: date) -> str | None:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value.isoformat()
