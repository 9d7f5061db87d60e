"""Rare characters and long names: from the file to the page and back, each drawn by a font of our own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from playwright.sync_api import Page, expect

from chengxin import clock
from chengxin.core.calendar import day_of
from chengxin.core.facts import Identity
from chengxin.demo import sheets
from chengxin.demo.decisions import PENALTIES, Penalty
from chengxin.demo.numbers import invented
from chengxin.intake.feeds import load_feeds
from chengxin.lawbook import load
from tests.browser import hands
from tests.browser.conftest import ROOT, Visit

FONTS = ROOT / "src/chengxin/web/static/cx/fonts"
#: Characters that no text of the product has: only a page with such a name fetches their slices.
SLICES = {"𠮷": "rare/jp.woff2", "㛃": "rare/36.woff2", "𰻞": "rare/30e.woff2"}


def _who(place: int, name: str) -> Identity:
    return invented(name, "231181", date(1889, 9, 9), 940 + place)


RARE = _who(1, "𠮷䶮㐱㛃𰻞")
NAMESAKE = _who(2, RARE.name)
LONG = _who(3, "阿依古丽·买买提明·吐尔逊尼亚孜·阿卜杜热合曼·伊斯拉木江")
#: The dot that another keyboard types; the same name.
LONG_TYPED = replace(LONG, name=LONG.name.replace("·", "•"))


def _file(who: Identity, number: int, ending: str) -> bytes:
    """One penalty, told long enough ago to be in effect: as a workbook, or in the GB18030 text of an old system."""
    lawbook, feed = load(), load_feeds()[PENALTIES]
    told = day_of(clock.now()) - timedelta(days=20)
    penalty = Penalty(
        who=who,
        number=number,
        decided_on=told - timedelta(days=2),
        conduct_end_on=told - timedelta(days=30),
        served_on=told,
    )
    cells = sheets.table(feed, [penalty.row(lawbook)])
    return sheets.as_xlsx(cells) if ending == "xlsx" else sheets.as_csv(cells)


@pytest.mark.parametrize(
    ("who", "typed", "ending"),
    [(RARE, RARE, "xlsx"), (NAMESAKE, NAMESAKE, "csv"), (LONG, LONG_TYPED, "xlsx")],
    ids=["rare-in-a-workbook", "rare-in-text", "long"],
)
def test_a_name_comes_back_as_it_was_sent(
    visit: Callable[..., Visit], tmp_path: Path, who: Identity, typed: Identity, ending: str
) -> None:
    department, person, window = (visit("phone").page for _ in range(3))
    file = tmp_path / f"处罚.{ending}"
    file.write_bytes(_file(who, 9500 + int(who.number[14:17]) - 940, ending))
    hands.be_official(department, "gedehong")
    hands.hand_over(department, file)
    hands.wait_for_receipt(department)
    expect(department.get_by_role("heading", level=1)).to_have_text("1行全部收下")

    hands.be_resident(person, typed)
    expect(person.get_by_role("heading", level=1)).to_contain_text(f"{typed.name}，您好")
    assert drawn_by(person, "h1 .cx-name") == {True}
    hands.go(person, "/me/letters/")
    person.get_by_role("button", name="打开这封信").click()
    expect(person.locator(".cx-letter__to")).to_have_text(f"{typed.name}：")
    assert drawn_by(person, ".cx-letter__to .cx-name") == {True}

    hands.be_official(window, "moxiaolan")
    hands.open_matter(window, typed, "黑政服〔2026〕95001")
    hands.ask(window)
    expect(window.get_by_role("heading", level=1)).to_have_text("查得1条可用于本用途的记录")
    expect(window.locator("main .cx-name").first).to_have_text(typed.name)


def test_each_rare_character_is_drawn_by_its_own_slice(visit: Callable[..., Visit]) -> None:
    one = visit()
    hands.be_resident(one.page, RARE)
    one.page.evaluate("document.fonts.ready")
    fetched = {match[1] for url in one.fetched if (match := re.search(r"/static/cx/fonts/(\S+?\.woff2)", url))}
    for character, font in SLICES.items():
        assert font in fetched
        assert ord(character) in TTFont(FONTS / font).getBestCmap()
    held = {code for font in fetched for code in TTFont(FONTS / font).getBestCmap()}
    assert set(map(ord, RARE.name)) <= held
    assert drawn_by(one.page, "h1 .cx-name") == {True}


def test_a_page_without_rare_names_fetches_no_rare_slice(visit: Callable[..., Visit]) -> None:
    one = visit()
    hands.go(one.page, "/")
    one.page.evaluate("document.fonts.ready")
    fonts = [url for url in one.fetched if url.endswith(".woff2")]
    assert len(fonts) <= 3
    assert not [url for url in fonts if "/rare/" in url]


def drawn_by(page: Page, selector: str) -> set[bool]:
    """For each font that drew an element's text: whether it came with the page."""
    page.evaluate("document.fonts.ready")
    devtools = page.context.new_cdp_session(page)
    devtools.send("DOM.enable")
    devtools.send("CSS.enable")
    root = devtools.send("DOM.getDocument")["root"]["nodeId"]
    node = devtools.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    fonts = devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    devtools.detach()
    return {bool(font["isCustomFont"]) for font in fonts}
