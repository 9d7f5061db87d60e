"""Dates as officials write them: a civil date, or nothing. No guess about day and month, none about a century."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from functools import lru_cache

#: What many systems send for "no end".
OPEN_ENDS = frozenset({date(2099, 12, 31), date(9999, 12, 31)})
_OPEN_WORDS = frozenset({"长期", "长期有效", "永久", "永久有效", "无固定期限", "终身"})
#: A time of day in the zone of the civil date, which says nothing about the day.
_TIME = r"(?:[T ]?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:\+08:?00)?)?"
_SHAPES = (
    re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})" + _TIME),
    re.compile(r"([0-9]{4})()([0-9]{2})([0-9]{2})"),
    re.compile(r"([0-9]{4})(年)([0-9]{1,2})月([0-9]{1,2})[日号]" + _TIME),
)
#: 二〇二六年九月一日, as a document is dated at its end.
_IN_WORDS = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_SERIAL = re.compile(r"([0-9]{5})(?:\.[0-9]+)?", re.ASCII)
_AROUND = re.compile(r"\s*([年月日号/.-])\s*")
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
    return _from_text(value[:64]) if isinstance(value, str) else None


def written(text: str) -> tuple[int, int, int] | None:
    """Year, month and day of a date in figures, also of one that no calendar has; `None` for another writing."""
    return _in_figures(_plain(text[:64]))


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


@lru_cache(maxsize=4096)
def _from_text(value: str) -> date | None:
    text = _plain(value)
    in_figures = _in_figures(text)
    if in_figures is not None:
        return _real(*in_figures)
    return _from_words(text) or _from_serial(text)


def _plain(value: str) -> str:
    return _AROUND.sub(r"\1", unicodedata.normalize("NFKC", value).strip())


def _in_figures(plain: str) -> tuple[int, int, int] | None:
    for shape in _SHAPES:
        found = shape.fullmatch(plain)
        if found:
            return int(found[1]), int(found[3]), int(found[4])
    return None


def _from_words(text: str) -> date | None:
    found = _IN_WORDS.fullmatch(text)
    if found is None:
        return None
    month, day = _up_to_99(found[2]), _up_to_99(found[3])
    return _real(int(found[1].translate(_DIGITS)), month, day) if month and day else None


def _up_to_99(words: str) -> int | None:
    """九 is 9, 十 10, 十一 11, 二十 20, 三十一 31; anything else is no such number."""
    tens, ten, ones = words.rpartition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in tens:
        return None
    return int((tens.translate(_DIGITS) or "1") if ten else "0") * 10 + int(ones.translate(_DIGITS) or "0")


def _from_serial(text: str) -> date | None:
    """A day that Excel showed as its figure before it was saved as text."""
    found = _SERIAL.fullmatch(text)
    return _from_figure(float(found[1])) if found else None


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year >= 1800 else None
    except ValueError:
        return None
