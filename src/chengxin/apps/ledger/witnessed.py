"""How far witnesses outside vouch for this ledger, what each of them said last, and whether it has gone without them for too
long. [law:pipl/第五十四条] [law:pipl/第六条]

A witness that cosigned a head vouches for all leaves before it. Witnesses that can be reached over HTTP make up the quorum;
those who come with files stand beside it. Without a quorum nothing stops, and the ledger's page says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from chengxin.apps.ledger.models import Batch, Cosignature, SealedBatch, WitnessWord
from chengxin.apps.ledger.offline import moment
from chengxin.apps.ledger.signing import seconds_of
from chengxin.core.calendar import day_of
from chengxin.core.notes import Key, Signature, read_key
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.witnessing import ALARMS, Word, is_overdue
from chengxin.lawbook import Lawbook

_PATIENCE = "witness_patience"


@dataclass(frozen=True, slots=True)
class Witness:
    """One witness as it stands."""

    key: Key
    is_set: bool
    """Whether the settings still name it."""
    is_asked: bool
    """Whether it is asked over HTTP, and counts for the quorum."""
    size: int
    """Leaves under the last head that it cosigned; 0 before the first."""
    at: datetime | None
    """When it did, by its own clock."""
    last: WitnessWord | None
    """What it said when it last said something new."""
    alarm: WitnessWord | None
    """That it did not find its ledger again, where it has not cosigned since."""


def witnesses() -> list[Witness]:
    """Everybody whose cosignatures are taken, in the order of the settings; then whoever once was among them: what they
    said does not go away with a setting."""
    known = list(settings.LEDGER_WITNESSES)
    spoke = WitnessWord.objects.order_by("witness").values_list("witness", flat=True).distinct()
    return [_witness(key) for key in [*known, *(key for key in map(read_key, spoke) if key not in known)]]


def asked() -> list[Key]:
    """Those who are asked over HTTP."""
    return [key for key in settings.LEDGER_WITNESSES if key.text in settings.LEDGER_WITNESS_URLS]


def cosigned_size(key: Key) -> int:
    """Leaves under the last head that a witness cosigned."""
    last = _last_of(key)
    return last.checkpoint_id if last is not None else 0


def vouched_size() -> int:
    """Leaves that a quorum vouches for."""
    sizes = sorted((cosigned_size(key) for key in asked()), reverse=True)
    return sizes[settings.LEDGER_WITNESS_QUORUM - 1] if settings.LEDGER_WITNESS_QUORUM else 0


def waiting_since() -> datetime | None:
    """When the first of what no quorum vouches for was written; `None` where there is none, or no quorum is asked for."""
    if not settings.LEDGER_WITNESS_QUORUM:
        return None
    first = SealedBatch.objects.filter(first_leaf__gte=vouched_size()).order_by("first_leaf").first()
    if first is not None:
        return Batch.objects.get(pk=first.batch_id).at
    # Everything sealed is vouched for. What waits to be sealed is written later; a sealer that stands still shows here.
    newest = SealedBatch.objects.order_by("-batch_id").first()
    unsealed = Batch.objects.filter(pk__gt=newest.batch_id if newest is not None else 0).order_by("pk").first()
    return unsealed.at if unsealed is not None else None


def patience(lawbook: Lawbook, *, at: datetime) -> int:
    """So many hours may pass without a quorum."""
    return lawbook.period(_PATIENCE, on=day_of(at))


def is_stopped(lawbook: Lawbook, *, at: datetime) -> bool:
    """Whether what could work against a person waits until witnesses come again."""
    return is_overdue(waiting_since(), hours=patience(lawbook, at=at), at=at)


def require_witnessed(lawbook: Lawbook, *, at: datetime) -> None:
    """Check that witnesses came lately enough.

    :raises Refusal: NOT_WITNESSED.
    """
    if is_stopped(lawbook, at=at):
        raise Refusal(Reason.NOT_WITNESSED)


def _witness(key: Key) -> Witness:
    last = _last_of(key)
    words = WitnessWord.objects.filter(witness=key.text).order_by("-pk")
    telling = words.filter(word__in=[*ALARMS, Word.COSIGNED]).first()
    return Witness(
        key,
        key in settings.LEDGER_WITNESSES,
        key.text in settings.LEDGER_WITNESS_URLS,
        last.checkpoint_id if last is not None else 0,
        moment(seconds_of(Signature(key.name, key.id, bytes(last.content)))) if last is not None else None,
        words.first(),
        telling if telling is not None and telling.word in ALARMS else None,
    )


def _last_of(key: Key) -> Cosignature | None:
    return Cosignature.objects.filter(witness=key.text).order_by("-checkpoint_id").first()
