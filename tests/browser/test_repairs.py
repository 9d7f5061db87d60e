"""Repair as people do it: from the letter to the decision on a phone without JavaScript, and with the keyboard alone."""

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

    def test_from_the_letter_to_the_decision(self, page: Page) -> None:
        hands.be_resident(page, cast.REPAIRABLE)
        hands.go(page, "/me/letters/")
        page.get_by_role("button", name="打开这封信").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("您可以申请信用修复了")
        hands.fits(page)
        hands.go(page, "/me/records/")
        page.locator("article.cx-rec h3 a").first.click()
        page.get_by_role("link", name="申请信用修复", exact=True).click()
        hands.fits(page, "/repair/")
        expect(page.get_by_text("什么材料都不用")).to_be_visible()
        page.get_by_label("您的承诺").fill("")
        page.get_by_role("button", name="提交申请").click()
        expect(page.get_by_role("alert")).to_contain_text("请写下您的承诺")
        page.get_by_label("您的承诺").fill("罚款已经缴清，以后按规定载客。")
        page.get_by_role("button", name="提交申请").click()
        expect(page.locator(".cx-clock")).to_contain_text("个工作日")
        hands.fits(page)
        ref = page.url.rstrip("/").rsplit("/", 1)[-1]

        hands.sign_out(page)
        hands.be_official(page, "weilizhi")
        hands.go(page, "/desk/repairs/")
        hands.fits(page)
        page.get_by_role("link", name=ref).click()
        expect(page.locator("body")).to_contain_text("罚款已经缴清，以后按规定载客。")
        expect(page.locator("body")).not_to_contain_text(cast.REPAIRABLE.name)
        hands.fits(page)
        page.get_by_label("准予修复").check()
        page.get_by_label("理由").fill("查到缴款记录，准予修复。")
        page.get_by_role("button", name="签发").click()
        expect(page.get_by_role("heading", name="准予修复")).to_be_visible()

        hands.sign_out(page)
        hands.be_resident(page, cast.REPAIRABLE)
        hands.go(page, f"/me/repairs/{ref}/")
        expect(page.get_by_role("heading", level=1)).to_contain_text("准予修复")
        expect(page.locator("body")).to_contain_text("查到缴款记录，准予修复。")
        hands.go(page, "/me/looks/")
        expect(page.locator("body")).to_contain_text("魏立志")


class TestWithTheKeyboard:
    def test_counts_the_days_without_signing_in(self, visit: Callable[..., Visit]) -> None:
        page = visit("desktop").page
        hands.go(page, "/calculator/")
        page.get_by_label("哪一类").focus()
        page.keyboard.type("A0401")
        for typed in ("2026-9-16", "2026-8-19"):
            page.keyboard.press("Tab")
            page.keyboard.type(typed)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="道路运输从业人员违法")).to_be_visible()
        expect(page.locator("body")).to_contain_text("2026年12月17日起")
        expect(page.get_by_role("img").first).to_be_visible()
