"""Impact assessments: what was weighed before somebody may be asked about, and the two persons who signed it. [law:pipl/第五十五条] [law:pipl/第五十六条]"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


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
    """A seat, not a person; it signed on `made_on`."""
    made_on: date
    approved_by: str
    """Another seat, which signed last."""
    approved_on: date


@dataclass(frozen=True, slots=True)
class Assessed:
    """The days on which an assessment is of what a purpose is, none of them before the second signature; half-open."""

    by: Assessment
    since: date
    until: date | None

    def holds(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)
