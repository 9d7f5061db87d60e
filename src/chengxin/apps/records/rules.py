"""The lawbook's periods in the form `core.records` takes, and the stored rows in the form it judges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from chengxin.apps.ledger.keyring import keys
from chengxin.apps.records.models import RecordEvent, Version
from chengxin.core.facts import ProofMode
from chengxin.core.law import Item, Kind
from chengxin.core.records import Event, Happening, Proof
from chengxin.lawbook.lives import parameters as parameters


def first_letter(item: Item) -> str:
    """Which letter tells a person of a new record of this item."""
    if item.is_adverse:
        return "registered_unconfirmed" if item.is_unconfirmed else "registered_adverse"
    return "registered_positive" if item.kind is Kind.POSITIVE else "registered_basic"


def needs_proof(item: Item, *, on: date) -> bool:
    """Whether a record of this item waits until the person was told; what has no effect yet is told anew later."""
    return item.is_adverse and item.may_have_effect_on(on)


def natural_keys(decisions: Iterable[tuple[str, str, str, bytes, bytes]]) -> list[bytes]:
    """(decision, item, person) as keyed indexes, of authority, what tells the decision's number, item, number index and
    name index.

    The name is in it only as the person's own index.
    """
    return keys().index_many(
        (b"record",),
        (
            (authority.encode(), decision.encode(), item.encode(), number, name)
            for authority, decision, item, number, name in decisions
        ),
    )


def content_digests(contents: Iterable[bytes]) -> list[bytes]:
    """Keyed digests of what rows say, proof of notice included: a plain one of so few values could be guessed.

    Each content is the canonical form of `Facts.said`.
    """
    return keys().index_many((b"content",), ((content,) for content in contents))


def happenings(versions: Sequence[Version], events: Iterable[RecordEvent]) -> list[Happening]:
    """Everything that happened to one record, in the order in which it was written.

    A proof counts for the version it tells of and for no other, whichever was written first: the person may open the
    letter about the older version in the very moment in which a newer one is written.
    """
    newest = max(version.pk for version in versions)
    rows: list[tuple[int, Happening]] = [(v.pk, Happening(Event(v.event), v.at)) for v in versions]
    for event in events:
        if event.proof_on is not None and event.version_id != newest:
            continue
        proof = Proof(ProofMode(event.proof_mode), event.proof_on) if event.proof_on else None
        rows.append(
            (event.pk, Happening(Event(event.event), event.at, proof, event.cause or 0, event.freezes_from)),
        )
    return [happening for _, happening in sorted(rows, key=lambda pair: pair[0])]
