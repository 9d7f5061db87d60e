"""When a reply leaves: on a beat, so that the time it took tells nothing. [law:pipl/第五十一条]

What is held about somebody but not told yet is read and left out, which takes a little longer than finding nobody. Whoever
measures many replies would see it; on a beat that is longer than the work, all of them take the same time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep

#: Longer than the work of one answer on a machine at rest. The reply waits, nothing else does: the transaction is over.
BEAT_SECONDS = 0.005


@contextmanager
def on_the_beat() -> Iterator[None]:
    """Leave a whole number of beats after it was entered, whether something is returned or raised."""
    begun = monotonic()
    try:
        yield
    finally:
        sleep(-(monotonic() - begun) % BEAT_SECONDS)
