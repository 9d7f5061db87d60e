"""Reads the feeds from their folders: `feeds/<place>/<department>/<feed>/feed.toml` and `lookups.csv`.

The columns stand in `feeds/layouts/<layout>.toml`, once for all who send in that layout; a feed may add columns of its own.
"""

from __future__ import annotations

import csv
import os
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from chengxin.core.facts import DocumentType
from chengxin.core.feeds import ISSUES_SHEET, NOTES_SHEET, Agreed, Column, Feed, Field, plain

_PACKAGED = Path(__file__).parents[1] / "_feeds"
_REPOSITORY = Path(__file__).parents[3] / "feeds"


class FeedRefused(Exception):
    """A feed's description that cannot be used: which file, and what is wrong with it."""

    def __init__(self, file: Path, sentence: str) -> None:
        super().__init__(f"{file}: {sentence}")
        self.file = file
        self.sentence = sentence


def load_feeds(root: Path | None = None) -> dict[str, Feed]:
    """Every feed by its key; from `root`, else CHENGXIN_FEEDS, else the package, else the repository.

    :raises FeedRefused: when a description cannot be used.
    """
    return dict(_loaded(root or feeds_root()))


def feeds_root() -> Path:
    """Where the feeds are: CHENGXIN_FEEDS, else the package, else the repository."""
    configured = os.environ.get("CHENGXIN_FEEDS")
    if configured:
        return Path(configured)
    return _PACKAGED if _PACKAGED.is_dir() else _REPOSITORY


@cache
def _loaded(root: Path) -> dict[str, Feed]:
    files = sorted(root.glob("*/*/*/feed.toml"))
    return {feed.key: feed for feed in (_feed(file, root) for file in files)}


def _feed(file: Path, root: Path) -> Feed:
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        layout = _layout(root / "layouts" / f"{told['layout']}.toml")
        limit = told.pop("amount_limit_wan", None)
        feed = Feed(
            key=file.parent.relative_to(root).as_posix(),
            columns=tuple(_column(column) for column in (*layout["column"], *told.pop("column", ()))),
            lookups=_lookups(file.with_name("lookups.csv")),
            item_field=Field(told.pop("item_field")),
            document_types=tuple(DocumentType(kind) for kind in layout["document_types"]),
            amount_limit_fen=None if limit is None else limit * 1_000_000,
            agreed=tuple(Agreed(**agreed) for agreed in told.pop("agreed_days", ())),
            may_send_for=tuple(told.pop("may_send_for")),
            dropped=tuple(layout["dropped"]),
            ignored_sheets=(ISSUES_SHEET, NOTES_SHEET),
            **told,
        )
    except (tomllib.TOMLDecodeError, KeyError, OSError, TypeError, ValueError) as error:
        raise FeedRefused(file, f"这份说明读不了：{error}。请对照其他来源的feed.toml改正。") from error
    _require_sound(feed, file)
    return feed


@cache
def _layout(file: Path) -> dict[str, Any]:
    layout = tomllib.loads(file.read_text(encoding="utf-8"))
    unknown = layout.keys() - {"document_types", "dropped", "column"}
    if unknown:
        raise ValueError(f"{file.name}: {'、'.join(sorted(unknown))}")
    return layout


def _column(told: dict[str, Any]) -> Column:
    in_yuan = tuple(told.get("headings_in_yuan", ()))
    return Column(Field(told["field"]), tuple(told["headings"]), told.get("required", False), in_yuan)


def _lookups(file: Path) -> dict[Field, dict[str, str]]:
    found: dict[Field, dict[str, str]] = {}
    with file.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            found.setdefault(Field(line["column"]), {})[plain(line["value"])] = line["becomes"]
    return found


def _require_sound(feed: Feed, file: Path) -> None:
    headings = [plain(heading) for column in feed.columns for heading in (*column.headings, *column.headings_in_yuan)]
    headings += map(plain, feed.dropped)
    twice = sorted({heading for heading in headings if headings.count(heading) > 1})
    if twice:
        raise FeedRefused(file, f"同一个列名写了两次：{'、'.join(twice)}。一个列名只能有一种读法，请删去一处。")
    authority = Field.AUTHORITY_CODE if feed.column(Field.AUTHORITY_CODE) else Field.AUTHORITY_NAME
    needed = (Field.NAME, Field.NUMBER, Field.DECISION_NO, Field.DECIDED_ON, authority, feed.item_field)
    optional = [field.value for field in needed if (column := feed.column(field)) is None or not column.is_required]
    if optional:
        raise FeedRefused(file, f"这些列必须有，而且每行都要填：{'、'.join(optional)}。请写上required = true。")
    if not feed.cadence.strip() or feed.max_age_days < 1:
        raise FeedRefused(file, "没有写明多久报一次、多久没有消息算太旧。请补cadence和max_age_days。")
    if not feed.items:
        raise FeedRefused(file, "没有写明用词对应哪一个目录事项。请补lookups.csv。")
