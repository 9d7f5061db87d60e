"""Several statements to PostgreSQL as one message over libpq, and what came of each.

psycopg's own pipeline sends and waits for each statement by itself, and takes each to pieces anew; that took longer than
the server's work. Values, rows and errors stay psycopg's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count, zip_longest
from typing import TYPE_CHECKING, Any

from psycopg import errors
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ExecStatus, Format, TransactionStatus
from psycopg.waiting import Ready, Wait

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.abc import Transformer as Adapting

_GOOD = {ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK}
#: So many prepared statements one connection keeps; each takes memory of the server.
_MOST = 200
#: A statement by its text and the types of its values.
Kind = tuple[str, tuple[int, ...]]
#: Where a connection keeps what is here.
_KEPT = "_kept_by_messages"
_numbers = count()


class _Kept:
    """What one connection keeps from message to message: psycopg's adapters, which take longer to be chosen than to do their
    work, and the names of the statements that were prepared."""

    def __init__(self, raw: Connection[Any]) -> None:
        self.adapting = Transformer(raw)
        self.prepared: dict[Kind, bytes] = {}


def _kept(raw: Connection[Any]) -> _Kept:
    if not hasattr(raw, _KEPT):
        setattr(raw, _KEPT, _Kept(raw))
    kept: _Kept = getattr(raw, _KEPT)
    return kept


def exchanged(
    raw: Connection[Any], asked: Sequence[tuple[str, Sequence[Any], bool]], *, ends: bool = False
) -> list[list[tuple[Any, ...]]]:
    """The rows of each (statement, values, whether rows are to come as bytes); with `BEGIN` before them where a
    transaction is due, and with `COMMIT` after them if it `ends` there. Each statement is prepared once for each
    connection.

    :raises psycopg.Error: what the server says of the first that failed; none after it was done.
    """
    kept = _kept(raw)
    statements = [_statement(kept.adapting, *one) for one in asked]
    with raw.lock:
        return raw.wait(_exchange(raw, kept, statements, ends=ends))


@dataclass(frozen=True, slots=True)
class _Statement:
    """One statement with its values as the server takes them."""

    kind: Kind
    values: Sequence[Any]
    formats: Any
    rows: Format


def _statement(adapting: Adapting, sql: str, values: Sequence[Any], is_binary: bool) -> _Statement:  # noqa: FBT001 - unpacked
    given = adapting.dump_sequence(values, [PyFormat.BINARY] * len(values))
    rows = Format.BINARY if is_binary else Format.TEXT
    return _Statement((sql, adapting.types or ()), given, adapting.formats, rows)


def _exchange(raw: Connection[Any], kept: _Kept, statements: Sequence[_Statement], *, ends: bool) -> Any:
    server, known = raw.pgconn, kept.prepared
    #: What was sent, in order: nothing to be noted, a statement to be prepared with its name, or one whose rows come.
    sent: list[tuple[Kind, bytes] | _Statement | None] = []
    is_whole = False
    try:
        server.enter_pipeline_mode()
        if not raw.autocommit and server.transaction_status == TransactionStatus.IDLE:
            server.send_query_params(b"BEGIN", None)
            sent.append(None)
        if len(known) > _MOST:
            server.send_query_params(b"DEALLOCATE ALL", None)
            sent.append(None)
            known.clear()
        names = dict(known)
        for one in statements:
            if one.kind not in names:
                names[one.kind] = b"chengxin_%d" % next(_numbers)
                server.send_prepare(names[one.kind], _numbered(one.kind[0]), param_types=one.kind[1])
                sent.append((one.kind, names[one.kind]))
            server.send_query_prepared(names[one.kind], one.values, param_formats=one.formats, result_format=one.rows)
            sent.append(one)
        if ends:
            server.send_query_params(b"COMMIT", None)
            sent.append(None)
        server.pipeline_sync()
        results = yield from _results(server)
        server.exit_pipeline_mode()
        is_whole = True
    finally:
        if not is_whole:
            # Half a message went out or came in: whoever uses the connection next would read what is not theirs.
            raw.close()
    return _told(kept, sent, results)


def _told(kept: _Kept, sent: Sequence[Any], results: Sequence[Any]) -> list[list[tuple[Any, ...]]]:
    """The rows of what takes some; what was prepared stays so, whatever becomes of the transaction."""
    rows: list[list[tuple[Any, ...]]] = []
    # There is one result more than was sent where the end itself failed, as a constraint does that is looked at then.
    for what, result in zip_longest(sent, results):
        if result.status not in _GOOD:
            error = errors.error_from_result(result, encoding="utf-8")
            if isinstance(error, errors.FeatureNotSupported):
                kept.prepared.clear()  # a table is not what it was when the statement was prepared
            raise error
        if isinstance(what, tuple):
            kept.prepared[what[0]] = what[1]
        elif what is not None:
            rows.append(_rows(kept.adapting, result))
    return rows


def _results(server: Any) -> Any:
    """Send what waits and read until everything was answered; both at once, or two full buffers would wait forever."""
    results: list[Any] = []
    waiting = server.flush()
    while True:
        ready = yield Wait.RW if waiting else Wait.R
        if ready & Ready.R:
            server.consume_input()
            while not server.is_busy():
                result = server.get_result()
                if result is None:
                    continue
                if result.status == ExecStatus.PIPELINE_SYNC:
                    return results
                results.append(result)
        if waiting:
            waiting = server.flush()


def _rows(adapting: Adapting, result: Any) -> list[tuple[Any, ...]]:
    if result.status != ExecStatus.TUPLES_OK:
        return []
    adapting.set_pgresult(result)
    found: list[tuple[Any, ...]] = adapting.load_rows(0, result.ntuples, tuple)
    return found


@cache
def _numbered(sql: str) -> bytes:
    """A statement as the server knows it: $1 for the first value."""
    first, *rest = sql.split("%s")
    parts = (f"${place}{part}" for place, part in enumerate(rest, 1))
    return "".join([first, *parts]).replace("%%", "%").encode()
