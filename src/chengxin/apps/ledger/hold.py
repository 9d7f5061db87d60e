"""Let acts on the same thing wait for one another: whoever comes second finds what the first one wrote."""

from __future__ import annotations

from hashlib import sha256

from django.db import connection, transaction

from chengxin.apps.ledger.statement import Asked, together
from chengxin.core.canonical import canonical


def hold(what: str, which: int | bytes | str = "") -> None:
    """Wait until no other transaction holds this thing, then hold it until ours ends.

    To be called before anything is read. It needs no row and no right to update one, so that a log can be held too. On
    SQLite a transaction that writes is alone from its beginning, and there is nothing to wait for.
    """
    together(holding((what, which)))


def holding(*things: tuple[str, int | bytes | str]) -> Asked:
    """`hold` of each thing in turn, to be asked together with what is read next, before it."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an act holds a thing inside its own transaction")
    if connection.vendor != "postgresql":
        return Asked("SELECT 1", (), list)
    return Asked(
        f"SELECT {', '.join(['pg_advisory_xact_lock(%s)'] * len(things))}", [_key(*one) for one in things], list
    )


def _key(what: str, which: int | bytes | str) -> int:
    named = canonical([what, which.hex() if isinstance(which, bytes) else which])
    return int.from_bytes(sha256(named).digest()[:8], "big", signed=True)


def let_flush_later() -> None:
    """Let this transaction come back before it is on the disk: for one that is done again if the power takes it.

    PostgreSQL writes commits to the disk in their order, so that whatever is acknowledged later, by a transaction that
    waits, takes this one along. On SQLite every commit waits.
    """
    if connection.vendor == "postgresql":
        together(Asked("SELECT set_config('synchronous_commit', 'off', true)", (), list))
