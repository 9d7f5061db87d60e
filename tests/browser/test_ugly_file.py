"""An office's own ugly workbook, from the running demo to its last row accepted, with nothing but what the page hands back.

The data officer hands it over as it is, takes back the marked workbook, follows the list of issues cell by cell, mends what
is said, and hands the same file over again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from chengxin.demo import samples, ugly
from chengxin.lawbook import load
from tests.browser import hands
from tests.browser.conftest import Live, Visit


class Office:
    """A data officer at a desk: a browser, a spreadsheet program, and the paper decisions to look things up in."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self.folder = page, folder

    def read_outcome(self) -> dict[str, str]:
        """Kind of problem -> what the page says to do about it."""
        cards = self.page.locator("section.cx-card")
        return {card.get_by_role("heading", level=3).inner_text(): card.inner_text() for card in cards.all()}

    def take_back(self) -> Path:
        with self.page.expect_download() as coming:
            self.page.get_by_role("button", name="下载标出问题的表").click()
        place = self.folder / coming.value.suggested_filename
        coming.value.save_as(place)
        return place

    def mend(self, place: Path, paper: dict[tuple[int, str], str]) -> list[str]:
        """Follow each link of the list and write what the paper says; what the comments said, in order."""
        book = openpyxl.load_workbook(place)
        said = []
        for line in book["问题清单"].iter_rows(min_row=5):
            if line[6].hyperlink is None:
                continue
            sheet, _, at = line[6].hyperlink.location.rpartition("!")
            cell = book[sheet.strip("'")][at]
            heading = book[sheet.strip("'")].cell(ugly.FIRST_ROW - 1, cell.column).value
            said.append(cell.comment.text)
            cell.value = paper[cell.row, heading]
        book.save(place)
        return said


def paper(today: date) -> dict[tuple[int, str], str]:
    """(row of the sheet, heading) -> what the decision says."""
    return {
        (ugly.FIRST_ROW + place, heading): row.get(field, "")
        for place, row in enumerate(ugly.right(today, load()))
        for heading, field in ugly.HEADINGS.items()
        if field
    }


@pytest.mark.parametrize(
    ("device", "javascript"), [("desktop", True), ("phone", False)], ids=["desktop", "phone-no-scripts"]
)
def test_an_ugly_file_is_accepted_in_two_turns(
    own_demo: Live, visit: Callable[..., Visit], tmp_path: Path, device: str, javascript: bool
) -> None:
    page = visit(device, javascript=javascript, where=own_demo).page
    office = Office(page, tmp_path)
    hands.be_official(page, "gedehong")
    hands.hand_over(page, own_demo.data / "samples" / samples.UGLY)
    hands.wait_for_receipt(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("收下3行，有5行要您改，有2行先等着")
    problems = office.read_outcome()
    assert len(problems) == len(ugly.FAULTS) + 1  # the note below the table is named, and nothing to mend
    assert all("请" in todo for todo in problems.values())
    place = office.take_back()
    assert place.name == f"{Path(samples.UGLY).stem}-已标出问题.xlsx"

    said = office.mend(place, paper(made_on(place)))
    assert len(said) == len(ugly.FAULTS)
    assert all("请" in text for text in said)

    hands.hand_over(page, place)
    hands.wait_for_receipt(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("收下7行")
    expect(page.get_by_label("每一行的去向")).to_contain_text("3以前交过")
    hands.go(page, "/department/submissions/")
    expect(page.get_by_role("main")).to_contain_text("10行：收下7，以前交过3")

    hands.be_resident(page, ugly.PEOPLE[4])
    page.locator("article.cx-rec h3 a").first.click()
    expect(page.get_by_role("main")).to_contain_text("这是作出决定后的第")
    page.get_by_text("出处：哪份文件").click()
    expect(page.get_by_role("main")).to_contain_text(f"工作表“{ugly.SHEET}”第{ugly.FIRST_ROW + 4}行")


def made_on(place: Path) -> date:
    """The day that stands under the title of the workbook."""
    told = openpyxl.load_workbook(place)[ugly.SHEET]["A2"].value
    found = re.search(r"填报日期：(\d+)年(\d+)月(\d+)日", told)
    assert found
    return date(*map(int, found.groups()))
