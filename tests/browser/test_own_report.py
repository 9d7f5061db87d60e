"""The own report as people take it: on a phone without JavaScript, from the page to the paper and its check."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

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

    def test_from_the_report_to_the_check_of_an_extract(self, page: Page, tmp_path: Path) -> None:
        hands.be_resident(page, cast.LICENSED)
        page.get_by_role("link", name="看我的报告").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("您的报告：平台上关于您的全部内容")
        for part in (
            "一、关于您的记录",
            "二、哪个单位报送什么",
            "三、标注、正在办的事和写给您的信",
            "四、您自己写的声明",
            "五、谁看过您",
        ):
            expect(page.get_by_role("heading", name=part)).to_be_visible()
        hands.fits(page)
        assert _taken(page, "下载PDF", tmp_path / "report.pdf").startswith(b"%PDF-")
        assert cast.LICENSED.name.encode() in _taken(page, "下载JSON", tmp_path / "report.json")
        assert _taken(page, "下载全部数据", tmp_path / "all.zip").startswith(b"PK")

        page.get_by_role("link", name="为一件事开一份摘录").click()
        hands.fits(page, "/me/extracts/")
        page.get_by_role("link", name="道路运输从业资格许可审查").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("先看一遍：摘录里会写什么")
        expect(page.locator("main")).to_contain_text("道路运输从业资格")
        hands.fits(page)
        page.get_by_role("button", name="开出这份摘录").click()
        expect(page.get_by_role("alert")).to_contain_text("请选一个单位")
        page.get_by_role("radio", name="黑河市交通运输局", exact=True).check()
        page.get_by_role("button", name="开出这份摘录").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("摘录开好了")
        hands.fits(page)
        code = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", page.locator("main").inner_text())
        assert code is not None
        assert _taken(page, "下载PDF，打印出来", tmp_path / "extract.pdf").startswith(b"%PDF-")

        hands.sign_out(page)
        hands.go(page, "/check/")
        page.get_by_role("button", name="核对").click()
        expect(page.get_by_role("alert")).to_contain_text("请输入摘录上的核对编号")
        page.get_by_label("核对编号").fill(code[0].lower())
        page.get_by_role("button", name="核对").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("真实")
        expect(page.locator("body")).not_to_contain_text(cast.LICENSED.name)
        hands.fits(page)
        page.get_by_label("核对编号").fill("2222-2222-2222")
        page.get_by_role("button", name="核对").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("查不到这个编号")


def _taken(page: Page, link: str, to: Path) -> bytes:
    with page.expect_download() as taken:
        page.get_by_role("link", name=link, exact=True).click()
    taken.value.save_as(to)
    return to.read_bytes()
