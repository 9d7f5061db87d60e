"""The other half of tests/browser/test_accessibility.py: the pages of those who work."""

from __future__ import annotations

import pytest

from tests.browser.inspector import Walked
from tests.browser.test_accessibility import unseen
from tests.browser.walk import OFFICES


@pytest.mark.parametrize("audience", OFFICES)
def test_every_page_is_for_everybody(walked: Walked, audience: str) -> None:
    found = [f"{stop.name} ({stop.path}): {line}" for stop in walked(audience) for line in stop.found]
    assert not found, "\n".join(["", *found])


def test_the_walks_see_every_page_of_work(walked: Walked) -> None:
    stops = [stop for audience in OFFICES for stop in walked(audience)]
    assert len(stops) >= 90
    assert unseen(stops, offices=True) == set()
