"""What visitors do with the demo, in their own words: sign in, hand over a file, open a matter, ask, move the clock."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect

from chengxin.core.facts import Identity
from chengxin.demo import cast
from chengxin.demo.numbers import citizen_number

PENALTIES = "行政处罚（自然人）·道路运输"
LICENCES = "行政许可（自然人）·道路运输从业资格"
NOTHING_USABLE = "未查得可用于本用途的记录"


def go(page: Page, path: str) -> None:
    page.goto(path, wait_until="load")


def be_official(page: Page, username: str) -> None:
    """Sign in with the password that the demo prints."""
    password = next(one.password for one in cast.OFFICIALS if one.username == username)
    go(page, "/staff/sign-in/")
    page.get_by_label("登录名").fill(username)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("button", name="退出")).to_be_visible()


def be_resident(page: Page, who: Identity) -> None:
    """Choose somebody in the identity picker, or type the name and number of somebody it does not list."""
    go(page, "/demo/sign-in/")
    button = page.get_by_role("button", name=f"当{who.name}", exact=True)
    if button.count():
        button.click()
    else:
        page.get_by_label("姓名").fill(who.name)
        page.get_by_label("身份证号").fill(who.number)
        page.get_by_role("button", name="当这个人").click()
    expect(page).to_have_url(re.compile(r"/me/records/$"))


def open_case(page: Page, path: str, before: Callable[[], object] = bool) -> None:
    """Open a case of the desk; `before` its button is pressed, where it has to be."""
    go(page, path)
    button = page.get_by_role("button", name="打开这件异议")
    if button.count():
        before()
        button.click()


def fits(page: Page, at: str = "") -> None:
    """Nothing of the page is wider than its window. After a click, `at` says how the address ends that it leads to."""
    expect(page).to_have_url(re.compile(f"{re.escape(at)}$"))
    page.wait_for_load_state("load")
    sizes = page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert sizes[0] <= sizes[1]


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="退出").click()


def hand_over(page: Page, file: Path, feed: str = PENALTIES) -> None:
    """Hand over a file as a data officer, without waiting for what becomes of it."""
    go(page, "/department/")
    page.get_by_role("radio", name=feed).check()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="交上去检查").click()


def wait_for_receipt(page: Page) -> None:
    """The page of a submission renews itself until the receipt is there."""
    expect(page.get_by_role("heading", name="回执", exact=True)).to_be_visible(timeout=30_000)


def open_matter(page: Page, who: Identity, request_no: str, *, reason: str = "") -> None:
    """Register a matter; `reason` is what a second one of the same person needs."""
    go(page, "/window/")
    page.get_by_label("事项编号").fill(request_no)
    page.get_by_label("姓名").fill(who.name)
    page.get_by_label("身份证号").fill(who.number)
    page.get_by_role("checkbox", name="申请人在场").check()
    if reason:
        page.get_by_label("为什么又登记一次").fill(reason)
    register(page)


def register(page: Page) -> None:
    page.get_by_role("button", name="登记这件事").click()


def ask(page: Page) -> None:
    """Put the first question of the matter that is on the screen."""
    page.get_by_role("button", name="查询", exact=True).first.click()


def attend(page: Page, who: Identity, errand: str) -> None:
    """Open one person's own file at the window, for one errand."""
    go(page, "/window/person/")
    page.get_by_role("radio", name=errand, exact=True).check()
    page.get_by_label("姓名").fill(who.name)
    page.get_by_label("身份证号", exact=True).fill(who.number)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="打开这一个人的档案").click()
    expect(page).to_have_url(re.compile(r"/window/person/(errand|extract)/$"))


def move_clock(page: Page, step: str) -> None:
    go(page, "/demo/clock/")
    page.get_by_role("button", name=step).click()
    expect(page.get_by_text("时钟拨好了")).to_be_visible(timeout=60_000)


def other_number(place: int) -> str:
    """The number of somebody invented whom the demo does not know."""
    return citizen_number("231102", date(1898, 8, 8), 900 + place)
