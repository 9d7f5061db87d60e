"""Figures about a department: what each counts, and how a note is written beside one. [law:pipl/第五十四条]

Rules of order:
- A figure counts failures of a process. More records, of whatever kind, never make one smaller.
- The department may say something beside its own figure, under a name; the figure stays as it is.
- What it says is public, so it may hold nothing about a person.
- A count of records is published as the tables are: not where it is small, and not where it would tell of a number that
  they leave out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from chengxin.core.never_kept import is_special, is_wealth
from chengxin.core.numbers import holds_number, in_figures
from chengxin.core.reasons import Reason, Refusal


class Figure(StrEnum):
    """What is counted about a department in a quarter."""

    LATE = "late"
    REFUSED = "refused"
    UPHELD = "upheld"
    OVERDUE = "overdue"


#: Counts of what became a record, row by row as the open statistics count; they are as small, and as public.
OF_RECORDS = frozenset({Figure.LATE})
#: Characters of a note.
NOTE_MOST = 500
#: The number of an identity paper, of a phone, of a decision about one person.
_NUMBER = re.compile(r"[0-9]{7,}|[〔\[(（]?20[0-9]{2}[〕\])）]?.{0,4}?[0-9]+号")


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one department in one quarter."""

    counts: Mapping[Figure, int]

    def shown(self, least: int, *, is_beside: bool) -> dict[Figure, int | None]:
        """As anybody may see them. A count of records is left out where it is small, and where it may not stand beside the
        tables (`statistics.may_stand_beside`); a failure in the office's own acts never is."""
        return {
            figure: None if figure in OF_RECORDS and (count < least or not is_beside) else count
            for figure, count in self.counts.items()
        }


def may_note(words: str) -> None:
    """Check what is to stand beside a figure.

    :raises Refusal: NOTE_TOO_LONG, NOTE_ABOUT_PERSON.
    """
    if len(words) > NOTE_MOST:
        raise Refusal(Reason.NOTE_TOO_LONG)
    read = "".join(in_figures(words).split())
    if _NUMBER.search(read) or holds_number(words) or is_special(words) or is_wealth(words):
        raise Refusal(Reason.NOTE_ABOUT_PERSON)
