"""Whether a row is about someone already known. Names alone never join anyone. [law:pipl/第八条]"""

from __future__ import annotations

from collections.abc import Set
from enum import StrEnum


class Recognition(StrEnum):
    """Same person, a person not held before, or a human must look; there is no fourth."""

    SAME = "same"
    NEW = "new"
    HUMAN_MUST_LOOK = "human_must_look"


class Waits(StrEnum):
    """Why a row waits for a human."""

    OTHER_NAME = "other_name"
    """Its number is held under another name."""
    LIKE_ENDED = "like_ended"
    """It is new, and about the same person, item, authority and day as a record that ended for good."""


def recognise(*, names_under_number: Set[bytes], name: bytes) -> Recognition:
    """Compare a keyed index of the folded name with those that hold the very same document type and number.

    No name under the number: a person not held before. This name: the same. Another name: the row waits for a human,
    and the file that exists is left untouched.
    """
    if not names_under_number:
        return Recognition.NEW
    return Recognition.SAME if name in names_under_number else Recognition.HUMAN_MUST_LOOK
