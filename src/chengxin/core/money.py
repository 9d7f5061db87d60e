"""Money as the layouts carry it, in units of 10,000 yuan unless it says 元; strict: a slip is a factor of 10,000."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_FEN_IN_WAN = 1_000_000
_FEN_IN = {"万元": _FEN_IN_WAN, "万": _FEN_IN_WAN, "元": 100}
_BARE = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6}0*)?", re.ASCII)
_WITH_UNIT = re.compile(
    r"(?:人民币|¥)?([0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,3})(\.[0-9]{1,6}0*)?(万元|万|元)整?", re.ASCII
)


def fen_from_wan(value: object) -> int | None:
    """Fen in an amount given in 万元, or in the unit it says; `None` where the cell is no plain amount down to one fen."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return _from_figure(value)
    return _from_text(value) if isinstance(value, str) else None


def _from_figure(value: float) -> int | None:
    if not 0 <= value < 10**12:
        return None
    fen = round(value * _FEN_IN_WAN)
    # Excel keeps 0.07 as the nearest binary figure; what is further away was not an amount in fen.
    return fen if abs(fen / _FEN_IN_WAN - value) <= 1e-9 * max(1, value) else None


def _from_text(value: str) -> int | None:
    text = "".join(unicodedata.normalize("NFKC", value[:64]).split())
    if _BARE.fullmatch(text):
        return int(Decimal(text) * _FEN_IN_WAN)
    # A mark between thousands is taken only beside a unit: 1,000 alone may be meant in either.
    found = _WITH_UNIT.fullmatch(text)
    if found is None:
        return None
    fen = Decimal(found[1].replace(",", "") + (found[2] or "")) * _FEN_IN[found[3]]
    return int(fen) if fen == int(fen) else None
