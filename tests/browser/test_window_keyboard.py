"""A clerk's whole question with the keyboard alone: sign in, open a matter, ask, and on to the next one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Page, expect

from chengxin.core.facts import Identity
from chengxin.demo import cast
from tests.browser import hands
from tests.browser.conftest import Visit
from tests.browser.hands import NOTHING_USABLE

#: Keys from the empty form to the answer, without the letters and digits that are typed into the fields.
MOST_KEYS = 9
WHO = Identity(cast.NEWCOMER.document_type, hands.other_number(2), "欧阳有斐")

#: The focused element, or what is drawn for it, has a line around it that can be seen.
SEEN = """() => {
    const one = document.activeElement, drawn = one.matches('[type=radio], [type=checkbox]')
        ? getComputedStyle(one.labels[0], '::before') : getComputedStyle(one);
    const box = one.getBoundingClientRect();
    return drawn.outlineStyle === 'solid' && parseFloat(drawn.outlineWidth) >= 2
        && box.top >= 0 && box.bottom <= innerHeight && box.width > 0;
}"""


class Keyboard:
    """Presses keys and counts them; after each, the focus must be seen."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.pressed = 0

    def press(self, key: str) -> None:
        self.pressed += 1
        self._page.keyboard.press(key)

    def to(self, target: Locator, key: str = "Tab") -> None:
        """Press a key, which must lead to a field or a button."""
        self.press(key)
        expect(target).to_be_focused()
        assert self._page.evaluate(SEEN), f"the focus cannot be seen on {target}"

    def type(self, text: str) -> None:
        # What an input method hands over for Chinese characters, and plain digits alike.
        self._page.keyboard.insert_text(text)


@pytest.fixture
def page(visit: Callable[..., Visit]) -> Page:
    """The window, signed in with the keyboard."""
    page: Page = visit().page
    keyboard = Keyboard(page)
    hands.go(page, "/staff/sign-in/")
    expect(page.get_by_label("登录名")).to_be_focused()
    keyboard.type("moxiaolan")
    keyboard.to(page.get_by_label("密码", exact=True))
    keyboard.type(next(one.password for one in cast.OFFICIALS if one.username == "moxiaolan"))
    keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/window/$"))
    return page


def test_a_question_needs_no_mouse(page: Page) -> None:
    keyboard = Keyboard(page)
    services = page.get_by_role("radio")
    expect(services.first).to_be_focused()
    assert page.evaluate(SEEN)
    keyboard.to(services.nth(1), "ArrowDown")
    keyboard.to(page.get_by_label("事项编号"))
    keyboard.type("黑政服〔2026〕90001")
    keyboard.to(page.get_by_label("姓名"))
    keyboard.type(WHO.name)
    keyboard.to(page.get_by_label("身份证号"))
    keyboard.type(WHO.number)
    keyboard.to(page.get_by_role("checkbox"))
    keyboard.press("Space")
    keyboard.press("Enter")
    # A second Enter by mistake looks at nobody.
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    keyboard.to(page.get_by_role("button", name="查询", exact=True))
    keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(NOTHING_USABLE)
    expect(page.get_by_role("main")).to_contain_text(WHO.name)
    assert keyboard.pressed <= MOST_KEYS


def test_from_an_answer_to_the_next_matter(page: Page) -> None:
    hands.open_matter(page, replace(WHO, number=hands.other_number(3)), "黑政服〔2026〕90002")
    hands.ask(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(NOTHING_USABLE)
    keyboard = Keyboard(page)
    keyboard.to(page.get_by_role("link", name="跳到正文"))
    keyboard.press("Enter")
    keyboard.to(page.get_by_role("button", name="登记下一件事"))
    keyboard.press("Enter")
    expect(page.get_by_role("radio").first).to_be_focused()
    assert keyboard.pressed == 4


def test_the_first_wrong_field_has_the_focus(page: Page) -> None:
    keyboard = Keyboard(page)
    keyboard.press("Enter")
    expect(page.get_by_label("事项编号")).to_be_focused()
    assert page.evaluate(SEEN)
    expect(page.get_by_role("alert")).to_contain_text("有4处要改")
