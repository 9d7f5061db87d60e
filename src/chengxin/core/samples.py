"""The weekly sample of looks: the ledger itself draws it, so that nobody chooses. [law:pipl/第五十四条]

What is drawn follows from the ledger's signed root of the week and the random number that each look has in its leaf. Whoever
holds the ledger draws the same ones again; whoever looked could not know the root.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256


class Review(StrEnum):
    """What a reviewer of another body says of a look, knowing purpose and matter and not the person."""

    FITS = "fits"
    DOUBTFUL = "doubtful"


def week_before(day: date) -> date:
    """The Monday with which the last whole week before a day began."""
    return day - timedelta(days=day.weekday() + 7)


def draw(root: bytes, looks: Mapping[int, bytes], percent: int) -> list[int]:
    """So many per cent of the looks, rounded up, in the order of the draw; `looks` are the random numbers of their leaves."""
    count = -(-len(looks) * percent // 100)
    return sorted(looks, key=lambda look: (sha256(root + looks[look]).digest(), look))[:count]
