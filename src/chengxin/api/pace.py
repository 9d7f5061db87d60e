"""When a reply leaves: on a beat, so that the time it took tells nothing. [law:pipl/第五十一条]

What is held about somebody but not told yet is read and left out, which takes a little longer than finding nobody. Whoever
measures many replies would see it; where none leaves before a time that is longer than the work, all of them take the same.
A machine that is so busy, or so slow, that the work takes longer blurs it by milliseconds itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep

BEAT_SECONDS = 0.001
#: No reply leaves before so many beats: more than twice the work of one answer on a machine at rest. The reply waits, nothing
#: else does: the transaction is over.
FIRST_BEATS = 5


@contextmanager
def on_the_beat() -> Iterator[None]:
    """Leave a whole number of beats after it was entered, not before the first, whether something is returned or raised."""
    begun = monotonic()
    try:
        yield
    finally:
        took = monotonic() - begun
        sleep(max(FIRST_BEATS * BEAT_SECONDS - took, -took % BEAT_SECONDS))
