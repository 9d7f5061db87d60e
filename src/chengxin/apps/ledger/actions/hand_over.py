"""Sign with another key from here on; the one before says so, and the one that follows agrees. [law:pipl/第五十一条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.batch import write
from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.key_sources import Source
from chengxin.apps.ledger.keyring import Database
from chengxin.apps.ledger.keys import signing_key, signing_keys
from chengxin.apps.ledger.models import KeyHandover
from chengxin.core.notes import Key, handed


def next_key(source: Source) -> bytes | None:
    """The newest signing key that never signed, if there is one: a change that was begun, or that somebody prepared."""
    handovers = Database().handovers()
    now = signing_key(source, handovers).public_key().public_bytes_raw()
    served = {now, *(one.before for one in handovers)}
    return next((public for public in reversed(signing_keys(source)) if public not in served), None)


@transaction.atomic
def hand_over(source: Source, after: bytes, *, origin: str, by: str, at: datetime) -> KeyHandover:
    """Let the key with this public key follow. It counts from the next head on."""
    # Nobody signs a head meanwhile.
    hold("sealing")
    found = signing_keys(source)
    before = signing_key(source, Database().handovers())
    told = handed(Key(origin, before.public_key().public_bytes_raw()), Key(origin, after))
    row = KeyHandover(
        origin=origin,
        before=before.public_key().public_bytes_raw(),
        after=after,
        signature=before.sign(told),
        accepted=found[after].sign(told),
        at=at.replace(microsecond=0),
        by=by,
    )
    write(at, [("signing_key_changed", row)])
    return row
