"""Asking why, on a phone without JavaScript: the person asks, an official of the unit answers, the person reads it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from chengxin.demo import cast
from tests.browser import hands
from tests.browser.conftest import Visit

pytestmark = pytest.mark.both_databases


class TestOnAPhone:
    @pytest.fixture
    def page(self, visit: Callable[..., Visit]) -> Page:
        page: Page = visit("phone", javascript=False).page
        return page

    def test_from_the_look_to_the_answer(self, page: Page, shots: Callable[[Page, str], None]) -> None:
        hands.be_resident(page, cast.UNKNOWN)
        hands.go(page, "/me/looks/")
        hands.fits(page)
        shots(page, "whys-looks-390")
        page.get_by_role("button", name="问为什么").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("为什么看我")
        hands.fits(page)
        shots(page, "whys-ask-390")
        page.get_by_label("想补充的话").fill("我没有办过这件事。")
        page.get_by_role("button", name="问为什么").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("等答复")
        expect(page.locator(".cx-clock")).to_contain_text("个工作日")
        hands.fits(page)
        shots(page, "whys-asked-390")
        ref = page.url.rstrip("/").rsplit("/", 1)[-1]

        hands.sign_out(page)
        hands.be_official(page, "weilizhi")
        hands.go(page, "/desk/whys/")
        hands.fits(page)
        shots(page, "whys-desk-390")
        page.get_by_role("link", name=ref).click()
        expect(page.locator("body")).to_contain_text("我没有办过这件事。")
        expect(page.locator("body")).not_to_contain_text(cast.UNKNOWN.name)
        hands.fits(page)
        shots(page, "whys-desk-one-390")
        page.get_by_label("合法，理由写在下面").check()
        page.get_by_label("理由", exact=True).fill("当天在3号窗口申请换证，受理单上有签字。")
        page.get_by_role("button", name="签发").click()
        expect(page.get_by_role("heading", name="答复：合法")).to_be_visible()

        hands.sign_out(page)
        hands.be_resident(page, cast.UNKNOWN)
        hands.go(page, "/me/looks/")
        expect(page.locator("body")).to_contain_text("您问过为什么：答复了")
        hands.go(page, f"/me/whys/{ref}/")
        expect(page.locator("body")).to_contain_text("当天在3号窗口申请换证，受理单上有签字。")
        hands.fits(page)
        shots(page, "whys-answered-390")
