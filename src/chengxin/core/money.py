"""Money as the layouts carry it, in units of 10,000 yuan, turned into fen; strict: a slip is a factor of 10,000."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_FEN_IN_WAN = 1_000_000
_AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6}0*)?", re.ASCII)


def fen_from_wan(value: object) -> int | None:
    """Fen in an amount given in 万元, or `None` where the cell is not a plain amount down to one fen."""
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
    text = unicodedata.normalize("NFKC", value[:64]).strip()
    return int(Decimal(text) * _FEN_IN_WAN) if _AMOUNT.fullmatch(text) else None
