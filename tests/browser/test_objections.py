"""Objecting as people do it: on a phone without JavaScript, and at a window with the keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from chengxin.core.facts import Identity
from chengxin.demo import cases, cast
from tests.browser import hands
from tests.browser.conftest import Visit
from tests.browser.test_window_keyboard import SEEN, Keyboard

pytestmark = pytest.mark.both_databases

#: Keys from the empty page of the window to the receipt, without what is typed into the fields: well under a minute.
MOST_KEYS = 16


class TestOnAPhone:
    @pytest.fixture
    def page(self, visit: Callable[..., Visit]) -> Page:
        page: Page = visit("phone", javascript=False).page
        return page

    @pytest.fixture
    def receipt(self, tmp_path: Path) -> Path:
        paper = tmp_path / "收据.jpg"
        paper.write_bytes(cases.picture(paper.name))
        return paper

    def test_a_person_objects_takes_the_paper_back_and_withdraws(self, page: Page, receipt: Path) -> None:
        hands.be_resident(page, cast.TO_DECIDE)
        page.locator("article.cx-rec h3 a").first.click()
        page.get_by_role("link", name="再提一件异议", exact=True).click()
        hands.fits(page, "/object/")
        page.get_by_label("哪里不对").fill("那天我在外地，车也不是我的。")
        page.get_by_role("button", name="提出异议").click()
        expect(page.get_by_role("alert")).to_contain_text("请选一个理由")
        expect(page.get_by_label("哪里不对")).to_have_value("那天我在外地，车也不是我的。")
        page.get_by_role("radio", name="这不是我").check()
        page.locator("input[type=file]").set_input_files(receipt)
        page.get_by_role("button", name="提出异议").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("正在查平台自己有没有差错")
        expect(page.locator(".cx-clock")).to_contain_text("今天以后还剩7个工作日")
        expect(page.locator("table.cx-cal .is-due")).to_contain_text("期满")
        hands.fits(page)
        with page.expect_download() as taken:
            page.get_by_role("link", name="下载收据.jpg").click()
        assert taken.value.suggested_filename == "收据.jpg"
        page.get_by_text("收回这件异议").click()
        page.get_by_role("button", name="收回异议").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("这件异议已经收回")
        page.get_by_role("link", name="我的异议").first.click()
        # The one about the amount is still open.
        expect(page.get_by_role("heading", level=1)).to_have_text("您有1件正在办")

    def test_a_person_adds_words_and_asks_for_a_review(self, page: Page) -> None:
        hands.be_resident(page, cast.KEPT)
        page.locator("article.cx-rec h3 a").first.click()
        page.get_by_role("link", name="写一段声明").click()
        page.get_by_label("您的声明").fill("乘客要求改道，当时没有别的路。")
        page.get_by_role("button", name="保存，和记录一起出现").click()
        expect(page.get_by_role("heading", name="您的声明")).to_be_visible()
        expect(page.locator("blockquote")).to_contain_text("乘客要求改道")
        page.get_by_role("link", name="申请复核", exact=True).click()
        hands.fits(page, "/review/")
        page.get_by_label("为什么不同意那个决定").fill("笔录不是我签的字。")
        page.get_by_role("button", name="申请复核").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("正在由另一个人复核")
        page.get_by_role("link", name="我的记录").click()
        expect(page.locator("article.cx-rec").first).to_contain_text("暂停使用")


class TestAtTheWindow:
    @pytest.fixture
    def page(self, visit: Callable[..., Visit]) -> Page:
        page: Page = visit().page
        hands.be_official(page, "jiqingyuan")
        hands.go(page, "/window/person/")
        return page

    def test_an_objection_needs_no_mouse(self, page: Page) -> None:
        keys = Keyboard(page)
        self._open(page, keys, cast.CORRECTED, steps=1)
        expect(page.get_by_role("radio", name="道路运输")).to_be_focused()
        assert page.evaluate(SEEN)
        keys.to(page.get_by_role("radio", name="这不是我"))
        keys.to(page.get_by_role("radio", name="写的内容不对"), "ArrowDown")
        keys.to(page.get_by_label("哪里不对"))
        keys.type("日期也写错了。")
        keys.to(page.locator("input[type=file]"))
        keys.to(page.get_by_role("button", name="出回执"))
        keys.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("异议收到了")
        expect(page.locator(".cx-receipt")).to_contain_text("暂停使用，谁也查不到")
        expect(page.locator(".cx-receipt")).to_contain_text("今天以后还剩7个工作日")
        assert keys.pressed <= MOST_KEYS
        number = page.locator(".cx-receipt__no b").inner_text()
        self._the_person_sees_it(page, cast.CORRECTED, number)

    def test_a_statement_then_the_next_person(self, page: Page) -> None:
        keys = Keyboard(page)
        self._open(page, keys, cast.WAITING, steps=2)
        expect(page.get_by_role("radio")).to_be_focused()
        keys.to(page.get_by_label("您的声明"))
        keys.type("罚款当天就交了。")
        keys.to(page.get_by_role("button", name="出回执"))
        keys.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("声明写好了，和记录一起出现")
        following = page.get_by_role("button", name="给下一个人办")
        expect(following).to_be_focused()
        keys.press("Enter")
        expect(page.get_by_role("radio", name="看记录")).to_be_focused()
        assert keys.pressed <= MOST_KEYS

    def test_a_receipt_is_one_page_of_paper(self, page: Page) -> None:
        hands.attend(page, cast.WITHDRAWN, "看记录")
        hands.attend(page, cast.AT_SOURCE, "提出异议")
        page.get_by_role("radio", name="已经过了期限").check()
        page.get_by_label("哪里不对").fill("按规定早就到期了。")
        page.get_by_role("button", name="出回执").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("异议收到了")
        assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True))) == 1

    def _open(self, page: Page, keys: Keyboard, who: Identity, *, steps: int) -> None:
        """From the first radio, `steps` below it, to the open file."""
        radios = page.get_by_role("radio")
        expect(radios.first).to_be_focused()
        assert page.evaluate(SEEN)
        for step in range(steps):
            keys.to(radios.nth(step + 1), "ArrowDown")
        keys.to(page.get_by_label("姓名"))
        keys.type(who.name)
        keys.to(page.get_by_label("身份证号", exact=True))
        keys.type(who.number)
        keys.to(self._box(page))
        keys.press("Space")
        keys.press("Enter")
        expect(page).to_have_url(re.compile(r"/window/person/errand/$"))

    def _box(self, page: Page) -> Locator:
        return page.get_by_role("checkbox")

    def _the_person_sees_it(self, page: Page, who: Identity, number: str) -> None:
        hands.sign_out(page)
        hands.be_resident(page, who)
        hands.go(page, "/me/looks/")
        expect(page.locator("article.cx-look").first).to_contain_text("在窗口替您办")
        expect(page.locator("article.cx-look").first).to_contain_text("季清源")
        hands.go(page, f"/me/cases/{number}/")
        expect(page.get_by_role("main")).to_contain_text("1号窗口，季清源代办")
