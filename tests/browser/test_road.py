"""The road of one record through the browser, with nothing but the running demo and its clock.

A file becomes a record; the window asks before the letter was read, while the person waits, and after; the person sees
every one of these looks. [law:pipl/第四十四条]
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from chengxin.core.facts import Identity
from chengxin.demo import cast, samples
from tests.browser import hands
from tests.browser.conftest import Live, Visit
from tests.browser.hands import NOTHING_USABLE
from tests.browser.left_behind import SEARCH, people_left
from tests.proves import proves

WHO = cast.NEWCOMER
SECOND_REASON = "申请人补交材料后又来办一次"
THIRD_REASON = "申请人换了岗位，又来办一次"


class Road:
    """One run of the road: a department, a window and a person, each with a browser of their own."""

    def __init__(self, where: Live, visit: Callable[..., Visit], device: str, *, javascript: bool) -> None:
        self.where = where
        self.visits = [visit(device, javascript=javascript, where=where) for _ in range(3)]
        self.department, self.window, self.person = (one.page for one in self.visits)

    def walk(self) -> None:
        self.hand_over()
        before = self.ask("黑政服〔2026〕70001")
        self.read_letter()
        waiting = self.ask("黑政服〔2026〕70002", reason=SECOND_REASON)
        assert before == waiting, "the answer tells that there is something to wait for"
        assert self.ask_about_nobody() == before, "the answer tells that there is something"
        hands.move_clock(self.window, "往后30天")
        self.find("黑政服〔2026〕70003", reason=THIRD_REASON)
        self.see_who_looked()

    def hand_over(self) -> None:
        """The department drops the sample file as it is; three rows enter, two come back with what to do."""
        page = self.department
        hands.be_official(page, "gedehong")
        hands.hand_over(page, self.where.data / "samples" / samples.ROAD)
        hands.wait_for_receipt(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("收下3行，有1行要您改，有1行先等着")
        expect(page.get_by_role("heading", name="是哪些问题")).to_be_visible()

    def ask(self, request_no: str, *, reason: str = "") -> str:
        """The window asks and finds nothing; returns what its page says, but for the number and the time of the asking."""
        self._put_question(WHO, request_no, reason)
        expect(self.window.get_by_role("heading", level=1)).to_have_text(NOTHING_USABLE)
        self._see_the_look_at_once(request_no)
        return said(self.window)

    def ask_about_nobody(self) -> str:
        """The same question about somebody of whom nothing was ever held."""
        nobody = Identity(WHO.document_type, hands.other_number(7), "仲孙望")
        self._put_question(nobody, "黑政服〔2026〕70009", "")
        return said(self.window)

    def find(self, request_no: str, *, reason: str) -> None:
        """The window asks, and the record is there, with its decision and its law."""
        self._put_question(WHO, request_no, reason)
        expect(self.window.get_by_role("heading", level=1)).to_have_text("查得1条可用于本用途的记录")
        expect(self.window.get_by_label("第1条")).to_contain_text("9001")
        expect(self.window.get_by_role("heading", name="为什么这样答")).to_be_visible()
        self._see_the_look_at_once(request_no)

    def _put_question(self, who: Identity, request_no: str, reason: str) -> None:
        if not self.window.url.startswith("http"):
            hands.be_official(self.window, "moxiaolan")
        hands.open_matter(self.window, who, request_no, reason=reason)
        hands.ask(self.window)

    def _see_the_look_at_once(self, request_no: str) -> None:
        """One page load is all the time there is: the look must be there."""
        if not self.person.url.startswith("http"):
            hands.be_resident(self.person, WHO)
        hands.go(self.person, "/me/looks/")
        assert request_no in self.person.locator("main").inner_text()

    def read_letter(self) -> None:
        """The person sees that a letter came, opens it, and reads what, by which law, until when, and what to do."""
        page = self.person
        hands.go(page, "/me/records/")
        expect(page.get_by_role("main")).to_contain_text("有1封信您还没有打开")
        page.get_by_role("link", name="去看信").click()
        page.get_by_role("button", name="打开这封信").click()
        letter = page.locator("article.cx-letter")
        expect(letter).to_contain_text(WHO.name)
        expect(letter).to_contain_text("9001")
        expect(letter).to_contain_text(re.compile(r"最后一天\s*\d{4}年\d+月\d+日"))
        expect(letter).to_contain_text("条例")

    def see_who_looked(self) -> None:
        """Every look is there, newest first: who, for which matter, why again, and what was seen."""
        page = self.person
        hands.go(page, "/me/looks/")
        looks = page.locator("article.cx-look")
        expect(looks).to_have_count(3)
        numbers = [re.search(r"7000\d", text).group() for text in looks.all_inner_texts()]  # type: ignore[union-attr]
        assert numbers == ["70003", "70002", "70001"]
        for text in looks.all_inner_texts():
            assert "交通运输局" in text
            assert "许可窗口3号" in text
            assert "莫晓岚" in text
            assert "道路运输从业资格" in text
        assert SECOND_REASON in looks.nth(1).inner_text()
        assert NOTHING_USABLE in looks.nth(1).inner_text()
        assert NOTHING_USABLE in looks.nth(2).inner_text()
        assert THIRD_REASON in looks.nth(0).inner_text()
        looks.nth(0).get_by_role("link", name="看对方看到的内容").click()
        expect(page.get_by_role("main")).to_contain_text("9001")


def said(page: Page) -> str:
    """What an answer says: the answer, the reasons and the sources, without the lines that only this asking has."""
    parts = [page.locator(part).first.inner_text() for part in (".cx-answer", ".cx-why", "table")]
    return "\n".join(parts)


@proves("G1", "R39", "I5")
@pytest.mark.parametrize(
    ("device", "javascript"),
    [("desktop", False), ("phone", True)],
    ids=["desktop-without-scripts", "phone"],
)
def test_road_of_one_record(
    own_demo: Live, visit: Callable[..., Visit], browser_files: Path, device: str, javascript: bool
) -> None:
    road = Road(own_demo, visit, device, javascript=javascript)
    road.walk()
    assert WHO.number in SEARCH.whose(road.person.content().encode()), "whoever is signed in reads their own name"
    assert people_left(own_demo, road.visits, browser_files) == {}
