"""Values as a letter or a page prints them."""

from __future__ import annotations

from datetime import date, datetime

from chengxin.core.calendar import SHANGHAI


def day_zh(day: date) -> str:
    """2026年9月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def moment_zh(at: datetime) -> str:
    """2026年9月1日08:30, in Asia/Shanghai."""
    local = at.astimezone(SHANGHAI)
    return f"{day_zh(local.date())}{local:%H:%M}"


def money_zh(fen: int) -> str:
    """2,000元, with 角 and 分 as decimals only where there are any."""
    yuan, rest = divmod(fen, 100)
    return f"{yuan:,}.{rest:02d}元" if rest else f"{yuan:,}元"
