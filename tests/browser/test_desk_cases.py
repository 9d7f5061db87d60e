"""The offices' side of an objection with the keyboard alone: a source unit examines, then the keeper decides."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import hands
from tests.browser.conftest import Live, Visit
from tests.browser.left_behind import people_left
from tests.browser.test_window_keyboard import Keyboard

pytestmark = pytest.mark.both_databases

#: Of the demo's cases, one that waits for its source and one that waits for a decision.
AT_SOURCE, TO_DECIDE = "报送单位核查", "决定"


def open_first(page: Page, phase: str) -> Keyboard:
    """From the list to the page of the first case in a phase, by keys."""
    row = (
        page.locator("main table")
        .first.get_by_role("row")
        .filter(has_text=re.compile(f"(不是我|内容不对).*{phase}等", re.DOTALL))
    )
    link = row.get_by_role("link").first
    keyboard = Keyboard(page)
    tab_to(page, link)
    keyboard.press("Enter")
    button = page.get_by_role("button", name="打开这件异议")
    expect(button).to_be_focused()
    keyboard.press("Enter")
    expect(page.get_by_text("本人怎么说").first).to_be_visible()
    return keyboard


def tab_to(page: Page, target) -> None:
    """Press Tab until something is reached; every page has an end."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if target.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not reach {target}")


def test_a_source_examines_and_the_keeper_decides(
    own_demo: Live, visit: Callable[..., Visit], browser_files: Path
) -> None:
    one = visit(where=own_demo)
    page = one.page
    hands.be_official(page, "weilizhi")
    keyboard = open_first(page, AT_SOURCE)
    wrong = page.get_by_role("radio", name="查不到可以证实的档案")
    tab_to(page, page.get_by_role("radio", name="和本单位档案一致"))
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    expect(wrong).to_be_checked()
    tab_to(page, page.get_by_label("查到了什么"))
    keyboard.type("卷宗里没有身份证复印件，认不出是不是这个人。")
    tab_to(page, page.get_by_role("button", name="提出核查结论"))
    keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("决定，等黑河市公共信用中心办")
    ref = page.url.rstrip("/").rsplit("/", 1)[-1]
    hands.be_official(page, "miaoqinghe")
    hands.go(page, f"/desk/cases/{ref}/")
    expect(page.get_by_role("button", name="打开这件异议")).to_be_focused()
    keyboard = Keyboard(page)
    keyboard.press("Enter")
    expect(page.get_by_text("所以不能选“不改”")).to_be_visible()
    tab_to(page, page.get_by_role("radio", name="更正这条记录"))
    keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="移出这条记录")).to_be_checked()
    tab_to(page, page.get_by_label("理由"))
    keyboard.type("报送单位查不到可以证实的档案，依法不能留。")
    tab_to(page, page.get_by_role("button", name="作出决定，并写信告诉本人"))
    keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("办完了")
    expect(page.get_by_text("作出决定：移出")).to_be_visible()
    assert people_left(own_demo, [one], browser_files) == {}


def test_a_form_with_something_missing_puts_what_is_wrong_first(visit: Callable[..., Visit]) -> None:
    page = visit().page
    hands.be_official(page, "miaoqinghe")
    keyboard = open_first(page, TO_DECIDE)
    tab_to(page, page.get_by_role("button", name="作出决定，并写信告诉本人"))
    keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("请选怎么决定")
    expect(page).to_have_title(re.compile("^有误需要修改"))
