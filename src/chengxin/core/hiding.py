"""When a look may be shown to the person later: a category that law fixed beforehand, and a day of release.

[law:pipl/第三十五条]

Rules of order: it is ordered for one matter before anything is asked in it, by a superior of the unit; never afterwards,
when the person may have read the entry. Each order ends by itself on its day; how many entries wait is shown meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from chengxin.core.law import Basis
from chengxin.core.reasons import Reason, Refusal


@dataclass(frozen=True, slots=True)
class HidingCategory:
    """One ground of the closed list on which a look may be shown later."""

    code: str
    name: str
    bases: tuple[Basis, ...]

    def is_usable(self, on: date) -> bool:
        """Whether all it rests on is verified, high enough and confirmed lately: it works against the person."""
        return bool(self.bases) and all(
            basis.is_sufficient and basis.is_verified and not basis.is_stale(on) for basis in self.bases
        )


def may_hide(
    category: HidingCategory | None, *, words: str, ordered_on: date, shown_from: date, longest: int, is_asked: bool
) -> None:
    """Check an order to show a matter's looks later. `shown_from` is the first day on which they are shown again,
    `longest` the days that law in force gives at most, `is_asked` whether something was asked in the matter already.

    :raises Refusal: HIDING_NOT_LISTED, HIDING_TOO_LATE, HIDING_TOO_LONG, WHY_NEEDS_WORDS.
    """
    if category is None or not category.is_usable(ordered_on):
        raise Refusal(Reason.HIDING_NOT_LISTED)
    if is_asked:
        raise Refusal(Reason.HIDING_TOO_LATE)
    if not ordered_on < shown_from <= ordered_on + timedelta(days=longest):
        raise Refusal(Reason.HIDING_TOO_LONG)
    if not words.strip():
        raise Refusal(Reason.WHY_NEEDS_WORDS)
