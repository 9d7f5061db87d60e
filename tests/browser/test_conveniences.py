"""The one-minute check at the window with the keyboard alone: who may be handled first, who may not and why, who cannot be told."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from chengxin.core.facts import Identity
from chengxin.demo import cast
from tests.browser import hands
from tests.browser.conftest import Visit
from tests.browser.test_window_keyboard import SEEN

pytestmark = pytest.mark.both_databases

WHO = Identity(cast.NEWCOMER.document_type, hands.other_number(51), "欧阳有斐")
#: Keys from the matter to the outcome.
MOST_KEYS = 12


def checked(page: Page) -> int:
    """From the open matter to the outcome, by keys; how many were pressed."""
    keys = 0
    link = page.get_by_role("link", name="看这件事有哪些便利")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox").first).to_be_focused()
    yes = page.get_by_label("同意为这一件事看一次")
    while not yes.evaluate("one => one === document.activeElement"):
        page.keyboard.press("Tab")
        keys += 1
        assert page.evaluate(SEEN)
        assert keys < MOST_KEYS
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_text("申请人先看", exact=False).first).to_be_visible()
    return keys + 3


def test_a_check_takes_a_minute_and_no_mouse(visit: Callable[..., Visit]) -> None:
    page: Page = visit().page
    hands.be_official(page, "moxiaolan")
    begun = time.monotonic()
    hands.open_matter(page, WHO, "黑政服〔2026〕90051")
    assert checked(page) <= MOST_KEYS
    expect(page.get_by_role("heading", level=1)).to_have_text("可以先办（绿色通道）")
    assert time.monotonic() - begun < 60
    assert page.locator("script").count() == 0
    hands.go(page, page.url)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("能不能先办、后补"))


def test_a_no_names_the_article_and_the_day(visit: Callable[..., Visit]) -> None:
    page: Page = visit().page
    hands.be_official(page, "moxiaolan")
    hands.open_matter(page, cast.IN_EFFECT, "黑政服〔2026〕90052", reason="又来办一次")
    checked(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("这一次不能用便利，照常办")
    expect(page.get_by_role("main")).to_contain_text("《道路运输条例》第七十五条")
    expect(page.get_by_role("main")).to_contain_text(re.compile("起36个月，最后一天"))


def test_a_silent_source_is_cannot_tell(visit: Callable[..., Visit]) -> None:
    page: Page = visit().page
    hands.be_official(page, "qiuwanqing")
    hands.open_matter(page, replace(WHO, number=hands.other_number(52)), "黑市监〔2026〕90053")
    checked(page)
    expect(page.get_by_role("main")).to_contain_text("不算申请人不好")
