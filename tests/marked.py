"""The lawbook with one item that marks instead of freezing: the shipped one of that kind, the court's list, has no effect yet."""

from __future__ import annotations

from dataclasses import replace

from chengxin.core.editions import Editions
from chengxin.core.law import OnObjection
from chengxin.lawbook import Lawbook


def marked(lawbook: Lawbook, slug: str) -> Lawbook:
    """The same lawbook, in which an objection to this item marks it and lets it be answered with the mark beside it."""
    return replace(
        lawbook,
        items=Editions(
            replace(item, on_objection=OnObjection.MARK) if item.slug == slug else item for item in lawbook.items.rows
        ),
    )
