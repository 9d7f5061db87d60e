"""On paper: an ordinary letter and an ordinary answer are one page of A4 each."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from chengxin.core.facts import Identity
from chengxin.demo import cast
from tests.browser import hands
from tests.browser.conftest import Visit


def sheets(page: Page) -> int:
    """How many pages the page on the screen takes on paper."""
    page.evaluate("() => document.fonts.ready")
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("who", [cast.WAITING, cast.CHANGED], ids=lambda who: who.name)
def test_a_letter_that_was_opened_is_one_page(visit: Callable[..., Visit], who: Identity) -> None:
    page = visit().page
    hands.be_resident(page, who)
    hands.go(page, "/me/letters/")
    letters = [link.get_attribute("href") for link in page.locator("main a[href^='/me/letters/']").all()]
    assert letters
    for address in letters:
        hands.go(page, address or "")
        expect(page.locator(".cx-letter")).to_be_visible()
        assert sheets(page) == 1, page.locator("h1").inner_text()


@pytest.mark.parametrize(
    ("who", "request_no"),
    [
        (cast.IN_EFFECT, "黑政服〔2026〕95001"),
        (cast.SHARED_FIRST, "黑政服〔2026〕95002"),
        (cast.UNKNOWN, "黑政服〔2026〕95003"),
    ],
    ids=["one record", "cannot tell", "nothing"],
)
def test_an_answer_is_one_page(visit: Callable[..., Visit], who: Identity, request_no: str) -> None:
    page = visit().page
    hands.be_official(page, "moxiaolan")
    # Whoever was asked about before needs a reason; nobody else minds one.
    hands.open_matter(page, who, request_no, reason="打印")
    hands.ask(page)
    expect(page.get_by_text("答复编号")).to_be_visible()
    assert sheets(page) == 1
