"""Values as a letter or a page prints them."""

from __future__ import annotations

from datetime import date, datetime

from chengxin.core.calendar import SHANGHAI, add_months


def day_zh(day: date) -> str:
    """2026年9月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def moment_zh(at: datetime) -> str:
    """2026年9月1日08:30, in Asia/Shanghai."""
    local = at.astimezone(SHANGHAI)
    return f"{day_zh(local.date())}{local:%H:%M}"


def span_zh(first: date, last: date) -> str:
    """4年8个月零6天 from one day to a later one: whole months by the calendar, then days."""
    months = (last.year - first.year) * 12 + last.month - first.month
    months -= add_months(first, months) > last
    days, (years, rest) = (last - add_months(first, months)).days, divmod(months, 12)
    parts = [
        f"{years}年" if years else "",
        f"{rest}个月" if rest else "",
        f"{'零' if months else ''}{days}天" if days else "",
    ]
    return "".join(parts) or "0天"


def money_zh(fen: int) -> str:
    """2,000元, with 角 and 分 as decimals only where there are any."""
    yuan, rest = divmod(fen, 100)
    return f"{yuan:,}.{rest:02d}元" if rest else f"{yuan:,}元"
