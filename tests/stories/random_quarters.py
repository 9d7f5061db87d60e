"""What is published of the random lives: each quarter once, and the same bytes whatever happens afterwards."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis.stateful import precondition, rule

from chengxin.apps.statistics import selectors
from chengxin.apps.statistics.actions.freeze import freeze
from chengxin.core.calendar import SHANGHAI
from chengxin.lawbook import Lawbook
from chengxin.web.law import feeds

HOUR = timedelta(hours=1)
#: After a jump over decades there is as much to publish: more of the same.
MOST_AT_ONCE = 8


class Quarters:
    """To be lived by somebody who has `law` and `at`."""

    law: Lawbook
    at: datetime
    published: dict[str, tuple[bytes, bytes]]

    @precondition(lambda self: len(_over(self.at)) - len(self.published) <= MOST_AT_ONCE)
    @rule()
    def quarters_that_are_over_are_published(self):
        while freeze(lawbook=self.law, feeds=feeds(), at=self.at):
            pass
        frozen = {one.quarter: one for one in selectors.list_frozen(at=self.at)}
        assert frozen.keys() >= self.published.keys()
        for code, files in self.published.items():
            assert (bytes(frozen[code].as_json), bytes(frozen[code].as_csv)) == files, code
        assert set(frozen) == set(_over(self.at)), self.at
        # The lives begin in March 2026; the oldest quarter and the newest are counted anew.
        for code in {min(frozen, default=""), max(frozen, default="")} - {""}:
            assert selectors.is_rebuilt(frozen[code], lawbook=self.law, feeds=feeds()), code
        self.published = {code: (bytes(one.as_json), bytes(one.as_csv)) for code, one in frozen.items()}
        # Two people are too few to say anything of.
        for one in frozen.values():
            counts = [row["count"] for measure in selectors.told(one)["tables"] for row in measure["rows"]]
            assert set(counts) == {None}


def _over(at: datetime) -> list[str]:
    """The quarters since that of March 2026 that ended an hour ago or earlier, counted without `core`."""
    year, number, found = 2026, 1, []
    while True:
        after = date(year + number // 4, number % 4 * 3 + 1, 1)
        if datetime(after.year, after.month, after.day, tzinfo=SHANGHAI) + HOUR > at:
            return found
        found.append(f"{year}-Q{number}")
        year, number = after.year, after.month // 3 + 1
