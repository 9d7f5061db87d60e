"""What an answer may lead to, as people meet it: a hasty official, the restrained person on a phone, a window that refuses."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from chengxin.demo import cast
from tests.browser import hands
from tests.browser.conftest import Visit

pytestmark = pytest.mark.both_databases

#: The fields of a restraint, beside the name, the number and the measure: each that is empty says so itself.
FIELDS = 18
NOTICE = {
    "谁决定的": "慕容知远",
    "他的职务": "行政审批科科长",
    "凭哪一条法律": "《道路运输条例》第七十五条",
    "理由": "处罚还在生效，到期或者修复以后可以再来申请",
    "向哪里申诉": "黑河市人民政府，黑河市爱辉区人民法院",
}


def test_a_hasty_official_writes_nothing_down(visit: Callable[..., Visit]) -> None:
    page: Page = visit().page
    hands.be_official(page, "bocongjian")
    hands.go(page, "/desk/restraints/new/")
    page.get_by_label("姓名").fill(cast.RESTRAINED.name)
    page.get_by_label("身份证号").fill(cast.RESTRAINED.number)
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="登记，写信告诉本人").click()
    alert = page.get_by_role("alert")
    expect(alert.get_by_role("listitem")).to_have_count(FIELDS)
    expect(page.get_by_label("姓名")).to_have_value(cast.RESTRAINED.name)
    hands.go(page, "/desk/restraints/")
    expect(page.locator("main td a[href^='/desk/restraints/']")).to_have_count(2)


def test_an_objection_stops_a_restraint_at_once(visit: Callable[..., Visit]) -> None:
    page: Page = visit("phone", javascript=False).page
    hands.be_resident(page, cast.RESTRAINED)
    page.locator("article.cx-rec h3 a").first.click()
    record = page.url
    card = page.locator("section").filter(has=page.get_by_role("heading", name=re.compile("^以它为根据的限制")))
    for words in ("尉迟明远", "黑河市财政局副局长", "天（", "），到20", "行政复议"):
        expect(card).to_contain_text(words)
    card.get_by_role("link", name="对这条记录提出异议").click()
    page.get_by_role("radio", name="内容不对").check()
    page.get_by_label("哪里不对").fill("决定书上写的不是我做的账。")
    page.get_by_role("button", name="提出异议").click()
    expect(page.locator(".cx-clock")).to_contain_text("个工作日")
    hands.go(page, record)
    expect(card.locator(".govuk-tag")).to_contain_text("停")


def test_a_window_that_refuses_tells_what_it_used(visit: Callable[..., Visit]) -> None:
    page: Page = visit().page
    hands.be_official(page, "moxiaolan")
    hands.open_matter(page, cast.REPAIR_REFUSED, "黑政服〔2026〕90061")
    matter = page.url
    hands.ask(page)
    hands.go(page, matter)
    page.get_by_role("radio", name="不准予", exact=True).check()
    page.get_by_role("button", name="记下结果").click()
    expect(page.get_by_role("alert")).to_contain_text("谁决定的")
    page.get_by_role("checkbox").first.check()
    for label, words in NOTICE.items():
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_role("button", name="记下结果").click()
    expect(page.get_by_text("不能再问")).to_be_visible()
    hands.sign_out(page)
    hands.be_resident(page, cast.REPAIR_REFUSED)
    hands.go(page, "/me/letters/")
    page.get_by_role("button", name="打开这封信").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("这里写明用没用您的记录")
    for words in (NOTICE["谁决定的"], NOTICE["凭哪一条法律"], NOTICE["向哪里申诉"]):
        expect(page.get_by_role("main")).to_contain_text(words)


def test_a_report_about_a_private_person_is_not_taken(visit: Callable[..., Visit]) -> None:
    page: Page = visit("phone", javascript=False).page
    hands.go(page, "/complaints/")
    page.get_by_role("radio", name="一个人做了什么").check()
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("这里不收对个人的举报")
    expect(page.get_by_role("textbox")).to_have_count(0)
    expect(page.get_by_role("main")).to_contain_text("没有登记，没有编号")
