"""Dates as officials write them: a civil date, or nothing. No guess about day and month, none about a century."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta

#: What many systems send for "no end".
OPEN_ENDS = frozenset({date(2099, 12, 31), date(9999, 12, 31)})
_OPEN_WORDS = frozenset({"长期", "长期有效", "永久", "永久有效", "无固定期限"})
_TIME = r"(?:[T ]?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
_SHAPES = (
    re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})" + _TIME),
    re.compile(r"([0-9]{4})()([0-9]{2})([0-9]{2})"),
    re.compile(r"([0-9]{4})(年)([0-9]{1,2})月([0-9]{1,2})日" + _TIME),
)
_EXCEL_DAY_ZERO = date(1899, 12, 30)
#: 1950-01-01 to 2100-12-31; a smaller figure in a date column is more likely a year than a day.
_EXCEL_SERIALS = range(18264, 73416)


def parse(value: object) -> date | None:
    """The date in a cell of any kind, or `None`."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _from_figure(value)
    return _from_text(value) if isinstance(value, str) else None


def is_open_end(value: object) -> bool:
    """Whether a cell says that something has no end: 2099-12-31, or 长期."""
    if isinstance(value, str) and "".join(value.split()) in _OPEN_WORDS:
        return True
    return parse(value) in OPEN_ENDS


def _from_figure(value: float) -> date | None:
    if not 0 <= value <= 99991231:
        return None
    whole = int(value)
    if whole in _EXCEL_SERIALS:
        return _EXCEL_DAY_ZERO + timedelta(days=whole)
    # 20260901 typed into a cell that Excel took for a figure
    return _from_text(str(whole)) if whole == value and whole >= 18000101 else None


def _from_text(value: str) -> date | None:
    text = unicodedata.normalize("NFKC", value[:64]).strip()
    text = re.sub(r"\s*([年月日/.-])\s*", r"\1", text)
    for shape in _SHAPES:
        found = shape.fullmatch(text)
        if found:
            return _real(int(found[1]), int(found[3]), int(found[4]))
    return None


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year >= 1800 else None
    except ValueError:
        return None
