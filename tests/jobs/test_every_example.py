"""Every file that the corpus says passes goes through the queue to its receipt, not only through the check."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from chengxin.apps.submissions.actions.receive_file import receive_file
from chengxin.core.calendar import SHANGHAI
from chengxin.core.permissions import Role
from chengxin.intake.feeds import load_feeds
from chengxin.jobs.queue import work_through
from chengxin.web.law import lawbook
from tests.proves import proves
from tests.web import filled

ROOT = Path(__file__).parents[2] / "feeds"
PASSING = sorted(ROOT.glob("*/*/*/should_pass/*"))
AT = datetime(2026, 11, 30, 9, 20, tzinfo=SHANGHAI)


@proves("B3", "B12")
@pytest.mark.django_db
@pytest.mark.parametrize("feed", sorted({path.parents[1] for path in PASSING}), ids=lambda path: path.parent.name)
def test_comes_to_its_receipt(feed: Path) -> None:
    known = load_feeds()[str(feed.relative_to(ROOT))]
    by = filled.official(Role.DATA_OFFICER, known.sender)
    seen = 0
    for path in sorted((feed / "should_pass").iterdir()):
        submission = receive_file(
            lawbook=lawbook(), data=path.read_bytes(), filename=path.name, feed=known, by=by, at=AT
        )
        receipt = work_through(submission, lawbook=lawbook(), feeds=load_feeds(), at=AT)
        assert receipt.is_readable, path.name
        assert receipt.rows == receipt.accepted + receipt.duplicate + receipt.waiting + receipt.refused, path.name
        seen += receipt.accepted
    assert seen
