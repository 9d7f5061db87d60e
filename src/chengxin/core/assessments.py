"""Impact assessments: what was weighed before somebody may be asked about, and the two persons who signed it. [law:pipl/第五十五条] [law:pipl/第五十六条]"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

_BETWEEN = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Assessment:
    """A personal information protection impact assessment of one purpose, with the three contents that law asks for."""

    purpose: str
    subject: str
    """The fingerprint of what was assessed: the purpose and the items that its answers can hold, as they were then."""
    necessity: str
    """Whether what is processed, and how, is lawful, justified and necessary."""
    effect: str
    """What it does to the person, and what can go wrong."""
    protection: str
    """What is done about that, and whether it is enough."""
    conclusion: str
    made_by: str
    """A body and a seat, with a name or without; it signed on `made_on`."""
    made_on: date
    approved_by: str
    """Another seat, held by another person, which signed last."""
    approved_on: date


def may_be_one_person(one: str, other: str, *, bodies: Collection[str]) -> bool:
    """Whether two signatures could be of one person: whatever stands between their parts, and in whatever order they come, they
    share one that is no body's name. A seat of the same name at two bodies is written so that it can be told apart."""
    mine, theirs = _parts(one), _parts(other)
    known = frozenset(part for body in bodies for part in _parts(body))
    is_part = mine <= theirs or theirs <= mine or _folded(one) == _folded(other)
    return is_part or not (mine & theirs) <= known


def _parts(signature: str) -> frozenset[str]:
    return frozenset(filter(None, _BETWEEN.split(unicodedata.normalize("NFKC", signature).casefold())))


def _folded(signature: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", signature).casefold())


@dataclass(frozen=True, slots=True)
class Assessed:
    """The days on which an assessment is of what a purpose is, none of them before the second signature; half-open."""

    by: Assessment
    since: date
    until: date | None

    def holds(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)
