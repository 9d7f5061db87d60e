"""The lawbook and the feeds that the API serves."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from chengxin.core.feeds import Feed
from chengxin.intake.feeds import load_feeds
from chengxin.lawbook import Lawbook, load


def lawbook() -> Lawbook:
    return load()


@cache
def feeds() -> Mapping[str, Feed]:
    return load_feeds()
