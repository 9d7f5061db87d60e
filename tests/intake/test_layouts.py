"""What a feed reads or knowingly drops stands in the layout it names, or among what the layout declares besides."""

from __future__ import annotations

import pytest

from chengxin.core.feeds import plain
from chengxin.intake.feeds import load_feeds
from chengxin.lawbook import load

FEEDS = load_feeds()
LAYOUTS = load().layouts


def known(layout: str, *, dropped: bool) -> set[str]:
    """The headings of a layout and of what every sender is asked to add; for dropped ones also what files carry beside it."""
    headings = LAYOUTS[layout].headings | LAYOUTS["supplementary"].headings
    return {plain(heading) for heading in (*headings, *(LAYOUTS[layout].also_seen if dropped else ()))}


@pytest.mark.parametrize("key", FEEDS)
class TestFeed:
    def test_names_a_layout(self, key: str) -> None:
        assert FEEDS[key].layout in LAYOUTS

    def test_reads_columns_of_its_layout_or_declared_additions(self, key: str) -> None:
        """The first heading is the official one; the others are how departments write the same column."""
        feed = FEEDS[key]
        first = {column.headings[0] for column in feed.columns}
        assert {heading for heading in first if plain(heading) not in known(feed.layout, dropped=False)} == set()

    def test_drops_columns_of_its_layout_or_such_as_were_seen_beside_it(self, key: str) -> None:
        feed = FEEDS[key]
        unknown = {heading for heading in feed.dropped if plain(heading) not in known(feed.layout, dropped=True)}
        assert unknown == set()

    def test_leaves_no_column_of_its_layout_unnamed(self, key: str) -> None:
        """Whatever a department may lawfully send is read or dropped, so that no official file comes back unread."""
        feed = FEEDS[key]
        left = {
            column.heading
            for column in LAYOUTS[feed.layout].columns
            if feed.column_for(column.heading) is None and not feed.is_dropped(column.heading)
        }
        assert left == set()
